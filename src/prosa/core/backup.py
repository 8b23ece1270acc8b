"""Backup of a whole installation in one file, and its way back into an empty one.

The file is a tar: `manifest.json`, `database.dump` (pg_dump's own format), `files/…`, the sealing key under a
passphrase when one is given, and `SHA256SUMS` at its end, so that a cut or damaged file is known before it is used.
"""

import base64
import hashlib
import io
import json
import os
import secrets
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, cast

import psycopg
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from prosa.core.clock import now
from prosa.core.errors import ProsaError
from prosa.core.postgres import binaries
from prosa.core.schema import inspect, known_revisions, migrate
from prosa.core.secrets import write_keys
from prosa.core.settings import split_keys
from prosa.core.storage import KEY

FORMAT = 1
MANIFEST, DUMP, SUMS, SEALED_KEY = "manifest.json", "database.dump", "SHA256SUMS", "secret.key.sealed"
CHUNK = 1024 * 1024
_SCRYPT_COST = 2**15

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done and how much there is (0: not known), in its own units."""


class BackupRefused(ProsaError):
    """The backup cannot be made or put back; the message says why. Nothing was changed."""

    code = "backup_refused"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup. `has_key`: the sealing key is inside, under a passphrase."""

    format: int
    prosa: str
    revision: str
    created_at: str
    files: int
    bytes: int
    has_key: bool


def silent(_what: str, _done: int, _of: int) -> None:
    """No progress shown."""


# -- out


