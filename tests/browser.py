"""The Chromium of the browser tests: the machine's own, or one that is fetched.

`python -m tests.browser` makes sure that there is one (`make test` does that first); tests call `launch`.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.async_api import Browser, Playwright
from playwright.sync_api import sync_playwright

VARIABLE = "PROSA_TEST_CHROMIUM"
COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
APPLICATIONS = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = f"""\
The browser tests need Chromium, and none could be found, downloaded or installed.
Install Chromium or Google Chrome, or name one: {VARIABLE}=/path/to/chromium make test
"""


async def launch(playwright: Playwright) -> Browser:
    """Chromium without a window. Fails with what to do when the machine has none."""
    path = find(playwright.chromium.executable_path)
    if path is None:
        raise FileNotFoundError(MISSING)
    return await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


@cache
def find(downloaded: str) -> str | None:
    """A Chromium that starts: the one the variable names, the machine's, or Playwright's `downloaded`."""
    named = os.environ.get(VARIABLE)
    if named:
        return named
    installed = [path for command in COMMANDS if (path := shutil.which(command))]
    return next(filter(starts, [*installed, *APPLICATIONS, downloaded]), None)


def starts(path: str) -> bool:
    if not Path(path).exists():
        return False
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


def download(path: str) -> None:
    """Playwright's build, with the system's libraries where we may install them."""
    install = [sys.executable, "-m", "playwright"]
    subprocess.run([*install, "install", "--no-shell", "chromium"], check=False)
    root = as_root()
    if root is not None and Path(path).exists() and not starts(path):
        subprocess.run([*root, *install, "install-deps", "chromium"], check=False)


def install_package(_path: str) -> None:
    """Debian's and Ubuntu's package, where we may."""
    root = as_root()
    if root is not None and shutil.which("apt-get"):
        subprocess.run([*root, "apt-get", "update", "--quiet"], check=False)
        subprocess.run([*root, "apt-get", "install", "--quiet", "--yes", "chromium"], check=False)


def as_root() -> list[str] | None:
    """What to put before a command to run it as root without a password; None when we may not."""
    if os.geteuid() == 0:
        return []
    allowed = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], check=False).returncode == 0
    return ["sudo", "-n"] if allowed else None


def main() -> None:
    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    for fetch in (download, install_package):
        if find(downloaded):
            return
        fetch(downloaded)
        find.cache_clear()
    if not find(downloaded):
        sys.exit(MISSING)


if __name__ == "__main__":
    main()
