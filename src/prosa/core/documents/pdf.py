"""A PDF as Markdown. It knows only where letters stand, so headings are told by size and weight, tables by columns,
paragraphs by distance, and what stands on every page is left out.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from pypdfium2 import PdfDocument, PdfiumError, PdfTextPage, raw

from prosa.core.documents import markdown
from prosa.core.documents.shape import Document, Unreadable

MOST_PAGES = 2_000
MOST_SIGNS = 6_000_000
"""Letters of a document: more than fit on that many pages."""
_BOLD = 600
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi", re.I)
_LONGEST_NAME = 200
_LARGER = 1.15
"""Times the size of the text that make a heading."""
_GAP = 1.2
"""Widths of a letter that part two columns, in sizes of the letter."""
_MARGIN = 0.08
"""Share of a page's height where heads, feet and page numbers stand."""
_BULLET = re.compile(r"^[•●▪■◦‣∙·–—*-]\s+(?=\S)")
_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[a-z])[.)]\s+(?=\S)")
_HYPHEN = re.compile(r"[\u00ad\u0002\ufffe]$")
_LEADER = re.compile(r"(?:\.\s?){5,}\s?\d{1,4}$")
"""The dots that lead to the page of a chapter."""
_DIGITS = re.compile(r"\d+")

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one size on one line; lengths are points, counted from the lower left corner."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool


@dataclass(slots=True)
class Row:
    """Pieces at the same height, from left to right; `edge`: in the upper or lower margin of its page."""

    page: int
    pieces: list[Piece]
    edge: bool

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    @property
    def y(self) -> float:
        return self.pieces[0].y

    @property
    def size(self) -> float:
        return max(piece.size for piece in self.pieces)

    @property
    def bold(self) -> bool:
        return all(piece.bold for piece in self.pieces)


def read(data: bytes, report: Report) -> Document:
    """Raises `Unreadable`."""
    try:
        pdf = PdfDocument(data)
    except PdfiumError as problem:
        raise Unreadable("encrypted" if "password" in str(problem).lower() else "broken") from None
    total = len(pdf)
    if total > MOST_PAGES:
        raise Unreadable("too_long", pages=total, limit=MOST_PAGES)
    rows: list[Row] = []
    signs = 0
    for number in range(total):
        found, count = _page(pdf, number)
        rows += found
        signs += count
        if signs > MOST_SIGNS:
            raise Unreadable("too_long", pages=total, limit=MOST_PAGES)
        report(number + 1, total)
    if not rows:
        raise Unreadable("no_text")
    title = pdf.get_metadata_dict().get("Title", "")
    return Document(" ".join(title.split()), _Layout(_without_frame(rows, total)).markdown())


def _page(pdf: PdfDocument, number: int) -> tuple[list[Row], int]:
    """A page that cannot be read counts as an empty one."""
    try:
        page = pdf[number]
        text = page.get_textpage()
    except PdfiumError:
        return [], 0
    count = text.count_chars()
    height = page.get_height()
    inside = range(int(_MARGIN * height), int((1 - _MARGIN) * height))
    rows = [
        Row(number, pieces, int(pieces[0].y) not in inside) for pieces in _lines(_pieces(text, min(count, MOST_SIGNS)))
    ]
    text.close()
    page.close()
    return rows, count


def _pieces(page: PdfTextPage, count: int) -> Iterator[Piece]:
    """Runs of letters without a gap as wide as between columns."""
    box = raw.FS_RECTF()
    run = _Run()
    for index in range(count):
        sign = chr(raw.FPDFText_GetUnicode(page, index))
        if sign in "\r\n":
            yield from run.end()
            continue
        if sign.isspace() or sign == "\x00":
            run.space = True
            continue
        if not raw.FPDFText_GetLooseCharBox(page, index, box):
            continue
        if run.starts_anew(box.left, box.bottom):
            yield from run.end()
        if not run.signs or run.space:
            run.look(raw.FPDFText_GetFontSize(page, index), _is_bold(page, index))
        run.add(sign, box.left, box.right, box.bottom)
    yield from run.end()


def _is_bold(page: PdfTextPage, index: int) -> bool:
    """By its weight where the font tells it, else by its name."""
    if raw.FPDFText_GetFontWeight(page, index) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    raw.FPDFText_GetFontInfo(page, index, name, _LONGEST_NAME, None)
    return _BOLD_NAME.search(name.value) is not None


