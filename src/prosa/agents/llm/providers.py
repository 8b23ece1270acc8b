"""Connections as models of Pydantic AI. A provider's libraries are imported when the first connection needs them: all
three take some seconds and 150 MB."""

from collections.abc import Collection
from importlib import import_module
from typing import Any
from uuid import UUID

import httpx
import httpx2
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings

from prosa.agents.connections import Connection
from prosa.agents.model_schemas import Profile, Provider
from prosa.core import reach

NO_KEY = "none"
"""Servers of one's own often want no key; the libraries do."""
CONNECT, LONGEST = 3.0, 60.0
"""Seconds until a server has to take a connection, and until it has to have answered in any case."""
MOST_TOKENS = 2_000
"""Where nobody set a limit and the provider wants one."""
GEMINI = "https://generativelanguage.googleapis.com"


class PublicOnly(httpx2.AsyncBaseTransport):
    """As `core.reach.PublicOnly`, for the libraries of providers, which use another HTTP client."""

    def __init__(self) -> None:
        self._inner = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        try:
            address = await reach.public_address(host)
        except (httpx.ConnectError, reach.AddressRefused) as error:
            raise httpx2.ConnectError(str(error)) from None
        request.url = request.url.copy_with(host=str(address))
        request.extensions = {**request.extensions, "sni_hostname": host}
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class Models:
    """The models of a process, one for each revision of a connection, over HTTP connections they share. To be closed.
    How long a request may take is minded by `WatchedModel`."""

    def __init__(self, internal_hosts: Collection[str]) -> None:
        self._internal = frozenset(internal_hosts)
        self._made: dict[UUID, tuple[int, Model[Any]]] = {}
        self._open = _http(None)
        self._guarded = _http(PublicOnly())

    async def close(self) -> None:
        await self._open.aclose()
        await self._guarded.aclose()

    def has(self, connection: Connection) -> bool:
        held = self._made.get(connection.id)
        return held is not None and held[0] == connection.revision

    def of(self, connection: Connection) -> Model[Any]:
        held = self._made.get(connection.id)
        if held is None or held[0] != connection.revision:
            held = self._made[connection.id] = (connection.revision, self._make(connection))
        return held[1]

    def _make(self, connection: Connection) -> Model[Any]:
        match connection.provider:
            case Provider.ANTHROPIC:
                return self._anthropic(connection)
            case Provider.GEMINI:
                return self._gemini(connection)
            case Provider.OPENAI | Provider.COMPATIBLE:
                return self._openai(connection)

    def _openai(self, connection: Connection) -> Model[Any]:
        sdk, models = import_module("openai"), import_module("pydantic_ai.models.openai")
        providers = import_module("pydantic_ai.providers.openai")
        client = sdk.AsyncOpenAI(
            api_key=_key(connection),
            base_url=connection.base_url or "https://api.openai.com/v1",
            max_retries=0,
            http_client=self._http(connection),
        )
        profile = {
            **_profile(connection.profile),
            "openai_chat_supports_max_completion_tokens": connection.profile.max_completion_tokens,
        }
        provider = providers.OpenAIProvider(openai_client=client)
        model: Model[Any] = models.OpenAIChatModel(
            connection.model, provider=provider, profile=profile, settings=settings_of(connection)
        )
        return model

    def _anthropic(self, connection: Connection) -> Model[Any]:
        sdk, models = import_module("anthropic"), import_module("pydantic_ai.models.anthropic")
        providers = import_module("pydantic_ai.providers.anthropic")
        client = sdk.AsyncAnthropic(
            api_key=_key(connection),
            base_url=connection.base_url or "https://api.anthropic.com",
            max_retries=0,
            http_client=self._http(connection),
        )
        provider = providers.AnthropicProvider(anthropic_client=client)
        model: Model[Any] = models.AnthropicModel(
            connection.model,
            provider=provider,
            profile=_profile(connection.profile),
            settings={"max_tokens": MOST_TOKENS, **settings_of(connection), "cache": {"messages": False}},
        )
        return model

    def _gemini(self, connection: Connection) -> Model[Any]:
        models = import_module("pydantic_ai.models.google")
        providers, sdk = import_module("pydantic_ai.providers.google"), import_module("google.genai.types")
        provider = providers.GoogleProvider(
            api_key=_key(connection),
            base_url=connection.base_url or GEMINI,
            http_client=self._http(connection),
            retry_options=sdk.HttpRetryOptions(attempts=1),
        )
        model: Model[Any] = models.GoogleModel(
            connection.model, provider=provider, profile=_profile(connection.profile), settings=settings_of(connection)
        )
        return model

    def _http(self, connection: Connection) -> httpx2.AsyncClient:
        host = httpx2.URL(connection.base_url).host if connection.base_url else None
        return self._guarded if host and host not in self._internal else self._open


def _http(transport: httpx2.AsyncBaseTransport | None) -> httpx2.AsyncClient:
    timeout = httpx2.Timeout(LONGEST, connect=CONNECT)
    limits = httpx2.Limits(max_connections=200, max_keepalive_connections=20, keepalive_expiry=60.0)
    return httpx2.AsyncClient(timeout=timeout, limits=limits, transport=transport, follow_redirects=False)


def settings_of(connection: Connection) -> ModelSettings:
    """What the connection itself says; a version's settings go before it."""
    found = ModelSettings()
    if connection.temperature is not None:
        found["temperature"] = connection.temperature
    if connection.max_tokens is not None:
        found["max_tokens"] = connection.max_tokens
    return found


def _key(connection: Connection) -> str:
    return connection.api_key.get_secret_value() if connection.api_key else NO_KEY


def _profile(profile: Profile) -> dict[str, Any]:
    """Answers in the given form come by a tool where there are tools: every provider knows how to force one."""
    mode = "tool" if profile.tools else "native" if profile.json_schema else "prompted"
    return {
        "supports_tools": profile.tools,
        "supports_json_schema_output": profile.json_schema,
        "default_structured_output_mode": mode,
        "supports_image_input": profile.vision,
    }
