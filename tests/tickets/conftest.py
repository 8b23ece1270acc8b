"""A house to work in."""

from collections.abc import AsyncIterator

import pytest

from prosa.core.runtime import Runtime
from tests.house import House, open_house


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    async with open_house(runtime) as house:
        yield house
