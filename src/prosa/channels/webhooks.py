"""The door at which providers deliver: plain ASGI, since a rush of deliveries pays for each step before the storing."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from prosa.channels.intake import accept
from prosa.channels.port import PATH
from prosa.core.errors import NotFound


class Deliveries:
    """200 means stored; 5xx that it should come again; 4xx that it should not."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        headers[PATH] = scope["path"]
        if query := scope["query_string"]:
            headers[PATH] += f"?{query.decode('latin-1')}"
        await accept(request.app.state.runtime, _channel(scope), headers, await request.body())
        await Response()(scope, receive, send)


def _channel(scope: Scope) -> UUID:
    try:
        return UUID(scope["path_params"]["channel_id"])
    except ValueError:
        raise NotFound("there is no such channel") from None


ROUTES = tuple(
    Route(path, Deliveries(), methods=["POST"]) for path in ("/webhooks/{channel_id}", "/webhooks/{channel_id}/{event}")
)
"""Evolution can be set to put the name of the event at the end of the address."""
