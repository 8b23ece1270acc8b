"""When a person is called: rules as data (`escalation.toml`), changed by a version of the agent, checked by code.

They are looked at once a reply is there, whichever engine gave it, from what was said, what came of this turn and of
those before it under the same floor. Only two programs talking to each other are stopped before anything is answered.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz

from prosa.agents import offline
from prosa.agents.engine import Instructions, Reply, ReplyKind, Turn
from prosa.conversations import Author
from prosa.core import driver
from prosa.core.db import Session
from prosa.core.language import fold, normalise
from prosa.turns.schemas import ToolCall

ASKED, BOTS, SENSITIVE = "asks_for_person", "bots", "sensitive"
ALIKE = 88.0
"""Likeness (0 to 100) of two messages that say the same."""
_FEWEST_WORDS = 3
_PAUSE = timedelta(minutes=30)
"""After a longer one the clock of an unresolved matter starts again."""
_ANSWERS = frozenset({"not_found", "invalid", "conflict"})
"""Errors of tools that are an answer."""
_SETTLES = (ReplyKind.ANSWER, ReplyKind.ASK)
_MOVES_ON = (*_SETTLES, ReplyKind.SMALL_TALK)
_REFUSED = "tool_"
_AGREEING = frozenset({"tool_confirmation_needed", "tool_approval_needed"})
_PAST = """
SELECT started_at, said, kind, confidence, understanding, calls FROM turn
WHERE conversation_id = %(conversation)s AND epoch = %(epoch)s AND status = 'answered'
  AND started_at > %(since)s
ORDER BY id DESC LIMIT 8
"""


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier turn of the conversation under the same floor."""

    at: datetime
    said: str
    kind: str
    confidence: float
    negative: bool
    errors: Mapping[str, str]
    """The last error of each tool that failed or refused."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a turn alone does not tell. `past` is oldest first."""

    past: tuple[Before, ...] = ()
    vip: bool = False


NOTHING_KNOWN = Circumstances()


@dataclass(frozen=True, slots=True)
class Case:
    turn: Turn
    reply: Reply
    calls: Sequence[ToolCall]
    around: Circumstances
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return "\n".join(line.text or "" for line in self.turn.said)

    @property
    def negative(self) -> bool:
        return _negative(self.turn, self.reply, float(self.params.get("sure", 0.6)))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("escalation.toml").read_text("utf-8"))


def defaults() -> Mapping[str, Mapping[str, Any]]:
    """The rules as shipped: their parameters by kind."""
    return {kind: params for kind, params in _data().items() if kind != "said"}


def rules(instructions: Instructions) -> Mapping[str, Mapping[str, Any]]:
    """The rules in force, with the version's own parameters over the shipped ones."""
    own = {rule.kind: rule for rule in instructions.escalation}
    return {
        kind: {**params, **(own[kind].params if kind in own else {})}
        for kind, params in defaults().items()
        if kind == ASKED or kind not in own or own[kind].enabled
    }


async def circumstances(session: Session, turn: Turn, epoch: int, *, vip: bool) -> Circumstances:
    """What is known of the conversation so far; nothing is looked up at the first contact."""
    if turn.first_contact:
        return Circumstances(vip=vip)
    values = {"conversation": turn.conversation_id, "epoch": epoch, "since": turn.now - timedelta(days=1)}
    rows = await driver.run(session, _PAST, values)
    return Circumstances(tuple(_before(row) for row in reversed(rows)), vip)


def _before(row: Any) -> Before:
    heads = row.understanding.get("reading", {}).get("heads", {})
    return Before(
        at=row.started_at,
        said=normalise(" ".join(line["text"] or "" for line in row.said)),
        kind=row.kind or "",
        confidence=row.confidence or 0.0,
        negative=row.understanding.get("negative", False) or heads.get("sentiment", {}).get("value") == "negativo",
        errors={call["name"]: call["error"] for call in row.calls if call["error"]},
    )


def stopped(turn: Turn) -> bool:
    """Whether the other side is a program that will answer whatever it is told."""
    rule = rules(turn.instructions).get(BOTS)
    return rule is not None and _is_program(turn, int(rule["messages"]), int(rule["alike"]))


def _is_program(turn: Turn, messages: int, alike: int) -> bool:
    theirs = [fold(line.text or "") for line in (*turn.history, *turn.said) if line.author is Author.CONTACT]
    ours = [fold(line.text or "") for line in turn.history if line.author is Author.AGENT]
    if len(ours) >= messages and sum(_says("automatic", text) for text in theirs[-3:]) >= messages:
        return True
    return len(ours) >= alike - 1 and _same(theirs[-alike:], alike) and _same(ours[-(alike - 1) :], alike - 1)


def _same(texts: Sequence[str], count: int) -> bool:
    return len(texts) == count and bool(texts[0]) and all(fuzz.ratio(texts[0], text) >= ALIKE for text in texts)


