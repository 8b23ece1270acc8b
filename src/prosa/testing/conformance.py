"""What every channel must do, as tests to inherit (they need pytest).

A connector's tests subclass what applies, name the classes `Test…` and fill in the attributes::

    DELIVERIES = recordings(DATA / "deliveries.json")
    UNKNOWN = recordings(DATA / "unknown.json")

    class TestDeliveries(DeliveryConformance):
        connector = connector
        settings = MySettings(...)
        recordings = DELIVERIES
        unknown = UNKNOWN

        def sign(self, body):
            return {"x-signature": ...}

`SendingConformance` is for connectors that speak HTTP with a provider.
"""

import json
import ssl
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import unquote_plus

import httpx
import pytest
from pydantic import BaseModel, SecretStr

from prosa.channels.abilities import Redaction
from prosa.channels.port import (
    Accepted,
    Capabilities,
    ChannelPort,
    ErrorAction,
    Fact,
    Ignored,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    InvalidSignature,
    MalformedDelivery,
    Outgoing,
    Refused,
    SendOutcome,
    Unknown,
)
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media, MessageStatus, MessageType, Option
from prosa.core.ids import new_id
from prosa.core.plugins import Connector
from prosa.testing import files
from prosa.testing.counterpart import Answer, Behaviour, Break, Request, counterpart, nobody_listens
from prosa.testing.mutation import mutations, with_nul
from prosa.testing.recordings import Recording

MUTATIONS = 40
"""Spoilt copies made of each recording."""

LINK = {"title": "Ver o pedido", "url": "https://loja.example/p/1"}
TEMPLATE_REF = "HX0123456789abcdef0123456789abcdef"
"""A provider's id of a template, in the form of those that have one in the message."""

_TLS = ssl.create_default_context()
"""Made once: it costs more than all else in a client."""

PATIENCE = 0.5
"""Seconds a call may take before its client gives it up."""


class ChannelConformance(ABC):
    """What both parts of the suite need."""

    connector: ClassVar[Connector]
    settings: ClassVar[BaseModel]

    @property
    def port(self) -> ChannelPort:
        port: ChannelPort = self.connector.provides[ChannelPort]
        return port


