"""What leaves for WAHA, and what is known afterwards."""

import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from prosa.channels.fitting import Unfit
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.connectors.waha import WahaChannel, WahaSettings
from prosa.connectors.waha.chats import from_linked_device, own_key
from prosa.connectors.waha.fitting import request
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media, MessageType, Option
from prosa.core.clock import now
from prosa.core.errors import Unavailable
from prosa.core.ids import new_id
from prosa.testing.counterpart import Answer, counterpart
from prosa.testing.files import attached, of, pdf, png, voice_note
from prosa.testing.stage import Fault, FaultKind, serving
from prosa.testing.waha import FakeWaha, WahaApp, rules
from tests.connectors.waha.material import CALLS, settings

PHONE = Identity(IdentityKind.PHONE, "+55 11 98765-4321")
LID = Identity(IdentityKind.LID, "184069530861739@lid")
GROUP = Identity(IdentityKind.GROUP, "120363000000000001@g.us")
CHAT = "5511987654321@c.us"
CHANNEL = WahaChannel()


def message(**changes: Any) -> Outgoing:
    values = {"message_id": new_id(), "to": (PHONE,), "type": MessageType.TEXT, "text": "Olá"}
    return Outgoing(**{**values, **changes})


@asynccontextmanager
async def line(waha: FakeWaha) -> AsyncIterator[tuple[WahaSettings, httpx.AsyncClient]]:
    async with serving(WahaApp(waha)) as url, httpx.AsyncClient(timeout=0.5, trust_env=False) as http:
        yield WahaSettings.model_validate(waha.line.settings(url)), http


async def send(waha: FakeWaha, outgoing: Outgoing) -> SendOutcome:
    async with line(waha) as (credentials, http):
        return await CHANNEL.send(credentials, http, outgoing)


def described(path: str, body: Any) -> Any:
    """The body, which must fit WAHA's own description."""
    schema = {"$ref": f"#/components/schemas/{rules.CALLS[path]}", **CALLS}
    Draft202012Validator(schema).validate(body)
    return body


async def sent(outgoing: Outgoing, path: str = "sendText") -> dict[str, Any]:
    waha = FakeWaha()
    assert isinstance(await send(waha, outgoing), Accepted)
    body: dict[str, Any] = described(path, dict(waha.sends[0].body))
    return body


async def test_a_text_goes_to_the_chat_of_the_phone_under_an_id_of_ours() -> None:
    outgoing = message()
    assert await sent(outgoing) == {
        "session": "default",
        "chatId": CHAT,
        "text": "Olá",
        "linkPreview": True,
        "id": own_key(outgoing.message_id),
    }


@pytest.mark.parametrize(
    ("to", "chat"),
    [
        ((LID, PHONE), CHAT),
        ((LID,), LID.value),
        ((Identity(IdentityKind.LID, "184069530861739"),), LID.value),
        ((PHONE, Identity(IdentityKind.PHONE, "551187654321")), CHAT),
        ((GROUP,), GROUP.value),
        ((Identity(IdentityKind.GROUP, "120363000000000001"),), GROUP.value),
    ],
)
async def test_the_chat_is_the_group_the_phone_or_else_the_hidden_id(to: tuple[Identity, ...], chat: str) -> None:
    assert (await sent(message(to=to)))["chatId"] == chat


@pytest.mark.parametrize(
    ("chat", "address"),
    [
        ("551187654321@c.us", Identity(IdentityKind.PHONE, "551187654321")),
        (LID.value, LID),
        (GROUP.value, None),
    ],
)
async def test_the_chat_waha_really_wrote_to_is_told(chat: str, address: Identity | None) -> None:
    taken = Answer(201, f'{{"id": "true_{chat}_3EB0AA"}}'.encode())
    async with counterpart(lambda _: taken) as provider, httpx.AsyncClient() as http:
        outcome = await CHANNEL.send(settings(base_url=provider.url), http, message())
    assert outcome == Accepted("3EB0AA", address)


