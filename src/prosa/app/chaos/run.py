"""Plays a plan and judges it."""

import asyncio
import contextlib
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from prosa import accounts, agents
from prosa.accounts import Role
from prosa.accounts.schemas import system
from prosa.agents.schemas import NewVersion
from prosa.app import processes
from prosa.app.chaos import engine
from prosa.app.chaos.operators import Operators
from prosa.app.chaos.plan import Plan, asks
from prosa.app.chaos.stage import Stage
from prosa.app.chaos.verdict import Finding, judge, still_open
from prosa.channels import add_channel
from prosa.core.settings import Settings
from prosa.testing.graph import FakeGraph, GraphApp, Limits, Webhook
from prosa.testing.stage import FaultKind, Rates, serving

ACTOR = system("chaos")
EMAIL = "operadora@example.com"
PASSWORD = "caos com hora marcada"  # noqa: S105  (of a database that lives as long as the run)
SETTLE_SECONDS = 240.0
QUIET_ROUNDS = 2
SMALL_TALKER = "5511999999999"
SHARES = {
    FaultKind.CUT: 0.03,
    FaultKind.SILENT: 0.01,
    FaultKind.GARBLED: 0.01,
    FaultKind.CUT_BEFORE: 0.01,
    FaultKind.HTTP: 0.02,
    FaultKind.ERROR: 0.02,
}
"""Five sends in a hundred are taken but not confirmed; five more are refused for a while."""


@dataclass(frozen=True, slots=True)
class Report:
    findings: list[Finding]
    kills: dict[str, int]
    sends: int
    takeovers: int
    faults: dict[str, int]
    settled: bool


async def run(plan: Plan, out: Console) -> int:
    """Plays the plan, prints what was found and returns 0 only for a clean run. The folder of one that is not clean
    is kept: database, and the logs of every process."""
    folder = Path(tempfile.mkdtemp(prefix="prosa-chaos-"))
    report = await _play(plan, folder, out)
    _print(report, out)
    if report.findings or not report.settled:
        out.print(f"Kept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


async def _play(plan: Plan, folder: Path, out: Console) -> Report:
    graph = FakeGraph(rates=Rates(plan.seed, SHARES), receipt_pause=0.05, limits=Limits())
    port = _free_port()
    async with serving(GraphApp(graph)) as base_url:
        channel_id = await _prepare(folder, graph.line.settings(base_url))
        stage = Stage(folder, port, plan.seed, plan.workers, plan.plant)
        operators = Operators(stage.address, EMAIL, PASSWORD, Random(plan.seed + 1))  # noqa: S311
        await stage.start()
        try:
            webhook = f"{stage.address}/webhooks/{channel_id}"
            await graph.deliver_to(_webhook(plan, webhook, graph.line.app_secret))
            async with _beside(operators.work()), _beside(_killing(plan, stage)):
                await _speak(plan, graph, out)
            await stage.answers()
            settled = await _settle(folder, graph, out)
        finally:
            await graph.deliver_to(None)
            await stage.stop()
    async with processes.installation(_settings(folder)) as runtime, runtime.db.transaction() as session:
        findings = await judge(session, plan.messages, graph.sends, operators.held, operators.said)
    if graph.refused:
        codes = tuple(f"{times} times {code}" for code, times in graph.refused.items())
        findings.append(Finding("what is sent is within the window and the limits", graph.refused.total(), codes))
    takeovers = sum(len(spans) for spans in operators.held.values())
    faults = {str(kind): count for kind, count in graph.faults.items()}
    return Report(findings, stage.kills, len(graph.sends), takeovers, faults, settled)


def _webhook(plan: Plan, url: str, secret: str) -> Webhook:
    return Webhook(
        url=url,
        app_secret=secret,
        seed=plan.seed,
        duplicates=0.1,
        reordering=0.05,
        spread=1.0,
        batch=4,
        concurrency=16,
        retry_base=0.2,
        retry_cap=1.0,
        timeout=5.0,
    )


async def _prepare(folder: Path, line: dict[str, str]) -> str:
    """A company with one line, one operator and the chaos engine."""
    hashed = await accounts.hash_password(PASSWORD)
    async with processes.installation(_settings(folder)) as runtime, runtime.db.transaction() as session:
        await accounts.add_user(session, ACTOR, email=EMAIL, name="Operadora", role=Role.OPERATOR, password_hash=hashed)
        version = NewVersion(persona="", tone="", rules="", language="pt-BR", texts={})
        await agents.create_agent(session, ACTOR, "Caos", version, engine=engine.NAME)
        return str(await add_channel(session, runtime, ACTOR, "Caos", "meta_cloud", line))


def _settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, _env_file=None)


async def _speak(plan: Plan, graph: FakeGraph, out: Console) -> None:
    with Progress(console=out) as progress:
        task = progress.add_task("messages", total=plan.messages)
        for saying in plan.sayings():
            await asyncio.sleep(saying.pause)
            graph.say(saying.phone, asks(saying.number), name=f"Contato {saying.phone[-4:]}")
            progress.advance(task)


async def _killing(plan: Plan, stage: Stage) -> None:
    """A worker every few seconds, the server and the database now and then."""
    rng = Random(plan.seed + 2)  # noqa: S311
    while plan.kills:
        await asyncio.sleep(rng.uniform(2, 4))
        fate = rng.random()
        if fate < 0.15:
            await stage.kill_the_server()
        elif fate < 0.25:
            await stage.kill_the_database()
        else:
            await stage.kill_a_worker(rng)


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Runs `work` until the block ends; an error of it is an error of the run."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        if not task.done():
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _settle(folder: Path, graph: FakeGraph, out: Console) -> bool:
    """Waits until nothing is under way any more. While a send is in doubt one more contact keeps talking: only
    on a line that speaks does silence prove that a message was not taken."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SETTLE_SECONDS
    quiet = 0
    async with processes.installation(_settings(folder)) as runtime:
        with out.status("settling") as status:
            while loop.time() < until and quiet < QUIET_ROUNDS:
                async with runtime.db.transaction() as session:
                    left = await still_open(session)
                status.update(f"settling: {left}")
                quiet = 0 if left.any else quiet + 1
                if left.unconfirmed:
                    graph.say(SMALL_TALKER, "e aí?")
                await asyncio.sleep(2)
    return quiet == QUIET_ROUNDS


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _print(report: Report, out: Console) -> None:
    table = Table(box=None, show_header=False)
    for name, value in (
        ("sends taken by the provider", report.sends),
        ("takeovers", report.takeovers),
        *((f"{who}s killed", count) for who, count in report.kills.items()),
        *((f"sends met by {kind}", count) for kind, count in report.faults.items()),
    ):
        table.add_row(str(value), name)
    out.print(table)
    for finding in report.findings:
        out.print(f"[red]broken: {finding.promise} ({finding.count}): {', '.join(finding.examples)}[/red]")
    if not report.settled:
        out.print("[red]broken: everything comes to its end[/red]")
    clean = not report.findings and report.settled
    out.print("Every promise held." if clean else "[red]The run is not clean.[/red]")
