"""The verdict: what the provider took is held against what was said, and the books against both."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from prosa.app.chaos.operators import Held
from prosa.app.chaos.plan import number_in, numbers_delivered, person
from prosa.app.chaos.providers import Provider
from prosa.conversations import ledger
from prosa.core.db import Session

ANSWER = "resposta"

_INBOUND = text(
    "SELECT text, outcome, outcome_reason, count(*) AS copies FROM message WHERE direction = 'in' "
    "GROUP BY text, outcome, outcome_reason"
)
_ORDER = text("SELECT id, conversation_id, seq, provider_id FROM message WHERE direction = 'out'")
_SHOWN_AS_FAILED = text("SELECT text FROM message WHERE author = 'operator' AND status = 'failed'")
_OPEN = text(
    "SELECT (SELECT count(*) FROM message WHERE outcome = 'pending'), "
    "(SELECT count(*) FROM message WHERE direction = 'out' AND status IN ('queued', 'sending', 'unconfirmed')), "
    "(SELECT count(*) FROM message WHERE direction = 'out' AND status = 'unconfirmed'), "
    "(SELECT count(*) FROM delivery WHERE state = 'stored'), "
    "(SELECT count(*) FROM delivery WHERE state = 'failed')"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A promise and what broke it: how often, with a few examples."""

    promise: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """What is still under way."""

    pending: int
    sends: int
    unconfirmed: int
    deliveries: int
    failed: int

    @property
    def any(self) -> bool:
        return bool(self.pending or self.sends or self.deliveries)


async def still_open(session: Session) -> Open:
    return Open(*(await session.execute(_OPEN)).one())


@dataclass(frozen=True, slots=True)
class Taken:
    """A message a provider took. `id` is the provider's, `message_id` ours where the provider was told it."""

    id: str
    message_id: UUID | None
    person: str
    text: str
    at: datetime


def taken(providers: Iterable[Provider]) -> list[Taken]:
    """All that was taken, in the order of each provider."""
    return [
        Taken(send.id, provider.our_id(send), person(send.to), send.text or "", send.at)
        for provider in providers
        for send in provider.fake.sends
    ]


def given_up(providers: Iterable[Provider]) -> set[int]:
    """The messages that a provider never delivered, having tried as often as it does while the server was away."""
    parcels = [parcel for provider in providers for parcel in provider.courier.given_up]
    return {number for parcel in parcels for number in numbers_delivered(parcel.body)}


async def judge(
    session: Session,
    said_by_contacts: Set[int],
    sends: Sequence[Taken],
    held: Mapping[str, Sequence[Held]],
    said: Mapping[str, Sequence[str]],
) -> list[Finding]:
    """Everything that broke a promise; empty when the run is clean."""
    rows = (await session.execute(_INBOUND)).all()
    seqs: dict[UUID | str, tuple[UUID, int]] = {}
    for row in await session.execute(_ORDER):
        seqs[row.id] = seqs[row.provider_id or row.id] = (row.conversation_id, row.seq)
    marked = set(await session.scalars(_SHOWN_AS_FAILED))
    balance = await ledger.balance(session)
    left = await still_open(session)
    checks: Iterable[tuple[str, list[str]]] = (
        ("no message is lost", _lost(rows, said_by_contacts)),
        ("no message is kept twice", _kept_twice(rows)),
        ("no message is answered twice", _answered_twice(sends)),
        ("what counts as answered was answered", _unanswered(rows, sends)),
        ("no send is doubled", _doubled(sends)),
        ("no operator's word is lost or doubled", _operators_words(sends, said, marked)),
        ("what a provider took is known by its id", _unknown(sends, seqs)),
        ("order is kept", _out_of_order(sends, seqs)),
        ("the agent is silent while a person holds the floor", _talked_over(sends, held)),
        ("nothing stays open", [f"{left}"] if left.any or left.failed else []),
        ("the ledger balances", [f"{name}: {count}" for name, count in balance.problems.items()]),
        ("the outcomes add up", [] if sum(balance.outcomes.values()) == balance.inbound else [str(balance)]),
    )
    return [Finding(promise, len(found), tuple(found[:5])) for promise, found in checks if found]


def _lost(rows: Sequence[Any], messages: Set[int]) -> list[str]:
    known = {number for row in rows for number in number_in(row.text)}
    return [str(number) for number in sorted(messages - known)]


def _kept_twice(rows: Sequence[Any]) -> list[str]:
    copies: Counter[str] = Counter()
    for row in rows:
        if number_in(row.text):
            copies[row.text] += row.copies
    return [said for said, count in copies.items() if count > 1]


def _answers(sends: Sequence[Taken]) -> Counter[int]:
    found: Counter[int] = Counter()
    for send in sends:
        if send.text.startswith(ANSWER):
            found.update(number_in(send.text))
    return found


def _answered_twice(sends: Sequence[Taken]) -> list[str]:
    return [str(number) for number, count in _answers(sends).items() if count > 1]


def _unanswered(rows: Sequence[Any], sends: Sequence[Taken]) -> list[str]:
    answers = _answers(sends)
    claimed = {number for row in rows if row.outcome in ("answered", "grouped") for number in number_in(row.text)}
    return [str(number) for number in sorted(claimed) if not answers[number]]


def _doubled(sends: Sequence[Taken]) -> list[str]:
    times = Counter(send.message_id for send in sends if send.message_id)
    return [str(message_id) for message_id, count in times.items() if count > 1]


def _operators_words(sends: Sequence[Taken], said: Mapping[str, Sequence[str]], marked: Set[str]) -> list[str]:
    """What the provider refused for good is no loss: the operator sees it `marked` and can send it again."""
    times = Counter(send.text for send in sends)
    return [word for words in said.values() for word in words if times[word] != (word not in marked)]


def _out_of_order(sends: Sequence[Taken], seqs: Mapping[UUID | str, tuple[UUID, int]]) -> list[str]:
    """Sends of one conversation reach the provider in the order of the thread."""
    last: dict[UUID, int] = defaultdict(int)
    found = []
    for send in sends:
        known = seqs.get(send.message_id or send.id)
        if known is None:
            continue
        conversation_id, seq = known
        if seq < last[conversation_id]:
            found.append(f"{send.person}: {seq} after {last[conversation_id]}")
        last[conversation_id] = max(last[conversation_id], seq)
    return found


def _unknown(sends: Sequence[Taken], seqs: Mapping[UUID | str, tuple[UUID, int]]) -> list[str]:
    return [send.id for send in sends if (send.message_id or send.id) not in seqs]


def _talked_over(sends: Sequence[Taken], held: Mapping[str, Sequence[Held]]) -> list[str]:
    return [
        f"{send.person}: {send.text}"
        for send in sends
        if not send.text.startswith("operador")
        for span in held.get(send.person, ())
        if span.since < send.at < span.until
    ]
