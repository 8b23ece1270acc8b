"""What every ability must do, as tests to inherit, played against the provider's fake (they need pytest).

A connector that provides `Signals`, `Sessions`, `History`, `Lookup`, `Directory`, `Templates` or `Rated` subclasses the
suite of each, names the class `Test…`, says how its fake is made and served, and answers the few questions the suite
asks of the fake::

    class TestSignals(SignalsConformance[FakeGraph]):
        connector = connector
        app = GraphApp
        make = FakeGraph

        def read(self, fake):
            return fake.reads

        def typed_to(self, fake):
            return fake.typings
"""

import ssl
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

import httpx
import pytest
from pydantic import BaseModel

from prosa.channels.abilities import (
    Directory,
    Heard,
    History,
    Lookup,
    ProviderRefused,
    Rated,
    Sessions,
    SessionState,
    Signals,
    TemplateCategory,
    TemplateContent,
    Templates,
    TemplateState,
)
from prosa.channels.port import Accepted, ChannelPort, IncomingMessage, Outgoing, Unknown
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Direction, MessageType
from prosa.core.clock import now
from prosa.core.errors import Unavailable
from prosa.core.ids import new_id
from prosa.core.plugins import Connector
from prosa.testing.counterpart import Answer, Break, counterpart, nobody_listens
from prosa.testing.stage import FakeApp, Fault, FaultKind, serving

PHONE = "5511987654321"
PATIENCE = 2.0
"""Seconds a call may take before its client gives it up."""
WEBHOOK = "http://127.0.0.1:9/webhooks/prosa"
PNG = b"\x89PNG\r\n\x1a\n"

_TLS = ssl.create_default_context()

FakeT = TypeVar("FakeT")
Link = tuple[BaseModel, httpx.AsyncClient]
"""What every call of an ability takes."""


class AbilityConformance(ABC, Generic[FakeT]):
    """`make` makes a fake, `app` serves one. A fake has a `line` with the settings of a channel on it, `say`,
    `goes_wrong` and the other names of `stage.Steered`."""

    connector: ClassVar[Connector]
    app: ClassVar[Callable[[Any], FakeApp]]
    make: ClassVar[Callable[[], Any]]
    to: ClassVar[tuple[Identity, ...]] = (Identity(IdentityKind.PHONE, PHONE),)

    @property
    def port(self) -> ChannelPort:
        port: ChannelPort = self.connector.provides[ChannelPort]
        return port

    def ability(self, kind: type[Any]) -> Any:
        assert kind in self.connector.provides
        return self.connector.provides[kind]

    def fake(self) -> FakeT:
        """A provider on which `to` has an account and the line is at work."""
        made: FakeT = type(self).make()
        return made

    def settings_at(self, fake: FakeT, base_url: str) -> BaseModel:
        line: Any = fake
        return self.connector.settings.model_validate(line.line.settings(base_url))

    @asynccontextmanager
    async def line(self, fake: FakeT) -> AsyncIterator[Link]:
        async with serving(type(self).app(fake)) as url, _client() as http:
            yield self.settings_at(fake, url), http

    @asynccontextmanager
    async def broken_lines(self) -> AsyncIterator[Iterable[Link]]:
        """Lines on which the provider does not answer, or something else answers."""
        fake = self.fake()
        async with (
            counterpart(lambda _: Answer(503, b"<html></html>")) as busy,
            counterpart(lambda _: Break.CLOSE) as closing,
            _client() as http,
        ):
            yield [(self.settings_at(fake, url), http) for url in (nobody_listens(), busy.url, closing.url)]

    def outgoing(self, text: str = "Olá") -> Outgoing:
        return Outgoing(message_id=new_id(), to=self.to, type=MessageType.TEXT, text=text)


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=PATIENCE, trust_env=False, verify=_TLS)


class SignalsConformance(AbilityConformance[FakeT]):
    """The two ticks and the dots."""

    @abstractmethod
    def read(self, fake: FakeT) -> Sequence[str]:
        """What was marked as read: ids of messages, or addresses of chats where the provider marks those."""

    @abstractmethod
    def typed_to(self, fake: FakeT) -> Sequence[str]:
        """To what an answer was shown to be on its way."""

    def heard(self, fake: FakeT) -> Heard:
        said: Any = fake
        return Heard(said.say(PHONE, "oi"), self.to)

    async def test_what_was_heard_is_marked_as_read(self) -> None:
        fake = self.fake()
        async with self.line(fake) as (settings, http):
            await self.ability(Signals).read(settings, http, self.heard(fake))
        assert len(self.read(fake)) == 1
        assert not self.typed_to(fake)

    async def test_an_answer_is_shown_to_be_on_its_way(self) -> None:
        fake = self.fake()
        async with self.line(fake) as (settings, http):
            await self.ability(Signals).typing(settings, http, self.heard(fake))
        assert self.typed_to(fake)
        assert bool(self.read(fake)) is self.ability(Signals).typing_reads

    async def test_what_fails_is_forgotten(self) -> None:
        heard = Heard("x", self.to)
        async with self.broken_lines() as lines:
            for settings, http in lines:
                await self.ability(Signals).read(settings, http, heard)
                await self.ability(Signals).typing(settings, http, heard)


