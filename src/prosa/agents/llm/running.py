"""A turn through Pydantic AI: the chain of models, the tools, and an answer in its form."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic_ai import Agent, BinaryContent, ModelRetry, RunContext, Tool, UsageLimits
from pydantic_ai.exceptions import AgentRunError, FallbackExceptionGroup
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserContent, UserPromptPart
from pydantic_ai.models import Model
from pydantic_ai.models.fallback import FallbackModel
from pydantic_ai.settings import ModelSettings
from pydantic_ai.toolsets import FunctionToolset

from prosa.agents.connections import Connection
from prosa.agents.engine import ModelCall
from prosa.agents.llm.answer import Answer, NoAnswer
from prosa.agents.llm.breaker import Breaker
from prosa.agents.llm.prompt import Line, Prompt
from prosa.agents.llm.providers import Models
from prosa.agents.llm.watched import UNOPENED, Listener, WatchedModel
from prosa.agents.schemas import ModelPlan
from prosa.core import tools

MOST_REQUESTS = 8
"""To models in one turn, tools and second tries included."""

Check = Callable[[Answer], str | None]
"""What is wrong with an answer, in a sentence for the model; None when nothing is."""
Act = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""Runs a tool by its name."""
Chain = Sequence[tuple[Connection, Breaker]]
"""Whom to ask, in this order."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or recording that goes along."""

    data: bytes
    mime_type: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the models of one turn, in the order in which they are tried."""

    prompt: Prompt
    chain: Chain
    plan: ModelPlan
    tools: Sequence[tools.Tool]
    act: Act
    check: Check
    conversation_id: UUID
    attachments: Sequence[Attachment] = ()
    unopened: int = 0
    """Files that none of the models reads."""
    capabilities: Sequence[Any] = ()
    listener: Listener | None = None
    """Hears the answer while it is being written."""


_agent: Agent[Check, Answer] = Agent(output_type=Answer, deps_type=object, retries=1, name="prosa")  # type: ignore[arg-type]


@_agent.output_validator
def _checked(context: RunContext[Check], answer: Answer) -> Answer:
    if wrong := context.deps(answer):
        raise ModelRetry(wrong)
    return answer


async def run(models: Models, asked: Asked, calls: list[ModelCall]) -> Answer:
    """The answer of the first model that has one; each request is noted in `calls`. Raises `NoAnswer`."""
    prompt = asked.prompt
    try:
        result = await _agent.run(
            _content(asked),
            model=_chain(models, asked.chain, calls, asked.listener),
            message_history=_history(prompt.history),
            instructions=prompt.system,
            deps=asked.check,
            toolsets=[_toolset(asked)],
            model_settings=_settings(asked.plan),
            usage_limits=UsageLimits(request_limit=MOST_REQUESTS),
            capabilities=asked.capabilities,
            conversation_id=str(asked.conversation_id),
        )
    except FallbackExceptionGroup:
        raise NoAnswer("models_failed") from None
    except AgentRunError as error:
        raise NoAnswer(_WHY.get(type(error).__name__, "no_valid_answer")) from error
    return result.output


_writer: Agent[None, str] = Agent(output_type=str, retries=0, name="prosa")


async def write(models: Models, prompt: Prompt, chain: Chain, settings: ModelPlan, calls: list[ModelCall]) -> str:
    """What the first model that can writes, without tools and without a form. Raises `NoAnswer`."""
    try:
        result = await _writer.run(
            prompt.said,
            model=_chain(models, chain, calls),
            message_history=_history(prompt.history),
            instructions=prompt.system,
            model_settings=_settings(settings),
        )
    except FallbackExceptionGroup:
        raise NoAnswer("models_failed") from None
    except AgentRunError as error:
        raise NoAnswer(_WHY.get(type(error).__name__, "no_valid_answer")) from error
    return result.output


_WHY = {"ContentFilterError": "refused", "UsageLimitExceeded": "too_many_requests"}


def _chain(models: Models, chain: Chain, calls: list[ModelCall], listener: Listener | None = None) -> Model[Any]:
    watched = [WatchedModel(models.of(each), each, breaker, calls, listener) for each, breaker in chain]
    return FallbackModel(*watched)


def _settings(plan: ModelPlan) -> ModelSettings:
    found = ModelSettings()
    if plan.temperature is not None:
        found["temperature"] = plan.temperature
    if plan.max_tokens is not None:
        found["max_tokens"] = plan.max_tokens
    return found


def _content(asked: Asked) -> str | list[UserContent]:
    files = [BinaryContent(each.data, media_type=each.mime_type) for each in asked.attachments]
    more: list[UserContent] = [*files, *[UNOPENED] * asked.unopened]
    return [asked.prompt.said, *more] if more else asked.prompt.said


def _history(lines: Sequence[Line]) -> list[ModelMessage]:
    return [
        ModelResponse(parts=[TextPart(line.text)]) if line.ours else ModelRequest(parts=[UserPromptPart(line.text)])
        for line in lines
    ]


def _toolset(asked: Asked) -> FunctionToolset[Check]:
    if not all(connection.profile.tools for connection, _ in asked.chain):
        return FunctionToolset()
    return FunctionToolset([_tool(tool, asked.act) for tool in sorted(asked.tools, key=lambda tool: tool.name)])


def _tool(tool: tools.Tool, act: Act) -> Tool[Check]:
    async def call(**arguments: Any) -> Any:
        return await act(tool.name, arguments)

    schema = _schema(tool)
    return Tool.from_schema(call, outside_name(tool.name), tool.description, schema, sequential=tool.writes)


def outside_name(name: str) -> str:
    """Providers allow no dots in the name of a tool."""
    return name.replace(".", "__")


_schemas: dict[str, dict[str, Any]] = {}


def _schema(tool: tools.Tool) -> dict[str, Any]:
    if tool.name not in _schemas:
        _schemas[tool.name] = tool.arguments.model_json_schema()
    return _schemas[tool.name]
