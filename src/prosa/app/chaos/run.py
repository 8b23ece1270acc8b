"""Plays a plan and judges it."""

import asyncio
import shutil
import socket
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from prosa import accounts, agents
from prosa.accounts import Role
from prosa.accounts.schemas import system
from prosa.agents.schemas import NewVersion
from prosa.app import processes
from prosa.app.chaos import engine
from prosa.app.chaos.operators import COLLEAGUE, Operators
from prosa.app.chaos.plan import Plan, asks
from prosa.app.chaos.providers import Provider, providers
from prosa.app.chaos.stage import Stage
from prosa.app.chaos.verdict import Finding, given_up, judge, still_open, taken
from prosa.channels import add_channel
from prosa.core.beside import beside
from prosa.core.settings import Settings
from prosa.testing.stage import FaultKind, Rates, serving

ACTOR = system("chaos")
EMAIL = "operadora@example.com"
PASSWORD = "caos com hora marcada"  # noqa: S105  (of a database that lives as long as the run)
SETTLE_SECONDS = 240.0
QUIET_ROUNDS = 2
TALK_SECONDS = 8.0
SMALL_TALKER = "5511999999999"


@dataclass(frozen=True, slots=True)
class Report:
    findings: list[Finding]
    kills: dict[str, int]
    sends: dict[str, int]
    takeovers: int
    passed_on: int
    faults: dict[str, int]
    undelivered: int
    settled: bool


async def run(plan: Plan, out: Console) -> int:
    """Plays the plan, prints what was found and returns 0 only for a clean run. The folder of one that is not clean
    is kept: database, and the logs of every process."""
    folder = Path(tempfile.mkdtemp(prefix="prosa-chaos-"))
    report = await _play(plan, folder, out)
    _print(report, out)
    if report.findings or not report.settled:
        out.print(f"Kept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


async def _play(plan: Plan, folder: Path, out: Console) -> Report:
    lines = providers(plan)
    async with AsyncExitStack() as serving_all:
        addresses = [await serving_all.enter_async_context(serving(line.app)) for line in lines]
        connected = [(line.connector, line.settings(url)) for line, url in zip(lines, addresses, strict=True)]
        stage = Stage(folder, _free_port(), plan.seed, plan.workers, plan.plant)
        channel_ids = await _prepare(folder, connected)
        operators = Operators(stage.address, EMAIL, PASSWORD, Random(plan.seed + 1))  # noqa: S311
        try:
            await stage.start()
            for line, channel_id in zip(lines, channel_ids, strict=True):
                await line.fake.deliver_to(line.webhook(f"{stage.address}/webhooks/{channel_id}"))
            async with beside(operators.work()), beside(_killing(plan, stage)):
                await asyncio.gather(_speak(plan, lines, out), _outage(plan, lines[0]))
            await stage.answers()
            settled = await _settle(folder, lines, out)
            undelivered = given_up(lines)
        finally:
            await stage.stop()
    delivered = set(range(1, plan.messages + 1)) - undelivered
    async with processes.installation(_settings(folder)) as runtime, runtime.db.transaction() as session:
        findings = await judge(session, delivered, taken(lines), operators.held, operators.said)
    findings += _refused(lines)
    takeovers = sum(len(spans) for spans in operators.held.values())
    faults = sum((line.fake.faults for line in lines), Counter[FaultKind]())
    sends = {line.connector: len(line.fake.sends) for line in lines}
    return Report(
        findings,
        stage.kills,
        sends,
        takeovers,
        operators.passed_on,
        {str(kind): n for kind, n in faults.items()},
        len(undelivered),
        settled,
    )


def _refused(lines: Sequence[Provider]) -> list[Finding]:
    """What Meta refused for its window or its limits, which we know of and keep."""
    refused: Counter[int] = lines[0].fake.refused
    codes = tuple(f"{times} times {code}" for code, times in refused.items())
    return [Finding("what is sent is within the window and the limits", refused.total(), codes)] if refused else []


async def _prepare(folder: Path, lines: Sequence[tuple[str, dict[str, str]]]) -> list[str]:
    """A company with these lines, two operators, a queue and the chaos engine."""
    hashed = await accounts.hash_password(PASSWORD)
    async with processes.installation(_settings(folder)) as runtime, runtime.db.transaction() as session:
        for email, name in ((EMAIL, "Operadora"), (f"colega.{EMAIL}", COLLEAGUE)):
            await accounts.add_user(session, ACTOR, email=email, name=name, role=Role.OPERATOR, password_hash=hashed)
        await accounts.queues.ensure_first_queue(session)
        version = NewVersion(persona="", tone="", rules="", language="pt-BR", texts={})
        await agents.create_agent(session, ACTOR, "Caos", version, engine=engine.NAME)
        return [
            str(await add_channel(session, runtime, ACTOR, connector, connector, settings))
            for connector, settings in lines
        ]


def _settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, _env_file=None)


