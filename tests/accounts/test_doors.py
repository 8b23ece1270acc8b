"""Nobody gets in who may not: over all routes, and what the check itself would notice."""

from typing import Any

import pytest
from fastapi import FastAPI, WebSocket

from prosa.accounts.auth import OperatorDep, PersonDep, authenticate_websocket
from prosa.accounts.schemas import Role
from prosa.core import edge
from prosa.core.http import RuntimeDep
from prosa.core.runtime import Runtime
from tests.accounts.house import House, code
from tests.authorisation import assert_refuses_strangers

PUBLIC = {
    "GET /openapi.json": "the description of the API",
    "GET /docs": "its pages",
    "GET /docs/oauth2-redirect": "its pages",
    "GET /redoc": "its pages",
}
SIGNING_IN = {
    "POST /api/v1/session": "signing in",
    "POST /api/v1/tokens": "signing in",
    "POST /api/v1/tokens/refresh": "the refresh token is the credential",
}


async def test_every_route_of_accounts_refuses_strangers(house: House) -> None:
    await assert_refuses_strangers(house.app, PUBLIC | SIGNING_IN)


def make_leaky_app(runtime: Runtime) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.state.runtime = runtime

    @app.get("/open")
    async def undeclared() -> None: ...

    @app.websocket("/open-socket")
    async def leaky(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    @app.websocket("/socket")
    async def tight(websocket: WebSocket, runtime: RuntimeDep) -> None:
        principal = await authenticate_websocket(websocket, runtime)
        await websocket.accept()
        await websocket.send_json({"name": principal.name})

    @app.post("/tight/{thing_id}")
    async def declared(thing_id: str, principal: OperatorDep) -> str:
        return principal.name

    @app.post("/persons")
    async def persons(principal: PersonDep) -> str:
        return principal.name

    edge.install(app)
    return app


async def test_a_route_that_does_not_say_who_may_call_it_is_found(runtime: Runtime) -> None:
    with pytest.raises(AssertionError) as failure:
        await assert_refuses_strangers(make_leaky_app(runtime), {"GET /gone": "there was one once"})
    problems = str(failure.value).strip().splitlines()
    assert problems[:2] == [
        "GET /gone: declared public, but there is no such route",
        "GET /open: does not say who may call it",
    ]
    assert {problem.split(":")[0] for problem in problems[2:]} == {"WEBSOCKET /open-socket"}


async def test_the_leaky_app_is_tight_where_it_says_so(runtime: Runtime) -> None:
    public = {"GET /open": "for this test", "WEBSOCKET /open-socket": "for this test"}
    await assert_refuses_strangers(make_leaky_app(runtime), public)


async def test_an_api_key_is_not_a_person(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    key = (await admin.post("/api-keys", json={"name": "shop", "scopes": ["read", "write", "admin"]})).json()
    program = await house.stranger()
    answer = await program.patch("/me", json={"name": "Bot"}, headers={"x-api-key": key["key"]})
    assert (answer.status_code, code(answer)) == (403, "person_required")


async def test_the_roles_of_the_contract(house: House) -> None:
    expected: dict[tuple[str, str], tuple[int, int, int, int]] = {
        ("GET", "/session"): (200, 200, 200, 200),
        ("GET", "/company"): (200, 200, 200, 200),
        ("GET", "/users"): (403, 403, 200, 200),
        ("GET", "/api-keys"): (403, 403, 403, 200),
        ("GET", "/audit"): (403, 403, 403, 200),
        ("PATCH", "/company"): (403, 403, 403, 200),
    }
    roles = (Role.VIEWER, Role.OPERATOR, Role.SUPERVISOR, Role.ADMIN)
    clients = [await house.person_with_browser(role) for role in roles]
    for (method, path), statuses in expected.items():
        body: Any = {} if method == "PATCH" else None
        answers = [await client.request(method, path, json=body) for client in clients]
        assert tuple(answer.status_code for answer in answers) == statuses, (method, path)
