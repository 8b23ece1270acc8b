"""`prosa audit`: the books on the terminal."""

import asyncio

from rich.console import Console
from rich.table import Table

from prosa.channels import failed_deliveries
from prosa.contacts import verify_consents
from prosa.conversations import Outcome, ledger
from prosa.conversations.ledger import Balance
from prosa.core.runtime import Runtime


async def run(runtime: Runtime, out: Console, wait: float) -> int:
    """Prints the balance. 0 when the books balance, no delivery was given up and the consent chain is whole, else 1."""
    found = await _settled(runtime, wait)
    async with runtime.db.transaction() as session:
        broken = await verify_consents(session)
        failed = await failed_deliveries(session)
    out.print(_table(found))
    for problem, count in found.problems.items():
        out.print(f"[red]{count:>8}  {problem}[/red]")
    if broken is not None:
        out.print(f"[red]  consent  broken from entry {broken.seq} on: {broken.reason}[/red]")
    if failed:
        out.print(f"[red]{failed:>8}  deliveries that could not be taken in[/red]")
    good = found.balanced and broken is None and not failed
    out.print("The books balance." if good else "[red]The books do not balance.[/red]")
    return 0 if good else 1


async def _settled(runtime: Runtime, wait: float) -> Balance:
    """The balance once nothing is pending any more, or after `wait` seconds."""
    loop = asyncio.get_running_loop()
    until = loop.time() + wait
    while True:
        async with runtime.db.transaction() as session:
            found = await ledger.balance(session)
        if not found.outcomes[Outcome.PENDING] or loop.time() >= until:
            return found
        await asyncio.sleep(0.5)


def _table(found: Balance) -> Table:
    table = Table(box=None, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for outcome, count in found.outcomes.items():
        table.add_row(str(count), outcome)
    table.add_row("───────", "")
    table.add_row(str(found.inbound), "inbound messages")
    return table
