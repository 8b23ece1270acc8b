"""The child: reads what it is told on its standard input, one JSON line for each document, and says what came of it.

It bounds its own memory and time first, so that a bomb ends it and nothing else.
"""

import sys
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import orjson

from prosa.core.documents import docx, html, pdf
from prosa.core.documents.shape import Document, DocumentKind, Unreadable

MEMORY = 1024**3
"""Bytes of address space."""
SECONDS = 600
"""Of processor time, for everything one child reads."""

Report = Callable[[int, int], None]

BROKEN = (ValueError, LookupError, TypeError, ArithmeticError, OSError, SyntaxError, BadZipFile, zlib.error)
"""What the reading of a broken document may raise."""


def main() -> None:
    _limit()
    for line in sys.stdin.buffer:
        _say(_read(orjson.loads(line)))


def _limit() -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (only where there is one)

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(request: Mapping[str, str]) -> dict[str, Any]:
    data = Path(request["path"]).read_bytes()
    try:
        return {"document": asdict(_document(DocumentKind(request["kind"]), data, request["url"]))}
    except Unreadable as problem:
        return {"problem": problem.params}
    except MemoryError:
        return {"problem": {"reason": "too_heavy"}}
    except RecursionError:
        return {"problem": {"reason": "suspicious"}}
    except BROKEN:
        return {"problem": {"reason": "broken"}}


def _document(kind: DocumentKind, data: bytes, url: str) -> Document:
    if kind is DocumentKind.HTML:
        return html.read(data, url)
    if kind is DocumentKind.DOCX:
        return docx.read(data)
    return pdf.read(data, lambda done, total: _say({"done": done, "total": total}))


def _say(answer: dict[str, Any]) -> None:
    # A half of a surrogate pair can come out of any format and cannot be written.
    text = orjson.dumps(_clean(answer))
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.buffer.flush()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\x00", "")
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


if __name__ == "__main__":
    main()
