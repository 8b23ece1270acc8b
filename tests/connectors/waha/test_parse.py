"""Every recorded delivery is understood as one line here says."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from prosa.channels.parse import neutral
from prosa.channels.port import IncomingMessage, IncomingReaction, MalformedDelivery, Sender
from prosa.connectors.waha import WahaChannel
from prosa.conversations.schemas import Direction
from tests.connectors.waha.material import BY_NAME, DELIVERIES, RECORDINGS

CHANNEL = WahaChannel()

# kind, type, direction, identifiers, 'text', [button], -> target, (file), = status, ! error, # id when it is short
EXPECTED = {
    "acks/error": "status 5511900000001 = failed ! ERROR # 3EB0FF",
    "acks/pending": "status 5511900000001 = queued # 3EB0FF",
    "acks/server": "status 5511900000001 = sent # 3EB0FF",
    "acks/device": "status 5511900000001 = delivered # 3EB0FF",
    "acks/read": "status 5511900000001 = read # 3EB0FF",
    "acks/played": "status 5511900000001 = read # 3EB0FF",
    "acks/group": "status 5511900000001 = read # 3EB0FE",
    "acks/of_what_they_said": "ignored message.ack 'receipt_of_ours' # 3A01",
    "acks/unknown": "ignored message.ack 'unknown_status' # 3EB0FF",
    "changes/revoked_before_unknown": "delete in 5511900000001 -> 3F00 # 3F01",
    "changes/revoked_nothing_told": "delete in 5511900000001 -> 3F00",
    "changes/revoked_whole_id": "delete in 5511900000001 -> 3F00",
    "changes/revoked_on_the_phone": "delete out 5511900000001 -> AC00 # AC03",
    "changes/revoked_by_nobody": "ignored message.revoked 'no_sender'",
    "changes/edited": "edit in 5511900000001 'Oi, tudo bem?' -> 3F00 # 3F04",
    "changes/edited_under_its_own_id": "edit in 5511900000001 'Oi!' -> 3F00",
    "changes/edited_twice_under_its_own_id": "edit in 5511900000001 'Oi!!' -> 3F00",
    "changes/edited_on_the_phone": "edit out 5511900000001 'corrigido' -> AC00 # AC05",
    "elsewhere/group": "message text in 5511900000001 'pessoal' # 3G01",
    "elsewhere/group_hidden": "message text in 5511900000001+184069530861739@lid 'pessoal' # 3G02",
    "elsewhere/group_author_only": "message text in 5511900000001 'pessoal' # 3G03",
    "elsewhere/story": "ignored message.any 'story' # 3G04",
    "elsewhere/channel_post": "ignored message.any 'channel_post' # 3G05",
    "elsewhere/broadcast_list": "message text in 5511900000001 'feliz natal' # 3G06",
    "elsewhere/call": "call 5511900000001 = received # CALL1",
    "elsewhere/call_accepted": "call 5511900000001 = accepted # CALL1",
    "elsewhere/call_of_nobody": "ignored call.rejected 'no_sender' # CALL2",
    "files/picture_noweb": "message image in 5511900000001 'veja' (image/jpeg) # 3C01",
    "files/voice_gows": "message audio in 5511900000001 (audio/ogg; codecs=opus voice) # 3C02",
    "files/voice_webjs": "message audio in 5511900000001 (audio/ogg; codecs=opus voice) # 3C03",
    "files/voice_unsaid": "message audio in 5511900000001 (audio/ogg; codecs=opus voice) # 3C04",
    "files/music": "message audio in 5511900000001 (audio/mpeg) # 3C05",
    "files/sticker": "message sticker in 5511900000001 (image/webp) # 3C06",
    "files/sticker_unsaid": "message sticker in 5511900000001 (image/webp) # 3C07",
    "files/video": "message video in 5511900000001 'olha' (video/mp4) # 3C08",
    "files/round_video": "message video in 5511900000001 (video/mp4) # 3C09",
    "files/document_named_in_body": "message document in 5511900000001 (application/pdf) # 3C10",
    "files/picture_as_document": "message document in 5511900000001 'a planta' (image/png) # 3C11",
    "files/not_fetched": "message image in 5511900000001 (image/jpeg) # 3C12",
    "files/fetch_failed": "message image in 5511900000001 (image/jpeg) # 3C13",
    "files/kept_elsewhere": "message image in 5511900000001 (image/jpeg) # 3C14",
    "files/seen_once": "message image in 5511900000001 (image/jpeg) # 3C15",
    "files/disappearing": "message text in 5511900000001 'some' # 3C16",
    "hidden_ids/noweb_alt": "message text in 5511900000001+184069530861739@lid 'Oi' # 3B01",
    "hidden_ids/noweb_sender_pn": "message text in 5511900000001+184069530861739@lid 'Oi' # 3B02",
    "hidden_ids/gows_sender_alt": "message text in 5511900000001+184069530861739@lid 'Oi' # 3B03",
    "hidden_ids/gows_outgoing": "message text out 5511900000001+184069530861739@lid 'Oi' # AC04",
    "hidden_ids/phone_with_hidden_beside": "message text in 5511900000001+184069530861739@lid 'Oi' # 3B05",
    "hidden_ids/hidden_only": "message text in 184069530861739@lid 'Oi' # 3B06",
    "hidden_ids/ack_of_hidden": "status 184069530861739@lid = delivered # 3EB0AA",
    "kinds/place_in_texts": "message location in 5511900000001 # 3D01",
    "kinds/place_unsaid": "message location in 5511900000001 # 3D02",
    "kinds/card": "message contacts in 5511900000001 # 3D03",
    "kinds/cards_unsaid": "message contacts in 5511900000001 # 3D04",
    "kinds/row_noweb": "message interactive in 5511900000001 'Entrega' [entrega] -> 3EB0LIST # 3D05",
    "kinds/row_gows": "message interactive in 5511900000001 'Entrega' [entrega] -> 3EB0LIST # 3D06",
    "kinds/row_webjs": "message interactive in 5511900000001 'Entrega' [entrega] -> 3EB0LIST # 3D07",
    "kinds/button": "message interactive in 5511900000001 'Sim' [sim] # 3D08",
    "kinds/template_button": "message interactive in 5511900000001 'Sim' [sim] # 3D09",
    "kinds/poll": "message text in 5511900000001 'Que dia?\n\n1. Segunda\n2. Terça' # 3D10",
    "kinds/poll_vote": "message interactive in 5511900000001 'Segunda' [Segunda] -> 3EB0POLL # 3D11",
    "kinds/poll_vote_withdrawn": "ignored poll.vote 'no_choice'",
    "kinds/poll_vote_unreadable": "ignored poll.vote.failed 'event_not_used'",
    "kinds/order": "message order in 5511900000001 'Pedido' # 3D14",
    "kinds/forwarded_often": "message text in 5511900000001 'repasse' # 3D15",
    "kinds/from_an_advertisement": "message text in 5511900000001 'Quero saber mais' # 3D16",
    "kinds/event_of_a_calendar": "message unsupported in 5511900000001 # 3D17",
    "kinds/card_in_the_text": "message contacts in 5511900000001 # 3D19",
    "kinds/place_with_a_picture_in_the_text": "message location in 5511900000001 # 3D20",
    "kinds/nothing_in_it": "message unsupported in 5511900000001 # 3D18",
    "message_any/same_as_message": "message text in 5511900000001 'Oi' # 3A01",
    "message_any/same_as_message_any": "message text in 5511900000001 'Oi' # 3A01",
    "message_any/both_ends_told": "message text in 5511900000001 'Oi' # 3A02",
    "message_any/only_the_chat_told": "message text in 5511900000001 'Oi' # 3A03",
    "message_any/device_suffix": "message text in 5511900000001 'Oi' # 3A04",
    "message_any/inner_server": "message text in 5511900000001 'Oi' # 3A05",
    "message_any/nul_in_text": "message text in 5511900000001 'ab' # 3A06",
    "message_any/milliseconds": "message text in 5511900000001 'Oi' # 3A07",
    "message_any/fraction": "message text in 5511900000001 'Oi' # 3A08",
    "message_any/time_unreadable": "message text in 5511900000001 'Oi' # 3A09",
    "odd/unknown_event": "ignored message.telepathy 'event_not_used'",
    "odd/group_join": "ignored group.v2.join 'event_not_used'",
    "odd/presence": "ignored presence.update 'event_not_used'",
    "odd/no_payload": "ignored message.any 'no_sender'",
    "odd/payload_is_text": "ignored message.any 'no_sender'",
    "odd/no_sender": "ignored message.any 'no_sender' # 3H01",
    "odd/no_id": "message text in 5511900000001 'oi'",
    "odd/bare_id": "message text in 5511900000001 'oi' # 3H02",
    "odd/id_with_underlines": "message text in 5511900000001 'oi' # 3H03",
    "odd/no_session": "message text in 5511900000001 'oi' # 3H04",
    "odd/two_sessions": "message text in 5511900000001 'oi' # 3H05",
    "odd/new_security_code": "ignored message.any 'notice' # 3H07",
    "odd/somebody_joined": "ignored message.any 'notice' # 3H08",
    "odd/not_readable_yet": "ignored message.any 'notice' # 3H09",
    "odd/numbers_for_texts": "message text in 5511900000001 '42' # 3H06",
    "own/on_the_phone": "message text out 5511900000001 'Já vou ver' # AC01",
    "own/on_the_phone_chat_only": "message text out 5511900000001 'Já vou ver' # AC02",
    "own/by_the_api": "status 5511900000001 = sent # 3EB0ED57F1C4A5B6C7D8E9",
    "own/unsaid_by_a_linked_device": "status 5511900000001 = sent # 3EB0ED57F1C4A5B6C7D8E9",
    "own/unsaid_by_a_telephone": "message text out 5511900000001 'Olá'",
    "own/to_oneself": "ignored message.any 'note_to_self' # AC03",
    "replies/bare_id": "message text in 5511900000001 'Sim!' -> 3EB0FF # 3E01",
    "replies/whole_id": "message text in 5511900000001 'Sim!' -> 3EB0FF # 3E02",
    "replies/only_the_engine_tells": "message text in 5511900000001 'Sim!' -> 3EB0FF # 3E03",
    "replies/reaction": "reaction reaction in 5511900000001 '🙏' -> 3EB0FF # 3E04",
    "replies/reaction_taken_back": "reaction reaction in 5511900000001 -> 3EB0FF # 3E05",
    "replies/reaction_in_a_group": "reaction reaction in 5511900000001 '👍' -> 3E00 # 3E06",
    "replies/reaction_on_the_phone": "reaction reaction out 5511900000001 '👍' -> 3E00 # AC07",
    "replies/reaction_of_ours": "ignored message.reaction 'own_reaction' # 3EB008",
    "replies/reaction_to_nothing": "ignored message.reaction 'no_target' # 3E09",
    "sessions/stopped": "connection 'STOPPED' = stopped",
    "sessions/starting": "connection 'STARTING' = starting",
    "sessions/failed": "connection 'FAILED' = failed",
    "sessions/passkey_confirmation": "connection 'PASSKEY_CONFIRMATION_REQUIRED' = pairing",
    "sessions/new_state": "connection 'MEDITATING' = meditating",
    "sessions/without_state": "ignored session.status 'unknown_status'",
    "webhook-examples/message text": "message text in 11111111111 'Hi there!'",
    "webhook-examples/message image": (
        "message image in 11111111111 'Check this out (caption for the media)!' (image/jpeg)"
    ),
    "webhook-examples/message document": "message document in 11111111111 (application/pdf)",
    "webhook-examples/message reply": "message text in 11111111111 'Yes!' -> AAAAAAAAAAAAAAAAAAAA",
    "webhook-examples/message own, sent on the phone": "message text out 11111111111 'Hi there!' # BBBB",
    "webhook-examples/message own, sent by the API": "status 11111111111 = sent # CCCC",
    "webhook-examples/reaction": "reaction reaction in 79111111 '🙏' -> 11111111111111111111111111111111",
    "webhook-examples/ack": "status 11111111111 = read",
    "webhook-examples/revoked": "delete in 11111111111 -> A06CA7BB5DD8C8F705628CDB7E3A33C9",
    "webhook-examples/session working": "connection 'WORKING' = working",
    "webhook-examples/session qr": "connection 'SCAN_QR_CODE' = pairing",
    "webhook-examples/session passkey": "connection 'PASSKEY_REQUIRED' = pairing",
}

AGAINST_DESCRIPTION = (
    "odd/",
    "acks/unknown",
    "changes/revoked_whole_id",
    "message_any/time_unreadable",
    "replies/reaction_",
    "sessions/new_state",
    "sessions/without_state",
    "webhook-examples/session",
)
"""Recordings of what WAHA's description does not have: parts that are missing, values to come, null beside text."""


