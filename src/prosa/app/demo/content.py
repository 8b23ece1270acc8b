"""Reads the demo company's content, so that a loader only has to play it."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, Field

_MARK = "---\n"


class DemoArticle(BaseModel):
    slug: str
    title: str
    kind: Literal["faq", "procedure", "policy", "contact"]
    body: str


class DemoAgent(BaseModel):
    name: str
    language: str
    persona: str
    tone: str
    rules: str
    texts: dict[str, list[str]]


class DemoOperator(BaseModel):
    name: str
    email: str
    role: Literal["supervisor", "operator", "viewer"]

    @property
    def handle(self) -> str:
        """The first name as `customers.toml` writes it."""
        return self.email.partition("@")[0]


class DemoCannedReply(BaseModel):
    shortcut: str
    title: str
    text: str


class DemoLabel(BaseModel):
    name: str
    color: str


class DemoMacro(BaseModel):
    name: str
    steps: list[dict[str, Any]]


class DemoCompany(BaseModel):
    name: str
    timezone: str
    locale: str
    opening_hours: dict[str, list[list[str]]]
    holidays: str
    agent: DemoAgent
    operators: list[DemoOperator]
    canned_replies: list[DemoCannedReply]
    labels: list[DemoLabel]
    macros: list[DemoMacro]


class DemoEvent(BaseModel):
    """One thing that happens in a conversation, `at` minutes after its start. Without `by` the customer does it."""

    at: float = Field(ge=0)
    text: str | None = None
    type: Literal["text", "audio", "image", "document"] = "text"
    by: str | None = None
    action: Literal["say", "claim", "resolve", "give_back", "note"] = "say"


class DemoCustomer(BaseModel):
    """`starts` is the local time of the first message, `HH:MM`."""

    name: str
    phone: str
    starts: str = Field(pattern=r"^\d\d:\d\d$")
    messages: list[DemoEvent]


def articles() -> Iterator[DemoArticle]:
    """All articles, in the order of their file names."""
    folder = files(__package__).joinpath("articles")
    for entry in sorted(folder.iterdir(), key=lambda file: file.name):
        if entry.name.endswith(".md"):
            yield _article(entry.name.removesuffix(".md"), entry.read_text("utf-8"))


def _article(slug: str, text: str) -> DemoArticle:
    _, head, body = text.split(_MARK, 2)
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return DemoArticle(slug=slug, body=body.strip(), **fields)


@cache
def company() -> DemoCompany:
    return DemoCompany.model_validate(_data("company.toml"))


@cache
def customers() -> tuple[DemoCustomer, ...]:
    """The customers of the day, in the order in which they first write."""
    found = [DemoCustomer.model_validate(customer) for customer in _data("customers.toml")["customer"]]
    return tuple(sorted(found, key=lambda customer: customer.starts))


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
