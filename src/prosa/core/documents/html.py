"""A page as Markdown: what it has to say, without what stands around it on every page.

Questions that open and close (`details`, accordions, description lists) become headings with their answers. What a
visitor cannot see is left out, unless something on the page opens it.
"""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from prosa.core.documents import markdown
from prosa.core.documents.encoding import decode
from prosa.core.documents.shape import Document, Unreadable

LARGEST = 5 * 1024 * 1024
DEEPEST = 120
"""Levels of nesting that are followed; below that only the text is taken."""
_MOST_LINKS = 2_000


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_NEVER = _tags(
    "script style noscript template svg math iframe object embed canvas video audio map select input textarea"
    " option datalist progress meter link meta title head"
)
_AROUND = frozenset({"nav", "footer", "aside"})
_ROLES_AROUND = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog"})
_BLOCKS = _tags(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td"
    " tfoot th thead tr ul"
)
_ARRANGED = _tags("table h1 h2 h3")
_HEADING = re.compile(r"h([1-6])$")
_CLUTTER = re.compile(r"(?:^|[-_ ])(?:cookies?|breadcrumbs?|newsletter|social|share|navbar|skip-link)(?:[-_ ]|$)", re.I)
_UNSEEN_CLASS = re.compile(r"(?:^| )(?:sr-only|visually-hidden|screen-reader-text)(?: |$)", re.I)
_UNSEEN_STYLE = re.compile(r"display:none|visibility:hidden|font-size:0(?:px|pt|em|rem|%)?(?:;|$)|opacity:0(?:;|$)")
_OPENED = re.compile(r"accordion|collapse|faq|answer|resposta|panel|toggle|tab", re.I)


def read(data: bytes, url: str = "") -> Document:
    """Raises `Unreadable`."""
    if len(data) > LARGEST:
        raise Unreadable("too_large", limit=LARGEST)
    page = LexborHTMLParser(decode(data))
    body = page.body
    if body is None:
        raise Unreadable("no_text")
    base = urljoin(url, _attribute(page, "base", "href"))
    links = tuple(_links(page, base))
    canonical = _attribute(page, 'link[rel="canonical"]', "href")
    canonical = canonical and _absolute(base, canonical)
    questions = tuple(_questions(page))
    title = _title(page)
    _clear(page)
    text = markdown.join(_Writer(base).blocks(_main(page) or body))
    return Document(title, text, links, canonical or None, questions)


def _attribute(page: LexborHTMLParser, selector: str, name: str) -> str:
    found = page.css_first(selector)
    return (found.attributes.get(name) or "") if found else ""


def _title(page: LexborHTMLParser) -> str:
    """The page's only first heading, else its title in the browser."""
    headings = page.css("h1")
    if len(headings) == 1 and (text := " ".join(headings[0].text().split())):
        return text
    title = page.css_first("title")
    return " ".join(title.text().split()) if title else ""


def _links(page: LexborHTMLParser, base: str) -> Iterator[str]:
    """Where the page leads, each address once; none when it asks not to follow."""
    if "nofollow" in _attribute(page, 'meta[name="robots"]', "content").lower():
        return
    seen: set[str] = set()
    for node in page.css("a[href]"):
        if "nofollow" in (node.attributes.get("rel") or "").lower():
            continue
        address = _absolute(base, node.attributes.get("href") or "")
        if address and address not in seen and len(seen) < _MOST_LINKS:
            seen.add(address)
            yield address


def _absolute(base: str, href: str) -> str:
    """The address without its fragment; empty for what is none of the web."""
    try:
        address = urldefrag(urljoin(base, href.strip())).url
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _questions(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Those of schema.org's FAQPage, as the page declares them for search engines."""
    for node in page.css('script[type="application/ld+json"]'):
        try:
            declared = orjson.loads(node.text())
        except orjson.JSONDecodeError:
            continue
        for item in _objects(declared, 0):
            answer = item.get("acceptedAnswer")
            if item.get("@type") == "Question" and isinstance(answer, dict):
                question, text = _plain(item.get("name")), _plain(answer.get("text"))
                if question and text:
                    yield " ".join(question.split()), text


def _objects(value: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > 8:
        return
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)


def _plain(value: object) -> str:
    """These texts may hold HTML of their own."""
    body = LexborHTMLParser(value).body if isinstance(value, str) else None
    return markdown.join(_Writer("").blocks(body)) if body else ""


def _clear(page: LexborHTMLParser) -> None:
    """Takes away what is not read, what nobody sees, and what stands around the text."""
    page.strip_tags(sorted(_NEVER - {"head", "title", "meta", "link"}), recursive=True)
    opened = {
        target for node in page.css("[aria-controls], [data-target], [data-bs-target]") for target in _opens(node)
    }
    for node in page.css("[hidden], [aria-hidden], [style], [class]"):
        if _is_unseen(node) and not _is_opened(node, opened):
            node.decompose()
    whole = len(page.body.text()) if page.body else 0
    for node in page.css("nav, footer, aside, header, [role], [class], [id]"):
        if _is_around(node) and len(node.text()) <= whole / 2:
            node.decompose()


def _opens(node: LexborNode) -> Iterator[str]:
    for name in ("aria-controls", "data-target", "data-bs-target"):
        yield from (node.attributes.get(name) or "").replace("#", " ").split()


def _is_unseen(node: LexborNode) -> bool:
    attributes = node.attributes
    style = (attributes.get("style") or "").lower().replace(" ", "")
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or _UNSEEN_STYLE.search(style) is not None
        or _UNSEEN_CLASS.search(attributes.get("class") or "") is not None
    )


