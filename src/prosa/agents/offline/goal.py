"""Goals as they are declared in `goals/*.yaml` (see the README there), with what a company changes of them."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from prosa.agents.offline.lexicon import any_of
from prosa.agents.phrases import PLACES, UnknownText
from prosa.agents.schemas import GoalRule

SlotType = Literal["text", "name", "email", "choice", "pick", "step"]
_PLACE = re.compile(r"\{(\w*)\}")
Heads = Annotated[Mapping[str, str], Field(max_length=3)]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Declared):
    """One value of a slot: what it is called, and phrases that mean it."""

    value: str
    title: str
    says: tuple[str, ...] = ()


class Listing(_Declared):
    """The tool that tells what there is to pick from: the field with the things, and of each its value and title."""

    tool: str
    items: str
    value: str
    title: str


class Slot(_Declared):
    """Something that has to be known."""

    name: str
    type: SlotType
    from_start: Literal["no", "words", "whole", "said"] = "no"
    when: Mapping[str, str] = Field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    options: Listing | None = None
    without: str | None = None
    search: str | None = None
    optional: bool = False


class End(_Declared):
    """What is done once everything is known."""

    when: Mapping[str, str] = Field(default_factory=dict)
    tool: str | None = None
    arguments: Mapping[str, str] = Field(default_factory=dict)
    hand_over: str | None = None
    retry: str | None = None


class Goal(_Declared):
    name: str
    starts: tuple[str, ...] = ()
    hears: str | None = None
    protocol: bool = False
    means: Heads = Field(default_factory=dict)
    slots: tuple[Slot, ...]
    confirm: bool = False
    ends: tuple[End, ...]
    texts: Mapping[str, tuple[str, ...]]

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)

    def missing(self, known: Mapping[str, str]) -> Slot | None:
        """The next slot to ask for."""
        return next((slot for slot in self.slots if slot.name not in known and _holds(slot.when, known)), None)

    def end(self, known: Mapping[str, str]) -> End:
        return next(end for end in self.ends if _holds(end.when, known))

    def started_by(self, plain: str) -> re.Match[str] | None:
        """Where a text in normal form says that this is wanted."""
        return _starts(self.starts).search(plain) if self.starts else None


def _holds(when: Mapping[str, str], known: Mapping[str, str]) -> bool:
    return all(known.get(name) == value for name, value in when.items())


@cache
def _starts(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(phrases)


@cache
def shipped() -> Mapping[str, Goal]:
    """The goals that come with Prosa, by name."""
    folder = files(__package__).joinpath("goals")
    found = [_read(entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    return {goal.name: goal for goal in sorted(found, key=lambda goal: goal.name)}


def _read(text: str) -> Goal:
    return Goal.model_validate(yaml.safe_load(text))


def usable(rules: Mapping[str, GoalRule]) -> dict[str, Goal]:
    """The goals that this agent may pursue, with the company's own texts in them."""
    return {
        name: _own(goal, rules[name]) if name in rules else goal
        for name, goal in shipped().items()
        if name not in rules or rules[name].enabled
    }


def _own(goal: Goal, rule: GoalRule) -> Goal:
    own = {key: tuple(variants) for key, variants in rule.texts.items() if key in goal.texts and variants}
    return goal.model_copy(update={"texts": {**goal.texts, **own}}) if own else goal


def check(rules: Mapping[str, GoalRule]) -> None:
    """Raises `UnknownText` for a goal or text that does not exist, or a placeholder that would stay empty."""
    for name, rule in rules.items():
        goal = shipped().get(name)
        for key, variants in rule.texts.items():
            if goal is None or key not in goal.texts:
                raise UnknownText(f"there is no text called {key!r} in {name!r}", key=f"{name}.{key}")
            unknown = {place for variant in variants for place in _PLACE.findall(variant)} - _places(goal)
            if unknown:
                place = min(unknown)
                raise UnknownText(f"{{{place}}} in {key!r} means nothing", key=f"{name}.{key}", placeholder=place)


def _places(goal: Goal) -> set[str]:
    """What the goal's own texts and all phrases leave open."""
    own = {place for variants in goal.texts.values() for text in variants for place in _PLACE.findall(text)}
    return own | {slot.name for slot in goal.slots} | PLACES
