"""One model under watch: every request is timed and counted, none waits too long, and one that fails rests."""

import asyncio
import math
import time
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol

import structlog
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestRejectedError,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
)
from pydantic_ai.messages import BinaryContent, ModelMessage, ModelRequest, ModelResponse, UserPromptPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from prosa.agents.connections import Connection
from prosa.agents.engine import ModelCall
from prosa.agents.llm.breaker import Breaker
from prosa.agents.llm.files import takes
from prosa.agents.model_schemas import cost_of

log = structlog.get_logger(__name__)

UNOPENED = "[O contato mandou também um arquivo que você não pode abrir. Se ele fizer diferença, diga isso.]"
"""In place of a file that a model does not read."""
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (ModelAuthenticationError, "auth"),
    (ModelNotFoundError, "not_found"),
    (ModelQuotaExceededError, "quota"),
    (ModelRateLimitError, "rate_limited"),
    (ModelTimeoutError, "timeout"),
    (TimeoutError, "timeout"),
    (ModelConnectionError, "unreachable"),
    (ModelUnavailableError, "unavailable"),
    (ModelServerError, "server_error"),
    (ModelRequestRejectedError, "rejected"),
    (ModelHTTPError, "server_error"),
)


class Listener(Protocol):
    """Hears an answer while it is being written."""

    async def begins(self) -> None:
        """A model is asked: what was heard before of another attempt is void."""
        ...

    async def heard(self, so_far: ModelResponse) -> None: ...


class WatchedModel(WrapperModel):
    """A connection's model in one turn. `calls` gets a line for every request. Whatever goes wrong, also an answer that
    cannot be read or that breaks off in the middle, is a `ModelAPIError`: the next model of the chain is asked."""

    def __init__(
        self,
        model: Model[Any],
        connection: Connection,
        breaker: Breaker,
        calls: list[ModelCall],
        listener: Listener | None = None,
    ) -> None:
        super().__init__(model)
        self._listener = listener
        self._connection = connection
        self._breaker = breaker
        self._calls = calls

    def prepare_request(  # noqa: V105  (the chain calls it)
        self, model_settings: ModelSettings | None, model_request_parameters: ModelRequestParameters
    ) -> tuple[ModelSettings | None, ModelRequestParameters]:
        """Left to the model itself, which prepares every request anyway: that of a turn costs milliseconds."""
        return model_settings, model_request_parameters

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        if self._breaker.resting:
            raise ModelAPIError(self.model_name, "resting")
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._connection.timeout_seconds):
                fitting = [_fitting(message, self._connection) for message in messages]
                response = await self._response(fitting, model_settings, model_request_parameters)
        except asyncio.CancelledError:
            self._note(began, None, "deadline")
            raise
        except Exception as error:
            code = code_of(error)
            log.warning("model_failed", model=self._connection.model, code=code, error=type(error).__name__)
            self._note(began, None, code)
            self._breaker.failed(code, getattr(error, "retry_after", None))
            raise ModelAPIError(self.model_name, code) from error
        self._note(began, response, None)
        self._breaker.worked()
        return response

    async def _response(
        self, messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
    ) -> ModelResponse:
        listener = self._listener
        if listener is None:
            return await self.wrapped.request(messages, settings, parameters)
        await listener.begins()
        async with self.wrapped.request_stream(messages, settings, parameters) as stream:
            async for _ in stream:
                await listener.heard(stream.get())
            return stream.get()

    def _note(self, began: float, response: ModelResponse | None, error: str | None) -> None:
        usage = response.usage if response else None
        call = ModelCall(
            model=self._connection.model,
            input_tokens=usage.input_tokens if usage else 0,
            output_tokens=usage.output_tokens if usage else 0,
            cached_tokens=usage.cache_read_tokens if usage else 0,
            ms=round((time.perf_counter() - began) * 1000),
            error=error,
            connection_id=self._connection.id,
            micros=_micros(usage.cost) if usage and usage.cost else 0,
        )
        self._calls.append(_priced(call, self._connection))


def _fitting(message: ModelMessage, connection: Connection) -> ModelMessage:
    """The message without the files that this model does not read, though another of its chain does."""
    if not isinstance(message, ModelRequest) or not any(map(_has_files, message.parts)):
        return message
    return replace(message, parts=[_opened(part, connection) if _has_files(part) else part for part in message.parts])


def _has_files(part: object) -> bool:
    return isinstance(part, UserPromptPart) and not isinstance(part.content, str)


def _opened(part: Any, connection: Connection) -> Any:
    content = [
        UNOPENED if isinstance(each, BinaryContent) and not takes(connection, each.media_type) else each
        for each in part.content
    ]
    return replace(part, content=content)


def code_of(error: BaseException) -> str:
    """What went wrong, as a code; `garbage` when the answer was not one."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), "garbage")


def _priced(call: ModelCall, connection: Connection) -> ModelCall:
    return replace(call, micros=cost_of(call, connection.prices))


def _micros(cost: Decimal) -> int:
    return math.ceil(cost * 1_000_000)
