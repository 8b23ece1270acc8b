"""Linking a device: an instance of Evolution is one, and goes by its name."""

import base64
import binascii
import re
from typing import Any

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import Link, ProviderRefused, SessionState
from prosa.connectors.evolution import jids
from prosa.connectors.evolution.calls import NoInstance, call
from prosa.connectors.evolution.parse import BLOCKED, CLOSED
from prosa.connectors.evolution.settings import EvolutionSettings, own
from prosa.connectors.evolution.signature import SECRET_HEADER
from prosa.core.wire import obj, objects, text

EVENTS = (
    "MESSAGES_UPSERT",
    "MESSAGES_UPDATE",
    "MESSAGES_EDITED",
    "MESSAGES_DELETE",
    "CONNECTION_UPDATE",
    "QRCODE_UPDATED",
    "LOGOUT_INSTANCE",
    "REMOVE_INSTANCE",
    "CALL",
)
"""What Prosa wants to be told. Not SEND_MESSAGE: it repeats what an answer to a send has said."""

_WEB = "WHATSAPP-BAILEYS"
_PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/]+={0,2})")


class EvolutionSessions:
    """Serves `Sessions`."""

    async def state(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        return await _state(own(settings), http)

    async def start(self, settings: BaseModel, http: httpx.AsyncClient, webhook_url: str) -> Link:
        """An instance that is made needs the server's key; the token of an instance opens only that one."""
        mine = own(settings)
        state = await _bare_state(mine, http)
        if state is None:
            body = {"instanceName": mine.instance, "integration": _WEB, "qrcode": False, "groupsIgnore": False}
            await call(mine, http, "POST", mine.url("instance", "create"), body=body)
        await call(mine, http, "POST", mine.of_instance("webhook", "set"), body=webhook(mine, webhook_url))
        if state != "open":
            await _connect(mine, http)
        return await _state(mine, http)

    async def restart(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        """One that is closed cannot be restarted, only connected."""
        mine = own(settings)
        if await _bare_state(mine, http) == "close":
            await _connect(mine, http)
        else:
            await call(mine, http, "POST", mine.of_instance("instance", "restart"))
        return await _state(mine, http)

    async def stop(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        """Evolution keeps a linked device connected. Raises `ProviderRefused`."""
        raise ProviderRefused("Evolution cannot pause a session: log out, or switch the channel off")

    async def log_out(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        mine = own(settings)
        if await _bare_state(mine, http) in ("open", "connecting"):
            await call(mine, http, "DELETE", mine.of_instance("instance", "logout"))
        return await _state(mine, http)

    async def picture(self, settings: BaseModel, http: httpx.AsyncClient) -> bytes | None:
        mine = own(settings)
        if await _bare_state(mine, http) != "connecting":
            return None
        found = _PNG.fullmatch(text(_qr(await _connect(mine, http)).get("base64")) or "")
        try:
            return base64.b64decode(found[1], validate=True) if found else None
        except binascii.Error:
            return None

    async def code(self, settings: BaseModel, http: httpx.AsyncClient, phone: str) -> str:
        """Evolution makes a code only for a connection that begins: one that waits to be scanned is ended first."""
        mine = own(settings)
        digits = re.sub(r"\D", "", phone)
        told = text(_qr(await _connect(mine, http, digits)).get("pairingCode"))
        if told is None and await _bare_state(mine, http) == "connecting":
            await call(mine, http, "DELETE", mine.of_instance("instance", "logout"))
            told = text(_qr(await _connect(mine, http, digits)).get("pairingCode"))
        if told is None:
            raise ProviderRefused("Evolution made no pairing code; scan the picture, or try again in a minute")
        return told


def webhook(settings: EvolutionSettings, url: str) -> dict[str, Any]:
    """Without the files themselves: they are asked for when they are wanted, and a delivery stays small."""
    headers = {SECRET_HEADER: settings.webhook_secret.get_secret_value()}
    wanted = {"enabled": True, "url": url, "byEvents": False, "base64": False, "headers": headers}
    return {"webhook": {**wanted, "events": list(EVENTS)}}


async def _bare_state(settings: EvolutionSettings, http: httpx.AsyncClient) -> str | None:
    """In Evolution's word: open, connecting or close; None when there is no such instance."""
    try:
        found = await call(settings, http, "GET", settings.of_instance("instance", "connectionState"))
    except NoInstance:
        return None
    return text(obj(obj(found).get("instance")).get("state")) or ""


async def _state(settings: EvolutionSettings, http: httpx.AsyncClient) -> Link:
    """`connecting` says nothing about pairing: somebody is waited for only while there is something to scan."""
    match await _bare_state(settings, http):
        case None:
            return Link(SessionState.STOPPED, "no_instance")
        case "open":
            return await _linked(settings, http)
        case "connecting":
            asked = _qr(await _connect(settings, http))
            waits = bool(asked.get("base64") or asked.get("code") or asked.get("pairingCode"))
            return Link(SessionState.PAIRING if waits else SessionState.STARTING)
        case "close" | "refused":
            return await _closed(settings, http)
        case other:
            return Link(SessionState.STARTING, other)


async def _linked(settings: EvolutionSettings, http: httpx.AsyncClient) -> Link:
    about = await _about(settings, http)
    person = jids.sender([text(about.get("ownerJid"))])
    return Link(SessionState.WORKING, phone=person.phone, name=text(about.get("profileName")))


async def _closed(settings: EvolutionSettings, http: httpx.AsyncClient) -> Link:
    """Logged out on the phone is where everything begins; after being blocked, nothing helps but time."""
    reason = text((await _about(settings, http)).get("disconnectionReasonCode")) or ""
    detail = CLOSED.get(reason, "")
    return Link(SessionState.FAILED if detail == BLOCKED else SessionState.STOPPED, detail)


async def _about(settings: EvolutionSettings, http: httpx.AsyncClient) -> dict[str, Any]:
    """The answer holds the instance's token: nothing of it is kept but what is read here."""
    found = await call(
        settings,
        http,
        "GET",
        settings.url("instance", "fetchInstances"),
        params={"instanceName": settings.instance},
    )
    return next(iter(objects(found)), {})


async def _connect(settings: EvolutionSettings, http: httpx.AsyncClient, phone: str | None = None) -> Any:
    params = {"number": phone} if phone else None
    return await call(settings, http, "GET", settings.of_instance("instance", "connect"), params=params)


def _qr(answer: Any) -> dict[str, Any]:
    """What is to be scanned stands in the answer, or in a part of it."""
    return obj(obj(answer).get("qrcode")) or obj(answer)
