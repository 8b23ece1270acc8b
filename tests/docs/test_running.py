"""What the documents show is what happens: every example marked `run` is run, in order, on a real installation."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.conftest import Installation
from tests.docs.documents import Step, in_portuguese, named, steps

MARK = "=== after example {} ==="
TOLD = {document: list(steps(document)) for document in in_portuguese()}
ON_TERMINAL = [document for document, told in TOLD.items() if any(step.run.language == "bash" for step in told)]
PROGRAMS = [document for document, told in TOLD.items() if told and document not in ON_TERMINAL]


@pytest.mark.parametrize("document", ON_TERMINAL, ids=named)
def test_examples_do_what_they_say(document: Path, installation: Installation) -> None:
    told = TOLD[document]
    whole = "".join(f"{step.as_bash()}echo '{MARK.format(number)}'\n" for number, step in enumerate(told))
    rest = installation.script(whole).stdout
    for number, step in enumerate(told):
        printed, _, rest = rest.partition(MARK.format(number))
        check(step, printed)


@pytest.mark.parametrize("document", PROGRAMS, ids=named)
def test_programs_do_what_they_say(document: Path, tmp_path: Path) -> None:
    for step in TOLD[document]:
        command = [sys.executable, "-c", step.run.text]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        check(step, done.stdout)


def check(step: Step, printed: str) -> None:
    assert step.printed(printed), f"{step.run.text}\nprinted\n{printed}\nnot\n{step.output}"
