"""Evolution's abilities pass the suites of theirs."""

from collections.abc import Sequence

import pytest

from prosa.channels.abilities import ProviderRefused, Sessions, SessionState
from prosa.connectors.evolution import connector
from prosa.testing.abilities import (
    WEBHOOK,
    DirectoryConformance,
    HistoryConformance,
    LookupConformance,
    SessionsConformance,
    SignalsConformance,
)
from prosa.testing.evolution import EvolutionApp, FakeEvolution


class TestSignals(SignalsConformance[FakeEvolution]):
    connector = connector
    app = EvolutionApp
    make = FakeEvolution

    def read(self, fake: FakeEvolution) -> Sequence[str]:
        return fake.seen

    def typed_to(self, fake: FakeEvolution) -> Sequence[str]:
        return fake.typing


class TestSessions(SessionsConformance[FakeEvolution]):
    connector = connector
    app = EvolutionApp

    @staticmethod
    def make() -> FakeEvolution:
        return FakeEvolution(state=None)

    def scan(self, fake: FakeEvolution) -> None:
        fake.scan()

    def unlink(self, fake: FakeEvolution) -> None:
        fake.end()

    def webhook_of(self, fake: FakeEvolution) -> str | None:
        return fake.webhook.url if fake.webhook else None

    async def test_a_stopped_session_is_stopped(self) -> None:
        """Not here: Evolution has nothing between being linked and being logged out."""
        fake, sessions = self.fake(), self.ability(Sessions)
        async with self.line(fake) as (settings, http):
            await sessions.start(settings, http, WEBHOOK)
            self.scan(fake)
            with pytest.raises(ProviderRefused):
                await sessions.stop(settings, http)
            assert (await sessions.state(settings, http)).state is SessionState.WORKING


class TestHistory(HistoryConformance[FakeEvolution]):
    connector = connector
    app = EvolutionApp
    make = FakeEvolution


class TestLookup(LookupConformance[FakeEvolution]):
    connector = connector
    app = EvolutionApp
    make = FakeEvolution


class TestDirectory(DirectoryConformance[FakeEvolution]):
    connector = connector
    app = EvolutionApp
    make = FakeEvolution

    def nobody(self, fake: FakeEvolution, phone: str) -> None:
        fake.absent.add(phone)
