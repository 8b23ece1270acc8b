"""The HTTP edge: what a route may rely on, and what leaves when something goes wrong."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import FastAPI, File, Query, Request
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, SecretStr
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from prosa.core import edge
from prosa.core.db import Database
from prosa.core.errors import Conflict, ProsaError, TooMany
from prosa.core.http import PROBLEMS, RuntimeDep, SessionDep, correlation_id
from prosa.core.runtime import Runtime
from tests.logs import Logs


class Person(BaseModel):
    name: str
    age: int = Field(ge=0)
    password: SecretStr = SecretStr("")
    more: dict[str, Any] = {}


def make_app() -> FastAPI:
    app = FastAPI(responses=PROBLEMS)

    @app.post("/api/people")
    async def greet(person: Person) -> str:
        return person.name

    @app.get("/api/search")
    async def search(q: Annotated[str, Query(max_length=5)]) -> str:
        return q

    @app.post("/api/rows/{name}")
    async def write(name: str, session: SessionDep) -> str | None:
        await session.execute(text("INSERT INTO marker VALUES (:name)"), {"name": name})
        if name == "refused":
            raise Conflict("no", name=name)
        return correlation_id()

    @app.get("/api/explode")
    async def explode() -> None:
        raise RuntimeError("the secret is 42")

    @app.get("/api/away")
    async def away(runtime: RuntimeDep) -> None:
        raise OperationalError("SELECT 1", None, Exception(str(runtime.settings.port)))

    @app.get("/api/busy")
    async def busy() -> None:
        raise TooMany("later", retry_after=7)

    @app.post("/raw/in")
    async def raw(request: Request) -> int:
        return len(await request.body())

    @app.post("/api/files")
    async def files(file: Annotated[bytes, File()]) -> int:
        return len(file)

    edge.install(app, body_limits={"/raw": 2000, "/raw/in": 3000})
    return app


@pytest.fixture
def app() -> FastAPI:
    return make_app()


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://prosa.test") as client:
        yield client


async def test_the_route_has_committed_before_its_answer_leaves(app: FastAPI, runtime: Runtime) -> None:
    app.state.runtime = runtime
    async with runtime.db.transaction() as session:
        await session.execute(text("CREATE TABLE marker (name text)"))
    seen_at_start: list[int | None] = []

    async def spy(scope: Any, receive: Any, send: Any) -> None:
        async def watch(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen_at_start.append(await count(runtime.db))
            await send(message)

        await app(scope, receive, watch)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(spy), base_url="http://prosa.test") as client:
        answer = await client.post("/api/rows/kept", headers={"x-request-id": "abcdef-123"})
    assert answer.json() == answer.headers["x-request-id"] == "abcdef-123"
    assert seen_at_start == [1]


async def test_an_error_of_the_route_rolls_its_writes_back(
    app: FastAPI, client: httpx.AsyncClient, runtime: Runtime
) -> None:
    app.state.runtime = runtime
    async with runtime.db.transaction() as session:
        await session.execute(text("CREATE TABLE marker (name text)"))
    answer = await client.post("/api/rows/refused")
    assert answer.status_code == 409
    assert answer.json() == {"error": {"code": "conflict", "detail": "no", "params": {"name": "refused"}}}
    assert await count(runtime.db) == 0


async def count(db: Database) -> int | None:
    async with db.transaction() as session:
        return await session.scalar(text("SELECT count(*) FROM marker"))


async def test_invalid_fields_are_named_and_what_was_typed_is_not_repeated(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/people", json={"age": -1, "password": ["hunter2"]})
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "invalid"
    assert [field["path"] for field in error["params"]["fields"]] == ["name", "age", "password"]
    assert "hunter2" not in answer.text


async def test_an_invalid_query_parameter_is_named(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/search", params={"q": "too long"})
    assert answer.status_code == 422
    assert answer.json()["error"]["params"]["fields"][0]["path"] == "q"


@pytest.mark.parametrize(
    "body", [b"{", b"", b"\xff\xfe", b"[" * 100_000, b'{"age": ' + b"9" * 5000 + b"}", b'{"name": "a\x00"}']
)
async def test_a_broken_body_is_the_callers_error(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/api/people", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["code"] == ("malformed_json" if body else "invalid")


async def test_half_a_surrogate_pair_is_refused(client: httpx.AsyncClient) -> None:
    body = b'{"name": "\\ud800", "age": 1}'
    answer = await client.post("/api/people", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422


async def test_unknown_paths_and_methods_have_the_same_shape(client: httpx.AsyncClient) -> None:
    missing, wrong = await client.get("/api/nothing"), await client.delete("/api/search")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "GET"


async def test_an_unforeseen_error_shows_an_id_and_nothing_of_its_inside(client: httpx.AsyncClient, logs: Logs) -> None:
    answer = await client.get("/api/explode")
    assert answer.status_code == 500
    error = answer.json()["error"]
    assert error["code"] == "internal"
    assert error["params"] == {"correlation_id": answer.headers["x-request-id"]}
    assert "secret" not in answer.text
    assert logs.last["event"] == "request failed"


async def test_a_database_that_is_away_asks_the_caller_to_come_again(
    app: FastAPI, client: httpx.AsyncClient, runtime: Runtime, logs: Logs
) -> None:
    app.state.runtime = runtime
    answer = await client.get("/api/away")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert "retry-after" in answer.headers
    assert logs.last["event"] == "database away"


async def test_a_refusal_for_a_while_says_for_how_long(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


@pytest.mark.parametrize(("size", "status"), [(3000, 200), (3001, 413)])
async def test_the_limit_is_that_of_the_longest_prefix(client: httpx.AsyncClient, size: int, status: int) -> None:
    assert (await client.post("/raw/in", content=b"x" * size)).status_code == status


async def test_a_body_that_does_not_announce_its_length_is_counted(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 100

    answer = await client.post("/raw/in", content=chunks())
    assert answer.status_code == 413
    assert answer.json()["error"] == {
        "code": "too_large",
        "detail": "the body is larger than 3000 bytes",
        "params": {"limit": 3000},
    }


async def test_a_large_json_body_without_length_is_refused_as_too_large(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield b" " * 100_000

    answer = await client.post("/api/people", content=chunks(), headers={"content-type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/api/search?q=a%00b", "/api/rows/a%00b"])
async def test_nul_in_an_address_is_refused(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.request("GET" if "search" in path else "POST", path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")


async def test_nul_in_json_is_refused_also_when_it_is_split_between_chunks(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"age": 1, "name": "a\\u0'
        yield b'000"}'

    answer = await client.post("/api/people", content=chunks(), headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert "NUL" in answer.json()["error"]["detail"]


async def test_files_may_contain_nul(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/files", files={"file": ("a.bin", b"\0\\u0000")})
    assert answer.json() == 7


PIECES = ["\0", "\\", "u0000", "ud800", "\ud800", "\udc00", "\U0001f600", "á", "\n"]


@given(name=st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_exactly_the_text_that_cannot_be_stored_is_refused(name: str) -> None:
    body = json.dumps({"name": name}).encode()
    assert edge.holds_unstorable_text(body) == (not storable(json.loads(body)["name"]))


def storable(value: str) -> bool:
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


async def test_every_answer_carries_the_protective_headers(client: httpx.AsyncClient) -> None:
    for answer in (await client.get("/api/busy"), await client.get("/nothing")):
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


async def test_a_suspicious_request_id_is_replaced(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/busy", headers={"x-request-id": 'a"b{}<script>'})
    assert answer.headers["x-request-id"].isalnum()


async def test_two_requests_at_once_keep_their_own_ids(app: FastAPI, client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(client.get("/api/busy", headers={"x-request-id": f"request-{n}"}) for n in range(5))
    )
    assert [a.headers["x-request-id"] for a in answers] == [f"request-{n}" for n in range(5)]


def test_business_errors_without_words_show_their_code() -> None:
    assert ProsaError().detail == "bad_request"


def test_the_description_of_the_api_tells_the_shape_of_errors_and_no_other(app: FastAPI) -> None:
    described = app.openapi()
    responses = described["paths"]["/api/people"]["post"]["responses"]
    assert responses.keys() == {"200", "default"}
    assert "ProblemBody" in str(responses["default"])
    assert "HTTPValidationError" not in described["components"]["schemas"]
