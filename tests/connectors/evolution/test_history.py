"""What Evolution stored settles what nobody knows: what was missed, and whether a send went out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from prosa.channels.port import IncomingMessage, Outgoing, Unknown
from prosa.connectors.evolution import EvolutionChannel, EvolutionHistory, EvolutionLookup, EvolutionSettings, history
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Direction, Media, MessageType, Option
from prosa.core.clock import now
from prosa.core.errors import Unavailable
from prosa.testing.counterpart import Answer, counterpart
from prosa.testing.evolution import EvolutionApp, FakeEvolution, payloads
from prosa.testing.files import attached, pdf, png, voice_note, webp
from prosa.testing.stage import Fault, FaultKind, serving
from tests.connectors.evolution.material import ERRORS, LID, PHONE, message, settings

WHO = PHONE.value


def moment() -> datetime:
    """A little before now: Evolution tells times in whole seconds."""
    return now() - timedelta(seconds=2)


@asynccontextmanager
async def line(evolution: FakeEvolution) -> AsyncIterator[tuple[EvolutionSettings, httpx.AsyncClient]]:
    async with serving(EvolutionApp(evolution)) as url, httpx.AsyncClient(timeout=2, trust_env=False) as http:
        yield EvolutionSettings.model_validate(evolution.line.settings(url)), http


async def past(evolution: FakeEvolution, ago: timedelta) -> list[IncomingMessage]:
    async with line(evolution) as at:
        found = await EvolutionHistory().since(*at, now() - ago)
    assert all(isinstance(fact, IncomingMessage) for fact in found)
    return [fact for fact in found if isinstance(fact, IncomingMessage)]


async def test_what_was_missed_comes_oldest_first_and_not_what_is_older() -> None:
    evolution = FakeEvolution()
    for minutes in (90, 5, 50, 10):
        evolution.say(WHO, f"há {minutes}", at=now() - timedelta(minutes=minutes))
    evolution.echo(WHO, "do celular", at=now() - timedelta(minutes=7))
    found = await past(evolution, timedelta(hours=1))
    assert [fact.text for fact in found] == ["há 50", "há 10", "do celular", "há 5"]
    assert [fact.direction for fact in found].count(Direction.OUT) == 1


async def test_what_was_said_in_one_second_keeps_its_order() -> None:
    evolution = FakeEvolution()
    for number in range(5):
        evolution.say(WHO, str(number), at=datetime.fromtimestamp(int(now().timestamp()), UTC))
    assert [fact.text for fact in await past(evolution, timedelta(hours=1))] == list("01234")


async def test_of_the_same_words_the_last_are_found() -> None:
    evolution = FakeEvolution()
    async with line(evolution) as at:
        for _ in range(3):
            await EvolutionChannel().send(*at, message())
        assert await EvolutionLookup().find(*at, message(), moment()) == evolution.sends[-1].id


async def test_what_we_sent_is_not_taken_for_somebody_on_the_phone() -> None:
    evolution = FakeEvolution()
    async with line(evolution) as at:
        await EvolutionChannel().send(*at, message())
    assert await past(evolution, timedelta(hours=1)) == []


async def test_a_long_past_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE", 3)
    evolution = FakeEvolution()
    for number in range(8):
        evolution.say(WHO, str(number), at=now() - timedelta(minutes=20 - number))
    found = await past(evolution, timedelta(hours=1))
    assert [fact.text for fact in found] == [str(number) for number in range(8)]
    monkeypatch.setattr(history, "MOST_PAGES", 2)
    assert len(await past(evolution, timedelta(hours=1))) == 6


async def test_a_server_that_does_not_mind_the_times_is_read_no_further_than_needed() -> None:
    records = [
        {"key": {"id": str(n), "remoteJid": f"{WHO}@s.whatsapp.net"}, "message": {"conversation": str(n)}, **at}
        for n, at in enumerate([{"messageTimestamp": 1795000000}, {"messageTimestamp": 1000}])
    ]
    body = {"messages": {"pages": 9, "records": records}}
    async with counterpart(lambda _: Answer(200, httpx.Response(200, json=body).content)) as provider:
        async with httpx.AsyncClient(timeout=1) as http:
            found = await EvolutionHistory().since(settings(base_url=provider.url), http, now() - timedelta(days=30))
        assert [fact.id for fact in found] == ["0"]
        assert len(provider.requests) == 1


OPTIONS = (Option("a", "Sim"), Option("b", "Não"))
SENDS: dict[str, dict[str, Any]] = {
    "a text": {},
    "a text with blanks around it": {"text": " Olá \n"},
    "a reply": {"reply_to": "3EB0BEFORE"},
    "choices": {"type": MessageType.INTERACTIVE, "text": "Qual?", "options": OPTIONS},
    "a picture": {"type": MessageType.IMAGE, "text": "Veja", **attached(Media("image/png"), png())},
    "a document": {"type": MessageType.DOCUMENT, "text": None, **attached(Media("a/pdf", filename="n.pdf"), pdf())},
    "a voice note": {
        "type": MessageType.AUDIO,
        "text": None,
        **attached(Media("audio/ogg", voice=True), voice_note()),
    },
    "a sticker": {"type": MessageType.STICKER, "text": None, **attached(Media("image/webp"), webp())},
    "a place": {"type": MessageType.LOCATION, "payload": {"latitude": 1.5, "longitude": 2}},
    "cards": {"type": MessageType.CONTACTS, "payload": {"contacts": [{"phones": [{"phone": "5511977776666"}]}]}},
    "a reaction": {"type": MessageType.REACTION, "text": "👍", "reply_to": "3EB0THEIRS"},
}


async def lost(evolution: FakeEvolution, outgoing: Outgoing, *, taken: bool) -> tuple[str | None, str | None]:
    """Sends it so that nobody knows what became of it; the id it really has, and the one that is found."""
    evolution.goes_wrong([Fault(FaultKind.CUT if taken else FaultKind.CUT_BEFORE)])
    async with line(evolution) as at:
        since = now()
        assert isinstance(await EvolutionChannel().send(*at, outgoing), Unknown)
        found = await EvolutionLookup().find(*at, outgoing, since)
    return (evolution.sends[-1].id if taken else None), found


@pytest.mark.parametrize("changes", SENDS.values(), ids=SENDS)
async def test_a_send_that_went_out_is_found_and_one_that_did_not_is_not(changes: dict[str, Any]) -> None:
    evolution = FakeEvolution()
    evolution.say(WHO, "oi")
    nothing, found = await lost(evolution, message(**changes), taken=False)
    assert (nothing, found) == (None, None)
    id_, found = await lost(evolution, message(**changes), taken=True)
    assert found == id_


async def test_buttons_are_found_by_their_question() -> None:
    evolution = FakeEvolution()
    async with line(evolution) as (credentials, http):
        native = credentials.model_copy(update={"native_choices": True})
        outgoing = message(type=MessageType.INTERACTIVE, text="Pode ser?", options=OPTIONS)
        await EvolutionChannel().send(native, http, outgoing)
        assert await EvolutionLookup().find(native, http, outgoing, moment()) == evolution.sends[0].id


async def test_what_others_got_or_said_is_not_our_send() -> None:
    evolution = FakeEvolution()
    evolution.say(WHO, "Olá")
    evolution.echo("5521999990000", "Olá")
    evolution.echo(WHO, "Olá", at=now() - timedelta(minutes=5))
    evolution.echo(WHO, "Olá!")
    assert await lost(evolution, message(), taken=False) == (None, None)


async def test_a_document_of_another_name_is_another() -> None:
    evolution = FakeEvolution()
    async with line(evolution) as at:
        first = message(type=MessageType.DOCUMENT, text=None, **attached(Media("a/b", filename="um.pdf"), pdf()))
        await EvolutionChannel().send(*at, first)
        other = message(type=MessageType.DOCUMENT, text=None, **attached(Media("a/b", filename="dois.pdf"), pdf()))
        assert await EvolutionLookup().find(*at, other, moment()) is None


async def test_the_ninth_digit_and_a_hidden_id_do_not_hide_a_send() -> None:
    evolution = FakeEvolution(numbers={WHO: "551187654321"})
    id_, found = await lost(evolution, message(), taken=True)
    assert id_ == found
    hidden = FakeEvolution()
    async with line(hidden) as at:
        await EvolutionChannel().send(*at, message(to=(LID,)))
        assert await EvolutionLookup().find(*at, message(), moment()) == hidden.sends[0].id
        stranger = message(to=(Identity(IdentityKind.LID, "999@lid"),))
        assert await EvolutionLookup().find(*at, stranger, moment()) is None


async def test_a_send_to_a_group_is_found_there_and_not_elsewhere() -> None:
    evolution = FakeEvolution()
    group = message(to=(Identity(IdentityKind.GROUP, "1203@g.us"),))
    async with line(evolution) as at:
        await EvolutionChannel().send(*at, message())
        assert await EvolutionLookup().find(*at, group, moment()) is None
        await EvolutionChannel().send(*at, group)
        assert await EvolutionLookup().find(*at, group, moment()) == evolution.sends[1].id
        assert await EvolutionLookup().find(*at, message(), moment()) == evolution.sends[0].id


async def test_an_evolution_that_stores_nothing_cannot_say() -> None:
    with pytest.raises(Unavailable, match="stores no messages"):
        await lost(FakeEvolution(stores=False), message(), taken=True)


async def test_an_evolution_that_does_not_answer_or_says_no_cannot_say() -> None:
    for answer in (Answer(500), Answer(*ERRORS["no or wrong apikey"]), Answer(*ERRORS["unknown instance"])):
        async with counterpart(lambda _, a=answer: a) as provider, httpx.AsyncClient(timeout=1) as http:
            with pytest.raises(Unavailable):
                await EvolutionLookup().find(settings(base_url=provider.url), http, message(), now())


async def test_what_cannot_be_sent_did_not_go_out() -> None:
    async with line(FakeEvolution()) as at:
        assert await EvolutionLookup().find(*at, message(to=()), now()) is None


def test_a_history_of_the_fake_is_that_of_its_deliveries() -> None:
    evolution = FakeEvolution()
    id_ = evolution.say(WHO, payloads.vanishing(payloads.text("some")))
    assert evolution.message(id_) is not None
