"""The web chat: its delivery format, visitor tokens, settings and sends."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx
import jwt
import orjson
import pytest
from pydantic import ValidationError

from prosa.channels.local import signed
from prosa.channels.port import (
    Accepted,
    ErrorAction,
    IncomingStatus,
    InvalidSignature,
    MalformedDelivery,
    Outgoing,
    Refused,
)
from prosa.connectors.webchat import tokens
from prosa.connectors.webchat.channel import WebchatChannel
from prosa.connectors.webchat.settings import WebchatSettings
from prosa.connectors.webchat.wire import Said, Seen, provider_id
from prosa.conversations.schemas import Media, MessageStatus, MessageType
from prosa.core import clock
from prosa.core.errors import NotFound, Unauthenticated
from prosa.core.ids import new_id

CHANNEL = WebchatChannel()
VISITOR = "0123456789abcdef0123456789abcdef"


def said(**more) -> Said:
    return Said(visitor=VISITOR, id="client-id-1", at=clock.now(), **more)


def parse(wire: Said | Seen):
    return CHANNEL.parse({}, wire.model_dump_json().encode())


def test_a_visitors_text_is_read_under_a_key_no_other_visitor_can_take():
    (fact,) = parse(said(text="Oi!", name="Ana", page="https://loja.example/p/1"))
    assert fact.id == provider_id(VISITOR, "client-id-1") == f"{VISITOR}:client-id-1"
    assert (fact.type, fact.text, fact.sender.visitor, fact.sender.name) == (
        MessageType.TEXT,
        "Oi!",
        VISITOR,
        "Ana",
    )
    assert fact.payload == {"page": "https://loja.example/p/1"}


def test_a_tapped_option_is_a_choice():
    (fact,) = parse(said(text="Prazo de entrega", option="article-7"))
    assert (fact.type, fact.button_id) == (MessageType.INTERACTIVE, "article-7")


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("image/png", MessageType.IMAGE),
        ("audio/ogg", MessageType.AUDIO),
        ("video/mp4", MessageType.VIDEO),
        ("application/pdf", MessageType.DOCUMENT),
    ],
)
def test_a_file_is_already_stored_when_its_message_arrives(mime, kind):
    file = {"key": "ab/cd", "mime_type": mime, "filename": "nota.bin", "size": 3}
    (fact,) = parse(said(file=file))
    assert fact.type is kind
    assert fact.media == Media(mime, filename="nota.bin", size=3, key="ab/cd")


def test_what_the_visitor_saw_becomes_receipts():
    ids = [str(new_id()), str(new_id())]
    seen = Seen(visitor=VISITOR, at=clock.now(), ids=ids, read=True)
    facts = parse(seen)
    assert all(isinstance(fact, IncomingStatus) for fact in facts)
    assert [fact.id for fact in facts] == ids
    assert {fact.status for fact in facts} == {MessageStatus.READ}
    (delivered, _) = parse(seen.model_copy(update={"read": False}))
    assert delivered.status is MessageStatus.DELIVERED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\x00",
        orjson.dumps({"kind": "message", "visitor": "../etc", "id": "client-id-1", "at": "2026-11-20T12:00:00Z"}),
    ],
)
def test_what_is_not_ours_is_malformed(body: bytes):
    with pytest.raises(MalformedDelivery):
        CHANNEL.parse({}, body)


def test_only_our_own_signature_opens_the_door():
    settings = WebchatSettings()
    CHANNEL.verify(settings, signed(settings.secret.get_secret_value(), b"x"), b"x")
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(settings, signed("wrong", b"x"), b"x")


def test_every_channel_gets_a_secret_of_its_own():
    assert WebchatSettings().secret != WebchatSettings().secret


def test_a_token_is_good_for_its_visitor_channel_and_secret_only():
    channel, visitor = uuid4(), tokens.new_visitor()
    token = tokens.issue("s" * 32, channel, visitor)
    assert tokens.visitor_of("s" * 32, channel, token) == visitor
    for secret, where in (("t" * 32, channel), ("s" * 32, uuid4())):
        with pytest.raises(Unauthenticated):
            tokens.visitor_of(secret, where, token)


def test_expired_unsigned_and_broken_tokens_are_refused():
    channel = uuid4()
    claims = {"sub": "a", "aud": f"webchat:{channel}", "exp": clock.now() - timedelta(seconds=5)}
    expired = jwt.encode(claims, "s" * 32, algorithm="HS256")
    unsigned = jwt.encode({**claims, "exp": clock.now() + timedelta(days=1)}, None, algorithm="none")
    for token in (expired, unsigned, "", "a.b.c", "é" * 10):
        with pytest.raises(Unauthenticated):
            tokens.visitor_of("s" * 32, channel, token)


def test_origins_are_normalised_and_checked():
    settings = WebchatSettings(allowed_origins=["https://Loja.example/", " http://localhost:8080", ""])
    assert settings.allowed_origins == ["https://loja.example", "http://localhost:8080"]
    assert settings.allows("https://loja.example")
    assert not settings.allows("https://loja.example.evil.example")
    assert not settings.allows("http://loja.example")
    assert WebchatSettings(allowed_origins=["*"]).allows("https://anything.example")
    assert not WebchatSettings().allows("https://loja.example")


@pytest.mark.parametrize(
    "wrong",
    [
        {"allowed_origins": ["loja.example"]},
        {"allowed_origins": ["https://loja.example/path"]},
        {"colour": "red"},
        {"colour": "#12345g"},
        {"text_limit": 5},
        {"typo": 1},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValidationError):
        WebchatSettings(**wrong)


async def test_a_send_is_accepted_under_our_own_id_and_no_file_is_left_to_fetch():
    message = Outgoing(new_id(), (), MessageType.TEXT, text="oi")
    async with httpx.AsyncClient() as http:
        assert await CHANNEL.send(WebchatSettings(), http, message) == Accepted(str(message.message_id))
        reaction = await CHANNEL.send(WebchatSettings(), http, replace(message, type=MessageType.REACTION))
        assert isinstance(reaction, Refused)
        assert reaction.action is ErrorAction.GIVE_UP
        assert all(step.ok for step in await CHANNEL.check(WebchatSettings(), http))
        with pytest.raises(NotFound):
            await anext(CHANNEL.fetch_media(WebchatSettings(), http, Media("image/png", ref="x")))
    assert CHANNEL.challenge(WebchatSettings(), {}) is None