class DeliveryConformance(ChannelConformance):
    """From the raw delivery to facts.

    `recordings` are deliveries as the provider makes them; `unknown` are such whose type or status is not known
    to the connector; `statuses` says which status the recordings of that name report.
    """

    recordings: ClassVar[Sequence[Recording]]
    unknown: ClassVar[Sequence[Recording]]
    statuses: ClassVar[Mapping[str, MessageStatus]] = {}

    @abstractmethod
    def sign(self, body: bytes) -> Mapping[str, str]:
        """The headers with which the provider would send this body to `settings`."""

    def parse(self, recording: Recording) -> list[Fact]:
        return self.port.parse(recording.headers, recording.body)

    def test_there_is_something_to_try(self) -> None:
        assert self.recordings
        assert self.unknown

    def test_every_delivery_becomes_facts(self) -> None:
        for recording in self.recordings:
            assert self.parse(recording), recording.name

    def test_reading_twice_gives_the_same(self) -> None:
        for recording in self.recordings:
            assert self.parse(recording) == self.parse(recording), recording.name

    def test_ids_survive_another_way_of_writing_the_same(self) -> None:
        for recording in self._in_json():
            again = json.dumps(json.loads(recording.body), indent=1, sort_keys=True).encode()
            first, second = self.parse(recording), self.port.parse(recording.headers, again)
            assert [fact.id for fact in first] == [fact.id for fact in second], recording.name

    def test_what_can_be_repeated_has_an_id(self) -> None:
        for recording in self.recordings:
            for fact in self.parse(recording):
                assert isinstance(fact, Ignored) or fact.id, recording.name

    def test_everyone_who_speaks_can_be_reached(self) -> None:
        for recording in self.recordings:
            for fact in self.parse(recording):
                if isinstance(fact, IncomingMessage | IncomingReaction):
                    assert fact.sender.identities(), recording.name

    def test_times_are_utc(self) -> None:
        for recording in self.recordings:
            for value in _values(self.parse(recording)):
                if isinstance(value, datetime):
                    assert value.utcoffset() == timedelta(0), recording.name

    def test_what_is_unknown_is_kept(self) -> None:
        for recording in self.unknown:
            found = self.parse(recording)
            assert found, recording.name
            for fact in found:
                kept = isinstance(fact, IncomingMessage) and fact.type is MessageType.UNSUPPORTED
                assert kept or isinstance(fact, Ignored), recording.name

    def test_statuses_mean_what_they_mean(self) -> None:
        by_name = {recording.name: recording for recording in self.recordings}
        for name, expected in self.statuses.items():
            found = [fact.status for fact in self.parse(by_name[name]) if isinstance(fact, IncomingStatus)]
            assert found
            assert set(found) == {expected}, name

    def test_what_is_kept_of_a_delivery_says_the_same(self) -> None:
        redaction: Redaction | None = self.connector.provides.get(Redaction)
        if redaction is None:
            return
        for recording in self.recordings:
            kept = redaction.kept(recording.body)
            assert self.port.parse(recording.headers, kept) == self.parse(recording), recording.name
            assert redaction.kept(kept) == kept, recording.name

    def test_nul_is_removed(self) -> None:
        for recording in self._in_json():
            with suppress(MalformedDelivery):
                found = self.port.parse(recording.headers, with_nul(recording.body))
                assert not any("\0" in text for text in _values(found) if isinstance(text, str)), recording.name

    def test_no_delivery_makes_it_raise(self) -> None:
        for recording in self.recordings:
            for body in mutations(recording.body, MUTATIONS):
                with suppress(MalformedDelivery):
                    _storable(self.port.parse(recording.headers, body))

    def test_what_is_no_delivery_is_malformed(self) -> None:
        headers = self.recordings[0].headers
        for body in (b"", b"{", b"[]", b"\xff\xfe\xfd"):
            with pytest.raises(MalformedDelivery):
                self.port.parse(headers, body)

    def test_its_own_signature_is_accepted(self) -> None:
        for recording in self.recordings:
            self.port.verify(self.settings, {**recording.headers, **self.sign(recording.body)}, recording.body)

    def test_one_changed_byte_is_refused(self) -> None:
        recording = self.recordings[0]
        headers = {**recording.headers, **self.sign(recording.body)}
        for place in {0, len(recording.body) // 2, len(recording.body) - 1}:
            changed = bytearray(recording.body)
            changed[place] ^= 1
            with pytest.raises(InvalidSignature):
                self.port.verify(self.settings, headers, bytes(changed))

    def test_a_changed_or_missing_signature_is_refused(self) -> None:
        recording = self.recordings[0]
        for name, value in self.sign(recording.body).items():
            for wrong in (value[:-1], value + "0", value[::-1], "", "é"):
                with pytest.raises(InvalidSignature):
                    self.port.verify(self.settings, {**recording.headers, name: wrong}, recording.body)
        with pytest.raises(InvalidSignature):
            self.port.verify(self.settings, recording.headers, recording.body)

    def test_secrets_do_not_show(self) -> None:
        shown = f"{self.settings!r} {self.settings} {self.settings.model_dump_json()}"
        for value in dict(self.settings).values():
            if isinstance(value, SecretStr):
                assert value.get_secret_value() not in shown

    def _in_json(self) -> Iterator[Recording]:
        for recording in self.recordings:
            with suppress(ValueError):
                json.loads(recording.body)
                yield recording


class SendingConformance(ChannelConformance):
    """From a message to what is known of it afterwards.

    `refusals` are answers of the provider with what each asks of us. `address` is somebody the provider reaches.
    """

    address: ClassVar[tuple[Identity, ...]] = (Identity(IdentityKind.PHONE, "5511987654321"),)
    refusals: ClassVar[Mapping[str, tuple[Answer, ErrorAction]]] = {}

    @abstractmethod
    def settings_at(self, base_url: str) -> BaseModel:
        """Settings with the provider's API at this address."""

    @abstractmethod
    def accept(self, request: Request) -> Answer:
        """The provider's answer to a request it takes, also to an upload."""

    @abstractmethod
    def problem(self, request: Request) -> str | None:
        """What the provider would find wrong with a request; None when nothing."""

    def message(self, **changes: Any) -> Outgoing:
        values = {"message_id": new_id(), "to": self.address, "type": MessageType.TEXT, "text": "Olá"}
        return Outgoing(**{**values, **changes})

    async def test_a_message_is_sent_with_one_call(self) -> None:
        outcome, requests = await self._send(self.accept, self.message())
        assert isinstance(outcome, Accepted)
        assert outcome.provider_id
        assert len(requests) == 1
        assert self.problem(requests[0]) is None

    async def test_whatever_is_sent_fits_or_is_refused_for_good(self) -> None:
        for name, message in self._messages():
            outcome, requests = await self._send(self.accept, message)
            assert [found for request in requests if (found := self.problem(request))] == [], name
            if not isinstance(outcome, Accepted):
                assert isinstance(outcome, Refused), name
                assert outcome.action is ErrorAction.GIVE_UP, name
                assert requests == [], name

    async def test_what_the_line_says_it_can_do_is_accepted(self) -> None:
        for name, message in self._within_capabilities():
            outcome, _ = await self._send(self.accept, message)
            assert isinstance(outcome, Accepted), name

    async def test_every_choice_can_be_seen(self) -> None:
        """However many choices there are, on whatever they are shown: the requests hold every title."""
        for count in (1, 3, 4, 10, 11):
            options = _options(count)
            _, requests = await self._send(self.accept, self.message(type=MessageType.INTERACTIVE, options=options))
            sent = unquote_plus(b"".join(request.body for request in requests).decode())
            assert [option.title for option in options if option.title not in sent] == []

    async def test_every_link_can_be_seen(self) -> None:
        for title in (LINK["title"], "x" * 80, ""):
            payload = {"link": {**LINK, "title": title}}
            _, requests = await self._send(self.accept, self.message(text="Pronto!", payload=payload))
            sent = unquote_plus(b"".join(request.body for request in requests).decode()).replace("\\/", "/")
            assert LINK["url"] in sent, title

    async def test_a_line_nobody_answers_is_tried_again(self) -> None:
        outcome = await self._outcome(nobody_listens(), self.message())
        assert isinstance(outcome, Refused)
        assert outcome.action is ErrorAction.RETRY

    async def test_a_call_that_broke_off_is_unknown(self) -> None:
        for how in Break:
            outcome, _ = await self._send(_always(how), self.message())
            assert isinstance(outcome, Unknown), how

    async def test_a_positive_answer_that_says_nothing_is_unknown(self) -> None:
        for body in (b"", b"{", b"{}", b"[]", b"null", b"<html></html>", b"\xff"):
            outcome, _ = await self._send(_always(Answer(200, body)), self.message())
            assert isinstance(outcome, Unknown), body

    async def test_a_server_error_without_words_is_unknown(self) -> None:
        for status in (500, 502, 504):
            outcome, _ = await self._send(_always(Answer(status, b"<html></html>")), self.message())
            assert isinstance(outcome, Unknown), status

    async def test_a_busy_provider_is_given_the_time_it_asks_for(self) -> None:
        for status, action in ((503, ErrorAction.RETRY), (429, ErrorAction.WAIT)):
            busy = Answer(status, headers={"retry-after": "7"})
            outcome, _ = await self._send(_always(busy), self.message())
            assert isinstance(outcome, Refused), status
            assert (outcome.action, outcome.retry_after) == (action, 7.0)

    async def test_each_refusal_asks_what_it_asks(self) -> None:
        for name, (answer, action) in self.refusals.items():
            outcome, _ = await self._send(_always(answer), self.message())
            assert isinstance(outcome, Refused), name
            assert outcome.action is action, name
            assert outcome.code, name

    async def test_no_answer_makes_it_raise(self) -> None:
        good = self.accept(Request("POST", "/", {}, b"{}"))
        for status in (200, 400, 500):
            for body in mutations(good.body, MUTATIONS):
                outcome, _ = await self._send(_always(Answer(status, body)), self.message())
                assert isinstance(outcome, Accepted | Refused | Unknown)

    async def _send(self, behaviour: Behaviour, message: Outgoing) -> tuple[SendOutcome, Sequence[Request]]:
        async with counterpart(behaviour) as provider:
            return await self._outcome(provider.url, message), provider.requests

    async def _outcome(self, base_url: str, message: Outgoing) -> SendOutcome:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False, verify=_TLS) as http:
            return await self.port.send(self.settings_at(base_url), http, message)

    def _messages(self) -> Iterator[tuple[str, Outgoing]]:
        """Messages on and beyond every edge."""
        limit = self.port.capabilities(self.settings_at("http://127.0.0.1:1")).text_limit
        yield "nothing", self.message(text="")
        yield "blank", self.message(text=" \n ")
        for length in (limit, limit + 1):
            yield f"text of {length}", self.message(text="x" * length)
        for count in (1, 2, 3, 4, 10, 11, 60):
            for title in ("Sim", "Quero falar com uma pessoa", "x" * 80):
                for text in ("Qual?", "x" * 1025, "x" * limit):
                    options = _options(count, title)
                    name = f"{count} choices, titles of {len(title)}, text of {len(text)}"
                    yield name, self.message(type=MessageType.INTERACTIVE, text=text, options=options)
        same = (Option("a", "Sim"), Option("a", "Sim"))
        yield "the same choice twice", self.message(type=MessageType.INTERACTIVE, options=same)
        described = tuple(Option(o.id, o.title, "x" * 73) for o in _options(3))
        yield "long descriptions", self.message(type=MessageType.INTERACTIVE, options=described)
        yield "long ids", self.message(type=MessageType.INTERACTIVE, options=(Option("x" * 300, "Sim"),))
        yield from self._with_files()
        for type_ in MessageType:
            yield f"bare {type_}", self.message(type=type_)
        yield "to nobody", self.message(to=())
        yield "to an unusable address", self.message(to=(Identity(IdentityKind.EMAIL, "a@b.example"),))

    def _with_files(self) -> Iterator[tuple[str, Outgoing]]:
        for type_, media, data in _files():
            for text in (None, "legenda", "x" * 1025):
                message = self.message(type=type_, text=text, **files.attached(media, data))
                yield f"{type_} {media.mime_type} with text of {len(text or '')}", message
        lost = Media("image/png")
        yield "a file that is not there", self.message(type=MessageType.IMAGE, media=lost)

    def _within_capabilities(self) -> Iterator[tuple[str, Outgoing]]:
        can = self.port.capabilities(self.settings_at("http://127.0.0.1:1"))
        yield "the longest text", self.message(text="x" * can.text_limit)
        for most in {can.max_buttons, can.max_rows} - {0}:
            options = _options(most)
            yield f"{most} choices", self.message(type=MessageType.INTERACTIVE, options=options)
        for type_, media, data in _files():
            if type_ in can.media:
                yield (
                    f"{type_}",
                    self.message(type=type_, text=None, **files.attached(media, data)),
                )
        yield from self._beyond_text(can)
        if can.replies:
            yield "a reply", self.message(reply_to="id-1")
        if can.reactions:
            yield "a reaction", self.message(type=MessageType.REACTION, text="👍", reply_to="id-1")
            yield "no reaction any more", self.message(type=MessageType.REACTION, text=None, reply_to="id-1")

    def _beyond_text(self, can: Capabilities) -> Iterator[tuple[str, Outgoing]]:
        if can.location:
            place = {"latitude": -25.4284, "longitude": -49.2733, "name": "Loja", "address": "Rua XV, 1"}
            yield "a place", self.message(type=MessageType.LOCATION, text=None, payload=place)
        if can.contacts:
            cards = {"contacts": [{"name": "Ana", "phones": [{"phone": "+55 41 90000-0001"}]}]}
            yield "a contact", self.message(type=MessageType.CONTACTS, text=None, payload=cards)
        if can.links:
            yield "a link", self.message(text="Pronto!", payload={"link": LINK})
        if can.templates:
            named = {"name": "pedido", "language": "pt_BR", "ref": TEMPLATE_REF, "variables": ["Ana", "12"]}
            yield "a template", self.message(type=MessageType.TEMPLATE, text="Olá Ana", payload=named)


