"""Puts the product together: settings become objects, packages are wired, and nothing else knows them all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec

import httpx
import structlog

import prosa.accounts.jobs
import prosa.agents.jobs
import prosa.channels.jobs
import prosa.conversations.jobs
import prosa.desk.jobs
import prosa.knowledge.jobs
import prosa.speech.jobs
import prosa.tickets.jobs
import prosa.turns.jobs
from prosa.accounts.tools import COMPANY_HOURS
from prosa.agents.embedding import ModelEmbedder
from prosa.agents.engine import Engine, Speaker
from prosa.agents.llm import LanguageModelEngine
from prosa.agents.offline import OfflineEngine
from prosa.agents.understanding import Companion
from prosa.app.trail import TurnTrail
from prosa.channels import Intake, Lines, Signalling
from prosa.contacts.tools import CONSENT_WITHDRAW, CONTACT_CHANGE, IDENTITY_VERIFY
from prosa.conversations.attention import Attention
from prosa.conversations.drafting import Showing
from prosa.core.db import Database
from prosa.core.live import Watchers
from prosa.core.plugins import Connector, discover
from prosa.core.registry import Registry
from prosa.core.runtime import Runtime
from prosa.core.schema import import_models
from prosa.core.secrets import Vault, load_keys
from prosa.core.settings import Settings
from prosa.core.spans import Tracer
from prosa.core.storage import LocalStorage
from prosa.core.tools import Tool, Vouching
from prosa.desk.port import Trail
from prosa.knowledge.port import Embedder
from prosa.knowledge.tools import SEARCH
from prosa.speech import VoiceReplies
from prosa.tickets.tools import TICKET_LIST, TICKET_OPEN, TICKET_STATUS

JOBS = (
    prosa.accounts.jobs,
    prosa.agents.jobs,
    prosa.channels.jobs,
    prosa.conversations.jobs,
    prosa.desk.jobs,
    prosa.knowledge.jobs,
    prosa.speech.jobs,
    prosa.tickets.jobs,
    prosa.turns.jobs,
)
"""Modules that declare jobs and reactions: importing them is registering them."""

TOOLS = (
    COMPANY_HOURS,
    CONSENT_WITHDRAW,
    CONTACT_CHANGE,
    IDENTITY_VERIFY,
    SEARCH,
    TICKET_LIST,
    TICKET_OPEN,
    TICKET_STATUS,
)
log = structlog.get_logger(__name__)

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
            await runtime.registry.get(LanguageModelEngine, LanguageModelEngine.name).close()
            await db.close()
            for tracer in runtime.registry.all(Tracer).values():
                await asyncio.to_thread(tracer.close)


def plug_in(runtime: Runtime) -> None:
    """Registers connectors, engines, tools and what a process keeps for itself."""
    registry = runtime.registry
    if runtime.settings.otlp_endpoint:
        _tell_of_spans(runtime)
    for connector in discover():
        registry.add(Connector, connector.name, connector)
    offline = OfflineEngine()
    registry.add(Engine, offline.name, offline)
    models = LanguageModelEngine(runtime, offline)
    registry.add(Engine, models.name, models)
    registry.add(LanguageModelEngine, models.name, models)
    registry.add(Companion, "understanding", Companion(runtime))
    registry.add(Embedder, "models", ModelEmbedder(runtime))
    registry.add(Speaker, "speech", VoiceReplies(runtime))
    for tool in TOOLS:
        registry.add(Tool, tool.name, tool)
    lines = Lines(runtime)
    registry.add(Lines, "lines", lines)
    registry.add(Vouching, "lines", lines)
    registry.add(Showing, "lines", lines)
    registry.add(Intake, "intake", Intake(runtime))
    signs = Signalling(runtime)
    registry.add(Signalling, "signs", signs)
    registry.add(Attention, "channels", signs)
    registry.add(Trail, "turns", TurnTrail())
    registry.add(Watchers, "watchers", Watchers())


def _tell_of_spans(runtime: Runtime) -> None:
    if find_spec("opentelemetry") is None:
        log.warning("telemetry_missing", install="pip install prosa[llm]")
        return
    runtime.registry.add(Tracer, "otlp", import_module("prosa.core.tracing").Tracing(runtime.settings))
