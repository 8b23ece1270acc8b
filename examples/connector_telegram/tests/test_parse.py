"""What updates say, in neutral terms."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prosa_connectors.telegram import connector
from prosa_connectors.telegram.parse import parse

from prosa.channels.port import UNDATED, Ignored, IncomingEdit, IncomingMessage, IncomingReaction, MalformedDelivery
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import MessageType

UPDATES = Path(__file__).parent / "data/updates"


def fact(file: str, name: str) -> Any:
    recorded = json.loads((UPDATES / f"{file}.json").read_text("utf-8"))[name]
    (found,) = parse(json.dumps(recorded).encode())
    return found


def said(**message: Any) -> Any:
    who = {"id": 5, "is_bot": False, "first_name": "Ana"}
    whole = {"message_id": 9, "from": who, "chat": {"id": 5, "type": "private"}, "date": 1795176000, **message}
    (found,) = parse(json.dumps({"update_id": 1, "message": whole}).encode())
    return found


def test_a_text_says_who_and_when() -> None:
    found = fact("text", "plain")
    assert isinstance(found, IncomingMessage)
    assert (found.id, found.text) == ("7000000001:11", "Vocês entregam em Londrina? 👋")
    assert found.sender.identities() == (Identity(IdentityKind.VISITOR, "telegram:7000000001"),)
    assert (found.sender.name, found.sender.username) == ("Helena Duarte", "helenaduarte")
    assert found.sender.phone is None
    assert found.timestamp == datetime.fromtimestamp(1795176011, UTC)
    assert found.group_id is None


def test_the_largest_size_of_a_picture_is_taken() -> None:
    found = fact("photo", "sizes")
    assert (found.type, found.text) == (MessageType.IMAGE, "A etiqueta")
    assert (found.media.ref, found.media.size) == ("AgACAgEAAxk-large", 150220)


@pytest.mark.parametrize(
    ("file", "name", "type_", "mime_type"),
    [
        ("voice", "note", MessageType.AUDIO, "audio/ogg"),
        ("audio", "song", MessageType.AUDIO, "audio/mpeg"),
        ("video", "film", MessageType.VIDEO, "video/mp4"),
        ("video", "round", MessageType.VIDEO, "video/mp4"),
        ("video", "animation", MessageType.VIDEO, "video/mp4"),
        ("document", "pdf", MessageType.DOCUMENT, "application/pdf"),
        ("sticker", "still", MessageType.STICKER, "image/webp"),
        ("sticker", "animated", MessageType.STICKER, "application/x-tgsticker"),
    ],
)
def test_files_are_what_they_are(file: str, name: str, type_: MessageType, mime_type: str) -> None:
    found = fact(file, name)
    assert (found.type, found.media.mime_type) == (type_, mime_type)
    assert found.media.ref
    assert found.media.voice is (file == "voice")


def test_places_are_points_or_have_a_name() -> None:
    assert fact("location", "point").payload == {"latitude": -25.428401, "longitude": -49.273301}
    named = {"name": "Mercado Municipal", "address": "Av. Sete de Setembro, 1865"}
    assert fact("location", "venue").payload == {"latitude": -25.43, "longitude": -49.27, **named}


def test_a_card_is_no_proof_of_whose_phone_it_is() -> None:
    found = fact("contact", "card")
    (card,) = found.payload["contacts"]
    assert (card["name"], card["phones"][0]["phone"]) == ("Carla Nunes", "+5541900000009")
    assert found.sender.phone is None


def test_a_reply_names_what_it_answers() -> None:
    assert fact("reply", "to_the_bot").reply_to == "7000000001:10"


def test_the_beginning_of_a_topic_is_not_answered() -> None:
    start = {"message_id": 2, "chat": {"id": 5}, "forum_topic_created": {"name": "Geral"}}
    assert said(text="oi", reply_to_message=start).reply_to is None


def test_what_was_forwarded_says_so() -> None:
    assert fact("text", "forwarded").payload == {"forwarded": True}


def test_a_pressed_button_is_a_choice_with_its_title() -> None:
    found = fact("callback", "pressed")
    assert (found.type, found.button_id, found.text) == (MessageType.INTERACTIVE, "horario", "Horário de atendimento")
    assert (found.id, found.reply_to) == ("callback:30064771072000001", "7000000001:10")
    assert found.timestamp == UNDATED


def test_a_button_of_a_forgotten_message_still_chooses() -> None:
    found = fact("callback", "on_a_forgotten_message")
    assert (found.button_id, found.text) == ("precos", "precos")


def test_an_edit_names_its_message_and_the_new_words() -> None:
    found = fact("edited", "text")
    assert isinstance(found, IncomingEdit)
    assert (found.target, found.text) == ("7000000001:11", "Vocês entregam em Maringá?")
    assert fact("edited", "caption").text == "A etiqueta certa"


def test_a_place_that_moves_edits_no_words() -> None:
    assert isinstance(fact("edited", "live_location"), Ignored)


def test_what_is_said_in_a_group_belongs_to_the_group() -> None:
    for name in ("said", "pressed"):
        found = fact("group", name)
        assert found.group_id == "telegram:-1001234567890"
        assert found.sender.visitor == "telegram:7000000002"


def test_what_telegram_itself_writes_wakes_nobody() -> None:
    for name in ("joined", "upgraded"):
        found = fact("group", name)
        assert (type(found), found.reason) == (Ignored, "service_message")


def test_reactions_come_and_go() -> None:
    given, taken = fact("reaction", "given"), fact("reaction", "taken_back")
    assert isinstance(given, IncomingReaction)
    assert (given.target, given.emoji, taken.emoji) == ("7000000001:10", "👍", None)


def test_an_unknown_kind_is_kept_under_its_name() -> None:
    found = said(hologram={"id": "x"})
    assert (found.type, found.payload) == (MessageType.UNSUPPORTED, {"type": "hologram"})


@pytest.mark.parametrize("date", [None, "x", -5, 10**30, True, {}])
def test_a_time_that_cannot_be_read_is_that_of_arrival(date: object) -> None:
    assert said(text="oi", date=date).timestamp == UNDATED


@pytest.mark.parametrize("body", [b"{}", b'{"update_id": "x"}', b'{"update_id": true}', b"7"])
def test_what_has_no_number_is_no_update(body: bytes) -> None:
    with pytest.raises(MalformedDelivery):
        parse(body)


def test_the_manifest_is_telegrams() -> None:
    assert connector.name == "telegram"
