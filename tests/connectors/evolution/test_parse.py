"""What a delivery of Evolution says, kind by kind and trap by trap."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.channels.port import (
    ConnectionChange,
    Fact,
    Ignored,
    IncomingCall,
    IncomingDeletion,
    IncomingEdit,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    MalformedDelivery,
    Sender,
)
from prosa.connectors.evolution.content import WRAPPERS
from prosa.connectors.evolution.parse import event_name, parse
from prosa.connectors.evolution.values import checksum, integer, moment, written
from prosa.conversations.schemas import Direction, Media, MessageStatus, MessageType
from tests.connectors.evolution.material import BY_NAME, LID, RECORDINGS

MARIA = "5511988887777"


def facts(name: str) -> list[Fact]:
    return parse(BY_NAME[name].body)


def message(name: str) -> IncomingMessage:
    (fact,) = facts(name)
    assert isinstance(fact, IncomingMessage), name
    return fact


def ignored(name: str) -> Ignored:
    (fact,) = facts(name)
    assert isinstance(fact, Ignored), name
    return fact


def told(content: dict[str, Any], key: dict[str, Any] | None = None, **more: Any) -> IncomingMessage:
    key = {"remoteJid": f"{MARIA}@s.whatsapp.net", "fromMe": False, "id": "3EB0X", **(key or {})}
    data = {"key": key, "message": content, "messageTimestamp": 1795000000, **more}
    (fact,) = parse(json.dumps({"event": "messages.upsert", "instance": "loja", "data": data}).encode())
    assert isinstance(fact, IncomingMessage)
    return fact


def test_a_text_is_of_the_customer_and_not_of_the_number_that_sends_the_delivery() -> None:
    assert message("recorded/conversation") == IncomingMessage(
        id="3EB0AAAAAAAAAAAAAA0001",
        sender=Sender(phone=MARIA, name="Maria Souza"),
        type=MessageType.TEXT,
        timestamp=datetime.fromtimestamp(1795000001, UTC),
        text="Oi, tudo bem?",
    )


@pytest.mark.parametrize(
    ("name", "type_", "text"),
    [
        ("recorded/extended_quote", MessageType.TEXT, "Olá! quanto custa?"),
        ("recorded/image", MessageType.IMAGE, "Foto do produto"),
        ("recorded/audio_ptt", MessageType.AUDIO, None),
        ("recorded/document", MessageType.DOCUMENT, None),
        ("recorded/sticker", MessageType.STICKER, None),
        ("recorded/location", MessageType.LOCATION, None),
        ("recorded/list_response", MessageType.INTERACTIVE, "Opção 1"),
        ("recorded/lid_alt", MessageType.TEXT, "sou lid com alt"),
        ("wrapped/context_info_first", MessageType.TEXT, "depois do contexto"),
        ("wrapped/ephemeral", MessageType.TEXT, "some"),
        ("wrapped/view_once", MessageType.IMAGE, "Olha isto"),
        ("wrapped/view_once_voice", MessageType.AUDIO, None),
        ("wrapped/ephemeral_view_once", MessageType.IMAGE, "Olha isto"),
        ("wrapped/document_with_caption", MessageType.DOCUMENT, "A nota"),
        ("wrapped/from_another_device", MessageType.TEXT, "do computador"),
        ("kinds/video", MessageType.VIDEO, "O vídeo"),
        ("kinds/video_note", MessageType.VIDEO, None),
        ("kinds/moving_sticker", MessageType.STICKER, None),
        ("kinds/contact", MessageType.CONTACTS, None),
        ("kinds/live_location", MessageType.LOCATION, "a caminho"),
        ("kinds/row_without_id", MessageType.INTERACTIVE, "Opção 1"),
        ("kinds/button_without_id", MessageType.INTERACTIVE, "Sim"),
        ("kinds/native_flow_broken", MessageType.INTERACTIVE, "Quero este"),
        ("kinds/order", MessageType.ORDER, "Pode ser hoje?"),
        ("kinds/poll", MessageType.TEXT, "Que dia?\n1. Sábado\n2. Domingo"),
        ("kinds/poll_vote", MessageType.UNSUPPORTED, None),
        ("kinds/poll_vote_read", MessageType.INTERACTIVE, "Sábado"),
        ("kinds/nul", MessageType.TEXT, "ab"),
        ("odd/unknown_kind", MessageType.UNSUPPORTED, None),
        ("envelopes/upper_case", MessageType.TEXT, "maiúsculas"),
        ("envelopes/list_inside", MessageType.TEXT, "três"),
        ("envelopes/no_key", MessageType.TEXT, "chave escondida"),
    ],
)
def test_every_kind_is_read(name: str, type_: MessageType, text: str | None) -> None:
    found = message(name)
    assert (found.type, found.text) == (type_, text)


@pytest.mark.parametrize(
    ("name", "id_", "title"),
    [
        ("recorded/list_response", "row1", "Opção 1"),
        ("kinds/button", "sim", "Sim"),
        ("kinds/template_button", "id-2", "Falar com alguém"),
        ("kinds/row", "row1", "Opção 1"),
        ("kinds/native_flow", "este", "Quero este"),
        ("kinds/row_without_id", None, "Opção 1"),
        ("kinds/button_without_id", None, "Sim"),
    ],
)
def test_a_choice_has_its_id_where_there_is_one(name: str, id_: str | None, title: str) -> None:
    found = message(name)
    assert (found.button_id, found.text) == (id_, title)


def test_a_filled_in_form_keeps_its_values() -> None:
    form = message("kinds/native_flow_form").payload["form"]
    assert form == {"name": "flow", "values": {"nome": "Ana", "idade": 30}, "raw": None}
    assert message("kinds/native_flow_broken").payload["form"]["raw"] == '{"id":'


def test_a_file_is_known_by_the_id_of_its_message_and_never_by_an_address() -> None:
    assert message("recorded/image").media == Media(
        "image/jpeg", ref="3EB0AAAAAAAAAAAAAA0004", sha256="YWJj", size=12345
    )
    assert message("recorded/audio_ptt").media == Media(
        "audio/ogg; codecs=opus", ref="3EB0AAAAAAAAAAAAAA0005", sha256="YWJj", size=12345, voice=True
    )
    document = message("recorded/document").media
    assert document is not None
    assert document.filename == "nota.pdf"
    sticker = message("kinds/moving_sticker").media
    assert sticker is not None
    assert sticker.animated


def test_a_copy_of_the_file_in_the_delivery_changes_nothing() -> None:
    found = message("kinds/file_inside")
    assert (found.type, found.text) == (MessageType.IMAGE, "Olha isto")
    assert found.media is not None
    assert found.media.ref == found.id


def test_places_cards_and_orders_have_the_shape_of_every_channel() -> None:
    place = {"latitude": -23.55, "longitude": -46.63, "name": "Praça", "address": "Rua X"}
    assert message("recorded/location").payload == place
    joao = {
        "name": "João da Silva",
        "phones": [{"phone": "+55 11 97777-6666", "wa_id": "5511977776666"}],
        "emails": [],
        "organization": None,
    }
    assert message("kinds/contact").payload == {"contacts": [joao]}
    assert [card["name"] for card in message("kinds/contacts").payload["contacts"]] == ["João da Silva", "Ana"]
    order = message("kinds/order").payload
    assert order["item_count"] == 3
    assert order["items"] == [
        {"product_id": "889900", "name": "Loja", "quantity": 1, "price_cents": 9990, "currency": "BRL"}
    ]


@pytest.mark.parametrize(
    ("name", "reply_to"),
    [
        ("recorded/extended_quote", "3EB0B"),
        ("kinds/quoted_inside", "3EB0QUOTED"),
        ("kinds/button", "3EB0ASKED"),
        ("kinds/poll_vote", "3EB0POLL"),
        ("recorded/conversation", None),
    ],
)
def test_what_is_replied_to_is_found_beside_the_message_or_in_it(name: str, reply_to: str | None) -> None:
    assert message(name).reply_to == reply_to


def test_an_advertisement_is_told_wherever_it_stands() -> None:
    assert message("kinds/advertisement").payload["referral"] == {
        "source_id": "120210000000",
        "source_url": "https://fb.me/x",
        "source_type": "ad",
        "headline": "Promoção",
        "body": "Só hoje",
        "media_type": 1,
        "image_url": "https://scontent.example/x.jpg",
        "ctwa_clid": "clid-1",
    }
    assert message("kinds/advertisement_inside").payload["referral"]["ctwa_clid"] == "clid-1"


def test_forwarded_and_forwarded_often() -> None:
    assert message("kinds/forwarded").payload == {"forwarded": True}
    assert message("kinds/forwarded_often").payload == {"forwarded": True, "frequently_forwarded": True}


@pytest.mark.parametrize(
    ("name", "phone", "lid"),
    [
        ("recorded/lid_alt", MARIA, None),
        ("people/lid_without_number", None, LID.value),
        ("people/lid_with_number", MARIA, LID.value),
        ("people/lid_with_sender_pn", MARIA, LID.value),
        ("people/sender_pn_of_the_business", None, LID.value),
        ("people/number_with_lid", MARIA, LID.value),
        ("people/device_mark", MARIA, None),
        ("people/empty_participant", MARIA, None),
        ("people/group", "5511977776666", None),
        ("people/group_lid", "5511977776666", LID.value),
        ("people/echo_lid", MARIA, LID.value),
    ],
)
def test_a_person_is_known_by_every_address_that_is_theirs(name: str, phone: str | None, lid: str | None) -> None:
    sender = message(name).sender
    assert (sender.phone, sender.lid) == (phone, lid)


def test_a_group_is_told_by_its_address() -> None:
    assert message("people/group").group_id == "120363025246125486@g.us"
    assert message("recorded/conversation").group_id is None
    own = message("people/own_in_group")
    assert (own.direction, own.group_id, own.sender.phone) == (
        Direction.OUT,
        "120363025246125486@g.us",
        "551130001000",
    )


def test_who_of_the_business_spoke_in_a_group_is_known_also_where_only_the_delivery_tells() -> None:
    key = {"remoteJid": "120363025246125486@g.us", "fromMe": True, "id": "1"}
    data = {"key": key, "message": {"conversation": "oi"}, "messageTimestamp": 1795000000}
    envelope = {"event": "messages.upsert", "data": data}
    (told,) = parse(json.dumps({**envelope, "sender": "551130001000@s.whatsapp.net"}).encode())
    (untold,) = parse(json.dumps(envelope).encode())
    assert isinstance(told, IncomingMessage)
    assert told.sender == Sender(phone="551130001000")
    assert isinstance(untold, IncomingMessage)
    assert (untold.sender, untold.group_id) == (Sender(), "120363025246125486@g.us")
    reaction = {"reactionMessage": {"key": {"id": "2"}, "text": "👍"}}
    (amended,) = parse(json.dumps({**envelope, "data": {**data, "message": reaction}}).encode())
    assert isinstance(amended, Ignored)


def test_what_the_business_types_on_its_phone_goes_out_and_does_not_name_the_customer() -> None:
    echo = message("people/echo")
    assert (echo.direction, echo.sender) == (Direction.OUT, Sender(phone=MARIA))


def test_what_goes_out_through_the_api_is_nobody_on_the_phone() -> None:
    assert ignored("recorded/send_message").reason == "sent_through_api"


def test_a_number_is_no_name() -> None:
    assert message("people/number_for_a_name").sender.name is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("people/story", "broadcast"),
        ("people/newsletter", "newsletter"),
        ("recorded/presence", "event_not_used"),
        ("recorded/chats_update", "event_not_used"),
        ("recorded/contacts_update", "event_not_used"),
        ("changes/vanishing_set", "protocol"),
        ("statuses/read_by_us", "receipt_of_theirs"),
        ("statuses/locked", ""),
        ("odd/unknown_event", "unknown_event"),
        ("odd/unknown_status", "unknown_status"),
        ("odd/album", "no_content"),
        ("odd/group_keys", "no_content"),
        ("odd/nobody", "no_sender"),
        ("odd/empty_list", "empty"),
        ("odd/no_data", "empty"),
        ("odd/text_for_data", "empty"),
    ],
)
def test_what_is_of_no_use_says_why(name: str, reason: str) -> None:
    (fact,) = facts(name)
    assert (fact.reason if isinstance(fact, Ignored) else "") == reason


def test_a_reaction_comes_and_goes() -> None:
    (came,) = facts("recorded/reaction")
    (gone,) = facts("kinds/reaction_removed")
    assert isinstance(came, IncomingReaction)
    assert isinstance(gone, IncomingReaction)
    assert (came.target, came.emoji, came.id) == ("3EB0SENT", "👍", "3EB0AAAAAAAAAAAAAA0013")
    assert (gone.target, gone.emoji) == ("3EB0SENT", None)


@pytest.mark.parametrize(
    ("name", "target", "text"),
    [
        ("recorded/edited", "3EB0AAAAAAAAAAAAAA0001", "Oi, tudo bem? (editado)"),
        ("changes/edited_inside", "3EB0OLD", "agora certo"),
        ("changes/edited_caption", "3EB0OLD", "legenda nova"),
    ],
)
def test_an_edit_names_what_it_changes(name: str, target: str, text: str) -> None:
    (fact,) = facts(name)
    assert isinstance(fact, IncomingEdit)
    assert (fact.target, fact.text, fact.sender.phone) == (target, text, MARIA)


def test_an_edit_told_as_an_event_and_as_a_message_is_one() -> None:
    part = {
        "key": {"remoteJid": f"{MARIA}@s.whatsapp.net", "fromMe": False, "id": "3EB0OLD"},
        "type": "MESSAGE_EDIT",
        "editedMessage": {"conversation": "agora certo"},
        "timestampMs": 1795000099000,
    }
    carrier = {"key": {**part["key"], "id": "3EB0NEW"}, "message": {"protocolMessage": part}}
    event = parse(json.dumps({"event": "messages.edited", "data": part}).encode())
    carried = parse(json.dumps({"event": "messages.upsert", "data": carrier}).encode())
    assert event == carried


@pytest.mark.parametrize(
    ("name", "target", "direction"),
    [
        ("recorded/deleted", "3EB0AAAAAAAAAAAAAA0002", Direction.IN),
        ("changes/revoked", "3EB0OLD", Direction.IN),
        ("changes/revoked_by_number", "3EB0OLD", Direction.IN),
        ("changes/deleted_by_key", "3EB0OLD", Direction.IN),
        ("changes/revoked_by_business", "3EB0OURS", Direction.OUT),
        ("statuses/deleted", "3EB0SENT", Direction.OUT),
    ],
)
def test_a_deletion_names_what_it_takes_away(name: str, target: str, direction: Direction) -> None:
    (fact,) = facts(name)
    assert isinstance(fact, IncomingDeletion)
    assert (fact.target, fact.direction, fact.id) == (target, direction, f"{target}.delete")


def test_a_failure_says_whatsapps_number_where_it_is_told() -> None:
    (locked,), (plain,) = facts("statuses/locked"), facts("statuses/error")
    assert isinstance(locked, IncomingStatus)
    assert isinstance(plain, IncomingStatus)
    assert (locked.status, locked.error_code) == (MessageStatus.FAILED, "463")
    assert plain.error_code == "ERROR"


def test_a_receipt_is_matched_by_the_key_and_not_by_the_id_of_the_database() -> None:
    (own,), (cloud,) = facts("recorded/status_delivered"), facts("recorded/status_delivered_cloud_channel")
    assert isinstance(own, IncomingStatus)
    assert isinstance(cloud, IncomingStatus)
    assert (own.id, own.recipient) == ("3EB0AAAAAAAAAAAAAA0021", Sender(phone=MARIA))
    assert (cloud.id, cloud.recipient) == ("wamid.TEST233", None)


@pytest.mark.parametrize(
    ("name", "state", "detail"),
    [
        ("recorded/conn_open_connecting", "connecting", None),
        ("recorded/qr", "pairing", None),
        ("line/open", "open", None),
        ("line/logged_out", "close", "logged_out"),
        ("line/blocked", "close", "blocked"),
        ("line/refused", "refused", "428"),
        ("line/qr_limit", "close", "QR code limit reached, please login again"),
        ("line/logout", "close", "logged_out"),
        ("line/logout_told", "close", "logged_out"),
    ],
)
def test_news_of_the_line(name: str, state: str, detail: str | None) -> None:
    (fact,) = facts(name)
    assert isinstance(fact, ConnectionChange)
    assert (fact.state, fact.detail) == (state, detail)


def test_a_call_is_told() -> None:
    (fact,) = facts("line/call")
    assert isinstance(fact, IncomingCall)
    assert (fact.status, fact.sender.phone) == ("offer", MARIA)
    assert fact.timestamp == datetime(2026, 11, 20, 11, 22, 44, tzinfo=UTC)


def test_a_list_of_messages_is_several_facts() -> None:
    found = facts("envelopes/list")
    assert [fact.text for fact in found if isinstance(fact, IncomingMessage)] == ["um", "dois"]


@pytest.mark.parametrize("written", ["messages.upsert", "MESSAGES_UPSERT", "messages-upsert", "Messages.Upsert"])
def test_an_event_has_one_name(written: str) -> None:
    assert event_name(written) == "messages.upsert"


def test_no_key_is_repeated_by_what_goes_wrong() -> None:
    for body in (b'{"apikey": "SECRET-KEY"', b'{"apikey": "SECRET-KEY"}', b'["SECRET-KEY"]'):
        with pytest.raises(MalformedDelivery) as refused:
            parse(body)
        assert "SECRET-KEY" not in str(refused.value)


def test_no_fact_holds_the_key_of_the_instance() -> None:
    for recording in RECORDINGS:
        assert "INSTANCETOKEN" not in repr(parse(recording.body)), recording.name


def test_times_of_all_writings() -> None:
    expected = datetime.fromtimestamp(1795000002, UTC)
    for name in ("kinds/long_timestamp", "kinds/text_timestamp"):
        assert message(name).timestamp == expected
    assert moment(1795000002000) == expected
    nothing = datetime.fromtimestamp(0, UTC)
    assert {moment(value) for value in (None, 0, -1, "x", True, {}, 10**30)} == {nothing}
    assert {written(value) for value in (None, "", "yesterday", 5, "2026-13-45T00:00:00Z")} == {nothing}
    assert written("2026-11-20T08:22:44") == datetime(2026, 11, 20, 8, 22, 44, tzinfo=UTC)


@given(st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_an_integer_in_two_halves_is_whole_again(value: int) -> None:
    low = value & 0xFFFFFFFF
    signed = low - 2**32 if low & 0x80000000 else low
    assert integer({"low": signed, "high": value >> 32, "unsigned": False}) == value
    assert integer({"low": low, "high": value >> 32, "unsigned": True}) == value


@given(st.binary(min_size=1, max_size=100))
def test_bytes_are_read_however_they_are_written(data: bytes) -> None:
    numbered = {str(place): byte for place, byte in enumerate(data)}
    found = {checksum(numbered), checksum(list(data)), checksum({"type": "Buffer", "data": list(data)})}
    assert len(found) == 1
    assert None not in found


@pytest.mark.parametrize("value", [None, {}, [], {"0": 256}, {"0": -1}, {"0": "a"}, [1] * 101, 5, ""])
def test_what_are_no_bytes_is_nothing(value: object) -> None:
    assert checksum(value) is None


@given(st.lists(st.sampled_from(sorted(WRAPPERS)), max_size=12), st.booleans())
def test_a_message_is_found_however_deep_it_is_wrapped(wrappers: list[str], context_first: bool) -> None:
    content: dict[str, Any] = {"conversation": "no fundo"}
    for wrapper in wrappers:
        beside = {"messageContextInfo": {"x": {"message": {}}}} if context_first else {}
        content = {**beside, wrapper: {"message": content}}
    assert told(content).text == "no fundo"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_whatever_is_written_comes_as_it_was_but_for_nul(text: str) -> None:
    assert told({"conversation": text or "x"}).text == ((text or "x").replace("\0", "") or None)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(["messages.upsert", "messages.update", "messages.edited", "call", "qrcode.updated"]), json_values
)
def test_no_shape_of_data_makes_it_raise(event: str, data: Any) -> None:
    assert parse(json.dumps({"event": event, "data": data}).encode())


def test_a_time_far_from_now_is_told_as_it_is() -> None:
    old = told({"conversation": "antiga"}, messageTimestamp=1700000000)
    assert datetime.now(UTC) - old.timestamp > timedelta(days=365)
