"""Contacts over HTTP."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from prosa import contacts
from prosa.accounts.schemas import Role
from prosa.contacts import Identity
from prosa.contacts.api import router
from prosa.core.runtime import Runtime
from tests.accounts.house import House, code, open_house
from tests.contacts.people import MARIA, MARIA_BSUID, MARIA_LID, MARIA_OLD

MARKETING = {"purpose": "marketing", "status": "granted", "text_version": "v3", "text": "Posso enviar novidades?"}


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    async with open_house(runtime) as house:
        house.app.include_router(router, prefix="/api/v1")
        yield house


@pytest.fixture
async def operator(house: House) -> httpx.AsyncClient:
    return await house.person_with_browser(Role.OPERATOR)


async def known(house: House, *identities: Identity, name: str = "Maria") -> str:
    async with house.runtime.db.transaction() as session:
        return str((await contacts.resolve(session, identities, name, "maria.a")).contact_id)


async def test_the_page_of_a_contact_shows_every_identifier_consent_and_conflict(
    house: House, operator: httpx.AsyncClient
) -> None:
    other = await known(house, MARIA_LID, name="Mari")
    maria = await known(house, MARIA, MARIA_BSUID)
    await known(house, MARIA_OLD, MARIA_LID)
    await operator.post(f"/contacts/{maria}/consents", json=MARKETING)

    page = (await operator.get(f"/contacts/{maria}")).json()
    assert (page["id"], page["name"], page["username"]) == (maria, "Maria", "maria.a")
    assert [(line["kind"], line["value"]) for line in page["identities"]] == [
        ("phone", MARIA_OLD.value),
        ("phone", MARIA.value),
        ("bsuid", MARIA_BSUID.value),
    ]
    assert [(c["purpose"], c["status"], c["source"]) for c in page["consents"]] == [
        ("marketing", "granted", "in_person")
    ]
    [conflict] = page["conflicts"]
    assert (conflict["contact"]["id"], conflict["kind"], conflict["value"]) == (other, "lid", MARIA_LID.value)

    [mirrored] = (await operator.get(f"/contacts/{other}")).json()["conflicts"]
    assert (mirrored["contact"]["id"], mirrored["value"]) == (maria, MARIA_LID.value)


async def test_a_renamed_contact_keeps_the_operator_s_name(house: House, operator: httpx.AsyncClient) -> None:
    maria = await known(house, MARIA)
    answer = await operator.patch(f"/contacts/{maria}", json={"name": "  Maria Alves "})
    assert (answer.status_code, answer.json()["name"]) == (200, "Maria Alves")
    await known(house, MARIA, name="mari")
    assert (await operator.get(f"/contacts/{maria}")).json()["name"] == "Maria Alves"
    assert (await house.actions())[-1] == "contact.renamed"


async def test_changes_are_told_to_the_screens_and_repeats_are_not(house: House, operator: httpx.AsyncClient) -> None:
    maria = await known(house, MARIA)
    assert await told(house) == [("contacts", {"contact_id": maria})]
    await known(house, MARIA)
    await operator.patch(f"/contacts/{maria}", json={"name": "Maria Alves"})
    await known(house, MARIA, MARIA_LID)
    await operator.post(f"/contacts/{maria}/consents", json=MARKETING)
    assert await told(house) == [("contacts", {"contact_id": maria})] * 4


async def told(house: House) -> list[tuple[str, object]]:
    rows = await house.rows("SELECT type, payload FROM live_event WHERE type = 'contacts' ORDER BY seq")
    return [(row["type"], row["payload"]) for row in rows]


async def test_the_list_finds_and_pages(house: House, operator: httpx.AsyncClient) -> None:
    maria = await known(house, MARIA)
    hidden = await known(house, MARIA_LID, name="")
    first = (await operator.get("/contacts", params={"limit": 1})).json()
    assert [item["id"] for item in first["items"]] == [hidden]
    second = (await operator.get("/contacts", params={"limit": 1, "before": first["next_before"]})).json()
    assert [(item["id"], item["phone"]) for item in second["items"]] == [(maria, MARIA.value)]
    assert second["next_before"] is None
    found = (await operator.get("/contacts", params={"q": "98888-7777"})).json()
    assert [item["id"] for item in found["items"]] == [maria]


async def test_an_operator_writes_down_a_contact_who_then_writes(house: House, operator: httpx.AsyncClient) -> None:
    new = {"name": "Maria", "phone": "(11) 98888-7777", "email": "maria@loja.com"}
    answer = await operator.post("/contacts", json=new)
    assert answer.status_code == 201
    assert answer.json()["identities"][0]["value"] == MARIA.value
    assert await known(house, MARIA_OLD, name="mari") == answer.json()["id"]
    assert (await operator.get(f"/contacts/{answer.json()['id']}")).json()["name"] == "Maria"


async def test_a_phone_somebody_has_names_them(house: House, operator: httpx.AsyncClient) -> None:
    maria = await known(house, MARIA)
    answer = await operator.post("/contacts", json={"name": "Outra", "phone": "+55 11 8888-7777"})
    assert (answer.status_code, code(answer)) == (409, "identity_taken")
    assert answer.json()["error"]["params"]["contact_id"] == maria
    assert len(await house.rows("SELECT id FROM contact")) == 1


@pytest.mark.parametrize(
    "new",
    [
        {"name": "Maria"},
        {"name": " ", "phone": "11988887777"},
        {"name": "\u2028", "phone": "11988887777"},
        {"name": "Maria", "phone": "abc"},
        {"name": "Maria", "phone": "+55 11 98888-77777777"},
        {"name": "Maria", "phone": "1"},
        {"name": "Maria", "email": "maria"},
        {"name": "M" * 201, "phone": "11988887777"},
    ],
)
async def test_a_contact_without_name_or_valid_identifier_is_refused(
    house: House, operator: httpx.AsyncClient, new: dict[str, str]
) -> None:
    assert (await operator.post("/contacts", json=new)).status_code == 422
    assert await house.rows("SELECT id FROM contact") == []


async def test_consent_told_to_an_operator_is_proved_by_who_and_what(house: House) -> None:
    paula = await house.person(Role.OPERATOR)
    maria = await known(house, MARIA)
    browser = await house.browser(paula.email)
    answer = await browser.post(
        f"/contacts/{maria}/consents",
        json={**MARKETING, "answer": "pode sim", "at": "2026-01-02T09:00:00-03:00"},
    )
    assert answer.status_code == 201
    assert answer.json()["consents"][0]["at"] == "2026-01-02T12:00:00Z"
    [proof] = await house.rows("SELECT evidence FROM consent_evidence")
    assert proof["evidence"] == {"answer": "pode sim", "operator": str(paula.id)}
    [entry] = await house.rows("SELECT detail FROM audit_entry WHERE action = 'consent.recorded'")
    assert entry["detail"] == {"purpose": "marketing", "status": "granted"}


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "spam"},
        {"status": "maybe"},
        {"text": ""},
        {"text_version": " "},
        {"at": "2026-01-02T09:00:00"},
        {"at": "2999-01-01T00:00:00Z"},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"at": "2026-01-02T00:00:00Z", "expires_at": "2026-01-01T00:00:00Z"},
        {"source": "rumour"},
    ],
)
async def test_a_consent_that_cannot_be_is_refused(
    house: House, operator: httpx.AsyncClient, change: dict[str, str]
) -> None:
    maria = await known(house, MARIA)
    answer = await operator.post(f"/contacts/{maria}/consents", json={**MARKETING, **change})
    assert answer.status_code == 422
    assert await house.rows("SELECT id FROM consent_entry") == []


async def test_nobody_s_page_is_not_found(operator: httpx.AsyncClient) -> None:
    nobody = f"/contacts/{uuid4()}"
    answers = [
        await operator.get(nobody),
        await operator.patch(nobody, json={"name": "Maria"}),
        await operator.post(f"{nobody}/consents", json=MARKETING),
    ]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(404, "not_found")] * 3


async def test_a_viewer_looks_and_changes_nothing(house: House) -> None:
    maria = await known(house, MARIA)
    viewer = await house.person_with_browser(Role.VIEWER)
    assert (await viewer.get("/contacts")).status_code == 200
    assert (await viewer.get(f"/contacts/{maria}")).status_code == 200
    refused = [
        await viewer.post("/contacts", json={"name": "Ana", "phone": "11977776666"}),
        await viewer.patch(f"/contacts/{maria}", json={"name": "Ana"}),
        await viewer.post(f"/contacts/{maria}/consents", json=MARKETING),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 403]
    stranger = await house.stranger()
    assert (await stranger.get(f"/contacts/{maria}")).status_code == 401
