"""Several agents, everything a version holds, prompts, and what differs between two versions."""

from uuid import uuid4

import pytest

from prosa.accounts.schemas import Role
from prosa.agents import change_agent, create_agent, current_instructions
from prosa.agents.api import router
from prosa.agents.prompts import VARIABLES, UnknownVariable, fill, shipped
from prosa.agents.schemas import AgentChange, Budgets, EscalationRule, NewVersion, ToolRule
from prosa.core.runtime import Runtime
from tests.agents.stage import ACTOR
from tests.knowledge.shelf import make_app, signed_in


async def test_a_version_carries_everything_to_the_engine(runtime: Runtime) -> None:
    model = uuid4()
    version = NewVersion.model_validate(
        {
            "model": {"chain": [str(model)], "temperature": 0.1, "budgets": {"day_micros": 5_000_000}},
            "tools": {"ticket.open": {"approval": True, "limits": {"per_day": 3}}},
            "knowledge": {"kinds": ["faq"], "cite": True},
            "prompts": {"follow_up": "Oi de novo, aqui é {{agent}}."},
            "escalation": [{"kind": "vip", "params": {"labels": ["ouro"]}}],
            "goals": {"complaint": {"enabled": False}},
            "hours": "company",
        }
    )
    async with runtime.db.transaction() as session:
        await create_agent(session, ACTOR, "Lia", version)
    async with runtime.db.transaction() as session:
        now = await current_instructions(session)
    assert (now.model.chain, now.model.budgets) == ((model,), Budgets(day_micros=5_000_000))
    assert now.tools == {"ticket.open": ToolRule(approval=True, limits={"per_day": 3})}
    assert (now.knowledge.kinds, now.knowledge.cite, now.hours) == (("faq",), True, "company")
    assert now.escalation == (EscalationRule(kind="vip", params={"labels": ["ouro"]}),)
    assert not now.goals["complaint"].enabled
    assert (now.prompts.follow_up, now.prompts.answer) == ("Oi de novo, aqui é {{agent}}.", shipped().answer)


async def test_an_agent_bound_to_a_channel_answers_there_and_the_unbound_one_elsewhere(runtime: Runtime) -> None:
    shop, other = uuid4(), uuid4()
    async with runtime.db.transaction() as session:
        bound = await create_agent(session, ACTOR, "Vendas", NewVersion())
        await create_agent(session, ACTOR, "Lia", NewVersion())
        await change_agent(session, ACTOR, bound, AgentChange(channels=[shop]))
        assert (await current_instructions(session, shop)).name == "Vendas"
        assert (await current_instructions(session, other)).name == "Lia"
        assert (await current_instructions(session)).name == "Lia"
        await change_agent(session, ACTOR, bound, AgentChange(active=False))
        assert (await current_instructions(session, shop)).name == "Lia"


async def test_a_prompt_that_nobody_could_fill_in_is_refused(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        with pytest.raises(UnknownVariable) as refused:
            await create_agent(session, ACTOR, "Lia", NewVersion.model_validate({"prompts": {"answer": "{{cpf}}"}}))
    assert refused.value.params == {"prompt": "answer", "variable": "cpf"}


def test_the_shipped_prompts_leave_nothing_open_and_keep_json_as_it_is() -> None:
    everything = dict.fromkeys(VARIABLES, "x")
    assert all("{{" not in fill(text, everything) for text in shipped().model_dump().values())
    assert fill('{"a": {{ agent }}}', {"agent": "Lia"}) == '{"a": Lia}'


async def test_two_versions_are_compared_thing_by_thing_over_http(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        agent = await create_agent(session, ACTOR, "Lia", NewVersion(tone="breve"))
    app = make_app(runtime, router)
    async with signed_in(runtime, app, Role.SUPERVISOR) as client:
        changed = {
            "tone": "alegre",
            "texts": {"thanks": ["Disponha!", "Imagina!"]},
            "escalation": [{"kind": "vip", "enabled": False}],
        }
        assert (await client.post(f"/agents/{agent}/versions", json=changed)).status_code == 201
        found = (await client.get(f"/agents/{agent}/versions/1/diff/2")).json()["items"]
        assert [(line["part"], line["key"]) for line in found] == [
            ("tone", None),
            ("texts", "thanks"),
            ("escalation", "vip"),
        ]
        assert (found[0]["before"], found[0]["after"]) == ("breve", "alegre")
        assert (found[1]["before"], found[1]["after"]) == (None, "Disponha!\nImagina!")
        assert (await client.get(f"/agents/{agent}/versions/1/diff/9")).status_code == 404


async def test_an_agent_is_renamed_and_gets_another_engine_over_http(runtime: Runtime) -> None:
    app = make_app(runtime, router)
    async with signed_in(runtime, app, Role.SUPERVISOR) as client:
        made = (await client.post("/agents", json={"name": "Vendas", "engine": "llm"})).json()
        assert (made["engine"], made["versions"][0]["model"]["temperature"]) == ("llm", 0.3)
        assert "{{agent}}" in made["default_prompts"]["answer"]
        assert made["default_goals"]["ticket_status"]["title"] == ["o seu chamado"]
        assert "company" in made["prompt_variables"]
        changed = await client.patch(f"/agents/{made['id']}", json={"name": "Lia", "engine": "offline"})
        assert (changed.json()["name"], changed.json()["engine"]) == ("Lia", "offline")
        assert (await client.patch(f"/agents/{made['id']}", json={"engine": "none"})).status_code == 422