def facts(name: str) -> list[Any]:
    recording = BY_NAME[name]
    return list(CHANNEL.parse(recording.headers, recording.body))


def brief(fact: Any) -> str:
    seen = neutral(fact)
    sender, media, id_ = seen["sender"] or {}, seen["media"], seen["id"] or ""
    parts = (
        seen["kind"],
        seen["type"],
        seen["direction"],
        "+".join(filter(None, (sender.get("phone"), sender.get("lid")))),
        seen["text"] and f"'{seen['text']}'",
        seen["button_id"] and f"[{seen['button_id']}]",
        seen["reply_to"] and f"-> {seen['reply_to']}",
        media and f"({media['mime_type']}{' voice' if media['voice'] else ''})",
        seen["status"] and f"= {seen['status']}",
        seen["error_code"] and f"! {seen['error_code']}",
        f"# {id_}" if len(id_) < 30 and not id_.startswith("evt_") else "",
    )
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize("name", BY_NAME)
def test_recorded_delivery(name: str) -> None:
    assert [brief(fact) for fact in facts(name)] == [EXPECTED[name]]


@pytest.mark.parametrize("name", [name for name in BY_NAME if not name.startswith(AGAINST_DESCRIPTION)])
def test_recordings_are_as_waha_describes_its_deliveries(name: str) -> None:
    delivery = json.loads(BY_NAME[name].body)
    schema = {"$ref": f"#/components/schemas/{DELIVERIES['events'][delivery['event']]}", **DELIVERIES}
    Draft202012Validator(schema).validate(delivery)


