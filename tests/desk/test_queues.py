"""From the handoff to a person: the line, who is at work, who gets it, who is called, and what the contact is told."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

import prosa.desk.jobs  # noqa: F401  (who reacts to what happens)
from prosa.accounts import queues
from prosa.accounts.events import QueueClosed
from prosa.accounts.schemas import NewQueue, NewQueueMember, QueueChange, QueueLevel, UserChange, system
from prosa.accounts.users import change_user
from prosa.conversations import Handed, floor, understood
from prosa.conversations.thread import lock
from prosa.conversations.understood import Understood
from prosa.core.ids import new_id
from prosa.desk import announcing, distributing, levels, presence, queue_jobs, queueing
from prosa.desk.presence import NewPresence, PresenceState
from tests.team import Team, done, uuid_of

TEST = system("test")
READ: dict[str, Any] = {
    "intent": "other",
    "category": "suporte",
    "priority": "media",
    "sentiment": "neutro",
    "wants_human": True,
    "funnel": "cold",
    "department": None,
    "certain": ("category", "priority", "sentiment"),
}


@pytest.fixture
async def queue_id(team: Team) -> UUID:
    """Paula and Rafa work it; what no other queue is meant for lands there."""
    async with team.runtime.db.transaction() as session:
        queue = await queues.add_queue(session, TEST, NewQueue(name="Vendas", department="Comercial"))
        await queues.change_queue(session, TEST, queue.id, QueueChange(fallback=True))
        members = [NewQueueMember(user_id=each) for each in (team.paula_id, team.rafa_id)]
        await queues.set_members(session, TEST, queue.id, members)
    return queue.id


async def hands_off(team: Team, talk: str, reason: str = "asked_for_person", **read: Any) -> UUID:
    """As the agent does, with what it read; long enough ago that its last words have gone out."""
    conversation_id = UUID(uuid_of(talk))
    async with team.runtime.db.transaction() as session:
        if read:
            values = READ | read
            await understood.keep(session, conversation_id, Understood(turn_id=new_id(), **values))
        await floor.hand_off(session, await lock(session, conversation_id), reason)
    await queue_jobs.put_in_line(team.runtime, Handed(str(conversation_id), reason))
    await passes(team, "conversation", "waiting_since", 10)
    return conversation_id


async def passes(team: Team, table: str, column: str, seconds: int) -> None:
    await team.house.rows(
        f"UPDATE {table} SET {column} = {column} - interval '{seconds} seconds' WHERE {column} IS NOT NULL"
    )


async def is_here(team: Team, *people: UUID) -> None:
    async with team.runtime.db.transaction() as session:
        await presence.sign(session, people)


async def held_by(team: Team, talk: str) -> str | None:
    item = done(await team.supervisor.get(talk))
    return item["operator"]["name"] if item["operator"] else None


async def test_it_waits_with_the_team_of_its_department(team: Team, queue_id: UUID) -> None:
    async with team.runtime.db.transaction() as session:
        other = await queues.add_queue(session, TEST, NewQueue(name="Trocas", department="Pós-venda"))
    first, second = await team.writes("Ana"), await team.writes("Bia")
    await hands_off(team, first, department="Pós-Venda")
    await hands_off(team, second)
    assert done(await team.paula.get(first))["queue"] == {"id": str(other.id), "name": "Trocas"}
    assert done(await team.paula.get(second))["queue"]["id"] == str(queue_id)


async def test_the_line_is_sorted_by_what_is_at_stake_and_shows_why(team: Team, queue_id: UUID) -> None:
    calm, urgent, buying = [await team.writes(name) for name in ("Ana", "Bia", "Caio")]
    await hands_off(team, calm, intent="thanks")
    await hands_off(team, urgent, priority="critica", category="reclamacao")
    await hands_off(team, buying, intent="checkout")
    asked = {"tab": "waiting", "sort": "queue", "queue_id": str(queue_id)}
    page = done(await team.paula.get("/conversations", params=asked))
    assert [f"/conversations/{item['id']}" for item in page["items"]] == [urgent, buying, calm]
    top = page["items"][0]
    assert top["priority"] == "critical"
    assert top["score"]["base"] == 85
    assert {term["name"] for term in top["score"]["terms"]} == {"urgency", "conversion", "value", "history", "waiting"}
    further = done(await team.paula.get("/conversations", params={**asked, "limit": 2}))
    rest = done(await team.paula.get("/conversations", params={**asked, "limit": 2, "before": further["next"]}))
    assert [item["id"] for item in further["items"] + rest["items"]] == [item["id"] for item in page["items"]]


async def test_who_is_at_work_is_given_what_waits_up_to_their_capacity(team: Team, queue_id: UUID) -> None:
    talks = [await team.writes(f"Contato {number}") for number in range(4)]
    for talk in talks:
        await hands_off(team, talk)
    assert await distributing.distribute(team.runtime) == 0
    async with team.runtime.db.transaction() as session:
        for each, capacity in ((team.paula_id, 2), (team.rafa_id, 1)):
            await change_user(session, TEST, each, UserChange(capacity=capacity))
    await is_here(team, team.paula_id, team.rafa_id)
    assert await distributing.distribute(team.runtime) == 3
    holders = [await held_by(team, talk) for talk in talks]
    assert sorted(filter(None, holders)) == ["Paula Souza", "Paula Souza", "Rafa Lima"]
    assert holders.count(None) == 1
    [events] = [await team.events(talk) for talk in talks[:1]]
    assert events[-1] == "assigned"


async def test_a_pause_gets_nothing_and_neither_does_a_manual_queue(team: Team, queue_id: UUID) -> None:
    await hands_off(team, await team.writes())
    await is_here(team, team.paula_id)
    done(await team.paula.put("/presence", json={"state": "paused", "reason": "almoço"}))
    assert await distributing.distribute(team.runtime) == 0
    done(await team.paula.put("/presence", json={"state": "online"}))
    async with team.runtime.db.transaction() as session:
        await queues.change_queue(session, TEST, queue_id, QueueChange(manual=True))
    assert await distributing.distribute(team.runtime) == 0
    taken = done(await team.paula.post("/conversations/next"))
    assert taken["operator"]["name"] == "Paula Souza"
    answer = await team.rafa.post("/conversations/next")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "nobody_waits")


async def test_the_contacts_own_person_is_first(team: Team, queue_id: UUID) -> None:
    talk = await team.writes()
    contact_id = await team.contact_of(talk)
    owner = done(await team.paula.put(f"/contacts/{contact_id}/owner", json={"user_id": str(team.rafa_id)}))
    assert owner["name"] == "Rafa Lima"
    await hands_off(team, talk)
    await is_here(team, team.paula_id, team.rafa_id)
    await distributing.distribute(team.runtime)
    assert await held_by(team, talk) == "Rafa Lima"


async def test_who_gives_no_sign_is_away_and_whom_they_left_waiting_goes_to_others(team: Team, queue_id: UUID) -> None:
    talk = await team.writes()
    await hands_off(team, talk)
    await is_here(team, team.paula_id)
    await distributing.distribute(team.runtime)
    await passes(team, "presence", "seen_at", 46)
    await queue_jobs.notice_gone(team.runtime)
    listed = done(await team.rafa.get("/presence"))["items"]
    assert [(each["name"], each["state"]) for each in listed] == [("Paula Souza", "offline")]
    assert await held_by(team, talk) == "Paula Souza"
    await passes(team, "presence", "since", 121)
    await queue_jobs.notice_gone(team.runtime)
    item = done(await team.paula.get(talk))
    assert (item["status"], item["handoff_reason"]) == ("waiting", "operator_away")
    await passes(team, "conversation", "waiting_since", 10)
    await is_here(team, team.rafa_id)
    await distributing.distribute(team.runtime)
    assert await held_by(team, talk) == "Rafa Lima"
    await is_here(team, team.paula_id)
    listed = done(await team.rafa.get("/presence"))["items"]
    assert {each["state"] for each in listed} == {"online"}


async def test_a_conversation_in_which_nobody_waits_stays_with_who_left(team: Team, queue_id: UUID) -> None:
    talk = await team.writes()
    done(await team.paula.post(f"{talk}/messages", json={"client_id": "1", "text": "já resolvo"}), 201)
    await is_here(team, team.paula_id)
    await passes(team, "presence", "seen_at", 46)
    await queue_jobs.notice_gone(team.runtime)
    await passes(team, "presence", "since", 121)
    await queue_jobs.notice_gone(team.runtime)
    assert await held_by(team, talk) == "Paula Souza"


async def test_going_home_is_said_once_and_holds_with_the_tab_open(team: Team, queue_id: UUID) -> None:
    done(await team.paula.put("/presence", json={"state": "offline"}))
    await is_here(team, team.paula_id)
    [listed] = done(await team.rafa.get("/presence"))["items"]
    assert listed["state"] == "offline"
    assert (await team.paula.put("/presence", json={"state": "online", "reason": "x"})).status_code == 422


@pytest.mark.parametrize("vip", [False, True])
async def test_nobody_comes_so_the_next_ones_are_called(team: Team, queue_id: UUID, vip: bool) -> None:
    talk = await team.writes()
    contact_id = await team.contact_of(talk)
    done(await team.paula.patch(f"/contacts/{contact_id}", json={"vip": vip}))
    conversation_id = await hands_off(team, talk)
    async with team.runtime.db.transaction() as session:
        assert await levels.due(session) == []
    [row] = await team.house.rows(
        "SELECT extract(epoch FROM due_at - now()) AS seconds FROM escalation WHERE vip = :vip", vip=vip
    )
    assert row["seconds"] > 0
    for _ in range(3):
        await team.house.rows("UPDATE escalation SET due_at = now() - interval '1 second' WHERE due_at IS NOT NULL")
        await queue_jobs.escalate(team.runtime)
    lines = [line["payload"] for line in await team.lines(talk) if line["payload"].get("kind") == "escalated"]
    assert [line["level"] for line in lines] == ["lead", "manager"]
    async with team.runtime.db.transaction() as session:
        called = await levels.called(session, [conversation_id])
    assert list(called.values()) == [QueueLevel.MANAGER]


async def test_a_lead_who_is_called_gets_it_with_full_hands(team: Team, queue_id: UUID) -> None:
    async with team.runtime.db.transaction() as session:
        members = [NewQueueMember(user_id=team.paula_id, level=QueueLevel.LEAD)]
        await queues.set_members(session, TEST, queue_id, members)
        await change_user(session, TEST, team.paula_id, UserChange(capacity=0))
    talk = await team.writes()
    await hands_off(team, talk)
    await is_here(team, team.paula_id)
    assert await distributing.distribute(team.runtime) == 0
    await team.house.rows("UPDATE escalation SET due_at = now() - interval '1 second'")
    await queue_jobs.escalate(team.runtime)
    assert await distributing.distribute(team.runtime) == 1
    assert await held_by(team, talk) == "Paula Souza"


async def test_a_queue_that_calls_nobody_is_kept_so(team: Team) -> None:
    """Bug that was here: the default came back in the place of nothing."""
    async with team.runtime.db.transaction() as session:
        added = await queues.add_queue(session, TEST, NewQueue(name="Plantão", escalate_minutes=None))
        assert added.escalate_minutes is None
    with pytest.raises(queues.QueueTaken):
        async with team.runtime.db.transaction() as session:
            await queues.add_queue(session, TEST, NewQueue(name="plantão"))


async def test_who_was_taken_in_time_calls_nobody_else(team: Team, queue_id: UUID) -> None:
    talk = await team.writes()
    await hands_off(team, talk)
    done(await team.paula.post(f"{talk}/claim"))
    await team.house.rows("UPDATE escalation SET due_at = now() - interval '1 second'")
    await queue_jobs.escalate(team.runtime)
    assert "escalated" not in await team.events(talk)
    assert await team.house.rows("SELECT 1 FROM escalation") == []


async def test_a_full_queue_is_told_once_until_it_is_not_full(team: Team, queue_id: UUID) -> None:
    async with team.runtime.db.transaction() as session:
        await queues.change_queue(session, TEST, queue_id, QueueChange(capacity_alarm=1))
    talk = await team.writes()
    await hands_off(team, talk)
    for _ in range(2):
        await queue_jobs.measure_queues(team.runtime)
    told = await team.house.rows("SELECT 1 FROM procrastinate_jobs WHERE task_name LIKE '%tell_of_full_queue'")
    assert len(told) == 1
    done(await team.paula.post(f"{talk}/claim"))
    await queue_jobs.measure_queues(team.runtime)
    async with team.runtime.db.transaction() as session:
        assert (await queues.get_queue(session, queue_id)).alarmed_at is None


async def test_the_wait_is_told_honestly(team: Team, queue_id: UUID) -> None:
    talks = [await team.writes(f"Contato {number}") for number in range(3)]
    for talk in talks:
        await hands_off(team, talk)
    ids = [UUID(uuid_of(talk)) for talk in talks]
    async with team.runtime.db.transaction() as session:
        expected = await queueing.expected(session, ids[2])
    assert expected is not None
    assert (expected.position, expected.minutes) == (3, None)
    async with team.runtime.db.transaction() as session:
        await change_user(session, TEST, team.paula_id, UserChange(capacity=1))
    await is_here(team, team.paula_id)
    await queue_jobs.measure_queues(team.runtime)
    async with team.runtime.db.transaction() as session:
        found = [await queueing.expected(session, each) for each in ids]
    assert [each.minutes for each in found if each] == [1, 10, 20]
    standing = done(await team.paula.get("/queues/standing"))["items"]
    assert [(each["waiting"], each["online"], each["free"], each["minutes"]) for each in standing] == [(3, 1, 1, 30)]


async def test_the_contact_is_told_the_protocol_and_the_wait_once_per_handoff(team: Team, queue_id: UUID) -> None:
    talk = await team.writes()
    conversation_id = await hands_off(team, talk)
    await team.house.rows("UPDATE conversation SET protocol = '20261120-0007'")
    await queue_jobs.announce(team.runtime, str(conversation_id), tries=0)
    last = (await team.lines(talk))[-1]
    assert last["author"] == "agent"
    assert "20261120-0007" in last["text"]
    async with team.runtime.db.transaction() as session:
        await queues.change_queue(session, TEST, queue_id, QueueChange(announces=False))
        assert not await announcing.announce(session, conversation_id)


async def test_who_is_being_told_something_is_not_taken_in_the_middle_of_it(team: Team, queue_id: UUID) -> None:
    """The floor would cut the announcement off."""
    talk = await team.writes()
    conversation_id = await hands_off(team, talk)
    await queue_jobs.announce(team.runtime, str(conversation_id), tries=queue_jobs.PATIENCE)
    await is_here(team, team.paula_id)
    assert await distributing.distribute(team.runtime) == 0
    await team.house.rows("UPDATE message SET status = 'sent' WHERE status = 'queued'")
    assert await distributing.distribute(team.runtime) == 1


async def test_the_packet_holds_what_is_needed_to_go_on(team: Team, queue_id: UUID) -> None:
    talk = await team.writes(text="meu pedido 7781 não chegou")
    await hands_off(team, talk, sentiment="negativo", category="reclamacao", intent="track_order")
    packet = done(await team.paula.get(f"{talk}/packet"))
    [said] = packet["summary"]
    assert said["text"] == "meu pedido 7781 não chegou"
    [line] = [line for line in await team.lines(talk) if line["direction"] == "in"]
    assert said["message_ids"] == [line["id"]]
    assert packet["reason"] == "asked_for_person"
    assert packet["waiting"] == {"position": 1, "minutes": None}
    assert packet["next_step"] == "apologise"
    assert {"head": "sentiment", "value": "negativo", "certain": True} in packet["read"]


async def test_a_transfer_reaches_a_colleague_or_a_queue_with_its_note(team: Team, queue_id: UUID) -> None:
    talk = await team.writes()
    done(await team.paula.post(f"{talk}/claim"))
    given = {"operator_id": str(team.rafa_id), "note": "cliente antigo"}
    item = done(await team.paula.post(f"{talk}/transfer", json=given))
    assert item["operator"]["name"] == "Rafa Lima"
    notes = [line["text"] for line in await team.lines(talk) if line["type"] == "note"]
    assert notes == ["cliente antigo"]
    item = done(await team.rafa.post(f"{talk}/transfer", json={"queue_id": str(queue_id)}))
    assert (item["status"], item["operator"], item["queue"]["id"]) == ("waiting", None, str(queue_id))
    for wrong in ({}, {"queue_id": str(queue_id), **given}):
        assert (await team.rafa.post(f"{talk}/transfer", json=wrong)).status_code == 422
    for unknown in ({"queue_id": str(new_id())}, {"operator_id": str(new_id())}):
        assert (await team.rafa.post(f"{talk}/transfer", json=unknown)).status_code == 404


async def test_who_waits_in_a_queue_that_is_closed_waits_in_the_default_one(team: Team, queue_id: UUID) -> None:
    """Bug that was here: they would have waited for ever."""
    async with team.runtime.db.transaction() as session:
        other = await queues.add_queue(session, TEST, NewQueue(name="Trocas", department="trocas"))
    talk = await team.writes()
    await hands_off(team, talk, department="Trocas")
    async with team.runtime.db.transaction() as session:
        await queues.change_queue(session, TEST, other.id, QueueChange(active=False))
        with pytest.raises(queues.FallbackNeeded):
            await queues.change_queue(session, TEST, queue_id, QueueChange(active=False))
    await queue_jobs.move_on(team.runtime, QueueClosed(str(other.id)))
    item = done(await team.paula.get(talk))
    assert (item["status"], item["queue"]["id"]) == ("waiting", str(queue_id))


async def test_who_waits_keeps_the_time_they_have_waited_in_another_queue(team: Team, queue_id: UUID) -> None:
    talk = await team.writes()
    await hands_off(team, talk)
    before = done(await team.paula.get(talk))["waiting_since"]
    async with team.runtime.db.transaction() as session:
        other = await queues.add_queue(session, TEST, NewQueue(name="Trocas"))
    item = done(await team.paula.post(f"{talk}/transfer", json={"queue_id": str(other.id)}))
    assert item["waiting_since"] == before


@pytest.mark.parametrize("seed", range(4))
async def test_of_many_who_want_it_at_once_exactly_one_has_it(team: Team, queue_id: UUID, seed: int) -> None:
    """Claims, pulls, transfers and the distribution at the same instant: one owner, and every change on record."""
    talk = await team.writes()
    await hands_off(team, talk)
    await is_here(team, team.paula_id, team.rafa_id)
    moves: list[Any] = [
        team.paula.post(f"{talk}/claim"),
        team.rafa.post("/conversations/next"),
        team.rafa.post(f"{talk}/transfer", json={"operator_id": str(team.paula_id)}),
        team.paula.post(f"{talk}/give-back"),
        distributing.distribute(team.runtime),
    ]
    await asyncio.gather(*moves[seed:], *moves[:seed])
    [row] = await team.house.rows("SELECT status, operator_id, epoch FROM conversation")
    assert (row["status"] == "operator") == (row["operator_id"] is not None)
    changes = await team.house.rows("SELECT epoch, status, operator_id FROM floor_change ORDER BY epoch")
    assert [change["epoch"] for change in changes] == list(range(1, row["epoch"] + 1))
    assert (changes[-1]["status"], changes[-1]["operator_id"]) == (row["status"], row["operator_id"])
    assert all((change["status"] == "operator") == (change["operator_id"] is not None) for change in changes)


def test_a_person_says_what_they_do_in_three_words() -> None:
    assert NewPresence(state=PresenceState.PAUSED, reason=" almoço ").reason == "almoço"
