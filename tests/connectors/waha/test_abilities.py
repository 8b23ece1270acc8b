"""What WAHA can do besides receiving and sending, against a WAHA of our own."""

import base64
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest

from prosa.channels.abilities import Group, KnownContact, Link, NumberCheck, ProviderRefused, SessionState
from prosa.channels.port import Ignored, IncomingMessage, IncomingStatus
from prosa.connectors.waha import WahaSettings, connector
from prosa.connectors.waha.directory import WahaDirectory
from prosa.connectors.waha.history import WahaHistory
from prosa.connectors.waha.parse import EVENTS
from prosa.connectors.waha.sessions import WahaSessions
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.core.clock import now
from prosa.core.errors import Unavailable
from prosa.testing.abilities import (
    PHONE,
    WEBHOOK,
    DirectoryConformance,
    HistoryConformance,
    LookupConformance,
    SessionsConformance,
    SignalsConformance,
)
from prosa.testing.counterpart import Answer, Request, counterpart
from prosa.testing.files import png
from prosa.testing.stage import serving
from prosa.testing.waha import FakeWaha, WahaApp
from tests.connectors.waha.material import settings


class TestSignals(SignalsConformance[FakeWaha]):
    connector = connector
    app = WahaApp
    make = FakeWaha

    def read(self, fake: FakeWaha) -> Sequence[str]:
        return fake.seen

    def typed_to(self, fake: FakeWaha) -> Sequence[str]:
        return fake.typing


class TestSessions(SessionsConformance[FakeWaha]):
    connector = connector
    app = WahaApp

    @staticmethod
    def make() -> FakeWaha:
        return FakeWaha(state=None, paired=False)

    def scan(self, fake: FakeWaha) -> None:
        fake.scan()

    def unlink(self, fake: FakeWaha) -> None:
        fake.paired = False
        fake.turn("SCAN_QR_CODE")

    def webhook_of(self, fake: FakeWaha) -> str | None:
        return fake.webhook.url if fake.webhook else None


class TestHistory(HistoryConformance[FakeWaha]):
    connector = connector
    app = WahaApp
    make = FakeWaha


class TestLookup(LookupConformance[FakeWaha]):
    connector = connector
    app = WahaApp
    make = FakeWaha


class TestDirectory(DirectoryConformance[FakeWaha]):
    connector = connector
    app = WahaApp
    make = FakeWaha

    def nobody(self, fake: FakeWaha, phone: str) -> None:
        fake.absent.add(phone)


async def started(waha: FakeWaha) -> Link:
    async with serving(WahaApp(waha)) as url, httpx.AsyncClient(timeout=1, trust_env=False) as http:
        credentials = WahaSettings.model_validate(waha.line.settings(url))
        return await WahaSessions().start(credentials, http, WEBHOOK)


async def test_the_session_delivers_everything_once_signed_and_patiently() -> None:
    waha = FakeWaha(state=None, paired=False)
    await started(waha)
    (hook,) = waha.config["webhooks"]
    assert hook["events"] == list(EVENTS)
    assert "message" not in hook["events"]
    assert hook["hmac"] == {"key": waha.line.webhook_key}
    assert hook["retries"]["policy"] == "exponential"
    assert waha.config["noweb"] == {"markOnline": False, "store": {"enabled": True, "fullSync": False}}


async def test_a_session_made_by_hand_keeps_its_settings_and_its_other_webhooks() -> None:
    other = {"url": "https://erp.example/hook", "events": ["message"]}
    engine = {"markOnline": True, "store": {"enabled": True, "fullSync": True}}
    waha = FakeWaha(config={"webhooks": [other], "proxy": {"server": "p:1"}, "noweb": engine})
    await started(waha)
    assert waha.config["webhooks"][0] == other
    assert waha.config["webhooks"][1]["url"] == WEBHOOK
    assert (waha.config["proxy"], waha.config["noweb"]) == ({"server": "p:1"}, engine)


async def test_a_session_that_has_failed_is_restarted_and_a_stopped_one_started() -> None:
    for state in ("FAILED", "STOPPED"):
        waha = FakeWaha(state=state)
        link = await started(waha)
        assert link.state is SessionState.STARTING
        assert waha.state == "WORKING"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("PASSKEY_REQUIRED", SessionState.PAIRING),
        ("PASSKEY_CONFIRMATION_REQUIRED", SessionState.PAIRING),
        ("MEDITATING", SessionState.STARTING),
    ],
)
async def test_states_to_come_are_endured(status: str, state: SessionState) -> None:
    answer = Answer(body=f'{{"name": "default", "status": "{status}", "me": null}}'.encode())
    async with counterpart(lambda _: answer) as provider, httpx.AsyncClient() as http:
        link = await WahaSessions().state(settings(base_url=provider.url), http)
    assert link == Link(state, status)


