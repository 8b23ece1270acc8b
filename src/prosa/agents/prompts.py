"""What a language model is told in each situation: the shipped prompts, a company's own, and filling them in."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from prosa.agents.schemas import Prompts
from prosa.core.errors import Invalid

VARIABLES = (
    *("agent", "company", "persona", "tone", "rules", "language", "hours", "categories", "priorities"),
    "departments",
)
"""What a prompt may leave open. All of it stays the same from turn to turn: a provider can cache the beginning."""

_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class UnknownVariable(Invalid):
    """A prompt leaves something open that nobody fills in; `params` name both."""

    code = "unknown_prompt_variable"


@cache
def shipped() -> Prompts:
    """The prompts that come with Prosa."""
    found = tomllib.loads(files(__package__).joinpath("prompts.toml").read_text("utf-8"))
    return Prompts(**{name: text.strip() for name, text in found.items()})


def completed(own: Prompts) -> Prompts:
    """A company's own prompts, with the shipped one where it has none."""
    changes = {name: text for name, text in own.model_dump().items() if text.strip()}
    return shipped().model_copy(update=changes)


def check(own: Prompts) -> None:
    """Raises `UnknownVariable`."""
    for name, text in own.model_dump().items():
        for variable in _VARIABLE.findall(text):
            if variable not in VARIABLES:
                raise UnknownVariable(f"{{{{{variable}}}}} in {name!r} means nothing", prompt=name, variable=variable)


def fill(prompt: str, values: Mapping[str, str]) -> str:
    """The prompt with its variables replaced; one that has no value becomes nothing."""
    return _VARIABLE.sub(lambda found: values.get(found[1], ""), prompt)
