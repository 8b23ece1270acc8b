"""`prosa parse`: what a connector understands of one recorded delivery."""

import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer

from prosa.channels import rehearse
from prosa.channels.port import ChannelPort
from prosa.core import plugins
from prosa.core.errors import NotFound, ProsaError

BAD_INPUT = 2


def parse(
    connector: Annotated[str, typer.Argument(help="Name of an installed connector, such as meta_cloud.")],
    file: Annotated[
        Path | None, typer.Argument(help="File with the delivery; standard input when it is left out.")
    ] = None,
) -> None:
    """Show what a connector understands of one delivery.

    The delivery is JSON: {"headers": {...}, "body": <JSON or form object>}. Printed is a JSON list, one object
    per fact, with the same keys for every connector. Nothing is stored and no signature is checked. Exit code 2
    when the delivery cannot be read.
    """
    try:
        facts = rehearse(_channel(connector), _read(file))
    except (ProsaError, OSError, UnicodeDecodeError) as problem:
        typer.echo(f"prosa parse: {problem}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    typer.echo(orjson.dumps(facts, option=orjson.OPT_INDENT_2))


def _channel(name: str) -> ChannelPort:
    port: ChannelPort | None = plugins.load(name).provides.get(ChannelPort)
    if port is None:
        raise NotFound(f"the connector {name!r} has no channel")
    return port


def _read(file: Path | None) -> str:
    """Files saved by some editors begin with a byte order mark."""
    data = file.read_bytes() if file else sys.stdin.buffer.read()
    return data.decode("utf-8-sig")
