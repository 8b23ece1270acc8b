"""Spans told to any OTLP endpoint by OpenTelemetry; Langfuse is one. The library is an extra: import this module only
where an endpoint is configured."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from opentelemetry import baggage, context, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span as SdkSpan
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import StatusCode

from prosa.core.settings import Settings
from prosa.core.spans import Attributes, Span

TIMEOUT = 5
"""Seconds an endpoint has to take a batch. It is sent from a thread: no turn waits for it."""
_MARK = "langfuse."


class _Marking(SpanProcessor):
    """Langfuse groups spans by attributes that each of them must have, also those of other libraries."""

    def on_start(self, span: SdkSpan, parent_context: Context | None = None) -> None:  # noqa: V105  (called by spans)
        for name, value in baggage.get_all(parent_context).items():
            if name.startswith(_MARK):
                span.set_attribute(name, value)  # type: ignore[arg-type]  # as `span` below has put it there


class _Told:
    """Implements `core.spans.Span`."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def tells(self, attributes: Attributes) -> None:
        self._span.set_attributes({name: value for name, value in attributes.items() if value is not None})


class Tracing:
    """Implements `core.spans.Tracer`. To be closed, which sends what is left."""

    def __init__(self, settings: Settings) -> None:
        self.provider = TracerProvider(resource=Resource.create({"service.name": "prosa"}), shutdown_on_exit=False)
        self.provider.add_span_processor(_Marking())
        exporter = OTLPSpanExporter(
            endpoint=f"{settings.otlp_endpoint}/v1/traces", headers=_headers(settings), timeout=TIMEOUT
        )
        self.provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self.provider.get_tracer("prosa")

    @contextmanager
    def span(self, name: str, attributes: Attributes, marks: Attributes) -> Iterator[Span]:
        """An error is told by its kind alone: its words may repeat somebody's."""
        marked = context.get_current()
        for mark, value in marks.items():
            marked = baggage.set_baggage(mark, value, marked) if value is not None else marked
        token = context.attach(marked)
        try:
            with self._tracer.start_as_current_span(
                name, record_exception=False, set_status_on_exception=False
            ) as started:
                told = _Told(started)
                told.tells(attributes)
                try:
                    yield told
                except BaseException as error:
                    started.set_status(StatusCode.ERROR, type(error).__name__)
                    raise
        finally:
            context.detach(token)

    def close(self) -> None:
        self.provider.shutdown()


def _headers(settings: Settings) -> dict[str, str]:
    given = settings.otlp_headers.get_secret_value() if settings.otlp_headers else ""
    pairs = (pair.partition("=") for pair in given.split(",") if "=" in pair)
    return {name.strip(): unquote(value.strip()) for name, _, value in pairs}