@pytest.mark.parametrize(
    "body",
    [
        '{"id": {"_serialized": "true_1@c.us_3EB0AA"}}',
        '{"key": {"remoteJid": "1@s.whatsapp.net", "id": "3EB0AA"}}',
        '{"_data": {"id": {"_serialized": "true_1@c.us_3EB0AA"}}}',
        '{"_data": {"key": {"id": "3EB0AA"}}}',
    ],
)
async def test_the_id_is_found_wherever_an_engine_puts_it(body: str) -> None:
    async with counterpart(lambda _: Answer(201, body.encode())) as provider, httpx.AsyncClient() as http:
        outcome = await CHANNEL.send(settings(base_url=provider.url), http, message())
    assert isinstance(outcome, Accepted)
    assert outcome.provider_id == "3EB0AA"


def test_every_try_of_a_message_has_the_same_id_in_the_form_of_a_linked_device() -> None:
    id_ = UUID("0190d1a0-0000-7000-8000-000000000001")
    assert own_key(id_) == own_key(id_)
    assert re.fullmatch(r"3EB0[0-9A-F]{18}", own_key(id_))
    assert from_linked_device(own_key(id_))
    assert not from_linked_device("AC5EDD64BC22EBA6D639F2AF571346C0")


@given(st.sets(st.uuids(), min_size=2, max_size=20))
def test_messages_have_ids_of_their_own(ids: set[UUID]) -> None:
    assert len({own_key(id_) for id_ in ids}) == len(ids)


async def test_a_text_sent_again_after_a_broken_call_is_no_second_message() -> None:
    waha, outgoing = FakeWaha(), message()
    waha.goes_wrong([Fault(FaultKind.CUT)])
    assert isinstance(await send(waha, outgoing), Unknown)
    outcome = await send(waha, outgoing)
    assert outcome == Accepted(own_key(outgoing.message_id), Identity(IdentityKind.PHONE, "5511987654321"))
    assert (len(waha.sends), waha.doubled()) == (1, {})


async def test_choices_are_numbered_text_and_an_address_stands_in_it() -> None:
    options = (Option("s", "Sim"), Option("n", "Não", "talvez depois"))
    body = await sent(message(type=MessageType.INTERACTIVE, text="Quer?", options=options))
    assert body["text"] == "Quer?\n\n1. Sim\n2. Não – talvez depois"
    linked = await sent(message(payload={"link": {"title": "Pedido", "url": "https://loja.example/1"}}))
    assert linked["text"] == "Olá\n\nPedido: https://loja.example/1"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "x" * 4097}, "too_long"),
        ({"text": "x" * 4090, "options": (Option("s", "Sim"),)}, "too_long"),
        ({"text": " "}, "empty"),
        ({"to": ()}, "no_address"),
        ({"type": MessageType.NOTE}, "type_not_sendable"),
        ({"type": MessageType.TEMPLATE}, "type_not_sendable"),
        ({"type": MessageType.IMAGE}, "no_file"),
        ({"type": MessageType.IMAGE, "media": Media("image/png")}, "no_file"),
        ({"type": MessageType.REACTION}, "no_target"),
        ({"type": MessageType.LOCATION}, "no_place"),
        ({"type": MessageType.CONTACTS}, "no_contacts"),
        ({"text": "x" * 1025, **attached(Media("image/png"), png())}, "too_long"),
    ],
)
async def test_what_can_never_go_out_is_refused_before_anything_leaves(changes: dict[str, Any], code: str) -> None:
    waha = FakeWaha()
    outcome = await send(waha, message(**changes))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.action) == (code, ErrorAction.GIVE_UP)
    assert waha.sends == []


MB = 1024 * 1024


@pytest.mark.parametrize(
    ("type_", "mime_type", "size", "path"),
    [
        (MessageType.IMAGE, "image/png", 16 * MB, "sendImage"),
        (MessageType.IMAGE, "image/png", 16 * MB + 1, "sendFile"),
        (MessageType.AUDIO, "audio/ogg", 16 * MB + 1, "sendFile"),
        (MessageType.VIDEO, "video/mp4", 36 * MB, "sendVideo"),
        (MessageType.DOCUMENT, "application/pdf", 36 * MB, "sendFile"),
        (MessageType.DOCUMENT, "application/pdf", 36 * MB + 1, None),
    ],
)
def test_a_file_too_large_to_be_shown_is_a_document_and_one_too_large_for_waha_is_refused(
    type_: MessageType, mime_type: str, size: int, path: str | None
) -> None:
    outgoing = message(type=type_, text=None, media=Media(mime_type, size=size), file=of(b""))
    if path is None:
        with pytest.raises(Unfit, match=str(36 * MB)):
            request("default", outgoing)
    else:
        assert request("default", outgoing).path == path


