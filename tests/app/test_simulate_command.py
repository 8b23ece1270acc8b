"""`prosa simulate` as a process: it plays what its command line says until it is told to stop."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.waiting import until

COMMAND = [sys.executable, "-c", "from prosa.app.cli import main; main()", "simulate"]


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def process(port: int) -> Iterator["subprocess.Popen[str]"]:
    options = [
        "--port",
        str(port),
        "--fault",
        "http=1",
        "--webhook",
        "meta=http://127.0.0.1:9/webhooks/1",
        "--seed",
        "3",
    ]
    # Tests that run in the background may have been started with interrupts ignored, which children inherit.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    yield running
    running.kill()
    running.communicate(timeout=20)


async def test_it_prints_settings_goes_wrong_as_told_and_ends_with_an_interrupt(
    process: "subprocess.Popen[str]", port: int
) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:

        async def state() -> dict[str, object] | None:
            try:
                return dict((await http.get("/simulate/state")).json())
            except httpx.TransportError:
                return None

        told = await until(state, seconds=60)
        assert "/webhooks/1" in str(told)
        said = {"line": "meta", "phone": "5511900000001", "text": "oi"}
        assert (await http.post("/simulate/say", json=said)).is_success
        message = {"messaging_product": "whatsapp", "to": "5511900000001", "type": "text", "text": {"body": "oi"}}
        headers = {"authorization": "Bearer EAAfake"}
        answer = await http.post("/meta/v26.0/1122334455667/messages", json=message, headers=headers)
        assert answer.status_code == 503
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}/twilio" in printed


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--fault=rain=1", "cut_before"),
        ("--webhook=telex=http://a", "evolution"),
        ("--webhook=meta=here", "line=address"),
    ],
)
def test_what_is_no_fault_and_no_line_is_refused(option: str, told: str) -> None:
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run([*COMMAND, option], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 2
    assert told in done.stderr
