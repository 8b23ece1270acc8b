"""A contact's story, one search over everything, and a conversation as a text."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from prosa.desk.finding import part_of
from prosa.desk.jobs import count_cases
from tests.team import Team, done, uuid_of


async def story(team: Team, talk: str, **query: Any) -> dict[str, Any]:
    address = f"/contacts/{await team.contact_of(talk)}/timeline"
    return dict(done(await team.paula.get(address, params=query)))


def kinds(told: dict[str, Any]) -> list[str]:
    return [item["kind"] for item in told["items"]]


async def a_story(team: Team) -> str:
    talk = await team.writes(text="quero trocar")
    await team.paula.post(f"{talk}/notes", json={"client_id": "n", "text": "Cliente antiga"})
    await team.paula.post(f"{talk}/resolve", json={"reason": "trocado"})
    consent = {"purpose": "marketing", "status": "granted", "text_version": "1", "text": "Posso enviar ofertas?"}
    done(await team.paula.post(f"/contacts/{await team.contact_of(talk)}/consents", json=consent), 201)
    await count_cases(team.runtime)
    return talk


async def test_a_story_tells_cases_notes_and_consents_the_latest_first(team: Team) -> None:
    talk = await a_story(team)
    told = await story(team, talk)
    assert kinds(told) == ["consent", "case_resolved", "note", "case_opened"]
    assert (told["items"][2]["text"], told["items"][2]["by"]) == ("Cliente antiga", "Paula Souza")
    assert (told["items"][0]["title"], told["items"][0]["text"]) == ("marketing", "granted")


async def test_a_long_story_is_told_page_by_page_without_a_gap(team: Team) -> None:
    talk = await a_story(team)
    whole, pages, before = kinds(await story(team, talk)), [], None
    while True:
        page = await story(team, talk, limit=1, **({"before": before} if before else {}))
        pages += kinds(page)
        before = page["next_before"]
        if before is None:
            break
    assert pages == whole


async def test_a_story_has_nothing_of_conversations_one_may_not_see(team: Team) -> None:
    talk = await a_story(team)
    await team.house.rows('UPDATE "user" SET limited = true WHERE id = :id', id=team.rafa_id)
    address = f"/contacts/{await team.contact_of(talk)}/timeline"
    assert kinds(done(await team.rafa.get(address))) == ["consent"]
    assert (await team.rafa.get(f"/contacts/{uuid4()}/timeline")).status_code == 404


async def found(team: Team, q: str, who: str = "paula") -> dict[str, Any]:
    return dict(done(await getattr(team, who).get("/search", params={"q": q})))


async def test_one_search_finds_people_words_and_protocols(team: Team) -> None:
    talk = await team.writes("Conceição Alves", "o sofá azul chegou com um rasgo grande no braço")
    by_name = await found(team, "conceicao")
    assert [each["name"] for each in by_name["contacts"]] == ["Conceição Alves"]
    [hit] = (await found(team, "sofa ras"))["messages"]
    assert (hit["conversation_id"], hit["contact_name"]) == (uuid_of(talk), "Conceição Alves")
    assert "sofá azul" in hit["text"]


async def test_a_search_finds_nothing_one_may_not_see(team: Team) -> None:
    await team.writes("Ana", "o sofá azul rasgou")
    await team.house.rows('UPDATE "user" SET limited = true WHERE id = :id', id=team.rafa_id)
    assert (await found(team, "sofá"))["messages"]
    assert (await found(team, "sofá", "rafa"))["messages"] == []


def test_the_part_that_is_shown_is_around_what_was_found() -> None:
    text = "a " * 100 + "Sofá azul" + " b" * 100
    part = part_of(text, "sofa?")
    assert "Sofá azul" in part
    assert part.startswith("…")
    assert part.endswith("…")
    assert part_of("oi", "sofá") == "oi"


async def test_a_conversation_leaves_as_text_without_what_stays_inside(team: Team) -> None:
    talk = await team.writes("Mariana", "oi\nquero trocar")
    await team.paula.post(f"{talk}/notes", json={"client_id": "n", "text": "segredo da casa"})
    await team.paula.post(f"{talk}/messages", json={"client_id": "m", "text": "Claro!"})
    at = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
    await team.house.rows("UPDATE message SET sent_at = :at", at=at)
    text = (await team.paula.get(f"{talk}/transcript")).text
    assert text == (
        "Minha empresa · Conversa com Mariana\n\n"
        "[20/11/2026 12:30] Mariana: oi\n    quero trocar\n"
        "[20/11/2026 12:30] Paula Souza: Claro!\n"
    )
    inside = await team.paula.get(f"{talk}/transcript", params={"notes": True})
    assert "Paula Souza (nota interna): segredo da casa" in inside.text
    assert inside.headers["content-disposition"].startswith("attachment;")
    assert (await team.house.actions()).count("conversation.exported") == 2


async def test_a_long_conversation_leaves_whole(team: Team) -> None:
    talk = await team.writes("Mariana", "linha 0")
    contact_id = await team.contact_of(talk)
    for number in range(1, 12):
        await team.writes(text=f"linha {number}", contact_id=contact_id)
    text = (await team.paula.get(f"{talk}/transcript")).text
    assert [line.rsplit(": ", 1)[1] for line in text.splitlines()[2:]] == [f"linha {number}" for number in range(12)]


async def test_a_transcript_is_for_who_may_see_the_conversation(team: Team) -> None:
    talk = await team.writes()
    await team.house.rows('UPDATE "user" SET limited = true WHERE id = :id', id=team.rafa_id)
    assert (await team.rafa.get(f"{talk}/transcript")).status_code == 404
