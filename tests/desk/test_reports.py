"""Reports over HTTP: every number is right, and opens the conversations behind it."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from prosa.accounts.schemas import Role
from prosa.core.clock import now
from prosa.desk import jobs
from prosa.tickets.events import SlaBroken
from tests.desk.matter import a_handed_matter, a_talk, count, is_answered, is_resolved_by
from tests.team import Team, done, uuid_of


@pytest.fixture
async def busy(team: Team) -> Team:
    """Three matters: one with a person to its end, one the agent settled long ago, one that is open."""
    await a_handed_matter(team)
    left = await a_talk(team, "Bruno")
    await left.says("qual o prazo?")
    await is_answered(left, "Três dias.")
    conversation_id = await left.id()
    await team.house.rows(
        "UPDATE message SET created_at = created_at - interval '25 hours' WHERE conversation_id = :id",
        id=conversation_id,
    )
    await team.writes("Carla", "oi")
    await count(team)
    return team


async def report(team: Team, **query: str) -> Any:
    first = str((now() - timedelta(days=3)).date())
    return done(await team.supervisor.get("/reports", params={"first": first, **query}))


async def cases(team: Team, **query: str) -> list[dict[str, Any]]:
    first = str((now() - timedelta(days=3)).date())
    return list(done(await team.supervisor.get("/reports/cases", params={"first": first, **query}))["items"])


async def test_matters_are_counted_as_they_went(busy: Team) -> None:
    total = (await report(busy))["total"]
    wanted = {"cases": 3, "ended": 2, "by_agent": 1, "handed": 1, "person": 1, "resolved": 1, "open": 1, "again": 1}
    assert {name: total[name] for name in wanted} == wanted
    assert total["first_answer"]["half"] is not None


@pytest.mark.parametrize("cut", ["day", "queue", "operator", "agent", "channel", "reason"])
async def test_every_number_of_every_line_opens_as_many_conversations(busy: Team, cut: str) -> None:
    found = await report(busy, cut=cut)
    assert sum(line["figures"]["cases"] for line in found["lines"]) == 3
    for line in found["lines"]:
        narrowed = {"cut": cut, **({"key": line["key"]} if line["key"] is not None else {})}
        assert len(await cases(busy, **narrowed)) == line["figures"]["cases"]
        for only in ("answered", "by_agent", "handed", "person", "resolved", "open", "transferred", "again", "late"):
            assert len(await cases(busy, **narrowed, only=only)) == line["figures"][only], (line["key"], only)


async def test_a_matter_that_goes_on_is_one_line_that_changes(team: Team) -> None:
    talk = await a_talk(team)
    await talk.says("oi")
    await count(team)
    await is_answered(talk, "Olá!")
    await count(team)
    await count(team)
    [line] = await cases(team)
    assert (line["inbound"], line["agent_said"], line["state"]) == (1, 1, "open")
    await talk.claims()
    await is_resolved_by(talk, team.paula_id)
    await talk.says("outra coisa")
    await count(team)
    assert [line["state"] for line in await cases(team)] == ["open", "resolved"]


async def test_a_broken_promise_stands_with_its_matter(team: Team) -> None:
    talk = await a_talk(team)
    await talk.says("oi")
    await jobs.count_broken_promise(team.runtime, SlaBroken("", str(await talk.id()), "first"))
    await jobs.count_broken_promise(team.runtime, SlaBroken("", "", "first"))
    await is_answered(talk, "Olá!")
    await count(team)
    assert (await report(team))["total"]["late"] == 1
    assert [line["late"] for line in await cases(team, only="late")] == [True]


async def test_the_file_has_a_line_for_each_and_no_formula_of_a_contact_is_run(busy: Team) -> None:
    await busy.writes("=HYPERLINK(1)", "oi")
    await count(busy)
    first = str((now() - timedelta(days=3)).date())
    answer = await busy.supervisor.get("/reports/cases.csv", params={"first": first})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 5
    assert {row[1] for row in rows[1:]} == {"Mariana", "Bruno", "Carla", "'=HYPERLINK(1)"}
    assert len({len(row) for row in rows}) == 1
    assert "report.exported" in await busy.house.actions()


async def test_a_page_of_cases_goes_on_where_it_ended(busy: Team) -> None:
    first = str((now() - timedelta(days=3)).date())
    seen, before = [], {}
    for _ in range(3):
        page = done(await busy.supervisor.get("/reports/cases", params={"first": first, "limit": 1, **before}))
        seen += [item["id"] for item in page["items"]]
        before = {"before": page["next"]}
    assert len(set(seen)) == 3
    assert page["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        {"first": "2026-11-20", "last": "2026-11-19"},
        {"first": "2020-01-01", "last": "2026-11-19"},
        {"cut": "queue", "key": "x"},
        {"before": "x"},
        {"first": "ontem"},
        {"only": "all"},
    ],
)
async def test_what_makes_no_sense_is_refused(team: Team, query: dict[str, str]) -> None:
    for path in ("/reports/cases", "/reports/cases.csv"):
        if "before" not in query or path == "/reports/cases":
            assert (await team.supervisor.get(path, params=query)).status_code == 422


async def test_operators_see_no_reports_and_a_limited_supervisor_only_their_own(busy: Team) -> None:
    assert (await busy.paula.get("/reports")).status_code == 403
    await busy.house.rows("""UPDATE "user" SET limited = true WHERE email = 'supervisor@shop.test'""")
    assert (await report(busy))["total"]["cases"] == 0
    assert await cases(busy) == []
    text = (await busy.supervisor.get("/reports/cases.csv")).text
    assert text.count("\n") == 1


async def test_the_operational_figures_come_with_their_targets(busy: Team) -> None:
    viewer = await busy.house.person_with_browser(Role.VIEWER)
    found = done(await viewer.get("/metrics", params={"range": "48h"}))
    figures = {metric["name"]: metric for metric in found["metrics"]}
    assert found["range"] == "48h"
    assert (figures["automatic_resolution"]["value"], figures["automatic_resolution"]["standing"]) == (50, "good")
    assert (figures["escalation"]["sample"], figures["escalation"]["standing"]) == (3, "bad")
    assert (figures["satisfaction"]["value"], figures["satisfaction"]["standing"]) == (None, "unknown")
    assert (figures["first_response"]["target"], figures["first_response"]["alert"]) == (30, 60)
    assert (await viewer.get("/metrics", params={"range": "day"})).status_code == 422


async def test_the_board_tells_who_waits_who_is_at_work_and_how_much_they_have(team: Team) -> None:
    waiting = await a_talk(team)
    await waiting.says("quero falar com uma pessoa")
    await is_answered(waiting, "Já chamo.", reason="asked_for_human")
    held = await a_talk(team, "Bruno")
    await held.says("oi")
    await held.claims()
    await team.house.rows("INSERT INTO presence (user_id, state) VALUES (:id, 'online')", id=team.paula_id)
    await team.house.rows(
        "INSERT INTO presence (user_id, state, seen_at) VALUES (:id, 'online', now() - interval '1 minute')",
        id=team.rafa_id,
    )
    board = done(await team.supervisor.get("/board"))
    assert (board["waiting"], board["with_people"]) == (1, 1)
    assert [uuid_of(item["id"]) for item in board["waiting_list"]] == [str(await waiting.id())]
    people = {person["name"]: (person["state"], person["load"]) for person in board["people"]}
    assert people["Paula Souza"] == ("online", 1)
    assert people["Rafa Lima"] == ("offline", 0)
    assert board["people"][0]["name"] == "Paula Souza"
    assert sum(queue["waiting"] for queue in board["queues"]) == 1
