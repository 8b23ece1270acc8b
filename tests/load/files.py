"""Files of 16 MB up and down: how fast beside the bare disk, and how much memory the server takes for one."""

import asyncio
import hashlib
import os
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from tests.load.figures import Figure, at_most, middle
from tests.load.house import House, house

MEGABYTE = 2**20
SIZE = 16 * MEGABYTE
CHUNK = 256 * 1024
GROWTH_GOAL = 10.0


async def run(quick: bool) -> list[Figure]:
    async with house() as found:
        process = await found.start("serve")
        async with found.signed_in() as program:
            await _up(program, found, MEGABYTE)
            rounds = [await _round(program, found, process.pid) for _ in range(2 if quick else 6)]
    up, down, growth, floor = (list(values) for values in zip(*rounds, strict=True))
    return [
        Figure("files, 16 MB up", middle(up), "MB/s", middle(floor), note="(floor: write, digest and sync)"),
        Figure("files, 16 MB down", middle(down), "MB/s", middle(floor)),
        at_most("files, memory for one of 16 MB", max(growth), "MB", GROWTH_GOAL),
    ]


async def _round(program: httpx.AsyncClient, found: House, pid: int) -> tuple[float, float, float, float]:
    """Megabytes per second up and down, growth of the server's memory in MB at the highest, and the floor."""
    before = _forget_peak(pid)
    began = time.perf_counter()
    file_id = await _up(program, found, SIZE)
    sent = time.perf_counter()
    async with program.stream("GET", f"/attachments/{file_id}") as answer:
        size = sum([len(chunk) async for chunk in answer.aiter_bytes()])
    fetched = time.perf_counter()
    assert size == SIZE
    growth = (_memory(pid, "VmHWM") - before) / 1024
    floor = await asyncio.to_thread(_floor, found.folder / "floor.bin")
    return SIZE / MEGABYTE / (sent - began), SIZE / MEGABYTE / (fetched - sent), growth, floor


async def _up(program: httpx.AsyncClient, found: House, size: int) -> str:
    """A file that was never sent before."""
    path = found.folder / "upload.bin"
    path.write_bytes(os.urandom(CHUNK) + bytes(size - CHUNK))
    boundary = "----prosa"
    head = f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'.encode()
    tail = f"\r\n--{boundary}--\r\n".encode()

    async def body() -> AsyncIterator[bytes]:
        yield head
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
        yield tail

    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    answer = await program.post("/attachments", content=body(), headers=headers)
    return str(answer.raise_for_status().json()["id"])


def _floor(path: Path) -> float:
    """Megabytes per second of writing, digesting and syncing as much, and nothing else."""
    data, digest = os.urandom(CHUNK), hashlib.sha256()
    began = time.perf_counter()
    with path.open("wb") as file:
        for _ in range(SIZE // CHUNK):
            file.write(data)
            digest.update(data)
        file.flush()
        os.fsync(file.fileno())
    return SIZE / MEGABYTE / (time.perf_counter() - began)


def _forget_peak(pid: int) -> int:
    """The server's memory in KB now; what it needed before does not count any more."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return _memory(pid, "VmRSS")


def _memory(pid: int, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])
