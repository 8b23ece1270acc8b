"""Messages as they reach Telegram."""

from typing import Any

import httpx
import pytest
from bot_api import BotApiApp, FakeBotApi
from hypothesis import given
from hypothesis import strategies as st
from prosa_connectors.telegram import TelegramChannel, TelegramSettings
from prosa_connectors.telegram.fitting import call_for

from prosa.channels.fitting import Unfit
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, Unknown
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media, MessageType, Option
from prosa.core.ids import new_id
from prosa.testing import files
from prosa.testing.stage import Fault, FaultKind, serving

ANA = Identity(IdentityKind.VISITOR, "telegram:7000000001")
WEB = Identity(IdentityKind.VISITOR, "0197a0")
CHANNEL = TelegramChannel()


def outgoing(**changes: Any) -> Outgoing:
    values = {"message_id": new_id(), "to": (ANA,), "type": MessageType.TEXT, "text": "Olá"}
    return Outgoing(**{**values, **changes})


async def send(fake: FakeBotApi, message: Outgoing) -> Any:
    async with serving(BotApiApp(fake)) as url, httpx.AsyncClient(trust_env=False, timeout=2) as http:
        return await CHANNEL.send(TelegramSettings.model_validate(fake.line.settings(url)), http, message)


async def test_a_reply_goes_out_under_an_id_that_can_be_answered() -> None:
    fake = FakeBotApi()
    outcome = await send(fake, outgoing(reply_to="7000000001:12"))
    (sent,) = fake.sends
    assert outcome == Accepted(sent.id)
    assert sent.body["reply_parameters"] == {"message_id": 12, "allow_sending_without_reply": True}


async def test_a_press_cannot_be_quoted_and_is_answered_all_the_same() -> None:
    fake = FakeBotApi()
    assert isinstance(await send(fake, outgoing(reply_to="callback:3006")), Accepted)
    assert "reply_parameters" not in fake.sends[0].body


async def test_choices_are_buttons_one_below_the_other() -> None:
    fake = FakeBotApi()
    await send(fake, outgoing(type=MessageType.INTERACTIVE, options=(Option("a", "Sim"), Option("b", "Não"))))
    assert fake.sends[0].text == "Olá"
    keyboard = fake.sends[0].body["reply_markup"]["inline_keyboard"]
    assert keyboard == [[{"text": "Sim", "callback_data": "a"}], [{"text": "Não", "callback_data": "b"}]]


def test_a_choice_whose_id_is_too_long_is_typed() -> None:
    call = call_for(outgoing(options=(Option("ã" * 33, "Sim"),)))
    assert call.parameters["text"] == "Olá\n\n1. Sim"
    assert "reply_markup" not in call.parameters


def test_what_a_button_cannot_show_stands_above_it() -> None:
    call = call_for(outgoing(options=(Option("a", "Sim", "com entrega"), Option("b", "x" * 60))))
    assert "1. Sim – com entrega" in call.parameters["text"]
    assert "x" * 60 in call.parameters["text"]
    assert call.parameters["reply_markup"]["inline_keyboard"][1][0]["text"] == "x" * 39 + "…"


@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=12))
def test_every_button_carries_1_to_64_bytes(ids: list[str]) -> None:
    call = call_for(outgoing(options=tuple(Option(id_, f"Escolha {n}") for n, id_ in enumerate(ids))))
    rows = call.parameters.get("reply_markup", {}).get("inline_keyboard", [])
    assert all(1 <= len(button["callback_data"].encode()) <= 64 for row in rows for button in row)
    assert rows or all(f"Escolha {n}" in call.parameters["text"] for n in range(len(ids)))


