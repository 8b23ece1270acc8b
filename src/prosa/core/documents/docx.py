"""A Word document as Markdown: headings by their outline level, lists, tables, links; without what was deleted or
hidden.

The file is a ZIP of XML parts (ECMA-376); only four of them are opened, each with a bound on its size.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from prosa.core.documents import markdown
from prosa.core.documents.shape import Document, Unreadable

LARGEST_PART = 40 * 1024 * 1024
"""Bytes of an unpacked part: text of some 5,000 pages."""
DEEPEST = 40
"""Levels of tables and frames inside each other."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ENCRYPTED = b"\xd0\xcf\x11\xe0"
"""How old Word files and encrypted new ones begin (OLE)."""
_HEADING_NAME = re.compile(r"heading ([1-9])$|(title)$", re.I)
_WITHOUT = frozenset(
    {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "fldChar", "pict", "object")}
)
_THROUGH = frozenset({f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "txbxContent")})


def read(data: bytes) -> Document:
    """Raises `Unreadable`."""
    if data.startswith(_ENCRYPTED):
        raise Unreadable("encrypted")
    try:
        with ZipFile(BytesIO(data)) as file:
            return _document(file)
    except BadZipFile:
        raise Unreadable("broken") from None


def _document(file: ZipFile) -> Document:
    root = _part(file, "word/document.xml")
    if root is None:
        raise Unreadable("broken")
    writer = _Writer(_levels(file), _numbered(file), _targets(file))
    body = root.find(f"{_W}body")
    text = markdown.join(writer.blocks(body)) if body is not None else ""
    if not text:
        raise Unreadable("no_text")
    return Document(writer.title, text)


def _part(file: ZipFile, name: str) -> ET.Element | None:
    """Raises `Unreadable` for a part that unpacks to too much, or declares entities, which no Word document does."""
    if name not in file.namelist():
        return None
    with file.open(name) as packed:
        data = packed.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART or b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise Unreadable("suspicious")
    return ET.fromstring(data)  # noqa: S314  (no entities, bounded, and in a process of its own)


def _levels(file: ZipFile) -> dict[str, int]:
    """The heading level of each style that has one; 0 for the document's title."""
    styles = _part(file, "word/styles.xml")
    found: dict[str, int] = {}
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        id_, name = style.get(f"{_W}styleId", ""), _value(style, "name")
        match = _HEADING_NAME.match(name)
        outline = _value(style, "pPr/outlineLvl")
        if match:
            found[id_] = int(match[1] or 0)
        elif outline.isdecimal() and int(outline) < 9:
            found[id_] = int(outline) + 1
        elif (parent := _value(style, "basedOn")) in found:
            found[id_] = found[parent]
    return found


def _numbered(file: ZipFile) -> dict[tuple[str, str], bool]:
    """Of each list and level, whether it counts (else it has bullets)."""
    part = _part(file, "word/numbering.xml")
    if part is None:
        return {}
    kinds = {
        (abstract.get(f"{_W}abstractNumId", ""), level.get(f"{_W}ilvl", "0")): _value(level, "numFmt") != "bullet"
        for abstract in part.iter(f"{_W}abstractNum")
        for level in abstract.iter(f"{_W}lvl")
    }
    found = {}
    for number in part.iter(f"{_W}num"):
        abstract_id = _value(number, "abstractNumId")
        of_this = {level: kind for (id_, level), kind in kinds.items() if id_ == abstract_id}
        found.update({(number.get(f"{_W}numId", ""), level): kind for level, kind in of_this.items()})
    return found


def _targets(file: ZipFile) -> dict[str, str]:
    part = _part(file, "word/_rels/document.xml.rels")
    relations = part if part is not None else ()
    return {relation.get("Id", ""): relation.get("Target", "") for relation in relations}


def _value(element: ET.Element, path: str) -> str:
    found = element.find("/".join(f"{_W}{name}" for name in path.split("/")))
    return found.get(f"{_W}val", "") if found is not None else ""


@dataclass
class _Writer:
    levels: Mapping[str, int]
    numbered: Mapping[tuple[str, str], bool]
    targets: Mapping[str, str]
    title: str = ""
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def blocks(self, parent: ET.Element, depth: int = 0) -> Iterator[str]:
        """Neighbouring items of lists make one block."""
        items: list[str] = []
        for text, is_item in self._parts(parent, depth):
            if is_item:
                items.append(text)
                continue
            yield "\n".join(items)
            items = []
            yield text
        yield "\n".join(items)

    def _parts(self, parent: ET.Element, depth: int) -> Iterator[tuple[str, bool]]:
        if depth > DEEPEST:
            raise Unreadable("suspicious")
        for child in parent:
            if child.tag == f"{_W}p":
                yield self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield self._table(child, depth), False
            elif child.tag in _THROUGH:
                yield from self._parts(child, depth + 1)

    def _paragraph(self, paragraph: ET.Element) -> tuple[str, bool]:
        text = markdown.tidy("".join(self._runs(paragraph, 0)))
        level = self._level(paragraph)
        if level == 0 and not self.title and text:
            self.title = text.replace("**", "")
        if level is not None:
            return markdown.heading(level, text), False
        list_ = paragraph.find(f"{_W}pPr/{_W}numPr")
        if list_ is None or not text:
            return text, False
        return self._item(_value(list_, "numId"), _value(list_, "ilvl") or "0", text), True

    def _level(self, paragraph: ET.Element) -> int | None:
        outline = _value(paragraph, "pPr/outlineLvl")
        if outline.isdecimal() and int(outline) < 9:
            return int(outline) + 1
        return self.levels.get(_value(paragraph, "pPr/pStyle"))

    def _item(self, list_id: str, level: str, text: str) -> str:
        depth = min(int(level), 8) if level.isdecimal() else 0
        for key in [key for key in self.counts if key[0] == list_id and key[1] > depth]:
            del self.counts[key]
        number = self.counts[list_id, depth] = self.counts.get((list_id, depth), 0) + 1
        mark = f"{number}." if self.numbered.get((list_id, level)) else "-"
        return f"{'   ' * depth}{mark} {' '.join(text.split())}"

    def _table(self, table: ET.Element, depth: int) -> str:
        return markdown.table(
            [" ".join(self.blocks(cell, depth + 1)) for cell in row.iter(f"{_W}tc")] for row in table.findall(f"{_W}tr")
        )

    def _runs(self, parent: ET.Element, depth: int) -> Iterator[str]:
        if depth > DEEPEST:
            raise Unreadable("suspicious")
        for child in parent:
            if child.tag == f"{_W}r":
                yield self._run(child)
            elif child.tag == f"{_W}hyperlink":
                yield self._link(child, "".join(self._runs(child, depth + 1)))
            elif child.tag not in _WITHOUT:
                yield from self._runs(child, depth + 1)

    def _run(self, run: ET.Element) -> str:
        if _is_on(run, "vanish"):
            return ""
        signs = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
        text = "".join(part.text or "" if part.tag == f"{_W}t" else signs.get(part.tag, "") for part in run)
        return f"**{text}**" if _is_on(run, "b") and text.strip() and text == text.strip() else text

    def _link(self, link: ET.Element, text: str) -> str:
        target = self.targets.get(link.get(f"{_R}id", ""), "")
        plain = " ".join(text.split())
        if not plain or not target.startswith(("http://", "https://")) or " " in target or ")" in target:
            return text
        return target if plain == target else f"[{plain}]({target})"


def _is_on(run: ET.Element, name: str) -> bool:
    found = run.find(f"{_W}rPr/{_W}{name}")
    return found is not None and found.get(f"{_W}val", "true") not in ("false", "0")
