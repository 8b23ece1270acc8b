"""The lines that are played: each a fake provider with the phones that write to it and what they are shown."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urldefrag

from prosa.core.clock import now
from prosa.core.wire import obj, objects, text
from prosa.testing import evolution, files, graph, twilio, waha
from prosa.testing.evolution import payloads as evolution_words
from prosa.testing.graph import payloads as graph_words
from prosa.testing.simulate.road import Road
from prosa.testing.stage import SteeredApp, Webhook
from prosa.testing.twilio import payloads as twilio_words
from prosa.testing.waha import payloads as waha_words

SAMPLES: dict[str, tuple[Callable[[], bytes], str]] = {
    "image": (files.png, "image/png"),
    "audio": (files.voice_note, "audio/ogg; codecs=opus"),
    "document": (files.pdf, "application/pdf"),
}
"""What a simulated person can send besides text."""
PLACE = (-23.5505, -46.6333)


@dataclass(frozen=True, slots=True)
class Choice:
    """A button or row that a person can tap."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of ours on the person's phone. `link` is the address of its file, where the provider got one."""

    text: str
    choices: tuple[Choice, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A message of the person."""

    id: str
    phone: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Template:
    """`state` in the provider's words."""

    ref: str
    name: str
    language: str
    state: str
    body: str


@dataclass(slots=True)
class Handset:
    """The people of a line: what they wrote, and their names by phone."""

    names: dict[str, str] = field(default_factory=lambda: {"5511987654321": "Ana", "5521912345678": "Bruno"})
    written: list[Written] = field(default_factory=list)


class SimulatedLine(ABC):
    """One provider with one line. `fake` is what it plays with, `app` what it is called through."""

    name: ClassVar[str]
    label: ClassVar[str]
    fake: Any
    app: SteeredApp[Any]

    def __init__(self, road: Road) -> None:
        self.road, self.handset = road, Handset()
        self.fake.rates = road.fates(self.name)

    def settings(self, base_url: str) -> dict[str, str]:
        """Of a channel on this line."""
        found: dict[str, str] = self.fake.line.settings(base_url)
        return found

    async def deliver_to(self, url: str) -> None:
        """The webhook's address; empty for none."""
        await self.fake.deliver_to(self.road.to(self.webhook(url)) if url else None)

    @abstractmethod
    def webhook(self, url: str) -> Webhook:
        """Signed as the settings of the line say."""

    def say(self, phone: str, content: Any, name: str | None = None, shown: str | None = None) -> str:
        """A person writes; `shown` is how it looks on their phone, where `content` is no text."""
        self.handset.names[phone] = name or self.handset.names.get(phone) or phone
        id_ = str(self.fake.say(phone, content, name=self.handset.names[phone]))
        self.handset.written.append(Written(id_, phone, shown or str(content), now()))
        return id_

    def choose(self, phone: str, choice: Choice) -> str:
        """A person taps a button or a row."""
        return self.say(phone, self.tapped(choice), shown=choice.title)

    def send_sample(self, phone: str, kind: str, base_url: str) -> str:
        """A person sends a file of `SAMPLES`, or a `place`."""
        content = self.place() if kind == "place" else self.sample(kind, *SAMPLES[kind], base_url)
        return self.say(phone, content, shown=f"[{kind}]")

    def person(self, send: Any) -> str:
        """The digits under which the person of a send is known."""
        return re.sub(r"\D", "", str(send.to).split("@")[0])

    @abstractmethod
    def shown(self, send: Any) -> Shown: ...

    @abstractmethod
    def tapped(self, choice: Choice) -> Any:
        """What the provider tells of a choice."""

    @abstractmethod
    def sample(self, kind: str, make: Callable[[], bytes], mime_type: str, base_url: str) -> Any:
        """What the provider tells of a file."""

    @abstractmethod
    def place(self) -> Any: ...

    def session(self) -> str | None:
        """How the linked device stands; None for a line that is none."""
        return None

    def scan(self) -> None:
        """The business scans the picture."""
        raise LookupError(f"{self.label} has no session")

    def unlink(self) -> None:
        """The device is unlinked on the business's phone."""
        raise LookupError(f"{self.label} has no session")

    def templates(self) -> list[Template]:
        return []

    def decide(self, ref: str, approved: bool) -> None:
        """WhatsApp approves a template, or rejects it."""
        raise LookupError(f"{self.label} has no templates")


class _Meta(SimulatedLine):
    name, label = "meta", "Meta Cloud API"

    def __init__(self, road: Road) -> None:
        self.fake = graph.FakeGraph(limits=graph.Limits(), templates=graph.Templates(strict=True))
        self.app = graph.GraphApp(self.fake)
        super().__init__(road)

    def webhook(self, url: str) -> Webhook:
        return graph.Webhook(url=urldefrag(url).url, app_secret=self.fake.line.app_secret)

    def shown(self, send: Any) -> Shown:
        interactive = obj(send.body.get("interactive"))
        action = obj(interactive.get("action"))
        rows = [row for section in objects(action.get("sections")) for row in objects(section.get("rows"))]
        taps = [obj(button.get("reply")) for button in objects(action.get("buttons"))] or rows
        content = obj(send.body.get(send.type))
        said = send.text or text(content.get("caption")) or text(content.get("name")) or f"[{send.type}]"
        choices = tuple(Choice(str(tap.get("id")), str(tap.get("title"))) for tap in taps)
        return Shown(said, choices, text(content.get("link")))

    def tapped(self, choice: Choice) -> Any:
        return graph_words.button_reply(choice.id, choice.title)

    def sample(self, kind: str, make: Callable[[], bytes], mime_type: str, base_url: str) -> Any:
        voice = {"voice": True} if kind == "audio" else {}
        return graph_words.file(kind, self.fake.keep(make(), mime_type), mime_type, **voice)

    def place(self) -> Any:
        return {"type": "location", "location": {"latitude": PLACE[0], "longitude": PLACE[1], "name": "Sé"}}

    def templates(self) -> list[Template]:
        return [
            Template(each.id, each.name, each.language, each.status, str(each.part("BODY").get("text", "")))
            for each in self.fake.templates.kept.values()
        ]

    def decide(self, ref: str, approved: bool) -> None:
        template = self.fake.templates.kept[ref]
        word, reason = ("APPROVED", "NONE") if approved else ("REJECTED", "INVALID_FORMAT")
        self.fake.decide(template.name, word, reason, language=template.language)


class _Waha(SimulatedLine):
    name, label = "waha", "WAHA"

    def __init__(self, road: Road) -> None:
        self.fake = _RoughWaha(state=None, paired=False)
        self.fake.road = road
        self.app = waha.WahaApp(self.fake)
        super().__init__(road)

    def webhook(self, url: str) -> Webhook:
        return waha.Webhook(url=urldefrag(url).url, key=self.fake.line.webhook_key)

    def shown(self, send: Any) -> Shown:
        rows = [
            row for part in objects(obj(send.body.get("message")).get("sections")) for row in objects(part.get("rows"))
        ]
        return Shown(
            send.text or f"[{send.type}]",
            tuple(Choice(str(row.get("rowId") or row.get("id")), str(row.get("title"))) for row in rows),
        )

    def tapped(self, choice: Choice) -> Any:
        return waha_words.row(choice.id, choice.title)

    def sample(self, kind: str, make: Callable[[], bytes], mime_type: str, base_url: str) -> Any:
        inner = f"{kind}Message"
        return waha_words.file(inner, self.fake.keep(make(), mime_type), mime_type, ptt=kind == "audio")

    def place(self) -> Any:
        return waha_words.place(*PLACE, "Sé")

    def session(self) -> str:
        return self.fake.state or "STOPPED"

    def scan(self) -> None:
        self.fake.scan()

    def unlink(self) -> None:
        self.fake.paired = False
        self.fake.turn("FAILED")


class _RoughWaha(waha.FakeWaha):
    """Whoever sets its webhook, the road is the same."""

    road: Road

    async def deliver_to(self, webhook: waha.Webhook | None) -> None:
        await super().deliver_to(self.road.to(webhook) if webhook else None)


class _Evolution(SimulatedLine):
    name, label = "evolution", "Evolution API"

    def __init__(self, road: Road) -> None:
        self.fake = _RoughEvolution(state=None)
        self.fake.road = road
        self.app = evolution.EvolutionApp(self.fake)
        super().__init__(road)

    def webhook(self, url: str) -> Webhook:
        found: Webhook = self.fake.line.webhook(urldefrag(url).url)
        return found

    def shown(self, send: Any) -> Shown:
        rows = [row for part in objects(send.body.get("sections")) for row in objects(part.get("rows"))]
        taps = objects(send.body.get("buttons")) or rows
        choices = tuple(
            Choice(str(tap.get("id") or tap.get("rowId")), str(tap.get("displayText") or tap.get("title")))
            for tap in taps
        )
        return Shown(send.text or f"[{send.type}]", choices)

    def tapped(self, choice: Choice) -> Any:
        return evolution_words.button_reply(choice.id, choice.title)

    def sample(self, kind: str, make: Callable[[], bytes], mime_type: str, base_url: str) -> Any:
        voice = {"ptt": True} if kind == "audio" else {}
        return evolution_words.file(kind, self.fake.keep(make(), mime_type), mime_type, **voice)

    def place(self) -> Any:
        return evolution_words.location(*PLACE, "Sé")

    def session(self) -> str:
        return self.fake.state or "none"

    def scan(self) -> None:
        self.fake.scan()

    def unlink(self) -> None:
        self.fake.end()


class _RoughEvolution(evolution.FakeEvolution):
    """Whoever sets its webhook, the road is the same."""

    road: Road

    async def deliver_to(self, webhook: evolution.Webhook | None) -> None:
        await super().deliver_to(self.road.to(webhook) if webhook else None)


class _Twilio(SimulatedLine):
    name, label = "twilio", "Twilio"

    def __init__(self, road: Road) -> None:
        self.fake = twilio.FakeTwilio(strict=True)
        self.app = twilio.TwilioApp(self.fake)
        super().__init__(road)

    def webhook(self, url: str) -> Webhook:
        return twilio.Webhook(url=url, auth_token=self.fake.line.auth_token)

    def shown(self, send: Any) -> Shown:
        content = self.fake.templates.get(send.body.get("ContentSid", [""])[0])
        shape = obj(next(iter(obj(content.body.get("types")).values()), None)) if content else {}
        replies = [each for each in objects(shape.get("actions")) if each.get("type", "QUICK_REPLY") == "QUICK_REPLY"]
        said = send.text or text(shape.get("body")) or f"[{send.type}]"
        choices = tuple(Choice(str(each.get("id") or each["title"]), str(each["title"])) for each in replies)
        return Shown(said, choices, send.body.get("MediaUrl", [None])[0])

    def tapped(self, choice: Choice) -> Any:
        return twilio_words.button_reply(choice.id, choice.title)

    def sample(self, kind: str, make: Callable[[], bytes], mime_type: str, base_url: str) -> Any:
        url = self.fake.media_url(base_url, self.fake.keep(make(), mime_type))
        return twilio_words.file(kind, url, mime_type)

    def place(self) -> Any:
        return twilio_words.location(*PLACE, label="Sé")

    def templates(self) -> list[Template]:
        return [
            Template(each.sid, each.name, str(each.body.get("language")), each.state, self._body(each.body))
            for each in self.fake.templates.values()
        ]

    def _body(self, content: Any) -> str:
        return next((str(obj(shape).get("body", "")) for shape in obj(content.get("types")).values()), "")

    def decide(self, ref: str, approved: bool) -> None:
        self.fake.decide(ref, "approved" if approved else "rejected", "" if approved else "INVALID_FORMAT")


LINES: tuple[type[SimulatedLine], ...] = (_Meta, _Waha, _Evolution, _Twilio)
