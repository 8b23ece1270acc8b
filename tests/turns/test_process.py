"""A message through the functions of the agent, for programs."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from prosa import contacts
from prosa.accounts.schemas import Role
from prosa.agents.engine import Engine, Reply, ReplyKind
from prosa.agents.offline import OfflineEngine
from prosa.agents.understanding import Companion, shipped_examples
from prosa.app.compose import TOOLS
from prosa.core.runtime import Runtime
from prosa.core.tools import Tool
from prosa.tickets import change_ticket, open_ticket
from prosa.tickets.schemas import NewTicket, TicketCategory, TicketEdit, TicketStatus
from prosa.turns.api import router
from tests.agents.stage import ACTOR, furnish
from tests.factories import a_contact
from tests.knowledge.shelf import make_app, signed_in
from tests.turns.conftest import Desk
from tests.turns.test_rehearsal import rows

QUESTION = "qual o prazo de entrega?"
PARTS = {"classification", "knowledge", "response", "escalation", "follow_up", "next_actions"}


@pytest.fixture
async def shop(runtime: Runtime) -> Runtime:
    """The demo company, with a model that reads."""
    runtime.registry.add(Engine, OfflineEngine.name, OfflineEngine())
    for tool in TOOLS:
        runtime.registry.add(Tool, tool.name, tool)
    await furnish(runtime)
    examples = shipped_examples()
    companion = Companion(runtime, examples[:: len(examples) // 500])
    runtime.registry.add(Companion, "understanding", companion)
    await companion.prepare()
    return runtime


async def ask(runtime: Runtime, workflow: str, message: str, role: Role = Role.OPERATOR, **given: Any) -> Any:
    app = make_app(runtime, router)
    async with signed_in(runtime, app, role) as client:
        answer = await post(client, workflow, message, **given)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def post(client: httpx.AsyncClient, workflow: str, message: str, **given: Any) -> httpx.Response:
    return await client.post("/process", json={"workflow": workflow, "input": {"message": message, **given}})


async def test_a_question_goes_all_the_way_and_nothing_is_kept(shop: Runtime) -> None:
    before = await rows(shop)
    found = await ask(shop, "full", QUESTION)
    assert found["classification"]["category"] == "suporte"
    assert found["classification"]["priority"] in ("baixa", "media", "alta")
    assert 0 < found["classification"]["confidence"] <= 1
    assert "suporte" in found["classification"]["justification"]
    assert found["knowledge"][0]["ref"].startswith("knowledge:")
    assert found["response"]["content"]
    assert (found["response"]["should_send"], found["response"]["generated"]) == (True, True)
    assert found["response"]["time"] >= 0
    assert found["escalation"] == {"required": False, "reason": None}
    assert found["estimated_resolution_time"] is None
    assert await rows(shop) == before


async def test_who_asks_for_a_person_is_handed_over(shop: Runtime) -> None:
    found = await ask(shop, "full", "quero falar com um atendente")
    assert found["escalation"] == {"required": True, "reason": "asked_for_person"}
    assert found["follow_up"] == {"needed": False, "when": None}
    assert "hand_over" in found["next_actions"]


async def test_a_login_problem_is_solved_step_by_step_and_then_by_a_person(shop: Runtime) -> None:
    first = await ask(shop, "full", "não consigo entrar na minha conta")
    assert first["classification"]["category"] in ("tecnico", "suporte")
    assert (first["escalation"]["required"], first["next_actions"]) == (False, ["await_details"])
    assert first["response"]["content"]


@pytest.mark.parametrize(
    ("workflow", "parts"),
    [
        ("classify_message", {"classification"}),
        ("search_knowledge_base", {"knowledge"}),
        ("generate_response", {"classification", "knowledge", "response"}),
        ("check_escalation_criteria", {"escalation", "follow_up", "next_actions"}),
        ("full", PARTS),
    ],
)
async def test_a_workflow_tells_what_it_is_about(shop: Runtime, workflow: str, parts: set[str]) -> None:
    found = await ask(shop, workflow, QUESTION)
    assert {name for name in PARTS if found[name] is not None} == parts
    assert found["workflow"] == workflow


async def test_what_cannot_be_read_gets_the_default_class(desk: Desk) -> None:
    found = await ask(desk.runtime, "classify_message", "asdf")
    assert found["classification"] == {
        "category": "suporte",
        "priority": "media",
        "department": None,
        "confidence": 0.5,
        "justification": "Nada pôde ser lido: vale a categoria padrão.",
    }


@pytest.mark.parametrize(
    ("told", "category", "priority"),
    [
        ({"category": "elogio", "priority": "baixa"}, "elogio", "baixa"),
        ({"category": "fraude", "priority": "urgente"}, "suporte", "media"),
        ({"category": ["suporte"], "priority": {}}, "suporte", "media"),
    ],
)
async def test_a_class_that_a_model_gives_counts_only_where_there_is_one(
    desk: Desk, told: dict[str, Any], category: str, priority: str
) -> None:
    desk.mind.says(Reply(ReplyKind.SMALL_TALK, "Obrigada!", understanding=told))
    found = await ask(desk.runtime, "full", "adorei o atendimento")
    assert (found["classification"]["category"], found["classification"]["priority"]) == (category, priority)


async def test_an_engine_that_fails_ends_in_an_answer_that_was_not_generated(desk: Desk) -> None:
    desk.mind.says(RuntimeError("broken"))
    found = await ask(desk.runtime, "full", "oi")
    assert found["response"]["content"]
    assert not found["response"]["generated"]
    assert found["escalation"] == {"required": True, "reason": "engine_failed"}


async def test_in_a_conversation_it_is_read_after_what_was_said_there_and_leaves_no_trace(desk: Desk) -> None:
    desk.mind.says(Reply(ReplyKind.ASK, "Qual é o número?", state={"asked": "number"}))
    await desk.says("quero trocar um pedido")
    await desk.is_looked_at()
    before, said = await rows(desk.runtime), await desk.messages()
    await ask(desk.runtime, "full", "é o 1234", conversation_id=str(await desk.id()))
    turn = desk.mind.turns[-1]
    assert [line.text for line in turn.history] == ["quero trocar um pedido", *await desk.replies()]
    assert [line.text for line in turn.said] == ["é o 1234"]
    assert (turn.state, turn.first_contact) == ({"asked": "number"}, False)
    assert turn.said[0].seq > turn.history[-1].seq
    assert await rows(desk.runtime) == before
    assert [(each.id, each.status) for each in await desk.messages()] == [(each.id, each.status) for each in said]


async def test_the_rules_see_whose_conversation_it_is(desk: Desk) -> None:
    desk.mind.says(Reply(ReplyKind.SMALL_TALK, "Sinto muito.", understanding={"negative": True}))
    await desk.says("oi")
    async with desk.runtime.db.transaction() as session:
        await contacts.mark_vip(session, ACTOR, desk.contact_id, vip=True)
    anybody = await ask(desk.runtime, "check_escalation_criteria", "que absurdo")
    theirs = await ask(desk.runtime, "check_escalation_criteria", "que absurdo", conversation_id=str(await desk.id()))
    assert anybody["escalation"]["required"] is False
    assert theirs["escalation"] == {"required": True, "reason": "vip"}


async def settled(runtime: Runtime, contact_id: UUID, number: int) -> None:
    async with runtime.db.transaction() as session:
        new = NewTicket(summary=f"Matter {number}", category=TicketCategory.SUPPORT)
        ticket = await open_ticket(session, ACTOR, contact_id, None, new)
    async with runtime.db.transaction() as session:
        await change_ticket(session, ACTOR, ticket, TicketEdit(status=TicketStatus.RESOLVED))


async def test_how_long_it_may_take_is_known_from_matters_like_it(desk: Desk) -> None:
    async with desk.runtime.db.transaction() as session:
        contact = await a_contact(session)
    for number in range(4):
        await settled(desk.runtime, contact, number)
    assert (await ask(desk.runtime, "full", "oi"))["estimated_resolution_time"] is None
    await settled(desk.runtime, contact, 4)
    assert (await ask(desk.runtime, "full", "oi"))["estimated_resolution_time"] == 0


async def test_it_is_for_operators_and_says_what_is_wrong(desk: Desk) -> None:
    await desk.says("oi")
    app = make_app(desk.runtime, router)
    async with signed_in(desk.runtime, app, Role.VIEWER) as viewer:
        assert (await post(viewer, "full", "oi")).status_code == 403
    async with signed_in(desk.runtime, app, Role.OPERATOR) as operator:
        past = [{"text": "oi", "mine": True}]
        both = await post(operator, "full", "oi", conversation_id=str(await desk.id()), history=past)
        assert both.status_code == 422
        assert (await post(operator, "guess", "oi")).status_code == 422
        assert (await post(operator, "full", "  ")).status_code == 422
        assert (await post(operator, "full", "oi", conversation_id=str(uuid4()))).status_code == 404
        assert (await post(operator, "full", "oi", agent_id=str(uuid4()))).status_code == 404
