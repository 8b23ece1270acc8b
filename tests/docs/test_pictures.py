"""Pictures are light, and shown somewhere."""

from pathlib import Path

import pytest

from tests.docs.documents import ROOT, named

PICTURES = sorted(ROOT.glob("docs/images/*"))
HEAVIEST = 200_000
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("picture", PICTURES, ids=named)
def test_a_picture_is_light(picture: Path) -> None:
    data = picture.read_bytes()
    assert data.startswith(PNG)
    assert len(data) < HEAVIEST


@pytest.mark.parametrize("picture", PICTURES, ids=named)
def test_a_picture_is_shown(picture: Path) -> None:
    shown = "".join(path.read_text() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
    assert picture.name in shown
