"""Instructions: versions, publishing, going back, and the phrases in them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from prosa.accounts.schemas import Role
from prosa.agents import add_version, connections, create_agent, current_instructions, get_agent, publish_version
from prosa.agents.api import router
from prosa.agents.model_schemas import NewModel
from prosa.agents.phrases import UnknownText, fill, shipped
from prosa.agents.schemas import Budgets, ModelPlan, NewVersion
from prosa.agents.service import UnpricedModel
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from tests.agents.stage import ACTOR
from tests.authorisation import assert_refuses_strangers
from tests.knowledge.shelf import make_app, signed_in
from tests.knowledge.test_api import DOCS


def version(**more: object) -> NewVersion:
    return NewVersion.model_validate({"persona": "Lia", "tone": "breve", "rules": "", "language": "pt-BR", **more})


async def test_a_company_without_an_agent_has_the_shipped_phrases(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        found = await current_instructions(session)
    assert (found.version, found.engine, found.texts) == (0, "offline", shipped())
    assert found.text("trouble")


async def test_what_is_saved_counts_once_it_is_published_and_an_old_version_can_come_back(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        agent = await create_agent(session, ACTOR, "Lia", version())
        assert await add_version(session, ACTOR, agent, version(tone="alegre", texts={"thanks": ["Disponha!"]})) == 2
        assert (await current_instructions(session)).tone == "breve"
        await publish_version(session, ACTOR, agent, 2)
        now = await current_instructions(session)
        assert (now.version, now.name, now.tone, now.text("thanks")) == (2, "Lia", "alegre", "Disponha!")
        assert now.texts["goodbye"] == shipped()["goodbye"]
        await publish_version(session, ACTOR, agent, 1)
        assert (await current_instructions(session)).tone == "breve"
        published = {line.version: line.published for line in (await get_agent(session, agent)).versions}
    assert published == {1: True, 2: False}


async def test_versions_cannot_be_rewritten(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        await create_agent(session, ACTOR, "Lia", version())
    with pytest.raises(DBAPIError):
        async with runtime.db.transaction() as session:
            await session.execute(text("UPDATE agent_version SET tone = 'outro'"))


async def test_an_unknown_version_cannot_be_published(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        agent = await create_agent(session, ACTOR, "Lia", version())
        with pytest.raises(NotFound):
            await publish_version(session, ACTOR, agent, 9)


@pytest.mark.parametrize("texts", [{"thankz": ["Oi"]}, {"thanks": ["Oi, {nome}"]}, {"thanks": ["{}"]}])
async def test_a_phrase_with_an_unknown_name_is_refused(runtime: Runtime, texts: dict[str, list[str]]) -> None:
    async with runtime.db.transaction() as session:
        with pytest.raises(UnknownText):
            await create_agent(session, ACTOR, "Lia", version(texts=texts))


def test_every_phrase_is_there_in_english_too_and_uses_known_places_only() -> None:
    plain = {key for key in shipped() if not key.endswith(".en")}
    assert plain == {key.removesuffix(".en") for key in shipped() if key.endswith(".en")}
    values = dict.fromkeys(("agent", "name", "question", "week", "closes", "next_opening", "title"), "x")
    assert all("{" not in fill(variant, values) for variants in shipped().values() for variant in variants)


async def test_strangers_and_low_roles_are_refused(runtime: Runtime) -> None:
    await assert_refuses_strangers(make_app(runtime, router), DOCS)


async def test_a_supervisor_edits_and_publishes_over_http(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        agent = await create_agent(session, ACTOR, "Lia", version())
    app = make_app(runtime, router)
    async with signed_in(runtime, app, Role.SUPERVISOR) as client:
        items = (await client.get("/agents")).json()["items"]
        item = {"id": str(agent), "name": "Lia", "engine": "offline", "published_version": 1}
        assert items == [{**item, "channels": [], "active": True}]
        body = version(texts={"greeting": ["Opa, {name}!"]}).model_dump()
        saved = await client.post(f"/agents/{agent}/versions", json=body)
        assert (saved.status_code, saved.json()["published_version"]) == (201, 1)
        published = (await client.post(f"/agents/{agent}/versions/2/publish")).json()
        assert published["versions"][0]["published"]
        assert published["versions"][0]["author"] == "Supervisor"
        assert "introduction" in published["default_texts"]
        wrong = await client.post(f"/agents/{agent}/versions", json={**body, "texts": {"nope": ["x"]}})
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "unknown_text")
        assert (await client.post(f"/agents/{agent}/versions/7/publish")).status_code == 404


async def test_a_limit_of_cost_needs_models_whose_prices_are_known(runtime: Runtime) -> None:
    capped = ModelPlan(budgets=Budgets(day_micros=1_000_000))
    model = {"name": "Casa", "provider": "compatible", "model": "qwen3", "base_url": "https://llm.example/v1"}
    async with runtime.db.transaction() as session:
        agent = await create_agent(session, ACTOR, "Lia", version())
        await add_version(session, ACTOR, agent, version(model=capped))
        unpriced = await connections.add_model(session, runtime, ACTOR, NewModel.model_validate(model))
        for plan in (capped, capped.model_copy(update={"chain": (unpriced,)})):
            with pytest.raises(UnpricedModel, match="Casa"):
                await add_version(session, ACTOR, agent, version(model=plan))
        await add_version(session, ACTOR, agent, version(model=ModelPlan(chain=(unpriced,))))
        prices = {"input": 1, "output": 1, "cached": 1}
        priced = await connections.add_model(
            session, runtime, ACTOR, NewModel.model_validate({**model, "prices": prices})
        )
        await add_version(session, ACTOR, agent, version(model=capped.model_copy(update={"chain": (priced,)})))
