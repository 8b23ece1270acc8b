"""The web chat over HTTP: visitors, messages once and in order, files, limits, and other sites."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from prosa.connectors.webchat import connector
from prosa.conversations import Draft, MessageType, Option
from prosa.core.runtime import Runtime
from tests.connectors.local_lines import LocalHouse, open_local_house, until

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6360000002000150a0f53a0000000049454e44ae426082"
)
SHOP = "https://loja.example"


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[LocalHouse]:
    async with open_local_house(runtime, connector, allowed_origins=[SHOP]) as house:
        yield house


class Visitor:
    """A browser with the widget open."""

    def __init__(self, house: LocalHouse, client: httpx.AsyncClient) -> None:
        self.house = house
        self.client = client
        self.base = f"/api/v1/webchat/{house.channel_id}"

    async def arrive(self) -> str:
        answer = await self.client.post(f"{self.base}/session")
        assert answer.status_code == 200
        token = answer.json()["token"]
        self.client.headers["authorization"] = f"Bearer {token}"
        return token

    async def say(self, text: str | None = "oi", id: str = "client-1", **more: Any) -> httpx.Response:
        return await self.client.post(f"{self.base}/messages", json={"id": id, "text": text, **more})

    async def update(self, since: int = 0) -> dict[str, Any]:
        answer = await self.client.get(f"{self.base}/messages", params={"since": since})
        assert answer.status_code == 200
        return answer.json()

    async def shows(self, count: int) -> list[dict[str, Any]]:
        async def enough() -> list[dict[str, Any]]:
            items = (await self.update())["items"]
            return items if len(items) == count else []

        return await until(enough)

    async def upload(self, data: bytes, name: str = "foto.png") -> httpx.Response:
        return await self.client.post(f"/api/v1/webchat/files/{self.house.channel_id}", files={"file": (name, data)})


@pytest.fixture
async def visitor(house: LocalHouse) -> Visitor:
    visitor = Visitor(house, await house.client())
    await visitor.arrive()
    return visitor


def code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


async def test_a_message_sent_three_times_under_one_id_arrives_once(visitor: Visitor):
    for _ in range(3):
        answer = await visitor.say("Vocês entregam em Recife?")
        assert (answer.status_code, answer.json()) == (202, {"id": "client-1"})
    (item,) = await visitor.shows(1)
    assert (item["text"], item["mine"], item["client_id"]) == ("Vocês entregam em Recife?", True, "client-1")
    assert await visitor.house.said() == ["Vocês entregam em Recife?"]


async def test_two_visitors_may_choose_the_same_id_and_never_see_each_other(visitor: Visitor):
    other = Visitor(visitor.house, await visitor.house.client())
    await other.arrive()
    await visitor.say("um")
    await other.say("dois")
    assert [item["text"] for item in await visitor.shows(1)] == ["um"]
    assert [item["text"] for item in await other.shows(1)] == ["dois"]


async def test_an_answer_shows_who_wrote_and_what_can_be_tapped(visitor: Visitor):
    await visitor.say()
    await visitor.house.answer("Sobre o quê?", Option("o1", "Entrega", "Prazos e preços"))
    item = (await visitor.shows(2))[1]
    assert (item["author"], item["author_name"], item["text"]) == ("operator", "Paula", "Sobre o quê?")
    assert item["options"] == [{"id": "o1", "title": "Entrega", "description": "Prazos e preços"}]
    await visitor.say("Entrega", "client-2", option="o1")
    assert (await visitor.shows(3))[2]["text"] == "Entrega"
    (row,) = await visitor.house.rows("SELECT type, payload FROM message WHERE text = 'Entrega'")
    assert (row["type"], row["payload"]["button_id"]) == ("interactive", "o1")


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (
            Draft("Veja", payload={"link": {"title": "Cardápio", "url": "https://loja.test/menu"}}),
            "Veja\n\nCardápio: https://loja.test/menu",
        ),
        (
            Draft(type=MessageType.LOCATION, payload={"latitude": -23.5, "longitude": -46.6, "name": "Loja"}),
            "Loja\nhttps://www.openstreetmap.org/?mlat=-23.5&mlon=-46.6",
        ),
        (
            Draft(type=MessageType.CONTACTS, payload={"contacts": [{"name": "Zé", "phones": [{"phone": "11 9888"}]}]}),
            "Zé: 11 9888",
        ),
    ],
)
async def test_what_the_chat_cannot_draw_it_says_in_words(visitor: Visitor, draft: Draft, words: str):
    await visitor.say()
    await visitor.house.say(draft)
    await visitor.house.send()
    assert (await visitor.shows(2))[1]["text"] == words


async def test_a_typed_number_is_the_choice(visitor: Visitor):
    await visitor.say()
    await visitor.house.answer("Sobre o quê?", Option("o1", "Entrega"), Option("o2", "Troca"))
    await visitor.say("2", "client-2")
    await visitor.shows(3)
    (row,) = await visitor.house.rows("SELECT type, payload FROM message WHERE text = '2'")
    assert (row["type"], row["payload"]["button_id"]) == ("text", "o2")


async def test_a_visitor_who_comes_back_goes_on_from_the_cursor(visitor: Visitor):
    await visitor.say("primeira")
    await visitor.shows(1)
    cursor = (await visitor.update())["cursor"]
    await visitor.house.answer("resposta")
    later = Visitor(visitor.house, visitor.client)
    await later.arrive()
    assert [item["text"] for item in (await later.update(cursor))["items"]] == ["resposta"]


async def test_the_cursor_waits_for_a_message_that_is_still_on_its_way(visitor: Visitor):
    await visitor.say("primeira")
    await visitor.shows(1)
    before = (await visitor.update())["cursor"]
    await visitor.house.write("ainda na fila")
    await visitor.say("segunda", "client-2")
    await visitor.shows(2)
    cursor = (await visitor.update(before))["cursor"]
    await visitor.house.send()
    assert "ainda na fila" in [item["text"] for item in (await visitor.update(cursor))["items"]]


async def test_typing_shows_while_the_agent_owes_an_answer_and_waiting_when_a_person_does(visitor: Visitor):
    await visitor.say()
    await visitor.shows(1)
    assert (await visitor.update())["typing"]
    await visitor.house.answer("oi")
    assert not (await visitor.update())["typing"]
    await visitor.house.rows("UPDATE conversation SET status = 'waiting', operator_id = NULL")
    assert (await visitor.update())["waiting"]


async def test_what_the_visitor_has_seen_is_read_and_only_their_own(visitor: Visitor):
    await visitor.say()
    await visitor.house.answer("oi")
    other = Visitor(visitor.house, await visitor.house.client())
    await other.arrive()
    assert (await other.client.post(f"{other.base}/seen", json={"up_to": 99})).status_code == 204
    assert (await visitor.client.post(f"{visitor.base}/seen", json={"up_to": 1})).status_code == 204
    assert not await visitor.house.rows("SELECT id FROM message WHERE status = 'read'")
    assert (await visitor.client.post(f"{visitor.base}/seen", json={"up_to": 99})).status_code == 204
    assert await until(lambda: visitor.house.rows("SELECT id FROM message WHERE status = 'read'"))


async def test_notes_and_events_never_reach_the_visitor(visitor: Visitor):
    await visitor.say()
    await visitor.house.answer("visível")
    await visitor.house.rows(
        "INSERT INTO message (id, conversation_id, channel_id, seq, direction, author, type, text, status, sent_at) "
        "SELECT gen_random_uuid(), id, channel_id, 90, 'internal', 'operator', 'note', 'segredo', 'received', now() "
        "FROM conversation"
    )
    assert [item["text"] for item in (await visitor.update())["items"]] == ["oi", "visível"]


async def test_a_file_is_sent_and_read_back_by_its_visitor_only(visitor: Visitor):
    upload = await visitor.upload(PNG, "../../foto.png")
    assert upload.status_code == 201
    await visitor.say(None, file=upload.json()["id"])
    (item,) = await visitor.shows(1)
    assert (item["attachment"]["mime_type"], item["attachment"]["filename"]) == ("image/png", "foto.png")
    address = f"{visitor.base}/files/{item['attachment']['id']}"
    assert (await visitor.client.get(address)).content == PNG
    other = Visitor(visitor.house, await visitor.house.client())
    await other.arrive()
    await other.say()
    await other.shows(1)
    assert (await other.client.get(address)).status_code == 404
    assert code(await other.say(None, "client-9", file=upload.json()["id"])) == "file_refused"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<script>alert(1)</script>", "foto.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg"),
        (b"MZ" + bytes(200), "foto.png"),
        (b"", "vazio.png"),
    ],
)
async def test_a_file_is_known_by_its_bytes_and_not_by_its_name(visitor: Visitor, data: bytes, name: str):
    answer = await visitor.upload(data, name)
    assert (answer.status_code, code(answer)) == (422, "file_refused")


async def test_files_can_be_switched_off_and_have_a_limit(visitor: Visitor):
    await visitor.house.change(attachment_mb=1)
    answer = await visitor.upload(PNG + bytes(1024 * 1024 - 10))
    assert answer.status_code == 413
    await visitor.house.change(attachments=False)
    assert code(await visitor.upload(PNG)) == "files_forbidden"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": None},
        {"text": "   "},
        {"id": "short"},
        {"id": "../../../etc/passwd"},
        {"text": "x" * 4097},
        {"text": ["a"]},
        {"text": "nul \0"},
        {"option": ""},
        {"file": "not.a.receipt"},
    ],
)
async def test_hostile_messages_are_refused_and_nothing_arrives(visitor: Visitor, wrong: dict[str, Any]):
    answer = await visitor.client.post(f"{visitor.base}/messages", json={"id": "client-1", "text": "oi"} | wrong)
    assert answer.status_code == 422
    assert await visitor.house.said() == []


async def test_html_comes_back_as_the_text_it_is(visitor: Visitor):
    text = "<img src=x onerror=alert(1)> \" ' & </script>"
    await visitor.say(text)
    assert (await visitor.shows(1))[0]["text"] == text


async def test_the_channels_own_text_limit_holds(visitor: Visitor):
    await visitor.house.change(text_limit=100)
    answer = await visitor.say("x" * 101)
    assert (answer.status_code, answer.json()["error"]["params"]) == (422, {"limit": 100})


async def test_a_visitor_who_writes_too_fast_is_told_when_to_come_again(visitor: Visitor):
    await visitor.house.change(messages_per_minute=3)
    answers = [await visitor.say(f"m{n}", f"client-{n}") for n in range(5)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429, 429]
    assert code(answers[3]) == "too_many"
    assert 1 <= float(answers[3].headers["retry-after"]) <= 20
    other = Visitor(visitor.house, await visitor.house.client(ip="192.0.2.99"))
    await other.arrive()
    assert (await other.say()).status_code == 202


async def test_one_network_address_has_a_limit_over_all_its_visitors(visitor: Visitor):
    await visitor.house.change(messages_per_minute_address=4)
    statuses = [(await visitor.client.post(f"{visitor.base}/session")).status_code for _ in range(6)]
    assert 200 in statuses
    assert statuses[-1] == 429


async def test_without_a_token_there_is_nothing(house: LocalHouse):
    stranger = Visitor(house, await house.client())
    for token in ("", "Bearer", "Bearer x.y.z", "Basic abc"):
        stranger.client.headers["authorization"] = token
        assert (await stranger.say()).status_code == 401
        assert (await stranger.client.get(f"{stranger.base}/messages")).status_code == 401


async def test_a_bad_token_begins_a_new_visitor_and_a_good_one_resumes(house: LocalHouse):
    visitor = Visitor(house, await house.client())
    visitor.client.headers["authorization"] = "Bearer broken"
    await visitor.arrive()
    await visitor.say("eu de novo")
    await visitor.shows(1)
    await visitor.arrive()
    assert [item["text"] for item in (await visitor.update())["items"]] == ["eu de novo"]


async def test_allowed_sites_may_call_and_others_may_not(visitor: Visitor):
    path = f"{visitor.base}/config"
    shop = await visitor.client.get(path, headers={"origin": SHOP})
    assert shop.status_code == 200
    assert shop.headers["access-control-allow-origin"] == SHOP
    assert "origin" in shop.headers["vary"]
    other = await visitor.client.get(path, headers={"origin": "https://evil.example"})
    assert (other.status_code, code(other)) == (403, "origin_refused")
    home = await visitor.client.get(path, headers={"origin": "http://prosa.test"})
    assert home.status_code == 200


async def test_refusals_can_be_read_by_the_page_that_caused_them(visitor: Visitor):
    answer = await visitor.client.post(f"{visitor.base}/messages", json={"id": 5}, headers={"origin": SHOP})
    assert answer.status_code == 422
    assert answer.headers["access-control-allow-origin"] == SHOP


@pytest.mark.parametrize("path", ["/{}/messages", "/{}/session", "/files/{}"])
async def test_a_browser_may_ask_first(visitor: Visitor, path: str):
    address = "/api/v1/webchat" + path.format(visitor.house.channel_id)
    answer = await visitor.client.options(address, headers={"origin": SHOP, "access-control-request-method": "POST"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "authorization" in answer.headers["access-control-allow-headers"]


async def test_channels_that_are_not_there_off_or_no_web_chat_are_all_the_same(visitor: Visitor):
    assert (await visitor.client.get(f"/api/v1/webchat/{uuid4()}/config")).status_code == 404
    await visitor.house.rows("UPDATE channel SET enabled = false")
    gone = await visitor.house.client()
    await visitor.house.change(title="Outra")
    answer = await gone.get(f"{visitor.base}/config", headers={"origin": SHOP})
    assert (answer.status_code, code(answer)) == (404, "not_found")


async def test_the_config_shows_looks_and_limits_and_no_secret(visitor: Visitor):
    answer = await visitor.client.get(f"{visitor.base}/config")
    assert set(answer.json()) == {"title", "greeting", "colour", "text_limit", "attachments", "attachment_mb"}


async def test_nobody_can_speak_for_a_visitor_at_the_webhook(visitor: Visitor):
    body = {"kind": "message", "visitor": "0" * 32, "id": "client-1", "at": "2026-11-20T12:00:00Z", "text": "oi"}
    answer = await visitor.client.post(f"/webhooks/{visitor.house.channel_id}", json=body)
    assert (answer.status_code, code(answer)) == (401, "invalid_signature")
    assert await visitor.house.said() == []
