"""Who may do what, and the accounts as others read them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, Self
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator


class Role(StrEnum):
    """What a person may do; each role may do everything the roles below it may."""

    ADMIN = "admin"
    """Everything, also users, keys, channels and the company."""
    SUPERVISOR = "supervisor"
    """The team's work: all conversations, knowledge, instructions."""
    OPERATOR = "operator"
    """Answering contacts."""
    VIEWER = "viewer"
    """Looking only."""

    def covers(self, other: "Role") -> bool:
        return _RANK[self] >= _RANK[other]


_RANK = {Role.VIEWER: 0, Role.OPERATOR: 1, Role.SUPERVISOR: 2, Role.ADMIN: 3}


class Scope(StrEnum):
    """What an API key may do. Scopes add up; none implies another.

    `read` opens GET routes and the live stream, `write` all other methods, both as far as a supervisor may go;
    `admin` lifts that limit to what an admin may do.
    """

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class PrincipalKind(StrEnum):
    USER = "user"
    API_KEY = "api_key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts. `id` is the user's or the key's; `session_id` the sign-in it acts under (users only)."""

    kind: PrincipalKind
    id: UUID | None
    name: str
    role: Role
    scopes: frozenset[Scope] = frozenset()
    session_id: UUID | None = None
    ip: str | None = None

    @property
    def user_id(self) -> UUID | None:
        """The person, when it is one: columns that refer to a user take this."""
        return self.id if self.kind is PrincipalKind.USER else None

    def at(self, ip: str | None) -> "Principal":
        return replace(self, ip=ip)


def system(name: str) -> Principal:
    """Prosa itself, or whoever holds the command line; `name` says which part of it."""
    return Principal(PrincipalKind.SYSTEM, None, name, Role.ADMIN)


def _plain_email(value: str) -> str:
    return value.strip().lower()


def _known_timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("this is not an IANA time zone such as America/Sao_Paulo")
    return value


Email = Annotated[str, AfterValidator(_plain_email), Field(max_length=254, pattern=r"^\s*[^@\s]+@[^@\s]+\s*$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Locale = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Timezone = Annotated[str, AfterValidator(_known_timezone)]
NewPassword = Annotated[SecretStr, Field(min_length=10, max_length=200)]
GivenPassword = Annotated[SecretStr, Field(max_length=200)]


class View(BaseModel):
    """Base of what leaves: read from a row, no field left out."""

    model_config = ConfigDict(from_attributes=True)


class User(View):
    id: UUID
    email: str
    name: str
    role: Role
    active: bool
    locale: str
    created_at: datetime
    last_login_at: datetime | None


class UserList(View):
    items: list[User]


class NewUser(BaseModel):
    email: Email
    name: Name
    role: Role
    password: NewPassword
    locale: Locale | None = None


class Change(BaseModel):
    """Base of a partial change: what is absent or null stays as it is."""

    def given(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True, exclude_none=True)


class UserChange(Change):
    name: Name | None = None
    role: Role | None = None
    active: bool | None = None


class MyChange(Change):
    name: Name | None = None
    locale: Locale | None = None


class PasswordSet(BaseModel):
    password: NewPassword


class PasswordChange(BaseModel):
    current: GivenPassword
    password: NewPassword


class Credentials(BaseModel):
    email: Email
    password: GivenPassword


class SessionView(View):
    user: User
    csrf_token: str


class RefreshRequest(BaseModel):
    refresh_token: SecretStr


class Tokens(View):
    """`expires_in` is the life of the access token in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class ApiKey(View):
    id: UUID
    name: str
    prefix: str
    scopes: list[Scope]
    created_by: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class ApiKeyList(View):
    items: list[ApiKey]


class ApiKeyCreated(ApiKey):
    key: str


class NewApiKey(BaseModel):
    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1)]
    expires_at: datetime | None = None


class AuditEntry(View):
    id: UUID
    at: datetime
    actor_kind: PrincipalKind
    actor_name: str
    action: str
    subject_kind: str | None
    subject_id: str | None
    detail: dict[str, Any]


class AuditPage(View):
    """Newest first; `next_before` is null on the last page."""

    items: list[AuditEntry]
    next_before: UUID | None


Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
OpeningHours = dict[Day, list[tuple[Clock, Clock]]]


class Company(View):
    """`opening_hours` are spans in the company's time zone; a day without spans is closed."""

    name: str
    timezone: str
    locale: str
    opening_hours: OpeningHours


class CompanyChange(Change):
    name: Name | None = None
    timezone: Timezone | None = None
    locale: Locale | None = None
    opening_hours: OpeningHours | None = None

    @model_validator(mode="after")
    def _spans_follow_each_other(self) -> Self:
        for day, spans in (self.opening_hours or {}).items():
            edges = [edge for span in spans for edge in span]
            if any(later <= earlier for earlier, later in pairwise(edges)):
                raise ValueError(f"{day}: each span must end after it begins and before the next one")
        return self