def _options(count: int, title: str = "Escolha") -> tuple[Option, ...]:
    return tuple(Option(f"option-{number}", f"{title} {number}") for number in range(1, count + 1))


def _files() -> Iterable[tuple[MessageType, Media, bytes]]:
    return (
        (MessageType.IMAGE, Media("image/png", filename="a.png"), files.png()),
        (MessageType.IMAGE, Media("image/jpeg"), files.jpeg()),
        (MessageType.IMAGE, Media("image/tiff"), b"II*\0"),
        (MessageType.IMAGE, Media("image/png"), b"x" * (6 * 1024 * 1024)),
        (MessageType.AUDIO, Media("audio/ogg; codecs=opus", voice=True), files.voice_note()),
        (MessageType.DOCUMENT, Media("application/pdf", filename="preços.pdf"), files.pdf()),
        (MessageType.STICKER, Media("image/webp"), files.webp()),
        (MessageType.VIDEO, Media("video/mp4"), b"\0\0\0\x18ftypmp42"),
    )


def _always(what: Answer | Break) -> Behaviour:
    return lambda _: what


def _values(value: Any) -> Iterator[Any]:
    """Everything inside facts."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _values(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from (*_values(key), *_values(item))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _values(item)
    else:
        yield value


def _storable(found: Sequence[Fact]) -> None:
    """PostgreSQL takes no NUL and no half of a surrogate pair."""
    for value in _values(found):
        if isinstance(value, str):
            assert "\0" not in value
            value.encode()
