"""The examples do what they promise."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.docs.conftest import ADMIN, CONNECTORS, Installation
from tests.docs.documents import ROOT
from tests.waiting import until

BOT = ROOT / "examples/bot_in_thirty_lines.py"
PHONE = "5541900000001"


def test_the_bot_is_as_short_as_it_says() -> None:
    source = BOT.read_text()
    prose = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    code = [line for number, line in enumerate(source.splitlines(), start=1) if line.strip() and number not in prose]
    assert sum(not line.strip().startswith("#") for line in code) <= 30


class Shop:
    """A customer with a phone, and what the team sees of them."""

    def __init__(self, api: httpx.AsyncClient, channel_id: str) -> None:
        self.api = api
        self.channel_id = channel_id

    async def says(self, text: str) -> None:
        message = {"phone": PHONE, "name": "Helena", "client_id": f"c{abs(hash(text))}", "text": text}
        (await self.api.post(f"simulator/{self.channel_id}/messages", json=message)).raise_for_status()

    async def got(self) -> list[tuple[str, str]]:
        """Author and text of all that is on the phone."""
        seen = (await self.api.get(f"simulator/{self.channel_id}/phones/{PHONE}")).json()["messages"]
        return [(message["author"], message["text"]) for message in seen]

    async def conversation(self) -> Any:
        items = (await self.api.get("conversations")).json()["items"]
        return items[0] if items else None

    async def waits(self) -> bool:
        found = await self.conversation()
        return bool(found) and found["status"] == "waiting"


@pytest.fixture
async def shop(installation: Installation) -> Any:
    async with httpx.AsyncClient(base_url=f"{installation.url}/api/v1/", timeout=20) as api:
        who = {"email": ADMIN, "password": installation.password}
        token = (await api.post("tokens", json=who)).json()["access_token"]
        api.headers["authorization"] = f"Bearer {token}"
        channel = {"name": "Ensaio", "connector": "simulator", "settings": {}}
        yield Shop(api, (await api.post("channels", json=channel)).json()["id"])


async def test_the_bot_answers_by_its_rule_and_gives_back(installation: Installation, shop: Shop) -> None:
    await shop.says("quero falar com uma pessoa")
    await until(shop.waits)
    run_bot(installation)
    assert (await shop.conversation())["status"] == "waiting"

    await shop.says("qual é o horário de vocês?")

    async def said() -> bool:
        return ("contact", "qual é o horário de vocês?") in await shop.got()

    await until(said)
    run_bot(installation)
    run_bot(installation)
    assert (await shop.conversation())["status"] == "bot"
    answers = [text for author, text in await shop.got() if author == "operator"]
    assert answers == ["Abrimos de segunda a sexta, das 9h às 18h."]


def run_bot(installation: Installation) -> None:
    who = {"BOT_URL": installation.url, "BOT_EMAIL": ADMIN, "BOT_PASSWORD": installation.password}
    command = [sys.executable, BOT, "--once"]
    done = subprocess.run(command, env={**os.environ, **who}, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", CONNECTORS)
def test_the_connector_passes_the_suite_every_channel_passes(installed: dict[str, str], name: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ROOT / f"examples/connector_{name}"]
    done = subprocess.run(command, env=installed, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


SAID = {"id": 7000000001, "is_bot": False, "first_name": "Helena"}
DELIVERIES = {
    "echo": {"type": "message", "id": "e-1", "phone": PHONE, "text": "oi", "at": "2026-11-20T12:00:00Z"},
    "telegram": {
        "update_id": 1,
        "message": {"message_id": 7, "from": SAID, "chat": {"id": 7000000001, "type": "private"}, "text": "oi"},
    },
}


@pytest.mark.parametrize("name", CONNECTORS)
def test_prosa_finds_the_connector_by_its_entry_point(installed: dict[str, str], name: str) -> None:
    command = [Path(sys.executable).with_name("prosa"), "parse", name]
    said = json.dumps({"body": DELIVERIES[name]})
    done = subprocess.run(command, env=installed, input=said, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert '"text": "oi"' in done.stdout
