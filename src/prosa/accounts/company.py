"""The company: one row, with sensible values until somebody fills it in."""

from sqlalchemy.dialects.postgresql import insert

from prosa.accounts.audit import record_action
from prosa.accounts.events import CalendarChanged
from prosa.accounts.holidays import COUNTRY
from prosa.accounts.models import CompanyRow
from prosa.accounts.schemas import Company, CompanyChange, Principal
from prosa.core.db import Session
from prosa.core.events import emit
from prosa.core.outbox import publish

_WORKDAY = [["09:00", "18:00"]]
DEFAULTS = {
    "name": "Minha empresa",
    "timezone": "America/Sao_Paulo",
    "locale": "pt-BR",
    "opening_hours": {day: _WORKDAY for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": COUNTRY,
    "optional_days": [],
}
_OF_THE_CALENDAR = {"timezone", "opening_hours", "holidays", "optional_days"}


async def get_company(session: Session) -> Company:
    return Company.model_validate(await session.get(CompanyRow, 1) or DEFAULTS)


async def company_is_filled_in(session: Session) -> bool:
    """Whether anybody has said who the company is; until then it shows sensible values."""
    return await session.get(CompanyRow, 1) is not None


async def change_company(session: Session, actor: Principal, change: CompanyChange) -> Company:
    await session.execute(insert(CompanyRow).values(id=1, **DEFAULTS).on_conflict_do_nothing())
    row = await session.get_one(CompanyRow, 1, with_for_update=True)
    given = change.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    for name, value in given.items():
        setattr(row, name, value)
    record_action(session, actor, "company.changed", ("company", 1), **given)
    publish(session, "company")
    if _OF_THE_CALENDAR & given.keys():
        emit(session, CalendarChanged())
    return Company.model_validate(row)