def write_backup(
    url: str,
    files: Path,
    target: Path,
    keys: Sequence[str] = (),
    passphrase: str | None = None,
    progress: Progress = silent,
) -> Manifest:
    """Writes everything into `target`, readable by its owner only. The installation may go on working meanwhile.

    With a passphrase the sealing keys go inside, encrypted with it; without, keep `secret.key` elsewhere: stored
    secrets cannot be opened without it. Raises `BackupRefused`; a half-written file does not stay.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists already")
    state = inspect(url)
    if not state.current:
        raise BackupRefused("the database is not up to date: start this version of Prosa once, or run `prosa migrate`")
    with _scratch(target.parent) as folder:
        dump = folder / DUMP
        _dump(url, dump, progress)
        stored = sorted(path for path in files.glob("??/*") if KEY.fullmatch(str(path.relative_to(files))))
        manifest = Manifest(
            format=FORMAT,
            prosa=version("prosa"),
            revision=state.needed,
            created_at=now().isoformat(timespec="seconds"),
            files=len(stored),
            bytes=dump.stat().st_size + sum(path.stat().st_size for path in stored),
            has_key=bool(keys and passphrase),
        )
        whole = folder / "backup.tar"
        with whole.open("xb") as file, _Writer(file) as writer:
            writer.add_bytes(MANIFEST, json.dumps(asdict(manifest), indent=2).encode())
            if keys and passphrase:
                writer.add_bytes(SEALED_KEY, _seal(",".join(keys), passphrase))
            writer.add_file(DUMP, dump)
            for number, path in enumerate(stored, 1):
                writer.add_file(f"files/{path.relative_to(files)}", path)
                progress("files", number, len(stored))
        whole.chmod(0o600)
        whole.rename(target)
    return manifest


def _dump(url: str, target: Path, progress: Progress) -> None:
    progress("database", 0, 0)
    # Live events are of the moment, and their transaction ids mean nothing elsewhere.
    _postgres("pg_dump", url, "--format=custom", "--no-owner", "--exclude-table-data=live_event", f"--file={target}")
    progress("database", target.stat().st_size, target.stat().st_size)


class _Writer:
    """A tar that remembers the checksum of each member and ends with their list."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._tar = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self._sums: list[str] = []

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.add_bytes(SUMS, "".join(self._sums).encode())
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())

    def add_bytes(self, name: str, data: bytes) -> None:
        self._add(name, io.BytesIO(data), len(data))

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self._add(name, file, os.fstat(file.fileno()).st_size)

    def _add(self, name: str, data: IO[bytes], size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        hashed = _Hashed(data)
        self._tar.addfile(entry, cast("IO[bytes]", hashed))
        self._sums.append(f"{hashed.digest}  {name}\n")


class _Hashed:
    """Reads from another file and keeps the checksum of what passed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        return data

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


# -- back


def read_manifest(source: Path) -> Manifest:
    """What a backup holds. Raises `BackupRefused` when this version cannot put it back."""
    with _reading(source) as tar:
        first = tar.next()
        if first is None or first.name != MANIFEST:
            raise BackupRefused(f"{source} is not a backup of Prosa")
        fields = json.loads(_content(tar, first).read())
    if fields.get("format") != FORMAT:
        raise BackupRefused(f"this backup has format {fields.get('format')}, this version reads {FORMAT}")
    manifest = Manifest(**fields)
    if manifest.revision not in known_revisions():
        raise BackupRefused(
            f"this backup was made by a newer Prosa ({manifest.prosa}, revision {manifest.revision}); "
            "install that version"
        )
    return manifest


def restore_backup(
    source: Path, url: str, data_dir: Path, passphrase: str | None = None, progress: Progress = silent
) -> Manifest:
    """Puts a backup back into an empty installation and brings its schema up to date.

    Checks everything first: the file is whole, its version is known, the passphrase opens the key, the database is
    empty. Raises `BackupRefused` then, with nothing changed. The database comes last and in one transaction, so an
    interrupted restore can simply be repeated.
    """
    manifest = read_manifest(source)
    _check_whole(source, manifest, progress)
    _check_empty(url)
    keys = _opened_keys(source, manifest, passphrase)
    with _scratch(data_dir) as folder:
        dump = folder / DUMP
        _unpack(source, manifest, dump, data_dir / "files", progress)
        if keys:
            _put_keys(data_dir / "secret.key", keys)
        progress("database", 0, 0)
        _postgres(
            "pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(dump)
        )
        progress("database", 1, 1)
    migrate(url)
    return manifest


def _check_whole(source: Path, manifest: Manifest, progress: Progress) -> None:
    found: list[str] = []
    listed = None
    done = 0
    with _reading(source) as tar:
        for entry in tar:
            content = _content(tar, entry)
            if entry.name == SUMS:
                listed = content.read().decode()
                break
            hashed = _Hashed(content)
            while chunk := hashed.read(CHUNK):
                done += len(chunk)
                progress("checking", done, manifest.bytes)
            found.append(f"{hashed.digest}  {entry.name}\n")
    if listed is None:
        raise BackupRefused(f"{source} is incomplete: its end is missing")
    if listed != "".join(found):
        raise BackupRefused(f"{source} is damaged: its content does not match its checksums")


def _check_empty(url: str) -> None:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if found != (0,):
        raise BackupRefused(
            "this installation is not empty: restore into a new data folder (PROSA_DATA_DIR) or an empty database"
        )


def _unpack(source: Path, manifest: Manifest, dump: Path, files: Path, progress: Progress) -> None:
    done = 0
    with _reading(source) as tar:
        for entry in tar:
            name = entry.name.removeprefix("files/")
            if entry.name == DUMP:
                _write(_content(tar, entry), dump)
            elif KEY.fullmatch(name):
                _write(_content(tar, entry), files / name)
                done += 1
                progress("files", done, manifest.files)


def _write(content: IO[bytes], target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_name(f".new-{target.name}")
    with fresh.open("wb") as file:
        fresh.chmod(0o600)
        while chunk := content.read(CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)


def _opened_keys(source: Path, manifest: Manifest, passphrase: str | None) -> list[str]:
    if not manifest.has_key:
        return []
    if passphrase is None:
        raise BackupRefused("this backup holds the sealing key: give the passphrase it was made with")
    with _reading(source) as tar:
        entry = next(entry for entry in tar if entry.name == SEALED_KEY)
        return split_keys(_open(_content(tar, entry).read(), passphrase))


def _put_keys(path: Path, keys: list[str]) -> None:
    """The backup's keys first; one that is there already stays readable."""
    present = split_keys(path.read_text()) if path.exists() else []
    write_keys(path, [*keys, *(key for key in present if key not in keys)], replace=True)


# -- tools


@contextmanager
def _reading(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:") as tar:
            yield tar
    except FileNotFoundError:
        raise BackupRefused(f"{source} does not exist") from None
    except (tarfile.TarError, EOFError, json.JSONDecodeError) as error:
        raise BackupRefused(f"{source} is not a whole backup of Prosa ({error})") from None


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(entry)
    if content is None:
        raise BackupRefused("this backup holds something that is not a file")
    return content


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """A folder beside the target, on the same disk, gone afterwards."""
    parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise BackupRefused(f"{parent} cannot be written: {error.strerror}") from error


def _postgres(program: str, url: str, *arguments: str) -> None:
    """Runs a PostgreSQL client program; the password travels in its environment, where others do not see it."""
    parts: dict[str, Any] = conninfo_to_dict(url)
    password = parts.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run(  # noqa: S603
        [binaries() / program, f"--dbname={make_conninfo(**parts)}", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise BackupRefused(f"{program} failed: {done.stderr.strip()}")


def _seal(plain: str, passphrase: str) -> bytes:
    salt = secrets.token_bytes(16)
    token = _fernet(passphrase, salt, _SCRYPT_COST).encrypt(plain.encode()).decode()
    return json.dumps({"kdf": "scrypt", "cost": _SCRYPT_COST, "salt": salt.hex(), "token": token}).encode()


def _open(sealed: bytes, passphrase: str) -> str:
    fields = json.loads(sealed)
    try:
        fernet = _fernet(passphrase, bytes.fromhex(fields["salt"]), fields["cost"])
        return fernet.decrypt(fields["token"].encode()).decode()
    except InvalidToken:
        raise BackupRefused("the passphrase is not the one this backup was made with") from None


def _fernet(passphrase: str, salt: bytes, cost: int) -> Fernet:
    key = Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())
    return Fernet(base64.urlsafe_b64encode(key))
