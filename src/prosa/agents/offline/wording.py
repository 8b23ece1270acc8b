"""From the Markdown of an article to a message as one reads it on a telephone."""

import re
from collections.abc import Iterator

_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_BULLET = re.compile(r"^(\s*)[-*+]\s+")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]]*)\]\((\S+?)(?:\s+\"[^\"]*\")?\)")
_CODE = re.compile(r"`([^`]+)`")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}")
_BLANKS = re.compile(r"\n{3,}")
_SLOT = "\x01"


def readable(markdown: str) -> str:
    """The same content in WhatsApp's few marks: `*bold*`, `_slanted_`, bullets; a table row becomes a line."""
    lines = list(_lines(markdown.strip().split("\n")))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def _lines(source: list[str]) -> Iterator[str]:
    head: list[str] | None = None
    for position, line in enumerate(source):
        if not line.lstrip().startswith("|"):
            head = None
            yield _plain(line)
            continue
        if _TABLE_RULE.match(line):
            continue
        if head is None and position + 1 < len(source) and _TABLE_RULE.match(source[position + 1]):
            head = _cells(line)
            if len(head) == 2:
                yield f"_{head[0]}: {head[1]}_"
            continue
        yield _row(head, _cells(line))


def _plain(line: str) -> str:
    if heading := _HEADING.match(line):
        return f"*{_inline(heading[1]).strip('*')}*"
    return _inline(_BULLET.sub(r"\1• ", line))


def _inline(text: str) -> str:
    """Strong text gets WhatsApp's single star; what was slanted with one star gets an underscore."""
    text = _STRONG.sub(rf"{_SLOT}\2{_SLOT}", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"_\1_", text)
    text = _LINK.sub(_link, _CODE.sub(r"\1", text))
    return text.replace(_SLOT, "*")


def _link(match: re.Match[str]) -> str:
    label, target = match[1].strip(), match[2]
    shown = target.removeprefix("mailto:").removeprefix("tel:")
    return shown if not label or label == shown else f"{label}: {shown}"


def _cells(line: str) -> list[str]:
    return [_inline(cell.strip()) for cell in line.strip().strip("|").split("|")]


def _row(head: list[str] | None, cells: list[str]) -> str:
    """`• first cell: head two, cell two; …`; with two columns the second needs no name."""
    first, rest = cells[0], cells[1:]
    if not rest:
        return f"• {first}"
    if head is None or len(head) <= 2:
        return f"• {first}: {', '.join(rest)}"
    named = (f"{name.lower()} {cell}" for name, cell in zip(head[1:], rest, strict=False) if cell)
    return f"• {first}: {', '.join(named)}"
