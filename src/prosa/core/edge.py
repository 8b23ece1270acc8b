"""The middlewares around the HTTP app: correlation, protective headers, limits, the last resort.

They are plain ASGI and cost microseconds, where the framework's own base class costs a task per request.
"""

import contextlib
import re
from collections.abc import Mapping, Sequence
from uuid import uuid4

import structlog
from fastapi import FastAPI, Response
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from prosa.core.errors import Invalid, ProsaError, TooLarge, Unavailable
from prosa.core.http import correlation_id, error_response, install_error_handlers, plain_error

MEGABYTE = 1024 * 1024
REQUEST_ID = "x-request-id"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(self)",
}

_log = structlog.get_logger(__name__)
_SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# The escapes of a JSON text from left to right: a surrogate pair is one character, half of one is none.
_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<bad>u0000|u[dD][89a-fA-F])|.)",
    re.DOTALL,
)
_DATABASE_AWAY = (OperationalError, InterfaceError, PoolExhausted)


def install(app: FastAPI, *, body_limits: Mapping[str, int] | None = None, strict: Sequence[str] = ("/api/",)) -> None:
    """Puts the whole edge around `app`. `body_limits` are bytes by path prefix (1 MB elsewhere); under the
    prefixes of `strict` text that cannot be stored is refused."""
    install_error_handlers(app)
    app.add_middleware(BodyGuard, limits=body_limits or {}, strict=strict)
    app.add_middleware(Unexpected)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Correlation)


class Correlation:
    """Gives every request an id for the logs, and returns it; a harmless `X-Request-ID` is taken over."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _SAFE_REQUEST_ID.fullmatch(given) else uuid4().hex

        async def identified(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(correlation_id=request_id):
            await self.app(scope, receive, identified)


class SecurityHeaders:
    """Adds the protective headers a response does not set itself (a route may widen them for its page)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, protected)


class Unexpected:
    """The last resort: an error nobody foresaw leaves as 500 with the id of its log entry and nothing of its
    inside; a database that is away leaves as 503, so that the caller comes again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            _log.info("caller gone", method=scope["method"], path=scope["path"])
        except Exception as error:
            response = _last_resort(scope, error)
            if started:
                raise
            await response(scope, receive, send)


def _last_resort(scope: Scope, error: Exception) -> Response:
    if isinstance(error, ProsaError):
        return error_response(error)
    path, method = scope["path"], scope["method"]
    if isinstance(error, DataError):
        _log.warning("value refused", method=method, path=path)
        return error_response(Invalid("a value is larger than what can be kept or compared"))
    if isinstance(error, _DATABASE_AWAY):
        _log.warning("database away", method=method, path=path, reason=type(error).__name__)
        return error_response(Unavailable("the database does not answer now", retry_after=2))
    _log.exception("request failed", method=method, path=path)
    return plain_error(500, "internal", "unexpected error", {"correlation_id": correlation_id()})


class BodyGuard:
    """Refuses bodies above the limit of their path (413), also when their length was not announced, and
    text that no column can keep (422), such as NUL characters."""

    def __init__(
        self,
        app: ASGIApp,
        limits: Mapping[str, int],
        default: int = MEGABYTE,
        strict: Sequence[str] = ("/api/",),
    ) -> None:
        self.app = app
        self.default = default
        self.limits = sorted(limits.items(), key=lambda item: -len(item[0]))
        self.strict = tuple(strict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        limit = self._limit(scope["path"])
        strict = scope["path"].startswith(self.strict)
        if refusal := _refused_at_sight(scope, limit, strict):
            return await error_response(refusal)(scope, receive, send)
        guarded = _GuardedBody(receive, send, limit, strict and _is_json(scope))
        with contextlib.suppress(_Refused):
            await self.app(scope, guarded.receive, guarded.send)
        if guarded.refusal and not guarded.started:
            await error_response(guarded.refusal)(scope, receive, send)

    def _limit(self, path: str) -> int:
        return next((limit for prefix, limit in self.limits if path.startswith(prefix)), self.default)


def _refused_at_sight(scope: Scope, limit: int, strict: bool) -> ProsaError | None:
    announced = Headers(scope=scope).get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit:
        return _too_large(limit)
    if strict and ("\0" in scope["path"] or b"%00" in scope["query_string"]):
        return _unstorable()
    return None


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"the body is larger than {limit} bytes", limit=limit)


def _unstorable() -> Invalid:
    return Invalid("NUL characters and halves of surrogate pairs are not allowed")


def holds_unstorable_text(body: bytes) -> bool:
    """Whether a JSON text spells characters that no text column can keep."""
    if b"\\u" not in body:
        return False
    return any(escape.lastgroup == "bad" for escape in _ESCAPES.finditer(body))


def _is_json(scope: Scope) -> bool:
    return "json" in Headers(scope=scope).get("content-type", "")


class _Refused(Exception):
    """Ends the reading of a body; what the app makes of it is replaced by the refusal."""


class _GuardedBody:
    """The two ends of one request: counts what comes in, holds back the app's answer once it was refused."""

    def __init__(self, receive: Receive, send: Send, limit: int, strict: bool) -> None:
        self._receive = receive
        self._send = send
        self._limit = limit
        self._strict = strict
        self._size = 0
        self._chunks: list[bytes] = []
        self.refusal: ProsaError | None = None
        self.started = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._inspect(message.get("body", b""), last=not message.get("more_body", False))
        return message

    def _inspect(self, chunk: bytes, last: bool) -> None:
        self._size += len(chunk)
        if self._size > self._limit:
            self._refuse(_too_large(self._limit))
        if self._strict:
            self._chunks.append(chunk)
            if last and holds_unstorable_text(b"".join(self._chunks)):
                self._refuse(_unstorable())

    def _refuse(self, refusal: ProsaError) -> None:
        self.refusal = refusal
        raise _Refused

    async def send(self, message: Message) -> None:
        if self.refusal and not self.started:
            return
        self.started = True
        await self._send(message)
