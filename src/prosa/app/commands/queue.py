"""The queue on the command line."""

from typing import Annotated

import typer
from rich.table import Table

from prosa.app.terminal import out
from prosa.desk import simulating
from prosa.desk.simulating import BOUND, Order, Result, Town

app = typer.Typer(help="The queue people wait in.", no_args_is_help=True)


@app.callback()
def queue() -> None:
    """The queue people wait in."""


@app.command("simulate")
def simulate_queue(
    operators: Annotated[int, typer.Option(min=1, max=2_000)] = 100,
    arrivals: Annotated[int, typer.Option(min=1, max=1_000_000)] = 10_000,
    seed: Annotated[int, typer.Option()] = 1,
    load: Annotated[float, typer.Option(min=0.05, max=1.2, help="Share of the time operators are busy.")] = 0.95,
) -> None:
    """Plays arrivals through the queue's own order and its choice of who takes whom, against two simpler orders.

    Ends with 1 when somebody was overtaken by more than the bound, or was never taken.
    """
    results = simulating.play(Town(operators, arrivals, seed, load))
    out.print(_table(results))
    ours = next(result for result in results if result.order is Order.OURS)
    for line in _verdict(ours, arrivals):
        out.print(line)
    if ours.beyond_bound or len(ours.served) < arrivals:
        raise typer.Exit(1)


def _table(results: list[Result]) -> Table:
    table = Table("order", "wait, mean", "p95", "max", "urgent, mean", "urgent, p95", "Jain", "skill met")
    for result in results:
        waits, urgent = result.waits(), result.waits(urgent=True)
        table.add_row(
            result.order,
            *(f"{value:.1f} min" for value in (_mean(waits), _at(waits, 0.95), waits[-1])),
            *(f"{value:.1f} min" for value in (_mean(urgent), _at(urgent, 0.95))),
            f"{result.fairness:.4f}",
            f"{result.matched:.0%}",
        )
    return table


def _verdict(ours: Result, arrivals: int) -> list[str]:
    held = "holds" if not ours.beyond_bound else f"is broken for {ours.beyond_bound}"
    fewest, most = ours.conversations
    return [
        f"Bound: nobody is overtaken by somebody who came more than {BOUND:.0f} minutes later: {held} "
        f"(the most was {ours.overtaken_by:.1f}).",
        f"Starvation: {arrivals - len(ours.served)} of {arrivals} were never taken.",
        f"Fairness: Jain's index of busy minutes {ours.fairness:.4f}; {fewest} to {most} conversations per operator.",
    ]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _at(values: list[float], share: float) -> float:
    """Of sorted values."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0