def _line_of(lines: Sequence[Provider], phone: str) -> Provider:
    """Everybody uses one provider."""
    return lines[int(phone[-4:]) % len(lines)]


async def _speak(plan: Plan, lines: Sequence[Provider], out: Console) -> None:
    with Progress(console=out) as progress:
        task = progress.add_task("messages", total=plan.messages)
        for saying in plan.sayings():
            await asyncio.sleep(saying.pause)
            fake = _line_of(lines, saying.phone).fake
            fake.say(saying.phone, asks(saying.number), name=f"Contato {saying.phone[-4:]}")
            progress.advance(task)


async def _outage(plan: Plan, line: Provider) -> None:
    """The provider answers every send with 503 for a while, and is as before afterwards."""
    if plan.outage:
        await asyncio.sleep(plan.outage / 4)
        usual, line.fake.rates = line.fake.rates, Rates(plan.seed, {FaultKind.HTTP: 1.0})
        await asyncio.sleep(plan.outage)
        line.fake.rates = usual


async def _killing(plan: Plan, stage: Stage) -> None:
    """A worker every few seconds, the server and the database now and then."""
    rng = Random(plan.seed + 2)  # noqa: S311
    while plan.kills:
        await asyncio.sleep(rng.uniform(2, 4))
        fate = rng.random()
        if fate < 0.15:
            await stage.kill_the_server()
        elif fate < 0.25:
            await stage.kill_the_database()
        else:
            await stage.kill_a_worker(rng)


async def _settle(folder: Path, lines: Sequence[Provider], out: Console) -> bool:
    """Waits until nothing is under way any more. While a send is in doubt one more contact says something now and
    then: only on a line that speaks does silence prove that a message was not taken. The providers go on as before."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SETTLE_SECONDS
    quiet, talk_at = 0, 0.0
    async with processes.installation(_settings(folder)) as runtime:
        with out.status("settling") as status:
            while loop.time() < until and quiet < QUIET_ROUNDS:
                async with runtime.db.transaction() as session:
                    left = await still_open(session)
                status.update(f"settling: {left}")
                on_the_way = any(line.courier.pending for line in lines)
                quiet = 0 if left.any or on_the_way else quiet + 1
                if left.unconfirmed and loop.time() >= talk_at:
                    talk_at = loop.time() + TALK_SECONDS
                    for line in lines:
                        line.fake.say(SMALL_TALKER, "e aí?")
                await asyncio.sleep(2)
    return quiet == QUIET_ROUNDS


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _print(report: Report, out: Console) -> None:
    table = Table(box=None, show_header=False)
    for name, value in (
        *((f"sends taken by {connector}", count) for connector, count in report.sends.items()),
        ("takeovers", report.takeovers),
        ("passed on to colleagues and queues", report.passed_on),
        ("messages no provider delivered in all its tries", report.undelivered),
        *((f"{who}s killed", count) for who, count in report.kills.items()),
        *((f"sends met by {kind}", count) for kind, count in report.faults.items()),
    ):
        table.add_row(str(value), name)
    out.print(table)
    for finding in report.findings:
        out.print(f"[red]broken: {finding.promise} ({finding.count}): {', '.join(finding.examples)}[/red]")
    if not report.settled:
        out.print("[red]broken: everything comes to its end[/red]")
    clean = not report.findings and report.settled
    out.print("Every promise held." if clean else "[red]The run is not clean.[/red]")
