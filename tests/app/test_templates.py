"""A template's way from the draft to the person, through a whole installation and the fake Graph API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update

from prosa.channels import jobs, prices
from prosa.conversations.models import ConversationRow
from prosa.core.clock import now
from prosa.testing.graph import FakeGraph, GraphApp, Limits, Templates, Webhook
from prosa.testing.stage import serving
from tests.house import House
from tests.waiting import until

ANA = "5511987654321"
ORDER: dict[str, Any] = {
    "name": "pedido_pronto",
    "language": "pt_BR",
    "category": "utility",
    "header": "Loja {{1}}",
    "body": "Olá {{1}}, o pedido {{2}} está pronto.",
    "footer": "Até logo",
    "buttons": [
        {"kind": "reply", "title": "Obrigado", "value": ""},
        {"kind": "url", "title": "Ver", "value": "https://loja.example/{{1}}"},
    ],
    "examples": ["Ana", "1234"],
    "header_example": "Centro",
}
VALUES: dict[str, Any] = {"variables": ["Ana", "77"], "header_variable": "Sul", "button_variables": {"1": "p/77"}}


class Shop:
    """A line at Meta with strict rules."""

    def __init__(self, house: House, graph: FakeGraph, channel_id: UUID) -> None:
        self.house, self.graph, self.channel_id = house, graph, channel_id

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        return dict(await self.house.post(path, **body))

    async def refused(self, method: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        answer = await self.house.admin.request(method, f"/api/v1{path}", json=body)
        return answer.status_code, answer.json()["error"]

    async def template(self, **changes: Any) -> dict[str, Any]:
        return await self.post("/templates", channel_id=str(self.channel_id), **{**ORDER, **changes})

    async def approved(self, **changes: Any) -> dict[str, Any]:
        made = await self.template(**changes)
        await self.post(f"/templates/{made['id']}/submit")
        self.graph.decide(made["name"], "APPROVED")
        return await self.state(made["id"], "approved")

    async def state(self, template_id: str, state: str) -> dict[str, Any]:
        async def reached() -> dict[str, Any] | None:
            found = {each["id"]: each for each in await self.templates()}[template_id]
            return found if found["state"] == state else None

        return dict(await until(reached))

    async def templates(self) -> list[dict[str, Any]]:
        return list((await self.house.get("/templates", channel_id=str(self.channel_id)))["items"])

    async def sync(self) -> dict[str, Any]:
        return await self.post(f"/channels/{self.channel_id}/templates/sync")

    async def conversation(self) -> str:
        self.graph.say(ANA, "oi", name="Ana")
        return str((await self.house.conversation())["id"])

    async def send(self, template_id: str, conversation_id: str, **changes: Any) -> dict[str, Any]:
        names = {"conversation_id": conversation_id, "client_id": str(uuid4())}
        return await self.post(f"/templates/{template_id}/send", **{**names, **VALUES, **changes})


@asynccontextmanager
async def shop(house: House) -> AsyncIterator[Shop]:
    graph = FakeGraph(templates=Templates(strict=True), limits=Limits())
    async with serving(GraphApp(graph)) as base_url:
        made = Shop(house, graph, await house.channel("meta_cloud", **graph.line.settings(base_url)))
        url = f"{house.address}/webhooks/{made.channel_id}"
        await graph.deliver_to(Webhook(url=url, app_secret=graph.line.app_secret, retry_base=0.05))
        yield made


async def test_a_draft_is_handed_in_rejected_mended_and_approved(house: House) -> None:
    async with shop(house) as line:
        draft = await line.template()
        assert (draft["state"], draft["ref"], draft["variables"]) == ("draft", None, 2)
        assert {key: draft[key] for key in ORDER} == ORDER
        handed_in = await line.post(f"/templates/{draft['id']}/submit")
        assert (handed_in["state"], bool(handed_in["ref"])) == ("pending", True)
        status, error = await line.refused("PUT", f"/templates/{draft['id']}", **ORDER)
        assert (status, error["code"]) == (409, "template_not_editable")

        line.graph.decide(ORDER["name"], "REJECTED", "INVALID_FORMAT")
        rejected = await line.state(draft["id"], "rejected")
        assert rejected["reason"] == "INVALID_FORMAT"
        mended = {**ORDER, "body": "Olá {{1}}, o seu pedido {{2}} está pronto."}
        answer = await house.admin.put(f"/api/v1/templates/{draft['id']}", json=mended)
        assert (answer.json()["state"], answer.json()["ref"]) == ("draft", handed_in["ref"])
        again = await line.post(f"/templates/{draft['id']}/submit")
        assert (again["state"], again["ref"]) == ("pending", handed_in["ref"])
        line.graph.decide(ORDER["name"], "APPROVED")
        assert (await line.state(draft["id"], "approved"))["body"] == mended["body"]


async def test_it_reopens_a_conversation_whose_window_is_closed(house: House) -> None:
    async with shop(house) as line:
        template = await line.approved()
        conversation_id = await line.conversation()
        await until(lambda: line.graph.sends)
        line.graph.limits = Limits()
        async with house.runtime.db.transaction() as session:
            closed = now() - timedelta(hours=1)
            await session.execute(update(ConversationRow).values(window_closes_at=closed))
        sent = await line.send(template["id"], conversation_id)
        assert (sent["type"], sent["text"]) == ("template", "Olá Ana, o pedido 77 está pronto.")
        assert sent["payload"]["header"] == "Loja Sul"
        assert sent["payload"]["buttons"][1]["value"] == "https://loja.example/p/77"
        (taken,) = await until(lambda: [send for send in line.graph.sends if send.type == "template"])
        assert taken.callback == sent["id"]
        item = await house.get(f"/conversations/{conversation_id}")
        assert item["status"] == "operator"


async def test_the_same_client_id_sends_it_once(house: House) -> None:
    async with shop(house) as line:
        template, conversation_id = await line.approved(), await line.conversation()
        first = await line.send(template["id"], conversation_id, client_id="x")
        second = await line.send(template["id"], conversation_id, client_id="x")
        assert first["id"] == second["id"]


async def test_what_cannot_be_sent_says_why(house: House) -> None:
    async with shop(house) as line:
        conversation_id = await line.conversation()
        draft = await line.template(name="outro")
        body = {"conversation_id": conversation_id, "client_id": "a", **VALUES}
        status, error = await line.refused("POST", f"/templates/{draft['id']}/send", **body)
        assert (status, error["code"], error["params"]["state"]) == (409, "template_not_approved", "draft")
        template = await line.approved()
        wrong = {**body, "variables": ["Ana"]}
        status, error = await line.refused("POST", f"/templates/{template['id']}/send", **wrong)
        assert (status, error["code"], error["params"]["field"]) == (422, "template_invalid", "variables")
        assert [send for send in line.graph.sends if send.type == "template"] == []


async def test_marketing_goes_to_nobody_who_does_not_want_it(house: House) -> None:
    async with shop(house) as line:
        template, conversation_id = await line.approved(category="marketing"), await line.conversation()
        contact_id = (await house.get(f"/conversations/{conversation_id}"))["contact"]["id"]
        refusal = {"purpose": "marketing", "status": "denied", "text_version": "1", "text": "Ofertas?"}
        await house.post(f"/contacts/{contact_id}/consents", **refusal, source="in_person")
        body = {"conversation_id": conversation_id, "client_id": "a", **VALUES}
        status, error = await line.refused("POST", f"/templates/{template['id']}/send", **body)
        assert (status, error["code"]) == (409, "marketing_refused")


async def test_the_preview_reads_as_the_message_will(house: House) -> None:
    async with shop(house) as line:
        draft = await line.template()
        shown = await line.post(f"/templates/{draft['id']}/preview", **VALUES)
        assert shown["header"] == "Loja Sul"
        assert shown["body"] == "Olá Ana, o pedido 77 está pronto."
        assert shown["buttons"][1] == {"kind": "url", "title": "Ver", "value": "https://loja.example/p/77"}


async def test_the_providers_list_is_taken_over_and_drafts_stay(house: House) -> None:
    async with shop(house) as line:
        draft = await line.template()
        ours = await line.approved(name="nosso")
        parts = [{"type": "BODY", "text": "Oi"}]
        theirs = line.graph.templates.make(
            {"name": "deles", "language": "en", "category": "MARKETING", "components": parts}
        )
        theirs.status = "APPROVED"
        assert await line.sync() == {"added": 1, "changed": 0, "removed": 0}
        assert await line.sync() == {"added": 0, "changed": 0, "removed": 0}
        theirs.status, theirs.reason = "PAUSED", "LOW_QUALITY"
        line.graph.templates.remove("nosso", None)
        assert await line.sync() == {"added": 0, "changed": 1, "removed": 1}
        found = {each["name"]: each for each in await line.templates()}
        assert found.keys() == {"deles", draft["name"]}
        assert (found["deles"]["state"], found["deles"]["reason"]) == ("paused", "PAUSED LOW_QUALITY")
        assert ours["id"] not in {each["id"] for each in found.values()}


async def test_a_pending_one_is_followed_where_nobody_tells(house: House) -> None:
    async with shop(house) as line:
        draft = await line.template()
        await line.post(f"/templates/{draft['id']}/submit")
        await line.graph.deliver_to(None)
        line.graph.decide(ORDER["name"], "APPROVED")
        await jobs.follow_templates(house.runtime)
        assert (await line.templates())[0]["state"] == "approved"


async def test_it_is_removed_here_and_there(house: House) -> None:
    async with shop(house) as line:
        for template in (await line.template(name="rascunho"), await line.approved()):
            answer = await house.admin.delete(f"/api/v1/templates/{template['id']}")
            assert answer.status_code == 204
        assert line.graph.templates.kept == {}
        assert await line.templates() == []


async def test_two_of_one_name_and_language_and_a_wrong_one_are_refused(house: House) -> None:
    async with shop(house) as line:
        await line.template()
        body = {"channel_id": str(line.channel_id), **ORDER}
        status, error = await line.refused("POST", "/templates", **body)
        assert (status, error["code"]) == (409, "template_exists")
        status, error = await line.refused("POST", "/templates", **{**body, "name": "Pedido Pronto"})
        assert (status, error["params"]) == (422, {"field": "name", "problem": "characters"})


async def test_a_draft_need_not_be_whole_until_it_is_handed_in(house: House) -> None:
    async with shop(house) as line:
        call = {"kind": "phone", "title": "Ligar", "value": "+55 (11) 3000-1000"}
        draft = await line.template(footer="{{1}}", buttons=[call])
        assert draft["buttons"][0]["value"] == "+551130001000"
        status, error = await line.refused("POST", f"/templates/{draft['id']}/submit")
        assert (status, error["params"]) == (422, {"field": "footer", "problem": "variable"})
        assert line.graph.templates.kept == {}


async def test_a_line_without_templates_has_none(house: House) -> None:
    channel_id = await house.channel("simulator")
    answer = await house.admin.post("/api/v1/templates", json={"channel_id": str(channel_id), **ORDER})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "cannot_do")


async def test_the_prices_are_kept_and_the_months_cost_is_shown(house: House) -> None:
    async with shop(house) as line:
        item = {
            "from_date": "2026-01-01",
            "market": "BR",
            "category": "utility",
            "amount_micros": 35,
            "currency": "BRL",
        }
        answer = await house.admin.put("/api/v1/prices", json={"items": [item]})
        assert answer.json() == await house.get("/prices") == {"items": [item]}
        template, conversation_id = await line.approved(), await line.conversation()
        await line.send(template["id"], conversation_id)

        async def counted() -> Any:
            await prices.note_costs(house.runtime)
            channels = (await house.get("/channels"))["items"]
            return next(each["cost_month"] for each in channels if each["id"] == str(line.channel_id))

        assert await until(lambda: counted()) is not None
