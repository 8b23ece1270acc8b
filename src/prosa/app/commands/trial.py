"""`prosa eval guards`: replies that people planted, as the guards see them."""

import time
from pathlib import Path
from typing import Annotated

import typer

from prosa.turns import trial

HERE = Path("tests/data/guards")


def guards(
    folder: Annotated[Path, typer.Argument(help="Folder with scenes (*.yaml): what a turn knew, and replies.")] = HERE,
    show: Annotated[bool, typer.Option(help="Print every reply with what held it.")] = False,
) -> None:
    """Try the guards on planted replies; exit code 1 when a wrong one passes.

    Nothing is sent or stored.
    """
    began = time.perf_counter()
    verdicts = [verdict for scene in trial.load(folder) for verdict in trial.judge(scene)]
    each = (time.perf_counter() - began) / max(len(verdicts), 1)
    for verdict in verdicts:
        if show or not verdict.right:
            held = "; ".join(f"{name}: {detail}" for name, detail in verdict.held_by.items()) or "passed"
            typer.echo(f"{'ok ' if verdict.right else 'NOT'} {verdict.scene} | {verdict.text.strip()} | {held}")
    wrong = [verdict for verdict in verdicts if verdict.wrong]
    good = [verdict for verdict in verdicts if not verdict.wrong]
    passed, held_good = sum(not verdict.right for verdict in wrong), sum(not verdict.right for verdict in good)
    typer.echo(f"wrong replies  {len(wrong):4}, {passed} passed")
    typer.echo(f"good replies   {len(good):4}, {held_good} held ({held_good / max(len(good), 1):.1%})")
    typer.echo(f"time a reply   {each * 1000:.1f} ms")
    raise typer.Exit(1 if passed else 0)
