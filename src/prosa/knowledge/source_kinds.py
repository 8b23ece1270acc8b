"""What an uploaded file is: by how it begins, and only then by its name."""

from pathlib import PurePath

from prosa.core.documents import Unreadable, decode
from prosa.knowledge import reading_chat
from prosa.knowledge.source_schemas import SourceKind

_HEAD = 4096
_ZIP = b"PK\x03\x04"
_PAGE = (b"<!doctype html", b"<html")
_BY_NAME = {
    ".md": SourceKind.MARKDOWN,
    ".markdown": SourceKind.MARKDOWN,
    ".csv": SourceKind.CSV,
    ".tsv": SourceKind.CSV,
    ".html": SourceKind.HTML,
    ".htm": SourceKind.HTML,
}


def kind_of(name: str, data: bytes) -> SourceKind:
    """Raises `Unreadable` for what nobody here can read."""
    ending = PurePath(name.lower()).suffix
    if b"%PDF-" in data[:1024]:
        return SourceKind.PDF
    if data.startswith(_ZIP):
        if ending in (".docx", ".zip"):
            return SourceKind.DOCX if ending == ".docx" else SourceKind.CHAT
        raise Unreadable("kind_unknown", name=name)
    if data.lstrip()[:20].lower().startswith(_PAGE):
        return SourceKind.HTML
    if not _is_text(data):
        raise Unreadable("kind_unknown", name=name)
    if ending in _BY_NAME:
        return _BY_NAME[ending]
    return SourceKind.CHAT if reading_chat.looks_like_one(decode(data[: 5 * _HEAD])) else SourceKind.TEXT


def _is_text(data: bytes) -> bool:
    """No control signs where it begins, unless it says that it is UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(sign < 32 and sign not in b"\t\n\r\f\x1b" for sign in data[:_HEAD])


def title_of(name: str) -> str:
    """A file's name as a title: without its ending and with spaces."""
    return " ".join(PurePath(name).stem.replace("_", " ").replace("-", " ").split()) or name
