"""Why messages do not go out, in kinds that people can act on: each is a text key with the next step."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from pydantic import BaseModel


class TroubleLine(BaseModel):
    """`codes` are those of a message's error; one that ends in `*` stands for all that begin so."""

    trouble: str
    codes: list[str]


@cache
def known() -> tuple[TroubleLine, ...]:
    """All kinds there are. A code that is of none is shown in the provider's words."""
    read = tomllib.loads((files(__package__) / "troubles.toml").read_text())
    return tuple(
        TroubleLine(trouble=name, codes=[code for written in kind["codes"] for code in _each(written)])
        for name, kind in read.items()
    )


def _each(written: str) -> Iterator[str]:
    first, dash, last = written.partition("-")
    if dash and first.isdecimal():
        yield from map(str, range(int(first), int(last) + 1))
    else:
        yield written