class SessionsConformance(AbilityConformance[FakeT]):
    """A linked device. `fake` must give a line that is not linked yet."""

    @abstractmethod
    def scan(self, fake: FakeT) -> None:
        """Somebody scans the picture with the business's phone."""

    @abstractmethod
    def unlink(self, fake: FakeT) -> None:
        """Somebody unlinks the device on the phone."""

    @abstractmethod
    def webhook_of(self, fake: FakeT) -> str | None:
        """Where the session delivers to."""

    async def test_a_new_session_waits_to_be_scanned_and_then_works(self) -> None:
        fake, sessions = self.fake(), self.ability(Sessions)
        async with self.line(fake) as (settings, http):
            await sessions.start(settings, http, WEBHOOK)
            assert self.webhook_of(fake) == WEBHOOK
            waiting = await sessions.state(settings, http)
            assert waiting.state in (SessionState.STARTING, SessionState.PAIRING)
            picture = await sessions.picture(settings, http)
            assert picture is not None
            assert picture.startswith(PNG)
            self.scan(fake)
            working = await sessions.state(settings, http)
            assert working.state is SessionState.WORKING
            assert (working.phone or "").isdigit()

    async def test_a_code_pairs_as_well_as_the_picture(self) -> None:
        fake, sessions = self.fake(), self.ability(Sessions)
        async with self.line(fake) as (settings, http):
            await sessions.start(settings, http, WEBHOOK)
            assert await sessions.code(settings, http, PHONE)

    async def test_starting_again_changes_nothing(self) -> None:
        fake, sessions = self.fake(), self.ability(Sessions)
        async with self.line(fake) as (settings, http):
            await sessions.start(settings, http, WEBHOOK)
            self.scan(fake)
            again = await sessions.start(settings, http, WEBHOOK)
            assert again.state in (SessionState.STARTING, SessionState.WORKING)
            assert (await sessions.state(settings, http)).state is SessionState.WORKING

    async def test_a_restart_keeps_the_link_and_logging_out_ends_it(self) -> None:
        fake, sessions = self.fake(), self.ability(Sessions)
        async with self.line(fake) as (settings, http):
            await sessions.start(settings, http, WEBHOOK)
            self.scan(fake)
            await sessions.restart(settings, http)
            assert (await sessions.state(settings, http)).state is SessionState.WORKING
            await sessions.log_out(settings, http)
            assert (await sessions.state(settings, http)).state is not SessionState.WORKING
            await sessions.start(settings, http, WEBHOOK)
            waiting = await sessions.state(settings, http)
            assert waiting.state in (SessionState.STARTING, SessionState.PAIRING)

    async def test_a_device_unlinked_on_the_phone_does_not_work(self) -> None:
        fake, sessions = self.fake(), self.ability(Sessions)
        async with self.line(fake) as (settings, http):
            await sessions.start(settings, http, WEBHOOK)
            self.scan(fake)
            self.unlink(fake)
            assert (await sessions.state(settings, http)).state is not SessionState.WORKING

    async def test_a_stopped_session_is_stopped(self) -> None:
        fake, sessions = self.fake(), self.ability(Sessions)
        async with self.line(fake) as (settings, http):
            await sessions.start(settings, http, WEBHOOK)
            self.scan(fake)
            await sessions.stop(settings, http)
            assert (await sessions.state(settings, http)).state is not SessionState.WORKING

    async def test_a_provider_that_does_not_answer_is_unavailable(self) -> None:
        async with self.broken_lines() as lines:
            for settings, http in lines:
                with pytest.raises(Unavailable):
                    await self.ability(Sessions).state(settings, http)


