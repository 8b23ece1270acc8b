"""The fake Graph API takes, refuses, breaks off and delivers as Meta does."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from prosa.testing.files import png
from prosa.testing.graph import FakeGraph, GraphApp, Remote, Webhook
from prosa.testing.graph.payloads import text
from prosa.testing.stage import FakeThread, Fault, FaultKind, Rates, serving

TOKEN = {"authorization": "Bearer EAAfake"}
PATH = "/v26.0/1122334455667/messages"


def message(body: str = "Olá", **more: Any) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "to": "5511900000001",
        "type": "text",
        "text": {"body": body},
        **more,
    }


@asynccontextmanager
async def client(graph: FakeGraph, patience: float = 5) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serving(GraphApp(graph)) as url,
        httpx.AsyncClient(base_url=url, headers=TOKEN, timeout=patience) as http,
    ):
        yield http


class Receiver:
    """A webhook that keeps what it gets and answers as it is told."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []

    def __call__(self, headers: dict[str, str], body: bytes) -> int:
        self.bodies.append(body)
        self.signatures.append(headers["x-hub-signature-256"])
        return self.answers.pop(0) if self.answers else 200

    def values(self) -> list[dict[str, Any]]:
        return [
            change["value"]
            for body in self.bodies
            for entry in json.loads(body)["entry"]
            for change in entry["changes"]
        ]

    def parts(self, kind: str) -> list[dict[str, Any]]:
        return [part for value in self.values() for part in value.get(kind, [])]