def test_a_message_told_twice_is_the_same() -> None:
    """Subscribed to both events, a server tells of every message twice, as different events."""
    assert facts("message_any/same_as_message") == facts("message_any/same_as_message_any")


def test_a_quote_a_receipt_and_a_reaction_name_the_message_alike() -> None:
    targets = {
        facts("replies/bare_id")[0].reply_to,
        facts("replies/whole_id")[0].reply_to,
        facts("replies/reaction")[0].target,
        facts("acks/read")[0].id,
    }
    assert targets == {"3EB0FF"}


def test_the_phone_behind_a_hidden_id_is_that_of_the_person_never_of_the_business() -> None:
    for name in ("noweb_alt", "noweb_sender_pn", "gows_sender_alt", "gows_outgoing", "phone_with_hidden_beside"):
        (message,) = facts(f"hidden_ids/{name}")
        assert message.sender.identities() == Sender("5511900000001", "184069530861739@lid").identities(), name


def test_only_what_the_person_says_tells_the_name() -> None:
    assert facts("hidden_ids/gows_sender_alt")[0].sender.name == "Ana"
    assert facts("hidden_ids/gows_outgoing")[0].sender.name is None
    assert facts("message_any/both_ends_told")[0].sender.name == "Ana"


def test_what_is_typed_on_the_phone_is_an_echo_and_what_software_sent_is_not() -> None:
    for name in ("on_the_phone", "on_the_phone_chat_only", "unsaid_by_a_telephone"):
        (echo,) = facts(f"own/{name}")
        assert (type(echo), echo.direction) == (IncomingMessage, Direction.OUT), name
    for name in ("by_the_api", "unsaid_by_a_linked_device"):
        assert facts(f"own/{name}")[0].kind == "status", name


