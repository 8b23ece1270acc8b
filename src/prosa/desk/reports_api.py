"""Reports and operational figures over HTTP."""

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from prosa.accounts import record_action
from prosa.accounts.auth import SupervisorDep, ViewerDep
from prosa.core.http import RuntimeDep, SessionDep
from prosa.desk import case_file, reports, targets
from prosa.desk.reports import CasePage, Cut, Only, Report, Wanted
from prosa.desk.targets import Metrics

router = APIRouter(tags=["reports"])

Key = Annotated[str | None, Query(max_length=200)]


async def chosen(
    session: SessionDep,
    first: date | None = None,
    last: date | None = None,
    queue_id: UUID | None = None,
    operator_id: UUID | None = None,
    agent_id: UUID | None = None,
    channel_id: UUID | None = None,
) -> Wanted:
    """The cases begun on these days of the company's calendar (the last thirty), of one queue, operator and so on."""
    begin, end = await reports.default_days(session)
    return Wanted(first or begin, last or end, queue_id, operator_id, agent_id, channel_id)


WantedDep = Annotated[Wanted, Depends(chosen, scope="function")]


async def narrowed(wanted: WantedDep, cut: Cut | None = None, key: Key = None, only: Only | None = None) -> Wanted:
    """Those behind one number: of the line `key` of a report by `cut` (no key: of the line without one), and `only`
    those that the number counts."""
    return replace(wanted, cut=cut, key=key, only=only)


NarrowedDep = Annotated[Wanted, Depends(narrowed, scope="function")]


@router.get("/reports", operation_id="get_report")
async def get_report(session: SessionDep, me: SupervisorDep, wanted: WantedDep, cut: Cut = Cut.DAY) -> Report:
    return await reports.report(session, me, wanted, cut)


@router.get("/reports/cases", operation_id="list_cases")
async def list_cases(
    session: SessionDep,
    me: SupervisorDep,
    wanted: NarrowedDep,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CasePage:
    """The cases behind a number, the latest first."""
    return await reports.page(session, me, wanted, before, limit)


@router.get("/reports/cases.csv", operation_id="export_cases", response_class=StreamingResponse)
async def export_cases(
    session: SessionDep, runtime: RuntimeDep, me: SupervisorDep, wanted: NarrowedDep
) -> StreamingResponse:
    """The same as a file for a spreadsheet, one line for each, with names and phones."""
    await reports.page(session, me, wanted, limit=1)  # refuses what is asked wrongly before the file begins
    record_action(session, me, "report.exported", None, first=str(wanted.first), last=str(wanted.last))
    name = f"prosa-{wanted.first}-{wanted.last}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(case_file.rows(runtime, me, wanted), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/metrics", operation_id="get_metrics")
async def get_metrics(
    session: SessionDep, _: ViewerDep, span: Annotated[str, Query(alias="range", pattern=r"^[1-9]\d{0,2}[hd]$")] = "24h"
) -> Metrics:
    """The operational figures of the last hours or days, each with its target and where attention is called for."""
    return await targets.measure(session, span)
