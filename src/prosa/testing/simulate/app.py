"""All lines on one port, each below its name, and the page that shows their phones."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, MutableMapping
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from prosa.core.wire import text
from prosa.testing.simulate.lines import LINES, SAMPLES, Choice, SimulatedLine
from prosa.testing.simulate.road import Road
from prosa.testing.stage import Call, Refusal

_PAGES = {
    "": ("index.html", "text/html; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
    "page.css": ("page.css", "text/css; charset=utf-8"),
    "texts.json": ("texts.json", "application/json"),
}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LONGEST = 4096


class SimulateApp:
    """A `FakeApp`: `/meta/…`, `/waha/…`, `/evolution/…` and `/twilio/…` are the providers, `/` is the page."""

    def __init__(self, road: Road | None = None) -> None:
        self.lines: dict[str, SimulatedLine] = {made.name: made for made in (kind(road or Road()) for kind in LINES)}
        self._closing = asyncio.Event()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, respond: Any) -> None:
        if scope["type"] != "http":
            return
        first = scope["path"].strip("/").split("/")[0]
        if first in self.lines:
            await self.lines[first].app({**scope, "root_path": f"/{first}"}, receive, respond)
            return
        call = Call(scope, receive, respond, self._closing)
        try:
            await self._answer(call)
        except Refusal as refusal:
            await call.refuse(refusal)

    async def close(self) -> None:
        """Stops delivering and lets hanging requests go."""
        self._closing.set()
        for line in self.lines.values():
            await line.app.close()

    async def _answer(self, call: Call) -> None:
        """Pages of others must not steer what runs here: they would come under another name, or as a form."""
        if urlsplit(f"//{call.headers.get('host', '')}").hostname not in _LOOPBACK:
            raise Refusal(403, {"error": "only on this machine"})
        match call.method, call.path:
            case "GET", (name,) if name in _PAGES:
                file, type_ = _PAGES[name]
                await call.reply(200, (files("prosa.testing.simulate") / "page" / file).read_bytes(), type_)
            case "GET", ("simulate", "state"):
                await call.say({"lines": [self._state(line, call.base_url) for line in self.lines.values()]})
            case "POST", ("simulate", what) if call.headers.get("content-type", "").startswith("application/json"):
                await self._do(what, call)
            case _:
                raise Refusal(404, {"error": "nothing is here"})

    async def _do(self, what: str, call: Call) -> None:
        try:
            asked = await call.json()
        except ValueError:
            raise Refusal(400, {"error": "not JSON"}) from None
        line = self.lines.get(text(asked.get("line")) or "")
        if line is None:
            raise Refusal(404, {"error": "no such line"})
        match what:
            case "say":
                await call.say({"id": _say(line, asked, f"{call.base_url}/{line.name}")})
            case "webhook":
                await line.deliver_to(_webhook(asked))
                await call.say({})
            case "session" if line.session() is not None:
                (line.scan if asked.get("scan") is True else line.unlink)()
                await call.say({})
            case "template":
                _decide(line, asked)
                await call.say({})
            case _:
                raise Refusal(404, {"error": "nothing is here"})

    def _state(self, line: SimulatedLine, base_url: str) -> dict[str, Any]:
        address = f"{base_url}/{line.name}"
        courier = line.fake.courier
        return {
            "name": line.name,
            "label": line.label,
            "address": address,
            "settings": line.settings(address),
            "webhook": courier.webhook.url if courier else "",
            "pending": courier.pending if courier else 0,
            "delivered": courier.delivered if courier else 0,
            "given_up": len(courier.given_up) if courier else 0,
            "lost": courier.lost if courier else 0,
            "faults": {str(kind): times for kind, times in line.fake.faults.items()},
            "session": line.session(),
            "templates": [_as_dict(template) for template in line.templates()],
            "people": [{"phone": phone, "name": name} for phone, name in _people(line).items()],
            "threads": _threads(line),
        }


def _as_dict(template: Any) -> dict[str, str]:
    return {name: getattr(template, name) for name in ("ref", "name", "language", "state", "body")}


def _people(line: SimulatedLine) -> dict[str, str]:
    """Those who wrote, and those who were written to."""
    return {line.person(send): line.person(send) for send in line.fake.sends} | line.handset.names


def _threads(line: SimulatedLine) -> dict[str, list[dict[str, Any]]]:
    """By phone, in the order of time."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for written in line.handset.written:
        found[written.phone].append({"mine": True, "id": written.id, "at": written.at, "text": written.text})
    for send in line.fake.sends:
        shown = line.shown(send)
        choices = [{"id": choice.id, "title": choice.title} for choice in shown.choices]
        bubble = {"mine": False, "id": send.id, "at": send.at, "text": shown.text, "choices": choices}
        found[line.person(send)].append({**bubble, "link": shown.link})
    for thread in found.values():
        thread.sort(key=lambda bubble: bubble["at"])
    return found


def _say(line: SimulatedLine, asked: Mapping[str, Any], base_url: str) -> str:
    phone, said, kind = (text(asked.get(name)) or "" for name in ("phone", "text", "kind"))
    if not (phone.isascii() and phone.isdigit() and 8 <= len(phone) <= 15):
        raise Refusal(422, {"error": "phone"})
    choice = asked.get("choice")
    if isinstance(choice, dict):
        return line.choose(phone, Choice(str(choice.get("id")), str(choice.get("title"))))
    if kind == "place" or kind in SAMPLES:
        return line.send_sample(phone, kind, base_url)
    if not 0 < len(said) <= _LONGEST:
        raise Refusal(422, {"error": "text"})
    return line.say(phone, said, text(asked.get("name")))


def _webhook(asked: Mapping[str, Any]) -> str:
    url = text(asked.get("url")) or ""
    if url and not url.startswith(("http://", "https://")):
        raise Refusal(422, {"error": "url"})
    return url


def _decide(line: SimulatedLine, asked: Mapping[str, Any]) -> None:
    ref = text(asked.get("ref")) or ""
    if ref not in [template.ref for template in line.templates()]:
        raise Refusal(404, {"error": "no such template"})
    line.decide(ref, asked.get("approved") is True)
