"""The pretend WhatsApp: what it reads, what its fault script does, and how it answers a send."""

from collections import Counter
from uuid import UUID

import httpx
import orjson
import pytest
from pydantic import ValidationError

from prosa.channels.local import signed
from prosa.channels.port import (
    Accepted,
    ErrorAction,
    Ignored,
    IncomingDeletion,
    IncomingEdit,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    InvalidSignature,
    MalformedDelivery,
    Outgoing,
    Refused,
    Unknown,
)
from prosa.connectors.simulator import connector
from prosa.connectors.simulator.channel import SimulatorChannel
from prosa.connectors.simulator.faults import Fate, draw, fate_of_send, journey_of
from prosa.connectors.simulator.settings import SimulatorSettings
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Direction, Media, MessageStatus, MessageType
from prosa.core.errors import NotFound
from prosa.core.ids import new_id

AT = "2026-11-20T12:00:00Z"
CHANNEL = SimulatorChannel()


def delivery(*messages: dict, statuses: tuple[dict, ...] = ()) -> bytes:
    full = [{"id": f"m{n}", "phone": "5511988887777", "at": AT, **m} for n, m in enumerate(messages)]
    return orjson.dumps({"messages": full, "statuses": statuses})


def parse(*messages: dict):
    return CHANNEL.parse({}, delivery(*messages))


def outgoing(message_id: UUID | None = None, attempt: int = 1) -> Outgoing:
    to = (Identity(IdentityKind.PHONE, "5511988887777"),)
    return Outgoing(message_id or new_id(), to, MessageType.TEXT, text="oi", attempt=attempt)


async def send(settings: SimulatorSettings, message: Outgoing):
    async with httpx.AsyncClient() as http:
        return await CHANNEL.send(settings, http, message)


def test_a_text_a_choice_and_a_place_are_read():
    text, choice, place = parse(
        {"type": "text", "text": "Vocês entregam em Manaus?", "name": "Maria", "reply_to": "x"},
        {"type": "interactive", "button": {"id": "b1", "title": "Sim"}},
        {"type": "location", "location": {"latitude": -3.1, "longitude": -60.0, "name": "Manaus"}},
    )
    assert isinstance(text, IncomingMessage)
    assert (text.type, text.text, text.sender.phone, text.sender.name, text.reply_to) == (
        MessageType.TEXT,
        "Vocês entregam em Manaus?",
        "5511988887777",
        "Maria",
        "x",
    )
    assert (choice.type, choice.text, choice.button_id) == (MessageType.INTERACTIVE, "Sim", "b1")
    assert (place.type, place.payload["name"]) == (MessageType.LOCATION, "Manaus")


def test_an_echo_is_outbound():
    (echo,) = parse({"type": "text", "text": "oi, aqui é a Paula", "echo": True})
    assert echo.direction is Direction.OUT


def test_reactions_edits_and_deletions_name_their_target():
    facts = parse(
        {"type": "reaction", "target": "a", "emoji": "👍"},
        {"type": "reaction", "target": "a", "emoji": ""},
        {"type": "edit", "target": "a", "text": "novo"},
        {"type": "delete", "target": "a"},
        {"type": "delete"},
    )
    kinds = [IncomingReaction, IncomingReaction, IncomingEdit, IncomingDeletion, Ignored]
    assert [type(fact) for fact in facts] == kinds
    assert facts[1].emoji is None


def test_an_unknown_type_is_kept_as_unsupported_and_an_unknown_status_is_ignored():
    (odd,) = parse({"type": "hologram"})
    assert odd.type is MessageType.UNSUPPORTED
    receipt = {"id": "s", "status": "teleported", "at": AT}
    (status,) = CHANNEL.parse({}, delivery(statuses=(receipt,)))
    assert isinstance(status, Ignored)


def test_a_receipt_carries_our_own_message_id():
    ours = new_id()
    receipt = {"id": "sim.1", "message_id": str(ours), "status": "read", "at": AT}
    (status,) = CHANNEL.parse({}, delivery(statuses=(receipt,)))
    assert isinstance(status, IncomingStatus)
    assert (status.message_id, status.status) == (ours, MessageStatus.READ)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"messages":[{"id":"x"}]}', b'{"format":"x"}'])
def test_what_is_not_a_delivery_is_refused_as_malformed(body: bytes):
    with pytest.raises(MalformedDelivery):
        CHANNEL.parse({}, body)


