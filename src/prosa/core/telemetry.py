"""Logs: one JSON object a line on stderr, with correlation ids, without personal data and secrets."""

import logging
import re
import sys
from contextlib import AbstractContextManager
from typing import Any, TextIO
from uuid import UUID

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

from prosa.core.redaction import redact

LONGEST = 8_000
"""Characters kept of one value; tracebacks and provider answers can be endless."""

QUIET = ("alembic", "asyncio", "httpcore", "httpx", "procrastinate", "sqlalchemy", "uvicorn.access")
"""Libraries that tell of every step, some with what people wrote in it: only their warnings are kept."""

_SECRET_NAME = re.compile(r"(?i)password|passwd|secret|token|api_?key|authorization|cookie|csrf")
_DATABASE_DETAIL = re.compile(
    r"\n(?:DETAIL|CONTEXT):.*?(?=\n(?:DETAIL|CONTEXT|HINT|\[SQL|\(Background|  File |Traceback)|\Z)", re.DOTALL
)
_DATABASE_VALUE = re.compile(r'(invalid input (?:syntax|value) for [^:\n]+): ".*?"(?=\n|\Z)', re.DOTALL)
_VALIDATED_INPUT = re.compile(r"input_value=.*?, input_type=", re.DOTALL)
_ARGUMENTS = re.compile(r"(\[\d+\])\(.*\)", re.DOTALL)
_BIG = 10**9


def configure_logging(level: str, stream: TextIO = sys.stderr) -> None:
    """Sends every log line of the process, ours and libraries', through one place. May be called again."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_FIRST, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_FIRST,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_LAST],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", *QUIET):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.WARNING if name in QUIET else logging.NOTSET)
    logging.captureWarnings(capture=True)


def bind(**ids: object) -> AbstractContextManager[None]:
    """Adds ids to every log line inside: `with bind(turn_id=turn.id): …`."""
    return structlog.contextvars.bound_contextvars(**{name: str(value) for name, value in ids.items()})


def without_personal_data(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The last step before a line is written; nothing a library or we put into it escapes."""
    return {name: _clean_field(name, value) for name, value in event.items()}


def _clean_field(name: str, value: Any) -> Any:
    if value and isinstance(value, str) and _SECRET_NAME.search(name):
        return "<SECRET>"
    if name.endswith("_id") and isinstance(value, str) and _is_uuid(value):
        return value
    return _clean(value)


def _clean(value: Any) -> Any:
    """Anything in the form that may be logged."""
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _clean_number(value)
    if value is None or isinstance(value, bool | float | UUID):
        return value
    if isinstance(value, dict):
        return {_clean_text(str(name)): _clean_field(str(name), each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(each) for each in value]
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value)} bytes>"
    return _clean_text(str(value))


def _clean_number(value: int) -> int | str:
    if -_BIG < value < _BIG:
        return value
    shown = redact(str(value))
    return shown if shown != str(value) or value.bit_length() > 63 else value


def _clean_text(text: str) -> str:
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… ({len(text)} characters)"
    if "invalid input" in text:
        text = _DATABASE_VALUE.sub(r"\1", text)
    if "DETAIL:" in text or "CONTEXT:" in text:
        text = _DATABASE_DETAIL.sub("", text)
    if "input_value=" in text:
        text = _VALIDATED_INPUT.sub("input_type=", text)
    return redact(text).encode("utf-8", "replace").decode()


def _without_arguments(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The job library names a job with all its arguments, which may hold what people wrote."""
    if str(event.get("logger")).startswith("procrastinate"):
        event["event"] = _ARGUMENTS.sub(r"\1", str(event["event"]))
    return event


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _json(_: WrappedLogger, __: str, event: EventDict) -> str:
    ordered = {"at": event.pop("at"), "level": event.pop("level"), "event": event.pop("event"), **event}
    return orjson.dumps(ordered, default=str).decode()


_FIRST: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]
_LAST: list[Any] = [_without_arguments, without_personal_data, _json]
