"""Who calls, and whether they may: one indexed query per request, no write more than once a minute.

Three credentials are taken, in this order: an API key (`X-API-Key`, or `Authorization: Bearer prosa_…`), an access
token (`Authorization: Bearer …`), the browser's cookie. The cookie travels by itself, so with it every method
that changes something also needs `X-CSRF-Token`.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Request, Security, WebSocket
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPBearer
from sqlalchemy import Select, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import HTTPConnection

from prosa.accounts.api_keys import KEY_START
from prosa.accounts.credentials import fingerprint
from prosa.accounts.models import ApiKeyRow, QueueMemberRow, SessionRow, UserRow
from prosa.accounts.schemas import Principal, PrincipalKind, Role, Scope
from prosa.accounts.sessions import IDLE, LIFE
from prosa.accounts.tokens import session_of
from prosa.core.clock import now
from prosa.core.errors import Forbidden, Unauthenticated
from prosa.core.http import RuntimeDep, client_ip
from prosa.core.runtime import Runtime

COOKIE = "prosa_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SEEN_EVERY = timedelta(minutes=1)

_in_cookie = Security(APIKeyCookie(name=COOKIE, scheme_name="cookie", auto_error=False))
_in_bearer = Security(HTTPBearer(scheme_name="bearer", auto_error=False))
_in_key = Security(APIKeyHeader(name="X-API-Key", scheme_name="api_key", auto_error=False))


class CsrfFailed(Forbidden):
    """A browser's write without the token of its sign-in; GET /session tells the current one."""

    code = "csrf_failed"


class ScopeMissing(Forbidden):
    code = "scope_missing"


class RoleTooLow(Forbidden):
    code = "role_too_low"


class PersonRequired(Forbidden):
    """Only a person can do this, such as taking a conversation; an API key is none."""

    code = "person_required"


class Limited(Forbidden):
    """This shows what was said in conversations of all queues."""

    code = "limited"


@dataclass(frozen=True, slots=True)
class Require:
    """Route dependency: the caller, who has at least `role` (and is a person, where that is asked). `whole`: what is
    shown cannot be told apart by queue, so that people who are limited to some get none of it."""

    role: Role
    person: bool = False
    whole: bool = False

    async def __call__(
        self,
        request: Request,
        runtime: RuntimeDep,
        _cookie: Annotated[Any, _in_cookie],
        _bearer: Annotated[Any, _in_bearer],
        _key: Annotated[Any, _in_key],
    ) -> Principal:
        caller = await _identify(request, runtime)
        if caller.csrf_token is not None and request.method not in SAFE_METHODS:
            _check_csrf(request, caller.csrf_token)
        _check_scope(caller.principal, Scope.READ if request.method in SAFE_METHODS else Scope.WRITE)
        self._check_role(caller.principal)
        return caller.principal

    def _check_role(self, principal: Principal) -> None:
        if self.person:
            person_id(principal)
        if self.whole and principal.queues is not None:
            raise Limited("this shows all queues, and you see only yours")
        if not principal.role.covers(self.role):
            raise RoleTooLow(f"this needs the role {self.role}", required=self.role)


@cache
def require(role: Role) -> Require:
    """`Depends(require(Role.OPERATOR))`: whoever calls, with at least this role."""
    return Require(role)


@cache
def require_person(role: Role) -> Require:
    """The same, for what only a signed-in person can do: `principal.user_id` is set."""
    return Require(role, person=True)


@cache
def require_whole(role: Role) -> Require:
    """The same, for what shows words of conversations of all queues."""
    return Require(role, whole=True)


ViewerDep = Annotated[Principal, Depends(require(Role.VIEWER))]
OperatorDep = Annotated[Principal, Depends(require(Role.OPERATOR))]
SupervisorDep = Annotated[Principal, Depends(require(Role.SUPERVISOR))]
AdminDep = Annotated[Principal, Depends(require(Role.ADMIN))]
PersonDep = Annotated[Principal, Depends(require_person(Role.VIEWER))]
OperatorPersonDep = Annotated[Principal, Depends(require_person(Role.OPERATOR))]
WholeViewerDep = Annotated[Principal, Depends(require_whole(Role.VIEWER))]
WholeOperatorDep = Annotated[Principal, Depends(require_whole(Role.OPERATOR))]
WholeSupervisorDep = Annotated[Principal, Depends(require_whole(Role.SUPERVISOR))]


