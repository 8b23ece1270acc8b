"""Somebody who is limited to a queue sees nothing of another one's conversations, by whatever door they come."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from prosa.accounts import Role
from prosa.app.http import create_app
from tests.app.tabs import open_tab
from tests.authorisation import SOCKET, Door, doors
from tests.house import House
from tests.waiting import until

SECRET = "jaboticabeira"
SAID = f"quero falar com um atendente sobre a {SECRET} que comprei"
OTHERS = "/api/v1/webchat/"
"""Doors of visitors, who show a token of their own."""

BODIES: dict[str, Any] = {
    "PUT /conversations/{conversation_id}/labels": {"label_ids": []},
    "PUT /conversations/{conversation_id}/priority": {"priority": "high"},
    "PUT /conversations/{conversation_id}/snooze": {"until": None},
    "POST /conversations/{conversation_id}/messages": {"client_id": "c1", "text": "oi"},
    "PUT /messages/{message_id}/reaction": {"emoji": "👍"},
    "POST /conversations/{conversation_id}/notes": {"client_id": "c2", "text": "oi"},
    "POST /conversations/{conversation_id}/transfer": {"queue_id": "{queue_id}"},
    "POST /conversations/{conversation_id}/scheduled": {
        "message": {"client_id": "c3", "text": "oi"},
        "send_at": "2099-01-01T00:00:00Z",
    },
    "PUT /conversations/{conversation_id}/draft": {"text": "oi", "mode": "reply"},
    "POST /conversations/{conversation_id}/improve": {"text": "oi", "how": "shorter"},
    "PATCH /tickets/{ticket_id}": {"status": "resolved"},
    "POST /tickets/{ticket_id}/merge": {"into_id": str(uuid4())},
    "POST /turns/{turn_id}/correction": {"category": "suporte"},
}
"""What is asked of the doors that want something to be said."""


@dataclass
class Rooms:
    """A conversation in one queue, and people who are limited to another one."""

    house: House
    conversation: dict[str, Any]
    names: dict[str, str]
    limited: dict[Role, httpx.AsyncClient]
    other_queue: str


@pytest.fixture
async def rooms(house: House) -> Rooms:
    channel = await house.channel("simulator")
    fallback = (await house.post("/queues", name="Vendas"))["id"]
    (await house.admin.patch(f"/api/v1/queues/{fallback}", json={"fallback": True})).raise_for_status()
    other = (await house.post("/queues", name="Financeiro"))["id"]
    people = {role: await _limited(house, role, other) for role in (Role.VIEWER, Role.OPERATOR, Role.SUPERVISOR)}
    for number, what in enumerate(({"sample": "image"}, {"text": SAID})):
        await house.post(
            f"/simulator/{channel}/messages", phone="5511988887777", name="Zulmira", client_id=f"m{number}", **what
        )

    async def handed() -> list[dict[str, Any]]:
        found = await house.conversations(tab="waiting")
        return [each for each in found if each["protocol"]]

    (talk,) = await until(handed)
    return Rooms(house, talk, await _names(house, talk), people, other)


async def _limited(house: House, role: Role, queue_id: str) -> httpx.AsyncClient:
    browser = await house.user(f"{role}@example.com", role)
    me = (await browser.get("/api/v1/session")).json()["user"]["id"]
    (await house.admin.patch(f"/api/v1/users/{me}", json={"limited": True})).raise_for_status()
    known = await house.get("/queues")
    members = next(queue["members"] for queue in known["items"] if queue["id"] == queue_id)
    wanted = [*({"user_id": member["user_id"]} for member in members), {"user_id": me}]
    answer = await house.admin.put(f"/api/v1/queues/{queue_id}/members", json={"members": wanted})
    answer.raise_for_status()
    return browser


async def _names(house: House, talk: dict[str, Any]) -> dict[str, str]:
    """What the parameters of paths are called, for this conversation."""
    lines = await house.messages(talk["id"])
    spoken = next(line for line in lines if SECRET in (line["text"] or ""))
    (ticket,) = (await house.get("/tickets"))["items"]
    return {
        "conversation_id": talk["id"],
        "contact_id": talk["contact"]["id"],
        "channel_id": talk["channel_id"],
        "message_id": spoken["id"],
        "turn_id": spoken["turn_id"],
        "attachment_id": next(line["attachment"]["id"] for line in lines if line["attachment"]),
        "ticket_id": ticket["id"],
        "queue_id": talk["queue"]["id"],
        "phone": "5511988887777",
    }


OF_THE_CONVERSATION = ("conversation_id", "message_id", "turn_id", "attachment_id", "ticket_id")


def _doors() -> list[Door]:
    found = [door for door in doors(create_app()) if door.path.startswith("/api/v1/")]
    return [door for door in found if door.method != SOCKET and not door.path.startswith(OTHERS)]


def _filled(text: str, names: dict[str, str]) -> str:
    parts = (names.get(part[1:-1], str(uuid4())) if part.startswith("{") else part for part in text.split("/"))
    return "/".join(parts)


async def test_no_list_and_no_page_shows_a_word_of_it(rooms: Rooms) -> None:
    shown: dict[str, list[str]] = {"admin": []}
    for door in _doors():
        if door.method != "GET":
            continue
        path = _filled(door.path, rooms.names)
        for query in ({}, {"q": SECRET}):
            for name, browser in {"admin": rooms.house.admin, **rooms.limited}.items():
                answer = await browser.get(path, params=query)
                if SECRET in answer.text:
                    shown.setdefault(str(name), []).append(f"{door} {query}")
    assert len(shown.pop("admin")) > 8
    assert shown == {}


async def test_no_door_does_anything_to_it(rooms: Rooms) -> None:
    wrong = []
    for door in _doors():
        if not any(f"{{{name}}}" in door.path for name in OF_THE_CONVERSATION):
            continue
        known = f"{door.method} {door.path.removeprefix('/api/v1')}"
        body = BODIES.get(known)
        if isinstance(body, dict):
            body = {key: rooms.names.get(str(value)[1:-1], value) for key, value in body.items()}
        path = _filled(door.path, rooms.names)
        for role, browser in rooms.limited.items():
            answer = await browser.request(door.method, path, json=body if door.method != "GET" else None)
            if answer.status_code not in (403, 404):
                wrong.append(f"{door}: {answer.status_code} to a {role}: {answer.text[:200]}")
    assert not wrong, "\n" + "\n".join(wrong)


async def test_it_is_no_part_of_what_is_counted_searched_or_said_elsewhere(rooms: Rooms) -> None:
    browser = rooms.limited[Role.SUPERVISOR]
    counts = (await browser.get("/api/v1/conversations/counts")).json()
    assert counts == {"all": 0, "waiting": 0, "mine": 0, "bot": 0}
    tool = {"conversation_id": rooms.names["conversation_id"], "arguments": {}}
    answers = [
        await browser.post("/api/v1/tools/ticket.list", json=tool),
        await browser.post("/api/v1/conversations/next", json={"queue_id": rooms.names["queue_id"]}),
        await browser.post("/api/v1/conversations/next"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_an_answer_cannot_quote_it_or_take_its_file(rooms: Rooms) -> None:
    """Bug that was here: any message could be quoted, and the answer showed its text."""
    browser = rooms.limited[Role.OPERATOR]
    await rooms.house.post(
        f"/simulator/{rooms.names['channel_id']}/messages", phone="5511977776666", client_id="o1", text="bom dia"
    )

    async def own() -> list[dict[str, Any]]:
        return [each for each in await rooms.house.conversations(tab="all") if each["id"] != rooms.conversation["id"]]

    (mine,) = await until(own)
    await rooms.house.post(f"/conversations/{mine['id']}/transfer", queue_id=rooms.other_queue)
    assert [each["id"] for each in (await browser.get("/api/v1/conversations")).json()["items"]] == [mine["id"]]
    for client_id, what in {"a": "reply_to_id", "b": "attachment_id"}.items():
        named = rooms.names["message_id" if what == "reply_to_id" else "attachment_id"]
        answer = await browser.post(
            f"/api/v1/conversations/{mine['id']}/messages", json={"client_id": client_id, "text": "oi", what: named}
        )
        assert answer.status_code == 404, answer.text


async def test_a_tab_hears_of_it_only_once_it_may(rooms: Rooms) -> None:
    operator = rooms.limited[Role.OPERATOR]
    talk = f"/conversations/{rooms.conversation['id']}"
    async with open_tab(rooms.house.address, operator) as tab:
        assert await tab.greets() == "hello"
        await rooms.house.post(f"{talk}/notes", client_id="n1", text=f"sobre a {SECRET}")
        hidden: list[str] = []
        while not hidden:
            frame = await tab.hears()
            assert SECRET not in str(frame)
            hidden = frame["hidden"]
        assert hidden == [rooms.conversation["id"]]
        await rooms.house.post(f"{talk}/transfer", queue_id=rooms.other_queue)
        while rooms.conversation["id"] not in tab.conversations:
            await tab.hears()
        await rooms.house.post(f"{talk}/transfer", queue_id=rooms.names["queue_id"])
        while rooms.conversation["id"] in tab.conversations:
            await tab.hears()
    assert (await operator.get(f"/api/v1{talk}")).status_code == 404
