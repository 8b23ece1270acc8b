"""The child that reads: what it says, and what ends it."""

import asyncio
from pathlib import Path

import pytest

from prosa.core.documents import Document, DocumentKind, Reader, Unreadable
from tests.core.documents import papers


async def test_one_child_reads_one_document_after_the_other() -> None:
    async with Reader() as reader:
        page = await reader.read(DocumentKind.HTML, b"<p><a href=b>oi</a></p>", url="https://shop.example/a")
        word = await reader.read(DocumentKind.DOCX, papers.docx(papers.paragraph("olá")))
        assert reader._child is not None
        assert reader._child.returncode is None
    assert page == Document("", "[oi](https://shop.example/b)", ("https://shop.example/b",))
    assert word == Document("", "olá")


async def test_two_hundred_pages_are_read_and_tell_how_far_they_are() -> None:
    text = "Uma linha de um manual, com algum texto em cada uma."
    lines = [(text, 50.0, 780 - number * 14.0, 11.0, False) for number in range(50)]
    told: list[tuple[int, int]] = []

    async def progress(done: int, total: int) -> None:
        told.append((done, total))

    async with Reader() as reader:
        await reader.read(DocumentKind.PDF, papers.pdf([lines] * 200), progress=progress)
    assert told == [(page, 200) for page in range(1, 201)]


async def test_a_refusal_says_why_and_the_next_document_is_read() -> None:
    async with Reader() as reader:
        with pytest.raises(Unreadable) as refused:
            await reader.read(DocumentKind.PDF, b"%PDF-1.4")
        assert refused.value.params == {"reason": "broken"}
        assert (await reader.read(DocumentKind.HTML, b"<p>oi")).markdown == "oi"


async def test_a_bomb_ends_the_child_and_nothing_else() -> None:
    async with Reader(silence=2) as reader:
        with pytest.raises(Unreadable, match="too_heavy"):
            await reader.read(DocumentKind.HTML, b"<div>" * 200_000)
        assert (await reader.read(DocumentKind.HTML, b"<p>oi")).markdown == "oi"


async def test_the_child_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSA_SECRET_KEY", "secret")
    async with Reader() as reader:
        await reader.read(DocumentKind.HTML, b"<p>oi")
        assert reader._child is not None
        known = await asyncio.to_thread(environment_of, reader._child.pid)
    assert b"PROSA" not in known


async def test_halves_of_signs_do_not_stop_the_answer() -> None:
    async with Reader() as reader:
        assert (await reader.read(DocumentKind.HTML, b"<p>a&#xD83D;b\x00c</p>")).markdown.startswith("a")


def environment_of(process: int) -> bytes:
    """Empty where the system does not show it."""
    path = Path(f"/proc/{process}/environ")
    return path.read_bytes() if path.exists() else b""
