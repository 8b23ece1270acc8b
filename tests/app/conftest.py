"""A house to work in, and its log to read."""

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog

from prosa.core.runtime import Runtime
from prosa.core.telemetry import configure_logging
from tests.house import House, open_house


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    async with open_house(runtime) as house:
        yield house


class Logs:
    """What is written to the log meanwhile, as it leaves the process."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def of_level(self, *levels: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if line["level"] in levels]


@pytest.fixture
def logs() -> Iterator[Logs]:
    root = logging.getLogger()
    before = root.handlers, root.level
    logs = Logs()
    configure_logging("INFO", logs.stream)
    yield logs
    root.handlers, root.level = before
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
