"""A linked device, with everything its provider may be able to do, that does what the test says."""

from collections.abc import Sequence
from datetime import datetime

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import (
    Group,
    Heard,
    KnownContact,
    Link,
    NumberCheck,
    Quality,
    SessionState,
)
from prosa.channels.port import Fact, Outgoing
from prosa.contacts import Identity, IdentityKind
from prosa.core.errors import ProsaError

PICTURE = b"\x89PNG picture"


class Device:
    """Serves all abilities of a line. `calls` names what was asked, in order; `trouble` is raised instead."""

    typing_reads = False

    def __init__(self) -> None:
        self.link = Link(SessionState.WORKING, phone="5511900000000", name="Loja")
        self.after_restart: Link | None = None
        self.calls: list[str] = []
        self.trouble: ProsaError | None = None
        self.past: list[Fact] = []
        self.asked_since: list[datetime] = []
        self.webhook: str | None = None
        self.found: str | None = None
        self.looked_for: list[tuple[Outgoing, datetime]] = []
        self.absent: set[str] = set()
        self.known_as: dict[str, str] = {}
        self.rating = Quality("GREEN", "2000")
        self.signals: list[tuple[str, str]] = []
        self.in_groups = [Group("120363@g.us", "Equipe", 3)]

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.trouble is not None:
            raise self.trouble

    async def state(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        self._called("state")
        return self.link

    async def start(self, settings: BaseModel, http: httpx.AsyncClient, webhook_url: str) -> Link:
        self._called("start")
        self.webhook = webhook_url
        self.link = Link(SessionState.PAIRING)
        return self.link

    async def restart(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        self._called("restart")
        self.link = self.after_restart or self.link
        return self.link

    async def stop(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        self._called("stop")
        self.link = Link(SessionState.STOPPED)
        return self.link

    async def log_out(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        self._called("log_out")
        self.link = Link(SessionState.STOPPED, "logged_out")
        return self.link

    async def picture(self, settings: BaseModel, http: httpx.AsyncClient) -> bytes | None:
        return PICTURE

    async def code(self, settings: BaseModel, http: httpx.AsyncClient, phone: str) -> str:
        self._called("code")
        return f"CODE-{phone[-4:]}"

    async def since(self, settings: BaseModel, http: httpx.AsyncClient, moment: datetime) -> list[Fact]:
        self._called("history")
        self.asked_since.append(moment)
        return self.past

    async def find(
        self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing, since: datetime
    ) -> str | None:
        self._called("find")
        self.looked_for.append((message, since))
        return self.found

    async def check(self, settings: BaseModel, http: httpx.AsyncClient, phones: Sequence[str]) -> list[NumberCheck]:
        self._called("check")
        return [NumberCheck(phone, None if phone in self.absent else self._address(phone)) for phone in phones]

    def _address(self, phone: str) -> Identity:
        return Identity(IdentityKind.PHONE, self.known_as.get(phone, phone))

    async def contacts(self, settings: BaseModel, http: httpx.AsyncClient) -> list[KnownContact]:
        self._called("contacts")
        return [KnownContact((self._address("5511988887777"),), "Mariana")]

    async def groups(self, settings: BaseModel, http: httpx.AsyncClient) -> list[Group]:
        return self.in_groups

    async def create_group(
        self, settings: BaseModel, http: httpx.AsyncClient, name: str, phones: Sequence[str]
    ) -> Group:
        self._called("create_group")
        self.in_groups.append(Group("new@g.us", name, len(phones) + 1))
        return self.in_groups[-1]

    async def leave_group(self, settings: BaseModel, http: httpx.AsyncClient, group_id: str) -> None:
        self._called("leave_group")
        self.in_groups = [group for group in self.in_groups if group.id != group_id]

    async def read(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        self._called("read")
        self.signals.append(("read", heard.provider_id))

    async def typing(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        self._called("typing")
        self.signals.append(("typing", heard.provider_id))

    async def quality(self, settings: BaseModel, http: httpx.AsyncClient) -> Quality:
        self._called("quality")
        return self.rating