def test_only_our_own_signature_opens_the_door():
    settings = SimulatorSettings()
    body = delivery({"type": "text", "text": "ação"})
    CHANNEL.verify(settings, signed(settings.secret.get_secret_value(), body), body)
    for headers in ({}, signed("another", body), {"x-prosa-signature": "é"}):
        with pytest.raises(InvalidSignature):
            CHANNEL.verify(settings, headers, body)


async def test_a_line_without_faults_takes_everything_under_an_id_of_its_own():
    message = outgoing()
    first = await send(SimulatorSettings(), message)
    again = await send(SimulatorSettings(), outgoing(message.message_id, attempt=2))
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert first.provider_id != again.provider_id


@pytest.mark.parametrize(
    ("fault", "kind", "action"),
    [
        ("send_retry", Refused, ErrorAction.RETRY),
        ("send_refused", Refused, ErrorAction.GIVE_UP),
        ("send_unknown", Unknown, None),
        ("send_lost", Unknown, None),
    ],
)
async def test_each_send_fault_gives_its_outcome(fault, kind, action):
    outcome = await send(SimulatorSettings(**{fault: 1}), outgoing())
    assert isinstance(outcome, kind)
    assert getattr(outcome, "action", None) is action


def test_faults_come_in_their_shares_and_repeat_with_the_seed():
    settings = SimulatorSettings(send_retry=0.2, send_unknown=0.1, send_lost=0.05, send_refused=0.1)
    ids = [new_id() for _ in range(4000)]
    fates = Counter(fate_of_send(settings, i, 1) for i in ids)
    assert fates == Counter(fate_of_send(settings, i, 1) for i in ids)
    assert 0.08 < fates[Fate.REFUSED] / 4000 < 0.12
    assert 0.15 < fates[Fate.RETRY] / 4000 < 0.21
    other = settings.model_copy(update={"seed": 2})
    assert [fate_of_send(other, i, 1) for i in ids] != [fate_of_send(settings, i, 1) for i in ids]


def test_a_passing_fault_passes_and_a_final_one_stays():
    settings = SimulatorSettings(send_retry=0.5, send_refused=0.3)
    ids = [new_id() for _ in range(200)]
    for message_id in ids:
        fates = {fate_of_send(settings, message_id, attempt) for attempt in range(1, 40)}
        assert fates == {Fate.REFUSED} or Fate.TAKEN in fates


def test_a_delivery_can_come_twice_late_out_of_order_or_never():
    assert journey_of(SimulatorSettings(), "a").arrivals == (0,)
    assert journey_of(SimulatorSettings(duplicates=1), "a").arrivals == (0, 0)
    assert journey_of(SimulatorSettings(reordering=1), "a").arrivals == (1.5,)
    assert journey_of(SimulatorSettings(loss=1, retry_seconds=0), "a").arrivals == ()
    assert journey_of(SimulatorSettings(loss=1, retry_seconds=7), "a").arrivals == (7,)
    (late,) = journey_of(SimulatorSettings(delay_min=1, delay_max=3), "a").arrivals
    assert 1 <= late < 3


def test_draws_are_spread_over_the_unit_interval():
    drawn = [draw(1, "x", n) for n in range(2000)]
    assert all(0 <= d < 1 for d in drawn)
    assert 0.45 < sum(drawn) / 2000 < 0.55


@pytest.mark.parametrize(
    "wrong",
    [
        {"duplicates": 1.1},
        {"delay_min": 2, "delay_max": 1},
        {"send_retry": 0.6, "send_lost": 0.6},
        {"typo": 1},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValidationError):
        SimulatorSettings(**wrong)


@pytest.mark.parametrize(("kind", "magic"), [("image", b"\x89PNG"), ("audio", b"RIFF"), ("document", b"%PDF")])
async def test_the_phone_can_send_a_file_and_a_file_can_be_gone(kind: str, magic: bytes):
    here, gone = parse({"type": kind, "sample": "sample"}, {"type": kind, "sample": "gone"})
    async with httpx.AsyncClient() as http:
        data = b"".join([part async for part in CHANNEL.fetch_media(SimulatorSettings(), http, here.media)])
        assert data.startswith(magic)
        for media in (gone.media, Media("video/mp4", ref="sample")):
            with pytest.raises(NotFound):
                await anext(CHANNEL.fetch_media(SimulatorSettings(), http, media))


async def test_it_is_always_ready_and_knows_no_challenge():
    async with httpx.AsyncClient() as http:
        assert all(step.ok for step in await CHANNEL.check(SimulatorSettings(), http))
    assert CHANNEL.challenge(SimulatorSettings(), {"hub.mode": "subscribe"}) is None
    assert connector.name == "simulator"
