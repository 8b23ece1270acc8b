"""The form of a scenario file (`docs/guides/scenarios.md` tells it to whoever writes one)."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from prosa.core.errors import Invalid


class BadScenario(Invalid):
    """A file is not in the form; the message names file, scenario and field."""

    code = "bad_scenario"


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


Several = Annotated[list[str], BeforeValidator(_listed)]
Did = Literal["answer", "menu", "small_talk", "handoff", "clarify", "ask", "silent"]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Step(_Form):
    """One thing that happens, and what must come of it. What is not named is not checked.

    `contact` is a burst; `tap` the title of a button, `sends` files without words; `operator` is what a person of the
    team says, or `give_back`; `later` lets so many minutes pass before it. `model` tells what
    ails the language model in this step: it is `down`, or never answers (`hangs`).
    """

    contact: Several = []
    tap: str | None = None
    sends: Annotated[list[Literal["audio", "image", "document", "sticker"]], BeforeValidator(_listed)] = []
    operator: str | None = None
    later: float = 0
    agent: Annotated[list[Did], BeforeValidator(_listed)] = []
    handoff: str | None = None
    calls: Several = []
    refused: Several = []
    no_calls: Several = []
    sources: Several = []
    offers: int | None = None
    goal: str | None = None
    mentions: Several = []
    never: Several = []
    model: Literal["down", "hangs"] | None = None


class TicketForm(_Form):
    summary: str = ""
    category: str = "support"
    priority: str = "medium"
    status: str = "open"
    whose: Literal["contact", "somebody"] = "contact"


class Given(_Form):
    """How things are before: `open` says whether the company is; `agent` what differs in the agent's version."""

    name: str = "Helena Duarte"
    vip: bool = False
    first: bool = False
    open: bool = True
    tickets: list[TicketForm] = []
    agent: dict[str, Any] = Field(default_factory=dict)


class TicketWanted(_Form):
    """A ticket of the contact that must be there; `about` is part of its summary."""

    category: str | None = None
    priority: str | None = None
    status: str | None = None
    about: str | None = None


class After(_Form):
    """How things must be in the end. `tickets` are all of the contact's, newest first."""

    status: Literal["bot", "waiting", "operator", "resolved"] | None = None
    tickets: list[TicketWanted] | None = None
    name: str | None = None
    email: str | None = None
    marketing: Literal["withdrawn", "unsaid"] | None = None


class Scenario(_Form):
    """`engines` are those it is played on; both unless it says otherwise."""

    scenario: str
    about: str
    given: Given = Given()
    talk: Annotated[list[Step], Field(min_length=1)]
    after: After = After()
    engines: list[Literal["offline", "llm"]] = ["offline", "llm"]


def load(folder: Path) -> list[Scenario]:
    """Every scenario of the folder's `.yaml` files, by file and place. Raises `BadScenario`."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise BadScenario(f"{folder} has no scenario files (*.yaml)")
    return [scenario for path in files for scenario in _scenarios(path)]


def _scenarios(path: Path) -> Iterator[Scenario]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as problem:
        raise BadScenario(f"{path}: {problem}") from None
    if not isinstance(found, list):
        raise BadScenario(f"{path}: a file is a list of scenarios")
    for number, form in enumerate(found, 1):
        name = form.get("scenario", number) if isinstance(form, dict) else number
        try:
            yield Scenario.model_validate(form)
        except ValidationError as problem:
            raise BadScenario(f"{path}: {name}: {_first(problem.errors())}") from None


def _first(problems: Sequence[Any]) -> str:
    place = ".".join(str(part) for part in problems[0]["loc"])
    return f"{place}: {problems[0]['msg']}"
