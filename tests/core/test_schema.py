"""The schema: migrated on start, the same as the models say, and never taken for another version's."""

import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import NullPool, create_engine

from prosa.core.db import EXTRA_DDL, Base, append_only, sqlalchemy_url
from prosa.core.postgres import binaries
from prosa.core.schema import SchemaRefused, import_models, inspect, migrate, run_statements


def dump(url: str) -> list[str]:
    """What a database consists of, in an order that does not depend on how it came to be."""
    done = subprocess.run(
        [binaries() / "pg_dump", "--schema-only", "--no-owner", "--exclude-table=alembic_version", url],
        check=True,
        capture_output=True,
        text=True,
    )
    lines = (line.strip().rstrip(",") for line in done.stdout.splitlines())
    return sorted(line for line in lines if line and not line.startswith(("--", "\\")))


def make_from_models(url: str) -> None:
    import_models()
    with create_engine(sqlalchemy_url(url), poolclass=NullPool).begin() as connection:
        Base.metadata.create_all(connection)
        for statement in EXTRA_DDL:
            run_statements(connection, statement)
        run_statements(connection, SchemaManager.get_schema())


def test_migrations_lead_to_what_the_models_say(empty_database: str, other_empty_database: str) -> None:
    """When this fails: `make migration NAME="what changes"`."""
    migrate(empty_database)
    make_from_models(other_empty_database)
    migrated, wanted = Counter(dump(empty_database)), Counter(dump(other_empty_database))
    assert migrated - wanted == wanted - migrated == Counter()


def test_a_second_start_changes_nothing(empty_database: str) -> None:
    assert not migrate(empty_database).current
    before = dump(empty_database)
    assert migrate(empty_database).current
    assert inspect(empty_database).current
    assert dump(empty_database) == before


def test_processes_that_start_together_migrate_once(empty_database: str) -> None:
    with ThreadPoolExecutor(4) as starters:
        states = list(starters.map(migrate, [empty_database] * 4))
    assert sorted(state.current for state in states) == [False, True, True, True]


def test_a_database_of_a_newer_version_is_refused_and_left_alone(empty_database: str) -> None:
    migrate(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = dump(empty_database)
    with pytest.raises(SchemaRefused, match=r"made by a newer Prosa \(revision 9999\)"):
        migrate(empty_database)
    assert dump(empty_database) == before


def test_a_migration_that_fails_leaves_nothing_behind(empty_database: str) -> None:
    with psycopg.connect(empty_database) as connection:
        connection.execute("CREATE TYPE procrastinate_job_status AS ENUM ('in the way')")
    before = dump(empty_database)
    with pytest.raises(psycopg.errors.DuplicateObject):
        migrate(empty_database)
    assert dump(empty_database) == before


def test_rows_of_an_append_only_table_are_neither_changed_nor_removed(empty_database: str) -> None:
    declared = len(EXTRA_DDL)
    append_only("ledger_of_test")
    function = next(ddl for ddl in EXTRA_DDL if "FUNCTION refuse_change" in ddl)
    trigger = EXTRA_DDL.pop()
    del EXTRA_DDL[declared:]
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("CREATE TABLE ledger_of_test (n int)")
        connection.execute(function.encode())
        connection.execute(trigger.encode())
        connection.execute("INSERT INTO ledger_of_test VALUES (1)")
        for change in (
            b"UPDATE ledger_of_test SET n = 2",
            b"DELETE FROM ledger_of_test",
            b"TRUNCATE ledger_of_test",
        ):
            with pytest.raises(psycopg.errors.RestrictViolation, match="never changed or removed"):
                connection.execute(change)
