"""`python -m prosa.testing.graph`: the fake as a process."""

from typing import Annotated

import typer
import uvicorn

from prosa.testing.graph.app import GraphApp
from prosa.testing.graph.courier import Webhook, courier
from prosa.testing.graph.fake import FakeGraph, Line
from prosa.testing.graph.limits import Limits
from prosa.testing.graph.templates import Templates
from prosa.testing.stage import FaultKind, Rates, config


def main(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8900,
    webhook: Annotated[str | None, typer.Option(help="Where deliveries go; none without it.")] = None,
    fault: Annotated[list[str] | None, typer.Option(help="Share of sends, such as cut=0.05.")] = None,
    duplicates: Annotated[float, typer.Option(help="Share of deliveries made twice.")] = 0.0,
    reordering: Annotated[float, typer.Option(help="Share of deliveries overtaken by later ones.")] = 0.0,
    batch: Annotated[int, typer.Option(help="Most changes in one delivery.")] = 1,
    seed: Annotated[int, typer.Option(help="Makes a run repeatable.")] = 0,
    strict: Annotated[bool, typer.Option(help="Hold Meta's windows, limits and templates as well.")] = False,
) -> None:
    """A Graph API for tests. It takes sends with the token EAAfake on number 1122334455667, and is steered under
    /fake/ (see prosa.testing.graph.Remote)."""
    limits = Limits() if strict else None
    graph = FakeGraph(rates=Rates(seed, dict(map(_share, fault or []))), limits=limits, templates=Templates(strict))
    app = GraphApp(graph)
    if webhook:
        target = Webhook(
            url=webhook,
            app_secret=Line().app_secret,
            seed=seed,
            duplicates=duplicates,
            reordering=reordering,
            batch=batch,
        )
        graph.courier = courier(target)
    uvicorn.Server(config(app, host="127.0.0.1", port=port, timeout_graceful_shutdown=2)).run()


def _share(written: str) -> tuple[FaultKind, float]:
    kind, _, share = written.partition("=")
    try:
        return FaultKind(kind), float(share)
    except ValueError:
        kinds = ", ".join(FaultKind)
        raise typer.BadParameter(f"{written!r}: expected kind=share with a kind of {kinds}") from None


if __name__ == "__main__":
    typer.run(main)
