"""Templates at Meta, the signs of life and the rating, against the fake and Meta's answers."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from prosa.channels.abilities import (
    ButtonKind,
    Heard,
    ProviderRefused,
    ProviderTemplate,
    Quality,
    TemplateButton,
    TemplateCategory,
    TemplateContent,
    TemplateState,
)
from prosa.connectors.meta_cloud import MetaCloudChannel, MetaCloudSettings, MetaCloudTemplates
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.core.errors import Unavailable
from prosa.testing.counterpart import Answer, Request, counterpart, nobody_listens
from prosa.testing.graph import FakeGraph, GraphApp
from prosa.testing.stage import serving
from tests.connectors.meta_cloud.material import settings

TEMPLATES = MetaCloudTemplates()
ORDER = TemplateContent(
    name="pedido_pronto",
    language="pt_BR",
    category=TemplateCategory.UTILITY,
    header="Loja {{1}}",
    body="Olá {{1}}, o pedido {{2}} está pronto.",
    footer="Responda para falar conosco",
    buttons=(
        TemplateButton(ButtonKind.REPLY, "Obrigado"),
        TemplateButton(ButtonKind.URL, "Ver", "https://loja.example/p/{{1}}"),
        TemplateButton(ButtonKind.PHONE, "Ligar", "+551130001000"),
    ),
    examples=("Ana", "1234"),
    header_example="Centro",
)


@asynccontextmanager
async def line(graph: FakeGraph) -> AsyncIterator[tuple[MetaCloudSettings, httpx.AsyncClient]]:
    async with serving(GraphApp(graph)) as url, httpx.AsyncClient(timeout=2, trust_env=False) as http:
        yield MetaCloudSettings.model_validate(graph.line.settings(url)), http


async def test_what_is_handed_in_comes_back_as_it_was() -> None:
    graph = FakeGraph()
    async with line(graph) as (credentials, http):
        made = await TEMPLATES.submit(credentials, http, ORDER)
        assert made == ProviderTemplate(made.ref, ORDER, TemplateState.PENDING)
        graph.decide(ORDER.name, "APPROVED")
        assert await TEMPLATES.all(credentials, http) == [ProviderTemplate(made.ref, ORDER, TemplateState.APPROVED)]
    examples = [part.get("example") for part in graph.templates.kept[made.ref].components]
    assert examples == [{"header_text": ["Centro"]}, {"body_text": [["Ana", "1234"]]}, None, None]
    (*_, buttons) = graph.templates.kept[made.ref].components
    assert buttons["buttons"][1]["example"] == ["https://loja.example/p/123"]


async def test_a_rejected_one_says_why_and_is_changed_where_it_is() -> None:
    graph = FakeGraph()
    async with line(graph) as (credentials, http):
        first = await TEMPLATES.submit(credentials, http, ORDER)
        graph.decide(ORDER.name, "REJECTED", "INVALID_FORMAT")
        (rejected,) = await TEMPLATES.all(credentials, http)
        assert (rejected.state, rejected.reason) == (TemplateState.REJECTED, "INVALID_FORMAT")
        again = await TEMPLATES.submit(credentials, http, ORDER)
        assert (again.ref, again.state) == (first.ref, TemplateState.PENDING)


async def test_every_page_is_read() -> None:
    graph = FakeGraph()
    for number in range(205):
        graph.templates.make({"name": f"n{number}", "language": "pt_BR", "category": "UTILITY", **BODY})
    async with line(graph) as (credentials, http):
        assert [found.content.name for found in await TEMPLATES.all(credentials, http)] == [
            f"n{number}" for number in range(205)
        ]


BODY: dict[str, Any] = {"components": [{"type": "BODY", "text": "Oi"}]}


async def test_one_language_is_removed_and_what_is_gone_is_removed() -> None:
    graph = FakeGraph()
    for language in ("pt_BR", "en"):
        graph.templates.make({"name": "oi", "language": language, "category": "UTILITY", **BODY})
    async with line(graph) as (credentials, http):
        first, _ = await TEMPLATES.all(credentials, http)
        for _ in range(2):
            await TEMPLATES.remove(credentials, http, first)
        assert [found.content.language for found in await TEMPLATES.all(credentials, http)] == ["en"]


async def test_what_meta_refuses_is_told_in_its_words() -> None:
    wrong = TemplateContent("oi", "pt_BR", TemplateCategory.UTILITY, "Olá {{1}}", examples=("Ana",))
    async with line(FakeGraph()) as (credentials, http):
        with pytest.raises(ProviderRefused, match="start or end") as refused:
            await TEMPLATES.submit(credentials, http, wrong)
        assert refused.value.params["provider_code"] == "100/2388299"
        with pytest.raises(ProviderRefused, match="Account ID"):
            await TEMPLATES.all(credentials.model_copy(update={"waba_id": None}), http)


@pytest.mark.parametrize(
    "part",
    [
        {"type": "HEADER", "format": "IMAGE"},
        {"type": "CAROUSEL", "cards": []},
        {"type": "BUTTONS", "buttons": [{"type": "OTP", "text": "Copiar"}]},
        {"type": "BODY", "text": "Olá {{first_name}}, tudo bem?"},
    ],
)
async def test_what_cannot_be_sent_from_here_is_left_out(part: dict[str, Any]) -> None:
    template = {"id": 1, "name": "oi", "language": "pt_BR", "category": "UTILITY", "status": "APPROVED"}
    page = {"data": [{**template, "components": [*BODY["components"], part]}, {}, {**template, "components": []}]}
    async with counterpart(lambda _: Answer(body=json.dumps(page).encode())) as provider, httpx.AsyncClient() as http:
        assert await TEMPLATES.all(settings(base_url=provider.url, waba_id="1"), http) == []


@pytest.mark.parametrize("answer", [Answer(503), Answer(400, b'{"error": {"code": 80007}}'), None])
async def test_what_may_work_later_is_unavailable(answer: Answer | None) -> None:
    async with counterpart(lambda _: answer or Answer()) as provider, httpx.AsyncClient(trust_env=False) as http:
        base_url = provider.url if answer else nobody_listens()
        with pytest.raises(Unavailable):
            await TEMPLATES.all(settings(base_url=base_url, waba_id="1"), http)


HEARD = Heard("wamid.x", (Identity(IdentityKind.PHONE, "5511987654321"),))


async def test_reading_and_typing_are_one_call_each() -> None:
    graph, channel = FakeGraph(), MetaCloudChannel()
    async with line(graph) as (credentials, http):
        await channel.read(credentials, http, HEARD)
        assert (graph.reads, graph.typings) == (["wamid.x"], [])
        await channel.typing(credentials, http, HEARD)
    assert (graph.reads, graph.typings) == (["wamid.x"] * 2, ["wamid.x"])


async def test_a_sign_that_cannot_be_given_is_forgotten() -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        await MetaCloudChannel().typing(settings(base_url=nobody_listens()), http, HEARD)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"quality_rating": "GREEN", "messaging_limit_tier": "TIER_1K"}, Quality("GREEN", "1000")),
        ({"quality_rating": "YELLOW", "messaging_limit_tier": "TIER_250"}, Quality("YELLOW", "250")),
        ({"quality_rating": "NA", "messaging_limit_tier": "TIER_UNLIMITED"}, Quality(None, "unlimited")),
        ({"quality_rating": "UNKNOWN", "messaging_limit_tier": "TIER_NEW"}, Quality(None, "TIER_NEW")),
        ({}, Quality()),
    ],
)
async def test_the_rating_is_read(answer: dict[str, str], expected: Quality) -> None:
    def tells(request: Request) -> Answer:
        assert "messaging_limit_tier" in request.target
        return Answer(body=json.dumps({"id": "1", **answer}).encode())

    async with counterpart(tells) as provider, httpx.AsyncClient() as http:
        assert await MetaCloudChannel().quality(settings(base_url=provider.url), http) == expected
