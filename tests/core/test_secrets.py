"""Secrets at rest: the key is made once, kept outside the database, rotated, and never silently replaced."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Column, Integer, Table, Text, insert, select

from prosa.core.db import Base, Database
from prosa.core.secrets import (
    SEALED,
    Vault,
    WrongKey,
    check_sealed,
    key_file,
    load_keys,
    rotate_sealed,
    sealed_columns,
    write_keys,
)
from prosa.core.settings import Settings, SettingsRefused


@pytest.fixture
async def sealed(db: Database) -> AsyncIterator[Table]:
    """The only table with secrets, for as long as the test runs."""
    others = [column for column in sealed_columns()]
    for column in others:
        column.info = {}
    table = Table(
        "sealed_of_test",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("secret", Text, info=SEALED),
    )
    async with db.engine.begin() as connection:
        await connection.run_sync(table.create)
    yield table
    Base.metadata.remove(table)
    for column in others:
        column.info = SEALED


def make_key() -> str:
    return Fernet.generate_key().decode()


def test_a_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    keys = load_keys(settings)
    assert load_keys(settings) == keys
    assert key_file(settings).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.data_dir.iterdir()] == ["secret.key"]


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with ThreadPoolExecutor(8) as starters:
        keys = list(starters.map(load_keys, [settings] * 8))
    assert len({tuple(each) for each in keys}) == 1


def test_a_configured_key_wins_and_leaves_no_file(tmp_path: Path) -> None:
    newest, oldest = make_key(), make_key()
    settings = Settings(data_dir=tmp_path, secret_key=f"{newest}, {oldest}")
    assert load_keys(settings) == [newest, oldest]
    assert not key_file(settings).exists()


def test_a_damaged_key_file_stops_the_start(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    key_file(settings).write_text("garbage")
    with pytest.raises(SettingsRefused, match=r"secret\.key does not hold Fernet keys"):
        load_keys(settings)


def test_what_an_old_key_sealed_is_read_until_it_is_rotated(tmp_path: Path) -> None:
    old, new = make_key(), make_key()
    sealed = Vault([old]).seal("token")
    both = Vault([new, old])
    assert both.open(sealed) == "token"
    assert Vault([new]).open(both.rotate(sealed)) == "token"
    with pytest.raises(WrongKey):
        Vault([new]).open(sealed)


def test_the_key_file_can_be_replaced_with_a_newer_key(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    old = load_keys(settings)
    write_keys(key_file(settings), [make_key(), *old], replace=True)
    assert load_keys(settings)[1:] == old
    assert key_file(settings).stat().st_mode & 0o777 == 0o600


async def test_secrets_sealed_with_another_key_are_found_at_start(db: Database, sealed: Table) -> None:
    ours, strange = Vault([make_key()]), Vault([make_key()])
    async with db.transaction() as session:
        await session.execute(insert(sealed).values(id=1, secret=ours.seal("a")))
        await session.execute(insert(sealed).values(id=2, secret=None))
        await check_sealed(session, ours)
        with pytest.raises(WrongKey, match="sealed_of_test"):
            await check_sealed(session, strange)


async def test_after_a_rotation_the_old_key_is_not_needed(db: Database, sealed: Table) -> None:
    old, new = make_key(), make_key()
    async with db.transaction() as session:
        for number in range(3):
            secret = Vault([old]).seal(f"secret {number}")
            await session.execute(insert(sealed).values(id=number, secret=secret))
        assert await rotate_sealed(session, Vault([new, old])) == 3
    async with db.transaction() as session:
        await check_sealed(session, Vault([new]))
        stored = (await session.scalars(select(sealed.c.secret).order_by(sealed.c.id))).all()
    assert [Vault([new]).open(secret) for secret in stored] == ["secret 0", "secret 1", "secret 2"]
