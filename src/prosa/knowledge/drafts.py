"""From a document in Markdown to the articles it would make.

A question with its answer is an article; so is a section of a long document. A short document without questions stays
whole.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from prosa.core.documents import Unreadable
from prosa.core.language import fold
from prosa.knowledge.schemas import ArticleKind, Audience

MOST_DRAFTS = 20_000
SHORT = 3_000
"""Characters of a document that is not cut unless it holds questions."""
LONG = 8_000
"""Characters of a section that is cut at its own headings."""
LONGEST = 20_000
"""Characters of an article; text without headings is cut between its blocks."""
_LONGEST_TITLE = 200
_LONGEST_QUESTION = 180
_TELLING = 4
"""Words of a title that says enough with one more."""

# Bounded and without neighbours that match the same: a hostile line must not keep them busy.
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_BOLD_QUESTION = re.compile(r"^\*\*([^*]{3,180}\?)\*\*$")
_ASKED = re.compile(r"(?:\*\*)?(?:p|pergunta|q|question) ?\d{0,3} ?[:.)-] {0,3}(?:\*\*)? {0,3}(.{3,180})$", re.I)
_ANSWERED = re.compile(r"(?:\*\*)?(?:r|resposta|a|answer) ?\d{0,3} ?[:)-] {0,3}(?:\*\*)? {0,3}", re.I)
_STEP = re.compile(r"^[ \t]{0,8}\d{1,2}[.)][ \t]", re.M)
_CHAPTER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){1,4}\.?|\d{1,2}\.)[ \t]{1,3}(?=\S)")
_POLICY = re.compile(
    r"\b(?:politicas?|policy|termos?|terms|regras?|regulamento|garantia|warranty|privacidade|privacy)\b"
)
_CONTACT = re.compile(
    r"\b(?:contatos?|contact|fale conosco|telefones?|enderecos?|address|onde (?:fica|estamos)|lojas? fisicas?"
    r"|horarios?|opening hours|atendimento)\b"
)
_GENERAL = re.compile(
    r"\b(?:faq|ajuda|help|duvidas|perguntas frequentes|frequently asked|inicio|home|suporte|support)\b"
)
_HOW = re.compile(r"^(?:como|passo a passo|how (?:to|do)|procedimento|tutorial|guia)\b")


@dataclass(frozen=True, slots=True)
class Draft:
    """An article a source would make. `key` names it within the source, so that the next reading finds it again.
    What the source does not say is None."""

    key: str
    title: str
    kind: ArticleKind
    body: str
    valid_from: date | None = None
    valid_until: date | None = None
    audience: Audience | None = None


@dataclass(slots=True)
class _Section:
    level: int
    title: str
    blocks: list[str] = field(default_factory=list)
    inner: list["_Section"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.blocks)

    @property
    def whole(self) -> str:
        """With everything below it."""
        parts = [
            self.text,
            *(f"{'#' * max(2, section.level)} {section.title}\n\n{section.whole}" for section in self.inner),
        ]
        return "\n\n".join(part for part in parts if part.strip()).strip()

    @property
    def questions(self) -> int:
        """Headings below it that ask something."""
        return sum(section.title.endswith("?") + section.questions for section in self.inner)


def cut(name: str, text: str, prefix: str = "") -> list[Draft]:
    """`name` is the title of text that stands before every heading; `prefix` begins the keys. Raises `Unreadable`."""
    root = _tree(name, promoted(_blocks(text)))
    while not root.text and len(root.inner) == 1:
        root = root.inner[0]
    parted = root.questions >= 2 or len(root.whole) > SHORT
    return list(_named(_split(root, ()) if parted else _whole(root, ()), prefix))


def kind_of(title: str, body: str) -> ArticleKind:
    """A guess from the words of the title and the steps of the body."""
    folded = fold(title)
    if _HOW.match(folded) or len(_STEP.findall(body)) >= 3:
        return ArticleKind.PROCEDURE
    if title.endswith("?"):
        return ArticleKind.FAQ
    if _POLICY.search(folded):
        return ArticleKind.POLICY
    return ArticleKind.CONTACT if _CONTACT.search(folded) else ArticleKind.FAQ


def unique(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Keys that occur again are counted."""
    seen: Counter[str] = Counter()
    for draft in drafts:
        seen[draft.key] += 1
        yield replace(draft, key=f"{draft.key}#{seen[draft.key]}") if seen[draft.key] > 1 else draft


