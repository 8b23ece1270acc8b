"""The providers of a run: fakes that misbehave as agreed, each with a line of the company on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prosa.app.chaos.plan import Plan
from prosa.testing import evolution, graph, twilio, waha
from prosa.testing.stage import Courier, FakeApp, FaultKind, Rates, Webhook

SHARES = {
    FaultKind.CUT: 0.03,
    FaultKind.SILENT: 0.01,
    FaultKind.GARBLED: 0.01,
    FaultKind.CUT_BEFORE: 0.01,
    FaultKind.HTTP: 0.02,
    FaultKind.ERROR: 0.02,
}
"""Five sends in a hundred are taken but not confirmed; five more are refused for a while."""
RECEIPT_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Provider:
    """`webhook` makes what delivers to an address; `names_sends`: it is given our own id with a message."""

    connector: str
    fake: Any
    app: FakeApp
    webhook: Callable[[str], Webhook]
    names_sends: bool

    @property
    def courier(self) -> Courier:
        """What delivers; only once it delivers somewhere."""
        found: Courier = self.fake.courier
        return found

    def settings(self, base_url: str) -> dict[str, str]:
        found: dict[str, str] = self.fake.line.settings(base_url)
        return found

    def our_id(self, send: Any) -> UUID | None:
        """The message that was sent, where the provider was told."""
        return UUID(send.callback) if self.names_sends and send.callback else None


def providers(plan: Plan) -> list[Provider]:
    """The Cloud API alone, or all four."""
    road = {
        "seed": plan.seed,
        "duplicates": 0.1,
        "reordering": 0.05,
        "spread": 1.0,
        "concurrency": 16,
        "timeout": 5.0,
    }
    fates = {"rates": Rates(plan.seed, SHARES), "receipt_pause": RECEIPT_PAUSE}
    makers = (_meta, _waha, _evolution, _twilio) if plan.everywhere else (_meta,)
    return [make(road, fates) for make in makers]


def _meta(road: Mapping[str, Any], fates: Mapping[str, Any]) -> Provider:
    fake = graph.FakeGraph(**fates, limits=graph.Limits())
    secret = fake.line.app_secret

    def webhook(url: str) -> Webhook:
        return graph.Webhook(url=url, app_secret=secret, batch=4, retry_base=0.2, retry_cap=1.0, **road)

    return Provider("meta_cloud", fake, graph.GraphApp(fake), webhook, names_sends=True)


def _waha(road: Mapping[str, Any], fates: Mapping[str, Any]) -> Provider:
    fake = waha.FakeWaha(**fates)

    def webhook(url: str) -> Webhook:
        return waha.Webhook(url=url, key=fake.line.webhook_key, **road)

    return Provider("waha", fake, waha.WahaApp(fake), webhook, names_sends=False)


def _evolution(road: Mapping[str, Any], fates: Mapping[str, Any]) -> Provider:
    fake = evolution.FakeEvolution(**fates)

    def webhook(url: str) -> Webhook:
        return fake.line.webhook(url, **road)

    return Provider("evolution", fake, evolution.EvolutionApp(fake), webhook, names_sends=False)


def _twilio(road: Mapping[str, Any], fates: Mapping[str, Any]) -> Provider:
    fake = twilio.FakeTwilio(**fates)

    def webhook(url: str) -> Webhook:
        return twilio.Webhook(url=f"{url}#rc=5&rp=all", auth_token=fake.line.auth_token, first_pause=1.0, **road)

    return Provider("twilio", fake, twilio.TwilioApp(fake), webhook, names_sends=True)