def reason(turn: Turn, reply: Reply, calls: Sequence[ToolCall], around: Circumstances) -> str | None:
    """The kind of the first rule that calls a person now; None when the reply may go as it is."""
    for kind, params in rules(turn.instructions).items():
        holds = _HOLDS.get(kind)
        if holds and holds(Case(turn, reply, calls, around, params)):
            return kind
    return None


def _asked(case: Case) -> bool:
    return any(offline.asks_for_person(line.text) for line in case.turn.said if line.text)


def _technical(case: Case) -> bool:
    """Only what was not answered: an article may well explain it."""
    return case.reply.kind is not ReplyKind.ANSWER and _listed(case)


def _listed(case: Case) -> bool:
    plain, words, patterns = fold(case.words), case.params.get("words", ()), case.params.get("patterns", ())
    found = (*(_word(str(word)) for word in words), *(_pattern(str(pattern)) for pattern in patterns))
    return any(one.search(plain) for one in found)


@cache
def _word(word: str) -> re.Pattern[str]:
    """A word or a few as they stand; one that ends in `*` stands for all that begin so."""
    text, end = re.escape(fold(word.rstrip("* "))), "" if word.endswith("*") else r"(?!\w)"
    return re.compile(rf"(?<!\w){text}{end}" if text else r"(?!)")


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """A regular expression that begins at a word; one that is none is taken as it stands."""
    try:
        return re.compile(rf"(?<!\w)(?:{fold(pattern)})")
    except re.error:
        return re.compile(rf"(?<!\w){re.escape(fold(pattern))}")


def _vip(case: Case) -> bool:
    return case.around.vip and (not case.params["only_complaints"] or _complains(case))


def _complains(case: Case) -> bool:
    reading = case.turn.reading
    return case.negative or bool(reading and reading.category.value == "reclamacao")


def _disputed(case: Case) -> bool:
    """A refusal of the last turn is not accepted."""
    last = case.around.past[-1:] and case.around.past[-1].errors.values()
    refused = [code for code in last or () if code.startswith(_REFUSED) and code not in _AGREEING]
    return bool(refused) and (case.negative or _says("disputes", fold(case.words)))


def _failing(case: Case) -> bool:
    before = case.around.past[-1].errors if case.around.past else {}
    failed = [call.name for call in case.calls if call.error and _is_failure(call.error)]
    failed += [name for name, code in before.items() if _is_failure(code) and name in failed]
    return any(failed.count(name) >= case.params["times"] for name in failed)


def _is_failure(code: str) -> bool:
    return code not in _ANSWERS and not code.startswith(_REFUSED)


def _unsure(case: Case) -> bool:
    turns, below = int(case.params["turns"]), float(case.params["below"])
    if int(case.reply.state.get("failures") or 0) >= turns:
        return True
    last = [before.confidence for before in case.around.past][-(turns - 1) :] if turns > 1 else []
    return len(last) == turns - 1 and all(sure < below for sure in (*last, case.reply.confidence))


def _again(case: Case) -> bool:
    """The same was said as often before; a word or two is no subject."""
    now = normalise(case.words)
    if len(now.split()) < _FEWEST_WORDS:
        return False
    alike = [before for before in case.around.past if fuzz.token_sort_ratio(now, before.said) >= ALIKE]
    return len(alike) + 1 >= int(case.params["times"])


def _bad_temper(case: Case) -> bool:
    turns = int(case.params["turns"])
    last = case.around.past[-(turns - 1) :] if turns > 1 else ()
    return len(last) == turns - 1 and case.negative and all(before.negative for before in last)


def _negative(turn: Turn, reply: Reply, sure: float) -> bool:
    mood = turn.reading.sentiment if turn.reading else None
    read = mood is not None and mood.value == "negativo" and mood.confidence >= sure
    return read or bool(reply.understanding.get("negative"))


def _drags_on(case: Case) -> bool:
    """Nothing was settled since the matter came up, and it is long ago. A goal that asks for its next detail moves on,
    however long the contact takes."""
    if case.reply.kind in _MOVES_ON:
        return False
    began = seen = case.turn.now
    for before in reversed(case.around.past):
        if before.kind in _SETTLES or seen - before.at > _PAUSE:
            break
        seen = before.at
        began = began if before.kind == ReplyKind.SMALL_TALK else seen
    return case.turn.now - began > timedelta(minutes=float(case.params["minutes"]))


def _says(name: str, text: str) -> bool:
    return any(re.search(rf"(?<!\w)(?:{wording})", text) for wording in _data()["said"][name])


_HOLDS: Mapping[str, Callable[[Case], bool]] = {
    ASKED: _asked,
    SENSITIVE: _listed,
    "vip": _vip,
    "refusal_disputed": _disputed,
    "tool_failing": _failing,
    "low_confidence": _unsure,
    "same_subject": _again,
    "negative_sentiment": _bad_temper,
    "no_resolution": _drags_on,
    "technical": _technical,
}
