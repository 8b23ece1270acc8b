"""A site, page by page: bounded, polite, and never into the own network.

robots.txt is respected as RFC 9309 says: what cannot be asked for it is not read at all. Pages below the folder of the
first address come first.
"""

import asyncio
import heapq
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import httpx
from protego import Protego

from prosa.core.documents import Document, DocumentKind, Reader, Unreadable
from prosa.core.reach import AddressRefused, PublicOnly
from prosa.knowledge.source_schemas import LARGEST_FILE

AGENT = "Prosa"
PAUSE = 0.25
"""Seconds between two requests; a site may ask for more, up to `LONGEST_PAUSE`."""
LONGEST_PAUSE = 5.0
LONGEST = 15 * 60
"""Seconds a whole site may take; what was read by then counts."""
LARGEST_PAGE = 5 * 1024 * 1024
_LARGEST_ROBOTS = 500 * 1024
_HOPS = 5
_MOST_KNOWN = 5_000
"""Addresses that are remembered of a site."""
_MOST_PARAMETERS = 3
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|_ga|sessionid|sid|phpsessid", re.I)
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|mjs|json|xml|rss|zip|rar|gz|mp[34]|webm|woff2?|ttf|exe|apk|pdf|docx?|xlsx?)$",
    re.I,
)
_ACTIONS = re.compile(
    r"/(?:login|logout|sair|entrar|signin|signup|cadastro|cart|carrinho|checkout|wp-admin|search)\b", re.I
)

Progress = Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave, after redirects; `name` as a file would be called."""

    url: str
    mime_type: str
    data: bytes

    @property
    def is_page(self) -> bool:
        return self.mime_type in ("text/html", "application/xhtml+xml")

    @property
    def name(self) -> str:
        return urlsplit(self.url).path.rpartition("/")[2] or urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class Page:
    url: str
    document: Document


@dataclass(slots=True)
class Site:
    """`pages` in the order of reading; `away` are pages the site says it has no more."""

    pages: list[Page] = field(default_factory=list)
    away: list[str] = field(default_factory=list)


@asynccontextmanager
async def visiting(internal_hosts: Collection[str]) -> AsyncIterator["Visitor"]:
    """Somebody who goes to the public web only."""
    headers = {
        "user-agent": f"{AGENT}/{version('prosa')} (knowledge import)",
        "accept-language": "pt-BR,pt;q=0.9,en;q=0.5",
    }
    timeout = httpx.Timeout(15.0, connect=5.0)
    transport = PublicOnly(internal_hosts)
    async with httpx.AsyncClient(transport=transport, headers=headers, timeout=timeout) as http:
        yield Visitor(http)


class Visitor:
    """Asks one site for what its robots.txt allows."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._rules: dict[str, Protego] = {}

    async def first(self, url: str) -> Fetched:
        """What the address a person typed gives: a page or a file. Raises `Unreadable`."""
        try:
            return await self._get(normal(url), LARGEST_FILE)
        except AddressRefused as refused:
            raise Unreadable("address_private", **refused.params) from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as problem:
            raise Unreadable("address_unreachable", error=type(problem).__name__) from None

    async def crawl(self, reader: Reader, first: Fetched, limit: int, progress: Progress) -> Site:
        """The site of a page, up to `limit` pages. Raises `Unreadable` when that page itself cannot be read."""
        site, queue = Site(), _Queue(first.url)
        document = await reader.read(DocumentKind.HTML, first.data, url=first.url)
        site.pages.append(Page(first.url, document))
        queue.add(document.links)
        end = time.monotonic() + LONGEST
        while len(site.pages) < limit and time.monotonic() < end and (url := queue.next()):
            await progress(len(site.pages), min(limit, len(site.pages) + len(queue) + 1))
            await asyncio.sleep(self._pause(url))
            await self._visit(reader, url, site, queue)
        await progress(len(site.pages), len(site.pages))
        return site

    async def _visit(self, reader: Reader, url: str, site: Site, queue: "_Queue") -> None:
        """A page that cannot be had now is left as it was."""
        try:
            fetched = await self._get(url, LARGEST_PAGE)
            if not fetched.is_page or not queue.is_new(fetched.url, asked=url):
                return
            document = await reader.read(DocumentKind.HTML, fetched.data, url=fetched.url)
        except Unreadable as problem:
            site.away += [url] if problem.reason == "address_gone" else []
            return
        except (AddressRefused, httpx.HTTPError, httpx.InvalidURL, ValueError):
            return
        queue.add(document.links)
        if document.canonical and not queue.is_new(normal(document.canonical), asked=fetched.url):
            return
        site.pages.append(Page(fetched.url, document))

    async def _get(self, url: str, limit: int) -> Fetched:
        """Raises `Unreadable`, `AddressRefused` and errors of httpx."""
        for _ in range(_HOPS):
            await self._ask_leave(url)
            async with self._http.stream("GET", url) as response:
                if not response.is_redirect:
                    return await _taken(response, url, limit)
                url = normal(urljoin(url, response.headers.get("location", "")))
        raise Unreadable("address_circle")

    async def _ask_leave(self, url: str) -> None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = await self._robots(origin)
        if not self._rules[origin].can_fetch(url, AGENT):
            raise Unreadable("robots_forbid", url=url)

    async def _robots(self, origin: str) -> Protego:
        """What is not there allows everything; what cannot be answered now allows nothing."""
        url = f"{origin}/robots.txt"
        for _ in range(_HOPS):
            async with self._http.stream("GET", url) as response:
                if response.is_redirect:
                    url = urljoin(url, response.headers.get("location", ""))
                    continue
                if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                    raise Unreadable("robots_unreachable", status=response.status_code)
                body = await _bounded(response, _LARGEST_ROBOTS) if response.is_success else b""
                return Protego.parse(body.decode("utf-8", "replace"))
        return Protego.parse("")

    def _pause(self, url: str) -> float:
        parts = urlsplit(url)
        rules = self._rules.get(f"{parts.scheme}://{parts.netloc}")
        asked = rules.crawl_delay(AGENT) if rules else None
        return min(max(PAUSE, asked or 0.0), LONGEST_PAUSE)


