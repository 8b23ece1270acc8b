"""Routes of accounts: signing in, users, keys, the audit log, the company."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from prosa.accounts import api_keys, audit, company, hours_api, queues, users
from prosa.accounts.auth import COOKIE, AdminDep, PersonDep, SupervisorDep, ViewerDep, person_id
from prosa.accounts.passwords import hash_password
from prosa.accounts.schemas import (
    ApiKeyCreated,
    ApiKeyList,
    AuditPage,
    Company,
    CompanyChange,
    Credentials,
    MyChange,
    NewApiKey,
    NewQueue,
    NewUser,
    PasswordChange,
    PasswordSet,
    Principal,
    Queue,
    QueueChange,
    QueueList,
    QueueMembers,
    RefreshRequest,
    SessionView,
    Tokens,
    User,
    UserChange,
    UserList,
)
from prosa.accounts.sessions import (
    LIFE,
    Origin,
    csrf_token_of,
    end_session,
    end_session_by_cookie,
    renew_browser_session,
    start_browser_session,
)
from prosa.accounts.signin import InvalidCredentials, Proof, accept, prove_password, sign_in
from prosa.accounts.tokens import issue_tokens, refresh_tokens
from prosa.core.errors import Forbidden
from prosa.core.http import RuntimeDep, SessionDep, client_ip
from prosa.core.runtime import Runtime

router = APIRouter(tags=["accounts"])
router.include_router(hours_api.router)


class BrowserOnly(Forbidden):
    """A sign-in by token has no cookie and no CSRF token."""

    code = "browser_only"


class WrongPassword(Forbidden):
    """Not 401: the caller is signed in, only the repeated password is wrong."""

    code = "wrong_password"


@router.post("/session", operation_id="create_session")
async def create_session(
    request: Request, response: Response, runtime: RuntimeDep, credentials: Credentials
) -> SessionView:
    """Signs a browser in: sets the cookie; `csrf_token` goes into `X-CSRF-Token` of every write."""
    origin = _origin(request)
    proof = await prove_password(runtime, credentials.email, credentials.password.get_secret_value(), origin)
    async with runtime.db.transaction() as session:
        user, principal = await sign_in(session, proof, origin)
        if previous := request.cookies.get(COOKIE):
            await end_session_by_cookie(session, previous)
        started = start_browser_session(session, user.id, origin)
        audit.record_action(session, principal, "session.opened", ("user", user.id))
    _set_cookie(request, response, started.token)
    return SessionView(user=user, csrf_token=started.csrf_token)


@router.get("/session", operation_id="get_session")
async def get_session(session: SessionDep, me: PersonDep) -> SessionView:
    user = await users.get_user(session, person_id(me))
    csrf_token = await csrf_token_of(session, me.session_id)
    if csrf_token is None:
        raise BrowserOnly("this sign-in has no cookie")
    return SessionView(user=user, csrf_token=csrf_token)


@router.delete("/session", operation_id="delete_session", status_code=HTTPStatus.NO_CONTENT)
async def delete_session(response: Response, session: SessionDep, me: PersonDep) -> None:
    """Signs out; also ends a sign-in by token."""
    if me.session_id:
        await end_session(session, me.session_id)
    audit.record_action(session, me, "session.closed", ("user", me.id))
    response.delete_cookie(COOKIE)


@router.post("/tokens", operation_id="create_tokens")
async def create_tokens(request: Request, runtime: RuntimeDep, credentials: Credentials) -> Tokens:
    """Signs a program in as a user. For unattended programs prefer an API key."""
    origin = _origin(request)
    proof = await prove_password(runtime, credentials.email, credentials.password.get_secret_value(), origin)
    async with runtime.db.transaction() as session:
        user, principal = await sign_in(session, proof, origin)
        audit.record_action(session, principal, "tokens.issued", ("user", user.id))
        return await issue_tokens(session, runtime.vault, user.id, origin)


@router.post("/tokens/refresh", operation_id="refresh_tokens")
async def refresh(request: Request, runtime: RuntimeDep, body: RefreshRequest) -> Tokens:
    """The next pair. Each refresh token works once; using one again ends the sign-in."""
    return await refresh_tokens(runtime, body.refresh_token.get_secret_value(), _origin(request))


@router.get("/users", operation_id="list_users")
async def list_users(session: SessionDep, _: SupervisorDep) -> UserList:
    return UserList(items=await users.list_users(session))


@router.post("/users", operation_id="create_user", status_code=HTTPStatus.CREATED)
async def create_user(session: SessionDep, me: AdminDep, new: NewUser) -> User:
    password_hash = await hash_password(new.password.get_secret_value())
    return await users.add_user(
        session,
        me,
        email=new.email,
        name=new.name,
        role=new.role,
        password_hash=password_hash,
        locale=new.locale,
    )


@router.patch("/users/{user_id}", operation_id="update_user")
async def update_user(user_id: UUID, session: SessionDep, me: AdminDep, change: UserChange) -> User:
    return await users.change_user(session, me, user_id, change)


@router.post("/users/{user_id}/password", operation_id="set_user_password", status_code=HTTPStatus.NO_CONTENT)
async def set_user_password(user_id: UUID, session: SessionDep, me: AdminDep, body: PasswordSet) -> None:
    """Ends all sign-ins of that user."""
    password_hash = await hash_password(body.password.get_secret_value())
    await users.set_password(session, me, user_id, password_hash)


@router.patch("/me", operation_id="update_me")
async def update_me(session: SessionDep, me: PersonDep, change: MyChange) -> User:
    return await users.change_user(session, me, person_id(me), change)


@router.post("/me/password", operation_id="change_my_password", status_code=HTTPStatus.NO_CONTENT)
async def change_my_password(
    request: Request, response: Response, runtime: RuntimeDep, me: PersonDep, body: PasswordChange
) -> None:
    """Ends all other sign-ins and gives this browser a new cookie; its CSRF token stays the same."""
    origin = _origin(request)
    proof = await _prove_again(runtime, me, body.current.get_secret_value(), origin)
    password_hash = await hash_password(body.password.get_secret_value())
    async with runtime.db.transaction() as session:
        await accept(session, proof, origin)
        await users.set_password(session, me, person_id(me), password_hash, me.session_id)
        token = await renew_browser_session(session, me.session_id)
    if token:
        _set_cookie(request, response, token)


async def _prove_again(runtime: Runtime, me: Principal, password: str, origin: Origin) -> Proof:
    async with runtime.db.transaction() as session:
        user = await users.get_user(session, person_id(me))
    try:
        return await prove_password(runtime, user.email, password, origin)
    except InvalidCredentials:
        raise WrongPassword("the current password is wrong") from None


@router.get("/api-keys", operation_id="list_api_keys")
async def list_api_keys(session: SessionDep, _: AdminDep) -> ApiKeyList:
    return ApiKeyList(items=await api_keys.list_api_keys(session))


@router.post("/api-keys", operation_id="create_api_key", status_code=HTTPStatus.CREATED)
async def create_api_key(session: SessionDep, me: AdminDep, new: NewApiKey) -> ApiKeyCreated:
    """`key` is shown in this answer only."""
    return await api_keys.add_api_key(session, me, new)


@router.delete("/api-keys/{key_id}", operation_id="delete_api_key", status_code=HTTPStatus.NO_CONTENT)
async def delete_api_key(key_id: UUID, session: SessionDep, me: AdminDep) -> None:
    await api_keys.revoke_api_key(session, me, key_id)


@router.get("/audit", operation_id="list_audit")
async def list_audit(
    session: SessionDep,
    _: AdminDep,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditPage:
    return await audit.read_audit(session, before, limit)


@router.get("/company", operation_id="get_company")
async def get_company(session: SessionDep, _: ViewerDep) -> Company:
    return await company.get_company(session)


@router.patch("/company", operation_id="update_company")
async def update_company(session: SessionDep, me: AdminDep, change: CompanyChange) -> Company:
    return await company.change_company(session, me, change)


@router.get("/queues", operation_id="list_queues")
async def list_queues(session: SessionDep, _: ViewerDep) -> QueueList:
    return QueueList(items=await queues.list_queues(session))


@router.post("/queues", operation_id="create_queue", status_code=HTTPStatus.CREATED)
async def create_queue(session: SessionDep, me: AdminDep, new: NewQueue) -> Queue:
    return await queues.add_queue(session, me, new)


@router.patch("/queues/{queue_id}", operation_id="update_queue")
async def update_queue(queue_id: UUID, session: SessionDep, me: AdminDep, change: QueueChange) -> Queue:
    return await queues.change_queue(session, me, queue_id, change)


@router.delete("/queues/{queue_id}", operation_id="delete_queue", status_code=HTTPStatus.NO_CONTENT)
async def delete_queue(queue_id: UUID, session: SessionDep, me: AdminDep) -> None:
    """It takes nobody any more; what happened in it stays on record. Refused for the fallback."""
    await queues.change_queue(session, me, queue_id, QueueChange(active=False))


@router.put("/queues/{queue_id}/members", operation_id="set_queue_members")
async def set_queue_members(queue_id: UUID, session: SessionDep, me: SupervisorDep, body: QueueMembers) -> Queue:
    return await queues.set_members(session, me, queue_id, body.members)


def _origin(request: Request) -> Origin:
    return Origin(client_ip(request), request.headers.get("user-agent"))


def _set_cookie(request: Request, response: Response, token: str) -> None:
    """Behind a TLS proxy the scheme is https when the server trusts its forwarding headers."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFE.total_seconds()),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
