"""A message leaves as the form Twilio takes, once, and what became of it is found again."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.channels.abilities import Heard
from prosa.channels.fitting import Unfit
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, Unknown
from prosa.connectors.twilio import TwilioChannel, TwilioSettings
from prosa.connectors.twilio.fitting import TEXT, request_form
from prosa.connectors.twilio.lookup import TwilioLookup
from prosa.connectors.twilio.signals import TwilioSignals
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media, MessageType, Option
from prosa.core.clock import now
from prosa.core.errors import Unavailable
from prosa.core.ids import new_id
from prosa.testing.counterpart import nobody_listens
from prosa.testing.files import attached, png, voice_note
from prosa.testing.stage import Fault, FaultKind, serving
from prosa.testing.twilio import FakeTwilio, TwilioApp
from tests.connectors.twilio.material import SCHEMA, WEBHOOK, settings

PHONE = (Identity(IdentityKind.PHONE, "5511987654321"),)
CHANNEL = TwilioChannel()


def message(**changes: Any) -> Outgoing:
    values = {"message_id": new_id(), "to": PHONE, "type": MessageType.TEXT, "text": "Olá"}
    return Outgoing(**{**values, **changes})


@asynccontextmanager
async def provider(twilio: FakeTwilio) -> AsyncIterator[tuple[TwilioSettings, httpx.AsyncClient]]:
    async with serving(TwilioApp(twilio)) as url, httpx.AsyncClient(timeout=0.5, trust_env=False) as http:
        made = {**twilio.line.settings(url), "webhook_url": "http://127.0.0.1:9/webhooks/1"}
        yield TwilioSettings.model_validate(made), http


async def sent(twilio: FakeTwilio, outgoing: Outgoing) -> dict[str, str]:
    """The form that arrived."""
    async with provider(twilio) as (credentials, http):
        assert isinstance(await CHANNEL.send(credentials, http, outgoing), Accepted)
    return {name: values[0] for name, values in twilio.sends[-1].body.items()}


async def test_a_text_carries_our_id_in_the_address_for_statuses() -> None:
    outgoing = message()
    form = await sent(FakeTwilio(), outgoing)
    assert (form["To"], form["From"], form["Body"]) == ("whatsapp:+5511987654321", "whatsapp:+14155238886", "Olá")
    callback = urlsplit(form["StatusCallback"])
    assert parse_qs(callback.query) == {"message_id": [str(outgoing.message_id)]}
    assert callback.fragment == "rc=5&rp=all"


async def test_a_file_goes_as_an_address_and_its_text_beside_it() -> None:
    outgoing = message(type=MessageType.IMAGE, text="foto", **attached(Media("image/png"), png()))
    form = await sent(FakeTwilio(), outgoing)
    assert (form["MediaUrl"], form["Body"]) == (outgoing.file_url, "foto")


async def test_choices_are_numbered() -> None:
    options = (Option("a", "Sim"), Option("b", "Não"))
    form = await sent(FakeTwilio(), message(type=MessageType.INTERACTIVE, text="Pode ser?", options=options))
    assert form["Body"] == "Pode ser?\n\n1. Sim\n2. Não"


async def test_a_link_stands_in_the_text() -> None:
    form = await sent(FakeTwilio(), message(payload={"link": {"title": "Loja", "url": "https://loja.example"}}))
    assert "https://loja.example" in form["Body"]


async def test_a_place() -> None:
    place = {"latitude": -23.5505, "longitude": -46.6333, "name": "Loja", "address": "Praça da Sé | 1"}
    form = await sent(FakeTwilio(), message(type=MessageType.LOCATION, text=None, payload=place))
    assert form["PersistentAction"] == "geo:-23.5505,-46.6333|Praça da Sé   1"
    assert form["Body"] == "Loja"
    near = {"latitude": 0.00001, "longitude": -70}
    action = request_form(settings(), message(type=MessageType.LOCATION, text=None, payload=near))["PersistentAction"]
    assert action == "geo:0.00001,-70"


async def test_a_template_goes_by_its_id_with_its_variables() -> None:
    twilio = FakeTwilio()
    template = twilio.make_template({"language": "pt_BR", "types": {"twilio/text": {"body": "Olá {{1}}"}}})
    payload = {"ref": template.sid, "variables": ["Ana", "10h"], "header_variable": "H", "button_variables": {1: "x"}}
    form = await sent(twilio, message(type=MessageType.TEMPLATE, text="Olá Ana", payload=payload))
    assert form["ContentSid"] == template.sid
    assert json.loads(form["ContentVariables"]) == {"1": "Ana", "2": "10h", "3": "H", "4": "x"}
    assert "Body" not in form


async def test_a_template_made_elsewhere_keeps_its_own_names() -> None:
    twilio = FakeTwilio()
    template = twilio.make_template({"language": "pt_BR", "types": {"twilio/text": {"body": "Olá {{nome}}"}}})
    payload = {"ref": f"{template.sid};body=nome,2;header=3;buttons=0:4", "variables": ["Ana", "10h"]}
    form = await sent(twilio, message(type=MessageType.TEMPLATE, payload=payload))
    assert json.loads(form["ContentVariables"]) == {"nome": "Ana", "2": "10h"}


@pytest.mark.parametrize(
    ("to", "address"),
    [
        (PHONE, "whatsapp:+5511987654321"),
        ((Identity(IdentityKind.BSUID, "BR.123"),), "whatsapp:BR.123"),
        ((Identity(IdentityKind.PARENT_BSUID, "BR.ENT.123"),), "whatsapp:BR.ENT.123"),
        ((Identity(IdentityKind.BSUID, "BR.123"), *PHONE), "whatsapp:+5511987654321"),
    ],
)
def test_to_whom(to: tuple[Identity, ...], address: str) -> None:
    assert request_form(settings(), message(to=to))["To"] == address


def test_a_messaging_service_sends() -> None:
    form = request_form(settings(messaging_service_sid="MG" + "1" * 32), message())
    assert form["MessagingServiceSid"] == "MG" + "1" * 32


def test_an_address_inside_is_not_told_to_the_real_twilio() -> None:
    inside = settings(webhook_url="http://127.0.0.1:8000/webhooks/1")
    assert "StatusCallback" not in request_form(inside, message())
    assert not CHANNEL.capabilities(inside).status_echo
    assert CHANNEL.capabilities(settings()).status_echo
    picture = message(type=MessageType.IMAGE, **attached(Media("image/png"), png()))
    with pytest.raises(Unfit, match="public address"):
        request_form(inside, replace(picture, file_url="http://127.0.0.1:8000/webhooks/files/x"))
    assert request_form(settings(), picture)["StatusCallback"].startswith(WEBHOOK)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": MessageType.REACTION, "text": "👍", "reply_to": "SM1"}, "type_not_sendable"),
        ({"type": MessageType.CONTACTS, "text": None}, "type_not_sendable"),
        ({"type": MessageType.TEMPLATE, "payload": {"ref": "welcome"}}, "no_template"),
        ({"type": MessageType.LOCATION, "payload": {"latitude": "north", "longitude": 1}}, "no_place"),
        ({"type": MessageType.AUDIO, **attached(Media("audio/ogg"), voice_note())}, "no_caption"),
        ({"type": MessageType.IMAGE, "media": Media("image/png", size=17 * 2**20), "text": None}, "file_too_large"),
        ({"text": "x" * (TEXT + 1)}, "too_long"),
        ({"to": (Identity(IdentityKind.PHONE, "0"),)}, "no_address"),
    ],
)
async def test_what_twilio_cannot_send_is_refused_before_it_is_called(changes: dict[str, Any], code: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        outcome = await CHANNEL.send(settings(base_url=nobody_listens()), http, message(**changes))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.action) == (code, ErrorAction.GIVE_UP)


@given(st.text(), st.lists(st.text(min_size=1), max_size=12), st.floats(-90, 90), st.text())
def test_whatever_fits_fits_the_schema(text: str, titles: list[str], latitude: float, name: str) -> None:
    options = tuple(Option(str(place), title) for place, title in enumerate(titles))
    place = {"latitude": latitude, "longitude": 1, "name": name}
    for outgoing in (
        message(text=text, options=options),
        message(type=MessageType.LOCATION, payload=place),
        message(type=MessageType.IMAGE, text=text, **attached(Media("image/png"), b"x")),
    ):
        try:
            form: dict[str, Any] = dict(request_form(settings(), outgoing))
        except Unfit:
            continue
        lists = {name: [form[name]] for name in ("MediaUrl", "PersistentAction") if name in form}
        assert [error.message for error in SCHEMA.iter_errors({**form, **lists})] == []


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.SILENT, FaultKind.GARBLED, FaultKind.HTTP_AFTER])
async def test_a_send_of_unknown_outcome_that_was_taken_is_found(kind: FaultKind) -> None:
    twilio = FakeTwilio()
    twilio.goes_wrong([Fault(kind, status=500)])
    outgoing, since = message(), now()
    async with provider(twilio) as (credentials, http):
        assert isinstance(await CHANNEL.send(credentials, http, outgoing), Unknown)
        found = await TwilioLookup().find(credentials, http, outgoing, since)
    assert found == twilio.sends[0].id


async def test_a_send_that_was_not_taken_is_not_found() -> None:
    twilio = FakeTwilio()
    outgoing, since = message(), now()
    twilio.goes_wrong([None, None, Fault(FaultKind.CUT_BEFORE)])
    async with provider(twilio) as (credentials, http):
        await CHANNEL.send(credentials, http, message(text="Outra coisa"))
        await CHANNEL.send(credentials, http, message(to=(Identity(IdentityKind.PHONE, "5511900000002"),)))
        assert isinstance(await CHANNEL.send(credentials, http, outgoing), Unknown)
        assert await TwilioLookup().find(credentials, http, outgoing, since) is None


async def test_a_file_and_a_place_are_found_by_what_is_left_of_them() -> None:
    """Who asks does not bring the file along, and must not be told that it never went out."""
    twilio = FakeTwilio()
    place = {"latitude": 1.0, "longitude": 2.0, "name": "Loja"}
    outgoing = [
        message(type=MessageType.IMAGE, text="foto", **attached(Media("image/png"), png())),
        message(type=MessageType.AUDIO, text=None, **attached(Media("audio/ogg"), voice_note())),
        message(type=MessageType.LOCATION, text=None, payload=place),
        message(text="foto"),
    ]
    since = now()
    async with provider(twilio) as (credentials, http):
        for each in outgoing:
            await CHANNEL.send(credentials, http, each)
        bare = [replace(each, media=None, file=None, file_url=None) for each in outgoing]
        found = [await TwilioLookup().find(credentials, http, each, since) for each in bare]
    assert found == [send.id for send in twilio.sends]


async def test_what_was_sent_before_is_another_message() -> None:
    twilio = FakeTwilio()
    async with provider(twilio) as (credentials, http):
        await CHANNEL.send(credentials, http, message())
        later = now() + timedelta(seconds=10)
        assert await TwilioLookup().find(credentials, http, message(), later) is None


async def test_a_list_that_is_not_shown_proves_nothing() -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        with pytest.raises(Unavailable):
            await TwilioLookup().find(settings(base_url=nobody_listens()), http, message(), now())
    async with provider(FakeTwilio()) as (credentials, http):
        wrong = credentials.model_copy(update={"account_sid": "AC" + "1" * 32})
        with pytest.raises(Unavailable):
            await TwilioLookup().find(wrong, http, message(), now())


async def test_the_sign_of_writing() -> None:
    twilio = FakeTwilio()
    id_ = twilio.new_id()
    async with provider(twilio) as (credentials, http):
        for provider_id in (id_, f"{id_}.1", "not one of Twilio's"):
            await TwilioSignals().typing(credentials, http, Heard(provider_id, PHONE))
        await TwilioSignals().read(credentials, http, Heard(id_, PHONE))
    assert twilio.typing == [id_, id_]


async def test_a_sign_that_is_not_taken_disturbs_nobody() -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        away = settings(messaging_url=nobody_listens())
        await TwilioSignals().typing(away, http, Heard("SM" + "1" * 32, PHONE))