@pytest.mark.parametrize(
    ("type_", "media", "method"),
    [
        (MessageType.IMAGE, Media("image/jpeg"), "photo"),
        (MessageType.IMAGE, Media("image/tiff"), "document"),
        (MessageType.VIDEO, Media("video/mp4"), "video"),
        (MessageType.VIDEO, Media("video/quicktime"), "document"),
        (MessageType.AUDIO, Media("audio/ogg; codecs=opus", voice=True), "voice"),
        (MessageType.AUDIO, Media("audio/mpeg"), "audio"),
        (MessageType.AUDIO, Media("audio/amr"), "document"),
        (MessageType.DOCUMENT, Media("application/pdf", filename='pre"ços.pdf'), "document"),
        (MessageType.STICKER, Media("image/webp"), "sticker"),
    ],
)
async def test_files_go_out_as_what_telegram_shows(type_: MessageType, media: Media, method: str) -> None:
    fake, text = FakeBotApi(), None if type_ is MessageType.STICKER else "legenda"
    outcome = await send(fake, outgoing(type=type_, text=text, **files.attached(media, b"x" * 200_000)))
    assert isinstance(outcome, Accepted)
    assert (fake.sends[0].type, fake.sends[0].text) == (method, text)


def test_a_picture_that_is_too_large_goes_as_a_document() -> None:
    large = files.attached(Media("image/png"), b"x") | {"media": Media("image/png", size=11 * 1024 * 1024)}
    assert call_for(outgoing(type=MessageType.IMAGE, **large)).method == "sendDocument"


@pytest.mark.parametrize("size", [50 * 1024 * 1024 + 1, 2**40])
def test_a_file_that_no_bot_may_send_is_refused(size: int) -> None:
    large = files.attached(Media("video/mp4"), b"x") | {"media": Media("video/mp4", size=size)}
    with pytest.raises(Unfit):
        call_for(outgoing(type=MessageType.VIDEO, **large))


def test_a_place_with_a_name_is_a_venue() -> None:
    place = {"latitude": -25.4, "longitude": -49.2, "name": "Loja", "address": ""}
    call = call_for(outgoing(type=MessageType.LOCATION, text=None, payload=place))
    assert call.method == "sendVenue"
    assert call_for(outgoing(type=MessageType.LOCATION, payload={**place, "name": ""})).method == "sendLocation"


def test_several_contacts_are_written_out() -> None:
    one = {"name": "Ana", "phones": [{"phone": "+55 41 90000-0001"}]}
    two = {"name": "Bia", "phones": [{"phone": "1"}, {"phone": "2"}]}
    assert call_for(outgoing(type=MessageType.CONTACTS, payload={"contacts": [one]})).method == "sendContact"
    call = call_for(outgoing(type=MessageType.CONTACTS, payload={"contacts": [one, two]}))
    assert call.parameters["text"] == "Ana: +55 41 90000-0001\nBia: 1, 2"


def test_of_several_addresses_telegrams_is_taken() -> None:
    assert call_for(outgoing(to=(WEB, ANA))).parameters["chat_id"] == 7000000001
    group = Identity(IdentityKind.GROUP, "telegram:-1001234567890")
    assert call_for(outgoing(to=(group,))).parameters["chat_id"] == -1001234567890


@pytest.mark.parametrize("value", ["0197a0", "telegram:", "telegram:x", "telegram:１２", "telegram:" + "9" * 40])
def test_what_is_not_telegrams_is_no_address(value: str) -> None:
    with pytest.raises(Unfit):
        call_for(outgoing(to=(Identity(IdentityKind.VISITOR, value),)))


async def test_who_blocked_the_bot_does_not_stop_the_line() -> None:
    outcome = await send(FakeBotApi(blocked={7000000001}), outgoing())
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.action) == ("telegram_403", ErrorAction.GIVE_UP)


async def test_telegram_is_given_the_time_it_asks_for() -> None:
    fake = FakeBotApi()
    fake.goes_wrong([Fault(FaultKind.ERROR, code=429, retry_after=11)])
    outcome = await send(fake, outgoing())
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.action, outcome.retry_after) == ("rate_limit", ErrorAction.WAIT, 11.0)
    assert fake.sends == []


async def test_trouble_at_telegram_leaves_it_open_whether_it_went_out() -> None:
    fake = FakeBotApi()
    fake.goes_wrong([Fault(FaultKind.ERROR, code=500), Fault(FaultKind.CUT)])
    for _ in range(2):
        assert isinstance(await send(fake, outgoing()), Unknown)
