"""What each form says, and that nothing in one can stop us."""

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.channels.parse import neutral, rehearse
from prosa.channels.port import PATH, UNDATED, Fact, Ignored, IncomingMessage, IncomingStatus, MalformedDelivery, Sender
from prosa.connectors.twilio import TwilioChannel
from prosa.conversations.schemas import MessageType
from tests.connectors.twilio.material import BY_NAME, FORM

CHANNEL = TwilioChannel()
MESSAGE = UUID("0190b9e6-0000-7000-8000-00000000000a")


def facts(name: str) -> list[Fact]:
    return CHANNEL.parse(FORM, BY_NAME[name].body)


def said(name: str) -> IncomingMessage:
    (found,) = facts(name)
    assert isinstance(found, IncomingMessage)
    return found


@pytest.mark.parametrize(
    ("name", "sender"),
    [
        ("webhook-forms/text", Sender(phone="5511988887777", name="Maria")),
        (
            "webhook-forms/only a business-scoped id",
            Sender(bsuid="BR.13491208655302741918", username="maria", name="Maria"),
        ),
        (
            "people/scoped_id_with_prefix",
            Sender(
                bsuid="BR.13491208655302741918",
                parent_bsuid="BR.ENT.11815799212886844830",
                username="maria",
                name="Maria",
            ),
        ),
        (
            "people/phone_and_scoped_id",
            Sender(
                phone="5511988887777",
                bsuid="BR.13491208655302741918",
                parent_bsuid="BR.ENT.11815799212886844830",
                name="Maria",
            ),
        ),
        ("people/name_in_metadata_only", Sender(phone="5511988887777", name="Maria")),
    ],
)
def test_who_speaks(name: str, sender: Sender) -> None:
    assert said(name).sender == sender


@pytest.mark.parametrize(
    ("name", "type_", "text", "button"),
    [
        ("webhook-forms/text", MessageType.TEXT, "Olá", None),
        ("webhook-forms/image", MessageType.IMAGE, "legenda", None),
        ("webhook-forms/voice note", MessageType.AUDIO, None, None),
        ("webhook-forms/location", MessageType.LOCATION, None, None),
        ("webhook-forms/button reply", MessageType.INTERACTIVE, "Sim", "sim"),
        ("webhook-forms/list reply", MessageType.INTERACTIVE, "Opção 1", "op1"),
        ("choices/template_button", MessageType.INTERACTIVE, "Parar", "stop"),
        ("choices/button_without_payload", MessageType.INTERACTIVE, "Sim", None),
        ("choices/answered_form", MessageType.INTERACTIVE, "enviado", None),
        ("files/sticker", MessageType.STICKER, None, None),
        ("files/document", MessageType.DOCUMENT, "contrato.pdf", None),
        ("files/video", MessageType.VIDEO, None, None),
        ("cards/contact_card", MessageType.CONTACTS, None, None),
        ("older_account/text_without_a_type", MessageType.TEXT, "oi", None),
        ("older_account/image_without_a_type", MessageType.IMAGE, None, None),
        ("older_account/place_without_a_type", MessageType.LOCATION, None, None),
        ("unknown/unknown_type", MessageType.UNSUPPORTED, "?", None),
        ("odd/nul_and_emoji", MessageType.TEXT, "ab 😀 & = + %", None),
    ],
)
def test_what_is_said(name: str, type_: MessageType, text: str | None, button: str | None) -> None:
    found = said(name)
    assert (found.type, found.text, found.button_id) == (type_, text, button)


def test_a_voice_note_is_one() -> None:
    media = said("webhook-forms/voice note").media
    assert media is not None
    assert media.voice
    assert media.ref is not None
    assert media.ref.startswith("https://api.twilio.com/")


def test_a_place_has_its_words() -> None:
    assert said("webhook-forms/location").payload == {
        "latitude": -23.5505,
        "longitude": -46.6333,
        "name": "Centro",
        "address": "Praça da Sé",
    }


def test_several_files_are_several_messages_with_ids_of_their_own() -> None:
    found = [fact for fact in facts("files/three_files") if isinstance(fact, IncomingMessage)]
    assert [fact.type for fact in found] == [MessageType.IMAGE, MessageType.DOCUMENT, MessageType.VIDEO]
    assert [fact.text for fact in found] == ["as três", None, None]
    first = found[0].id
    assert [fact.id for fact in found] == [first, f"{first}.1", f"{first}.2"]


def test_an_unknown_kind_keeps_its_file() -> None:
    found = said("unknown/unknown_type_with_a_file")
    assert (found.type, found.payload["type"]) == (MessageType.UNSUPPORTED, "hologram")
    assert found.media is not None


def test_circumstances() -> None:
    assert said("webhook-forms/button reply").reply_to == "MM" + "4" * 32
    assert said("forwarded/forwarded").payload == {"forwarded": True}
    assert said("forwarded/often").payload == {"forwarded": True, "frequently_forwarded": True}
    assert said("advertisement/from_an_advertisement").payload["referral"] == {
        "source_id": "120210000",
        "source_type": "ad",
        "source_url": "https://fb.me/x",
        "headline": "Botas",
        "body": "20% de desconto",
        "ctwa_clid": "ARAkLkA8rmlFeiCktEJQ",
    }
    assert "referral" not in said("webhook-forms/text").payload
    assert neutral(said("odd/with_an_error"))["error_code"] == "63005"


def test_twilio_tells_no_time() -> None:
    assert said("webhook-forms/text").timestamp == UNDATED
    assert neutral(said("webhook-forms/text"))["timestamp"] is None


def test_a_status_brings_our_id_back_in_the_address() -> None:
    body = BY_NAME["statuses/undelivered"].body
    (found,) = CHANNEL.parse({**FORM, PATH: f"/webhooks/1?message_id={MESSAGE}"}, body)
    assert isinstance(found, IncomingStatus)
    assert (found.message_id, found.error_code) == (MESSAGE, "63024")
    assert found.recipient == Sender(phone="5511988887777")
    for path in ("/webhooks/1", "/webhooks/1?message_id=x", "//[", "?message_id="):
        (again,) = CHANNEL.parse({**FORM, PATH: path}, body)
        assert again == replace(found, message_id=None)


def test_what_is_of_no_use_says_why() -> None:
    reasons = {
        "unknown/a_text_message": "other_channel",
        "unknown/nobody_speaks": "no_sender",
        "unknown/another_event": "no_message",
        "unknown/unknown_status": "unknown_status",
    }
    for name, reason in reasons.items():
        (found,) = facts(name)
        assert isinstance(found, Ignored)
        assert found.reason == reason


def test_a_recorded_form_can_be_rehearsed() -> None:
    (found,) = rehearse(CHANNEL, '{"body": {"MessageSid": "SM1", "From": "whatsapp:+5511988887777", "Body": "oi"}}')
    assert (found["kind"], found["text"], found["sender"]["phone"]) == ("message", "oi", "5511988887777")


@given(st.dictionaries(st.sampled_from([*"abc", "MessageSid", "Body", "From", "MessageType", "MediaUrl0"]), st.text()))
def test_no_form_makes_it_raise(form: dict[str, str]) -> None:
    body = urlencode(form, errors="replace").encode()
    try:
        found = CHANNEL.parse(FORM, body)
    except MalformedDelivery:
        return
    assert found
    assert found == CHANNEL.parse(FORM, body)
