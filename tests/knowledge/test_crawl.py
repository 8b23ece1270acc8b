"""Following a site: bounded, polite, and never into the own network."""

from collections.abc import Mapping

import pytest

from prosa.core.documents import Reader, Unreadable
from prosa.knowledge import crawl
from prosa.knowledge.crawl import Site, normal, visiting, without_frame
from tests.knowledge import site as sites
from tests.knowledge.site import page, serving


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl, "PAUSE", 0.0)


async def ignore(done: int, total: int) -> None:
    """Nobody looks."""


async def visited(url: str, limit: int = 20, internal: tuple[str, ...] = (sites.HOST,)) -> Site:
    async with visiting(internal) as visitor, Reader() as reader:
        return await visitor.crawl(reader, await visitor.first(url), limit, ignore)


def paths(site: Site, url: str) -> list[str]:
    return [page.url.removeprefix(url) for page in site.pages]


async def test_pages_of_the_site_are_followed_and_those_below_the_first_come_first() -> None:
    pages = {
        "/ajuda/": page("Ajuda", "<p>a", "/sobre", "/ajuda/trocas#x", "/ajuda/trocas", "https://other.example/"),
        "/ajuda/trocas": page("Trocas", "<p>b", "/ajuda/frete?utm_source=x"),
        "/ajuda/frete": page("Frete", "<p>c"),
        "/sobre": page("Sobre", "<p>d", "/foto.jpg", "/carrinho", "/a?x=1&y=2&z=3&w=4"),
    }
    async with serving(dict(pages)) as site:
        found = await visited(f"{site.url}/ajuda/")
        assert paths(found, site.url) == ["/ajuda/", "/ajuda/trocas", "/ajuda/frete", "/sobre"]
        assert site.asked == ["/robots.txt", "/ajuda/", "/ajuda/trocas", "/ajuda/frete", "/sobre"]


async def test_no_more_pages_are_read_than_asked_for() -> None:
    pages = {f"/{n}": page(str(n), f"<p>{n}", f"/{n + 1}") for n in range(30)}
    async with serving(dict(pages)) as site:
        assert paths(await visited(f"{site.url}/0", limit=3), site.url) == ["/0", "/1", "/2"]


async def test_what_robots_forbid_is_not_read() -> None:
    robots = "User-agent: *\nDisallow: /interno\nDisallow: /*.php$\nAllow: /"
    pages = {
        "/robots.txt": robots,
        "/": page("Início", "<p>a", "/interno/x", "/y.php", "/z"),
        "/interno/x": page("x", "<p>x"),
        "/y.php": page("y", "<p>y"),
        "/z": page("z", "<p>z"),
    }
    async with serving(dict(pages)) as site:
        assert paths(await visited(f"{site.url}/"), site.url) == ["/", "/z"]
        with pytest.raises(Unreadable, match="robots_forbid"):
            await visited(f"{site.url}/interno/x")
        assert "/interno/x" not in site.asked


async def test_a_site_whose_robots_cannot_be_asked_is_left_alone() -> None:
    async with serving({"/robots.txt": (503, {}, b""), "/": page("a", "<p>a")}) as site:
        with pytest.raises(Unreadable, match="robots_unreachable"):
            await visited(f"{site.url}/")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, {}, b""), "address_gone"),
        ((403, {}, b""), "address_refuses"),
        ((302, {"location": "/"}, b""), "address_circle"),
        ((302, {"location": "http://127.0.0.2/"}, b""), "address_private"),
        ((302, {"location": "file:///etc/passwd"}, b""), "address_unreachable"),
    ],
)
async def test_a_first_page_that_cannot_be_had_is_told(
    answer: tuple[int, Mapping[str, str], bytes], reason: str
) -> None:
    async with serving({"/": answer}) as site:
        with pytest.raises(Unreadable) as refused:
            await visited(f"{site.url}/")
    assert refused.value.reason == reason


async def test_the_own_network_is_not_visited() -> None:
    async with serving({"/": page("a", "<p>a")}) as site:
        with pytest.raises(Unreadable, match="address_private"):
            await visited(f"{site.url}/", internal=())
        assert site.asked == []


async def test_pages_that_fail_are_passed_over_and_those_that_are_gone_are_told() -> None:
    pages = {"/": page("a", "<p>a", "/gone", "/broken", "/file", "/b"), "/b": page("b", "<p>b")}
    more = {"/gone": (410, {}, b""), "/broken": (500, {}, b""), "/file": (200, {"content-type": "image/png"}, b"x")}
    async with serving({**pages, **more}) as site:
        found = await visited(f"{site.url}/")
        assert paths(found, site.url) == ["/", "/b"]
        assert found.away == [f"{site.url}/gone"]


async def test_one_page_under_two_addresses_is_read_once() -> None:
    copy = '<html><head><link rel="canonical" href="/a"></head><body><p>a</body></html>'
    pages = {"/": page("x", "<p>x", "/a", "/copy", "/moved"), "/a": page("a", "<p>a"), "/copy": copy}
    async with serving({**pages, "/moved": (301, {"location": "/a"}, b"")}) as site:
        assert paths(await visited(f"{site.url}/"), site.url) == ["/", "/a"]


async def test_a_page_that_is_too_large_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl, "LARGEST_PAGE", 10_000)
    pages = {"/": page("x", "<p>x", "/huge"), "/huge": page("h", "<p>" + "a" * 20_000)}
    async with serving(dict(pages)) as site:
        assert paths(await visited(f"{site.url}/"), site.url) == ["/"]


def test_addresses_have_one_form() -> None:
    assert normal("HTTPS://Shop.Example?b=2&utm_source=x&a=1#top") == "https://shop.example/?a=1&b=2"
    for bad in ("javascript:x", "ftp://a/b", "http://me:secret@shop.example/", "http://", "https://a:x"):
        with pytest.raises(ValueError, match=r"address|[Pp]ort"):
            normal(bad)


def test_blocks_that_stand_on_most_pages_are_left_out() -> None:
    texts = {str(n): f"Ligue já\n\nPágina {n}" for n in range(5)}
    assert without_frame(texts) == {str(n): f"Página {n}" for n in range(5)}
    assert without_frame({"1": "a\n\nb", "2": "a"}) == {"1": "a\n\nb", "2": "a"}
