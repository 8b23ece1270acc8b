"""What the Cloud API can do besides messages passes the suites of those abilities."""

from collections.abc import Sequence
from typing import ClassVar

from prosa.channels.abilities import TemplateState
from prosa.connectors.meta_cloud import connector
from prosa.testing.abilities import RatedConformance, SignalsConformance, TemplatesConformance
from prosa.testing.graph import FakeGraph, GraphApp


class TestSignals(SignalsConformance[FakeGraph]):
    connector = connector
    app = GraphApp
    make = FakeGraph

    def read(self, fake: FakeGraph) -> Sequence[str]:
        return fake.reads

    def typed_to(self, fake: FakeGraph) -> Sequence[str]:
        return fake.typings


class TestTemplates(TemplatesConformance[FakeGraph]):
    connector = connector
    app = GraphApp
    make = FakeGraph

    words: ClassVar = {TemplateState.APPROVED: "APPROVED", TemplateState.REJECTED: "REJECTED"}

    def decide(self, fake: FakeGraph, name: str, state: TemplateState, reason: str) -> None:
        fake.decide(name, self.words[state], reason or "NONE")


class TestRating(RatedConformance[FakeGraph]):
    connector = connector
    app = GraphApp
    make = FakeGraph

    def rate(self, fake: FakeGraph, rating: str) -> None:
        fake.rated(rating)
