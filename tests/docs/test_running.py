"""What the documents show is what happens: every example marked `run` is run, in order, on a real installation."""

from pathlib import Path

import pytest

from tests.docs.conftest import Installation
from tests.docs.documents import in_portuguese, named, steps

MARK = "=== after example {} ==="
DOCUMENTS = [document for document in in_portuguese() if any(steps(document))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_examples_do_what_they_say(document: Path, installation: Installation) -> None:
    told = list(steps(document))
    whole = "".join(f"{step.as_bash()}echo '{MARK.format(number)}'\n" for number, step in enumerate(told))
    rest = installation.script(whole).stdout
    for number, step in enumerate(told):
        printed, _, rest = rest.partition(MARK.format(number))
        assert step.printed(printed), f"{step.run.text}\nprinted\n{printed}\nnot\n{step.output}"
