"""Spans of turns, as an OTLP endpoint gets them."""

import gzip
from dataclasses import dataclass, field

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from pydantic import SecretStr

from prosa.agents.model_schemas import Provider
from prosa.core.runtime import Runtime
from prosa.testing.counterpart import Answer, Request, counterpart
from prosa.testing.models import Fails, typed
from tests.agents.llm.stage import open_talk

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
        return found


async def test_a_turn_is_told_without_its_texts(runtime: Runtime) -> None:
    collector = Collector()
    async with counterpart(collector) as end:
        headers = SecretStr("authorization=Basic%20abc")
        async with open_talk(runtime, Provider.OPENAI, otlp_endpoint=end.url, otlp_headers=headers) as talk:
            second = await talk.model(Provider.ANTHROPIC)
            talk.plan(chain=[*talk.instructions.model.chain, second])
            talk.fake.then([Fails(500), typed("Em até trinta dias.", "S1")])
            await talk.says(QUESTION)
    (request, *_) = collector.requests
    assert (request.target, request.headers["authorization"]) == ("/v1/traces", "Basic abc")
    names = {span.name for span in collector.spans}
    assert any("claude" in name for name in names)
    sessions = [
        attribute.value.string_value
        for span in collector.spans
        for attribute in span.attributes
        if attribute.key == "langfuse.session.id"
    ]
    assert sessions == [str(talk.conversation_id)] * len(collector.spans)
    assert "gen_ai.usage.input_tokens" in collector.text
    assert not [text for text in ("trinta dias", "tamanho", "Horário", "troca") if text in collector.text]


async def test_texts_are_told_where_it_is_allowed_with_placeholders(runtime: Runtime) -> None:
    collector = Collector()
    async with (
        counterpart(collector) as end,
        open_talk(runtime, Provider.OPENAI, otlp_endpoint=end.url, otlp_content=True) as talk,
    ):
        talk.fake.then([typed("Em até trinta dias.", "S1")])
        await talk.says(QUESTION + " Sou Helena, helena@example.org")
    assert "trinta dias" in collector.text
    assert "Helena" not in collector.text
    assert "helena@" not in collector.text


async def test_an_endpoint_that_is_away_disturbs_nobody(runtime: Runtime) -> None:
    async with open_talk(runtime, Provider.OPENAI, otlp_endpoint="http://127.0.0.1:9") as talk:
        talk.fake.then([typed("Em até trinta dias.", "S1")])
        assert (await talk.says(QUESTION)).text == "Em até trinta dias."
