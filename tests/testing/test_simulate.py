"""`prosa simulate`: four providers on one port, and the phones of the people behind them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from prosa.channels.abilities import TemplateCategory, TemplateContent, Templates
from prosa.channels.port import Accepted, ChannelPort, Outgoing
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import MessageType, Option
from prosa.core import plugins
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.testing.simulate import LINES, BadScript, Road, SimulateApp, play, read
from prosa.testing.stage import FaultKind, serving
from tests.house import open_house
from tests.waiting import until

CONNECTORS = {"meta": "meta_cloud", "waha": "waha", "evolution": "evolution", "twilio": "twilio"}
NAMES = [line.name for line in LINES]
PHONE = "5511987654321"


class Page:
    """What the page does, without the page."""

    def __init__(self, app: SimulateApp, http: httpx.AsyncClient, url: str) -> None:
        self.app, self.http, self.url = app, http, url

    async def line(self, name: str) -> dict[str, Any]:
        told = (await self.http.get("/simulate/state")).json()
        return next(dict(line) for line in told["lines"] if line["name"] == name)

    async def do(self, what: str, **body: Any) -> int:
        return (await self.http.post(f"/simulate/{what}", json=body)).status_code

    async def thread(self, name: str) -> list[dict[str, Any]]:
        return list((await self.line(name))["threads"].get(PHONE, []))

    async def channel(self, name: str) -> tuple[Any, Any]:
        """A connector with the settings that are printed."""
        connector = plugins.load(CONNECTORS[name])
        return connector, connector.settings.model_validate((await self.line(name))["settings"])

    async def send(self, name: str, **changes: Any) -> None:
        connector, settings = await self.channel(name)
        self.app.lines[name].fake.say(PHONE, "oi")  # only who wrote may be written to
        to = (Identity(IdentityKind.PHONE, PHONE),)
        message = Outgoing(**{"message_id": new_id(), "to": to, "type": MessageType.TEXT, "text": "Olá", **changes})
        async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
            outcome = await connector.provides[ChannelPort].send(settings, http, message)
        assert isinstance(outcome, Accepted), outcome


@asynccontextmanager
async def page(road: Road | None = None) -> AsyncIterator[Page]:
    app = SimulateApp(road)
    async with serving(app) as url, httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as http:
        yield Page(app, http, url)


async def linked(open_page: Page, name: str) -> None:
    """The business has scanned the picture."""
    line = open_page.app.lines[name]
    if line.session() is not None:
        line.scan()


@pytest.mark.parametrize("name", NAMES)
async def test_the_settings_it_prints_open_the_line_and_what_is_sent_is_seen(name: str) -> None:
    async with page() as open_page:
        await linked(open_page, name)
        await open_page.do("say", line=name, phone=PHONE, text="Oi")
        await open_page.send(name)
        bubbles = [(bubble["mine"], bubble["text"]) for bubble in await open_page.thread(name)]
        assert bubbles == [(True, "Oi"), (False, "Olá")]


async def test_buttons_can_be_tapped() -> None:
    async with page() as open_page:
        options = (Option("sim", "Sim"), Option("nao", "Não"))
        await open_page.do("say", line="meta", phone=PHONE, text="Oi")
        await open_page.send("meta", type=MessageType.INTERACTIVE, text="Pode ser?", options=options)
        bubble = (await open_page.thread("meta"))[-1]
        assert bubble["choices"] == [{"id": "sim", "title": "Sim"}, {"id": "nao", "title": "Não"}]
        assert await open_page.do("say", line="meta", phone=PHONE, choice=bubble["choices"][0]) == 200
        assert [each["text"] for each in await open_page.thread("meta")] == ["Oi", "Pode ser?", "Sim"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["image", "audio", "document", "place"])
async def test_what_a_person_sends_is_understood_by_the_connector(name: str, kind: str) -> None:
    """Whatever was delivered is parsed as the connector's own tests would."""
    received: list[tuple[dict[str, str], bytes]] = []

    async def hook(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        received.append((headers, await reader.readexactly(int(headers["content-length"]))))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(hook, "127.0.0.1", 0)
    async with server, page() as open_page:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhooks/1"
        await linked(open_page, name)
        assert await open_page.do("webhook", line=name, url=url) == 200
        assert await open_page.do("say", line=name, phone=PHONE, kind=kind) == 200
        await open_page.app.lines[name].fake.courier.settled(5)
        connector, _ = await open_page.channel(name)
        port = connector.provides[ChannelPort]
        types = {getattr(fact, "type", None) for headers, body in received for fact in port.parse(headers, body)}
    assert MessageType("location" if kind == "place" else kind) in types


async def test_a_session_is_scanned_and_unlinked() -> None:
    async with page() as open_page:
        for name, working in (("waha", "WORKING"), ("evolution", "open")):
            assert (await open_page.line(name))["session"] != working
            assert await open_page.do("session", line=name, scan=True) == 200
            assert (await open_page.line(name))["session"] == working
            assert await open_page.do("session", line=name, scan=False) == 200
            assert (await open_page.line(name))["session"] != working
        assert await open_page.do("session", line="meta", scan=True) == 404


@pytest.mark.parametrize("name", ["meta", "twilio"])
async def test_a_template_is_approved_and_rejected(name: str) -> None:
    content = TemplateContent("pronto", "pt_BR", TemplateCategory.UTILITY, "Olá {{1}}.", examples=("Ana",))
    async with page() as open_page, httpx.AsyncClient(trust_env=False) as http:
        connector, settings = await open_page.channel(name)
        templates = connector.provides[Templates]
        await templates.submit(settings, http, content)
        (shown,) = (await open_page.line(name))["templates"]
        for approved, state in ((True, "approved"), (False, "rejected")):
            assert await open_page.do("template", line=name, ref=shown["ref"], approved=approved) == 200
            (found,) = await templates.all(settings, http)
            assert found.state == state
        assert await open_page.do("template", line=name, ref="other", approved=True) == 404


async def test_the_same_seed_brings_the_same_faults() -> None:
    async def fates(seed: int) -> list[str | None]:
        app = SimulateApp(Road(seed=seed, faults={FaultKind.ERROR: 0.3, FaultKind.CUT: 0.2}))
        found = [app.lines["waha"].fake.rates.fault(str(new_id()), 1) for _ in range(60)]
        return [fault.kind if fault else None for fault in found]

    assert await fates(1) == await fates(1)
    assert await fates(1) != await fates(2)
    assert 5 < sum(kind is not None for kind in await fates(1)) < 55


async def test_every_line_travels_the_same_road_whoever_sets_its_webhook() -> None:
    async with page(Road(seed=7, duplicates=0.5, loss=0.25)) as open_page:
        for line in open_page.app.lines.values():
            await line.deliver_to("http://127.0.0.1:9/webhooks/1#rc=5&rp=all")
            await line.fake.deliver_to(line.road.to(line.webhook("http://127.0.0.1:9/webhooks/2")))
            webhook = line.fake.courier.webhook
            assert (webhook.seed, webhook.duplicates, webhook.loss) == (7, 0.5, 0.25)


async def test_a_script_is_played_once_the_line_knows_where_to_deliver(tmp_path: Path) -> None:
    steps = [
        {"line": "meta", "phone": PHONE, "text": "depois", "at": 0.05},
        {"line": "meta", "phone": PHONE, "text": "antes", "name": "Ana"},
        {"line": "waha", "do": "fault", "kind": "cut"},
        {"line": "evolution", "do": "scan"},
    ]
    file = tmp_path / "script.json"
    file.write_text(json.dumps(steps))
    async with page() as open_page:
        playing = asyncio.create_task(play(read(file), open_page.app.lines))
        await asyncio.sleep(0)
        assert await open_page.thread("meta") == []
        await open_page.do("webhook", line="meta", url="http://127.0.0.1:9/webhooks/1")
        await asyncio.wait_for(playing, 10)
        assert [bubble["text"] for bubble in await open_page.thread("meta")] == ["antes", "depois"]
        assert [fault.kind for fault in open_page.app.lines["waha"].fake.script] == [FaultKind.CUT]
        assert (await open_page.line("evolution"))["session"] == "open"


@pytest.mark.parametrize(
    "written",
    [
        "{",
        "{}",
        "[1]",
        '[{"line": "telex", "phone": "5511987654321", "text": "a"}]',
        '[{"line": "meta", "do": "sing"}]',
    ],
)
def test_what_is_no_script_is_refused(written: str, tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    file.write_text(written)
    with pytest.raises(BadScript, match=r"script\.json"):
        read(file)
    with pytest.raises(BadScript):
        read(tmp_path / "nowhere.json")


async def test_pages_of_others_steer_nothing() -> None:
    async with page() as open_page:
        elsewhere = await open_page.http.get("/simulate/state", headers={"host": "evil.example"})
        form = await open_page.http.post("/simulate/say", data={"line": "meta", "phone": PHONE, "text": "x"})
        assert (elsewhere.status_code, form.status_code) == (403, 404)


@pytest.mark.parametrize(
    ("what", "body", "status"),
    [
        ("say", {"line": "telex", "phone": PHONE, "text": "x"}, 404),
        ("say", {"line": "meta", "phone": "abc", "text": "x"}, 422),
        ("say", {"line": "meta", "phone": PHONE, "text": ""}, 422),
        ("say", {"line": "meta", "phone": PHONE, "text": "x" * 5000}, 422),
        ("webhook", {"line": "meta", "url": "javascript:alert(1)"}, 422),
        ("sing", {"line": "meta"}, 404),
    ],
)
async def test_what_cannot_be_done_is_said(what: str, body: dict[str, str], status: int) -> None:
    async with page() as open_page:
        assert await open_page.do(what, **body) == status


@pytest.mark.parametrize("name", NAMES)
async def test_a_whole_installation_talks_with_a_simulated_phone(name: str, runtime: Runtime) -> None:
    async with open_house(runtime) as house, page() as open_page:
        settings = (await open_page.line(name))["settings"]
        channel_id = await house.channel(CONNECTORS[name], **settings)
        await linked(open_page, name)
        url = (await house.get(f"/channels/{channel_id}"))["webhook_path"]
        await open_page.do("webhook", line=name, url=f"{house.address}{url}#rc=5&rp=all")
        await open_page.do("say", line=name, phone=PHONE, text="Vocês abrem no sábado?", name="Ana")
        conversation = (await until(house.conversations))[0]
        path = f"/conversations/{conversation['id']}/messages"
        await house.post(path, client_id=str(new_id()), text="Abrimos.")

        async def answered() -> bool:
            return "Abrimos." in [bubble["text"] for bubble in await open_page.thread(name) if not bubble["mine"]]

        await until(answered)