async def test_the_linked_account_is_told() -> None:
    waha = FakeWaha()
    async with serving(WahaApp(waha)) as url, httpx.AsyncClient(timeout=1, trust_env=False) as http:
        link = await WahaSessions().state(WahaSettings.model_validate(waha.line.settings(url)), http)
    assert link == Link(SessionState.WORKING, "WORKING", "551130001000", "Loja")


async def test_a_picture_may_come_as_base64_and_there_may_be_none() -> None:
    data = base64.b64encode(png()).decode()
    answers = {
        "picture": Answer(body=f'{{"mimetype": "image/png", "data": "{data}"}}'.encode()),
        "value": Answer(body=b'{"value": "2@abc"}'),
        "not yet": Answer(422, b'{"error": "no", "status": "WORKING", "expected": ["SCAN_QR_CODE"]}'),
        "broken": Answer(body=b'{"data": "%%"}'),
    }
    found = {}
    for name, answer in answers.items():
        async with counterpart(lambda _, answer=answer: answer) as provider, httpx.AsyncClient() as http:
            found[name] = await WahaSessions().picture(settings(base_url=provider.url), http)
    assert found == {"picture": png(), "value": None, "not yet": None, "broken": None}


async def test_a_wrong_key_is_told_in_wahas_words() -> None:
    waha = FakeWaha()
    async with serving(WahaApp(waha)) as url, httpx.AsyncClient(timeout=1, trust_env=False) as http:
        with pytest.raises(ProviderRefused, match="Unauthorized"):
            await WahaSessions().state(settings(base_url=url), http)


async def test_the_past_names_what_was_typed_and_confirms_what_was_sent_but_is_no_echo() -> None:
    waha = FakeWaha()
    waha.say(PHONE, "oi", lid="184069530861739@lid", name="Ana")
    waha.echo(PHONE, "Já vou")
    waha.take("sendText", {"chatId": f"{PHONE}@c.us", "text": "Olá", "session": "default"})
    waha.say(PHONE, "pessoal", group="120363000000000001@g.us")
    async with serving(WahaApp(waha)) as url, httpx.AsyncClient(timeout=1, trust_env=False) as http:
        credentials = WahaSettings.model_validate(waha.line.settings(url))
        facts = await WahaHistory().since(credentials, http, now() - timedelta(minutes=1))
    kinds = {type(fact) for fact in facts}
    assert kinds == {IncomingMessage, IncomingStatus}
    messages = {fact.text: fact for fact in facts if isinstance(fact, IncomingMessage)}
    assert set(messages) == {"oi", "Já vou", "pessoal"}
    assert (messages["oi"].sender.phone, messages["oi"].sender.lid) == (PHONE, "184069530861739@lid")
    assert messages["pessoal"].group_id == "120363000000000001@g.us"
    assert all(fact.account == "default" for fact in facts)
    assert not any(isinstance(fact, Ignored) for fact in facts)


async def test_a_long_past_is_read_in_pages() -> None:
    waha = FakeWaha()
    for number in range(120):
        waha.say(PHONE, f"{number}", at=now() - timedelta(seconds=300 - number))
    for number in range(60):
        waha.say(f"55119{number:08}", "oi")
    async with serving(WahaApp(waha)) as url, httpx.AsyncClient(timeout=5, trust_env=False) as http:
        credentials = WahaSettings.model_validate(waha.line.settings(url))
        facts = await WahaHistory().since(credentials, http, now() - timedelta(minutes=10))
    assert len(facts) == 180


async def test_a_store_that_is_off_is_unavailable() -> None:
    off = Answer(400, b'{"message": "Enable NOWEB store", "statusCode": 400}')
    async with counterpart(lambda _: off) as provider, httpx.AsyncClient() as http:
        with pytest.raises(Unavailable, match="NOWEB"):
            await WahaHistory().since(settings(base_url=provider.url), http, now())


