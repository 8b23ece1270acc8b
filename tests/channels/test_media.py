"""A provider's files: fetched once, asked for again with growing pauses, and at last shown as missing."""

import tracemalloc
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from prosa.channels import media
from prosa.conversations import attachments
from prosa.conversations.models import AttachmentRow
from prosa.conversations.views import AttachmentLine
from prosa.core.clock import now
from prosa.core.errors import Conflict, NotFound, Unavailable
from prosa.testing import files
from tests.channels.conftest import Wire


async def announced(wire: Wire) -> UUID:
    await wire.brings({"id": "wamid.1", "from": "5511987654321", "media": "m1"})
    (row,) = await wire.rows(AttachmentRow)
    return row.id


async def item(wire: Wire, attachment_id: UUID) -> AttachmentLine:
    async with wire.runtime.db.transaction() as session:
        return await attachments.item(session, attachment_id)


async def test_a_file_has_the_type_its_bytes_show(wire: Wire) -> None:
    file = await announced(wire)
    wire.port.file = files.png()
    await media.fetch(wire.runtime, file)
    found = await item(wire, file)
    assert (found.state, found.mime_type, found.size) == ("stored", "image/png", len(files.png()))


async def test_one_that_does_not_come_is_asked_for_with_growing_pauses_and_at_last_missing(wire: Wire) -> None:
    file = await announced(wire)
    wire.port.file = Unavailable("not yet")
    pauses = []
    for _ in range(attachments.MOST_ATTEMPTS - 1):
        await media.fetch(wire.runtime, file)
        (row,) = await wire.rows(AttachmentRow)
        assert row.due_at is not None
        pauses.append(round((row.due_at - now()).total_seconds()))
    assert pauses[:4] == [5, 20, 80, 320]
    assert pauses == sorted(pauses)
    assert (await item(wire, file)).state == "fetching"
    await media.fetch(wire.runtime, file)
    found = await item(wire, file)
    assert (found.state, found.detail) == ("missing", "unreachable")


async def test_one_whose_pause_is_not_over_is_not_swept_up(wire: Wire) -> None:
    file = await announced(wire)
    async with wire.runtime.db.transaction() as session:
        assert await attachments.left(session) == [file]
    wire.port.file = Unavailable("not yet")
    await media.fetch(wire.runtime, file)
    async with wire.runtime.db.transaction() as session:
        assert await attachments.left(session) == []


async def test_one_that_is_gone_says_why_and_an_operator_can_ask_again(wire: Wire) -> None:
    file = await announced(wire)
    wire.port.file = NotFound("gone")
    await media.fetch(wire.runtime, file)
    found = await item(wire, file)
    assert (found.state, found.detail) == ("missing", "gone")
    async with wire.runtime.db.transaction() as session:
        await attachments.ask_again(session, file)
    wire.port.file = files.png()
    await media.fetch(wire.runtime, file)
    assert (await item(wire, file)).state == "stored"
    async with wire.runtime.db.transaction() as session:
        with pytest.raises(Conflict):
            await attachments.ask_again(session, file)


async def test_one_that_never_ends_is_cut_off_and_leaves_nothing(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "LARGEST", 1000)
    file = await announced(wire)

    async def endless(*_: object) -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 300

    monkeypatch.setattr(wire.port, "fetch_media", endless)
    await media.fetch(wire.runtime, file)
    found = await item(wire, file)
    assert (found.state, found.detail) == ("missing", "too_large")


async def test_a_large_file_is_not_held_in_memory(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    file = await announced(wire)

    async def large(*_: object) -> AsyncIterator[bytes]:
        for _ in range(256):
            yield bytes(64 * 1024)

    monkeypatch.setattr(wire.port, "fetch_media", large)
    tracemalloc.start()
    await media.fetch(wire.runtime, file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (await item(wire, file)).size == 16 * 1024 * 1024
    assert peak < 10 * 1024 * 1024
