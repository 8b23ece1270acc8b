"""Linking a number: the session of a WAHA server."""

import base64
import binascii
from http import HTTPStatus
from typing import Any

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import Link, ProviderRefused, SessionState
from prosa.channels.outcome import body_of
from prosa.connectors.waha import calls
from prosa.connectors.waha.chats import person
from prosa.connectors.waha.parse import EVENTS, SESSION_STATES
from prosa.connectors.waha.settings import WahaSettings, own
from prosa.core.wire import obj, objects, text

RETRIES = {"policy": "exponential", "delaySeconds": 2, "attempts": 15}
"""What WAHA does with a delivery we did not take: again after 2, 4, 8 … seconds, for some hours. Its own default
gives up after half a minute."""
NOWEB = {"markOnline": False, "store": {"enabled": True, "fullSync": False}}
"""A device marked as online would silence the notifications of the business's phone."""
MISSING = "MISSING"
"""Said of a session that WAHA has not."""
PNG = b"\x89PNG\r\n\x1a\n"


class WahaSessions:
    """Serves `Sessions`."""

    async def state(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        found = await _session(own(settings), http)
        return Link(SessionState.STOPPED, MISSING) if found is None else _link(found)

    async def start(self, settings: BaseModel, http: httpx.AsyncClient, webhook_url: str) -> Link:
        """A session that has our webhook already is not touched: a change of its settings restarts it."""
        mine = own(settings)
        found = await _session(mine, http)
        if found is None:
            body = {"name": mine.session, "start": True, "config": _config({}, mine, webhook_url)}
            return _link(obj(await calls.told(mine, http, "POST", "sessions", json=body)))
        config = {name: value for name, value in obj(found.get("config")).items() if value is not None}
        wanted = _config(config, mine, webhook_url)
        if wanted != config:
            found = obj(await calls.told(mine, http, "PUT", "sessions", mine.session, json={"config": wanted}))
        link = _link(found)
        if link.state is SessionState.FAILED:
            return await self.restart(settings, http)
        return await _do(mine, http, "start") if link.state is SessionState.STOPPED else link

    async def restart(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        return await _do(own(settings), http, "restart")

    async def stop(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        return await _do(own(settings), http, "stop")

    async def log_out(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        return await _do(own(settings), http, "logout")

    async def picture(self, settings: BaseModel, http: httpx.AsyncClient) -> bytes | None:
        mine = own(settings)
        path = (mine.session, "auth", "qr")
        answer = await calls.ask(mine, http, "GET", *path, query={"format": "image"}, accept="image/png")
        if answer.status_code in (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_FOUND):
            return None
        if not answer.is_success:
            raise calls.refused(answer)
        picture = answer.content if answer.content.startswith(PNG) else _decoded(body_of(answer).get("data"))
        return picture if picture.startswith(PNG) else None

    async def code(self, settings: BaseModel, http: httpx.AsyncClient, phone: str) -> str:
        mine = own(settings)
        body = {"phoneNumber": "".join(filter(str.isdecimal, phone))}
        given = await calls.told(mine, http, "POST", mine.session, "auth", "request-code", json=body)
        code = text(obj(given).get("code"))
        if code is None:
            raise ProviderRefused("WAHA gave no code")
        return code


async def _session(settings: WahaSettings, http: httpx.AsyncClient) -> dict[str, Any] | None:
    """None when there is no such session. Raises `Unavailable` and `ProviderRefused`."""
    answer = await calls.ask(settings, http, "GET", "sessions", settings.session)
    if answer.status_code == HTTPStatus.NOT_FOUND:
        return None
    return obj(calls.read(answer))


async def _do(settings: WahaSettings, http: httpx.AsyncClient, what: str) -> Link:
    return _link(obj(await calls.told(settings, http, "POST", "sessions", settings.session, what)))


def _link(session: dict[str, Any]) -> Link:
    """A state that nobody knows yet is on its way to one that we do."""
    status, me = text(session.get("status")) or "", obj(session.get("me"))
    state = SESSION_STATES.get(status, SessionState.STARTING)
    return Link(state, status, person(text(me.get("id"))).phone, text(me.get("pushName")))


def _config(config: dict[str, Any], settings: WahaSettings, webhook_url: str) -> dict[str, Any]:
    """The session's settings with our webhook in them. Other webhooks stay, and so does what was set for NOWEB, which
    needs its store to tell of chats and contacts; stories and channels are of no use to a conversation."""
    ours = {
        "url": webhook_url,
        "events": list(EVENTS),
        "hmac": {"key": settings.webhook_key.get_secret_value()},
        "retries": RETRIES,
    }
    hooks = objects(config.get("webhooks"))
    known = next((hook for hook in hooks if hook.get("url") == webhook_url), {})
    same = {**known, **ours} == known
    others = [hook for hook in hooks if hook.get("url") != webhook_url]
    return {
        **config,
        "webhooks": hooks if same else [*others, ours],
        "noweb": obj(config.get("noweb")) or NOWEB,
        "ignore": obj(config.get("ignore")) or {"status": True, "channels": True},
    }


def _decoded(data: Any) -> bytes:
    try:
        return base64.b64decode(text(data) or "", validate=True)
    except (binascii.Error, ValueError):
        return b""
