"""The voice of this machine: a program that may be missing, fail or hang. A small script stands in for it."""

from pathlib import Path

import httpx
import pytest

from prosa.connectors.espeak import EspeakSettings, EspeakVoice
from prosa.connectors.espeak import voice as speaking
from prosa.core import sound
from prosa.core.errors import Unavailable
from prosa.speech.port import SpeechRefused


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program is looked for, and nothing else is found."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "espeak-ng"


def does(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


async def speak(text: str = "Olá!", **settings: object) -> bytes:
    async with httpx.AsyncClient() as http:
        chosen = EspeakSettings.model_validate(settings)
        return b"".join([chunk async for chunk in EspeakVoice().speak(chosen, http, text, "pt")])


async def test_the_text_goes_in_where_no_option_is_read_and_a_recording_comes_out(
    program: Path, tmp_path: Path
) -> None:
    (tmp_path / "said.wav").write_bytes(sound.silence(0.5))
    does(program, f'echo "$@" > {tmp_path}/options; cat > {tmp_path}/text; cat {tmp_path}/said.wav')
    assert await speak("-w /etc/passwd; rm -rf /", voice="pt-br+f3", speed=140) == sound.silence(0.5)
    assert (tmp_path / "text").read_text() == "-w /etc/passwd; rm -rf /"
    assert (tmp_path / "options").read_text().split() == ["-v", "pt-br+f3", "-s", "140", "--stdin", "--stdout"]


async def test_a_program_that_is_not_installed_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SpeechRefused, match="not installed"):
        await speak()


@pytest.mark.parametrize("script", ["exit 1", "cat > /dev/null; exit 0", "kill -9 $$"])
async def test_a_program_that_fails_is_given_up(program: Path, script: str) -> None:
    does(program, script)
    with pytest.raises(SpeechRefused):
        await speak()


async def test_a_program_that_hangs_is_ended(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaking, "PATIENCE", 0.2)
    does(program, "exec sleep 60")
    with pytest.raises(Unavailable):
        await speak()


@pytest.mark.parametrize("voice", ["-w/tmp/x", "pt br", "../x", "", "pt;ls"])
def test_a_voice_is_a_name_and_nothing_else(voice: str) -> None:
    with pytest.raises(ValueError, match="voice"):
        EspeakSettings(voice=voice)
