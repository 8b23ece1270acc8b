"""An app with the routes of knowledge, people who use it, and articles to find."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import httpx
from fastapi import APIRouter, FastAPI

from prosa.accounts import add_user
from prosa.accounts.schemas import Role, system
from prosa.accounts.sessions import Origin, start_browser_session
from prosa.core import edge
from prosa.core.runtime import Runtime
from prosa.knowledge import create_article
from prosa.knowledge.schemas import ArticleKind, NewArticle
from tests.authorisation import browser

ACTOR = system("test")


def make_app(runtime: Runtime, router: APIRouter) -> FastAPI:
    app = FastAPI()
    app.state.runtime = runtime
    app.include_router(router, prefix="/api/v1")
    edge.install(app)
    return app


@asynccontextmanager
async def signed_in(runtime: Runtime, app: FastAPI, role: Role) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of a new person with this role."""
    async with runtime.db.transaction() as session:
        email = f"{role}-{uuid4().hex}@shop.test"
        user = await add_user(session, ACTOR, email=email, name=role.title(), role=role, password_hash="none")
        person = start_browser_session(session, user.id, Origin("192.0.2.1"))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://prosa.test/api/v1", headers=browser(person)
    ) as client:
        yield client


async def add(runtime: Runtime, title: str, body: str, kind: ArticleKind = ArticleKind.FAQ) -> UUID:
    async with runtime.db.transaction() as session:
        return await create_article(session, ACTOR, NewArticle(title=title, kind=kind, body=body))
