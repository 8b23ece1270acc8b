"""Contacts are asked how it was: politely, once, under the right name, and a low score is followed up."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.conversations import Outcome, QuestionAnswered, asking
from prosa.core.clock import now
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.desk import jobs, surveys
from prosa.desk.api import public
from prosa.desk.surveys import AnsweredBy
from tests.conversations.conftest import Talk
from tests.desk.matter import a_handed_matter, count
from tests.factories import said
from tests.team import Team, done

CSAT = {"kind": "csat", "question": "", "thanks": "", "low": 2, "people_only": False}
NPS = {**CSAT, "kind": "nps", "low": 6}


async def plans(team: Team, plan: dict[str, Any]) -> None:
    done(await team.supervisor.put("/surveys/plan", json=plan))


async def is_asked(team: Team, talk: Talk) -> UUID | None:
    await count(team)
    async with team.runtime.db.transaction() as session:
        return await surveys.ask(session, team.runtime, await talk.id())


async def kept(team: Team) -> None:
    """Runs what was deferred about answers."""
    for row in await team.house.rows("SELECT args FROM procrastinate_jobs WHERE task_name LIKE '%keep_answer'"):
        await jobs.keep_answer(team.runtime, QuestionAnswered(**row["args"]))


async def listed(team: Team, **query: Any) -> list[dict[str, Any]]:
    return list(done(await team.supervisor.get("/surveys", params=query))["items"])


async def test_after_a_resolution_the_contact_is_asked_and_a_number_is_the_answer(team: Team) -> None:
    await plans(team, CSAT)
    talk = await a_handed_matter(team)
    assert await is_asked(team, talk)
    question = (await talk.messages("out"))[-1]
    assert question.type == "interactive"
    assert [option["id"] for option in question.payload["options"]] == [f"score:{n}" for n in range(1, 6)]
    await talk.says("5")
    await kept(team)
    [line] = await listed(team)
    assert (line["score"], line["kind"], line["by"], line["low"]) == (5, "csat", "chat", False)
    assert (await talk.row()).status == "resolved"
    answer = (await talk.messages("in"))[-1]
    assert (answer.outcome, answer.outcome_reason) == (Outcome.SUPPRESSED, "survey")
    assert "Obrigado" in ((await talk.messages("out"))[-1].text or "")
    assert (await talk.row()).unread == 0


async def test_the_score_stands_with_the_matter_and_is_counted_by_its_formula(team: Team) -> None:
    await plans(team, CSAT)
    for number, score in enumerate((5, 4, 5, 3, 2, 5)):
        talk = await a_handed_matter(team, f"Pessoa {number}")
        await is_asked(team, talk)
        await talk.says(str(score))
    await kept(team)
    figures = done(await team.supervisor.get("/reports"))["total"]
    assert (figures["csat"], figures["csat_answers"], figures["nps"]) == (66.67, 6, None)
    unhappy = done(await team.supervisor.get("/reports/cases", params={"only": "unhappy"}))["items"]
    assert sorted(item["csat"] for item in unhappy) == [2, 3]


async def test_nps_is_the_promoters_less_the_detractors_and_its_mean_has_its_own_name(team: Team) -> None:
    await plans(team, NPS)
    for number, score in enumerate((10, 9, 9, 8, 7, 6, 10, 0, 9, 3)):
        talk = await a_handed_matter(team, f"Pessoa {number}")
        await is_asked(team, talk)
        assert (await talk.messages("out"))[-1].type == "text"
        await talk.says(str(score))
    await kept(team)
    figures = done(await team.supervisor.get("/reports"))["total"]
    assert (figures["nps"], figures["nps_answers"], figures["mean"]) == (20, 10, 7.1)
    assert figures["csat"] is None


async def test_a_low_score_opens_a_ticket_with_what_was_said(team: Team) -> None:
    await plans(team, CSAT)
    talk = await a_handed_matter(team)
    await is_asked(team, talk)
    await talk.says("2, demorou demais")
    await kept(team)
    [line] = await listed(team, low=True)
    assert (line["score"], line["comment"], line["low"]) == (2, "demorou demais", True)
    [ticket] = await team.house.rows("SELECT summary, category FROM ticket WHERE id = :id", id=line["ticket_id"])
    assert ticket["category"] == "complaint"
    assert "demorou demais" in ticket["summary"]
    assert (await talk.messages("in"))[-1].outcome == Outcome.PENDING  # words are read by the agent too
    assert (await talk.row()).status == "bot"


async def test_nobody_is_asked_twice_in_a_month(team: Team) -> None:
    await plans(team, CSAT)
    talk = await a_handed_matter(team)
    assert await is_asked(team, talk)
    assert await is_asked(team, talk) is None
    await team.house.rows("UPDATE survey SET asked_at = asked_at - interval '31 days'")
    assert await is_asked(team, talk)


@pytest.mark.parametrize(
    "change",
    [
        "window_closes_at = now() + interval '2 minutes'",
        "status = 'bot'",
        "status = 'operator'",
    ],
)
async def test_nobody_is_asked_outside_the_window_or_before_the_end(team: Team, change: str) -> None:
    await plans(team, CSAT)
    talk = await a_handed_matter(team)
    await team.house.rows(f"UPDATE conversation SET {change}")
    assert await is_asked(team, talk) is None


async def test_without_a_plan_nobody_is_asked_and_a_plan_may_spare_those_the_agent_served(team: Team) -> None:
    talk = await a_handed_matter(team)
    assert await is_asked(team, talk) is None
    await plans(team, {**CSAT, "people_only": True})
    await team.house.rows('UPDATE "case" SET people_said = 0')
    async with team.runtime.db.transaction() as session:
        assert await surveys.ask(session, team.runtime, await talk.id()) is None


async def test_something_else_is_no_answer_and_later_numbers_are_none_either(team: Team) -> None:
    await plans(team, NPS)
    talk = await a_handed_matter(team)
    await is_asked(team, talk)
    await talk.says("quero 2 pizzas")
    await talk.says("2")
    assert [message.outcome for message in (await talk.messages("in"))[-2:]] == [Outcome.PENDING] * 2
    await kept(team)
    assert await listed(team) == []


async def test_a_message_said_before_the_question_neither_answers_nor_ends_it(team: Team) -> None:
    await plans(team, NPS)
    talk = await a_handed_matter(team)
    await is_asked(team, talk)
    await talk.says("9", sent_at=now() - timedelta(minutes=5))
    assert (await talk.messages("in"))[-1].outcome == Outcome.PENDING
    assert (await talk.row()).question is not None


async def test_a_repeat_of_the_answer_changes_nothing(team: Team) -> None:
    await plans(team, NPS)
    talk = await a_handed_matter(team)
    await is_asked(team, talk)
    await talk.says("9")
    assert await talk.hears(talk.heard[-1]) is None
    await kept(team)
    await kept(team)
    assert [line["score"] for line in await listed(team)] == [9]


# The public page


async def link(team: Team, talk: Talk) -> str:
    settings = team.runtime.settings.model_copy(update={"public_url": "https://prosa.example"})
    runtime = Runtime(
        settings, team.runtime.db, team.runtime.storage, team.runtime.vault, team.runtime.http, team.runtime.registry
    )
    await count(team)
    async with team.runtime.db.transaction() as session:
        assert await surveys.ask(session, runtime, await talk.id())
    found = re.search(r"https://prosa\.example(/avaliar/\S+)", (await talk.messages("out"))[-1].text or "")
    assert found is not None
    return found[1]


@pytest.fixture
async def page(team: Team) -> Any:
    team.house.app.include_router(public)
    browser = await team.house.stranger()
    browser.base_url = "http://prosa.test"
    return browser


async def test_the_page_asks_and_takes_one_answer(team: Team, page: Any) -> None:
    await plans(team, {**NPS, "question": "Indicaria a <b>{company}</b>?"})
    path = await link(team, await a_handed_matter(team))
    shown = await page.get(path)
    assert shown.status_code == 200
    assert shown.text.count('type="radio"') == 11
    assert "&lt;b&gt;" in shown.text
    assert "<script" not in shown.text
    assert len(shown.content) < 15_000
    for score in (3, 10):
        assert "Obrigado" in (await page.post(path, data={"score": score, "comment": "demorou\0"})).text
    [line] = await listed(team)
    assert (line["score"], line["comment"], line["by"]) == (3, "demorou", "page")
    assert 'type="radio"' not in (await page.get(path)).text


async def test_a_link_that_is_unknown_or_too_old_opens_nothing(team: Team, page: Any) -> None:
    await plans(team, CSAT)
    path = await link(team, await a_handed_matter(team))
    assert (await page.get("/avaliar/unknown")).status_code == 404
    assert (await page.post("/avaliar/unknown", data={"score": 5})).status_code == 404
    assert (await page.post(path, data={"score": 11})).status_code == 422
    await page.post(path, data={"score": 9})  # no CSAT
    assert await listed(team) == []
    await team.house.rows("UPDATE survey SET expires_at = now()")
    assert (await page.get(path)).status_code == 404


async def test_of_two_answers_at_once_one_is_kept(team: Team) -> None:
    await plans(team, CSAT)
    survey_id = await is_asked(team, await a_handed_matter(team))
    assert survey_id is not None
    results = []
    for score in (5, 1):
        async with team.runtime.db.transaction() as session:
            results.append(await surveys.answer(session, survey_id, score, "", AnsweredBy.PAGE))
    assert results == [True, False]
    async with team.runtime.db.transaction() as session:
        with pytest.raises(NotFound):
            await surveys.answer_by_token(session, "x", 5, "")


async def test_only_supervisors_plan_and_read(team: Team) -> None:
    assert (await team.paula.get("/surveys")).status_code == 403
    assert (await team.paula.put("/surveys/plan", json=CSAT)).status_code == 403
    assert (await team.supervisor.put("/surveys/plan", json={**CSAT, "kind": "ces"})).status_code == 422


# What is an answer


def heard(text: str, highest: int = 10, **changes: object) -> tuple[int, str, bool] | None:
    question = {
        "id": str(new_id()),
        "lowest": 0,
        "highest": highest,
        "until": (now() + timedelta(hours=1)).isoformat(),
    }
    found = asking.read(question, said(new_id(), new_id(), text, **changes))
    return (found[0].score, found[0].comment, found[1]) if found else None


@pytest.mark.parametrize(
    ("text", "score"),
    [("9", 9), (" 10 ", 10), ("nota 8", 8), ("Nota: 8", 8), ("dou 7", 7), ("9!", 9), ("10/10", 10), ("5 estrelas", 5),
     ("0", 0), ("9️⃣", 9), ("10 obrigada", 10), ("é 9", 9)],
)  # fmt: skip
def test_a_bare_number_is_an_answer(text: str, score: int) -> None:
    assert heard(text) == (score, "", True)


@pytest.mark.parametrize(
    "text", ["", "11", "99", "2 pizzas", "quero 2", "às 9", "9 horas", "não", "10 reais", "100", "1.5", "pedido 9"]
)
def test_a_number_among_words_is_none(text: str) -> None:
    assert heard(text) is None


def test_words_behind_a_sign_are_a_comment_that_is_read_too() -> None:
    assert heard("2, demorou") == (2, "demorou", False)
    assert heard("8 - bom atendimento") == (8, "bom atendimento", False)


def test_an_option_is_an_answer_whatever_its_title() -> None:
    assert heard("Ótimo", 5, payload={"button_id": "score:5"}) == (5, "", True)
    assert heard("Ótimo", 5, payload={"button_id": "score:9"}) is None


@given(st.text(max_size=40))
def test_no_text_is_misread_as_a_score_out_of_range(text: str) -> None:
    found = heard(text, 5)
    assert found is None or 0 <= found[0] <= 5
