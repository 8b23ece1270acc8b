"""From an article in Markdown to the passages that are searched and quoted.

A passage is a section under a heading, or a part of a long one. Tables and lists of steps are kept whole as far as
they fit; a table cut in two repeats its head, and a list keeps the line that introduces it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 900
"""Characters of a passage: what still reads well as one message on a telephone."""

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """`number` counts from 1 within the article; `text` is Markdown; `heading` is empty before the first one."""

    number: int
    heading: str
    text: str


def split(title: str, body: str) -> list[Passage]:
    """The passages of an article, in reading order; an article without text has one, with its title."""
    found: list[Passage] = []
    for heading, lines in _sections(body.replace("\x00", "").splitlines()):
        shown = "" if heading.casefold() == title.strip().casefold() else heading
        for text in _fit(list(_blocks(lines))):
            found.append(Passage(len(found) + 1, shown, text))
    return found or [Passage(1, "", title.strip())]


def _sections(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Pairs of heading path and lines. A heading inside a code block is text."""
    path: list[str] = []
    current: list[str] = []
    fenced = False
    for line in lines:
        fenced ^= bool(_FENCE.match(line))
        match = None if fenced else _HEADING.match(line)
        if match is None:
            if fenced or not _RULE.match(line):
                current.append(line)
            continue
        yield " · ".join(part for part in path[1:] if part) or (path[0] if path else ""), current
        level = len(match[1])
        path = [*path[:level], *[""] * (level - len(path)), match[2].strip().rstrip("#").rstrip()]
        current = []
    yield " · ".join(part for part in path[1:] if part) or (path[0] if path else ""), current


def _blocks(lines: list[str]) -> Iterator[str]:
    """Paragraphs, tables and lists; a line that ends in a colon stays with what it introduces."""
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line.rstrip())
        elif block and not block[-1].endswith(":"):
            yield "\n".join(block)
            block = []
    if block:
        yield "\n".join(block)


def _fit(blocks: list[str]) -> Iterator[str]:
    """Joins neighbouring blocks up to the longest size and cuts those that are longer by themselves."""
    text = ""
    for block in (part for whole in _with_lists(blocks) for part in _cut(whole)):
        if text and len(text) + len(block) + 2 > LONGEST:
            yield text
            text = ""
        text = f"{text}\n\n{block}" if text else block
    if text:
        yield text


def _with_lists(blocks: list[str]) -> Iterator[str]:
    """A loose list, with blank lines between its items, is one block."""
    whole: list[str] = []
    for block in blocks:
        if whole and _ITEM.match(block) and _ITEM.match(whole[-1].rpartition("\n")[2]):
            whole.append(block)
            continue
        if whole:
            yield "\n".join(whole)
        whole = [block]
    if whole:
        yield "\n".join(whole)


def _cut(block: str) -> Iterator[str]:
    """Cuts an over-long block at lines, or at sentences when it is one line; a table's head is repeated."""
    if len(block) <= LONGEST:
        yield block
        return
    lines = block.split("\n")
    head = lines[:2] if len(lines) > 2 and lines[0].lstrip().startswith("|") else []
    pieces = lines[len(head) :] if len(lines) > 1 else _sentences(block)
    joint = "\n" if len(lines) > 1 else " "
    part: list[str] = []
    for piece in (short for long in pieces for short in _hard(long)):
        if part and len(joint.join([*head, *part, piece])) > LONGEST:
            yield joint.join([*head, *part])
            part = []
        part.append(piece)
    yield joint.join([*head, *part])


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?…])\s+", text)


def _hard(piece: str) -> list[str]:
    """A sentence or row that is longer than a passage, cut at words."""
    if len(piece) <= LONGEST:
        return [piece]
    cut = piece.rfind(" ", 0, LONGEST)
    cut = cut if cut > 0 else LONGEST
    return [piece[:cut], *_hard(piece[cut:].lstrip())]
