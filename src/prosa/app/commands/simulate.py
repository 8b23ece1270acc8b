"""`prosa simulate`: the four providers on one port, with the phones on the other side of them."""

import asyncio
import contextlib
from pathlib import Path
from typing import Annotated

import typer

from prosa.testing.simulate import LINES, Road, Script, SimulateApp, play, read
from prosa.testing.stage import FaultKind, serving


def simulate(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=0, max=65535)] = 8900,
    webhook: Annotated[
        list[str] | None, typer.Option(help="Where a line delivers to, such as meta=http://127.0.0.1:8000/webhooks/…")
    ] = None,
    seed: Annotated[int, typer.Option(help="Draws what befalls the run; the same seed draws the same.")] = 1,
    duplicates: Annotated[float, typer.Option(help="Share of deliveries made twice.", min=0, max=1)] = 0.0,
    reordering: Annotated[float, typer.Option(help="Share of deliveries overtaken by later ones.", min=0, max=1)] = 0.0,
    loss: Annotated[float, typer.Option(help="Share of what happens that is never delivered.", min=0, max=1)] = 0.0,
    delay: Annotated[
        float, typer.Option(help="Seconds that overtaken and doubled ones are late at most.", min=0)
    ] = 0.5,
    fault: Annotated[list[str] | None, typer.Option(help="Share of sends, such as cut=0.05.")] = None,
    script: Annotated[Path | None, typer.Option(help="File that says who writes what, and what goes wrong.")] = None,
) -> None:
    """Play WhatsApp's providers on this machine: Meta, WAHA, Evolution and Twilio, without an account anywhere.

    A page shows the phones: write as a person, see what arrives, tap buttons, scan QR codes, approve templates.
    Whatever speaks with these providers can be tried with it, Prosa or not. Ends with Ctrl+C.
    """
    road = Road(
        seed=seed,
        duplicates=duplicates,
        reordering=reordering,
        loss=loss,
        delay=delay,
        faults=dict(map(_share, fault or [])),
    )
    webhooks = dict(map(_webhook, webhook or []))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(SimulateApp(road), port, webhooks, read(script) if script else []))


async def _run(app: SimulateApp, port: int, webhooks: dict[str, str], script: Script) -> None:
    for name, url in webhooks.items():
        await app.lines[name].deliver_to(url)
    async with serving(app, port) as address:
        _greet(app, address)
        await play(script, app.lines)
        await asyncio.Event().wait()


def _greet(app: SimulateApp, address: str) -> None:
    typer.echo(f"\n  {address}/\n")
    for line in app.lines.values():
        typer.echo(f"  {line.label}")
        for name, value in line.settings(f"{address}/{line.name}").items():
            typer.echo(f"    {name:24} {value}")


def _share(written: str) -> tuple[FaultKind, float]:
    kind, _, share = written.partition("=")
    try:
        return FaultKind(kind), float(share)
    except ValueError:
        kinds = ", ".join(FaultKind)
        raise typer.BadParameter(f"{written!r}: expected kind=share with a kind of {kinds}") from None


def _webhook(written: str) -> tuple[str, str]:
    name, _, url = written.partition("=")
    names = [line.name for line in LINES]
    if name not in names or not url.startswith(("http://", "https://")):
        raise typer.BadParameter(f"{written!r}: expected line=address with a line of {', '.join(names)}")
    return name, url