def test_group_talk_names_the_group_and_the_speaker() -> None:
    for name in ("group", "group_hidden", "group_author_only"):
        (message,) = facts(f"elsewhere/{name}")
        assert (message.group_id, message.sender.phone) == ("120363000000000001@g.us", "5511900000001"), name
    assert facts("elsewhere/broadcast_list")[0].group_id is None


def test_times_are_seconds_fractions_or_milliseconds() -> None:
    moment = datetime.fromtimestamp(1793500000, UTC)
    assert facts("message_any/milliseconds")[0].timestamp == moment
    assert facts("message_any/fraction")[0].timestamp == moment.replace(microsecond=853000)
    unreadable = json.loads(BY_NAME["message_any/time_unreadable"].body)["timestamp"] / 1000
    assert facts("message_any/time_unreadable")[0].timestamp == datetime.fromtimestamp(unreadable, UTC)


def test_a_file_is_known_by_its_path_and_its_message_whatever_host_is_named() -> None:
    for name in ("kept_elsewhere", "voice_gows"):
        (message,) = facts(f"files/{name}")
        assert message.media.ref == f"/api/files/default/X#false_5511900000001@c.us_{message.id}", name
    for name in ("not_fetched", "fetch_failed"):
        (message,) = facts(f"files/{name}")
        assert message.media.ref == f"#false_5511900000001@c.us_{message.id}", name


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://loja.example/waha/api/files/default/X", "/api/files/default/X"),
        ("http://localhost:3000/api/files/default/X?key=y#z", "/api/files/default/X"),
        ("https://bucket.s3.example/x.jpg?sign=y", "/x.jpg"),
        ("https://[::1", ""),
        ("", ""),
    ],
)
def test_the_path_of_a_file_is_that_within_waha(url: str, path: str) -> None:
    delivery = json.loads(BY_NAME["files/voice_gows"].body)
    delivery["payload"]["media"]["url"] = url
    (message,) = CHANNEL.parse({}, json.dumps(delivery).encode())
    assert isinstance(message, IncomingMessage)
    assert message.media
    assert message.media.ref == f"{path}#false_5511900000001@c.us_3C02"


