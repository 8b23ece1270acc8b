"""Who may do what, and the accounts as others read them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, get_args
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from prosa.accounts.holidays import REGIONS, OptionalDay


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
    """Who acts. `id` is the user's or the key's; `session_id` the sign-in it acts under (users only). `queues`: the
    only ones whose conversations it sees beside its own (None: all)."""

    kind: PrincipalKind
    id: UUID | None
    name: str
    role: Role
    scopes: frozenset[Scope] = frozenset()
    session_id: UUID | None = None
    ip: str | None = None
    queues: frozenset[UUID] | None = None

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
Skill = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=40)]
Department = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=60)]
Position = Annotated[int, Field(ge=0, le=10_000)]
CapacityAlarm = Annotated[int, Field(ge=1, le=100_000)]
EscalateMinutes = Annotated[int, Field(ge=1, le=10_000)]
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
    skills: list[str]
    capacity: int
    limited: bool


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
    """`skills`: words such as `ingles` or `troca`. `capacity`: conversations at once, 0 to be given none."""

    name: Name | None = None
    role: Role | None = None
    active: bool | None = None
    skills: Annotated[list[Skill], Field(max_length=30)] | None = None
    capacity: Annotated[int, Field(ge=0, le=100)] | None = None
    limited: bool | None = None


class QueueLevel(StrEnum):
    """Whom a conversation that waits too long is brought before, one after the other."""

    OPERATOR = "operator"
    LEAD = "lead"
    MANAGER = "manager"


class QueueMember(View):
    user_id: UUID
    name: str
    level: QueueLevel
    capacity: int
    skills: list[str]


class Queue(View):
    """A team. `fallback`: what no other queue is meant for lands here; exactly one is. `pace_seconds`: how often
    somebody is taken from it at present. `alarmed_at`: since when too many wait. `announces`: contacts
    are told their protocol and how long it will take."""

    id: UUID
    name: str
    department: str | None
    position: int
    manual: bool
    capacity_alarm: int | None
    escalate_minutes: int | None
    active: bool
    fallback: bool
    announces: bool
    pace_seconds: int | None
    alarmed_at: datetime | None
    members: list[QueueMember]


class QueueList(View):
    items: list[Queue]


class NewQueue(BaseModel):
    name: Name
    department: Department | None = None
    position: Position = 0
    manual: bool = False
    capacity_alarm: CapacityAlarm | None = None
    escalate_minutes: EscalateMinutes | None = 10
    announces: bool = True


class QueueChange(BaseModel):
    """What is absent stays. `department`, `capacity_alarm` and `escalate_minutes` are taken
    away by null. `fallback` true moves it here."""

    name: Name = ""
    department: Department | None = None
    position: Position = 0
    manual: bool = False
    capacity_alarm: CapacityAlarm | None = None
    escalate_minutes: EscalateMinutes | None = 10
    announces: bool = True
    active: bool = True
    fallback: Literal[True] = True


class NewQueueMember(BaseModel):
    user_id: UUID
    level: QueueLevel = QueueLevel.OPERATOR


class QueueMembers(BaseModel):
    members: Annotated[list[NewQueueMember], Field(max_length=500)]


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
DAYS: tuple[Day, ...] = get_args(Day)
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]


def _in_order(spans: list[tuple[str, str]]) -> list[tuple[str, str]]:
    edges = [edge for span in spans for edge in span]
    if any(later <= earlier for earlier, later in pairwise(edges)):
        raise ValueError("each span must end after it begins and before the next one")
    return spans


def _known_region(value: str) -> str:
    if value not in (*REGIONS, NO_HOLIDAYS):
        raise ValueError("this is neither BR, nor a state of it such as BR-SP, nor none")
    return value


Spans = Annotated[list[tuple[Clock, Clock]], Field(max_length=24), AfterValidator(_in_order)]
OpeningHours = dict[Day, Spans]
NO_HOLIDAYS = "none"
Region = Annotated[str, AfterValidator(_known_region)]


class Company(View):
    """`opening_hours` are spans in the company's time zone; a day without spans is closed. `holidays` says whose are
    kept: `BR`, a state such as `BR-SP`, or `none`; `optional_days` are closed too."""

    name: str
    timezone: str
    locale: str
    opening_hours: OpeningHours
    holidays: str
    optional_days: list[OptionalDay]


class CompanyChange(Change):
    name: Name | None = None
    timezone: Timezone | None = None
    locale: Locale | None = None
    opening_hours: OpeningHours | None = None
    holidays: Region | None = None
    optional_days: Annotated[list[OptionalDay], Field(max_length=len(OptionalDay))] | None = None


class NewSpecialDay(BaseModel):
    """Other hours than the weekday and the holidays say, on this day or (`yearly`) on this date of every year."""

    day: date
    yearly: bool = False
    name: Name
    spans: Spans


class SpecialDay(View):
    """Without spans it is closed. The year of one of every year means nothing."""

    id: UUID
    day: date
    yearly: bool
    name: str
    spans: list[tuple[str, str]]


class SpecialDayList(View):
    items: list[SpecialDay]


class CalendarDay(View):
    """A day that is not as its weekday usually is. `kind`: special when the company said so, else whose holiday."""

    day: date
    name: str
    kind: Literal["national", "state", "optional", "special"]
    spans: list[tuple[str, str]]


class CalendarDays(View):
    """By date."""

    items: list[CalendarDay]
