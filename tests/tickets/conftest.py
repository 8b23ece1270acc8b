"""A house to work in, and a desk without one."""

from collections.abc import AsyncIterator

import pytest

from prosa.core.runtime import Runtime
from tests.house import House, open_house
from tests.tickets.desk import Desk, open_desk


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    async with open_house(runtime) as house:
        yield house


@pytest.fixture
async def desk(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return await open_desk(runtime, monkeypatch)
