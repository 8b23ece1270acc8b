"""Cases as a file for a spreadsheet: one line each, made while it is read."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from prosa.accounts import get_company
from prosa.accounts.schemas import Company, Principal
from prosa.core.runtime import Runtime
from prosa.desk import reports
from prosa.desk.reports import CaseLine, Wanted

HEADS = {
    "pt": (
        "Conversa", "Contato", "Telefone", "Fila", "Atendente", "Início", "Fim", "Situação", "Resolvida pelo agente",
        "Passada a pessoas", "Motivo da passagem", "Motivo da resolução", "Primeira resposta (s)",
        "Primeira resposta de pessoa (s)", "Duração (s)", "Mensagens do contato", "Mensagens do agente",
        "Mensagens de pessoas", "Transferências", "Perguntas repetidas", "CSAT (1 a 5)", "NPS (0 a 10)",
        "Prazo vencido",
    ),
    "en": (
        "Conversation", "Contact", "Phone", "Queue", "Operator", "Begun", "Ended", "State", "Resolved by the agent",
        "Handed to people", "Reason of the handoff", "Reason of the resolution", "First answer (s)",
        "First answer of a person (s)", "Length (s)", "Messages of the contact", "Messages of the agent",
        "Messages of people", "Transfers", "Questions asked again", "CSAT (1 to 5)", "NPS (0 to 10)", "Promise broken",
    ),
}  # fmt: skip
YES = {"pt": ("sim", "não"), "en": ("yes", "no")}
MARK = "\ufeff"
"""Tells a spreadsheet that what follows is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def rows(runtime: Runtime, principal: Principal, wanted: Wanted) -> AsyncIterator[str]:
    """The file in pieces. Fields are parted by what spreadsheets of the company's language expect; times are local."""
    async with runtime.db.transaction() as session:
        company = await get_company(session)
    language = "pt" if company.locale.startswith("pt") else "en"
    yield MARK + _written([HEADS[language]], language)
    async for lines in reports.all_lines(runtime, principal, wanted):
        yield _written((_row(line, phone, company, language) for line, phone in lines), language)


def _written(lines: Iterable[Iterable[object]], language: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";" if language == "pt" else ",").writerows(lines)
    return file.getvalue()


def _row(line: CaseLine, phone: str, company: Company, language: str) -> tuple[object, ...]:
    zone, (yes, no) = ZoneInfo(company.timezone), YES[language]
    return (
        line.conversation_id,
        harmless(line.contact_name),
        phone,
        harmless(line.queue or ""),
        harmless(line.operator or ""),
        _time(line.opened_at, zone),
        _time(line.ended_at, zone),
        line.state,
        yes if line.by_agent else no,
        _time(line.handed_at, zone),
        line.handoff_reason or "",
        harmless(line.resolved_reason or ""),
        *(_seconds(span) for span in (line.first_answer, line.first_person, line.length)),
        line.inbound,
        line.agent_said,
        line.people_said,
        line.transfers,
        line.asked_again,
        line.csat,
        line.nps,
        yes if line.late else no,
    )


def harmless(text: str) -> str:
    """What people wrote, never read as a formula by a spreadsheet."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _time(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if at else ""


def _seconds(milliseconds: int | None) -> int | None:
    return None if milliseconds is None else round(milliseconds / 1000)
