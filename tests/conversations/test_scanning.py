"""Where files are scanned, nobody sees one before, and an infected one is gone."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from prosa.accounts import services
from prosa.accounts.schemas import system
from prosa.app.commands.doctor import check_services
from prosa.app.compose import plug_in
from prosa.conversations import attachments, scanning
from prosa.conversations.attachments import SCAN
from prosa.conversations.schemas import FileState
from prosa.conversations.views import AttachmentLine
from prosa.core.errors import Invalid, NotFound
from prosa.core.runtime import Runtime
from prosa.testing import files
from prosa.testing.counterpart import nobody_listens
from tests.clamd import EICAR, clamd

ADMIN = system("test")


@pytest.fixture
def furnished(runtime: Runtime) -> Runtime:
    plug_in(runtime)
    return runtime


async def uses(runtime: Runtime, port: int) -> None:
    async with runtime.db.transaction() as session:
        await scanning.choose(session, runtime, ADMIN, "clamav", {"host": "127.0.0.1", "port": port})


async def brought(runtime: Runtime, data: bytes) -> UUID:
    key = await runtime.storage.put(data)
    async with runtime.db.transaction() as session:
        return await attachments.upload(session, None, key, "image/png", "foto.png", len(data))


async def shown(runtime: Runtime, attachment_id: UUID) -> AttachmentLine:
    async with runtime.db.transaction() as session:
        return await attachments.item(session, attachment_id)


async def key_of(runtime: Runtime, attachment_id: UUID) -> str | None:
    async with runtime.db.transaction() as session:
        return (await attachments.media(session, attachment_id)).key


async def left_held(runtime: Runtime) -> list[UUID]:
    async with runtime.db.transaction() as session:
        return await attachments.left_held(session)


async def test_a_file_is_held_until_it_was_found_clean(furnished: Runtime) -> None:
    async with clamd() as daemon:
        await uses(furnished, daemon.port)
        file = await brought(furnished, files.png())
        assert (await shown(furnished, file)).state is FileState.HELD
        assert await key_of(furnished, file) is None, "nobody can read it yet"
        await scanning.scan(furnished, file)
        assert (await shown(furnished, file)).state is FileState.STORED
        assert await key_of(furnished, file) is not None
        await scanning.scan(furnished, file)
        assert daemon.scanned == [len(files.png())], "a doubled wake scans nothing"


async def test_an_infected_file_is_removed_wherever_its_content_is(furnished: Runtime, tmp_path: Path) -> None:
    before = await brought(furnished, EICAR)
    async with clamd() as daemon:
        await uses(furnished, daemon.port)
        file = await brought(furnished, EICAR)
        await scanning.scan(furnished, file)
    for each in (before, file):
        found = await shown(furnished, each)
        assert (found.state, found.detail) == (FileState.REMOVED, "infected: Win.Test.EICAR_HDB-1")
        assert await key_of(furnished, each) is None
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def test_while_the_scanner_is_away_files_wait_and_people_are_told(furnished: Runtime) -> None:
    await uses(furnished, int(nobody_listens().rsplit(":", 1)[1]))
    file = await brought(furnished, files.png())
    await scanning.scan(furnished, file)
    found = await shown(furnished, file)
    assert (found.state, found.detail) == (FileState.HELD, "scanner_away")
    (finding,) = await check_services(furnished.db)
    assert (finding.subject, finding.level) == ("file_scan", "warning")
    assert await left_held(furnished) == [], "not before its pause is over"
    async with clamd() as daemon:
        await uses(furnished, daemon.port)
        await scanning.scan(furnished, file)
    assert (await shown(furnished, file)).state is FileState.STORED
    assert await check_services(furnished.db) == []


async def test_trouble_is_told_from_its_beginning_until_its_end(furnished: Runtime) -> None:
    async with clamd(answers=["", ""]) as daemon:
        await uses(furnished, daemon.port)
        file = await brought(furnished, files.png())
        for _ in range(2):
            await scanning.scan(furnished, file)
        first = await scanner(furnished)
        assert first["trouble"]
        assert first["trouble_since"]
        await scanning.scan(furnished, file)
        assert (await scanner(furnished))["trouble"] is None


async def scanner(runtime: Runtime) -> dict[str, Any]:
    async with runtime.db.transaction() as session:
        found = await services.shown(session, SCAN)
    assert found is not None
    return found.model_dump()


async def test_a_file_too_large_for_the_scanner_says_so(furnished: Runtime) -> None:
    async with clamd(limit=10) as daemon:
        await uses(furnished, daemon.port)
        file = await brought(furnished, files.png())
        await scanning.scan(furnished, file)
    assert (await shown(furnished, file)).detail == "scanner_limit"


async def test_when_nothing_is_scanned_any_more_what_waited_is_let_through(furnished: Runtime) -> None:
    async with clamd(answers=[""]) as daemon:
        await uses(furnished, daemon.port)
        file = await brought(furnished, files.png())
        await scanning.scan(furnished, file)
    async with furnished.db.transaction() as session:
        await scanning.stop(session, ADMIN)
    await scanning.scan(furnished, file)
    assert (await shown(furnished, file)).state is FileState.STORED


async def test_only_a_connector_that_scans_can_be_chosen(furnished: Runtime) -> None:
    async with furnished.db.transaction() as session:
        with pytest.raises(Invalid):
            await scanning.choose(session, furnished, ADMIN, "webchat", {})
        with pytest.raises(NotFound):
            await scanning.choose(session, furnished, ADMIN, "nothing", {})
        with pytest.raises(Invalid):
            await scanning.choose(session, furnished, ADMIN, "clamav", {"port": 0})
