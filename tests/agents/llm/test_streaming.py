"""An answer shown while it is being written, over the streams of the real libraries."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from prosa.agents.engine import Evidence, Reply, ReplyKind
from prosa.agents.model_schemas import Provider
from prosa.core.runtime import Runtime
from prosa.testing.models import typed
from tests.agents.llm.stage import PROVIDERS, Talk, open_talk

QUESTION = "Quanto tempo tenho para trocar um tamanho que não serviu?"
FIRST, SECOND = "A troca é grátis em até 30 dias.", "Basta trazer a peça com a etiqueta."
WHOLE = f"{FIRST} {SECOND}"
IN_PIECES = (Provider.OPENAI, Provider.ANTHROPIC)
"""Gemini gives the arguments of a function whole."""


@dataclass
class Screen:
    """Implements `agents.engine.Preview`: what a contact sees. `holds` is what may not be shown."""

    holds: str = "\0"
    seen: list[str] = field(default_factory=list)
    sources: list[tuple[Evidence, ...]] = field(default_factory=list)
    dropped: int = 0

    async def show(self, text: str, evidence: tuple[Evidence, ...]) -> bool:
        if self.holds in text:
            return False
        self.seen.append(text)
        self.sources.append(evidence)
        return True

    async def drop(self) -> None:
        self.dropped += 1


async def ask(talk: Talk, screen: Screen, **more: Any) -> Reply:
    talk.preview = screen
    return await talk.says(QUESTION, **more)


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_sentences_are_shown_in_order_with_their_sources(runtime: Runtime, provider: Provider) -> None:
    async with open_talk(runtime, provider) as talk:
        talk.fake.then([typed(WHOLE, "S1")])
        screen = Screen()
        reply = await ask(talk, screen)
        assert reply.text == WHOLE
        assert reply.kind is ReplyKind.ANSWER
        assert screen.seen == ([FIRST, WHOLE] if provider in IN_PIECES else [WHOLE])
        assert all(source.ref.startswith("knowledge:") for sources in screen.sources for source in sources)
        assert screen.dropped == 0
        (call,) = reply.models
        assert (call.input_tokens, call.output_tokens, call.error) == (120, 30, None)


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_what_may_not_be_shown_ends_the_showing(runtime: Runtime, provider: Provider) -> None:
    async with open_talk(runtime, provider) as talk:
        talk.fake.then([typed(f"{FIRST} São 90 dias para presentes. {SECOND}", "S1")])
        screen = Screen(holds="90 dias")
        await ask(talk, screen)
        assert screen.seen == ([FIRST] if provider in IN_PIECES else [])


@pytest.mark.parametrize("provider", IN_PIECES)
async def test_a_stream_that_stalls_is_taken_back_and_another_answer_comes(
    runtime: Runtime, provider: Provider
) -> None:
    async with open_talk(runtime, turn_deadline=6.0) as talk:
        await talk.model(provider, timeout_seconds=1.0)
        talk.plan()
        talk.fake.stalls_at = "Basta"
        talk.fake.then([typed(WHOLE, "S1")])
        screen = Screen()
        reply = await ask(talk, screen)
        assert screen.seen == [FIRST]
        assert reply.understanding["answered_by"] == "offline"
        assert reply.models[0].error == "timeout"
        assert screen.dropped == 1


async def test_the_next_model_shows_its_own_answer(runtime: Runtime) -> None:
    async with open_talk(runtime, turn_deadline=8.0) as talk:
        first = await talk.model(Provider.OPENAI, timeout_seconds=1.0)
        second = await talk.model(Provider.GEMINI)
        talk.plan(chain=[first, second])
        talk.fake.stalls_at = "Basta"
        talk.fake.then([typed(WHOLE, "S1"), typed("Sim, em até 30 dias.", "S1")])
        screen = Screen()
        reply = await ask(talk, screen)
        assert reply.text == "Sim, em até 30 dias."
        assert screen.seen == [FIRST, reply.text]
        assert screen.dropped == 1


async def test_an_answer_that_has_to_be_mended_is_taken_back(runtime: Runtime) -> None:
    async with open_talk(runtime, Provider.OPENAI) as talk:
        talk.fake.then([typed(f"{FIRST} Ligue <PHONE_9>.", "S1"), typed(FIRST, "S1")])
        screen = Screen()
        reply = await ask(talk, screen)
        assert reply.text == FIRST
        assert screen.seen == [FIRST, FIRST]
        assert screen.dropped == 1


@pytest.mark.parametrize("evidence", ["S99", "T1"])
async def test_what_names_a_source_that_was_not_given_is_not_shown(runtime: Runtime, evidence: str) -> None:
    async with open_talk(runtime, Provider.OPENAI) as talk:
        talk.fake.then([typed(WHOLE, evidence)] * 3)
        screen = Screen()
        await ask(talk, screen)
        assert screen.seen == []


async def test_a_second_attempt_at_a_turn_is_not_shown(runtime: Runtime) -> None:
    async with open_talk(runtime, Provider.OPENAI) as talk:
        talk.fake.then([typed(FIRST, "S1")])
        screen = Screen()
        await ask(talk, screen, objections=("“90 dias”: no source of this turn says so",))
        assert screen.seen == []


async def test_personal_data_come_back_before_they_are_shown(runtime: Runtime) -> None:
    async with open_talk(runtime, Provider.OPENAI) as talk:
        talk.fake.then([typed("Certo, <NAME_1>. A troca é grátis em até 30 dias.", "S1")])
        screen = Screen()
        await ask(talk, screen)
        assert screen.seen[-1].startswith("Certo, Helena.")


async def test_the_first_reply_of_all_says_who_speaks_from_its_first_sentence_on(runtime: Runtime) -> None:
    async with open_talk(runtime, Provider.OPENAI) as talk:
        talk.fake.then([typed(WHOLE, "S1")])
        talk.first_contact = True
        screen = Screen()
        reply = await ask(talk, screen)
        assert all(talk.instructions.name in text for text in screen.seen)
        assert reply.text == screen.seen[-1]


async def test_without_a_screen_nothing_is_streamed(runtime: Runtime) -> None:
    async with open_talk(runtime, Provider.OPENAI) as talk:
        talk.fake.then([typed(WHOLE, "S1")])
        await talk.says(QUESTION)
        assert not talk.fake.asked[0].settings.get("stream")
