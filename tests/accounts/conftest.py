from collections.abc import AsyncIterator

import pytest

from prosa.core.runtime import Runtime
from tests.accounts.house import House, open_house


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    """The app of accounts over a fresh database."""
    async with open_house(runtime) as house:
        yield house
