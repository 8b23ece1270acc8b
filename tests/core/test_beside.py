"""What goes on beside a block ends with it."""

import asyncio

import pytest

from prosa.core.beside import beside


async def test_it_ends_with_the_block() -> None:
    async with beside(asyncio.sleep(3600)) as task:
        assert not task.done()
    assert task.cancelled()


async def test_its_error_is_raised_at_the_end_of_the_block() -> None:
    async def fails() -> None:
        raise RuntimeError("beside")

    with pytest.raises(RuntimeError, match="beside"):
        async with beside(fails()) as task:
            await asyncio.wait([task])


async def test_it_is_waited_for_when_the_block_fails() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def tidy() -> None:
        try:
            began.set()
            await asyncio.sleep(3600)
        finally:
            ended.set()

    async def block() -> None:
        async with beside(tidy()):
            await began.wait()
            raise ValueError("block")

    with pytest.raises(ValueError, match="block"):
        await block()
    assert ended.is_set()
