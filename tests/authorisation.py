"""Shows that an app lets nobody in who may not: every route of it is knocked at, as found in the app itself.

`await assert_refuses_strangers(app, public={"POST /api/v1/session": "signing in"})`: what is not listed as public,
with a reason, must declare who may call it (`accounts.auth.require`) and must refuse everybody else.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import Mount

from prosa.accounts import add_api_key, add_user
from prosa.accounts.auth import COOKIE, CSRF_HEADER, SAFE_METHODS, Require
from prosa.accounts.schemas import NewApiKey, Role, Scope, system
from prosa.accounts.sessions import BrowserSession, Origin, start_browser_session
from prosa.core.runtime import Runtime

SOCKET = "WEBSOCKET"
REFUSING_CODES = {1008, 4401, 4403}
NOBODY: dict[str, dict[str, str]] = {
    "nobody": {},
    "an unknown cookie": {"cookie": f"{COOKIE}=unknown"},
    "an unknown token": {"authorization": "Bearer a.b.c"},
    "an unknown API key": {"x-api-key": "prosa_00000000_unknown"},
    "an unknown API key as bearer": {"authorization": "Bearer prosa_00000000_unknown"},
}


@dataclass(frozen=True)
class Door:
    """One method of one route, and whom it says it lets in (`rule` None: it does not say)."""

    method: str
    path: str
    rule: Require | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def writes(self) -> bool:
        return self.method not in SAFE_METHODS | {SOCKET}

    @property
    def address(self) -> str:
        """The path with every parameter filled in; nothing behind it exists."""
        parts = (str(uuid4()) if part.startswith("{") else part for part in self.path.split("/"))
        return "/".join(parts)


def doors(app: FastAPI) -> Iterator[Door]:
    """All of them: routes, sockets, and what is mounted (as `MOUNT /path`)."""
    for route in iter_route_contexts(app.routes):
        path = str(route.path)
        if isinstance(route.original_route, Mount):
            yield Door("MOUNT", path, None)
            continue
        for method in sorted(route.methods or {SOCKET}):
            if method != "HEAD":
                yield Door(method, path, _rule(route))


def _rule(route: RouteContext) -> Require | None:
    dependant = getattr(route, "dependant", None)
    return next(_rules(dependant), None) if dependant else None


def _rules(dependant: Dependant) -> Iterator[Require]:
    if isinstance(dependant.call, Require):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from _rules(inner)


async def assert_refuses_strangers(app: FastAPI, public: Mapping[str, str]) -> None:
    """Fails with a list of every door that lets in somebody it should not, does not say whom it lets in, or is
    declared public and does not exist. Needs `app.state.runtime`."""
    runtime: Runtime = app.state.runtime
    found = list(doors(app))
    problems = [
        f"{name}: declared public, but there is no such route" for name in public if name not in map(str, found)
    ]
    guests = await _invite(runtime)
    async with _caller(app) as client:
        for door in found:
            if str(door) not in public:
                problems += [f"{door}: {problem}" async for problem in _knock(app, client, door, guests)]
    assert not problems, "\n" + "\n".join(problems)


@dataclass(frozen=True)
class Guests:
    """People of every role with a browser, and keys of a single scope."""

    people: dict[Role, BrowserSession] = field(default_factory=dict)
    keys: dict[Scope, str] = field(default_factory=dict)


async def _invite(runtime: Runtime) -> Guests:
    guests = Guests()
    host = system("test")
    async with runtime.db.transaction() as session:
        for role in Role:
            email = f"{role}-{uuid4().hex}@guests.test"
            user = await add_user(session, host, email=email, name=role, role=role, password_hash="none")
            guests.people[role] = start_browser_session(session, user.id, Origin("192.0.2.1"))
        for scope in Scope:
            key = await add_api_key(session, host, NewApiKey(name=scope, scopes=[scope]))
            guests.keys[scope] = key.key
    return guests


@asynccontextmanager
async def _caller(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://prosa.test") as client:
        yield client


async def _knock(app: FastAPI, client: httpx.AsyncClient, door: Door, guests: Guests) -> AsyncIterator[str]:
    if door.method == SOCKET:
        async for problem in _knock_at_socket(app, door, guests):
            yield problem
        return
    if door.rule is None:
        yield "does not say who may call it"
        return
    for who, headers in NOBODY.items():
        answer = await client.request(door.method, door.address, headers=headers)
        if answer.status_code != 401:
            yield f"answers {answer.status_code} to {who}"
    for who, headers, code in _wrong_callers(door, door.rule, guests):
        answer = await client.request(door.method, door.address, headers=headers)
        if (answer.status_code, _code(answer)) != (403, code):
            yield f"answers {answer.status_code} {_code(answer)} to {who}, not 403 {code}"


def _wrong_callers(door: Door, rule: Require, guests: Guests) -> Iterator[tuple[str, dict[str, str], str]]:
    for role, person in guests.people.items():
        if not role.covers(rule.role):
            yield f"a {role}", browser(person), "role_too_low"
        elif door.writes:
            yield f"a {role} without CSRF token", browser(person, csrf_token=None), "csrf_failed"
            yield f"a {role} with a wrong one", browser(person, csrf_token="x" * 43), "csrf_failed"
    lacking = Scope.READ if door.writes else Scope.WRITE
    yield f"a key that may only {lacking}", {"x-api-key": guests.keys[lacking]}, "scope_missing"


def browser(person: BrowserSession, csrf_token: str | None = "own") -> dict[str, str]:
    """Headers as the person's browser sends them."""
    headers = {"cookie": f"{COOKIE}={person.token}"}
    token = person.csrf_token if csrf_token == "own" else csrf_token
    return headers | ({CSRF_HEADER: token} if token else {})


def _code(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return answer.text[:80]


async def _knock_at_socket(app: FastAPI, door: Door, guests: Guests) -> AsyncIterator[str]:
    visitors = dict(NOBODY)
    cookie = browser(guests.people[Role.ADMIN], csrf_token=None)
    visitors["a page of another site"] = cookie | {"origin": "https://evil.test"}
    visitors["a page that hides its origin"] = cookie
    visitors["a key that may not read"] = {"x-api-key": guests.keys[Scope.WRITE]}
    for who, headers in visitors.items():
        if not await _socket_refuses(app, door.address, headers):
            yield f"opens to {who}"


async def _socket_refuses(app: FastAPI, path: str, headers: Mapping[str, str]) -> bool:
    """Whether the handshake is refused, or the socket closed at once for that reason."""
    sent: list[dict[str, Any]] = []
    asked = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not asked.is_set():
            asked.set()
            return {"type": "websocket.connect"}
        await asyncio.Event().wait()
        raise AssertionError("never")

    async def send(message: Any) -> None:
        sent.append(message)

    try:
        async with asyncio.timeout(5):
            await app(_socket_scope(path, headers), receive, send)
    except TimeoutError:
        return False
    types = [message["type"] for message in sent]
    if types[:1] == ["websocket.accept"]:
        return types[1:] == ["websocket.close"] and sent[1]["code"] in REFUSING_CODES
    return bool(types)


def _socket_scope(path: str, headers: Mapping[str, str]) -> dict[str, Any]:
    pairs = {"host": "prosa.test", **headers}.items()
    return {
        "type": "websocket",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "ws",
        "headers": [(name.lower().encode(), value.encode()) for name, value in pairs],
        "client": ("192.0.2.1", 4711),
        "server": ("prosa.test", 80),
        "subprotocols": [],
        "state": {},
        "extensions": {"websocket.http.response": {}},
    }
