"""What the process writes to its log meanwhile, as it leaves it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from prosa.core.telemetry import configure_logging


class Logs:
    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def last(self) -> dict[str, Any]:
        return self.lines[-1]

    def of_level(self, *levels: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["level"] in levels]


@contextmanager
def unchanged_logging() -> Iterator[None]:
    """Whatever is configured inside, logging is as before afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers, root.level = before
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@contextmanager
def kept_logs() -> Iterator[Logs]:
    with unchanged_logging():
        logs = Logs()
        configure_logging("INFO", logs.stream)
        yield logs
