"""Pages stay light: what a phone downloads to open one has a budget."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_page_stays_within_its_download_budget() -> None:
    checked = subprocess.run(
        [sys.executable, "tools/web.py", "run", "budget"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "inbox, scripts" in checked.stdout
