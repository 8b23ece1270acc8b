"""Live channels: who opens one, and when it must end."""

from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI, WebSocket

from prosa.accounts.auth import COOKIE, authenticate_websocket, still_valid
from prosa.accounts.schemas import Principal, PrincipalKind, Role
from prosa.core.http import RuntimeDep, install_error_handlers
from tests.accounts.house import PASSWORD, House

Messages = list[dict[str, Any]]


@pytest.fixture
def app(house: House) -> FastAPI:
    app = FastAPI()
    app.state.runtime = replace(
        house.runtime, settings=house.runtime.settings.model_copy(update={"public_url": "https://chat.shop.test"})
    )
    app.state.callers = []

    @app.websocket("/live")
    async def live(websocket: WebSocket, runtime: RuntimeDep) -> None:
        app.state.callers.append(await authenticate_websocket(websocket, runtime))
        await websocket.accept()
        await websocket.close()

    install_error_handlers(app)
    return app


async def knock(app: FastAPI, *, denial: bool = True, **headers: str) -> Messages:
    """What the app sends to a browser or program that opens the socket with these headers."""
    sent: Messages = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    pairs = {"host": "prosa.test", **headers}.items()
    scope = {
        "type": "websocket",
        "path": "/live",
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in pairs],
        "client": ("192.0.2.1", 4711),
        "extensions": {"websocket.http.response": {}} if denial else {},
    }
    await app(scope, receive, send)
    return sent


async def opened(app: FastAPI, **headers: str) -> Principal:
    sent = await knock(app, **headers)
    assert sent[0]["type"] == "websocket.accept", sent
    caller: Principal = app.state.callers[-1]
    return caller


async def cookie_of(house: House, role: Role) -> str:
    client = await house.person_with_browser(role)
    return f"{COOKIE}={client.cookies[COOKIE]}"


@pytest.mark.parametrize("origin", ["http://prosa.test", "https://chat.shop.test"])
async def test_a_page_of_ours_opens_the_channel_with_its_cookie(house: House, app: FastAPI, origin: str) -> None:
    caller = await opened(app, cookie=await cookie_of(house, Role.VIEWER), origin=origin)
    assert (caller.kind, caller.role, caller.ip) == (PrincipalKind.USER, Role.VIEWER, "192.0.2.1")


async def test_pages_of_others_do_not(house: House, app: FastAPI) -> None:
    cookie = await cookie_of(house, Role.ADMIN)
    for origin in ("https://evil.test", "null", "http://prosa.test.evil.test", "http://prosa.test:81", ""):
        [start, _] = await knock(app, cookie=cookie, origin=origin)
        assert (start["type"], start["status"]) == ("websocket.http.response.start", 403), origin


async def test_programs_open_it_with_a_token_or_a_key_that_may_read(house: House, app: FastAPI) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    body = {"email": "admin@shop.test", "password": PASSWORD}
    token = (await admin.post("/tokens", json=body)).json()["access_token"]
    assert (await opened(app, authorization=f"Bearer {token}")).kind is PrincipalKind.USER
    key = (await admin.post("/api-keys", json={"name": "shop", "scopes": ["read"]})).json()["key"]
    assert (await opened(app, x_api_key=key)).name == "shop"


async def test_a_stranger_is_told_why_before_the_handshake(app: FastAPI) -> None:
    [start, body] = await knock(app)
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 401)
    assert b'"code": "unauthenticated"' in body["body"]


async def test_a_server_without_such_answers_closes_the_socket(app: FastAPI) -> None:
    [closing] = await knock(app, denial=False)
    assert (closing["type"], closing["code"]) == ("websocket.close", 1008)
    assert closing["reason"] == "unauthenticated"


async def test_a_sign_in_that_ended_is_no_longer_valid(house: House, app: FastAPI) -> None:
    cookie = await cookie_of(house, Role.OPERATOR)
    caller = await opened(app, cookie=cookie, origin="http://prosa.test")
    assert await still_valid(house.runtime, caller) == caller
    await house.rows("UPDATE \"user\" SET role = 'viewer'")
    assert await still_valid(house.runtime, caller) == replace(caller, role=Role.VIEWER)
    await house.rows("DELETE FROM session")
    assert await still_valid(house.runtime, caller) is None


async def test_a_revoked_key_is_no_longer_valid(house: House, app: FastAPI) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    made = (await admin.post("/api-keys", json={"name": "shop", "scopes": ["read"]})).json()
    caller = await opened(app, x_api_key=made["key"])
    assert await still_valid(house.runtime, caller) == caller
    await admin.delete(f"/api-keys/{made['id']}")
    assert await still_valid(house.runtime, caller) is None
