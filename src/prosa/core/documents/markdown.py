"""Markdown as all readers write it: headings, paragraphs, lists and tables, blocks parted by an empty line."""

import re
from collections.abc import Iterable, Sequence

_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u200b\ufeff]+")
_AROUND_BREAK = re.compile(r" *\n[ \n]*")


def tidy(text: str) -> str:
    """Text of one block: single spaces, line breaks kept, nothing that would begin a heading."""
    lines = _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text)).strip().split("\n")
    return "\n".join(f"\\{line}" if line.startswith("#") else line for line in lines)


def heading(level: int, text: str) -> str:
    """Six levels, as Markdown has; the mark of bold text means nothing in a heading."""
    plain = " ".join(text.replace("**", "").split()).lstrip("\\# ")
    return f"{'#' * min(max(level, 1), 6)} {plain}" if plain else ""


def table(rows: Iterable[Sequence[str]]) -> str:
    """The first row is the head. Rows are filled up to the longest; empty ones are left out."""
    filled = [[_cell(cell) for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    if not filled:
        return ""
    width = max(len(row) for row in filled)
    if width == 1:
        return "\n\n".join(row[0] for row in filled)
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in filled]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def join(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block.strip())