@asynccontextmanager
async def webhook(receiver: Receiver) -> AsyncIterator[str]:
    callers: set[asyncio.StreamWriter] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.add(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                status = receiver(headers, await reader.readexactly(int(headers["content-length"])))
                writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhooks/x"
    for caller in callers:
        caller.close()


async def test_a_send_is_recorded_in_order_with_what_its_sender_gave_along() -> None:
    graph = FakeGraph()
    async with client(graph) as http:
        for body in ("um", "dois"):
            answer = await http.post(PATH, json=message(body, biz_opaque_callback_data=f"id-{body}"))
            assert answer.json()["messages"][0]["id"] == graph.sends[-1].id
    assert [(send.number, send.text, send.callback) for send in graph.sends] == [
        (1, "um", "id-um"),
        (2, "dois", "id-dois"),
    ]
    assert graph.sends[0].at <= graph.sends[1].at
    assert graph.doubled() == {}


async def test_the_same_message_taken_twice_is_noticed() -> None:
    graph = FakeGraph()
    async with client(graph) as http:
        for _ in range(2):
            await http.post(PATH, json=message(biz_opaque_callback_data="same"))
    assert graph.doubled() == {"same": 2}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (message(messaging_product="sms"), 100),
        (message(to=""), 100),
        (message(type="hologram"), 100),
        (message(text={}), 131008),
        (message(text={"body": ""}), 100),
        (message("x" * 4097), 100),
        (message(biz_opaque_callback_data="x" * 513), 100),
        (message(type="image", image={"id": "1"}), 131053),
        (message(type="interactive", interactive={"type": "button", "body": {"text": "?"}}), 131009),
    ],
)
async def test_a_wrong_message_is_refused_with_metas_code(body: dict[str, Any], code: int) -> None:
    graph = FakeGraph()
    async with client(graph) as http:
        answer = await http.post(PATH, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert graph.sends == []


async def test_eleven_rows_over_two_sections_are_too_many() -> None:
    rows = [{"id": str(number), "title": "t"} for number in range(11)]
    action = {"button": "Ver", "sections": [{"rows": rows[:5]}, {"rows": rows[5:]}]}
    interactive = {"type": "list", "body": {"text": "?"}, "action": action}
    async with client(FakeGraph()) as http:
        answer = await http.post(PATH, json=message(type="interactive", interactive=interactive))
    assert answer.json()["error"]["code"] == 131009


async def test_a_wrong_token_a_wrong_number_and_a_wrong_path_are_refused() -> None:
    async with client(FakeGraph()) as http:
        token = await http.post(PATH, json=message(), headers={"authorization": "Bearer other"})
        number = await http.post("/v26.0/1/messages", json=message())
        path = await http.post("/v26.0/1/2/3", json=message())
    assert (token.status_code, token.json()["error"]["code"]) == (401, 190)
    assert (number.status_code, number.json()["error"]["code"]) == (400, 100)
    assert path.status_code == 404


@pytest.mark.parametrize(
    ("fault", "status", "taken"),
    [
        (Fault(FaultKind.ERROR, code=131047), 400, 0),
        (Fault(FaultKind.HTTP, status=503, retry_after=7), 503, 0),
        (Fault(FaultKind.HTTP_AFTER, status=502), 502, 1),
        (Fault(FaultKind.SLOW, seconds=0.01), 200, 1),
        (Fault(FaultKind.GARBLED), 200, 1),
        (Fault(FaultKind.FAILED), 200, 1),
    ],
)
async def test_a_fault_with_an_answer(fault: Fault, status: int, taken: int) -> None:
    graph = FakeGraph()
    graph.goes_wrong([fault, None])
    async with client(graph) as http:
        answer = await http.post(PATH, json=message())
        assert answer.status_code == status
        assert answer.headers.get("retry-after") == ("7" if fault.retry_after else None)
        assert len(graph.sends) == taken
        assert (await http.post(PATH, json=message())).is_success
    assert graph.faults == {fault.kind: 1}


@pytest.mark.parametrize(
    ("kind", "error", "taken"),
    [
        (FaultKind.CUT, httpx.TransportError, 1),
        (FaultKind.CUT_BEFORE, httpx.TransportError, 0),
        (FaultKind.SILENT, httpx.ReadTimeout, 1),
    ],
)
async def test_a_fault_without_an_answer(kind: FaultKind, error: type[Exception], taken: int) -> None:
    graph = FakeGraph()
    graph.goes_wrong([Fault(kind)])
    async with client(graph, patience=0.3) as http:
        with pytest.raises(error):
            await http.post(PATH, json=message())
        assert len(graph.sends) == taken
        assert (await http.post(PATH, json=message())).is_success


async def test_drawn_faults_do_not_depend_on_the_order_of_requests() -> None:
    async def met(order: list[str]) -> set[str]:
        graph = FakeGraph(rates=Rates(7, {FaultKind.ERROR: 0.3}))
        async with client(graph) as http:
            for name in order:
                await http.post(PATH, json=message(biz_opaque_callback_data=name))
        return set(order) - {str(send.callback) for send in graph.sends}

    names = [str(number) for number in range(40)]
    refused = await met(names)
    assert 4 <= len(refused) <= 20
    assert await met(names[::-1]) == refused


async def test_statuses_come_back_signed_with_our_own_id() -> None:
    graph, receiver = FakeGraph(), Receiver()
    async with client(graph) as http, webhook(receiver) as url:
        await graph.deliver_to(Webhook(url=url, app_secret="segredo"))
        await http.post(PATH, json=message(biz_opaque_callback_data="ours"))
        assert graph.courier
        await graph.courier.settled(5)
    statuses = receiver.parts("statuses")
    assert [status["status"] for status in statuses] == ["sent", "delivered", "read"]
    assert {status["biz_opaque_callback_data"] for status in statuses} == {"ours"}
    for body, signature in zip(receiver.bodies, receiver.signatures, strict=True):
        assert signature == "sha256=" + hmac.new(b"segredo", body, hashlib.sha256).hexdigest()


async def test_a_send_that_fails_later_says_so_in_a_status() -> None:
    graph, receiver = FakeGraph(), Receiver()
    graph.goes_wrong([Fault(FaultKind.FAILED, code=131026)])
    async with client(graph) as http, webhook(receiver) as url:
        await graph.deliver_to(Webhook(url=url, app_secret="segredo"))
        await http.post(PATH, json=message())
        assert graph.courier
        await graph.courier.settled(5)
    failed = receiver.parts("statuses")[-1]
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131026)