@pytest.mark.parametrize(
    ("type_", "media", "data", "text", "path", "more"),
    [
        (MessageType.IMAGE, Media("image/png", filename="a.png"), png(), "veja", "sendImage", {"caption": "veja"}),
        (MessageType.IMAGE, Media("image/gif"), b"GIF89a", None, "sendFile", {}),
        (MessageType.VIDEO, Media("video/mp4"), b"mp4", "olha", "sendVideo", {"caption": "olha", "convert": False}),
        (MessageType.VIDEO, Media("video/webm"), b"webm", None, "sendVideo", {"convert": True}),
        (
            MessageType.AUDIO,
            Media("audio/ogg; codecs=opus", voice=True),
            voice_note(),
            None,
            "sendVoice",
            {"convert": False},
        ),
        (MessageType.AUDIO, Media("audio/mpeg"), b"mp3", None, "sendVoice", {"convert": True}),
        (MessageType.AUDIO, Media("audio/mpeg"), b"mp3", "ouça", "sendFile", {"caption": "ouça"}),
        (MessageType.STICKER, Media("image/webp"), b"webp", None, "sendFile", {}),
        (MessageType.DOCUMENT, Media("application/pdf"), pdf(), None, "sendFile", {}),
    ],
)
async def test_a_file_goes_out_as_whatsapp_shows_it(
    type_: MessageType, media: Media, data: bytes, text: str | None, path: str, more: dict[str, Any]
) -> None:
    body = await sent(message(type=type_, text=text, **attached(media, data)), path)
    file = body.pop("file")
    assert base64.b64decode(file["data"]) == data
    assert (file["mimetype"], bool(file["filename"])) == (media.mime_type, True)
    assert body == {"session": "default", "chatId": CHAT, **more}


async def test_a_place_and_cards_are_sent_under_ids_of_ours() -> None:
    place = message(
        type=MessageType.LOCATION,
        payload={"latitude": -23.5, "longitude": -46.6, "name": "Loja", "address": "Rua A, 1"},
    )
    body = await sent(place, "sendLocation")
    assert (body["latitude"], body["title"], body["id"]) == (-23.5, "Loja, Rua A, 1", own_key(place.message_id))
    cards = message(
        type=MessageType.CONTACTS,
        payload={"contacts": [{"name": "Souza, Bruno\nx", "phones": [{"phone": "+55 11 90000-0002"}]}]},
    )
    body = await sent(cards, "sendContactVcard")
    assert body["contacts"][0]["vcard"].split("\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        r"N:;Souza\, Bruno x;;;",
        r"FN:Souza\, Bruno x",
        "TEL;type=CELL;waid=5511900000002:+55 11 90000-0002",
        "END:VCARD",
    ]


async def test_an_answer_and_a_reaction_name_the_message_in_whole() -> None:
    waha = FakeWaha()
    theirs, ours = waha.say("5511987654321", "Tem?"), message()
    async with line(waha) as (credentials, http):
        await CHANNEL.send(credentials, http, ours)
        own = own_key(ours.message_id)
        for target in (theirs, own, "3AUNKNOWN"):
            await CHANNEL.send(credentials, http, message(reply_to=target))
        reaction = await CHANNEL.send(credentials, http, message(type=MessageType.REACTION, text="👍", reply_to=own))
        await CHANNEL.send(credentials, http, message(type=MessageType.REACTION, text=None, reply_to=theirs))
    _, *replies, reacted, taken_back = (send.body for send in waha.sends)
    assert [body["reply_to"] for body in replies] == [
        f"false_{CHAT}_{theirs}",
        f"true_{CHAT}_{own}",
        f"false_{CHAT}_3AUNKNOWN",
    ]
    described("reaction", reacted)
    assert reacted == {"session": "default", "messageId": f"true_{CHAT}_{own}", "reaction": "👍"}
    assert (taken_back["messageId"], taken_back["reaction"]) == (f"false_{CHAT}_{theirs}", "")
    assert isinstance(reaction, Accepted)


