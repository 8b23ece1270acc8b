"""`python -m prosa.testing.evolution`: the fake as a process."""

from typing import Annotated

import typer
import uvicorn

from prosa.testing.evolution.app import EvolutionApp
from prosa.testing.evolution.courier import courier
from prosa.testing.evolution.fake import FakeEvolution
from prosa.testing.stage import config


def main(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8902,
    webhook: Annotated[str | None, typer.Option(help="Where deliveries go; a session that starts sets it too.")] = None,
    linked: Annotated[bool, typer.Option(help="Begin with an instance that is connected.")] = True,
) -> None:
    """An Evolution API for tests. It has the instance loja under the key evolution-key-fake, and is steered under
    /fake/ (see prosa.testing.stage.Remote)."""
    evolution = FakeEvolution(state="open" if linked else None)
    if webhook:
        evolution.webhook = evolution.line.webhook(webhook)
        evolution.courier = courier(evolution.webhook)
    uvicorn.Server(config(EvolutionApp(evolution), host="127.0.0.1", port=port, timeout_graceful_shutdown=2)).run()


if __name__ == "__main__":
    typer.run(main)