def _blocks(text: str) -> list[str]:
    """Parted by empty lines; headings stand alone; code keeps its empty lines."""
    blocks: list[list[str]] = [[]]
    fenced = False
    for line in text.splitlines():
        fence = _FENCE.match(line) is not None
        if fenced or not (_HEADING.match(line) or not line.strip()):
            blocks[-1].append(line.rstrip())
        elif line.strip():
            blocks += [[line], []]
        elif blocks[-1]:
            blocks.append([])
        fenced ^= fence
    return ["\n".join(block) for block in blocks if block]


def promoted(blocks: Sequence[str]) -> list[str]:
    """Questions that are not marked as headings become such: bold ones, those after `Pergunta:`, and, where there are
    several, single lines that end in a question mark."""
    plain = sum(_is_question(block) for block in blocks) >= 2
    found: list[str] = []
    level = 1
    for block in (part for whole in blocks for part in _asked_and_answered(whole)):
        if match := _HEADING.match(block):
            level = len(match[1])
        elif match := _BOLD_QUESTION.match(block):
            block = f"{'#' * min(level + 1, 6)} {match[1]}"
        elif plain and _is_question(block):
            block = f"{'#' * min(level + 1, 6)} {block}"
        found.append(block)
    return found


def _asked_and_answered(block: str) -> Iterator[str]:
    """`P: …` and `R: …` on lines of one block, or as blocks of their own."""
    lines: list[str] = []
    for line in block.split("\n"):
        if match := _ASKED.match(line):
            yield from ("\n".join(lines),) if lines else ()
            yield f"**{match[1].strip().rstrip('*? ')}?**"
            lines = []
        else:
            answer = _ANSWERED.match(line)
            lines.append(line[answer.end() :] if answer else line)
    yield from ("\n".join(lines),) if lines else ()


def _is_question(block: str) -> bool:
    return (
        block.endswith("?") and "\n" not in block and 8 <= len(block) <= _LONGEST_QUESTION and block[0] not in "-*|>#"
    )


def _tree(name: str, blocks: Iterable[str]) -> _Section:
    """Raises `Unreadable` for more headings than any document has."""
    root = _Section(0, name)
    path = [root]
    headings = 0
    for block in blocks:
        match = _HEADING.match(block)
        headings += match is not None
        if headings > MOST_DRAFTS:
            raise Unreadable("too_long", articles=headings, limit=MOST_DRAFTS)
        if match is None:
            path[-1].blocks.append(block)
            continue
        section = _Section(len(match[1]), _heading(match[2]) or name)
        while path[-1].level >= section.level:
            path.pop()
        path[-1].inner.append(section)
        path.append(section)
    return root


def _heading(text: str) -> str:
    """Without marks of its own and without the number of a chapter."""
    plain = text.replace("**", "").strip().rstrip("#").rstrip()
    return _CHAPTER.sub("", plain) or plain


_Part = tuple[tuple[str, ...], str]
"""The headings that lead to a text, and the text."""


def _split(section: _Section, above: tuple[str, ...]) -> Iterator[_Part]:
    here = (*above, section.title)
    yield from _pieces(here, section.text)
    for inner in section.inner:
        if inner.inner and (inner.questions or len(inner.whole) > LONG):
            yield from _split(inner, here)
        else:
            yield from _whole(inner, here)


def _whole(section: _Section, above: tuple[str, ...]) -> Iterator[_Part]:
    yield from _pieces((*above, section.title), section.whole)


def _pieces(path: tuple[str, ...], text: str) -> Iterator[_Part]:
    """Text that is too long for one article, cut between its blocks."""
    piece = ""
    for block in _blocks(text) if len(text) > LONGEST else [text]:
        if piece and len(piece) + len(block) > LONGEST:
            yield path, piece
            piece = ""
        piece = f"{piece}\n\n{block}" if piece else block
    if piece.strip():
        yield path, piece[: 5 * LONGEST]


def _named(parts: Iterable[_Part], prefix: str) -> Iterator[Draft]:
    found = list(parts)
    titles = Counter(fold(path[-1]) for path, _ in found)
    drafts = []
    for path, body in found:
        title = _title(path, alone=titles[fold(path[-1])] == 1)
        key = prefix + "/".join(fold(part) for part in path[1:])
        drafts.append(Draft(key, title, kind_of(title, body), body))
    yield from unique(drafts)


def _title(path: tuple[str, ...], *, alone: bool) -> str:
    """A heading that says little by itself, or stands in several places, is told with the one above it."""
    title = path[-1]
    above = path[-2] if len(path) > 1 and not _GENERAL.search(fold(path[-2])) else ""
    asks_the_document = title.endswith("?") and len(path) == 2
    if above and not (alone and (asks_the_document or len(title.split()) > _TELLING)):
        title = f"{above}: {title}"
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
