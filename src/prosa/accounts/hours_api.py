"""Routes of the company's calendar."""

from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from prosa.accounts import hours
from prosa.accounts.auth import AdminDep, ViewerDep
from prosa.accounts.schemas import CalendarDays, NewSpecialDay, SpecialDay, SpecialDayList
from prosa.core.http import SessionDep

router = APIRouter(tags=["accounts"])


@router.get("/company/calendar", operation_id="list_calendar_days")
async def list_calendar_days(
    session: SessionDep,
    _: ViewerDep,
    first: Annotated[date, Query(alias="from", ge=date(2000, 1, 1), le=date(2200, 1, 1))],
    days: Annotated[int, Query(ge=1, le=400)] = 366,
) -> CalendarDays:
    """Holidays and special days from a date on, by date."""
    return CalendarDays(items=await hours.different_days(session, first, days))


@router.get("/company/special-days", operation_id="list_special_days")
async def list_special_days(session: SessionDep, _: ViewerDep) -> SpecialDayList:
    return SpecialDayList(items=await hours.list_special_days(session))


@router.post("/company/special-days", operation_id="create_special_day", status_code=HTTPStatus.CREATED)
async def create_special_day(session: SessionDep, me: AdminDep, new: NewSpecialDay) -> SpecialDay:
    return await hours.add_special_day(session, me, new)


@router.put("/company/special-days/{day_id}", operation_id="update_special_day")
async def update_special_day(day_id: UUID, session: SessionDep, me: AdminDep, new: NewSpecialDay) -> SpecialDay:
    return await hours.change_special_day(session, me, day_id, new)


@router.delete("/company/special-days/{day_id}", operation_id="delete_special_day", status_code=HTTPStatus.NO_CONTENT)
async def delete_special_day(day_id: UUID, session: SessionDep, me: AdminDep) -> None:
    await hours.remove_special_day(session, me, day_id)
