"""Files of messages from upload to screen, over HTTP with a worker at work."""

import tracemalloc
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image

from prosa.core.runtime import Runtime
from prosa.testing import files
from tests import sounds
from tests.clamd import EICAR, clamd
from tests.house import House, open_house
from tests.waiting import until

MEGABYTE = 1024 * 1024


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    async with open_house(runtime) as opened:
        yield opened


async def upload(house: House, data: Any, name: str = "foto.png", **query: Any) -> dict[str, Any]:
    answer = await house.admin.post("/api/v1/attachments", files={"file": (name, data)}, params=query)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def fetch(house: House, file: dict[str, Any], part: str = "") -> httpx.Response:
    return await house.admin.get(f"/api/v1/attachments/{file['id']}{part}")


async def in_a_message(house: House, file: dict[str, Any]) -> dict[str, Any]:
    """The file as a thread shows it once it was looked at."""
    channel_id = await house.channel("simulator")
    await house.post(f"/simulator/{channel_id}/messages", phone="5511987654321", client_id="a", text="oi")
    conversation = await house.conversation()
    sent = await house.post(f"/conversations/{conversation['id']}/messages", client_id="f", attachment_id=file["id"])

    async def looked_at() -> dict[str, Any] | None:
        found = [line for line in await house.messages(conversation["id"]) if line["id"] == sent["id"]]
        shown = dict(found[0]["attachment"])
        return shown if shown["width"] or shown["duration_ms"] else None

    return await until(looked_at)


async def test_a_picture_is_measured_and_gets_a_small_copy(house: House) -> None:
    uploaded = await upload(house, files.png(1000, 500))
    shown = await in_a_message(house, uploaded)
    assert (shown["width"], shown["height"], shown["state"]) == (1000, 500, "stored")
    assert shown["thumbnail"] is True
    small = await fetch(house, shown, "/thumbnail")
    assert small.headers["content-type"] == "image/webp"
    assert Image.open(BytesIO(small.content)).size == (480, 240)


async def test_a_recording_becomes_a_voice_note_with_a_waveform(house: House) -> None:
    recorded = sounds.recording("libopus", "webm", 2.0)
    shown = await in_a_message(house, await upload(house, recorded, "gravação.webm", voice=True))
    assert (shown["mime_type"], shown["voice"], len(shown["waveform"])) == ("audio/ogg; codecs=opus", True, 64)
    assert shown["duration_ms"] == pytest.approx(2000, abs=60)
    played = await house.admin.get(f"/api/v1/attachments/{shown['id']}", headers={"range": "bytes=0-3"})
    assert (played.status_code, played.content) == (206, b"OggS")


async def test_a_film_has_a_first_picture(house: House) -> None:
    shown = await in_a_message(house, await upload(house, sounds.film(), "filme.mp4"))
    assert (shown["width"], shown["height"], shown["duration_ms"], shown["thumbnail"]) == (320, 180, 1000, True)


async def test_what_is_no_recording_is_refused_as_a_voice_note(house: House) -> None:
    for junk in (files.png(), b"nothing", b""):
        answer = await house.admin.post("/api/v1/attachments?voice=true", files={"file": ("a.webm", junk)})
        assert answer.status_code == 422


HOSTILE = {
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "logo.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "photo.jpg": b"<html><body onload=alert(1)>",
    "gifar.gif": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//<script>alert(1)</script>",
    "polyglot.pdf": b"%PDF-1.4\n<script>alert(1)</script>",
    "bomb.zip": b"PK\x03\x04" + b"\0" * 100,
}


async def test_a_hostile_file_comes_back_as_it_was_and_can_do_nothing(house: House) -> None:
    for name, content in HOSTILE.items():
        uploaded = await upload(house, content, name)
        await assert_harmless(house, uploaded, content)


async def assert_harmless(house: House, uploaded: dict[str, Any], content: bytes) -> None:
    answer = await fetch(house, uploaded)
    assert answer.content == content
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    shown = answer.headers["content-type"]
    assert shown in ("application/octet-stream", "image/gif"), "only what its bytes show to be a picture is one"
    assert (await fetch(house, uploaded, "/thumbnail")).status_code == 404


async def test_a_file_that_is_sent_twice_is_kept_once(house: House, tmp_path: Path) -> None:
    first, second = await upload(house, files.pdf(), "a.pdf"), await upload(house, files.pdf(), "b.pdf")
    assert first["id"] != second["id"]
    kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert len(kept) == 1


async def test_a_large_file_is_not_held_in_memory(house: House, tmp_path: Path) -> None:
    await upload(house, b"warm", "a.bin")

    async def peak(size: int) -> int:
        file = blank(tmp_path, size)
        tracemalloc.start()
        with file.open("rb") as opened:
            uploaded = await upload(house, opened, "large.bin")
            async with house.admin.stream("GET", f"/api/v1/attachments/{uploaded['id']}") as answer:
                came = sum([len(chunk) async for chunk in answer.aiter_bytes()])
        assert came == size
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    floor = await peak(1)
    assert await peak(16 * MEGABYTE) - floor < 10 * MEGABYTE


def blank(folder: Path, size: int) -> Path:
    file = folder / f"{size}.bin"
    file.write_bytes(bytes(size))
    return file


async def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(house: House, tmp_path: Path) -> None:
    with blank(tmp_path, 25 * MEGABYTE + 1).open("rb") as opened:
        answer = await house.admin.post("/api/v1/attachments", files={"file": ("large.bin", opened)})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def test_only_a_missing_file_of_a_provider_can_be_asked_for_again(house: House) -> None:
    uploaded = await upload(house, files.png())
    answer = await house.admin.post(f"/api/v1/attachments/{uploaded['id']}/retry")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")
    unknown = await house.admin.post(f"/api/v1/attachments/{UUID(int=1)}/retry")
    assert unknown.status_code == 404


async def test_a_scanner_is_tried_chosen_and_takes_infected_files_away(house: House) -> None:
    async with clamd() as daemon:
        scanner = {"connector": "clamav", "settings": {"host": "127.0.0.1", "port": daemon.port}}
        tried = await house.post("/file-scan/try", **scanner)
        assert (tried["ok"], tried["detail"][:6]) == (True, "ClamAV")
        chosen = await house.admin.put("/api/v1/file-scan", json={"scanner": scanner})
        assert chosen.json()["scanner"]["settings"]["port"] == daemon.port
        uploaded = await upload(house, EICAR, "nota.pdf")
        assert uploaded["state"] == "held"
        assert (await fetch(house, uploaded)).status_code == 404
        channel_id = await house.channel("simulator")
        await house.post(f"/simulator/{channel_id}/messages", phone="5511987654321", client_id="a", text="oi")
        conversation = await house.conversation()
        path = f"/conversations/{conversation['id']}/messages"
        sent = await house.post(path, client_id="f", attachment_id=uploaded["id"])

        async def given_up() -> dict[str, Any] | None:
            found = next(line for line in await house.messages(conversation["id"]) if line["id"] == sent["id"])
            return found if found["attachment"]["state"] == "removed" and found["status"] == "failed" else None

        line = await until(given_up)
        assert line["attachment"]["detail"] == "infected: Win.Test.EICAR_HDB-1"
    assert not (await house.post("/file-scan/try", **scanner))["ok"]
    off = await house.admin.put("/api/v1/file-scan", json={"scanner": None})
    assert off.json()["scanner"] is None
