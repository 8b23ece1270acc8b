"""Makes `.venv` ready: our Python packages as `uv.lock` names them, and Node where the machine has none.

Run by the machine's Python, standard library only: `python3 tools/bootstrap.py`.
"""

import hashlib
import importlib.util
import io
import os
import platform
import stat
import subprocess
import sys
import urllib.request
import venv
import zipfile
from pathlib import Path
from typing import Any

from web import find_node

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"


def main() -> None:
    uv = locked_uv()
    if not PYTHON.exists():
        ensurepip = importlib.util.find_spec("ensurepip")
        venv.create(VENV, symlinks=True, with_pip=ensurepip is not None and ensurepip.origin is not None)
    if not UV.exists() or not output_of(UV, "--version").startswith(f"uv {uv['version']} "):
        install_uv(uv)
    groups = [] if find_node() else ["--group", "node"]
    environment = {**os.environ, "PROSA_SKIP_WEB": "1", "VIRTUAL_ENV": str(VENV)}
    subprocess.run([UV, "sync", "--locked", "--quiet", *groups], cwd=ROOT, env=environment, check=True)


def locked_uv() -> dict[str, Any]:
    """What uv.lock says of uv: its version and its wheels, with their hashes."""
    import tomllib  # noqa: PLC0415  (new in Python 3.11; an older one gets to the message below first)

    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    return next(package for package in packages if package["name"] == "uv")


def install_uv(uv: dict[str, Any]) -> None:
    """With pip, which knows the machine's mirrors and certificates; without one, from the lock's URL."""
    if any(VENV.glob("lib/python*/site-packages/pip")):
        command = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={uv['version']}"]
        subprocess.run([PYTHON, *command], check=True)
        return
    wheel = wheel_for_this_machine(uv)
    with urllib.request.urlopen(wheel["url"], timeout=120) as response:  # noqa: S310  (https, from uv.lock)
        content = response.read()
    if wheel["hash"] != f"sha256:{hashlib.sha256(content).hexdigest()}":
        sys.exit(f"{wheel['url']} is not the file that uv.lock names")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        UV.write_bytes(archive.read(f"uv-{uv['version']}.data/scripts/uv"))
    UV.chmod(UV.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def wheel_for_this_machine(uv: dict[str, Any]) -> dict[str, str]:
    """Linux only: elsewhere Python comes with pip, it is Debian that packs it apart."""
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    for wheel in uv["wheels"]:
        name = wheel["url"].rsplit("/", 1)[-1]
        if platform.system() == "Linux" and libc in name and f"_{platform.machine()}." in name:
            return dict(wheel)
    sys.exit(f"{sys.executable} has no `ensurepip`. Install python3-venv, or name another: make PYTHON=… run")


def output_of(*command: Path | str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
