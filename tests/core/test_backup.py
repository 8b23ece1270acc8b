"""A backup comes back whole into an empty installation, and nothing else is accepted or half done."""

import asyncio
import io
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet

from prosa.core.backup import BackupRefused, read_manifest, restore_backup, write_backup
from prosa.core.schema import Unreachable, inspect, migrate
from prosa.core.storage import LocalStorage


@dataclass
class Installation:
    url: str
    folder: Path

    @property
    def files(self) -> Path:
        return self.folder / "files"


@pytest.fixture
def full(empty_database: str, tmp_path: Path) -> Installation:
    """With rows, files and a key."""
    installation = Installation(empty_database, tmp_path / "full")
    migrate(installation.url)
    with psycopg.connect(installation.url) as connection:
        connection.execute("CREATE TABLE kept (n int, what text)")
        connection.execute("INSERT INTO kept SELECT n, 'row ' || n FROM generate_series(1, 1000) n")
        connection.execute("INSERT INTO live_event (type, payload) VALUES ('n', '{}')")
    storage = LocalStorage(installation.files)
    for number in range(5):
        asyncio.run(storage.put(os.urandom(1000 * (number + 1))))
    (installation.files / "stranger.txt").write_text("not ours")
    return installation


@pytest.fixture
def empty(other_empty_database: str, tmp_path: Path) -> Installation:
    return Installation(other_empty_database, tmp_path / "empty")


def stored(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("??/*")}


def rows(url: str) -> list[tuple[int, str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT n, what FROM kept ORDER BY n").fetchall()


def untouched(installation: Installation) -> bool:
    with psycopg.connect(installation.url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return tables == (0,) and not stored(installation.files) and not (installation.folder / "secret.key").exists()


def test_everything_comes_back(full: Installation, empty: Installation, tmp_path: Path) -> None:
    target, key = tmp_path / "out" / "backup.tar", Fernet.generate_key().decode()
    said: list[tuple[str, int, int]] = []
    made = write_backup(full.url, full.files, target, [key], "correct horse", lambda *step: said.append(step))
    assert (made.files, made.has_key) == (5, True)
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["backup.tar"]
    assert key.encode() not in target.read_bytes()

    assert restore_backup(target, empty.url, empty.folder, "correct horse", lambda *step: said.append(step)) == made
    assert rows(empty.url) == rows(full.url)
    assert stored(empty.files) == stored(full.files)
    assert (empty.folder / "secret.key").read_text().strip() == key
    assert inspect(empty.url).current
    with psycopg.connect(empty.url) as connection:
        assert connection.execute("SELECT count(*) FROM live_event").fetchone() == (0,)
    assert {what for what, *_ in said} == {"database", "files", "checking"}
    assert ("files", 5, 5) in said


def test_without_a_passphrase_the_key_stays_outside(full: Installation, empty: Installation, tmp_path: Path) -> None:
    target, key = tmp_path / "backup.tar", Fernet.generate_key().decode()
    assert not write_backup(full.url, full.files, target, [key]).has_key
    restore_backup(target, empty.url, empty.folder)
    assert not (empty.folder / "secret.key").exists()


def test_a_key_that_is_there_already_stays_readable(full: Installation, empty: Installation, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    key, present = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    write_backup(full.url, full.files, target, [key], "p")
    empty.folder.mkdir()
    (empty.folder / "secret.key").write_text(present)
    restore_backup(target, empty.url, empty.folder, "p")
    assert (empty.folder / "secret.key").read_text().split() == [key, present]


@pytest.mark.parametrize(
    ("passphrase", "message"), [("wrong", "passphrase is not the one"), (None, "give the passphrase")]
)
def test_a_wrong_passphrase_changes_nothing(
    full: Installation, empty: Installation, tmp_path: Path, passphrase: str | None, message: str
) -> None:
    target = tmp_path / "backup.tar"
    write_backup(full.url, full.files, target, [Fernet.generate_key().decode()], "right")
    with pytest.raises(BackupRefused, match=message):
        restore_backup(target, empty.url, empty.folder, passphrase)
    assert untouched(empty)


@pytest.mark.parametrize("kept", [0.001, 0.3, 0.9, 1])
def test_a_cut_file_is_refused(full: Installation, empty: Installation, tmp_path: Path, kept: float) -> None:
    target = tmp_path / "backup.tar"
    write_backup(full.url, full.files, target)
    whole = target.read_bytes()
    end = whole.rindex(b"SHA256SUMS")
    target.write_bytes(whole[: int(end * kept)])
    with pytest.raises(BackupRefused, match=r"incomplete|not a whole backup"):
        restore_backup(target, empty.url, empty.folder)
    assert untouched(empty)


def test_a_damaged_file_is_refused(full: Installation, empty: Installation, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    write_backup(full.url, full.files, target)
    damaged = bytearray(target.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    target.write_bytes(damaged)
    with pytest.raises(BackupRefused, match="damaged"):
        restore_backup(target, empty.url, empty.folder)
    assert untouched(empty)


def test_an_installation_in_use_is_not_overwritten(full: Installation, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    write_backup(full.url, full.files, target)
    with pytest.raises(BackupRefused, match="not empty"):
        restore_backup(target, full.url, full.folder)
    assert len(rows(full.url)) == 1000


def test_a_backup_of_a_newer_version_is_refused(full: Installation, empty: Installation, tmp_path: Path) -> None:
    newer = tmp_path / "newer.tar"
    manifest = (
        b'{"format": 1, "prosa": "9.0", "revision": "9999", "created_at": "", "files": 0, "bytes": 0, "has_key": false}'
    )
    with tarfile.open(newer, "w") as tar:
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(manifest)
        tar.addfile(entry, io.BytesIO(manifest))
    with pytest.raises(BackupRefused, match=r"newer Prosa \(9\.0, revision 9999\)"):
        restore_backup(newer, empty.url, empty.folder)
    assert untouched(empty)


@pytest.mark.parametrize("content", [b"", b"not a tar at all", bytes(10_240)])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other"
    other.write_bytes(content)
    with pytest.raises(BackupRefused, match="is not a"):
        read_manifest(other)
    with pytest.raises(BackupRefused, match="does not exist"):
        read_manifest(tmp_path / "missing")


def test_a_backup_does_not_overwrite_another(full: Installation, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    target.write_text("precious")
    with pytest.raises(BackupRefused, match="exists already"):
        write_backup(full.url, full.files, target)
    assert target.read_text() == "precious"


def test_a_failing_dump_leaves_no_file(full: Installation, tmp_path: Path) -> None:
    target = tmp_path / "out" / "backup.tar"
    with psycopg.connect(full.url, autocommit=True) as connection:
        connection.execute("CREATE VIEW broken AS SELECT 1 AS n")
        connection.execute("DELETE FROM pg_rewrite WHERE ev_class = 'broken'::regclass")
    with pytest.raises(BackupRefused, match="pg_dump failed"):
        write_backup(full.url, full.files, target)
    assert list(target.parent.iterdir()) == []


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"me:••••@127\.0\.0\.1:1/db does not answer") as refused:
        write_backup("postgresql://me:hush@127.0.0.1:1/db", tmp_path, tmp_path / "backup.tar")
    assert "hush" not in str(refused.value)