async def _taken(response: httpx.Response, url: str, limit: int) -> Fetched:
    if response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        raise Unreadable("address_gone", status=response.status_code)
    if not response.is_success:
        raise Unreadable("address_refuses", status=response.status_code)
    mime_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    data = await _bounded(response, limit + 1)
    if len(data) > limit:
        raise Unreadable("too_large", limit=limit)
    return Fetched(url, mime_type, data)


async def _bounded(response: httpx.Response, limit: int) -> bytes:
    """At most `limit` bytes, unpacked."""
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) >= limit:
            break
    return bytes(data[:limit])


def normal(url: str) -> str:
    """One form for one page: no fragment, no parameters of tracking, the others in order. Raises `ValueError`."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("not an address of the web")
    if parts.username or parts.password:
        raise ValueError("an address with a password")
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", urlencode(query), ""))


class _Queue:
    """Pages of one host that were not visited, those below the first one's folder first, then as they were found."""

    def __init__(self, start: str) -> None:
        parts = urlsplit(start)
        self._host = _bare(parts.netloc)
        self._folder = parts.path.rpartition("/")[0] + "/"
        self._known = {start}
        self._heap: list[tuple[bool, int, str]] = []

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, links: Collection[str]) -> None:
        for link in links:
            try:
                url = normal(link)
            except ValueError:
                continue
            if self._wanted(url) and url not in self._known and len(self._known) < _MOST_KNOWN:
                self._known.add(url)
                aside = not urlsplit(url).path.startswith(self._folder)
                heapq.heappush(self._heap, (aside, len(self._known), url))

    def next(self) -> str | None:
        return heapq.heappop(self._heap)[2] if self._heap else None

    def is_new(self, url: str, asked: str) -> bool:
        """Whether the page that came for `asked` is of this site and not one that is known by another address."""
        if url == asked:
            return True
        new = _bare(urlsplit(url).netloc) == self._host and url not in self._known
        self._known.add(url)
        return new

    def _wanted(self, url: str) -> bool:
        parts = urlsplit(url)
        return (
            _bare(parts.netloc) == self._host
            and not _NOT_PAGES.search(parts.path)
            and not _ACTIONS.search(parts.path)
            and len(parse_qsl(parts.query, keep_blank_values=True)) <= _MOST_PARAMETERS
        )


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def without_frame(texts: Mapping[str, str]) -> dict[str, str]:
    """The pages' Markdown by address, without the blocks that stand on most of them."""
    if len(texts) < 4:
        return dict(texts)
    counts: dict[str, int] = {}
    for text in texts.values():
        for block in set(text.split("\n\n")):
            counts[block] = counts.get(block, 0) + 1
    usual = {block for block, count in counts.items() if count > len(texts) / 2}
    return {
        url: "\n\n".join(block for block in text.split("\n\n") if block not in usual) for url, text in texts.items()
    }
