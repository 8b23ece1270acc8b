"""The HTTP edge every domain shares: what a route depends on, and errors in one shape."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, cast

import structlog
from fastapi import Depends, FastAPI, Request, Response, WebSocket
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketState

from prosa.core.db import Session
from prosa.core.errors import Invalid, ProsaError
from prosa.core.runtime import Runtime

DENIAL = "websocket.http.response"
POLICY_VIOLATION = 1008


class MalformedJson(ProsaError):
    code = "malformed_json"


class Problem(BaseModel):
    """What went wrong: `code` is stable, `detail` for developers, `params` what a text for people may name."""

    code: str
    detail: str
    params: dict[str, Any]


class ProblemBody(BaseModel):
    error: Problem


PROBLEMS: dict[int | str, dict[str, Any]] = {"default": {"model": ProblemBody, "description": "Refused or failed"}}
"""`FastAPI(responses=PROBLEMS)`: the API's description tells the shape of every error."""


async def runtime_of(connection: HTTPConnection) -> Runtime:
    return cast("Runtime", connection.app.state.runtime)


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]


async def open_session(runtime: RuntimeDep) -> AsyncIterator[Session]:
    """One transaction around the route: it commits before the response leaves and rolls back on any error.

    A connection is taken only at the first statement. A route that calls the network opens its own short
    transactions through `RuntimeDep` instead.
    """
    async with runtime.db.transaction() as session:
        yield session


SessionDep = Annotated[Session, Depends(open_session, scope="function")]


def client_ip(connection: HTTPConnection) -> str | None:
    """The address of the peer. Behind a proxy the server must be told to trust its forwarding headers."""
    return connection.client.host if connection.client else None


def correlation_id() -> str | None:
    """The id under which this request, delivery or job is found in the logs."""
    found = structlog.contextvars.get_contextvars().get("correlation_id")
    return str(found) if found else None


def install_error_handlers(app: FastAPI) -> None:
    """Every error of a route leaves as `{"error": {"code", "detail", "params"}}`."""
    app.add_exception_handler(ProsaError, _on_business_error)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_exception)


def error_response(error: ProsaError) -> Response:
    """The error as it leaves. A number in `params.retry_after` (seconds) becomes the header of that name."""
    return plain_error(error.status, error.code, error.detail, error.params)


def plain_error(status: int, code: str, detail: str, params: Mapping[str, object]) -> Response:
    """An error that is none of ours, in the same shape."""
    body = {"error": {"code": code, "detail": detail, "params": params}}
    response = Response(json.dumps(body, default=str), status, media_type="application/json")
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["www-authenticate"] = "Bearer"
    if "retry_after" in params:
        response.headers["retry-after"] = str(params["retry_after"])
    return response


async def _on_business_error(connection: HTTPConnection, error: Exception) -> Response | None:
    response = error_response(cast("ProsaError", error))
    if isinstance(connection, WebSocket):
        await _refuse_socket(connection, response, cast("ProsaError", error))
        return None
    return response


async def _refuse_socket(socket: WebSocket, response: Response, error: ProsaError) -> None:
    """Before the handshake is accepted the refusal is an ordinary answer, afterwards a closing code."""
    if socket.application_state is WebSocketState.CONNECTING and DENIAL in socket.scope.get("extensions", {}):
        await socket.send_denial_response(response)
    else:
        await socket.close(POLICY_VIOLATION, error.code)


async def _on_invalid(_: Request, error: Exception) -> Response:
    problems = cast("RequestValidationError", error).errors()
    if problems and problems[0]["type"] == "json_invalid":
        position = problems[0]["loc"][-1]
        return error_response(MalformedJson("the body is not valid JSON", position=position))
    return error_response(invalid_fields(problems))


def invalid_fields(problems: Sequence[Any]) -> Invalid:
    """Pydantic's problems without what was typed, which may be a secret: path and message of each field."""
    fields = [{"path": _path(problem["loc"]), "message": problem["msg"]} for problem in problems]
    names = ", ".join(field["path"] for field in fields)
    return Invalid(f"not valid: {names}", fields=fields)


def _path(loc: Sequence[str | int]) -> str:
    inner = loc[1:] if len(loc) > 1 and loc[0] in ("body", "query", "path", "header", "cookie") else loc
    return ".".join(str(part) for part in inner)


async def _on_http_exception(_: Request, error: Exception) -> Response:
    exception = cast("HTTPException", error)
    if isinstance(exception.__cause__, ValueError | RecursionError):
        return error_response(MalformedJson("the body cannot be read as JSON"))
    code = {404: "not_found", 405: "method_not_allowed"}.get(exception.status_code, "bad_request")
    response = plain_error(exception.status_code, code, str(exception.detail), {})
    response.headers.update(exception.headers or {})
    return response
