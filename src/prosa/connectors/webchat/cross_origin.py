"""The widget lives on other sites: which of them may speak with a channel, and the headers browsers ask for."""

from urllib.parse import urlsplit
from uuid import UUID

from fastapi.routing import APIRoute
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from prosa.channels import Line, lines
from prosa.connectors.webchat.channel import own
from prosa.core.errors import Forbidden, NotFound, ProsaError
from prosa.core.http import error_response
from prosa.core.runtime import Runtime

PREFLIGHT = {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-max-age": "7200",
}
CONNECTOR = "webchat"


class OriginRefused(Forbidden):
    """The page that shows the widget is not among the channel's allowed sites."""

    code = "origin_refused"


async def webchat_line(runtime: Runtime, channel_id: UUID) -> Line:
    """Raises `NotFound` for anything but a web chat that is switched on; a stranger learns no more."""
    line = await lines(runtime).get(channel_id)
    if line.connector != CONNECTOR or not line.enabled:
        raise NotFound("there is no such channel")
    return line


def check_origin(connection: HTTPConnection, runtime: Runtime, line: Line) -> None:
    """Raises `OriginRefused`. Only browsers send an origin, and only there does this protect anybody."""
    origin = connection.headers.get("origin", "").lower()
    if not origin or own(line.settings).allows(origin):
        return
    home = urlsplit(runtime.settings.public_url or "").netloc
    if urlsplit(origin).netloc not in (connection.headers.get("host"), home):
        raise OriginRefused("this site may not show the chat", origin=origin)


class CrossOriginRoute(APIRoute):
    """A route that pages of other sites may call, errors included, when the channel allows their origin."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin")
        if origin is None:
            return await super().handle(scope, receive, send)

        async def shared(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["access-control-allow-origin"] = origin
                headers["access-control-expose-headers"] = "retry-after"
                headers["cross-origin-resource-policy"] = "cross-origin"
                headers.append("vary", "origin")
            await send(message)

        if refusal := await _refusal(HTTPConnection(scope)):
            return await refusal(scope, receive, shared)
        await super().handle(scope, receive, shared)


async def _refusal(connection: HTTPConnection) -> Response | None:
    runtime: Runtime = connection.app.state.runtime
    try:
        channel_id = UUID(str(connection.path_params.get("channel_id")))
        check_origin(connection, runtime, await webchat_line(runtime, channel_id))
    except ValueError:
        return error_response(NotFound("there is no such channel"))
    except ProsaError as problem:
        return error_response(problem)
    return None
