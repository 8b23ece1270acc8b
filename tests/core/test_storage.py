"""Files: whole or not at all, found again, never outside their folder, and a full disk is told as such."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from prosa.core.errors import NotFound
from prosa.core.storage import KEY, LocalStorage, StorageFull
from tests.disks import tiny_disk


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "files")


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    with tiny_disk(tmp_path / "disk") as folder:
        yield folder


async def read(storage: LocalStorage, key: str) -> bytes:
    return b"".join([chunk async for chunk in storage.open(key)])


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, 1_000_000])
async def test_what_was_stored_is_read_as_it_was(storage: LocalStorage, size: int) -> None:
    data = os.urandom(size)
    key = await storage.put(data)
    assert KEY.fullmatch(key)
    assert await read(storage, key) == data


async def test_a_large_file_is_streamed_in_parts(storage: LocalStorage) -> None:
    key = await storage.put(bytes(1_000_000))
    assert max([len(chunk) async for chunk in storage.open(key)]) < 1_000_000


async def test_the_same_bytes_are_stored_once(storage: LocalStorage) -> None:
    keys = {await storage.put(b"photo") for _ in range(3)}
    assert len(keys) == 1
    assert len(files(storage.folder)) == 1


async def test_many_writers_of_the_same_bytes_do_not_disturb_each_other(storage: LocalStorage) -> None:
    keys = await asyncio.gather(*(storage.put(b"photo" * 1000) for _ in range(40)))
    assert len(set(keys)) == 1
    assert [path.read_bytes() for path in files(storage.folder)] == [b"photo" * 1000]


async def test_a_removed_file_is_not_found_and_removing_it_again_is_no_error(storage: LocalStorage) -> None:
    key = await storage.put(b"x")
    await storage.delete(key)
    await storage.delete(key)
    with pytest.raises(NotFound):
        await read(storage, key)


@pytest.mark.parametrize(
    "key",
    [
        "../secret.key",
        "/etc/passwd",
        "ab/../../secret.key",
        "",
        "ab",
        "ab/" + "A" * 64,
        "ab/" + "a" * 64 + "\n",
        "ab\0/x",
    ],
)
async def test_a_key_that_is_not_ours_leads_nowhere(storage: LocalStorage, key: str) -> None:
    storage.folder.mkdir(parents=True)
    secret = storage.folder.parent / "secret.key"
    secret.write_text("hush")
    with pytest.raises(NotFound):
        await read(storage, key)
    with pytest.raises(NotFound):
        await storage.delete(key)
    assert secret.exists()


async def test_files_are_readable_by_their_owner_only(storage: LocalStorage) -> None:
    key = await storage.put(b"x")
    assert (storage.folder / key).stat().st_mode & 0o077 == 0


async def test_a_full_disk_is_told_and_leaves_nothing_half_written(full_disk: Path) -> None:
    storage = LocalStorage(full_disk)
    key = await storage.put(b"fits")
    with pytest.raises(StorageFull, match="the disk that keeps the files is full"):
        await storage.put(bytes(1_000_000))
    assert files(full_disk) == [full_disk / key]
    assert await read(storage, key) == b"fits"


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    with pytest.raises(Exception, match="files cannot be written") as refused:
        await LocalStorage(tmp_path / "files").put(b"x")
    assert getattr(refused.value, "status", None) == 503
