"""What must not leave without a person's word waits for one, and the contact is never forgotten over it."""

from typing import Any

import pytest

from prosa.accounts.schemas import Role
from prosa.conversations import Outcome
from prosa.conversations.schemas import Later, Ready
from prosa.core.runtime import Runtime
from prosa.desk import jobs
from tests.conversations.conftest import Talk
from tests.desk.matter import a_talk, is_answered
from tests.team import Team, done

RULE = {"active": True, "minutes": 30, "words": None, "below": None, "templates": None}
LOW = {**RULE, "kind": "low_confidence", "below": 0.6}
WORDS = {**RULE, "kind": "critical", "words": ["Procon", "jurídico"]}
FIRST = {**RULE, "kind": "first_contact"}


async def rules(team: Team, *wanted: dict[str, Any]) -> None:
    admin = await team.house.person_with_browser(Role.ADMIN)
    for rule in wanted:
        done(await admin.put("/hold-rules", json=rule))


async def waiting(team: Team) -> list[dict[str, Any]]:
    return list(done(await team.supervisor.get("/held-messages"))["items"])


async def decided(team: Team) -> list[dict[str, Any]]:
    return list(done(await team.supervisor.get("/held-messages", params={"state": "decided"}))["items"])


async def a_held_reply(team: Team, text: str = "Acho que sim.") -> tuple[Talk, str]:
    talk = await a_talk(team)
    await talk.says("vocês entregam domingo?")
    await is_answered(talk, text, confidence=0.3)
    [held] = await waiting(team)
    return talk, held["id"]


async def statuses(talk: Talk) -> list[str]:
    return [message.status for message in await talk.messages("out")]


async def test_an_unsure_reply_waits_and_leaves_as_it_was_written(team: Team) -> None:
    await rules(team, LOW)
    talk, held_id = await a_held_reply(team)
    assert await statuses(talk) == ["held"]
    assert await talk.next() is None
    [held] = await waiting(team)
    assert (held["kind"], held["said"], held["text"], held["author"]) == (
        "low_confidence", "vocês entregam domingo?", "Acho que sim.", "agent",
    )  # fmt: skip
    done(await team.supervisor.post(f"/held-messages/{held_id}/approve", json={}), 204)
    assert isinstance(await talk.next(), Ready)
    assert await waiting(team) == []
    assert [line["state"] for line in await decided(team)] == ["approved"]
    assert await talk.problems() == {}


async def test_it_leaves_in_other_words_and_both_are_kept(team: Team) -> None:
    await rules(team, LOW)
    talk, held_id = await a_held_reply(team)
    done(await team.supervisor.post(f"/held-messages/{held_id}/approve", json={"text": "Sim, até as 12h."}), 204)
    assert [message.text for message in await talk.messages("out")] == ["Sim, até as 12h."]
    [line] = await decided(team)
    assert (line["state"], line["text"], line["final"], line["decided_by"]) == (
        "edited", "Acho que sim.", "Sim, até as 12h.", "Supervisor",
    )  # fmt: skip


async def test_a_rejected_one_never_leaves_and_a_person_is_called(team: Team) -> None:
    await rules(team, LOW)
    talk, held_id = await a_held_reply(team)
    done(await team.supervisor.post(f"/held-messages/{held_id}/reject", json={"reason": "não é verdade"}), 204)
    assert await statuses(talk) == ["cancelled"]
    row = await talk.row()
    assert (row.status, row.handoff_reason) == ("waiting", "held_rejected")
    assert [message.outcome for message in await talk.messages("in")] == [Outcome.HANDED]
    assert await talk.problems() == {}
    assert (await decided(team))[0]["why"] == "não é verdade"


async def test_what_nobody_decides_calls_a_person_too(team: Team) -> None:
    await rules(team, LOW)
    talk, _ = await a_held_reply(team)
    await team.house.rows("UPDATE held_message SET expires_at = now() - interval '1 second'")
    await jobs.end_held(team.runtime)
    assert ((await talk.row()).status, await statuses(talk)) == ("waiting", ["cancelled"])
    assert [line["state"] for line in await decided(team)] == ["expired"]
    assert await talk.problems() == {}


