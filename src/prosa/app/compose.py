"""Puts the product together: settings become objects, packages are wired, and nothing else knows them all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

import prosa.accounts.jobs
import prosa.channels.jobs
import prosa.conversations.jobs
import prosa.speech.jobs
import prosa.turns.jobs
from prosa.accounts.tools import COMPANY_HOURS
from prosa.agents.engine import Engine, Speaker
from prosa.agents.offline import OfflineEngine
from prosa.channels import Intake, Lines, Signalling
from prosa.contacts.tools import CONSENT_WITHDRAW
from prosa.conversations.attention import Attention
from prosa.core.db import Database
from prosa.core.live import Watchers
from prosa.core.plugins import Connector, discover
from prosa.core.registry import Registry
from prosa.core.runtime import Runtime
from prosa.core.schema import import_models
from prosa.core.secrets import Vault, load_keys
from prosa.core.settings import Settings
from prosa.core.storage import LocalStorage
from prosa.core.tools import Tool
from prosa.knowledge.tools import SEARCH
from prosa.speech import VoiceReplies

JOBS = (prosa.accounts.jobs, prosa.channels.jobs, prosa.conversations.jobs, prosa.speech.jobs, prosa.turns.jobs)
"""Modules that declare jobs and reactions: importing them is registering them."""

TOOLS = (COMPANY_HOURS, CONSENT_WITHDRAW, SEARCH)
HTTP_TIMEOUT = httpx.Timeout(20.0, connect=5.0)


@asynccontextmanager
async def open_runtime(settings: Settings, database_url: str) -> AsyncIterator[Runtime]:
    """Everything handlers need, over a migrated database. Closes what it opened."""
    import_models()
    db = Database(database_url)
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
    async with httpx.AsyncClient(timeout=HTTP_TIMEOUT, limits=limits, follow_redirects=False) as http:
        runtime = Runtime(
            settings=settings,
            db=db,
            storage=LocalStorage(settings.data_dir / "files"),
            vault=Vault(load_keys(settings)),
            http=http,
            registry=Registry(),
        )
        plug_in(runtime)
        try:
            yield runtime
        finally:
            await db.close()


def plug_in(runtime: Runtime) -> None:
    """Registers connectors, engines, tools and what a process keeps for itself."""
    registry = runtime.registry
    for connector in discover():
        registry.add(Connector, connector.name, connector)
    registry.add(Engine, OfflineEngine.name, OfflineEngine())
    registry.add(Speaker, "speech", VoiceReplies(runtime))
    for tool in TOOLS:
        registry.add(Tool, tool.name, tool)
    registry.add(Lines, "lines", Lines(runtime))
    registry.add(Intake, "intake", Intake(runtime))
    signs = Signalling(runtime)
    registry.add(Signalling, "signs", signs)
    registry.add(Attention, "channels", signs)
    registry.add(Watchers, "watchers", Watchers())
