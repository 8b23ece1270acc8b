"""What people came for, told from the lines of their thread."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.conversations import Author, Direction, MessageType
from prosa.conversations.course import Step
from prosa.core.ids import new_id
from prosa.desk import cases
from prosa.desk.cases import Case, CaseState, Holder

BEGIN = datetime(2026, 11, 20, 12, tzinfo=UTC)
TALK, LINE, CONTACT, PAULA = (UUID(int=n) for n in range(1, 5))


def a_step(kind: str, minute: float, seq: int = 1, text: str = "", **facts: object) -> Step:
    """`kind`: contact, agent, person, note, or what an event tells."""
    direction, author, type_ = {
        "contact": (Direction.IN, Author.CONTACT, MessageType.TEXT),
        "agent": (Direction.OUT, Author.AGENT, MessageType.TEXT),
        "person": (Direction.OUT, Author.OPERATOR, MessageType.TEXT),
        "note": (Direction.INTERNAL, Author.OPERATOR, MessageType.NOTE),
    }.get(kind, (Direction.INTERNAL, Author.SYSTEM, MessageType.EVENT))
    aside = facts.pop("aside", None)
    return Step(
        id=new_id(),
        conversation_id=TALK,
        channel_id=LINE,
        contact_id=CONTACT,
        queue_id=None,
        operator_id=None,
        seq=seq,
        at=BEGIN + timedelta(minutes=minute),
        direction=direction,
        author=author,
        author_id=PAULA if author is Author.OPERATOR else None,
        type=type_,
        text=text,
        facts={"kind": kind, **facts} if type_ is MessageType.EVENT else facts,
        aside=str(aside) if aside else None,
    )


def told(*happened: tuple[str, float] | tuple[str, float, dict[str, object]]) -> list[Case]:
    steps = []
    for seq, (kind, minute, *more) in enumerate(happened, start=1):
        steps.append(a_step(kind, minute, seq, **(more[0] if more else {})))
    return cases.told(steps)


def minutes(case: Case, moment: datetime | None) -> float | None:
    return None if moment is None else (moment - case.opened_at) / timedelta(minutes=1)


def test_a_matter_with_a_person_has_all_its_times() -> None:
    [case] = told(
        ("contact", 0),
        ("agent", 1),
        ("handed_off", 2, {"reason": "asked_for_human"}),
        ("claimed", 10, {"operator_id": str(PAULA)}),
        ("person", 12),
        ("contact", 15),
        ("resolved", 20, {"reason": "entregue"}),
    )
    assert (case.state, case.resolved_reason, case.operator_id) == (CaseState.RESOLVED, "entregue", PAULA)
    assert [minutes(case, at) for at in (case.answered_at, case.handed_at, case.person_at, case.ended_at)] == [
        1,
        2,
        12,
        20,
    ]
    assert (case.inbound, case.agent_said, case.people_said, case.handoffs) == (2, 1, 1, 1)
    assert case.handoff_reason == "asked_for_human"
    assert not case.by_agent


def test_what_is_said_after_a_resolution_is_the_next_matter() -> None:
    first, second = told(
        ("contact", 0), ("claimed", 1), ("resolved", 2), ("contact", 3), ("reopened", 3, {"by": "contact"})
    )
    assert (first.state, second.state) == (CaseState.RESOLVED, CaseState.OPEN)
    assert (first.last_seq, second.first_seq) == (3, 4)


def test_a_resolution_that_is_taken_back_goes_on_with_the_same_matter() -> None:
    [case] = told(
        ("contact", 0), ("claimed", 1), ("resolved", 2), ("reopened", 3, {"operator_id": str(PAULA)}), ("person", 4)
    )
    assert (case.state, case.ended_at, case.holder) == (CaseState.OPEN, None, Holder.PERSON)


def test_a_day_of_silence_under_the_agent_ends_a_matter_that_it_solved_alone() -> None:
    first, second = told(("contact", 0), ("agent", 1), ("contact", 26 * 60))
    assert (first.state, first.by_agent) == (CaseState.LEFT, True)
    assert first.ended_at == BEGIN + timedelta(minutes=1) + cases.QUIET
    assert second.state is CaseState.OPEN


def test_a_day_of_silence_in_the_queue_ends_nothing() -> None:
    [case] = told(("contact", 0), ("handed_off", 1), ("contact", 26 * 60), ("contact", 80 * 60))
    assert (case.state, case.inbound) == (CaseState.OPEN, 3)


def test_a_survey_and_its_answer_belong_to_no_matter() -> None:
    [case] = told(
        ("contact", 0),
        ("claimed", 1),
        ("resolved", 2),
        ("agent", 3, {"survey": True}),
        ("contact", 4, {"aside": "survey"}),
        ("agent", 4, {"survey": True}),
    )
    assert (case.state, case.inbound, case.agent_said, case.last_at) == (CaseState.RESOLVED, 1, 0, BEGIN)


def test_notes_and_events_alone_begin_nothing() -> None:
    assert told(("note", 0), ("claimed", 1), ("resolved", 2)) == []


def test_a_person_who_writes_first_begins_a_matter_without_an_answer() -> None:
    [case] = told(("person", 0), ("contact", 5), ("person", 7))
    assert minutes(case, case.answered_at) == 7


@pytest.mark.parametrize(
    ("given", "asked", "again"),
    [
        ("Meu pedido 4821 atrasou", "Qual o número do seu pedido?", 1),
        ("Meu pedido 4821 atrasou", "Seu pedido saiu hoje.", 0),
        ("meu e-mail é ana@loja.com.br", "Pode me dizer seu e-mail?", 1),
        ("meu e-mail é ana@loja.com.br", "Qual é o seu CPF?", 0),
        ("CPF 529.982.247-25", "Me informa o CPF, por favor?", 1),
        ("CEP 01310-100", "Qual o CEP?", 1),
        ("oi", "Qual o número do pedido?", 0),
    ],
)
def test_asking_for_what_was_said_is_noticed(given: str, asked: str, again: int) -> None:
    [case] = told(("contact", 0, {"text": given}), ("handed_off", 1), ("person", 2, {"text": asked}))
    assert case.asked_again == again


KINDS = st.sampled_from(
    ["contact", "agent", "person", "note", "handed_off", "claimed", "given_back", "resolved", "transferred", "reopened"]
)


@given(st.lists(st.tuples(KINDS, st.floats(0, 3000)), max_size=30), st.integers(0, 30))
def test_telling_on_from_the_last_matter_is_the_same_as_telling_all_anew(
    happened: list[tuple[str, float]], cut: int
) -> None:
    minute = 0.0
    steps = []
    for seq, (kind, gap) in enumerate(happened, start=1):
        minute += gap
        steps.append(a_step(kind, minute, seq, **({"operator_id": str(PAULA)} if kind == "reopened" else {})))
    whole = cases.told(steps)
    before = cases.told(steps[:cut])
    start = before[-1].first_seq if before else 0
    again = cases.told([step for step in steps if step.seq >= start])
    assert [*before[:-1], *again] == whole
    for earlier, later in pairwise(whole):
        assert earlier.state is not CaseState.OPEN
        assert earlier.last_seq < later.first_seq
