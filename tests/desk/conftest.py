"""Operators at their desk, for the tests of what they work with."""

from collections.abc import AsyncIterator

import pytest

from prosa.core.runtime import Runtime
from tests.team import Team, open_team


@pytest.fixture
async def team(runtime: Runtime) -> AsyncIterator[Team]:
    async with open_team(runtime) as team:
        yield team
