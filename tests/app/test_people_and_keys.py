"""`prosa user` and `prosa key`, as a script would use them."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import typer
from click.testing import Result
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from prosa.accounts.passwords import HASHER
from prosa.app.commands import keys, users
from prosa.core.errors import ProsaError
from prosa.core.secrets import Vault

Command = Callable[..., Result]


@pytest.fixture
def prosa(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """Runs a command of an installation of its own: `prosa(users.app, "list")`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROSA_DATABASE_URL", empty_database)
    monkeypatch.setenv("PROSA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PROSA_LOG_LEVEL", "WARNING")
    monkeypatch.setenv("COLUMNS", "200")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(app: typer.Typer, *arguments: str, stdin: str = "") -> Result:
        return CliRunner().invoke(app, list(arguments), input=stdin)

    yield run
    root.handlers, root.level = handlers, level
    logging.captureWarnings(capture=False)


def listed(prosa: Command) -> dict[str, dict[str, object]]:
    done = prosa(users.app, "list", "--json")
    assert done.exit_code == 0, done.output
    return {user["email"]: user for user in json.loads(done.stdout)}


def stored_hash(url: str, email: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute('SELECT password_hash FROM "user" WHERE email = %s', [email]).fetchone()
    assert row
    return str(row[0])


def test_a_person_is_added_with_a_password_shown_once(prosa: Command, empty_database: str) -> None:
    done = prosa(users.app, "add", "Ana@Shop.test", "--name", "Ana", "--role", "supervisor")
    assert done.exit_code == 0, done.output
    password = done.stdout.split("Password: ")[1].strip()
    assert HASHER.verify(stored_hash(empty_database, "ana@shop.test"), password)
    ana = listed(prosa)["ana@shop.test"]
    assert (ana["name"], ana["role"], ana["active"]) == ("Ana", "supervisor", True)


def test_a_script_gives_the_password_and_sees_none(prosa: Command, empty_database: str) -> None:
    done = prosa(users.app, "add", "ana@shop.test", "--password-stdin", stdin="correct horse battery\n")
    assert done.exit_code == 0, done.output
    assert "assword" not in done.stdout
    assert HASHER.verify(stored_hash(empty_database, "ana@shop.test"), "correct horse battery")
    done = prosa(users.app, "password", "ana@shop.test", "--password-stdin", stdin="another long one\r\n")
    assert done.exit_code == 0, done.output
    assert HASHER.verify(stored_hash(empty_database, "ana@shop.test"), "another long one")


def test_roles_and_access_change_and_one_admin_stays(prosa: Command) -> None:
    prosa(users.app, "add", "boss@shop.test", "--role", "admin")
    prosa(users.app, "add", "ana@shop.test")
    assert prosa(users.app, "role", "ana@shop.test", "viewer").stdout == "ana@shop.test: viewer, active\n"
    done = prosa(users.app, "deactivate", "ANA@shop.test")
    assert done.stdout == "ana@shop.test: viewer, deactivated\n"
    assert prosa(users.app, "activate", "ana@shop.test").stdout == "ana@shop.test: viewer, active\n"
    refused = prosa(users.app, "deactivate", "boss@shop.test")
    assert isinstance(refused.exception, ProsaError)
    assert refused.exception.code == "last_admin"
    table = prosa(users.app, "list").stdout
    assert "boss@shop.test" in table
    assert "never" in table


def test_what_is_wrong_is_said_before_anything_is_touched(prosa: Command) -> None:
    def problem(*arguments: str, stdin: str = "") -> str:
        return str(prosa(users.app, *arguments, stdin=stdin).exception)

    assert problem("add", "not an address").startswith("email: ")
    assert problem("add", "ana@shop.test", "--password-stdin", stdin="short\n").startswith("password: ")
    assert problem("add", "ana@shop.test", "--password-stdin").startswith("password: ")
    assert problem("role", "nobody@shop.test", "viewer") == "nobody has this e-mail"
    wrong_role = prosa(users.app, "add", "ana@shop.test", "--role", "owner")
    assert wrong_role.exit_code == 2


def seal(url: str, secret: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO connection (id, connector, settings, sealed) VALUES (gen_random_uuid(), 'x', '{}', %s)",
            [secret],
        )


def sealed(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT sealed FROM connection").fetchone()
    assert row
    return str(row[0])


def test_the_key_file_is_renewed_and_then_pruned(prosa: Command, empty_database: str, tmp_path: Path) -> None:
    assert prosa(users.app, "list").exit_code == 0  # makes the tables and the first key
    [first] = (tmp_path / "secret.key").read_text().split()
    seal(empty_database, Vault([first]).seal("token"))
    done = prosa(keys.app, "rotate")
    assert "1 secrets" in done.stdout, done.output
    second, kept = (tmp_path / "secret.key").read_text().split()
    assert kept == first
    assert Vault([second]).open(sealed(empty_database)) == "token"
    assert prosa(keys.app, "prune").exit_code == 0
    assert (tmp_path / "secret.key").read_text().split() == [second]
    with psycopg.connect(empty_database) as connection:
        actions = connection.execute("SELECT action FROM audit_entry ORDER BY id").fetchall()
    assert actions == [("key.rotated",), ("key.pruned",)]


def test_a_key_still_in_use_is_not_pruned(prosa: Command, empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = Fernet.generate_key().decode(), prosa(keys.app, "new").stdout.strip()
    monkeypatch.setenv("PROSA_SECRET_KEY", f"{new},{old}")
    assert prosa(users.app, "list").exit_code == 0
    seal(empty_database, Vault([old]).seal("token"))
    refused = prosa(keys.app, "prune")
    assert isinstance(refused.exception, ProsaError)
    assert refused.exception.code == "wrong_key"
    assert "1 secrets" in prosa(keys.app, "rotate").stdout
    assert "remove the others" in prosa(keys.app, "prune").stdout
    assert Vault([new]).open(sealed(empty_database)) == "token"
