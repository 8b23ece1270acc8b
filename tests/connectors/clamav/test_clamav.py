"""clamd's verdicts, and everything that is none."""

import pytest

from prosa.connectors.clamav import ClamAv, ClamAvSettings
from prosa.connectors.clamav.scan import ScannerLimit
from prosa.core.errors import Unavailable
from prosa.testing import files
from prosa.testing.counterpart import nobody_listens
from tests.clamd import EICAR, Clamd, clamd


def at(daemon: Clamd) -> ClamAvSettings:
    return ClamAvSettings(host="127.0.0.1", port=daemon.port)


async def scan(daemon: Clamd, data: bytes) -> str | None:
    return await ClamAv().scan(at(daemon), files.of(data)())


async def test_clean_and_infected_files_are_told_apart() -> None:
    async with clamd() as daemon:
        assert await scan(daemon, files.png()) is None
        assert await scan(daemon, b"") is None
        assert await scan(daemon, b"x" * 300_000 + EICAR) == "Win.Test.EICAR_HDB-1"
        assert daemon.scanned == [len(files.png()), 0, 300_000 + len(EICAR)]


async def test_a_file_beyond_clamds_limit_is_told_apart_from_a_scanner_that_is_away() -> None:
    async with clamd(limit=100_000) as daemon:
        with pytest.raises(ScannerLimit):
            await scan(daemon, b"x" * 200_000)


@pytest.mark.parametrize("answer", ["", "stream: ERROR", "UNKNOWN COMMAND", "stream: OK but", "x" * 10_000])
async def test_whatever_else_is_answered_clears_nothing(answer: str) -> None:
    async with clamd(answers=[answer]) as daemon:
        with pytest.raises(Unavailable):
            await scan(daemon, files.png())


async def test_a_scanner_that_is_not_there_is_said_to_be_away() -> None:
    port = int(nobody_listens().rsplit(":", 1)[1])
    with pytest.raises(Unavailable, match="does not answer"):
        await ClamAv().scan(ClamAvSettings(port=port), files.of(b"x")())


async def test_the_trial_tells_who_answers() -> None:
    async with clamd() as daemon:
        assert (await ClamAv().check(at(daemon))).startswith("ClamAV 1.4.3")
    async with clamd(answers=["SSH-2.0-OpenSSH_9.2"]) as daemon:
        with pytest.raises(Unavailable, match="not clamd"):
            await ClamAv().check(at(daemon))