async def test_a_number_is_told_as_whatsapp_spells_it() -> None:
    waha = FakeWaha(numbers={PHONE: "551187654321"}, absent={"5511900000000"})
    async with serving(WahaApp(waha)) as url, httpx.AsyncClient(timeout=1, trust_env=False) as http:
        credentials = WahaSettings.model_validate(waha.line.settings(url))
        found = await WahaDirectory().check(credentials, http, [PHONE, "5511900000000", "551133334444"])
    assert found == [
        NumberCheck(PHONE, Identity(IdentityKind.PHONE, "551187654321")),
        NumberCheck("5511900000000", None),
        NumberCheck("551133334444", Identity(IdentityKind.PHONE, "551133334444")),
    ]


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (
            '{"numberExists": true, "chatId": "184@lid", "pn": "551187654321@c.us"}',
            Identity(IdentityKind.PHONE, "551187654321"),
        ),
        ('{"numberExists": true, "chatId": "184@lid", "pn": null}', Identity(IdentityKind.LID, "184@lid")),
        ('{"numberExists": true}', None),
        ('{"numberExists": "yes", "chatId": "1@c.us"}', None),
        ("[]", None),
    ],
)
async def test_an_engine_may_give_the_hidden_id_of_a_number(body: str, address: Identity | None) -> None:
    async with counterpart(lambda _: Answer(body=body.encode())) as provider, httpx.AsyncClient() as http:
        found = await WahaDirectory().check(settings(base_url=provider.url), http, [PHONE])
    assert found == [NumberCheck(PHONE, address)]


CONTACTS = b"""[
    {"id": "5511900000001@c.us", "name": "Ana", "pushname": "Aninha", "isMe": false, "isGroup": false},
    {"id": "5511900000002@s.whatsapp.net", "notify": "Bruno", "lid": "184@lid"},
    {"id": {"_serialized": "185@lid"}, "pushname": "Carla", "phoneNumber": "5511900000003@s.whatsapp.net"},
    {"id": "551130001000@c.us", "name": "Loja", "isMe": true},
    {"id": "120363@g.us", "name": "Grupo", "isGroup": true},
    {"id": null}, 7
]"""
GROUPS = {
    "browser": """[{"id": {"_serialized": "120363@g.us"}, "name": "Entregas",
                    "groupMetadata": {"participants": [{}, {}]}}]""",
    "map": '{"120363@g.us": {"id": "120363@g.us", "subject": "Entregas", "participants": [{}, {}]}}',
    "go": '[{"JID": "120363@g.us", "Name": "Entregas", "Participants": [{}, {}]}]',
}


async def answered(body: bytes, ask: Any) -> tuple[Any, Sequence[Request]]:
    async with counterpart(lambda _: Answer(body=body)) as provider, httpx.AsyncClient() as http:
        return await ask(settings(base_url=provider.url), http), provider.requests


async def test_contacts_are_people_under_all_their_ids() -> None:
    found, _ = await answered(CONTACTS, WahaDirectory().contacts)
    phone, lid = IdentityKind.PHONE, IdentityKind.LID
    assert found == [
        KnownContact((Identity(phone, "5511900000001"),), "Ana"),
        KnownContact((Identity(phone, "5511900000002"), Identity(lid, "184@lid")), "Bruno"),
        KnownContact((Identity(phone, "5511900000003"), Identity(lid, "185@lid")), "Carla"),
    ]


@pytest.mark.parametrize("engine", GROUPS)
async def test_groups_are_read_in_the_shape_of_every_engine(engine: str) -> None:
    found, _ = await answered(GROUPS[engine].encode(), WahaDirectory().groups)
    assert found == [Group("120363@g.us", "Entregas", 2)]


@pytest.mark.parametrize(
    "body",
    [
        b'{"title": "Entregas", "gid": {"_serialized": "120363@g.us"}, "participants": {"5511@c.us": {}}}',
        b'{"JID": "120363@g.us", "Name": "Entregas", "Participants": [{}]}',
        b'{"id": "120363@g.us"}',
    ],
)
async def test_a_group_that_was_made_is_told_by_every_engine_in_its_way(body: bytes) -> None:
    made, _ = await answered(body, lambda at, http: WahaDirectory().create_group(at, http, "Entregas", [PHONE]))
    assert made == Group("120363@g.us", "Entregas", 1)


async def test_a_group_that_was_made_without_saying_which_is_refused() -> None:
    with pytest.raises(ProviderRefused):
        await answered(b"{}", lambda at, http: WahaDirectory().create_group(at, http, "Entregas", [PHONE]))