@pytest.mark.parametrize(
    ("fault", "expected", "taken"),
    [
        (Fault(FaultKind.ERROR, code=463), ErrorAction.GIVE_UP, 0),
        (Fault(FaultKind.ERROR, code=401), ErrorAction.STOP_CHANNEL, 0),
        (Fault(FaultKind.ERROR), ErrorAction.WAIT, 0),
        (Fault(FaultKind.HTTP, status=503), ErrorAction.RETRY, 0),
        (Fault(FaultKind.CUT_BEFORE), None, 0),
        (Fault(FaultKind.CUT), None, 1),
        (Fault(FaultKind.SILENT), None, 1),
        (Fault(FaultKind.GARBLED), None, 1),
        (Fault(FaultKind.HTTP_AFTER, status=504), None, 1),
    ],
)
async def test_a_fault_is_refused_or_unknown(fault: Fault, expected: ErrorAction | None, taken: int) -> None:
    waha = FakeWaha()
    waha.goes_wrong([fault])
    outcome = await send(waha, message())
    assert len(waha.sends) == taken
    if expected is None:
        assert isinstance(outcome, Unknown)
    else:
        assert isinstance(outcome, Refused)
        assert outcome.action is expected


async def test_a_session_that_does_not_work_tells_its_state() -> None:
    for state in ("STOPPED", "SCAN_QR_CODE", "FAILED"):
        outcome = await send(FakeWaha(state=state), message())
        assert isinstance(outcome, Refused)
        assert (outcome.code, outcome.action) == (f"session_{state.lower()}", ErrorAction.WAIT)
    outcome = await send(FakeWaha(state=None), message())
    assert isinstance(outcome, Refused)
    assert outcome.code == "session_missing"


async def test_an_engine_that_throws_may_have_sent_it() -> None:
    thrown = Answer(500, b'{"statusCode": 500, "exception": {"message": "Protocol error: Session closed"}}')
    async with counterpart(lambda _: thrown) as provider, httpx.AsyncClient() as http:
        outcome = await CHANNEL.send(settings(base_url=provider.url), http, message())
    assert outcome == Unknown("Protocol error: Session closed")


async def test_no_outcome_shows_the_key() -> None:
    for fault in (Fault(FaultKind.ERROR, code=401), Fault(FaultKind.CUT), Fault(FaultKind.SILENT)):
        waha = FakeWaha()
        waha.goes_wrong([fault])
        assert waha.line.api_key not in repr(await send(waha, message()))


PICTURE = {"type": MessageType.IMAGE, "text": "veja", **attached(Media("image/png"), png())}


@pytest.mark.parametrize("changes", [{}, PICTURE, {**PICTURE, "text": None}], ids=["text", "picture", "bare picture"])
async def test_a_message_whose_fate_is_unknown_is_found_or_certainly_not_there(changes: dict[str, Any]) -> None:
    waha, outgoing = FakeWaha(), message(**changes)
    since = now() - timedelta(seconds=2)
    async with line(waha) as (credentials, http):
        assert await CHANNEL.find(credentials, http, outgoing, since) is None
        waha.say("5511987654321", "veja")
        waha.echo("5511987654321", "Olá")
        await CHANNEL.send(credentials, http, message(text="outra coisa"))
        assert await CHANNEL.find(credentials, http, outgoing, since) is None
        waha.goes_wrong([Fault(FaultKind.CUT)])
        assert isinstance(await CHANNEL.send(credentials, http, outgoing), Unknown)
        found = await CHANNEL.find(credentials, http, outgoing, since)
    assert found == waha.sends[-1].id


