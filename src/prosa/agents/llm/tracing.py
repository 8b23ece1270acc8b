"""What is asked of language models, as spans inside those of the turn.

Without texts unless the operator allows them, and then as the models saw them: with placeholders for personal data.
"""

from opentelemetry.metrics import NoOpMeterProvider
from pydantic_ai.capabilities import Instrumentation
from pydantic_ai.models.instrumented import InstrumentationSettings

from prosa.core.settings import Settings
from prosa.core.tracing import Tracing


def instrumentation(telemetry: Tracing, settings: Settings) -> Instrumentation:
    """What goes along with a run so that its requests and tools are told."""
    return Instrumentation(
        settings=InstrumentationSettings(
            tracer_provider=telemetry.provider,
            meter_provider=NoOpMeterProvider(),
            include_content=settings.otlp_content,
            include_binary_content=False,
        )
    )