def test_an_id_may_be_wrapped_as_browsers_do() -> None:
    delivery = json.loads(BY_NAME["files/voice_webjs"].body)
    delivery["payload"]["id"] = {"fromMe": False, "_serialized": delivery["payload"]["id"]}
    assert CHANNEL.parse({}, json.dumps(delivery).encode()) == facts("files/voice_webjs")


def test_a_sticker_may_move_and_a_picture_may_be_seen_once() -> None:
    assert facts("files/sticker")[0].media.animated is True
    assert facts("files/seen_once")[0].payload["view_once"] is True


def test_a_place_is_numbers_and_a_card_is_a_contact() -> None:
    (place,) = facts("kinds/place_in_texts")
    assert place.payload == {"latitude": -23.5505, "longitude": -46.6333, "name": "Loja", "address": "Rua A, 1"}
    for name in ("card", "cards_unsaid"):
        (card,) = facts(f"kinds/{name}")
        (shared,) = card.payload["contacts"]
        assert shared["name"] == "Bruno Souza", name
        assert shared["phones"][0] == {"phone": "+55 11 90000-0002", "wa_id": "5511900000002"}, name
        assert [phone["phone"] for phone in shared["phones"]] == ["+55 11 90000-0002", "+55 11 3000-1001"], name


def test_a_choice_in_a_poll_of_ours_is_a_choice() -> None:
    (vote,) = facts("kinds/poll_vote")
    assert (vote.text, vote.reply_to, vote.timestamp.year) == ("Segunda", "3EB0POLL", 2026)


def test_forwarding_and_advertisements_are_told() -> None:
    assert facts("kinds/forwarded_often")[0].payload == {"forwarded": True, "frequently_forwarded": True}
    referral = facts("kinds/from_an_advertisement")[0].payload["referral"]
    assert (referral["headline"], referral["ctwa_clid"], referral["source_id"]) == ("Promoção", "CLID", "120")


def test_an_empty_emoji_removes_the_reaction() -> None:
    (reaction,) = facts("replies/reaction_taken_back")
    assert isinstance(reaction, IncomingReaction)
    assert reaction.emoji is None


def test_two_edits_under_the_id_of_the_message_are_two() -> None:
    first, second = (
        facts(f"changes/{name}")[0] for name in ("edited_under_its_own_id", "edited_twice_under_its_own_id")
    )
    assert first.target == second.target
    assert first.id != second.id


def test_a_receipt_of_a_group_is_of_the_one_who_read() -> None:
    assert facts("acks/group")[0].recipient == Sender("5511900000001")


def test_facts_carry_the_session_they_belong_to() -> None:
    assert facts("odd/two_sessions")[0].account == "segunda"
    assert facts("odd/no_session")[0].account is None


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"text"', b"{}", b'{"event": 7}', b"\xff\xfe", b"[" * 100_000],
    ids=["nothing", "cut", "list", "null", "text", "empty", "event is no text", "bytes", "deep"],
)
def test_what_is_no_delivery_at_all_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedDelivery):
        CHANNEL.parse({}, body)


texts = st.text(st.characters(exclude_categories=()), max_size=20)  # halves of surrogate pairs as well
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of everything inside a delivery."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in inner for found in [(*path, key), *places(item, (*path, key))]]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from (*strings(key), *strings(item))
    elif isinstance(value, Iterable):
        for item in value:
            yield from strings(item)


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@given(st.data())
def test_no_value_anywhere_makes_it_raise_or_lose_the_delivery(data: st.DataObject) -> None:
    delivery = json.loads(data.draw(st.sampled_from(RECORDINGS)).body)
    for _ in range(data.draw(st.integers(1, 3))):
        inside = [path for path in places(delivery) if path[0] != "event"]
        if inside:
            delivery = replaced(delivery, data.draw(st.sampled_from(inside)), data.draw(json_values))
    found = CHANNEL.parse({}, json.dumps(delivery).encode())
    assert len(found) == 1
    for text in strings(asdict(fact) for fact in found):
        assert "\0" not in text
        text.encode()
