"""The HTTP application: every domain's routes, the edge around them, the live stream and the pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI

import prosa.accounts.api
import prosa.agents.api
import prosa.channels.api
import prosa.contacts.api
import prosa.conversations.api
import prosa.desk.api
import prosa.knowledge.api
import prosa.speech.api
import prosa.tickets.api
import prosa.turns.api
from prosa.app import health, live, pages
from prosa.app.extras import mcp_door
from prosa.channels import Intake, Signalling, webhooks
from prosa.core import edge
from prosa.core.http import PROBLEMS
from prosa.core.metrics import MeasureHttp
from prosa.core.plugins import discover
from prosa.core.runtime import Runtime

MEGABYTE = 1024 * 1024
BODY_LIMITS = {
    "/webhooks/": 4 * MEGABYTE,
    "/api/v1/attachments": 26 * MEGABYTE,
    "/api/v1/knowledge/sources": 31 * MEGABYTE,
    "/api/v1/webchat/files/": 51 * MEGABYTE,
}
"""Meta sends up to 3 MB; an operator's file may have 25 MB, a source of articles 30 MB, a visitor's what the channel
allows (at most 50 MB), and their envelopes a little more."""

ROUTERS = (
    prosa.accounts.api.router,
    prosa.agents.api.router,
    prosa.channels.api.router,
    prosa.contacts.api.router,
    prosa.conversations.api.router,
    prosa.desk.api.router,
    prosa.knowledge.api.router,
    prosa.speech.api.router,
    prosa.tickets.api.router,
    prosa.turns.api.router,
    health.router,
    live.router,
)


def create_app(runtime: Runtime | None = None) -> FastAPI:
    """The application. Without a runtime it only describes itself (OpenAPI)."""
    app = FastAPI(
        title="Prosa",
        version=version("prosa"),
        lifespan=_lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses=PROBLEMS,
    )
    app.state.runtime = runtime
    app.router.routes.extend(webhooks.ROUTES)  # first, as routes are tried in order
    app.include_router(prosa.channels.api.webhooks)
    for router in (*ROUTERS, *_connector_routers()):
        app.include_router(router, prefix="/api/v1")
    app.include_router(health.plain)
    app.include_router(prosa.desk.api.public)
    if runtime is not None and runtime.settings.mcp:
        mcp_door().open_to(app, runtime)
    pages.mount(app)
    edge.install(app, body_limits=BODY_LIMITS)
    app.add_middleware(MeasureHttp)
    return app


def _connector_routers() -> list[APIRouter]:
    """Connectors may bring routes of their own."""
    return [found.provides[APIRouter] for found in discover() if APIRouter in found.provides]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Takes in what is accepted, and follows the live events, as long as the server runs."""
    runtime: Runtime = app.state.runtime
    intake, signs = runtime.registry.get(Intake, "intake"), runtime.registry.get(Signalling, "signs")
    async with live.following(app), intake.working(), signs.working():
        yield
