"""The command line as somebody at a terminal meets it: what it explains, what it prints, how it ends."""

import json
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import click
import psycopg
import pytest
import typer
from cryptography.fernet import Fernet
from rich.console import Console
from sqlalchemy import text

from prosa.app import audit, cli, demo
from prosa.app.http import create_app
from prosa.core.db import Database
from prosa.core.runtime import Runtime
from tests.conversations.conftest import Talk
from tests.factories import a_channel, a_contact, an_operator
from tests.house import House
from tests.logs import unchanged_logging

COMMANDS = {
    "audit", "backup", "chaos", "demo", "doctor", "eval", "key", "mcp", "migrate", "parse", "restore", "serve",
    "simulate", "up", "user", "work",
}  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


class Terminal:
    """Runs commands of one installation, in this process: `terminal("user", "list")`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def has(self, **environment: str) -> None:
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)

    def __call__(self, *words: str) -> Ended:
        self._capsys.readouterr()
        self._monkeypatch.setattr(sys, "argv", ["prosa", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = self._capsys.readouterr()
        return Ended(int(end.value.code or 0), said.out, said.err)


@contextmanager
def unchanged() -> Iterator[None]:
    """What a command sets for its whole process is as before afterwards."""
    before = signal.getsignal(signal.SIGTERM)
    with unchanged_logging():
        yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], empty_database: str, tmp_path: Path
) -> Iterator[Terminal]:
    monkeypatch.chdir(tmp_path)
    terminal = Terminal(monkeypatch, capsys)
    terminal.has(
        PROSA_DATABASE_URL=empty_database, PROSA_DATA_DIR=str(tmp_path), PROSA_LOG_LEVEL="WARNING", COLUMNS="200"
    )
    with unchanged():
        yield terminal


# -- help


def every_command(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, *path, name)


def test_help_lists_every_command(terminal: Terminal) -> None:
    for words in ((), ("--help",)):
        said = terminal(*words)
        assert {line.split()[1] for line in said.out.splitlines() if re.match(r"│ \w", line)} >= COMMANDS
    assert terminal("--help").code == 0


def test_every_command_explains_itself_and_each_of_its_options(terminal: Terminal) -> None:
    commands = dict(every_command(typer.main.get_command(cli.app)))  # type: ignore[arg-type]
    assert {path[0] for path in commands} == COMMANDS | {"openapi"}
    for path, command in commands.items():
        said = terminal(*path, "--help")
        assert said.code == 0
        assert said.out.strip()
        assert (command.help or "").strip().split("\n")[0].endswith("."), path
        silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
        assert not silent, (path, silent)


@pytest.mark.parametrize("words", [("sing",), ("up", "--sing"), ("chaos", "--messages", "1"), ("user", "add")])
def test_what_no_command_understands_is_refused_with_how_to_say_it(terminal: Terminal, words: tuple[str, ...]) -> None:
    said = terminal(*words)
    assert said.code == 2
    assert re.search(r"Usage: .*\n.*--help' for help", said.err)
    assert "Traceback" not in said.err


# -- settings


WRONG = {
    "PROSA_PORT": ("abc", "PROSA_PORT: must be a number between 1 and 65535"),
    "PROSA_DATABASE_URL": ("mysql://u:hush@h/d", "PROSA_DATABASE_URL: must be the URL of a PostgreSQL database"),
    "PROSA_SECRET_KEY": ("hush", "PROSA_SECRET_KEY: must be Fernet keys"),
    "PROSA_LOG_LEVEL": ("LOUD", "PROSA_LOG_LEVEL: must be one of DEBUG, INFO, WARNING, ERROR"),
    "PROSA_BURST_WAIT": ("-1", "PROSA_BURST_WAIT: must be a number between 0 and 30"),
    "PROSA_WORKER_CONCURRENCY": ("0", "PROSA_WORKER_CONCURRENCY: must be a number between 1 and 200"),
    "PROSA_PUBLIC_URL": ("prosa.example.com", "PROSA_PUBLIC_URL: must be an address such as"),
}


@pytest.mark.parametrize("command", ["serve", "migrate", "doctor"])
def test_wrong_settings_are_named_all_at_once_and_nothing_is_started(terminal: Terminal, command: str) -> None:
    terminal.has(**{name: value for name, (value, _) in WRONG.items()})
    said = terminal(command)
    assert said.code == 1
    for _, problem in WRONG.values():
        assert problem in said.err
    assert "hush" not in said.err + said.out
    assert "Traceback" not in said.err


def test_a_variable_that_is_misspelt_is_hinted_at(terminal: Terminal) -> None:
    terminal.has(PROSA_PROT="80")
    said = terminal("migrate")
    assert said.code == 0
    assert "PROSA_PROT is not a setting; did you mean PROSA_PORT?" in said.err


def test_a_database_that_is_not_there_is_named_without_its_password(terminal: Terminal) -> None:
    terminal.has(PROSA_DATABASE_URL="postgresql://prosa:hush@127.0.0.1:1/prosa")
    for command in ("migrate", "audit", "work"):
        said = terminal(command)
        assert said.code == 1
        assert "the database postgresql://prosa:••••@127.0.0.1:1/prosa does not answer" in said.err
        assert "hush" not in said.err
        assert "Traceback" not in said.err


def test_a_key_that_does_not_open_the_secrets_stops_the_start(terminal: Terminal, empty_database: str) -> None:
    terminal.has(PROSA_SECRET_KEY=Fernet.generate_key().decode())
    assert terminal("migrate").code == 0
    sealed = Fernet(Fernet.generate_key()).encrypt(b"x").decode()
    with psycopg.connect(empty_database) as connection:
        connection.execute(
            "INSERT INTO connection (id, connector, settings, sealed) VALUES (gen_random_uuid(), 'x', '{}', %s)",
            [sealed],
        )
    said = terminal("migrate")
    assert said.code == 1
    assert "key" in said.err
    assert "Traceback" not in said.err


# -- commands


def test_migrate_makes_the_tables_and_once_more_changes_nothing(terminal: Terminal, empty_database: str) -> None:
    for _ in range(2):
        said = terminal("migrate")
        assert (said.code, said.out) == (0, "The database is up to date.\n")
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (0,)


def test_openapi_prints_what_the_application_says_of_itself(terminal: Terminal) -> None:
    said = terminal("openapi")
    assert said.code == 0
    described = json.loads(said.out)
    assert described == json.loads(json.dumps(create_app().openapi()))
    named = [way["operationId"] for path in described["paths"].values() for way in path.values()]
    assert len(named) == len(set(named)) > 60


def test_people_of_an_installation_are_kept_from_the_terminal(terminal: Terminal) -> None:
    assert terminal("user", "add", "ana@shop.test", "--role", "supervisor").code == 0
    assert [user["email"] for user in json.loads(terminal("user", "list", "--json").out)] == ["ana@shop.test"]
    refused = terminal("user", "add", "ana@shop.test")
    assert (refused.code, refused.err) == (1, "prosa: somebody has this e-mail already\n")


def test_doctor_says_what_is_wrong_and_how_to_mend_it(terminal: Terminal, empty_database: str, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where a folder should be")
    terminal.has(PROSA_DATABASE_URL="postgresql://prosa:hush@127.0.0.1:1/prosa")
    said = terminal("doctor")
    assert said.code == 1
    assert "wrong" in said.out
    assert "→" in said.out
    assert "hush" not in said.out


def test_a_backup_is_put_back_into_an_empty_installation(
    terminal: Terminal, tmp_path: Path, other_empty_database: str
) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("uma frase\n")
    terminal("user", "add", "ana@shop.test")
    said = terminal("backup", "all.tar", "--passphrase-file", str(passphrase))
    assert said.code == 0, said.err
    assert "all.tar" in said.out
    terminal.has(PROSA_DATABASE_URL=other_empty_database, PROSA_DATA_DIR=str(tmp_path / "new"))
    wrong = tmp_path / "wrong"
    wrong.write_text("outra frase\n")
    assert terminal("restore", "all.tar", "--passphrase-file", str(wrong)).code == 1
    said = terminal("restore", "all.tar", "--passphrase-file", str(passphrase))
    assert said.code == 0, said.err
    assert [user["email"] for user in json.loads(terminal("user", "list", "--json").out)] == ["ana@shop.test"]
    again = terminal("restore", "all.tar", "--passphrase-file", str(passphrase))
    assert again.code == 1
    assert "Traceback" not in again.err


def test_what_is_no_backup_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "odd.tar").write_text("nothing")
    for name in ("odd.tar", "gone.tar"):
        said = terminal("restore", name)
        assert said.code == 1, said
        assert "Traceback" not in said.err


# -- the books


@pytest.fixture
async def talk(runtime: Runtime) -> Talk:
    async with runtime.db.transaction() as session:
        channel_id = await a_channel(session, runtime.vault)
        contact_id = await a_contact(session)
        operators = [await an_operator(session)]
    return Talk(runtime, channel_id, contact_id, operators)


async def audited(runtime: Runtime) -> tuple[int, str]:
    printed = StringIO()
    code = await audit.run(runtime, Console(file=printed, width=200), wait=0)
    return code, printed.getvalue()


async def test_books_that_balance_end_with_zero(talk: Talk) -> None:
    assert (await audited(talk.runtime))[0] == 0
    await talk.says("oi")
    await talk.is_answered()
    send = await talk.begins()
    assert send is not None
    await talk.is_sent(send)
    code, said = await audited(talk.runtime)
    assert code == 0
    assert re.search(r"^ +1 +answered\b", said, re.MULTILINE)
    assert re.search(r"^ +1 +inbound messages", said, re.MULTILINE)
    assert said.endswith("The books balance.\n")


PLANTED = {
    "overdue": "UPDATE message SET outcome = 'pending', turn_id = NULL, outcome_deadline = now() - interval '1 hour' "
    "WHERE direction = 'in'",
    "answered_without_reply": "UPDATE message SET status = 'cancelled' WHERE direction = 'out'",
    "grouped_alone": "UPDATE message SET outcome = 'grouped' WHERE direction = 'in'",
    "pending_unattended": "UPDATE conversation SET status = 'waiting'; UPDATE message SET outcome = 'pending', "
    "turn_id = NULL, outcome_deadline = now() + interval '1 hour' WHERE direction = 'in'",
    "doubled_send": "UPDATE message SET doubled = '[1]' WHERE direction = 'out'",
    "out_of_order": "UPDATE message SET accepted_at = now() - seq * interval '1 minute', sending_at = now() "
    "WHERE direction = 'out'",
    "agent_after_takeover": "INSERT INTO floor_change (conversation_id, epoch, status, by, at) SELECT id, epoch + 1, "
    "'operator', 'operator', now() - interval '1 hour' FROM conversation",
    "stuck_send": "UPDATE message SET status = 'queued', created_at = now() - interval '1 hour', lease_until = NULL, "
    "not_before = NULL WHERE direction = 'out'",
    "deliveries": "INSERT INTO delivery (id, channel_id, headers, body, state, lease_until) "
    "SELECT gen_random_uuid(), id, '{}', '', 'failed', now() FROM channel",
}


@pytest.mark.parametrize("problem", PLANTED)
async def test_a_planted_imbalance_is_named_and_ends_with_one(talk: Talk, problem: str) -> None:
    await talk.says("oi")
    await talk.is_answered("um", "dois")
    for _ in range(2):
        send = await talk.begins()
        assert send is not None
        await talk.is_sent(send)
    assert (await audited(talk.runtime))[0] == 0
    async with talk.runtime.db.transaction() as session:
        for statement in PLANTED[problem].split(";"):
            await session.execute(text(statement))
    code, said = await audited(talk.runtime)
    assert code == 1
    assert re.search(rf"^ +\d+ +{problem}\b", said, re.MULTILINE), said
    assert said.endswith("The books do not balance.\n")


def test_audit_ends_with_the_verdict_of_the_books(terminal: Terminal, empty_database: str) -> None:
    key = Fernet.generate_key()
    terminal.has(PROSA_SECRET_KEY=key.decode())
    said = terminal("audit")
    assert (said.code, said.out.splitlines()[-1]) == (0, "The books balance.")
    with psycopg.connect(empty_database) as connection:
        connection.execute(
            "WITH c AS (INSERT INTO connection (id, connector, settings, sealed) "
            "VALUES (gen_random_uuid(), 'x', '{}', %s) "
            "RETURNING id), l AS (INSERT INTO channel (id, name, connector, connection_id) "
            "SELECT gen_random_uuid(), 'x', 'x', id FROM c RETURNING id) "
            "INSERT INTO delivery (id, channel_id, headers, body, state, lease_until) "
            "SELECT gen_random_uuid(), id, '{}', '', 'failed', now() FROM l",
            [Fernet(key).encrypt(b"{}").decode()],
        )
    said = terminal("audit")
    assert (said.code, said.out.splitlines()[-1]) == (1, "The books do not balance.")


# -- the demo company


async def test_the_demo_company_is_loaded_once(house: House) -> None:
    """Twice changes nothing, its day balances the books, and nothing is answered before it was asked."""
    out = Console(file=StringIO())
    await demo.load(house.runtime, out)
    first = await everything(house.runtime.db)
    assert first["article"] >= 20
    assert first["conversation"] >= 5
    await demo.load(house.runtime, out)
    await demo.when_new(house.runtime)
    assert await everything(house.runtime.db) == first
    assert (await audited(house.runtime))[0] == 0
    async with house.runtime.db.transaction() as session:
        assert await session.scalar(text(EARLY_ANSWERS)) == 0


EARLY_ANSWERS = """
SELECT count(*) FROM message asked JOIN message answered USING (turn_id)
WHERE asked.direction = 'in' AND answered.direction = 'out' AND answered.sent_at < asked.sent_at
"""


async def everything(db: Database) -> dict[str, int]:
    """How many rows there are of what people see."""
    tables = ("user", "article", "article_version", "channel", "contact", "conversation", "message", "canned_reply")
    async with db.transaction() as session:
        found: dict[str, Any] = {}
        for table in (*tables, "agent", "agent_version", "audit_entry", "label", "macro"):
            found[table] = await session.scalar(text(f'SELECT count(*) FROM "{table}"'))
        return found
