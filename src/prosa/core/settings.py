"""Settings by environment (`PROSA_…`) or `.env`, checked at start."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Each field is an environment variable with the prefix `PROSA_`."""

    model_config = SettingsConfigDict(env_prefix="PROSA_", env_file=".env", extra="ignore")

    database_url: str | None = Field(None, description="libpq URL of a PostgreSQL server; unset: an own one")
    data_dir: Path = Field(Path(".prosa"), description="folder of the own database, the files and the key")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    public_url: str | None = Field(None, description="address under which providers and browsers reach Prosa")
    secret_key: SecretStr | None = Field(None, description="Fernet keys, newest first, comma separated")
    log_level: str = "INFO"
    worker_concurrency: int = Field(16, ge=1, le=200)
    burst_wait: float = Field(2.0, ge=0, le=30, description="seconds to wait for the rest of a burst")
    turn_deadline: float = Field(20.0, gt=0, le=120, description="seconds an engine may take")
    send_patience: float = Field(60.0, gt=0, description="seconds before an unconfirmed send is reconciled")
