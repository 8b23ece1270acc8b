"""Settings by environment (`PROSA_…`) or `.env`, checked at start in words that name the variable."""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from rapidfuzz import fuzz, process

from prosa.core.errors import ProsaError

PREFIX = "PROSA_"
_PASSWORD = re.compile(r"(?<=:)[^:/@]+(?=@)|(?<=password=)[^&]+")


class SettingsRefused(ProsaError):
    """Settings that cannot be used. The message has one line for each, starting with the variable's name."""

    status = 500
    code = "settings_refused"


def _postgres_url(value: str) -> str:
    if urlsplit(value).scheme not in ("postgres", "postgresql"):
        raise ValueError("must be the URL of a PostgreSQL database: postgresql://user:password@host:5432/name")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address such as https://prosa.example.com")
    return value.rstrip("/")


def split_keys(value: str) -> list[str]:
    """Keys separated by commas, spaces or lines, newest first. Raises `ValueError` unless all are Fernet keys."""
    keys = [key for key in re.split(r"[,\s]+", value) if key]
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        keys = []
    if not keys:
        raise ValueError("must be Fernet keys (44 characters each), the newest first, separated by commas")
    return keys


def _fernet_keys(value: SecretStr) -> SecretStr:
    split_keys(value.get_secret_value())
    return value


def _names(value: object) -> object:
    return frozenset(re.findall(r"[^,\s]+", value.lower())) if isinstance(value, str) else value


Names = Annotated[frozenset[str], NoDecode, BeforeValidator(_names)]
PostgresUrl = Annotated[str, AfterValidator(_postgres_url)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
FernetKeys = Annotated[SecretStr, AfterValidator(_fernet_keys)]


class Settings(BaseSettings):
    """Each field is an environment variable with the prefix `PROSA_`. Shown without secrets."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    database_url: PostgresUrl | None = Field(
        None, description="URL of a PostgreSQL 15 or newer; unset: Prosa starts its own in the data folder"
    )
    data_dir: Path = Field(Path(".prosa"), description="folder of the own database, the files and the key")
    host: str = Field("127.0.0.1", description="address to listen on; 0.0.0.0 for all")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on")
    public_url: WebAddress | None = Field(None, description="address under which providers and browsers reach Prosa")
    secret_key: FernetKeys | None = Field(
        None,
        description="Fernet keys that seal stored secrets, newest first, separated by commas; "
        "unset: one is made in secret.key in the data folder",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least severe log line")
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="port on which `prosa work` shows its metrics; unset: it does not"
    )
    otlp_endpoint: WebAddress | None = Field(
        None, description="OTLP over HTTP, to which turns of language models are told (Langfuse: …/api/public/otel)"
    )
    otlp_headers: SecretStr | None = Field(
        None, description="headers for it: `name=value`, separated by commas, such as `authorization=Basic …`"
    )
    otlp_content: bool = Field(False, description="whether texts are told too, with placeholders for personal data")
    worker_concurrency: int = Field(16, ge=1, le=200, description="jobs a worker process runs at a time")
    internal_hosts: Names = Field(
        frozenset(),
        description="hosts of the own network that imports and models may reach, separated by commas",
    )
    burst_wait: float = Field(2.0, ge=0, le=30, description="seconds to wait for the rest of a burst")
    transcript_wait: float = Field(25.0, ge=0, le=90, description="seconds a turn waits for the words of a voice note")
    turn_deadline: float = Field(20.0, gt=0, le=120, description="seconds an engine may take")
    send_patience: float = Field(60.0, gt=0, description="seconds before an unconfirmed send is reconciled")
    answer_deadline: float = Field(
        120.0, gt=0, description="seconds until a message that waits for the agent goes to a person"
    )
    give_back_minutes: float = Field(
        60.0, gt=0, description="minutes the agent stays silent after an answer typed on the phone"
    )

    mcp: bool = Field(False, description="serves the tools at /mcp to MCP clients with an API key; needs the extra mcp")

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            yield name, without_password(value) if name == "database_url" and value else value

    __str__ = BaseSettings.__repr__


def load_settings() -> Settings:
    """The settings of this process. Raises `SettingsRefused`."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsRefused("\n".join(_problem(each) for each in error.errors())) from None


def unknown_variables(environment: Mapping[str, str | None] | None = None) -> list[str]:
    """A sentence for each `PROSA_` variable that means nothing, with the name that was probably meant."""
    if environment is None:
        environment = {**dotenv_values(".env"), **os.environ}
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    given = {name.upper() for name in environment}
    strange = sorted(name for name in given if name.startswith(PREFIX) and name not in known)
    return [_hint(name, known) for name in strange if not name.startswith("PROSA_TEST_")]


def without_password(url: str) -> str:
    """A database URL that may be shown."""
    return _PASSWORD.sub("••••", url)


def expectation(field: FieldInfo) -> str:
    """What a value of this field must be, in words: `a number between 1 and 65535`."""
    if get_origin(field.annotation) is Literal:
        return "one of " + ", ".join(get_args(field.annotation))
    if field.annotation not in (int, float):
        return "a text"
    bounds = {name: value for part in field.metadata for name, value in _bounds(part)}
    kind = "a whole number" if field.annotation is int else "a number"
    if len(bounds) == 2 and "gt" not in bounds:
        return f"a number between {bounds['ge']} and {bounds['le']}"
    words = {"ge": "at least", "gt": "above", "le": "at most"}
    return " ".join([kind, " and ".join(f"{words[name]} {value}" for name, value in bounds.items())]).strip()


def _bounds(part: Any) -> Iterable[tuple[str, float]]:
    return ((name, getattr(part, name)) for name in ("ge", "gt", "le") if hasattr(part, name))


def _problem(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    own_words = error["type"] == "value_error"
    said = error["msg"].removeprefix("Value error, ") if own_words else None
    return f"{PREFIX}{name.upper()}: {said or 'must be ' + expectation(Settings.model_fields[name])}"


def _hint(name: str, known: list[str]) -> str:
    near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=70)
    return f"{name} is not a setting" + (f"; did you mean {near[0]}?" if near else "")