async def test_a_person_who_takes_the_conversation_withdraws_it(team: Team) -> None:
    await rules(team, LOW)
    talk, held_id = await a_held_reply(team)
    await talk.claims()
    assert await waiting(team) == []
    refused = await team.supervisor.post(f"/held-messages/{held_id}/approve", json={})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "already_decided")
    await jobs.end_held(team.runtime)
    assert [line["state"] for line in await decided(team)] == ["withdrawn"]
    assert await statuses(talk) == ["cancelled"]


async def test_nothing_overtakes_what_waits(team: Team) -> None:
    await rules(team, LOW)
    talk, held_id = await a_held_reply(team)
    await talk.says("e sábado?")
    await is_answered(talk, "Sábado sim.", confidence=1.0)
    assert [line["kind"] for line in await waiting(team)] == ["low_confidence", "order"]
    assert await talk.next() is None
    for held in [held_id, (await waiting(team))[1]["id"]]:
        done(await team.supervisor.post(f"/held-messages/{held}/approve", json={}), 204)
    assert await statuses(talk) == ["queued", "queued"]


async def test_critical_words_count_on_both_sides_and_first_words_wait(team: Team) -> None:
    await rules(team, WORDS)
    talk = await a_talk(team)
    await talk.says("vou ao PROCON")
    await is_answered(talk, "Lamento.")
    other = await a_talk(team, "Bruno")
    await other.says("oi")
    await is_answered(other, "Fale com o setor juridico.")
    harmless = await a_talk(team, "Carla")
    await harmless.says("oi")
    await is_answered(harmless, "Olá!")
    assert len(await waiting(team)) == 2
    assert await statuses(harmless) == ["queued"]


async def test_the_first_words_to_a_contact_wait_and_the_next_do_not(team: Team) -> None:
    await rules(team, FIRST)
    talk = await a_talk(team)
    await talk.says("oi")
    await is_answered(talk, "Olá!")
    [held] = await waiting(team)
    assert held["kind"] == "first_contact"
    done(await team.supervisor.post(f"/held-messages/{held['id']}/approve", json={}), 204)
    await talk.says("e aí?")
    await is_answered(talk, "Tudo bem.")
    assert await statuses(talk) == ["queued", "queued"]


async def test_a_handoff_is_never_held(team: Team) -> None:
    await rules(team, LOW, FIRST)
    talk = await a_talk(team)
    await talk.says("quero uma pessoa")
    await is_answered(talk, "Já chamo.", confidence=0.1, reason="asked_for_human")
    assert await statuses(talk) == ["queued"]
    assert not isinstance(await talk.next(), Later)


async def test_only_supervisors_decide_and_only_once(team: Team) -> None:
    await rules(team, LOW)
    _, held_id = await a_held_reply(team)
    assert (await team.paula.post(f"/held-messages/{held_id}/approve", json={})).status_code == 403
    assert (await team.paula.get("/held-messages")).status_code == 200
    assert (await team.supervisor.put("/hold-rules", json=LOW)).status_code == 403
    answers = [await team.supervisor.post(f"/held-messages/{held_id}/approve", json={}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 409]


@pytest.mark.parametrize(
    "change",
    [{"below": None}, {"below": 0}, {"minutes": 0}, {"kind": "order"}, {"kind": "critical"}, {"kind": "x"}],
)
async def test_a_rule_that_lacks_what_it_needs_is_refused(team: Team, change: dict[str, Any]) -> None:
    admin = await team.house.person_with_browser(Role.ADMIN)
    assert (await admin.put("/hold-rules", json={**LOW, **change})).status_code == 422


async def test_every_kind_has_a_rule_and_none_is_active_at_first(runtime: Runtime, team: Team) -> None:
    items = done(await team.supervisor.get("/hold-rules"))["items"]
    assert {item["kind"] for item in items} == {"critical", "first_contact", "low_confidence", "template"}
    assert not any(item["active"] for item in items)