def person_id(principal: Principal) -> UUID:
    """The user who acts. Raises `PersonRequired` for anyone else."""
    if principal.user_id is None:
        raise PersonRequired("only a person can do this")
    return principal.user_id


async def authenticate_websocket(websocket: WebSocket, runtime: Runtime) -> Principal:
    """Who opens this socket; call it before `accept`. Raises `Unauthenticated` or `Forbidden`.

    A page of another site can open a socket with our cookie, so with a cookie the Origin must be ours. A socket
    lives long: ask `still_valid` now and then.
    """
    caller = await _identify(websocket, runtime)
    if caller.csrf_token is not None:
        _check_origin(websocket, runtime.settings.public_url)
    _check_scope(caller.principal, Scope.READ)
    return caller.principal


async def authenticate_program(connection: HTTPConnection, runtime: Runtime) -> Principal:
    """Who calls with an API key that may read; nothing else is taken. Raises `Unauthenticated`, `Forbidden`."""
    key, _, _ = _credentials(connection)
    if not key:
        raise Unauthenticated("an API key is needed")
    async with runtime.db.autocommit() as database:
        caller = await _find_key(database, _KEY_BY_HASH, key_hash=fingerprint(key))
    if caller is None:
        raise Unauthenticated("this key does not work")
    _check_scope(caller.principal, Scope.READ)
    return caller.principal.at(client_ip(connection))


async def still_valid(runtime: Runtime, principal: Principal) -> Principal | None:
    """The principal as of now (its role may have changed), or None when its sign-in or key has ended."""
    async with runtime.db.autocommit() as connection:
        if principal.session_id:
            caller = await _find_sign_in(connection, _BY_SESSION, session_id=principal.session_id)
        else:
            caller = await _find_key(connection, _KEY_BY_ID, key_id=principal.id)
    return caller.principal.at(principal.ip) if caller else None


@dataclass(frozen=True, slots=True)
class _Caller:
    """`csrf_token` is set for a browser and must be repeated on writes."""

    principal: Principal
    csrf_token: str | None = None


async def _identify(request: HTTPConnection, runtime: Runtime) -> _Caller:
    key, token, cookie = _credentials(request)
    session_id = session_of(runtime.vault, token) if token else None
    caller = None
    if key or session_id or cookie:
        async with runtime.db.autocommit() as connection:
            caller = await _look_up(connection, key, session_id, cookie)
    if caller is None:
        raise Unauthenticated("sign in first")
    return _Caller(caller.principal.at(client_ip(request)), caller.csrf_token)


async def _look_up(
    connection: AsyncConnection, key: str | None, session_id: UUID | None, cookie: str | None
) -> _Caller | None:
    if key:
        return await _find_key(connection, _KEY_BY_HASH, key_hash=fingerprint(key))
    if session_id:
        return await _find_sign_in(connection, _BY_ACCESS_TOKEN, session_id=session_id)
    return await _find_sign_in(connection, _BY_COOKIE, token_hash=fingerprint(cookie or ""))


