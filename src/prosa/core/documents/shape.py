"""What comes of reading a document."""

from dataclasses import dataclass
from enum import StrEnum

from prosa.core.errors import Invalid


class DocumentKind(StrEnum):
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"


class Unreadable(Invalid):
    """This document cannot be read. `reason` is the key of the text shown for it: `broken`, `encrypted`,
    `no_text`, `too_long`, `too_heavy`, `suspicious`; other readers add their own."""

    code = "document_unreadable"

    def __init__(self, reason: str, **params: object) -> None:
        super().__init__(f"the document cannot be read: {reason}", reason=reason, **params)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Document:
    """`markdown` keeps headings, lists and tables. The rest is known of HTML only: the absolute addresses it links
    to, in order and without those it asks not to follow; the address it gives itself; and the questions and answers
    it declares for search engines (Markdown)."""

    title: str
    markdown: str
    links: tuple[str, ...] = ()
    canonical: str | None = None
    questions: tuple[tuple[str, str], ...] = ()