async def test_a_delivery_comes_again_with_growing_pauses_until_it_is_taken() -> None:
    graph, receiver = FakeGraph(), Receiver(500, 503, 404)
    async with webhook(receiver) as url:
        await graph.deliver_to(Webhook(url=url, app_secret="segredo", retry_base=0.01))
        graph.say("5511900000001", "oi", name="Ana")
        assert graph.courier
        await graph.courier.settled(5)
        assert (graph.courier.attempts, graph.courier.delivered) == (4, 1)
        await graph.deliver_to(None)
    assert len(set(receiver.bodies)) == 1


async def test_every_message_arrives_however_doubled_reordered_and_joined() -> None:
    graph, receiver = FakeGraph(), Receiver(*[500] * 5)
    async with webhook(receiver) as url:
        rough = Webhook(
            url=url,
            app_secret="segredo",
            seed=3,
            duplicates=0.5,
            reordering=0.5,
            spread=0.1,
            batch=8,
            retry_base=0.01,
        )
        await graph.deliver_to(rough)
        said = [graph.say(f"55119000000{number:02}", f"{number}/á") for number in range(60)]
        assert graph.courier
        await graph.courier.settled(10)
        await graph.deliver_to(None)
    arrived = [part["id"] for part in receiver.parts("messages")]
    assert set(arrived) == set(said)
    assert len(arrived) > len(said)
    assert list(dict.fromkeys(arrived)) != said
    assert any(len(value["messages"]) > 1 for value in receiver.values())
    assert all(b"\\/" in body and b"\\u00e1" in body for body in receiver.bodies)


async def test_an_echo_names_the_other_side() -> None:
    graph, receiver = FakeGraph(), Receiver()
    async with webhook(receiver) as url:
        await graph.deliver_to(Webhook(url=url, app_secret="segredo"))
        graph.echo("5511900000001", "já te respondo")
        assert graph.courier
        await graph.courier.settled(5)
        await graph.deliver_to(None)
    (echo,) = receiver.parts("message_echoes")
    assert (echo["to"], echo["from"]) == ("5511900000001", graph.line.display_phone_number)


async def test_a_file_is_uploaded_described_and_served_to_the_bearer_only() -> None:
    graph = FakeGraph()
    async with client(graph) as http:
        form = {"messaging_product": "whatsapp", "type": "image/png"}
        upload = await http.post("/v26.0/1122334455667/media", data=form, files={"file": ("a.png", png(), "image/png")})
        media_id = upload.json()["id"]
        described = (await http.get(f"/v26.0/{media_id}")).json()
        assert described["sha256"] == hashlib.sha256(png()).hexdigest()
        assert (await http.get(described["url"])).content == png()
        assert (await http.get(described["url"], headers={"authorization": ""})).status_code == 401
        sent = await http.post(PATH, json=message(type="image", image={"id": media_id}))
    assert sent.is_success


async def test_it_runs_in_a_thread_and_is_steered_from_outside() -> None:
    receiver = Receiver()
    with FakeThread(GraphApp(FakeGraph())) as thread:
        async with webhook(receiver) as url, Remote(thread.url) as remote:
            await remote.deliver_to(Webhook(url=url, app_secret="segredo"))
            await remote.goes_wrong([Fault(FaultKind.ERROR, code=131047), None])
            await remote.set_rates(Rates(1, {FaultKind.HTTP: 1.0}))
            async with httpx.AsyncClient(base_url=thread.url, headers=TOKEN) as http:
                answers = [(await http.post(PATH, json=message())).status_code for _ in range(3)]
            first = await remote.say("5511900000001", "oi", name="Ana")
            await remote.say_all([{"phone": "5511900000001", "content": text("eco"), "echo": True}])
            await remote.settled(5)
            state, sends = await remote.state(), await remote.sends()
    assert answers == [400, 200, 503]
    assert [send["text"] for send in sends] == ["Olá"]
    assert state["faults"] == {"error": 1, "http": 1}
    assert [part["id"] for part in receiver.parts("messages")] == [first]
    assert len(receiver.parts("message_echoes")) == 1
