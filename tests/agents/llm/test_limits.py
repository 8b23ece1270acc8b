"""What a turn may cost: money by conversation, day and month, requests, and time."""

import time

import pytest
from sqlalchemy import text

from prosa.agents.engine import ReplyKind
from prosa.agents.model_schemas import Prices, Provider
from prosa.core.runtime import Runtime
from prosa.testing.counterpart import Break
from prosa.testing.models import Breaks, Calls, typed
from tests.agents.llm.stage import MODELS, PROVIDERS, Talk, open_talk

QUESTION = "Quanto tempo tenho para trocar um tamanho que não serviu?"
OTHER, THIRD = "E para devolver, qual é o prazo?", "Vocês parcelam no cartão de crédito?"
COST = 180
"""Micros of one answer of the fake."""


async def ages(talk: Talk, days: int) -> None:
    """What was spent was spent so long ago."""
    async with talk.runtime.db.transaction() as session:
        await session.execute(text(f"UPDATE model_call SET at = at - interval '{days} days'"))


@pytest.mark.parametrize(("span", "days"), [("day_micros", 1), ("month_micros", 31)])
async def test_a_budget_that_is_used_up_ends_in_answers_without_a_model_until_its_time_is_over(
    runtime: Runtime, span: str, days: int
) -> None:
    async with open_talk(runtime, Provider.OPENAI) as talk:
        talk.plan(chain=talk.instructions.model.chain, budgets={span: COST})
        talk.fake.brain = lambda _: typed("Em até 30 dias.", "S1")
        assert (await talk.says(QUESTION)).cost_micros == COST
        talk.begin_anew()
        without = await talk.says(OTHER)
        assert without.understanding["without_model"] == "budget"
        assert without.kind in (ReplyKind.ANSWER, ReplyKind.MENU)
        await ages(talk, days)
        assert (await talk.says(THIRD)).understanding["answered_by"] == MODELS[Provider.OPENAI]


async def test_near_a_monthly_budget_the_small_model_goes_on_alone(runtime: Runtime) -> None:
    async with open_talk(runtime, Provider.OPENAI) as talk:
        small = await talk.model(Provider.GEMINI, prices=Prices(input=0, output=0, cached=0))
        talk.plan(chain=talk.instructions.model.chain, small=small, budgets={"month_micros": COST + 20})
        talk.fake.brain = lambda _: typed("Em até 30 dias.", "S1")
        long = " ".join([QUESTION] * 4)
        assert (await talk.says(long)).understanding["answered_by"] == MODELS[Provider.OPENAI]
        await ages(talk, 0)
        for words in (long + " Diga.", long + " Diga logo."):
            reply = await talk.says(words)
            assert (reply.understanding["answered_by"], reply.cost_micros) == (MODELS[Provider.GEMINI], 0)


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_model_that_only_calls_tools_is_stopped(runtime: Runtime, provider: Provider) -> None:
    async with open_talk(runtime, provider) as talk:
        talk.fake.brain = lambda _: Calls([("company__hours", {})])
        reply = await talk.says(QUESTION)
        assert reply.understanding["without_model"] == "too_many_requests"
        assert reply.kind is ReplyKind.ANSWER
        assert reply.cost_micros == COST * len(talk.fake.asked)


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_model_that_calls_what_there_is_not_is_stopped(runtime: Runtime, provider: Provider) -> None:
    async with open_talk(runtime, provider) as talk:
        talk.fake.brain = lambda _: Calls([("conversation__delete", {"all": True})])
        reply = await talk.says(QUESTION)
        assert reply.understanding["answered_by"] == "offline"
        assert [name for name, _ in talk.calls if name != "knowledge.search"] == []


async def test_models_that_are_slow_together_do_not_use_up_the_time_of_the_turn(runtime: Runtime) -> None:
    async with open_talk(runtime, *PROVIDERS, turn_deadline=4.0) as talk:
        talk.fake.then([Breaks(Break.HANG)] * 3)
        began = time.perf_counter()
        reply = await talk.says(QUESTION)
        assert time.perf_counter() - began < 4.0
        assert reply.understanding["without_model"] == "deadline"
        assert reply.kind is ReplyKind.ANSWER
        assert [call.error for call in reply.models] == ["deadline"]
