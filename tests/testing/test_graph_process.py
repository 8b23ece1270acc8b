"""The fake runs as a process of its own, until it is told to stop."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from prosa.testing.graph import Remote
from tests.waiting import until


@pytest.fixture
def base_url() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "prosa.testing.graph", "--port", str(port), "--fault", "error=1", "--strict"]
    process = subprocess.Popen(command)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


async def test_it_answers_with_the_faults_of_its_command_line(base_url: str) -> None:
    message = {"messaging_product": "whatsapp", "to": "5511900000001", "type": "text", "text": {"body": "oi"}}
    async with httpx.AsyncClient(base_url=base_url) as http, Remote(base_url) as remote:

        async def ready() -> bool:
            try:
                return bool(await remote.state())
            except httpx.ConnectError:
                return False

        await until(ready)
        headers = {"authorization": "Bearer EAAfake"}
        codes = []
        for _ in range(2):
            answer = await http.post("/v26.0/1122334455667/messages", json=message, headers=headers)
            codes.append(answer.json()["error"]["code"])
            await remote.say("5511900000001", "oi")
        assert codes == [131047, 131000]
        assert (await remote.state())["faults"] == {"error": 1}


def test_a_fault_that_is_none_is_refused_with_the_kinds_there_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prosa.testing.graph", "--fault", "rain=1"],
        capture_output=True,
        text=True,
        check=False,
        env={"NO_COLOR": "1", "COLUMNS": "200"},
    )
    assert done.returncode == 2
    assert "cut_before" in done.stderr
