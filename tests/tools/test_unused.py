"""The search for unused names finds them, and leaves alone what is data or called by name."""

from pathlib import Path

import pytest

from tools import unused

SOURCE = """
from enum import StrEnum

UNUSED_CONSTANT = 1


class Colour(StrEnum):
    GREEN = "green"


def paint(colour: Colour) -> None:
    class Painter:
        def unused_method(self) -> None: ...

    Painter()


@router.get("/colours")
def list_colours() -> None:
    paint(Colour)


def unused_function() -> None: ...


def kept() -> None: ...  # noqa: V103  (others call it)
"""


def test_it_names_what_nobody_uses_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "src/prosa").mkdir(parents=True)
    (tmp_path / "src/prosa/paint.py").write_text(SOURCE)
    (tmp_path / "tools").mkdir()
    monkeypatch.setattr(unused, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match="1"):
        unused.main()
    found = {line.split("'")[1] for line in capsys.readouterr().out.splitlines()}
    assert found == {"UNUSED_CONSTANT", "unused_method", "unused_function"}
