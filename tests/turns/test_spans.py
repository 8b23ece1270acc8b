"""Spans of turns, as an OTLP endpoint gets them."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from pydantic import SecretStr
from sqlalchemy import text

from prosa.agents.engine import Engine
from prosa.agents.model_schemas import Provider
from prosa.agents.offline import OfflineEngine
from prosa.app.compose import TOOLS, plug_in
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.core.settings import Settings
from prosa.core.spans import Tracer, span
from prosa.core.tools import Tool
from prosa.core.tracing import Tracing
from prosa.testing.counterpart import Answer, Request, counterpart
from prosa.testing.models import Calls, Fails, typed
from tests.agents.llm.stage import Talk, open_talk
from tests.factories import a_channel
from tests.turns.conftest import Desk

QUESTION = "Quanto tempo tenho para trocar um tamanho que não serviu?"


@dataclass
class Collector:
    """An OTLP endpoint."""

    requests: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        return Answer(headers={"content-type": "application/x-protobuf"})

    @property
    def text(self) -> str:
        return "".join(str(span) for span in self.spans)

    @property
    def spans(self) -> list[Span]:
        found = []
        for request in self.requests:
            packed = request.headers.get("content-encoding") == "gzip"
            body = gzip.decompress(request.body) if packed else request.body
            batch = ExportTraceServiceRequest.FromString(body)
            found += [span for r in batch.resource_spans for scope in r.scope_spans for span in scope.spans]
        return sorted(found, key=lambda each: each.start_time_unix_nano)

    def named(self, name: str) -> Span:
        return next(each for each in self.spans if each.name.startswith(name))

    def tree(self, parent: bytes = b"", depth: int = 0) -> Iterator[str]:
        for each in self.spans:
            if each.parent_span_id == parent:
                yield "  " * depth + each.name
                yield from self.tree(each.span_id, depth + 1)


def told(span: Span, name: str) -> Any:
    value = next((each.value for each in span.attributes if each.key == name), None)
    if value is not None and value.HasField("array_value"):
        return [each.string_value for each in value.array_value.values]
    return getattr(value, value.WhichOneof("value")) if value is not None else None


@asynccontextmanager
async def a_desk(runtime: Runtime, *providers: Provider, **settings: Any) -> AsyncIterator[tuple[Talk, Desk]]:
    """A conversation with an agent that asks models, whose turns are told."""
    async with open_talk(runtime, *providers, **settings) as talk:
        talk.runtime.registry.add(Engine, "llm", talk.engine)
        talk.runtime.registry.add(Engine, OfflineEngine.name, OfflineEngine())
        for tool in TOOLS:
            talk.runtime.registry.add(Tool, tool.name, tool)
        async with talk.runtime.db.transaction() as session:
            await session.execute(text("UPDATE agent SET engine = 'llm'"))
            channel = await a_channel(session, talk.runtime.vault)
        yield talk, Desk(talk.runtime, channel, talk.contact_id, [])


async def test_a_turn_is_a_tree_of_all_that_was_done_for_it_without_a_word_of_it(runtime: Runtime) -> None:
    collector = Collector()
    headers = SecretStr("authorization=Basic%20abc")
    async with (
        counterpart(collector) as end,
        a_desk(runtime, Provider.OPENAI, otlp_endpoint=end.url, otlp_headers=headers) as (talk, desk),
    ):
        await talk.model(Provider.ANTHROPIC)
        talk.fake.then([Calls([("company__hours", {})]), Fails(500), typed("Claro, me conta o que houve?", "S1")])
        await desk.says(QUESTION)
        await desk.is_looked_at()
        conversation = await desk.id()
    assert {request.target for request in collector.requests} == {"/v1/traces"}
    assert collector.requests[0].headers["authorization"] == "Basic abc"
    tree = list(collector.tree())
    assert [line for line in tree if not line.startswith("    ")] == ["turn", "  engine llm", "  guards"]
    assert tree.index("    retriever knowledge.search") < tree.index("    invoke_agent prosa")
    assert any(line.strip() == "tool company.hours" and line.startswith("      ") for line in tree)
    assert any(line.startswith("      ") and "chat claude" in line for line in tree)
    assert len({each.trace_id for each in collector.spans}) == 1
    for each in collector.spans:
        assert told(each, "langfuse.session.id") == str(conversation)
        assert told(each, "langfuse.user.id") == str(talk.contact_id)
        assert told(each, "langfuse.trace.name") == talk.instructions.name
        assert told(each, "langfuse.trace.tags") == ["llm", "version 1"]
    assert told(collector.named("turn"), "prosa.status") == "answered"
    assert told(collector.named("turn"), "prosa.decision") == "answer"
    assert told(collector.named("retriever"), "langfuse.observation.type") == "retriever"
    assert told(collector.named("chat claude"), "gen_ai.usage.input_tokens") == 120
    assert not [word for word in ("me conta", "tamanho", "Horário", "troca", "Helena") if word in collector.text]


async def test_texts_are_told_where_it_is_allowed_with_placeholders(runtime: Runtime) -> None:
    collector = Collector()
    async with (
        counterpart(collector) as end,
        a_desk(runtime, Provider.OPENAI, otlp_endpoint=end.url, otlp_content=True) as (talk, desk),
    ):
        talk.fake.then([typed("A troca é grátis em até 30 dias.", "S1")])
        await desk.says(QUESTION + " Meu e-mail é helena@example.org")
        await desk.is_looked_at()
    assert "grátis" in collector.text
    assert "<EMAIL_1>" in collector.text
    assert "helena@" not in collector.text


async def test_a_turn_without_a_model_is_told_too(runtime: Runtime) -> None:
    collector = Collector()
    async with counterpart(collector) as end, a_desk(runtime, otlp_endpoint=end.url) as (_, desk):
        await desk.says("quero falar com um atendente")
        await desk.is_looked_at()
    assert list(collector.tree())[:2] == ["turn", "  engine llm"]
    assert told(collector.named("turn"), "prosa.handoff_reason") == "asked_for_person"
    assert "atendente" not in collector.text


async def test_an_endpoint_that_is_away_disturbs_nobody(runtime: Runtime) -> None:
    async with a_desk(runtime, Provider.OPENAI, otlp_endpoint="http://127.0.0.1:9") as (talk, desk):
        talk.fake.then([typed("A troca é grátis em até 30 dias.", "S1")])
        await desk.says(QUESTION)
        await desk.is_looked_at()
        assert await desk.replies()


async def test_an_error_is_told_by_its_kind_and_not_by_its_words(runtime: Runtime) -> None:
    collector = Collector()
    async with counterpart(collector) as end:
        telemetry = Tracing(runtime.settings.model_copy(update={"otlp_endpoint": end.url}))
        with pytest.raises(NotFound), telemetry.span("tool", {"a": None, "b": 1}, {"langfuse.user.id": None}):
            raise NotFound("Helena has no order")
        await asyncio.to_thread(telemetry.close)
    (only,) = collector.spans
    assert (only.status.code, only.status.message) == (Status.STATUS_CODE_ERROR, "NotFound")
    assert [each.key for each in only.attributes] == ["b"]
    assert not only.events
    assert "Helena" not in collector.text


async def test_without_an_endpoint_nobody_is_told(runtime: Runtime) -> None:
    with span(runtime, "turn", {"prosa.attempt": 1}) as unheard:
        unheard.tells({"prosa.status": "answered"})
    assert Settings.model_fields["otlp_endpoint"].default is None


async def test_an_installation_with_an_endpoint_has_somebody_to_tell(runtime: Runtime) -> None:
    collector = Collector()
    async with counterpart(collector) as end:
        settings = runtime.settings.model_copy(update={"otlp_endpoint": end.url})
        plug_in(replace(runtime, settings=settings))
        with span(runtime, "turn", {"prosa.attempt": 1}):
            pass
        await asyncio.to_thread(runtime.registry.get(Tracer, "otlp").close)
    assert [(each.name, told(each, "prosa.attempt")) for each in collector.spans] == [("turn", 1)]