def _is_opened(node: LexborNode, opened: set[str]) -> bool:
    attributes = node.attributes
    return (
        (attributes.get("id") or "") in opened
        or attributes.get("role") in ("tabpanel", "region")
        or _OPENED.search(attributes.get("class") or "") is not None
    )


def _is_around(node: LexborNode) -> bool:
    if node.tag == "header":
        return node.css_first("h1, h2") is None
    if node.tag in ("body", "main", "article", "html"):
        return False
    named = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return node.tag in _AROUND or node.attributes.get("role") in _ROLES_AROUND or _CLUTTER.search(named) is not None


def _main(page: LexborHTMLParser) -> LexborNode | None:
    """The part that is marked as the page's own, when it is not a mere frame."""
    whole = len(page.body.text()) if page.body else 0
    for selector in ("main", "[role=main]", "article"):
        found = page.css(selector)
        if len(found) == 1 and len(found[0].text()) >= whole / 5:
            return found[0]
    return None


class _Writer:
    """Writes one page. `level` is that of the last heading, which questions stand below."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._level = 1
        self._own = 1

    def blocks(self, node: LexborNode, depth: int = 0) -> Iterator[str]:
        """The blocks inside a node."""
        if depth > DEEPEST:
            yield markdown.tidy(node.text(separator=" "))
            return
        line: list[str] = []
        for child in node.iter(include_text=True):
            if self._is_inline(child):
                line.append(self._inline(child, depth + 1))
                continue
            yield markdown.tidy("".join(line))
            line = []
            yield from self._block(child, depth + 1)
        yield markdown.tidy("".join(line))

    def _is_inline(self, node: LexborNode) -> bool:
        if node.is_text_node:
            return True
        tag = node.tag or ""
        if tag in _BLOCKS or _is_switch(node):
            return False
        return not _holds(node, _BLOCKS)

    def _block(self, node: LexborNode, depth: int) -> Iterator[str]:
        tag = node.tag or ""
        if match := _HEADING.match(tag):
            self._level = self._own = int(match[1])
            yield markdown.heading(self._level, node.text(separator=" "))
        elif tag in ("dt", "summary") or _is_switch(node):
            self._level = min(self._own + 1, 6)
            yield markdown.heading(self._level, node.text(separator=" "))
        elif tag in ("ul", "ol", "menu"):
            yield "\n".join(self._items(node, depth, tag == "ol"))
        elif tag == "table":
            yield from self._table(node, depth)
        elif tag == "pre":
            yield f"```\n{node.text().strip()}\n```"
        elif tag == "blockquote":
            yield "\n".join(f"> {line}" for block in self.blocks(node, depth) if block for line in block.split("\n"))
        elif tag not in _NEVER:
            yield from self.blocks(node, depth)

    def _inline(self, node: LexborNode, depth: int) -> str:
        tag = node.tag or ""
        if node.is_text_node:
            return (node.text_content or "").replace("\n", " ")
        if tag == "br":
            return "\n"
        if tag in _NEVER or tag == "button" or node.is_comment_node:
            return ""
        if depth > DEEPEST:
            return node.text(separator=" ")
        text = "".join(self._inline(child, depth + 1) for child in node.iter(include_text=True))
        if tag in ("b", "strong") and text.strip() and "**" not in text:
            return f" **{text.strip()}** " if text != text.strip() else f"**{text}**"
        return self._link(node, text) if tag == "a" else text

    def _link(self, node: LexborNode, text: str) -> str:
        plain = " ".join(text.split())
        address = _absolute(self._base, node.attributes.get("href") or "")
        page = urldefrag(self._base).url
        if not plain or not address or address == page or " " in address or ")" in address or "]" in plain:
            return text
        return address if address == plain else f"[{plain}]({address})"

    def _items(self, node: LexborNode, depth: int, numbered: bool) -> Iterator[str]:
        number = 0
        for child in node.iter():
            inner = [block for block in self.blocks(child, depth) if block]
            if child.tag in _NEVER or not inner:
                continue
            number += 1
            mark = f"{number}. " if numbered else "- "
            lines = "\n".join(inner).split("\n")
            yield mark + lines[0].lstrip("# ")
            yield from (" " * len(mark) + line.lstrip("#") for line in lines[1:])

    def _table(self, node: LexborNode, depth: int) -> Iterator[str]:
        """A table that holds tables or headings only arranges the page."""
        if _holds(node, _ARRANGED):
            for row in node.css("tr"):
                yield from self.blocks(row, depth)
            return
        caption = node.css_first("caption")
        if caption is not None:
            yield markdown.tidy(caption.text(separator=" ")) + ":"
        yield markdown.table(
            [" ".join(self.blocks(cell, depth)) for cell in row.iter() if cell.tag in ("td", "th")]
            for row in node.css("tr")
        )


def _is_switch(node: LexborNode) -> bool:
    """What opens an answer below it: the question of an accordion."""
    if node.tag not in ("button", "a", "div", "span") or not node.text(deep=True).strip():
        return False
    attributes = node.attributes
    return "aria-expanded" in attributes and ("aria-controls" in attributes or node.tag == "button")


def _holds(node: LexborNode, tags: frozenset[str]) -> bool:
    return any(inner.tag in tags and inner != node for inner in node.traverse())
