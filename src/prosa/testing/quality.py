"""The quality list of a connector: every expectation done, to do, or exempt with the reason.

`quality.toml` beside the connector's code answers each point below; a connector may add points of its own. What a
machine can see is checked, so that "done" is not only said.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from prosa.channels.abilities import Directory, History, Lookup, Rated, Sessions, Signals, Templates
from prosa.channels.port import ChannelPort
from prosa.core.plugins import Connector

FEWEST_PAYLOADS = 10
SECRET_WORDS = ("secret", "token", "password", "api_key")
ABILITIES = (Signals, Sessions, History, Lookup, Directory, Templates, Rated)
"""Those `prosa.testing.abilities` has a suite for."""
GUIDES = ("guide.md", "guide.pt-BR.md")


@dataclass(frozen=True, slots=True)
class Subject:
    """A connector with the folder of its code and that of its tests."""

    connector: Connector
    folder: Path
    tests: Path

    @property
    def port(self) -> ChannelPort:
        port: ChannelPort = self.connector.provides[ChannelPort]
        return port


Check = Callable[[Subject], str | None]


@dataclass(frozen=True, slots=True)
class Point:
    """An expectation. `check` says what is wrong, or None; without one it is a promise that tests keep."""

    meaning: str
    check: Check | None = None


def _manifest(subject: Subject) -> str | None:
    named = subject.connector.name == subject.folder.name and bool(subject.connector.label)
    return None if named else "the name must be that of the folder, and the label not empty"


def _fields(settings: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields an admin fills in; those that are made are left out."""

    def made(field: FieldInfo) -> bool:
        extra = field.json_schema_extra
        return isinstance(extra, dict) and extra.get("generated") is True

    return {name: field for name, field in settings.model_fields.items() if not made(field)}


def _settings_explained(subject: Subject) -> str | None:
    fields = _fields(subject.connector.settings)
    silent = [name for name, field in fields.items() if not field.title or not field.description]
    return f"without title or description: {', '.join(silent)}" if silent else None


def _secrets_sealed(subject: Subject) -> str | None:
    fields = subject.connector.settings.model_fields
    open_ = [
        name
        for name, field in fields.items()
        if any(word in name for word in SECRET_WORDS) and field.annotation is not SecretStr
    ]
    return f"not a SecretStr: {', '.join(open_)}" if open_ else None


def _guide(subject: Subject) -> str | None:
    for name in GUIDES:
        file = subject.folder / name
        if not file.is_file():
            return f"there is no {name}"
        if file.read_text("utf-8").count("\n## ") < 2:
            return f"{name} has no sections"
    return None


def _payloads_recorded(subject: Subject) -> str | None:
    found = sum(1 for _ in (subject.tests / "data").rglob("*.json"))
    return None if found >= FEWEST_PAYLOADS else f"{found} files, {FEWEST_PAYLOADS} are the fewest"


def _payloads_licensed(subject: Subject) -> str | None:
    note = subject.tests / "data" / "README.md"
    told = note.is_file() and "licence" in note.read_text("utf-8").lower()
    return None if told else "data/README.md does not tell origin and licence"


def _conformance(subject: Subject) -> str | None:
    written = "".join(file.read_text("utf-8") for file in subject.tests.glob("test_*.py"))
    return None if "(DeliveryConformance)" in written else "no test inherits DeliveryConformance"


def _sends_settled(subject: Subject) -> str | None:
    can = subject.port.capabilities(subject.connector.settings.model_construct())
    settled = can.status_echo or can.idempotent_sends or Lookup in subject.connector.provides
    return None if settled else "an unknown outcome would stay unknown"


def _abilities_tried(subject: Subject) -> str | None:
    written = "".join(file.read_text("utf-8") for file in subject.tests.glob("test_*.py"))
    had = [ability.__name__ for ability in ABILITIES if ability in subject.connector.provides]
    untried = [name for name in had if f"({name}Conformance" not in written]
    return f"no test inherits the suite of {', '.join(untried)}" if untried else None


POINTS: Mapping[str, Point] = {
    "manifest": Point("It is found under the name of its folder.", _manifest),
    "settings_explained": Point("Every field has a title and says where to find it.", _settings_explained),
    "secrets_sealed": Point("What must stay secret is stored encrypted.", _secrets_sealed),
    "credentials_tried": Point("Credentials are tried step by step before they are saved."),
    "guide": Point("How to get credentials and what goes wrong, in both languages.", _guide),
    "payloads_recorded": Point("Deliveries as the provider makes them are in the tests.", _payloads_recorded),
    "payloads_licensed": Point("Their origin and licence are told.", _payloads_licensed),
    "conformance": Point("It passes the suite every channel passes.", _conformance),
    "deliveries_signed": Point("A delivery that the provider did not make is refused."),
    "unknown_kept": Point("What is not understood is kept, never raised."),
    "sends_settled": Point("An unknown outcome can be settled without sending twice.", _sends_settled),
    "errors_classified": Point("The provider's errors are told apart by what they ask of us."),
    "files_guarded": Point("Files are fetched from the provider's hosts only, within a size."),
    "abilities_tried": Point("Each ability passes the suite of that ability.", _abilities_tried),
}


def problems(subject: Subject) -> list[str]:
    """What is wrong with the connector's quality list; empty when it is complete and true."""
    file = subject.folder / "quality.toml"
    if not file.is_file():
        return ["there is no quality.toml"]
    answers: Mapping[str, Any] = tomllib.loads(file.read_text("utf-8")).get("points", {})
    missing = [f"{name}: not answered" for name in POINTS if name not in answers]
    found = [(name, _problem(subject, name, answer)) for name, answer in answers.items()]
    return missing + [f"{name}: {problem}" for name, problem in found if problem]


def _problem(subject: Subject, name: str, answer: Any) -> str | None:
    match answer:
        case "done":
            check = POINTS[name].check if name in POINTS else None
            return check(subject) if check else None
        case {"todo": str(reason)} | {"exempt": str(reason)} if reason and len(answer) == 1:
            return None
        case _:
            return 'must be "done", { todo = "what is missing" } or { exempt = "why" }'
