"""Everything a handler may need, put together once by `app`."""

from dataclasses import dataclass

import httpx

from prosa.core.db import Database
from prosa.core.registry import Registry
from prosa.core.secrets import Vault
from prosa.core.settings import Settings
from prosa.core.storage import Storage


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    db: Database
    storage: Storage
    vault: Vault
    http: httpx.AsyncClient
    registry: Registry
