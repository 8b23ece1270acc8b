"""What is asked of language models, told to any OTLP endpoint as OpenTelemetry spans; Langfuse is one.

Without texts unless the operator allows them, and then as the models saw them: with placeholders for personal data.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from opentelemetry import baggage, context
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from pydantic_ai.capabilities import Instrumentation
from pydantic_ai.models.instrumented import InstrumentationSettings

from prosa.core.settings import Settings

TIMEOUT = 5
"""Seconds an endpoint has to take a batch. It is sent from a thread: no turn waits for it."""
_MARK = "langfuse."


class _Passing(SpanProcessor):
    """Langfuse groups spans by attributes that each of them must have."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:  # noqa: V105  (called by spans)
        for name, value in baggage.get_all(parent_context).items():
            if name.startswith(_MARK):
                span.set_attribute(name, str(value))


class Tracing:
    """Where a process tells of its turns. To be closed, which sends what is left."""

    def __init__(self, settings: Settings) -> None:
        self._provider = TracerProvider(resource=Resource.create({"service.name": "prosa"}), shutdown_on_exit=False)
        self._provider.add_span_processor(_Passing())
        exporter = OTLPSpanExporter(
            endpoint=f"{settings.otlp_endpoint}/v1/traces", headers=_headers(settings), timeout=TIMEOUT
        )
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self.capability = Instrumentation(
            settings=InstrumentationSettings(
                tracer_provider=self._provider,
                meter_provider=NoOpMeterProvider(),
                include_content=settings.otlp_content,
                include_binary_content=False,
            )
        )

    @contextmanager
    def turn(self, conversation_id: str, agent: str) -> Iterator[None]:
        """Spans of the block belong to this conversation."""
        found = baggage.set_baggage(f"{_MARK}session.id", conversation_id)
        token = context.attach(baggage.set_baggage(f"{_MARK}trace.name", agent, found))
        try:
            yield
        finally:
            context.detach(token)

    def close(self) -> None:
        self._provider.shutdown()


def _headers(settings: Settings) -> dict[str, str]:
    given = settings.otlp_headers.get_secret_value() if settings.otlp_headers else ""
    pairs = (pair.partition("=") for pair in given.split(",") if "=" in pair)
    return {name.strip(): unquote(value.strip()) for name, _, value in pairs}
