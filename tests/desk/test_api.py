"""The operators' desk over HTTP: canned replies and drafts."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from prosa.accounts.schemas import Role
from prosa.conversations import receive
from prosa.core.runtime import Runtime
from prosa.desk.api import router
from tests.accounts.house import House, code, open_house
from tests.factories import a_channel, a_contact, said

HELLO = {"shortcut": "ola", "title": "Saudação", "text": "Olá, {contact.name}! Aqui é {operator.name}."}


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    async with open_house(runtime) as house:
        house.app.include_router(router, prefix="/api/v1")
        yield house


@pytest.fixture
async def supervisor(house: House) -> httpx.AsyncClient:
    return await house.person_with_browser(Role.SUPERVISOR)


@pytest.fixture
async def operator(house: House) -> httpx.AsyncClient:
    return await house.person_with_browser(Role.OPERATOR)


async def texts(client: httpx.AsyncClient, **params: str) -> list[str]:
    answer = await client.get("/canned-replies", params=params)
    assert answer.status_code == 200
    return [item["text"] for item in answer.json()["items"]]


# Canned replies


async def test_a_supervisor_writes_a_reply_and_an_operator_reads_it(
    supervisor: httpx.AsyncClient, operator: httpx.AsyncClient
) -> None:
    added = await supervisor.post("/canned-replies", json={**HELLO, "shortcut": " /OLÁ "})
    assert added.status_code == 201
    assert (await operator.get("/canned-replies")).json() == {"items": [added.json()]}
    assert added.json()["shortcut"] == "olá"


async def test_on_use_the_text_comes_filled_in(
    house: House, supervisor: httpx.AsyncClient, operator: httpx.AsyncClient
) -> None:
    await supervisor.post("/canned-replies", json=HELLO)
    async with house.runtime.db.transaction() as session:
        maria, nameless = await a_contact(session, "Maria"), await a_contact(session, "")
    assert await texts(operator) == [HELLO["text"]]
    assert await texts(operator, contact_id=str(maria)) == ["Olá, Maria! Aqui é Operator."]
    assert await texts(operator, contact_id=str(nameless)) == ["Olá! Aqui é Operator."]
    assert (await operator.get("/canned-replies", params={"contact_id": str(uuid4())})).status_code == 404


async def test_replies_are_listed_by_shortcut_changed_and_removed(house: House, supervisor: httpx.AsyncClient) -> None:
    ids = {}
    for shortcut in ("prazo", "frete", "ola"):
        answer = await supervisor.post("/canned-replies", json={**HELLO, "shortcut": shortcut, "text": shortcut})
        ids[shortcut] = answer.json()["id"]
    assert await texts(supervisor) == ["frete", "ola", "prazo"]
    changed = await supervisor.patch(f"/canned-replies/{ids['frete']}", json={"text": "Frete grátis", "title": None})
    same = {"id": ids["frete"], "shortcut": "frete", "title": "Saudação", "queue_id": None}
    assert changed.json() == {**same, "text": "Frete grátis"}
    assert (await supervisor.delete(f"/canned-replies/{ids['ola']}")).status_code == 204
    assert await texts(supervisor) == ["Frete grátis", "prazo"]
    assert [action for action in await house.actions() if "canned" in action] == [
        *["canned_reply.added"] * 3,
        "canned_reply.changed",
        "canned_reply.removed",
    ]
    told = await house.rows("SELECT type FROM live_event")
    assert [row["type"] for row in told].count("canned-replies") == 5


async def test_a_shortcut_belongs_to_one_reply(supervisor: httpx.AsyncClient) -> None:
    await supervisor.post("/canned-replies", json=HELLO)
    other = await supervisor.post("/canned-replies", json={**HELLO, "shortcut": "tchau"})
    again = await supervisor.post("/canned-replies", json={**HELLO, "shortcut": "/Ola"})
    renamed = await supervisor.patch(f"/canned-replies/{other.json()['id']}", json={"shortcut": "ola"})
    assert [(a.status_code, code(a)) for a in (again, renamed)] == [(409, "shortcut_taken")] * 2
    assert len(await texts(supervisor)) == 2


async def test_of_two_replies_added_at_once_under_one_shortcut_one_is_kept(supervisor: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(supervisor.post("/canned-replies", json=HELLO) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    "change",
    [
        {"shortcut": ""},
        {"shortcut": "/"},
        {"shortcut": "two words"},
        {"shortcut": "x" * 41},
        {"title": " "},
        {"title": "x" * 121},
        {"text": " \n"},
        {"text": "x" * 4097},
        {"text": "Olá {nome}"},
        {"text": "Olá {contact.phone}"},
    ],
)
async def test_a_reply_that_cannot_be_used_is_refused(supervisor: httpx.AsyncClient, change: dict[str, str]) -> None:
    added = await supervisor.post("/canned-replies", json={**HELLO, **change})
    kept = await supervisor.post("/canned-replies", json=HELLO)
    changed = await supervisor.patch(f"/canned-replies/{kept.json()['id']}", json=change)
    assert (added.status_code, changed.status_code) == (422, 422)
    assert await texts(supervisor) == [HELLO["text"]]


async def test_an_unknown_variable_is_named_together_with_the_known_ones(supervisor: httpx.AsyncClient) -> None:
    answer = await supervisor.post("/canned-replies", json={**HELLO, "text": "{nome} {contact.name} {x.y}"})
    error = answer.json()["error"]
    assert (error["code"], error["params"]["names"]) == ("unknown_variable", ["nome", "x.y"])
    assert "contact.name" in error["params"]["known"]


async def test_only_supervisors_write_and_only_operators_read(
    house: House, supervisor: httpx.AsyncClient, operator: httpx.AsyncClient
) -> None:
    id_ = (await supervisor.post("/canned-replies", json=HELLO)).json()["id"]
    viewer = await house.person_with_browser(Role.VIEWER)
    answers = [
        await operator.post("/canned-replies", json=HELLO),
        await operator.patch(f"/canned-replies/{id_}", json=HELLO),
        await operator.delete(f"/canned-replies/{id_}"),
        await viewer.get("/canned-replies"),
        await viewer.get(f"/conversations/{uuid4()}/draft"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert (await (await house.stranger()).get("/canned-replies")).status_code == 401


async def test_what_is_not_there_cannot_be_changed(supervisor: httpx.AsyncClient) -> None:
    nothing = f"/canned-replies/{uuid4()}"
    answers = [await supervisor.patch(nothing, json={}), await supervisor.delete(nothing)]
    assert [answer.status_code for answer in answers] == [404, 404]


# Drafts


@pytest.fixture
async def draft(house: House, runtime: Runtime) -> str:
    """Address of the draft in a conversation."""
    async with runtime.db.transaction() as session:
        contact_id, channel_id = await a_contact(session), await a_channel(session, runtime.vault)
        await receive(session, said(channel_id, contact_id), runtime.settings)
    [row] = await house.rows("SELECT id FROM conversation")
    return f"/conversations/{row['id']}/draft"


async def test_a_draft_survives_and_is_replaced(operator: httpx.AsyncClient, draft: str) -> None:
    assert (await operator.get(draft)).json() == {"text": "", "mode": "reply", "updated_at": None}
    for text, mode in (("Vou verif", "reply"), ("Vou verificar ", "note")):
        kept = await operator.put(draft, json={"text": text, "mode": mode})
        assert kept.status_code == 200
        assert (await operator.get(draft)).json() == kept.json()
        assert (kept.json()["text"], kept.json()["mode"]) == (text, mode)


async def test_an_emptied_draft_is_forgotten(house: House, operator: httpx.AsyncClient, draft: str) -> None:
    await operator.put(draft, json={"text": "x", "mode": "note"})
    await operator.put(draft, json={"text": " \n", "mode": "reply"})
    assert (await operator.get(draft)).json()["text"] == ""
    assert await house.rows("SELECT * FROM draft") == []


async def test_each_operator_has_a_draft_of_their_own(house: House, operator: httpx.AsyncClient, draft: str) -> None:
    await house.person(Role.OPERATOR, "rafa@shop.test")
    other = await house.browser("rafa@shop.test")
    await operator.put(draft, json={"text": "de Paula", "mode": "reply"})
    await other.put(draft, json={"text": "de Rafa", "mode": "reply"})
    assert (await operator.get(draft)).json()["text"] == "de Paula"


async def test_two_tabs_that_save_at_once_leave_one_draft(operator: httpx.AsyncClient, draft: str) -> None:
    bodies = [{"text": f"texto {n}", "mode": "reply"} for n in range(6)]
    answers = await asyncio.gather(*(operator.put(draft, json=body) for body in bodies))
    assert {answer.status_code for answer in answers} == {200}
    assert (await operator.get(draft)).json()["text"] in [body["text"] for body in bodies]


@pytest.mark.parametrize("body", [{"text": "x" * 20_001, "mode": "reply"}, {"text": "x", "mode": "shout"}, {}])
async def test_a_draft_that_cannot_be_is_refused(operator: httpx.AsyncClient, draft: str, body: object) -> None:
    assert (await operator.put(draft, json=body)).status_code == 422


async def test_a_draft_needs_a_conversation(operator: httpx.AsyncClient) -> None:
    answer = await operator.put(f"/conversations/{uuid4()}/draft", json={"text": "x", "mode": "reply"})
    assert (answer.status_code, code(answer)) == (404, "not_found")


async def test_drafts_go_with_their_conversation(house: House, operator: httpx.AsyncClient, draft: str) -> None:
    await operator.put(draft, json={"text": "x", "mode": "reply"})
    await house.rows("DELETE FROM conversation")
    assert await house.rows("SELECT * FROM draft") == []
