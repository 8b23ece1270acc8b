"""Trying the guards on replies that people wrote down as good or wrong, each with what the turn could know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from datetime import timedelta as span
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prosa.agents import shipped_phrases
from prosa.agents.engine import Evidence, Instructions, Reply, ReplyKind, Turn
from prosa.conversations import Author, Direction, MessageStatus, MessageType, MessageView
from prosa.core.errors import Invalid
from prosa.core.ids import new_id
from prosa.turns.guards.guarding import check
from prosa.turns.schemas import ToolCall

NOBODY = UUID(int=0)
THEN = datetime(2026, 11, 20, 10, 5, tzinfo=timezone(span(hours=-3)))
"""A Friday: the day on which the cases happen."""
_SEARCH = "knowledge.search"


class BadCases(Invalid):
    """A file of cases is not in the format; the message names the file and the place."""

    code = "bad_cases"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Passage(_Strict):
    title: str
    text: str


class ToolResult(_Strict):
    name: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    result: dict[str, Any]
    writes: bool = False


class Line(_Strict):
    by: Author
    text: str


class Scene(_Strict):
    """What was said and what the turn could know, with replies that may leave (`good`) and that may not (`wrong`)."""

    name: str
    said: Annotated[list[str], Field(min_length=1)]
    history: list[Line] = Field(default_factory=list)
    articles: list[Passage] = Field(default_factory=list)
    tools: list[ToolResult] = Field(default_factory=list)
    kind: ReplyKind = ReplyKind.ANSWER
    good: list[str] = Field(default_factory=list)
    wrong: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one reply: the guards that held it with their reasons, none when it passed."""

    scene: str
    text: str
    wrong: bool
    held_by: Mapping[str, str]

    @property
    def right(self) -> bool:
        return self.wrong == bool(self.held_by)


def load(folder: Path) -> list[Scene]:
    """All scenes of a folder's `*.yaml`. Raises `BadCases`."""
    return [scene for path in sorted(folder.glob("*.yaml")) for scene in _scenes(path)]


def _scenes(path: Path) -> Iterator[Scene]:
    try:
        rows = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as problem:
        raise BadCases(f"{path}: {problem}") from None
    if not isinstance(rows, list):
        raise BadCases(f"{path}: a list of scenes is expected")
    for place, row in enumerate(rows, 1):
        try:
            yield Scene.model_validate(row)
        except ValidationError as problem:
            raise BadCases(f"{path}, scene {place}: {problem.errors()[0]['msg']}") from None


def judge(scene: Scene) -> Iterator[Verdict]:
    """Each reply of a scene, as the guards see it."""
    turn, calls = _turn(scene), _calls(scene)
    evidence = tuple(Evidence(f"knowledge:{place}@1#0", a.title, a.text, 0.9) for place, a in enumerate(scene.articles))
    writes = {tool.name for tool in scene.tools if tool.writes}
    names = {_SEARCH, "handoff.request", *(tool.name for tool in scene.tools)}
    for text, wrong in [*((text, False) for text in scene.good), *((text, True) for text in scene.wrong)]:
        reply = Reply(scene.kind, text, evidence=evidence)
        findings = check(turn, reply, calls, names, writes).findings
        yield Verdict(scene.name, text, wrong, {f.name: f.detail for f in findings if f.verdict == "held"})


def _calls(scene: Scene) -> Sequence[ToolCall]:
    passages = [
        {"ref": f"knowledge:{place}@1#0", "title": article.title, "heading": "", "text": article.text, "score": 0.9}
        for place, article in enumerate(scene.articles)
    ]
    found = {"decision": "answer", "confidence": 0.9, "passages": passages}
    search = [ToolCall(_SEARCH, {"query": scene.said[-1]}, found, 1, None)] if passages else []
    return search + [ToolCall(tool.name, tool.arguments, tool.result, 1, None) for tool in scene.tools]


def _turn(scene: Scene) -> Turn:
    instructions = Instructions(
        NOBODY,
        1,
        "Lia",
        "llm",
        "Lia é a assistente virtual da loja.",
        "Próximo e direto.",
        "",
        "pt-BR",
        shipped_phrases(),
    )
    return Turn(
        id=new_id(),
        conversation_id=NOBODY,
        contact_name="Helena Duarte",
        said=tuple(_line(Author.CONTACT, text, place) for place, text in enumerate(scene.said, 50)),
        history=tuple(_line(line.by, line.text, place) for place, line in enumerate(scene.history, 1)),
        instructions=replace(instructions),
        state={},
        now=THEN,
        first_contact=not scene.history,
    )


def _line(author: Author, text: str, seq: int) -> MessageView:
    inbound = author is Author.CONTACT
    return MessageView(
        id=new_id(),
        conversation_id=NOBODY,
        seq=seq,
        direction=Direction.IN if inbound else Direction.OUT,
        author=author,
        type=MessageType.TEXT,
        text=text,
        payload={},
        reply_to_id=None,
        provider_id=None,
        status=MessageStatus.RECEIVED if inbound else MessageStatus.SENT,
        sent_at=THEN,
    )
