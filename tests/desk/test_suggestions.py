"""What could be answered, and better words for it."""

from typing import Any
from uuid import uuid4

import pytest

from prosa.agents.engine import Engine, Instructions, Reply, Toolbox, Turn
from prosa.core.runtime import Runtime
from prosa.desk.suggestions import is_for_anybody
from tests.accounts.house import code
from tests.knowledge.shelf import add
from tests.team import Team, done, uuid_of

QUESTION = "vocês aceitam pix parcelado na loja física?"


async def suggested(team: Team, talk: str) -> dict[str, Any]:
    return dict(done(await team.paula.get(f"{talk}/suggestions")))


async def answers(team: Team, talk: str, text: str) -> None:
    """A person answers, and it arrives."""
    client_id = str(uuid4())
    done(await team.paula.post(f"{talk}/messages", json={"client_id": client_id, "text": text}), 201)
    await team.house.rows("UPDATE message SET status = 'delivered' WHERE client_id = :id", id=client_id)


async def test_an_article_is_suggested_with_its_source_and_how_sure_it_is(team: Team) -> None:
    article = await add(team.runtime, "Prazo de entrega", "O prazo de entrega é de **5 dias úteis** no Brasil.")
    talk = await team.writes(text="qual o prazo de entrega?")
    found = await suggested(team, talk)
    assert found["question"] == "qual o prazo de entrega?"
    first = found["items"][0]
    assert first["source"]["kind"] == "knowledge"
    assert first["source"]["ref"].startswith(f"knowledge:{article}@")
    assert first["text"] == "O prazo de entrega é de *5 dias úteis* no Brasil."
    assert 0.55 <= first["confidence"] <= 1


async def test_what_a_colleague_answered_before_to_the_same_question_is_suggested(team: Team) -> None:
    before = await team.writes("Ana", QUESTION)
    await answers(team, before, "Sim! Aceitamos pix parcelado nas lojas físicas.")
    talk = await team.writes("Bia", "Vocês aceitam PIX parcelado na loja fisica")
    [item] = (await suggested(team, talk))["items"]
    assert (item["text"], item["source"]["kind"]) == ("Sim! Aceitamos pix parcelado nas lojas físicas.", "past")
    assert item["source"]["conversation_id"] == uuid_of(before)


@pytest.mark.parametrize(
    "answer",
    [
        "Sim, Ana! Aceitamos.",
        "Sim, confirmei no seu CPF 529.982.247-25.",
        "Sim, o pedido 2026112000 já foi pago assim.",
        "Sim, mande o comprovante para ana@mail.example.",
    ],
)
async def test_what_was_said_of_one_person_is_not_suggested_for_another(team: Team, answer: str) -> None:
    await answers(team, await team.writes("Ana Souza", QUESTION), answer)
    assert (await suggested(team, await team.writes("Bia", QUESTION)))["items"] == []


async def test_nothing_of_conversations_one_may_not_see_is_suggested(team: Team) -> None:
    await answers(team, await team.writes("Ana", QUESTION), "Sim! Aceitamos pix parcelado.")
    talk = await team.writes("Bia", QUESTION)
    await team.rafa.post(f"{talk}/claim")
    await team.house.rows('UPDATE "user" SET limited = true WHERE id = :id', id=team.rafa_id)
    assert done(await team.rafa.get(f"{talk}/suggestions"))["items"] == []
    other = await team.writes("Carla", QUESTION)
    assert (await team.rafa.get(f"{other}/suggestions")).status_code == 404


async def test_a_canned_reply_that_speaks_of_it_is_suggested_filled_in(team: Team) -> None:
    body = {"shortcut": "troca", "title": "Troca de produto", "text": "{contact.first_name}, a troca é em até 7 dias."}
    done(await team.supervisor.post("/canned-replies", json=body), 201)
    talk = await team.writes("Mariana Alves", "como faço a troca de produto?")
    [item] = (await suggested(team, talk))["items"]
    assert (item["text"], item["source"]["kind"]) == ("Mariana, a troca é em até 7 dias.", "canned")


async def test_nothing_is_suggested_when_we_spoke_last_or_nothing_fits(team: Team) -> None:
    talk = await team.writes(text="qual a cor do cavalo branco de Napoleão?")
    assert (await suggested(team, talk))["items"] == []
    await answers(team, talk, "Branco!")
    assert await suggested(team, talk) == {"question": None, "items": []}


def test_an_answer_for_anybody_names_nobody() -> None:
    assert is_for_anybody("O frete é grátis acima de R$ 99.", "Ana")
    assert not is_for_anybody("O frete é grátis, ana.", "Ana Souza")
    assert not is_for_anybody("Código de rastreio BR123456789", "Ana")


# Better words


async def improved(team: Team, talk: str, **wanted: str) -> dict[str, Any]:
    return dict(done(await team.paula.post(f"{talk}/improve", json=wanted)))


async def test_without_a_model_the_text_is_made_better_by_rules_that_are_named(team: Team) -> None:
    talk = await team.writes("Mariana Alves")
    assert await improved(team, talk, text="vc ja pagou ?", how="correct") == {
        "text": "Você já pagou?",
        "by": "rules",
        "rules": ["spelling", "punctuation", "capitals"],
    }
    kinder = await improved(team, talk, text="aguarde", how="kinder")
    assert kinder["text"].startswith("Olá, Mariana! Aguarde um momento")


@pytest.mark.parametrize("how", ["formal", "translate"])
async def test_what_rules_cannot_do_is_refused_in_words(team: Team, how: str) -> None:
    talk = await team.writes()
    refused = await team.paula.post(f"{talk}/improve", json={"text": "oi", "how": how})
    assert (refused.status_code, code(refused)) == (409, "needs_model")


class WritingEngine:
    """An engine that rewrites as it was told to."""

    name = "offline"

    def __init__(self, written: str | None) -> None:
        self.written = written
        self.wishes: list[str] = []

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        raise NotImplementedError

    async def rewrite(self, turn: Turn, text: str, wish: str) -> str | None:
        assert isinstance(turn.instructions, Instructions)
        self.wishes.append(wish)
        return self.written


@pytest.mark.parametrize(
    ("written", "by", "text"),
    [
        ("Prezada, o valor é de R$ 50,00.", "model", "Prezada, o valor é de R$ 50,00."),
        ("Prezada, o valor é de R$ 45,00.", "rules", "Custa R$ 50,00."),
        (None, "rules", "Custa R$ 50,00."),
    ],
)
async def test_a_models_words_are_used_only_when_no_fact_was_changed(
    runtime: Runtime, team: Team, written: str | None, by: str, text: str
) -> None:
    engine = WritingEngine(written)
    runtime.registry.add(Engine, "offline", engine)
    talk = await team.writes()
    answer = await improved(team, talk, text="custa R$ 50,00.", how="correct")
    assert (answer["by"], answer["text"]) == (by, text)
    assert engine.wishes == ["Corrija ortografia, acentos e pontuação; mude o mínimo."]


async def test_a_text_is_made_better_only_for_who_may_see_the_conversation(team: Team) -> None:
    talk = await team.writes()
    await team.house.rows('UPDATE "user" SET limited = true WHERE id = :id', id=team.rafa_id)
    assert (await team.rafa.post(f"{talk}/improve", json={"text": "oi", "how": "correct"})).status_code == 404
    assert (await team.paula.post(f"{talk}/improve", json={"text": " ", "how": "correct"})).status_code == 422