@dataclass(slots=True)
class _Run:
    signs: list[str] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    y: float = 0.0
    size: float = 0.0
    bold: bool = True
    space: bool = False

    def starts_anew(self, left: float, bottom: float) -> bool:
        if not self.signs:
            return False
        gap = left - self.right
        return gap > _GAP * self.size or gap < -2 * self.size or abs(bottom - self.y) > self.size / 2

    def look(self, size: float, bold: bool) -> None:
        """What the beginning of a word looks like."""
        self.size = max(self.size, size)
        self.bold = self.bold and bold

    def add(self, sign: str, left: float, right: float, bottom: float) -> None:
        if not self.signs:
            self.left, self.y = left, bottom
        elif self.space:
            self.signs.append(" ")
        self.space = False
        self.signs.append(sign)
        self.right = right

    def end(self) -> Iterator[Piece]:
        text = "".join(self.signs).strip()
        if text:
            yield Piece(text, self.left, self.right, self.y, self.size or 1.0, self.bold)
        self.__init__()  # type: ignore[misc]


def _lines(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    """Those of the same height together, in the order of the file, which is that of reading: two columns of text
    stay two."""
    row: list[Piece] = []
    for piece in pieces:
        if row and (abs(piece.y - row[-1].y) > 0.5 * piece.size or piece.left < row[-1].right - piece.size):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def _without_frame(rows: Sequence[Row], pages: int) -> list[Row]:
    """Without what stands at the head or foot of several pages in no larger letters than the text, without page
    numbers and tables of contents."""
    largest = _LARGER * _body_size(rows)
    edges = [row for row in rows if row.edge and row.size <= largest]
    seen = Counter(_shape(row) for row in edges)
    usual = {shape for shape, count in seen.items() if pages >= 3 and count >= 3} | {"#"}
    frame = {id(row) for row in edges if _shape(row) in usual}
    return [row for row in rows if id(row) not in frame and not _LEADER.search(row.text)]


def _body_size(rows: Sequence[Row]) -> float:
    """The size most letters have."""
    weights: Counter[float] = Counter()
    for row in rows:
        weights[round(row.size, 1)] += len(row.text)
    return weights.most_common(1)[0][0] if weights else 1.0


def _shape(row: Row) -> str:
    return _DIGITS.sub("#", row.text)


class _Layout:
    """Tells what the rows of a document are by comparing them with the others."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = [_with_mark(row) for row in rows]
        self._body = _body_size(self._rows)
        larger = {round(row.size * 2) for row in self._rows if row.size > _LARGER * self._body and len(row.text) <= 150}
        self._sizes = sorted(larger, reverse=True)[:4]
        bold = sum(len(row.text) for row in self._rows if row.bold)
        self._bold_tells = bold < sum(len(row.text) for row in self._rows) / 3
        distances = [a.y - b.y for a, b in pairwise(self._rows) if a.page == b.page and 0 < a.y - b.y < 3 * a.size]
        self._leading = median(distances) if distances else 1.2 * self._body

    def markdown(self) -> str:
        return markdown.join(self._blocks())

    def _blocks(self) -> Iterator[str]:
        start = 0
        while start < len(self._rows):
            stop = self._table_end(start)
            if stop - start >= 2:
                yield markdown.table(_cells(self._rows[start:stop]))
            elif (level := self._level(start)) is not None:
                stop = self._heading_end(start, level)
                yield markdown.heading(level, _joined(self._rows[start:stop]))
            else:
                stop = self._text_end(start)
                yield self._text(self._rows[start:stop])
            start = stop

    def _level(self, index: int) -> int | None:
        """The heading level of a row, 1 to 5; None for text."""
        row = self._rows[index]
        size = round(row.size * 2)
        if len(row.text) > 150 or not any(sign.isalpha() for sign in row.text):
            return None
        if size in self._sizes:
            return self._sizes.index(size) + 1
        if not (self._bold_tells and row.bold and len(row.text) <= 120) or row.text.endswith((".", ",", ";", ":")):
            return None
        after = self._rows[index + 2 : index + 3]
        return None if after and after[0].bold and self._follows(index + 2) else len(self._sizes) + 1

    def _heading_end(self, start: int, level: int) -> int:
        """A heading may take several lines."""
        stop = start + 1
        while (
            stop < len(self._rows)
            and self._level(stop) == level
            and self._follows(stop)
            and not self._rows[stop - 1].text.endswith(("?", "!"))
        ):
            stop += 1
        return stop

    def _text_end(self, start: int) -> int:
        """A paragraph ends where an item begins, a list where another kind of item does."""
        stop, kind = start + 1, self._mark(start)
        while (
            stop < len(self._rows)
            and (self._mark(stop) == kind if self._mark(stop) else self._follows(stop) or self._runs_on(stop))
            and self._level(stop) is None
            and self._table_end(stop) - stop < 2
        ):
            stop += 1
        return stop

    def _follows(self, index: int) -> bool:
        """Whether a row stands as close to the one above it as the lines of a paragraph do."""
        above, row = self._rows[index - 1], self._rows[index]
        return above.page == row.page and 0 < above.y - row.y <= 1.3 * max(self._leading, 1.2 * row.size)

    def _runs_on(self, index: int) -> bool:
        """Whether a sentence goes on over the end of a page."""
        above, row = self._rows[index - 1], self._rows[index]
        return above.page != row.page and not above.text.endswith((".", "!", "?", ":", ";")) and row.text[:1].islower()

    def _mark(self, index: int) -> str:
        """Of which kind of list a row is an item; empty for other text."""
        text = self._rows[index].text
        return "-" if _BULLET.match(text) else "1" if _NUMBER.match(text) else ""

    def _text(self, rows: Sequence[Row]) -> str:
        """A paragraph in one line, or a list with an item in each."""
        lines: list[str] = []
        for row in rows:
            text = _BULLET.sub("- ", row.text)
            if lines and not _BULLET.match(row.text) and not _NUMBER.match(row.text):
                lines[-1] = _glued(lines[-1], text)
            else:
                lines.append(text)
        return markdown.tidy("\n".join(lines))

    def _table_end(self, start: int) -> int:
        """Where the table ends that begins at a row; the row itself when none does."""
        columns = self._rows[start].pieces
        stop = start + 1
        if len(columns) < 2:
            return start
        while stop < len(self._rows) and self._belongs(columns, stop):
            columns = max(columns, self._rows[stop].pieces, key=len)
            stop += 1
        return stop

    def _belongs(self, columns: Sequence[Piece], index: int) -> bool:
        row, above = self._rows[index], self._rows[index - 1]
        if row.page != above.page or not 0 < above.y - row.y < 4 * row.size:
            return False
        matched = {_column(columns, piece) for piece in row.pieces} - {None}
        if len(row.pieces) == 1:
            return matched not in (set(), {0}) and self._follows(index)
        return len(matched) >= 2


def _with_mark(row: Row) -> Row:
    """The mark of a list stands apart, like a column, and is none."""
    first, *others = row.pieces
    if not others or not (_BULLET.match(first.text + " x") or _NUMBER.match(first.text + " x")):
        return row
    if _BULLET.match(first.text + " x") is None and len(first.text) > 4:
        return row
    second = others[0]
    whole = Piece(f"{first.text} {second.text}", first.left, second.right, first.y, second.size, second.bold)
    return Row(row.page, [whole, *others[1:]], row.edge)


def _column(columns: Sequence[Piece], piece: Piece) -> int | None:
    """The column a piece stands in: by its left edge, its right one, or its middle."""
    for number, column in enumerate(columns):
        near = 0.8 * piece.size
        middle = (column.left + column.right) / 2 - (piece.left + piece.right) / 2
        if min(abs(column.left - piece.left), abs(column.right - piece.right), abs(middle)) <= near:
            return number
    return None


def _cells(rows: Sequence[Row]) -> list[list[str]]:
    """A row of one piece goes on in the cell above it."""
    columns = max((row.pieces for row in rows), key=len)
    cells: list[list[str]] = []
    for row in rows:
        goes_on = len(row.pieces) == 1 and cells
        line = cells[-1] if goes_on else [""] * len(columns)
        for place, piece in enumerate(row.pieces):
            found = _column(columns, piece)
            number = found if found is not None else min(place, len(columns) - 1)
            line[number] = f"{line[number]} {piece.text}".strip()
        if not goes_on:
            cells.append(line)
    return cells


def _joined(rows: Sequence[Row]) -> str:
    text = rows[0].text
    for row in rows[1:]:
        text = _glued(text, row.text)
    return text


def _glued(text: str, more: str) -> str:
    """Two lines of one paragraph; a word parted at the end of the line becomes one again."""
    if _HYPHEN.search(text):
        return text[:-1] + more
    return text + more if text.endswith("-") and more[:1].islower() else f"{text} {more}"
