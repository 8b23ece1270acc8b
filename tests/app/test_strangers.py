"""The whole product lets nobody in who may not; what is open to all is listed here, with its reason."""

from prosa.app.http import create_app
from prosa.core.runtime import Runtime
from tests.authorisation import assert_refuses_strangers

DESCRIPTION = "the description of the API holds nothing of the company"
SIGNING_IN = "whoever signs in has nothing to show yet"
VISITOR = "a visitor of a shop's site has no account: the channel's key and the visitor's token are checked instead"
PROVIDER = "a provider has no account: its signature is checked instead"
PUBLIC = {
    "GET /api/v1/openapi.json": DESCRIPTION,
    "GET /api/v1/docs": DESCRIPTION,
    "GET /docs/oauth2-redirect": DESCRIPTION,
    "POST /api/v1/session": SIGNING_IN,
    "POST /api/v1/tokens": SIGNING_IN,
    "POST /api/v1/tokens/refresh": "the refresh token is what is shown",
    "OPTIONS /api/v1/webchat/files/{channel_id}": VISITOR,
    "OPTIONS /api/v1/webchat/{channel_id}/{path:path}": VISITOR,
    "GET /api/v1/webchat/{channel_id}/config": VISITOR,
    "POST /api/v1/webchat/{channel_id}/session": VISITOR,
    "GET /api/v1/webchat/{channel_id}/messages": VISITOR,
    "POST /api/v1/webchat/{channel_id}/messages": VISITOR,
    "POST /api/v1/webchat/{channel_id}/seen": VISITOR,
    "POST /api/v1/webchat/files/{channel_id}": VISITOR,
    "GET /api/v1/webchat/{channel_id}/files/{attachment_id}": VISITOR,
    "WEBSOCKET /api/v1/webchat/{channel_id}/live": VISITOR,
    "GET /webhooks/{channel_id}": PROVIDER,
    "POST /webhooks/{channel_id}": PROVIDER,
    "GET /health": "balancers ask it, and it names nothing of the company",
    "GET /api/v1/health": "balancers ask it, and it names nothing of the company",
    "GET /metrics": "counts without names, for the collector inside the network",
    "GET /{path:path}": "the pages themselves; what they show comes through the API",
}


async def test_every_route_of_the_product_refuses_strangers(runtime: Runtime) -> None:
    await assert_refuses_strangers(create_app(runtime), PUBLIC)
