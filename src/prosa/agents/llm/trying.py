"""Trying a model: what it can do is found out step by step, and whether it answers now.

"OpenAI-compatible" is not one dialect: a server may refuse answers in a given form, ignore the usual name of the limit
or know no tools. What was found is the profile of the connection.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from pydantic_ai.exceptions import ModelAPIError
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, ToolCallPart, UserPromptPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from prosa.agents.connections import Connection
from prosa.agents.engine import ModelCall
from prosa.agents.llm.breaker import Breaker
from prosa.agents.llm.providers import Models
from prosa.agents.llm.watched import WatchedModel
from prosa.agents.model_schemas import Probe, ProbeStep, Profile

PATIENCE = 20.0
"""Seconds for one step: a model that was asleep may have to be loaded."""
FEW_TOKENS = 24
"""Asked for, to see whether the limit is heeded."""
_FORM = {
    "type": "object",
    "properties": {"color": {"type": "string"}},
    "required": ["color"],
    "additionalProperties": False,
}
_TOOL = ToolDefinition(name="note_color", description="Notes a color.", parameters_json_schema=_FORM)
_TALK = ModelRequestParameters(function_tools=[], output_mode="text", allow_text_output=True)
_FORMED = ModelRequestParameters(
    function_tools=[],
    output_mode="native",
    output_object=OutputObjectDefinition(json_schema=_FORM, name="color"),
    allow_text_output=True,
)
_WITH_TOOL = ModelRequestParameters(function_tools=[_TOOL], output_mode="text", allow_text_output=True)


async def probe(models: Models, connection: Connection, calls: list[ModelCall]) -> Probe:
    """Tries everything, each step by itself; without an answer at all the profile stays as it was."""
    able = connection.profile.model_copy(update={"json_schema": True, "tools": True})
    trial = _Trial(models, replace(connection, profile=able, timeout_seconds=PATIENCE), calls)
    answers = await trial.step("answers", trial.talks)
    if not answers.ok:
        return Probe(steps=[answers], profile=connection.profile)
    limit = await trial.step("limits", trial.heeds_limit)
    tools = await trial.step("tools", trial.calls_tool)
    form = await trial.step("json_schema", trial.keeps_form)
    profile = able.model_copy(
        update={"json_schema": form.ok, "tools": tools.ok, "max_completion_tokens": trial.by_new_name}
    )
    return Probe(steps=[answers, limit, tools, form], profile=profile)


async def answers_now(models: Models, connection: Connection, calls: list[ModelCall]) -> str | None:
    """The code of what went wrong with a short question; None when nothing did."""
    trial = _Trial(models, connection, calls)
    return (await trial.step("answers", trial.talks)).detail or None


class _Trial:
    """A trial under way. `by_new_name`: the limit is heeded under its newer name."""

    def __init__(self, models: Models, connection: Connection, calls: list[ModelCall]) -> None:
        self._models = models
        self._connection = connection
        self._calls = calls
        self.by_new_name = connection.profile.max_completion_tokens

    async def step(self, code: str, attempt: Callable[[], Awaitable[str | None]]) -> ProbeStep:
        try:
            wrong = await attempt()
        except ModelAPIError as error:
            wrong = str(error)
        return ProbeStep(code=code, ok=wrong is None, detail=wrong or "")

    async def talks(self) -> str | None:
        response = await self._ask("Responda só: ok", _TALK)
        return None if any(isinstance(part, TextPart) and part.content.strip() for part in response.parts) else "silent"

    async def heeds_limit(self) -> str | None:
        """Under one name of it or the other."""
        for name in (self.by_new_name, not self.by_new_name):
            self._use(max_completion_tokens=name)
            if await self._stops():
                self.by_new_name = name
                return None
        self._use(max_completion_tokens=self.by_new_name)
        return "ignored"

    async def _stops(self) -> bool:
        settings = ModelSettings(max_tokens=FEW_TOKENS)
        try:
            response = await self._ask("Conte de 1 a 200, por extenso.", _TALK, settings)
        except ModelAPIError:
            return False
        return response.usage.output_tokens <= FEW_TOKENS * 2

    async def calls_tool(self) -> str | None:
        response = await self._ask("Anote a cor azul com a ferramenta note_color.", _WITH_TOOL)
        return None if any(isinstance(part, ToolCallPart) for part in response.parts) else "ignored"

    async def keeps_form(self) -> str | None:
        response = await self._ask('Responda em JSON com o campo "color": azul.', _FORMED)
        text = "".join(part.content for part in response.parts if isinstance(part, TextPart))
        return None if '"color"' in text else "ignored"

    def _use(self, **changes: Any) -> None:
        profile = Profile.model_validate({**self._connection.profile.model_dump(), **changes})
        self._connection = replace(self._connection, profile=profile, revision=self._connection.revision - 1)

    async def _ask(
        self, said: str, parameters: ModelRequestParameters, settings: ModelSettings | None = None
    ) -> ModelResponse:
        model = WatchedModel(self._models.of(self._connection), self._connection, Breaker(), self._calls)
        messages: list[ModelMessage] = [ModelRequest(parts=[UserPromptPart(said)])]
        return await model.request(messages, settings, parameters)
