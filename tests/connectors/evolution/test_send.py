"""What leaves for Evolution, and what is known afterwards."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.channels.abilities import Heard
from prosa.channels.fitting import Unfit
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.connectors.evolution import EvolutionChannel, EvolutionSettings
from prosa.connectors.evolution.fitting import request
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media, MessageType, Option
from prosa.testing.counterpart import Answer, Break, counterpart, nobody_listens
from prosa.testing.evolution import EvolutionApp, FakeEvolution
from prosa.testing.evolution.rules import problems
from prosa.testing.files import attached, pdf, png, voice_note, webp
from prosa.testing.stage import Fault, FaultKind, serving
from tests.connectors.evolution.material import LID, PHONE, broken, message, settings

JID = "5511987654321@s.whatsapp.net"


@asynccontextmanager
async def line(
    evolution: FakeEvolution, **changes: object
) -> AsyncIterator[tuple[EvolutionSettings, httpx.AsyncClient]]:
    async with serving(EvolutionApp(evolution)) as url, httpx.AsyncClient(timeout=2, trust_env=False) as http:
        yield EvolutionSettings.model_validate({**evolution.line.settings(url), **changes}), http


async def send(evolution: FakeEvolution, outgoing: Outgoing, **changes: object) -> SendOutcome:
    async with line(evolution, **changes) as (credentials, http):
        return await EvolutionChannel().send(credentials, http, outgoing)


async def sent(outgoing: Outgoing, **changes: object) -> tuple[str, dict[str, Any]]:
    """The kind and the body that were taken."""
    evolution = FakeEvolution()
    assert isinstance(await send(evolution, outgoing, **changes), Accepted)
    return evolution.sends[0].type, dict(evolution.sends[0].body)


async def test_a_text_goes_to_the_whole_address_with_its_quote() -> None:
    assert await sent(message(reply_to="3EB0BEFORE")) == (
        "text",
        {"number": JID, "text": "Olá", "quoted": {"key": {"id": "3EB0BEFORE"}}},
    )


@pytest.mark.parametrize(
    ("to", "number"),
    [
        ((LID, PHONE), JID),
        ((LID,), LID.value),
        ((Identity(IdentityKind.GROUP, "1203@g.us"),), "1203@g.us"),
        ((Identity(IdentityKind.GROUP, "1203"),), "1203@g.us"),
        ((Identity(IdentityKind.LID, "184069530861739"),), LID.value),
        ((Identity(IdentityKind.PHONE, "+55 11 98765-4321"),), JID),
        ((Identity(IdentityKind.PHONE, "551187654321"), PHONE), "551187654321@s.whatsapp.net"),
    ],
)
async def test_the_address_is_the_group_the_first_number_or_else_the_hidden_id(
    to: tuple[Identity, ...], number: str
) -> None:
    assert (await sent(message(to=to)))[1]["number"] == number


async def test_the_number_whatsapp_knows_is_told() -> None:
    evolution = FakeEvolution(numbers={"5511987654321": "551187654321"})
    outcome = await send(evolution, message())
    assert isinstance(outcome, Accepted)
    assert outcome.address == Identity(IdentityKind.PHONE, "551187654321")
    assert outcome.provider_id == evolution.sends[0].id


async def test_a_ninth_digit_that_is_there_is_not_guessed_away() -> None:
    evolution = FakeEvolution(absent={"553187654321"})
    outcome = await send(evolution, message(to=(Identity(IdentityKind.PHONE, "5531987654321"),)))
    assert isinstance(outcome, Accepted)
    assert evolution.sends[0].to == "5531987654321"


@pytest.mark.parametrize(
    ("type_", "media", "data", "kind", "field"),
    [
        (MessageType.IMAGE, Media("image/png", filename="a.png"), png(), "image", "media"),
        (MessageType.IMAGE, Media("image/tiff"), b"II*\0", "document", "media"),
        (MessageType.DOCUMENT, Media("application/pdf", filename="preços.pdf"), pdf(), "document", "media"),
        (MessageType.AUDIO, Media("audio/ogg; codecs=opus", voice=True), voice_note(), "audio", "audio"),
        (MessageType.AUDIO, Media("audio/mpeg", filename="a.mp3"), b"ID3", "audio", "media"),
        (MessageType.STICKER, Media("image/webp"), webp(), "sticker", "sticker"),
        (MessageType.STICKER, Media("image/png"), png(), "document", "media"),
        (MessageType.VIDEO, Media("video/mp4"), b"\0\0\0\x18ftypmp42", "video", "media"),
        (MessageType.IMAGE, Media("image/png"), b"", "image", "media"),
    ],
)
async def test_a_file_goes_as_what_the_phone_shows(
    type_: MessageType, media: Media, data: bytes, kind: str, field: str
) -> None:
    found, body = await sent(message(type=type_, text=None, **attached(media, data)))
    assert found == kind
    assert base64.b64decode(body[field]) == data


async def test_a_voice_note_is_converted_only_when_it_is_not_one_yet() -> None:
    ready = await sent(message(type=MessageType.AUDIO, text=None, **attached(Media("audio/ogg", voice=True), b"OggS")))
    other = await sent(message(type=MessageType.AUDIO, text=None, **attached(Media("audio/mpeg", voice=True), b"ID3")))
    assert (ready[1]["encoding"], other[1]["encoding"]) == (False, True)


async def test_what_cannot_carry_words_goes_as_a_document_with_them() -> None:
    for type_, media in (
        (MessageType.AUDIO, Media("audio/ogg", voice=True)),
        (MessageType.STICKER, Media("image/webp")),
    ):
        kind, body = await sent(message(type=type_, text="Ouça", **attached(media, b"x")))
        assert (kind, body["caption"]) == ("document", "Ouça")


async def test_a_place_without_a_name_is_called_by_its_coordinates() -> None:
    _, bare = await sent(
        message(type=MessageType.LOCATION, text=None, payload={"latitude": -23.55, "longitude": -46.6})
    )
    assert (bare["name"], bare["address"]) == ("-23.55, -46.6", "-23.55, -46.6")
    place = {"latitude": 0, "longitude": 0, "name": "Ilha", "address": "Mar"}
    _, named = await sent(message(type=MessageType.LOCATION, text=None, payload=place))
    assert (named["name"], named["address"]) == ("Ilha", "Mar")


async def test_a_contact_with_two_numbers_is_two_cards() -> None:
    phones = [{"phone": "+55 11 97777-6666"}, {"phone": "190"}, {"wa_id": "552133334444"}]
    _, body = await sent(message(type=MessageType.CONTACTS, text=None, payload={"contacts": [{"phones": phones}]}))
    assert [card["wuid"] for card in body["contact"]] == ["5511977776666", "552133334444"]


async def test_a_reaction_comes_and_goes() -> None:
    for emoji, own in (("👍", {}), (None, {"own": True})):
        _, body = await sent(message(type=MessageType.REACTION, text=emoji, reply_to="3EB0THIS", payload=own))
        key = {"id": "3EB0THIS", "remoteJid": JID, "fromMe": bool(own)}
        assert body == {"key": key, "reaction": emoji or ""}


async def test_a_link_stands_in_the_text() -> None:
    _, body = await sent(message(payload={"link": {"title": "Pedido", "url": "https://loja.example/1"}}))
    assert body["text"] == "Olá\n\nPedido: https://loja.example/1"


OPTIONS = (Option("a", "Sim"), Option("b", "Não"))


async def test_choices_are_numbered_text_unless_the_admin_wants_buttons() -> None:
    asked = message(type=MessageType.INTERACTIVE, text="Pode ser?", options=OPTIONS)
    assert await sent(asked) == ("text", {"number": JID, "text": "Pode ser?\n\n1. Sim\n2. Não"})
    kind, body = await sent(asked, native_choices=True)
    assert (kind, body["title"]) == ("buttons", "Pode ser?")
    assert body["buttons"][0] == {"type": "reply", "displayText": "Sim", "id": "a"}


async def test_four_choices_are_a_list_and_eleven_are_text_again() -> None:
    four = tuple(Option(str(n), f"Opção {n}", "com calma") for n in range(4))
    kind, body = await sent(message(text="x" * 100, options=four), native_choices=True)
    assert (kind, body["description"], body["footerText"]) == ("list", "x" * 100, "Ver opções")
    assert body["sections"][0]["rows"][0] == {"title": "Opção 0", "rowId": "0", "description": "com calma"}
    eleven = tuple(Option(str(n), f"Opção {n}") for n in range(11))
    assert (await sent(message(options=eleven), native_choices=True))[0] == "text"
    same = (Option("a", "Sim"), Option("a", "Não"))
    assert (await sent(message(options=same), native_choices=True))[0] == "text"


async def test_a_file_can_ask_as_well() -> None:
    outgoing = message(type=MessageType.IMAGE, text="Qual?", options=OPTIONS, **attached(Media("image/png"), png()))
    _, body = await sent(outgoing, native_choices=True)
    assert body["caption"] == "Qual?\n\n1. Sim\n2. Não"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": ()}, "no_address"),
        ({"to": (Identity(IdentityKind.BSUID, "BR.1"),)}, "no_address"),
        ({"text": " "}, "empty"),
        ({"text": "x" * 4097}, "too_long"),
        ({"type": MessageType.IMAGE}, "no_file"),
        ({"type": MessageType.IMAGE, "media": Media("image/png", ref="1")}, "no_file"),
        ({"type": MessageType.REACTION}, "no_target"),
        ({"type": MessageType.LOCATION}, "no_place"),
        ({"type": MessageType.LOCATION, "payload": {"latitude": 91, "longitude": 0}}, "no_place"),
        ({"type": MessageType.CONTACTS, "payload": {"contacts": [{"name": "Ana"}]}}, "no_contacts"),
        ({"type": MessageType.TEMPLATE}, "type_not_sendable"),
        ({"type": MessageType.DOCUMENT, **attached(Media("a/b"), b"x"), "text": "x" * 1025}, "too_long"),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_anything_leaves(changes: dict[str, Any], code: str) -> None:
    evolution = FakeEvolution()
    outcome = await send(evolution, message(**changes))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.action) == (code, ErrorAction.GIVE_UP)
    assert evolution.sends == []


async def test_a_file_that_is_too_large_is_refused_by_its_size_alone() -> None:
    huge = Media("application/pdf", size=101 * 1024 * 1024)
    outcome = await send(
        FakeEvolution(), message(type=MessageType.DOCUMENT, media=huge, file=attached(huge, b"")["file"])
    )
    assert isinstance(outcome, Refused)
    assert outcome.code == "file_too_large"


@pytest.mark.parametrize(
    ("state", "action", "code"),
    [
        ("close", ErrorAction.RETRY, "not_connected"),
        ("connecting", ErrorAction.RETRY, "not_connected"),
        (None, ErrorAction.STOP_CHANNEL, "http_404"),
    ],
)
async def test_a_session_that_is_not_open(state: str | None, action: ErrorAction, code: str) -> None:
    outcome = await send(FakeEvolution(state=state), message())
    assert isinstance(outcome, Refused)
    assert (outcome.action, outcome.code) == (action, code)


async def test_a_number_that_is_not_on_whatsapp() -> None:
    outcome = await send(FakeEvolution(absent={"5511987654321"}), message())
    assert outcome == Refused("not_on_whatsapp", "this number is not on WhatsApp", ErrorAction.GIVE_UP)


async def test_a_wrong_key_stops_the_line_and_is_not_repeated() -> None:
    outcome = await send(FakeEvolution(), message(), api_key="another-key")
    assert isinstance(outcome, Refused)
    assert outcome.action is ErrorAction.STOP_CHANNEL
    assert "another-key" not in str(outcome)


@pytest.mark.parametrize(
    ("fault", "taken", "outcome"),
    [
        (Fault(FaultKind.CUT_BEFORE), 0, Unknown),
        (Fault(FaultKind.CUT), 1, Unknown),
        (Fault(FaultKind.GARBLED), 1, Unknown),
        (Fault(FaultKind.HTTP, status=503), 0, Refused),
        (Fault(FaultKind.HTTP_AFTER, status=502), 1, Unknown),
        (Fault(FaultKind.ERROR), 0, Refused),
        (Fault(FaultKind.ERROR, code=463), 0, Refused),
        (Fault(FaultKind.SLOW, seconds=0.05), 1, Accepted),
        (Fault(FaultKind.FAILED), 1, Accepted),
    ],
)
async def test_what_goes_wrong_is_told_apart(fault: Fault, taken: int, outcome: type) -> None:
    evolution = FakeEvolution()
    evolution.goes_wrong([fault])
    assert isinstance(await send(evolution, message()), outcome)
    assert len(evolution.sends) == taken
    assert evolution.faults[fault.kind] == 1


async def test_a_time_out_inside_evolution_is_doubt() -> None:
    for status, words in ((400, "Error: Timed Out"), (500, "Timeout"), (500, "something else")):
        body = json.dumps({"status": status, "error": "x", "response": {"message": [words]}}).encode()
        async with counterpart(lambda _, s=status, b=body: Answer(s, b)) as provider, httpx.AsyncClient() as http:
            outcome = await EvolutionChannel().send(settings(base_url=provider.url), http, message())
        assert isinstance(outcome, Unknown), words


async def test_reading_and_typing_are_shown() -> None:
    evolution = FakeEvolution()
    heard = Heard("3EB0THEIRS", (LID, PHONE))
    async with line(evolution) as (credentials, http):
        await EvolutionChannel().read(credentials, http, heard)
        await EvolutionChannel().typing(credentials, http, heard)
    assert evolution.seen == ["3EB0THEIRS"]
    assert evolution.typing == [JID]


async def test_signs_of_life_that_fail_are_forgotten() -> None:
    async with httpx.AsyncClient(timeout=0.2) as http, counterpart(lambda _: Break.CLOSE) as provider:
        for url in (nobody_listens(), provider.url):
            for to in ((PHONE,), ()):
                await EvolutionChannel().read(settings(base_url=url), http, Heard("x", to))
                await EvolutionChannel().typing(settings(base_url=url), http, Heard("x", to))


texts = st.text(max_size=30)
options = st.lists(st.builds(Option, id=texts, title=texts, description=st.none() | texts), max_size=12).map(tuple)
payloads = st.fixed_dictionaries(
    {},
    optional={
        "latitude": st.none() | st.floats() | texts,
        "longitude": st.none() | st.floats() | texts,
        "name": st.none() | texts,
        "contacts": st.lists(
            st.fixed_dictionaries(
                {}, optional={"name": texts, "phones": st.lists(st.fixed_dictionaries({}, optional={"phone": texts}))}
            )
        ),
        "link": st.fixed_dictionaries({}, optional={"title": texts, "url": texts}),
        "list_label": texts,
    },
)


@given(
    type_=st.sampled_from(MessageType),
    text=st.none() | st.text(max_size=80),
    reply_to=st.none() | st.text(min_size=1, max_size=20),
    offered=options,
    payload=payloads,
    native=st.booleans(),
)
def test_whatever_is_to_be_sent_fits_the_description_or_is_refused(
    type_: MessageType, text: str | None, reply_to: str | None, offered: tuple[Option, ...], payload: Any, native: bool
) -> None:
    outgoing = message(type=type_, text=text, reply_to=reply_to, options=offered, payload=payload)
    try:
        made = request(outgoing, native_choices=native)
    except Unfit:
        return
    operation = f"POST /message/{made.operation}/{{instance}}"
    assert broken(operation, made.body) is None
    assert problems(operation, made.body) == []