async def test_what_went_out_before_is_not_taken_for_it() -> None:
    waha = FakeWaha()
    async with line(waha) as (credentials, http):
        await CHANNEL.send(credentials, http, message(**PICTURE))
        assert await CHANNEL.find(credentials, http, message(**PICTURE), now() + timedelta(seconds=5)) is None


async def test_a_text_an_engine_gave_another_id_is_found_by_what_it_says() -> None:
    ignoring = FakeWaha()
    ignoring.take("sendText", {"chatId": CHAT, "text": "Olá", "session": "default"})
    async with line(ignoring) as (credentials, http):
        found = await CHANNEL.find(credentials, http, message(), now() - timedelta(seconds=2))
    assert found == ignoring.sends[0].id


@pytest.mark.parametrize("status", [400, 422, 500, 503])
async def test_a_store_that_cannot_say_leaves_it_unknown(status: int) -> None:
    refused = Answer(status, b'{"message": "Enable the store"}')
    async with counterpart(lambda _: refused) as provider, httpx.AsyncClient() as http:
        with pytest.raises(Unavailable):
            await CHANNEL.find(settings(base_url=provider.url), http, message(**PICTURE), now())


async def test_without_a_store_a_text_may_go_again_for_its_id_is_the_same() -> None:
    off = Answer(400, b'{"message": "Enable NOWEB store"}')
    async with counterpart(lambda _: off) as provider, httpx.AsyncClient() as http:
        assert await CHANNEL.find(settings(base_url=provider.url), http, message(), now()) is None


@pytest.mark.parametrize(
    ("to", "phones", "address"),
    [
        ((LID,), {LID.value: "5511987654321"}, Identity(IdentityKind.PHONE, "5511987654321")),
        ((LID,), {}, LID),
        ((PHONE, LID), {LID.value: "5511900000009"}, Identity(IdentityKind.PHONE, "5511987654321")),
    ],
)
async def test_the_number_behind_a_hidden_id_is_asked_for_once_it_was_written_to(
    to: tuple[Identity, ...], phones: dict[str, str], address: Identity
) -> None:
    outcome = await send(FakeWaha(phones=phones), message(to=to))
    assert isinstance(outcome, Accepted)
    assert outcome.address == address


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
long_words = st.builds(str.__mul__, words, st.sampled_from([1, 30, 110, 1100]))
options = st.lists(st.builds(Option, words, words, st.none() | words), max_size=12).map(tuple)
cards = st.lists(
    st.fixed_dictionaries({"name": words, "phones": st.lists(st.fixed_dictionaries({"phone": words}), max_size=2)}),
    max_size=2,
)
payloads_out = st.fixed_dictionaries(
    {},
    optional={
        "latitude": st.floats(-90, 90),
        "longitude": st.floats(-180, 180),
        "name": words,
        "address": words,
        "contacts": cards,
        "link": st.fixed_dictionaries({"title": words, "url": words}),
    },
)
said = st.builds(
    message,
    type=st.sampled_from(list(MessageType)),
    text=st.none() | long_words,
    options=options,
    payload=payloads_out,
    reply_to=st.none() | words,
    to=st.sampled_from([(PHONE,), (LID,), (GROUP,), ()]),
)


@given(said)
def test_whatever_is_said_fits_the_description_of_its_call_or_is_unfit(outgoing: Outgoing) -> None:
    try:
        made = request("default", outgoing)
    except Unfit:
        return
    described(made.path, made.body)
    assert len(made.body.get("text") or "") <= 4096
    for option in outgoing.options:
        assert outgoing.type is MessageType.REACTION or option.title.strip() in made.body.get("text", option.title)


@given(words, words)
def test_a_card_cannot_be_broken_out_of(name: str, number: str) -> None:
    payload = {"contacts": [{"name": name, "phones": [{"phone": number}]}]}
    (card,) = request("default", message(type=MessageType.CONTACTS, payload=payload)).body["contacts"]
    names = [line.partition(":")[0].partition(";")[0] for line in card["vcard"].split("\n")]
    assert names == ["BEGIN", "VERSION", "N", "FN", *(["TEL"] if set(number) & set("0123456789") else []), "END"]
    assert card["vcard"].splitlines() == card["vcard"].split("\n")
