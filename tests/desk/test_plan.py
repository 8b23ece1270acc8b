"""Who is given what: limits that hold for any team and any queue."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from prosa.accounts.schemas import QueueLevel
from prosa.desk.distributing import Case, Team, Worker, plan

QUEUE = UUID(int=1)
MORNING = datetime(2026, 11, 20, 9, tzinfo=UTC)
skills = st.frozensets(st.sampled_from(["trocas", "ingles", "comercial"]), max_size=3)


@st.composite
def teams(draw: st.DrawFn) -> tuple[dict[UUID, Worker], Team]:
    people = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), skills), max_size=6))
    workers = {
        UUID(int=number): Worker(UUID(int=number), capacity, known, load)
        for number, (capacity, load, known) in enumerate(people, start=10)
    }
    members = {user_id: draw(st.sampled_from(QueueLevel)) for user_id in workers if draw(st.booleans())}
    return workers, Team(members)


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    owners = st.one_of(st.none(), st.integers(10, 16).map(lambda number: UUID(int=number)))
    made = st.builds(
        Case,
        conversation_id=st.just(QUEUE).map(lambda _: uuid4()),
        queue_id=st.just(QUEUE),
        epoch=st.just(1),
        skills=skills,
        owner=owners,
        level=st.sampled_from(QueueLevel),
    )
    return draw(st.lists(made, max_size=12))


@given(teams(), cases())
def test_nobody_gets_more_than_they_can_bear_unless_they_are_called(
    team: tuple[dict[UUID, Worker], Team], waiting: list[Case]
) -> None:
    workers, members = team
    gifts = plan(waiting, workers, {QUEUE: members})
    assert len({gift.case.conversation_id for gift in gifts}) == len(gifts)
    for user_id, worker in workers.items():
        mine = [gift.case for gift in gifts if gift.user_id == user_id]
        unforced = [case for case in mine if case.level is QueueLevel.OPERATOR]
        assert not unforced or worker.load + len(unforced) <= worker.capacity
    for gift in gifts:
        assert gift.user_id in members.members or gift.user_id == gift.case.owner


@given(teams(), cases())
def test_nobody_waits_while_somebody_of_the_team_is_free(
    team: tuple[dict[UUID, Worker], Team], waiting: list[Case]
) -> None:
    workers, members = team
    gifts = plan(waiting, workers, {QUEUE: members})
    given_to = [gift.user_id for gift in gifts]
    left = len(gifts) < len(waiting)
    free = [
        user_id
        for user_id in members.members
        if workers[user_id].load + given_to.count(user_id) < workers[user_id].capacity
    ]
    assert not (left and free)


def test_the_contacts_own_person_comes_before_the_team() -> None:
    own, other = Worker(UUID(int=1), 2, frozenset(), load=1), Worker(UUID(int=2), 5, frozenset({"trocas"}))
    case = Case(uuid4(), QUEUE, 1, frozenset({"trocas"}), owner=own.user_id)
    team = Team({other.user_id: QueueLevel.OPERATOR})
    workers = {own.user_id: own, other.user_id: other}
    assert [gift.user_id for gift in plan([case], workers, {QUEUE: team})] == [own.user_id]
    busy = {**workers, own.user_id: Worker(own.user_id, 1, frozenset(), load=1)}
    assert [gift.user_id for gift in plan([case], busy, {QUEUE: team})] == [other.user_id]


def test_who_can_it_best_takes_it_then_who_is_least_busy_then_who_rested_longest() -> None:
    able = Worker(UUID(int=1), 5, frozenset({"trocas"}), load=4)
    idle = Worker(UUID(int=2), 5, frozenset(), last=MORNING)
    rested = Worker(UUID(int=3), 5, frozenset(), last=MORNING - timedelta(hours=1))
    team = Team(dict.fromkeys((able.user_id, idle.user_id, rested.user_id), QueueLevel.OPERATOR))
    workers = {each.user_id: each for each in (able, idle, rested)}
    waiting = [Case(uuid4(), QUEUE, 1, frozenset(words)) for words in ({"trocas"}, {"trocas"}, set(), set())]
    assert [gift.user_id.int for gift in plan(waiting, workers, {QUEUE: team})] == [1, 3, 2, 3]


def test_who_was_called_takes_it_although_their_hands_are_full() -> None:
    full = Worker(UUID(int=1), 1, frozenset(), load=1)
    lead = Worker(UUID(int=2), 0, frozenset(), load=3)
    team = Team({full.user_id: QueueLevel.OPERATOR, lead.user_id: QueueLevel.LEAD})
    workers = {full.user_id: full, lead.user_id: lead}
    for level, taker in ((QueueLevel.OPERATOR, []), (QueueLevel.LEAD, [lead.user_id]), (QueueLevel.MANAGER, [])):
        gifts = plan([Case(uuid4(), QUEUE, 1, level=level)], workers, {QUEUE: team})
        assert [gift.user_id for gift in gifts] == taker