def _credentials(request: HTTPConnection) -> tuple[str | None, str | None, str | None]:
    """API key, access token, cookie."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    bearer = value.strip() if scheme.lower() == "bearer" else None
    key = request.headers.get("x-api-key")
    if bearer and bearer.startswith(KEY_START):
        return key or bearer, None, None
    return key, bearer, request.cookies.get(COOKIE)


_QUEUES = select(func.array_agg(QueueMemberRow.queue_id)).where(QueueMemberRow.user_id == UserRow.id).scalar_subquery()


def _sign_in(*conditions: Any) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            SessionRow.id.label("session_id"),
            SessionRow.csrf_token,
            SessionRow.last_seen_at,
            UserRow.id.label("user_id"),
            UserRow.name,
            UserRow.role,
            UserRow.limited,
            _QUEUES.label("queues"),
        )
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(*conditions, SessionRow.expires_at > bindparam("at"), UserRow.active)
    )
    return statement


_BY_COOKIE = _sign_in(SessionRow.token_hash == bindparam("token_hash"))
_BY_SESSION = _sign_in(SessionRow.id == bindparam("session_id"))
_BY_ACCESS_TOKEN = _sign_in(SessionRow.id == bindparam("session_id"), SessionRow.token_hash.is_(None))

_SEEN = (
    update(SessionRow)
    .where(SessionRow.id == bindparam("seen_id"), SessionRow.last_seen_at < bindparam("before"))
    .values(
        last_seen_at=bindparam("at"),
        # A browser's sign-in is prolonged by use; a program's by its refresh token.
        expires_at=case(
            (SessionRow.token_hash.is_(None), SessionRow.expires_at),
            else_=func.least(SessionRow.created_at + LIFE, bindparam("idle_until")),
        ),
    )
)


async def _find_sign_in(connection: AsyncConnection, statement: Select[*tuple[Any, ...]], **by: Any) -> _Caller | None:
    at = now()
    row = (await connection.execute(statement, {**by, "at": at})).one_or_none()
    if row is None:
        return None
    if row.last_seen_at < at - SEEN_EVERY:
        seen = {"seen_id": row.session_id, "before": at - SEEN_EVERY, "at": at, "idle_until": at + IDLE}
        await connection.execute(_SEEN, seen)
    principal = Principal(
        PrincipalKind.USER,
        row.user_id,
        row.name,
        Role(row.role),
        session_id=row.session_id,
        queues=_queues_of(row),
    )
    return _Caller(principal, row.csrf_token)


def _queues_of(row: Any) -> frozenset[UUID] | None:
    """An admin is never limited: they could lift it themselves."""
    return frozenset(row.queues or ()) if row.limited and row.role != Role.ADMIN else None


def _key(condition: Any) -> Select[*tuple[Any, ...]]:
    lives = or_(ApiKeyRow.expires_at.is_(None), ApiKeyRow.expires_at > bindparam("at"))
    return select(ApiKeyRow.id, ApiKeyRow.name, ApiKeyRow.scopes, ApiKeyRow.last_used_at).where(
        condition, lives, ApiKeyRow.revoked_at.is_(None)
    )


_KEY_BY_HASH = _key(ApiKeyRow.key_hash == bindparam("key_hash"))
_KEY_BY_ID = _key(ApiKeyRow.id == bindparam("key_id"))


async def _find_key(connection: AsyncConnection, statement: Select[*tuple[Any, ...]], **by: Any) -> _Caller | None:
    at = now()
    row = (await connection.execute(statement, {**by, "at": at})).one_or_none()
    if row is None:
        return None
    await _note_use(connection, row.id, row.last_used_at, at)
    scopes = frozenset(Scope(scope) for scope in row.scopes)
    role = Role.ADMIN if Scope.ADMIN in scopes else Role.SUPERVISOR
    return _Caller(Principal(PrincipalKind.API_KEY, row.id, row.name, role, scopes))


async def _note_use(connection: AsyncConnection, key_id: UUID, last_used_at: datetime | None, at: datetime) -> None:
    if last_used_at is None or last_used_at < at - SEEN_EVERY:
        await connection.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(last_used_at=at))


def _check_csrf(request: Request, expected: str) -> None:
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise CsrfFailed(f"the header {CSRF_HEADER} is missing or wrong")


def _check_scope(principal: Principal, needed: Scope) -> None:
    if principal.kind is PrincipalKind.API_KEY and needed not in principal.scopes:
        raise ScopeMissing(f"this key lacks the scope {needed}", required=needed)


def _check_origin(websocket: WebSocket, public_url: str | None) -> None:
    origin = urlsplit(websocket.headers.get("origin", "")).netloc
    ours = {websocket.headers.get("host"), urlsplit(public_url or "").netloc}
    if not origin or origin not in ours:
        raise Forbidden("this page may not open the live channel")
