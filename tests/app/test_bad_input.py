"""Bad input and bad days: the right status (5xx only for what should come again), a clear word, nothing lost."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import func, select

from prosa.app.http import MEGABYTE
from prosa.channels import jobs as channel_jobs
from prosa.channels import lines, media
from prosa.channels.models import DeliveryRow
from prosa.core.runtime import Runtime
from prosa.core.storage import LocalStorage, StorageFull
from prosa.testing.files import voice_note
from prosa.testing.graph import FakeGraph, GraphApp, payloads
from prosa.testing.mutation import mutations
from prosa.testing.stage import serving
from tests.app.contacts_side import on_meta
from tests.app.tabs import open_tab
from tests.disks import tiny_disk
from tests.house import House, open_house
from tests.logs import Logs
from tests.waiting import until

PHONE = "5511987654321"
JSON = {"content-type": "application/json"}


@dataclass
class Line:
    """A channel of the Cloud API as whoever posts to its webhook sees it."""

    house: House
    graph: FakeGraph
    id: UUID
    meta: httpx.AsyncClient

    @property
    def path(self) -> str:
        return f"/webhooks/{self.id}"

    async def delivers(self, body: bytes, secret: str | None = None) -> httpx.Response:
        headers = payloads.signed(secret or self.graph.line.app_secret, body)
        return await self.meta.post(self.path, content=body, headers=headers)

    def message(self, content: Mapping[str, Any], name: str = "Ana", id_: str | None = None) -> dict[str, Any]:
        """A delivery with one message."""
        said = payloads.message(id_ or f"wamid.{uuid4().hex}", PHONE, content)
        metadata = {"phone_number_id": self.graph.line.phone_number_id}
        value = {"metadata": metadata, "contacts": [payloads.contact(PHONE, name)], "messages": [said]}
        entry = {"id": self.graph.line.waba_id, "changes": [{"field": "messages", "value": value}]}
        return {"object": "whatsapp_business_account", "entry": [entry]}

    async def says(self, text: str, **more: Any) -> httpx.Response:
        return await self.delivers(json.dumps(self.message(payloads.text(text), **more)).encode())

    async def deliveries(self) -> dict[str, int]:
        """How many are kept, by state."""
        async with self.house.runtime.db.transaction() as session:
            rows = await session.execute(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state))
            return {state: count for state, count in rows}

    async def settled(self) -> dict[str, int]:
        """The same, once none waits to be taken in."""

        async def none_waits() -> dict[str, int]:
            found = await self.deliveries()
            return {} if "stored" in found else found

        return dict(await until(none_waits))

    async def inbound(self) -> list[dict[str, Any]]:
        lines = await self.house.messages((await self.house.conversation())["id"])
        return [line for line in lines if line["direction"] == "in"]


@pytest.fixture
async def line(house: House) -> AsyncIterator[Line]:
    graph = FakeGraph()
    async with serving(GraphApp(graph)) as base_url:
        channel_id = await house.channel("meta_cloud", **graph.line.settings(base_url))
        yield Line(house, graph, channel_id, house.browser())


def problem(answer: httpx.Response) -> str:
    """The code of a refusal, which has the shape of all refusals."""
    error = answer.json()["error"]
    assert set(error) == {"code", "detail", "params"}
    assert error["detail"]
    return str(error["code"])


# -- at the webhook


NO_DELIVERIES = (
    b"",
    b"{",
    b"\xff\xfe\x00",
    b"[]",
    b"null",
    b'"x"',
    b"[" * 100_000,
    b'{"object":' * 50_000 + b"1" + b"}" * 50_000,
)


async def test_what_is_signed_and_no_delivery_is_refused_kept_and_need_not_come_again(line: Line) -> None:
    for body in NO_DELIVERIES:
        answer = await line.delivers(body)
        assert (answer.status_code, problem(answer)) == (400, "malformed_delivery")
    assert await line.deliveries() == {"rejected": len(NO_DELIVERIES)}
    assert (await line.says("oi")).status_code == 200


async def test_what_is_not_signed_rightly_is_refused_and_not_kept(line: Line) -> None:
    body = json.dumps(line.message(payloads.text("oi"))).encode()
    for headers in (
        {},
        {"x-hub-signature-256": ""},
        {"x-hub-signature-256": "sha256="},
        {"x-hub-signature-256": "sha256=é".encode()},
        {"x-hub-signature-256": f"sha256={'0' * 64}"},
        {"x-hub-signature-256": payloads.signed(line.graph.line.app_secret, body + b" ")["x-hub-signature-256"]},
        payloads.signed("another secret", body),
    ):
        answer = await line.meta.post(line.path, content=body, headers=headers)
        assert (answer.status_code, problem(answer)) == (401, "invalid_signature")
    assert await line.deliveries() == {}


async def test_a_delivery_for_a_channel_that_is_not_there_need_not_come_again(house: House) -> None:
    stranger = house.browser()
    for name in (uuid4(), "not-a-channel", "%00", "1"):
        answers = [await stranger.request(method, f"/webhooks/{name}", content=b"{}") for method in ("GET", "POST")]
        assert {answer.status_code for answer in answers} <= {404, 422}
        assert {problem(answer) for answer in answers} <= {"not_found", "invalid"}


async def test_a_delivery_for_a_channel_that_is_switched_off_comes_again(line: Line) -> None:
    await line.house.admin.patch(f"/api/v1/channels/{line.id}", json={"enabled": False})
    answer = await line.says("oi")
    assert (answer.status_code, problem(answer)) == (503, "unavailable")
    await line.house.admin.patch(f"/api/v1/channels/{line.id}", json={"enabled": True})
    assert (await line.says("oi")).status_code == 200
    assert [found["text"] for found in await until(line.inbound)] == ["oi"]


async def test_characters_that_no_column_keeps_do_not_keep_the_rest_out(line: Line) -> None:
    for text in ("a\0b", "\0", "a\ud83db", "\ud83d"):
        assert (await line.says(text, name=f"An{text}a")).status_code == 200
    assert await line.settled() == {"taken_in": 4}
    for found in await line.inbound():
        assert (found["text"] or "").replace("\ufffd", "") in ("ab", "")
    assert "\0" not in (await line.house.conversation())["contact"]["name"]


async def test_a_message_of_a_kind_nobody_knows_is_shown_as_such(line: Line) -> None:
    unknown = {"type": "hologram", "hologram": {"frames": [1, 2]}}
    assert (await line.delivers(json.dumps(line.message(unknown)).encode())).status_code == 200
    (found,) = await until(line.inbound)
    assert found["type"] == "unsupported"


async def test_news_of_a_kind_nobody_knows_is_taken_and_leads_to_nothing(line: Line) -> None:
    body = line.message(payloads.text("oi"))
    body["entry"][0]["changes"] = [{"field": "weather", "value": {"forecast": "rain"}}]
    for odd in (body, {"object": "page", "entry": []}, {"object": "whatsapp_business_account"}):
        assert (await line.delivers(json.dumps(odd).encode())).status_code == 200
    assert await line.settled() == {"taken_in": 3}
    assert await line.house.conversations() == []


async def test_spoilt_deliveries_are_taken_or_refused_and_never_stick(line: Line) -> None:
    """Neither at the door nor behind it: what is stored is taken in."""
    body = json.dumps(line.message(payloads.text("oi"), id_="wamid.spoilt")).encode()
    status = payloads.status("wamid.x", "delivered", PHONE, callback=str(uuid4()))
    receipt = line.message(payloads.text("oi"))
    receipt["entry"][0]["changes"][0]["value"] = {
        "metadata": {"phone_number_id": line.graph.line.phone_number_id},
        "statuses": [status],
    }
    spoilt = [*mutations(body, 120, seed=1), *mutations(json.dumps(receipt).encode(), 60, seed=2)]
    answers = {(await line.delivers(each)).status_code for each in spoilt}
    assert answers == {200, 400}
    assert set(await line.settled()) <= {"taken_in", "rejected", "failed"}
    async with line.house.runtime.db.transaction() as session:
        given_up = await session.scalars(select(DeliveryRow.error).where(DeliveryRow.state == "failed"))
        assert {error.partition(":")[0] for error in given_up} <= {"NoIdentity"}


# -- bodies and connections


async def test_a_large_body_is_refused_before_it_is_sent(line: Line) -> None:
    """10 MB that are announced cost nobody anything."""
    answer = await raw(line.house, post(line.path, f"content-length: {10 * MEGABYTE}"))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"too_large"' in answer


async def test_a_large_body_that_does_not_say_so_is_refused_on_the_way(line: Line) -> None:
    part = b"%x\r\n" % (64 * 1024) + b"x" * (64 * 1024) + b"\r\n"
    answer = await raw(line.house, post(line.path, "transfer-encoding: chunked"), *[part] * 160)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert await line.deliveries() == {}


async def test_every_path_has_its_limit(house: House) -> None:
    for path, size in (("/api/v1/session", 2), ("/api/v1/attachments", 27), ("/nowhere", 2)):
        answer = await raw(house, post(path, f"content-length: {size * MEGABYTE}"))
        assert answer.startswith(b"HTTP/1.1 413 ")


async def test_half_a_body_is_nothing(line: Line, logs: Logs) -> None:
    reader, writer = await connection(line.house)
    writer.write(post(line.path, "content-length: 1000") + b'{"object": "whatsapp')
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert await reader.read() == b""
    assert (await line.says("oi")).status_code == 200
    assert await line.settled() == {"taken_in": 1}
    assert logs.of_level("error") == []


async def test_many_who_never_finish_their_request_hold_nobody_up(line: Line) -> None:
    slow = [await connection(line.house) for _ in range(150)]
    for _, writer in slow:
        writer.write(post(line.path, "content-length: 1000") + b"{")
    assert (await asyncio.wait_for(line.says("oi"), 10)).status_code == 200
    assert [found["text"] for found in await until(line.inbound)] == ["oi"]
    for _, writer in slow:
        writer.close()


async def test_what_is_no_http_is_refused_and_harms_nobody(house: House) -> None:
    for head in (b"GARBAGE\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"\0" * 100):
        reader, writer = await connection(house)
        writer.write(head)
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 20)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
        writer.close()
    assert (await house.browser().get("/health")).status_code == 200


async def test_very_many_headers_harm_nobody(line: Line) -> None:
    headers = "\r\n".join(f"x-{number}: {'y' * 100}" for number in range(5000))
    answer = await raw(line.house, post(line.path, f"{headers}\r\ncontent-length: 2") + b"{}")
    assert answer.split(b" ")[1] in (b"400", b"401", b"413", b"431")
    assert (await line.says("oi")).status_code == 200


def post(path: str, headers: str) -> bytes:
    return f"POST {path} HTTP/1.1\r\nhost: prosa.test\r\n{headers}\r\n\r\n".encode()


async def connection(house: House) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    address = urlsplit(house.address)
    return await asyncio.open_connection(address.hostname, address.port)


async def raw(house: House, *parts: bytes) -> bytes:
    """What is answered to these bytes, of which the server need not read all."""
    reader, writer = await connection(house)
    for part in parts:
        writer.write(part)
        try:
            await writer.drain()
        except ConnectionError:
            break
    answer = await asyncio.wait_for(reader.read(MEGABYTE), 20)
    writer.close()
    return answer


# -- at the API


ODD_QUESTIONS = (
    "/conversations?tab=every",
    "/conversations?limit=0",
    "/conversations?limit=99999999999999999999999",
    "/conversations?before=%F0%9F%98%80",
    "/conversations?before=bm9uc2Vuc2U=",
    "/conversations?channel_id=x",
    f"/conversations?q={'x' * 201}",
    "/conversations?q=%00",
    "/conversations/x",
    "/ledger/messages?problem=unknown",
    "/ledger/messages?outcome=unknown",
    "/contacts?limit=-1",
    "/turns/x",
    "/audit?before=x",
)


async def test_an_odd_question_is_refused_and_named(house: House) -> None:
    for path in ODD_QUESTIONS:
        answer = await house.admin.get(f"/api/v1{path}")
        assert (path, answer.status_code, problem(answer)) == (path, 422, "invalid")


ODD_WORDS = (
    "'",
    '"',
    "\\",
    "%",
    "a & | ! ( )",
    ":*",
    "'; DROP TABLE message; --",
    "\U0001f600",
    "\ufb00",
    "\u202e",
    "a" * 200,
    "   ",
)


async def test_whatever_is_searched_for_is_searched_for(house: House) -> None:
    for q in ODD_WORDS:
        for path in ("/conversations", "/contacts", "/articles"):
            answer = await house.admin.get(f"/api/v1{path}", params={"q": q})
            assert (path, q, answer.status_code) == (path, q, 200)


async def test_whatever_number_is_asked_for_is_read_or_refused(line: Line) -> None:
    await line.says("oi")
    path = f"/conversations/{(await line.house.conversation())['id']}/messages"
    agent = f"/agents/{uuid4()}/versions"
    for number in (-1, 0, 2**63 - 1, 2**63, 10**30):
        for asked in (f"{path}?before_seq={number}", f"{path}?after_seq={number}"):
            assert (await line.house.admin.get(f"/api/v1{asked}")).status_code in (200, 422)
        published = await line.house.admin.post(f"/api/v1{agent}/{number}/publish")
        assert published.status_code in (404, 422)


ODD_BODIES = (
    (b"{", 400, "malformed_json"),
    (b"\xff", 400, "malformed_json"),
    (b"[" * 100_000, 400, "malformed_json"),
    (b"", 422, "invalid"),
    (b"[]", 422, "invalid"),
    (b'{"title": 7, "kind": "song"}', 422, "invalid"),
    (b'{"title": "a\\u0000b", "kind": "faq", "body": "x"}', 422, "invalid"),
    (b'{"title": "\\ud83d", "kind": "faq", "body": "x"}', 422, "invalid"),
)


async def test_an_odd_body_is_refused_and_named(house: House) -> None:
    for body, status, code in ODD_BODIES:
        answer = await house.admin.post("/api/v1/articles", content=body, headers=JSON)
        assert (body[:40], answer.status_code, problem(answer)) == (body[:40], status, code)
    assert (await house.get("/articles"))["items"] == []


async def test_a_path_that_is_not_there_says_so(house: House) -> None:
    answer = await house.admin.get("/api/v1/nowhere")
    assert (answer.status_code, problem(answer)) == (404, "not_found")
    answer = await house.admin.delete("/api/v1/conversations")
    assert (answer.status_code, problem(answer)) == (405, "method_not_allowed")


async def test_an_upload_is_refused_when_it_is_none(house: House) -> None:
    upload = house.admin.post
    assert problem(await upload("/api/v1/attachments")) == "invalid"
    assert problem(await upload("/api/v1/attachments", files={"file": ("a.txt", b"")})) == "invalid"
    large = await upload("/api/v1/attachments", files={"file": ("a.bin", bytes(25 * MEGABYTE + 1))})
    assert (large.status_code, problem(large)) == (413, "too_large")


async def test_a_file_keeps_no_more_of_its_name_than_is_harmless(house: House) -> None:
    names = {
        "../../etc/passwd": "passwd",
        "C:\\x\\a.pdf": "a.pdf",
        "a<b>:c|.txt": "abc.txt",
        "\u00e9 x.png": "\u00e9 x.png",
    }
    for name, kept in names.items():
        answer = await house.admin.post("/api/v1/attachments", files={"file": (name, b"<svg onload=alert(1)>")})
        assert answer.json()["filename"] == kept
        got = await house.admin.get(f"/api/v1/attachments/{answer.json()['id']}")
        assert got.headers["content-type"] == "application/octet-stream"
        assert got.headers["content-disposition"].startswith("attachment;")


# -- bad days


@pytest.fixture
async def full_house(runtime: Runtime, tmp_path: Path) -> AsyncIterator[House]:
    """Its disk for files holds 256 kB."""
    with tiny_disk(tmp_path / "disk") as disk:
        async with open_house(replace(runtime, storage=LocalStorage(disk))) as house:
            yield house


async def test_a_full_disk_refuses_an_upload_and_takes_the_next_that_fits(full_house: House) -> None:
    upload = full_house.admin.post
    answer = await upload("/api/v1/attachments", files={"file": ("a.bin", bytes(1_000_000))})
    assert (answer.status_code, problem(answer)) == (503, "storage_full")
    assert "full" in answer.json()["error"]["detail"]
    assert (await upload("/api/v1/attachments", files={"file": ("a.bin", b"fits")})).status_code == 201


async def test_a_full_disk_keeps_the_message_and_its_file_comes_when_there_is_room(full_house: House) -> None:
    storage = full_house.runtime.storage
    hindrance = await storage.put(bytes(200_000))
    graph = FakeGraph()
    async with on_meta(full_house, graph):
        media_id = graph.keep(voice_note() + bytes(100_000), "audio/ogg")
        graph.say(PHONE, payloads.file("audio", media_id, "audio/ogg", voice=True), name="Ana")

        async def attachment() -> dict[str, Any]:
            lines = await full_house.messages((await full_house.conversation())["id"])
            return next(line["attachment"] for line in lines if line["attachment"])

        assert (await attachment())["state"] == "fetching"
        with pytest.raises(StorageFull):
            await media.fetch(full_house.runtime, UUID((await attachment())["id"]))
        assert (await attachment())["state"] == "fetching"
        await storage.delete(hindrance)
        await channel_jobs.fetch_left(full_house.runtime)

        async def stored() -> bool:
            return (await attachment())["state"] == "stored"

        await until(stored)


@contextmanager
def away(administration: psycopg.Connection, runtime: Runtime) -> Iterator[None]:
    """The database lets nobody in, and throws out whoever is."""
    name = urlsplit(runtime.db.url).path.strip("/")
    open_to_all = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    administration.execute(open_to_all.format(sql.Identifier(name), sql.SQL("false")))
    administration.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    try:
        yield
    finally:
        administration.execute(open_to_all.format(sql.Identifier(name), sql.SQL("true")))


async def test_without_its_database_the_house_asks_everybody_to_come_again_and_then_goes_on(
    line: Line, administration: psycopg.Connection
) -> None:
    house = line.house
    async with open_tab(house.address, house.admin) as tab:
        await tab.greets()
        with away(administration, house.runtime):
            # Lines are kept for a second; the second try finds nothing of it.
            for answer in (await line.says("não chegou"), await refused_later(line)):
                assert (answer.status_code, problem(answer)) == (503, "unavailable")
                assert answer.headers["retry-after"]
            for method, path in (("GET", "/conversations"), ("POST", "/articles"), ("GET", "/session")):
                answer = await house.admin.request(method, f"/api/v1{path}", json={})
                assert (answer.status_code, problem(answer)) == (503, "unavailable")
            assert (await house.admin.get("/health")).status_code == 503
            health = await house.admin.get("/api/v1/health")
            assert (health.status_code, health.json()["database"]["state"]) == (503, "down")
            assert "prosa_database_up 0.0" in (await house.admin.get("/metrics")).text
        assert (await line.says("chegou")).status_code == 200
        (conversation,) = await until(lambda: house.conversations())
        while conversation["id"] not in tab.conversations:
            await tab.hears()
    assert [found["text"] for found in await line.inbound()] == ["chegou"]
    await until(lambda: well(house))


async def refused_later(line: Line) -> httpx.Response:
    """The answer once the line is not remembered any more."""
    lines(line.house.runtime).forget(line.id)
    return await line.says("não chegou")


async def well(house: House) -> bool:
    return (await house.admin.get("/api/v1/health")).is_success