class HistoryConformance(AbilityConformance[FakeT]):
    """What deliveries left out."""

    async def test_what_was_said_is_found_again_under_its_id(self) -> None:
        fake: Any = self.fake()
        before = now() - timedelta(minutes=10)
        said = [fake.say(PHONE, text, at=before + timedelta(minutes=step)) for step, text in enumerate("abc", start=1)]
        async with self.line(fake) as (settings, http):
            found = self._messages(await self.ability(History).since(settings, http, before))
            assert [fact.id for fact in found] == said
            assert [fact.text for fact in found] == ["a", "b", "c"]
            assert all(fact.sender.identities() for fact in found)
            later = await self.ability(History).since(settings, http, before + timedelta(seconds=90))
            assert [fact.id for fact in self._messages(later)] == said[1:]

    async def test_what_the_business_typed_on_its_phone_is_found_as_well(self) -> None:
        fake: Any = self.fake()
        moment = now() - timedelta(minutes=1)
        fake.say(PHONE, "oi")
        fake.echo(PHONE, "Já vou")
        async with self.line(fake) as (settings, http):
            found = self._messages(await self.ability(History).since(settings, http, moment))
        assert {(fact.text, fact.direction) for fact in found} >= {("oi", Direction.IN), ("Já vou", Direction.OUT)}

    async def test_nothing_is_found_where_nothing_was_said(self) -> None:
        async with self.line(self.fake()) as (settings, http):
            found = await self.ability(History).since(settings, http, now() - timedelta(hours=1))
        assert self._messages(found) == []

    async def test_a_provider_that_does_not_answer_is_unavailable(self) -> None:
        async with self.broken_lines() as lines:
            for settings, http in lines:
                with pytest.raises(Unavailable):
                    await self.ability(History).since(settings, http, now())

    def _messages(self, facts: Iterable[Any]) -> list[IncomingMessage]:
        return [fact for fact in facts if isinstance(fact, IncomingMessage)]


class LookupConformance(AbilityConformance[FakeT]):
    """Whether a message went out."""

    async def test_a_message_that_went_out_is_found_under_its_id(self) -> None:
        fake, message = self.fake(), self.outgoing("Chegou?")
        async with self.line(fake) as (settings, http):
            since = self._moment()
            outcome = await self.port.send(settings, http, message)
            assert isinstance(outcome, Accepted)
            assert await self.ability(Lookup).find(settings, http, message, since) == outcome.provider_id

    async def test_a_message_whose_answer_was_lost_is_found(self) -> None:
        fake, message = self.fake(), self.outgoing("Chegou?")
        steered: Any = fake
        async with self.line(fake) as (settings, http):
            since = self._moment()
            steered.goes_wrong([Fault(FaultKind.CUT)])
            assert isinstance(await self.port.send(settings, http, message), Unknown)
            assert await self.ability(Lookup).find(settings, http, message, since) == steered.sends[0].id

    async def test_a_message_that_never_went_out_is_not_found(self) -> None:
        fake = self.fake()
        async with self.line(fake) as (settings, http):
            since = self._moment()
            assert isinstance(await self.port.send(settings, http, self.outgoing("outra")), Accepted)
            assert await self.ability(Lookup).find(settings, http, self.outgoing("esta"), since) is None

    async def test_the_same_words_said_before_are_another_message(self) -> None:
        fake, message = self.fake(), self.outgoing("Bom dia")
        async with self.line(fake) as (settings, http):
            assert isinstance(await self.port.send(settings, http, self.outgoing("Bom dia")), Accepted)
            assert await self.ability(Lookup).find(settings, http, message, now() + timedelta(seconds=5)) is None

    async def test_a_provider_that_does_not_answer_is_unavailable(self) -> None:
        async with self.broken_lines() as lines:
            for settings, http in lines:
                with pytest.raises(Unavailable):
                    await self.ability(Lookup).find(settings, http, self.outgoing(), self._moment())

    def _moment(self) -> datetime:
        """A little before now: providers tell times in whole seconds."""
        return now() - timedelta(seconds=2)


class DirectoryConformance(AbilityConformance[FakeT]):
    """Who the line can reach."""

    unknown: ClassVar[str] = "5511900000000"

    @abstractmethod
    def nobody(self, fake: FakeT, phone: str) -> None:
        """This number is not on WhatsApp."""

    async def test_numbers_are_checked_in_the_order_given(self) -> None:
        fake = self.fake()
        self.nobody(fake, self.unknown)
        async with self.line(fake) as (settings, http):
            found = await self.ability(Directory).check(settings, http, [self.unknown, PHONE, self.unknown])
        assert [each.phone for each in found] == [self.unknown, PHONE, self.unknown]
        assert [each.address is not None for each in found] == [False, True, False]

    async def test_nobody_is_asked_about_when_nobody_is_named(self) -> None:
        async with self.line(self.fake()) as (settings, http):
            assert await self.ability(Directory).check(settings, http, []) == []

    async def test_who_wrote_is_among_the_contacts(self) -> None:
        fake: Any = self.fake()
        fake.say(PHONE, "oi", name="Ana")
        async with self.line(fake) as (settings, http):
            found = await self.ability(Directory).contacts(settings, http)
        assert any(identity.value == PHONE for each in found for identity in each.identities)

    async def test_a_group_is_made_listed_and_left(self) -> None:
        directory = self.ability(Directory)
        async with self.line(self.fake()) as (settings, http):
            made = await directory.create_group(settings, http, "Entregas", [PHONE])
            assert made.name == "Entregas"
            listed = {group.id: group.name for group in await directory.groups(settings, http)}
            assert listed == {made.id: "Entregas"}
            await directory.leave_group(settings, http, made.id)
            assert made.id not in {group.id for group in await directory.groups(settings, http)}

    async def test_a_provider_that_does_not_answer_is_unavailable(self) -> None:
        async with self.broken_lines() as lines:
            for settings, http in lines:
                with pytest.raises(Unavailable):
                    await self.ability(Directory).check(settings, http, [PHONE])
                with pytest.raises(Unavailable):
                    await self.ability(Directory).groups(settings, http)


