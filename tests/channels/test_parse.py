"""A written delivery becomes the provider's bytes, and facts become the same keys for every connector."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from prosa.channels.parse import BrokenDelivery, neutral, rehearse
from prosa.channels.port import (
    ChannelPort,
    ConnectionChange,
    Fact,
    IdentityChange,
    Ignored,
    IncomingCall,
    IncomingDeletion,
    IncomingEdit,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    Sender,
)
from prosa.conversations.schemas import Direction, Media, MessageStatus, MessageType

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ANA = Sender(phone="5511900000001", bsuid="BR.1", username="ana", name="Ana")
KEYS = [
    "kind",
    "id",
    "type",
    "text",
    "timestamp",
    "direction",
    "sender",
    "reply_to",
    "button_id",
    "media",
    "status",
    "error_code",
]


class Echo:
    """Understands of any delivery its headers and its bytes."""

    def __init__(self, *, form: bool = False) -> None:
        self.form_deliveries = form

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Fact]:
        return [Ignored(id=json.dumps(dict(headers)), reason=body.decode())]


def bytes_of(delivery: object, *, form: bool = False) -> str:
    (seen,) = rehearse(cast("ChannelPort", Echo(form=form)), json.dumps(delivery))
    return cast("str", seen["text"])


def test_a_json_body_becomes_json() -> None:
    assert json.loads(bytes_of({"headers": {}, "body": {"a": ["á", None]}})) == {"a": ["á", None]}


def test_a_form_object_is_url_encoded_for_a_connector_of_forms() -> None:
    form = {"Body": "Olá & tchau", "To": "+55", "Media": ["a", "b"], "Empty": None}
    written = "Body=Ol%C3%A1+%26+tchau&To=%2B55&Media=a&Media=b&Empty="
    assert bytes_of({"body": form}, form=True) == written
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    assert bytes_of({"headers": headers, "body": form}) == written


def test_a_text_is_taken_as_it_is() -> None:
    assert bytes_of({"body": "Body=Oi"}, form=True) == "Body=Oi"


def test_header_names_become_lower_case() -> None:
    (seen,) = rehearse(cast("ChannelPort", Echo()), '{"headers": {"X-Hub": 1}, "body": {}}')
    assert seen["id"] == '{"x-hub": "1"}'


@pytest.mark.parametrize(
    "written",
    ["", "{", "[]", "null", '{"headers": {}}', '{"headers": [], "body": {}}', "[" * 100_000],
)
def test_what_is_no_written_delivery_is_refused(written: str) -> None:
    with pytest.raises(BrokenDelivery):
        rehearse(cast("ChannelPort", Echo()), written)


def common(**own: object) -> dict[str, Any]:
    return {**dict.fromkeys(KEYS), "id": "x", "timestamp": "2026-11-20T12:00:00+00:00", **own}


SENDER = {
    "phone": "5511900000001",
    "lid": None,
    "bsuid": "BR.1",
    "parent_bsuid": None,
    "username": "ana",
    "name": "Ana",
}
MEDIA = Media("audio/ogg", ref="7", sha256="abc", size=3, voice=True)

NEUTRAL: list[tuple[Fact, dict[str, Any]]] = [
    (
        IncomingMessage(
            id="x",
            sender=ANA,
            type=MessageType.AUDIO,
            timestamp=AT,
            text="ouça",
            reply_to="y",
            button_id="b",
            media=MEDIA,
            payload={"errors": [{"code": "131051"}]},
        ),
        common(
            kind="message",
            type="audio",
            text="ouça",
            direction="in",
            sender=SENDER,
            reply_to="y",
            button_id="b",
            media={
                "id": "7",
                "mime_type": "audio/ogg",
                "filename": None,
                "sha256": "abc",
                "size": 3,
                "voice": True,
            },
            error_code="131051",
        ),
    ),
    (
        IncomingStatus(id="x", status=MessageStatus.FAILED, timestamp=AT, recipient=ANA, error_code="131026"),
        common(kind="status", status="failed", sender=SENDER, error_code="131026"),
    ),
    (
        IncomingReaction(id="x", sender=ANA, target="y", emoji="👍", timestamp=AT, direction=Direction.OUT),
        common(kind="reaction", type="reaction", text="👍", reply_to="y", direction="out", sender=SENDER),
    ),
    (
        IncomingEdit(id="x", sender=ANA, target="y", text="novo", timestamp=AT),
        common(kind="edit", text="novo", direction="in", reply_to="y", sender=SENDER),
    ),
    (
        IncomingDeletion(id="x", sender=ANA, target="y", timestamp=AT),
        common(kind="delete", direction="in", reply_to="y", sender=SENDER),
    ),
    (
        IdentityChange(id="x", previous=Sender(phone="1", bsuid="BR.0"), current=ANA, timestamp=AT),
        common(kind="identity_change", text="1, BR.0", sender=SENDER),
    ),
    (
        ConnectionChange(id="x", state="stopped", detail="why"),
        common(kind="connection", status="stopped", text="why", timestamp=None),
    ),
    (
        IncomingCall(id="x", sender=ANA, status="connect", timestamp=AT),
        common(kind="call", status="connect", sender=SENDER),
    ),
    (
        Ignored(id="x", reason="of no use", type="poll"),
        common(kind="ignored", type="poll", text="of no use", timestamp=None),
    ),
]


@pytest.mark.parametrize(("fact", "expected"), NEUTRAL, ids=lambda item: getattr(item, "kind", ""))
def test_every_kind_has_the_same_keys(fact: Fact, expected: dict[str, Any]) -> None:
    assert json.loads(json.dumps(neutral(fact))) == expected
    assert list(neutral(fact)) == KEYS
