"""`prosa doctor`: is everything in place, and how is it mended when not?"""

import asyncio
import sys

from prosa.accounts import services
from prosa.app.pages import FOLDER
from prosa.app.terminal import err, out
from prosa.core.db import Database
from prosa.core.doctor import Finding, Level, examine
from prosa.core.settings import Settings, load_settings, unknown_variables
from prosa.core.telemetry import configure_logging

SIGNS = {
    Level.OK: "[green]ok[/green]     ",
    Level.WARNING: "[yellow]careful[/yellow]",
    Level.ERROR: "[red]wrong[/red]  ",
}


def doctor() -> None:
    """Check the installation and say how to mend what is wrong.

    Looks at Python, time zones, data folder, disk, port, key, web application, database, schema, stored secrets,
    workers, clocks and the services in use. Exit code 1 when something is wrong.
    """
    settings = load_settings()
    configure_logging("ERROR")
    for hint in unknown_variables():
        err.print(f"prosa: {hint}", style="yellow")
    sys.exit(asyncio.run(_examine(settings)))


async def _examine(settings: Settings) -> int:
    code = 0
    async for finding in examine(settings, FOLDER, (check_services,)):
        _show(finding)
        if finding.level is Level.ERROR:
            code = 1
    return code


async def check_services(db: Database) -> list[Finding]:
    """Services that hear, speak or scan: one that fails lets voice notes unheard and files unseen."""
    async with db.transaction() as session:
        found = await services.in_use(session)
    mend = "look at its settings, and whether it runs; what waits for it goes on by itself"
    return [Finding(purpose, Level.WARNING, trouble, mend) for purpose, trouble in found if trouble]


def _show(finding: Finding) -> None:
    out.print(f"{SIGNS[finding.level]} {finding.subject}: {finding.detail}", soft_wrap=True)
    if finding.mend:
        out.print(f"        → {finding.mend}", soft_wrap=True)
