"""Twilio's abilities pass the suites of theirs."""

from collections.abc import Sequence

from prosa.channels.abilities import Signals, TemplateState
from prosa.connectors.twilio import connector
from prosa.testing.abilities import LookupConformance, SignalsConformance, TemplatesConformance
from prosa.testing.twilio import FakeTwilio, TwilioApp


class TestSignals(SignalsConformance[FakeTwilio]):
    connector = connector
    app = TwilioApp
    make = FakeTwilio

    def read(self, fake: FakeTwilio) -> Sequence[str]:
        return fake.typing

    def typed_to(self, fake: FakeTwilio) -> Sequence[str]:
        return fake.typing

    async def test_what_was_heard_is_marked_as_read(self) -> None:
        """Not without promising an answer, so it is left."""
        fake = self.fake()
        async with self.line(fake) as (settings, http):
            await self.ability(Signals).read(settings, http, self.heard(fake))
        assert fake.typing == []


class TestLookup(LookupConformance[FakeTwilio]):
    connector = connector
    app = TwilioApp
    make = FakeTwilio


class TestTemplates(TemplatesConformance[FakeTwilio]):
    connector = connector
    app = TwilioApp
    make = FakeTwilio

    def decide(self, fake: FakeTwilio, name: str, state: TemplateState, reason: str) -> None:
        (sid,) = (template.sid for template in fake.templates.values() if template.name == name)
        fake.decide(sid, state.value, reason)
