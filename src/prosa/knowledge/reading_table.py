"""Questions and answers out of a table (CSV), as spreadsheets save it in Brazil and elsewhere."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from prosa.core.documents import Unreadable
from prosa.core.language import fold
from prosa.knowledge import reading_fields
from prosa.knowledge.drafts import Draft, kind_of, unique
from prosa.knowledge.schemas import LONGEST_BODY

MOST_ROWS = 20_000
_LONGEST_TITLE = 200


def read(text: str) -> list[Draft]:
    """The columns are told by their names; a table of two columns without names is one of questions and answers.

    Rows without a question or an answer are left out. Raises `Unreadable`.
    """
    rows = list(_rows(text))
    if not rows:
        raise Unreadable("no_text")
    columns = [reading_fields.field_of(name) for name in rows[0]]
    if "title" in columns and "body" in columns:
        rows = rows[1:]
    elif all(len(row) == 2 for row in rows[:20]):
        columns = ["title", "body"]
    else:
        raise Unreadable("columns_unknown", columns=[name[:40] for name in rows[0][:20]])
    return list(unique(draft for row in rows if (draft := _draft(columns, row))))


def _rows(text: str) -> Iterator[list[str]]:
    """Raises `Unreadable`."""
    dialect = csv.excel()
    dialect.delimiter = _delimiter(text)
    limit = csv.field_size_limit(LONGEST_BODY)
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), dialect)):
            if number > MOST_ROWS:
                raise Unreadable("too_long", rows=number, limit=MOST_ROWS)
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error:
        raise Unreadable("broken") from None
    finally:
        csv.field_size_limit(limit)


def _delimiter(text: str) -> str:
    """The sign that parts the first line into the most columns; a semicolon when in doubt, as Brazil does."""
    line = text.lstrip().partition("\n")[0]
    return max(";,\t|", key=lambda sign: line.count(sign))


def _draft(columns: Sequence[str | None], row: Sequence[str]) -> Draft | None:
    values = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column}
    title, body = " ".join(values.get("title", "").split()), values.get("body", "")
    if not title or not body:
        return None
    what = reading_fields.said(values)
    return Draft(
        key=fold(title)[:500],
        title=title[:_LONGEST_TITLE],
        kind=what["kind"] or kind_of(title, body),
        body=body,
        valid_from=what["valid_from"],
        valid_until=what["valid_until"],
        audience=what["audience"],
    )