class TemplatesConformance(AbilityConformance[FakeT]):
    """Approval and its states."""

    content: ClassVar[TemplateContent] = TemplateContent(
        name="pedido_pronto",
        language="pt_BR",
        category=TemplateCategory.UTILITY,
        body="Olá {{1}}, o pedido {{2}} está pronto.",
        footer="Até logo",
        examples=("Ana", "1234"),
    )
    refused: ClassVar[TemplateContent] = TemplateContent(
        name="Nome Errado!", language="pt_BR", category=TemplateCategory.UTILITY, body=""
    )
    """What the provider does not take."""

    @abstractmethod
    def decide(self, fake: FakeT, name: str, state: TemplateState, reason: str) -> None:
        """The provider approves, rejects (with a reason), pauses or disables it."""

    async def test_what_is_handed_in_is_pending_and_listed_as_it_is(self) -> None:
        templates = self.ability(Templates)
        async with self.line(self.fake()) as (settings, http):
            made = await templates.submit(settings, http, self.content)
            assert made.ref
            assert made.state is TemplateState.PENDING
            (listed,) = await templates.all(settings, http)
            assert (listed.ref, listed.state) == (made.ref, TemplateState.PENDING)
            assert self.told(listed.content) == self.told(self.content)

    def told(self, content: TemplateContent) -> tuple[object, ...]:
        """What a provider must give back of what it was handed."""
        return content.name, content.language, content.category, content.body

    async def test_the_providers_word_is_told_with_its_reason(self) -> None:
        fake, templates = self.fake(), self.ability(Templates)
        async with self.line(fake) as (settings, http):
            await templates.submit(settings, http, self.content)
            for state, reason in ((TemplateState.REJECTED, "INVALID_FORMAT"), (TemplateState.APPROVED, "")):
                self.decide(fake, self.content.name, state, reason)
                (listed,) = await templates.all(settings, http)
                assert listed.state is state
                assert reason in listed.reason

    async def test_what_is_removed_is_gone_and_can_be_removed_again(self) -> None:
        templates = self.ability(Templates)
        async with self.line(self.fake()) as (settings, http):
            made = await templates.submit(settings, http, self.content)
            for _ in range(2):
                await templates.remove(settings, http, made)
            assert await templates.all(settings, http) == []

    async def test_what_the_provider_refuses_is_told_in_its_words(self) -> None:
        async with self.line(self.fake()) as (settings, http):
            with pytest.raises(ProviderRefused) as refused:
                await self.ability(Templates).submit(settings, http, self.refused)
        assert refused.value.detail

    async def test_a_provider_that_does_not_answer_is_unavailable(self) -> None:
        async with self.broken_lines() as lines:
            for settings, http in lines:
                with pytest.raises(Unavailable):
                    await self.ability(Templates).all(settings, http)
                with pytest.raises(Unavailable):
                    await self.ability(Templates).submit(settings, http, self.content)


class RatedConformance(AbilityConformance[FakeT]):
    """The provider's opinion of the line."""

    @abstractmethod
    def rate(self, fake: FakeT, rating: str) -> None:
        """The provider thinks otherwise."""

    async def test_the_rating_is_the_providers(self) -> None:
        fake = self.fake()
        async with self.line(fake) as (settings, http):
            for rating in ("GREEN", "RED"):
                self.rate(fake, rating)
                assert (await self.ability(Rated).quality(settings, http)).rating == rating

    async def test_a_provider_that_does_not_answer_is_unavailable(self) -> None:
        async with self.broken_lines() as lines:
            for settings, http in lines:
                with pytest.raises(Unavailable):
                    await self.ability(Rated).quality(settings, http)
