"""The quality list of each connector is complete, and what it says is done can be seen."""

from pathlib import Path

import pytest

from prosa import connectors
from prosa.core import plugins
from prosa.testing.quality import Subject, problems

CODE = Path(connectors.__file__).parent
LISTED = sorted(file.parent.name for file in CODE.glob("*/quality.toml"))


@pytest.mark.parametrize("name", LISTED)
def test_quality_list(name: str) -> None:
    subject = Subject(plugins.load(name), CODE / name, Path(__file__).parent / name)
    assert problems(subject) == []


def test_the_cloud_api_has_a_quality_list() -> None:
    assert "meta_cloud" in LISTED
