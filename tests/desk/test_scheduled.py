"""Messages that are written now and sent later."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from prosa.core.clock import now
from prosa.desk.jobs import send_scheduled
from tests.accounts.house import code
from tests.team import Team, done


def later(**by: float) -> str:
    return (now() + timedelta(**by)).isoformat()


async def scheduled(team: Team, talk: str, text: str = "Chegou!", **more: Any) -> dict[str, Any]:
    message = {"client_id": str(uuid4()), "text": text}
    body = {"message": message, "send_at": later(hours=1), **more}
    return dict(done(await team.paula.post(f"{talk}/scheduled", json=body), 201))


async def its_time_comes(team: Team, ago: str = "1 second") -> None:
    await team.house.rows(f"UPDATE scheduled_message SET send_at = now() - interval '{ago}'")
    await send_scheduled(team.runtime)


async def states(team: Team, talk: str) -> list[tuple[str, str | None]]:
    found = done(await team.paula.get(f"{talk}/scheduled"))["items"]
    return [(line["state"], line["reason"]) for line in found]


async def sent(team: Team, talk: str) -> list[tuple[str, str]]:
    return [(line["text"], line["author_name"]) for line in await team.lines(talk) if line["direction"] == "out"]


async def test_it_waits_until_its_time_and_goes_out_once_in_its_authors_name(team: Team) -> None:
    talk = await team.writes()
    line = await scheduled(team, talk)
    assert (line["state"], line["author"], line["mine"], line["outside_window"]) == (
        "waiting",
        "Paula Souza",
        True,
        False,
    )
    await send_scheduled(team.runtime)
    assert await sent(team, talk) == []
    await its_time_comes(team)
    await send_scheduled(team.runtime)
    assert await sent(team, talk) == [("Chegou!", "Paula Souza")]
    assert await states(team, talk) == [("sent", None)]
    assert done(await team.paula.get(talk))["operator"]["name"] == "Paula Souza"


async def test_two_workers_at_once_send_it_once(team: Team) -> None:
    talk = await team.writes()
    await scheduled(team, talk)
    await team.house.rows("UPDATE scheduled_message SET send_at = now() - interval '1 second'")
    await asyncio.gather(*(send_scheduled(team.runtime) for _ in range(4)))
    assert await sent(team, talk) == [("Chegou!", "Paula Souza")]


async def test_what_a_colleague_holds_is_not_answered_over(team: Team) -> None:
    talk = await team.writes()
    await scheduled(team, talk)
    await team.rafa.post(f"{talk}/claim")
    await its_time_comes(team)
    assert (await sent(team, talk), await states(team, talk)) == ([], [("failed", "floor_taken")])
    assert (await team.events(talk))[-1] == "scheduled_failed"


async def test_nothing_goes_out_when_the_contact_wrote_first_and_that_was_wished(team: Team) -> None:
    talk = await team.writes()
    await scheduled(team, talk, unless_reply=True)
    await scheduled(team, talk, text="De qualquer jeito")
    await team.writes(text="já resolvi", contact_id=await team.contact_of(talk))
    await its_time_comes(team)
    assert await sent(team, talk) == [("De qualquer jeito", "Paula Souza")]
    assert sorted(await states(team, talk)) == [("cancelled", "replied"), ("sent", None)]


async def test_outside_the_providers_window_it_is_foreseen_and_told(team: Team) -> None:
    talk = await team.writes()
    line = await scheduled(team, talk, send_at=later(days=3))
    assert line["outside_window"] is True
    await team.house.rows("UPDATE conversation SET window_closes_at = now() - interval '1 minute'")
    await its_time_comes(team)
    assert (await sent(team, talk), await states(team, talk)) == ([], [("failed", "outside_window")])


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        ("UPDATE \"user\" SET active = false WHERE email = 'paula@shop.test'", "author_left"),
        ("UPDATE \"user\" SET role = 'viewer' WHERE email = 'paula@shop.test'", "author_left"),
    ],
)
async def test_nobody_speaks_who_does_not_work_here_any_more(team: Team, happens: str, reason: str) -> None:
    talk = await team.writes()
    await scheduled(team, talk)
    await team.house.rows(happens)
    await its_time_comes(team)
    rows = await team.house.rows("SELECT state, reason FROM scheduled_message")
    assert [(row["state"], row["reason"]) for row in rows] == [("failed", reason)]
    assert await team.house.rows("SELECT * FROM message WHERE direction = 'out'") == []


async def test_what_is_late_by_hours_is_not_sent_any_more(team: Team) -> None:
    talk = await team.writes()
    await scheduled(team, talk)
    await its_time_comes(team, "7 hours")
    assert await states(team, talk) == [("failed", "too_late")]


async def test_its_author_changes_and_cancels_it_and_a_supervisor_cancels(team: Team) -> None:
    talk = await team.writes()
    line = await scheduled(team, talk)
    address = f"/scheduled/{line['id']}"
    changed = done(await team.paula.patch(address, json={"text": "Chegou hoje!", "send_at": later(hours=2)}))
    assert changed["text"] == "Chegou hoje!"
    assert (await team.rafa.patch(address, json={"text": "x"})).status_code == 403
    assert (await team.rafa.delete(address)).status_code == 403
    assert [each["id"] for each in done(await team.paula.get("/scheduled"))["items"]] == [line["id"]]
    assert done(await team.rafa.get("/scheduled"))["items"] == []
    assert (await team.supervisor.delete(address)).status_code == 204
    again = await team.paula.delete(address)
    assert (again.status_code, code(again)) == (409, "not_waiting")
    await its_time_comes(team)
    assert await sent(team, talk) == []


async def test_a_limited_supervisor_does_not_reach_what_was_written_in_other_queues(team: Team) -> None:
    line = await scheduled(team, await team.writes())
    await team.house.rows("UPDATE \"user\" SET limited = true WHERE role = 'supervisor'")
    assert (await team.supervisor.delete(f"/scheduled/{line['id']}")).status_code == 404
    assert (await team.supervisor.patch(f"/scheduled/{line['id']}", json={"text": "x"})).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"send_at": "2020-01-01T00:00:00Z"},
        {"send_at": "2999-01-01T00:00:00Z"},
        {"send_at": "2030-01-01T00:00:00"},
        {"message": {"client_id": "a", "text": " "}},
        {"message": {"client_id": "a"}},
    ],
)
async def test_what_cannot_be_sent_is_refused_at_once(team: Team, body: dict[str, Any]) -> None:
    talk = await team.writes()
    good = {"message": {"client_id": "a", "text": "oi"}, "send_at": later(hours=1)}
    assert (await team.paula.post(f"{talk}/scheduled", json={**good, **body})).status_code == 422
    assert (await team.paula.post(f"/conversations/{uuid4()}/scheduled", json=good)).status_code == 404
