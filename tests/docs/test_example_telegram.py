"""A connector from outside at work in the house, which knows nothing of it."""

import importlib
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from prosa.core.runtime import Runtime
from prosa.testing import files
from prosa.testing.stage import serving
from tests.docs.documents import ROOT
from tests.house import House, open_house
from tests.logs import Logs
from tests.waiting import until

EXAMPLE = ROOT / "examples/connector_telegram"
PUBLIC = "https://prosa.example"
HELENA = "7000000001"


@dataclass
class Talk:
    """Helena's Telegram and the house, with the bot between them. `api` is the bot's fake of Telegram."""

    house: House
    api: Any
    channel: str

    async def said(self, text: str) -> dict[str, Any]:
        """The message with these words, once it is in the house."""

        async def there() -> dict[str, Any] | None:
            return next((each for each in await self._messages() if each["text"] == text), None)

        return dict(await until(there))

    async def _messages(self) -> list[dict[str, Any]]:
        found = await self.house.conversations()
        return await self.house.messages(found[0]["id"]) if found else []

    async def answers(self, text: str, **more: Any) -> Any:
        """What reaches Helena when an operator writes this."""
        id_ = (await self.house.conversation())["id"]
        await self.house.post(f"/conversations/{id_}/messages", client_id=f"c-{hash(text)}", text=text, **more)
        return await until(lambda: next((send for send in self.api.sends if send.text == text), None))


@pytest.fixture
async def talk(runtime: Runtime, installed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Talk]:
    """The connector is found where it was installed; its fake comes from its own tests."""
    monkeypatch.syspath_prepend(installed["PYTHONPATH"])
    monkeypatch.syspath_prepend(EXAMPLE / "tests")
    fakes = importlib.import_module("bot_api")
    api = fakes.FakeBotApi()
    async with open_house(runtime) as house, serving(fakes.BotApiApp(api)) as url:
        await house.admin.put("/api/v1/address", json={"public_url": PUBLIC})
        channel = await house.channel("telegram", bot_token=api.line.token, base_url=url)
        steps = await house.post(f"/channels/{channel}/check")
        assert all(step["ok"] for step in steps["steps"]), steps
        assert api.webhook["url"] == f"{PUBLIC}/webhooks/{channel}"
        await api.deliver_to(
            fakes.Webhook(url=f"{house.address}/webhooks/{channel}", secret=api.webhook["secret_token"])
        )
        yield Talk(house, api, str(channel))
    for name in [name for name in sys.modules if name.partition(".")[0] in ("bot_api", "prosa_connectors")]:
        del sys.modules[name]


async def test_a_talk_goes_both_ways(talk: Talk) -> None:
    talk.api.say(HELENA, "Vocês entregam em Londrina?")
    asked = await talk.said("Vocês entregam em Londrina?")
    (line,) = (await talk.house.get("/channels"))["items"]
    assert (line["label"], line["health"], line["abilities"]) == ("Telegram", "good", ["signals"])
    sent = await talk.answers("Entregamos, em dois dias.", reply_to_id=asked["id"])
    assert (sent.to, sent.text) == (HELENA, "Entregamos, em dois dias.")
    assert sent.body["reply_parameters"]["message_id"] > 0


async def test_a_pressed_button_is_the_choice_and_comes_to_rest(talk: Talk) -> None:
    talk.api.say(HELENA, "oi")
    await talk.said("oi")
    options = [{"id": "precos", "title": "Preços"}, {"id": "horario", "title": "Horário"}]
    sent = await talk.answers("O que você procura?", options=options)
    pressed = talk.api.press(HELENA, "horario", sent)
    chosen = await talk.said("Horário")
    assert chosen["payload"]["button_id"] == "horario"
    await talk.house.post(f"/conversations/{(await talk.house.conversation())['id']}/read")
    await until(lambda: pressed.removeprefix("callback:") in talk.api.answered)


async def test_a_picture_arrives_with_its_file(talk: Talk) -> None:
    ref = talk.api.keep(files.png())
    photo = [{"file_id": ref, "file_unique_id": "u", "width": 8, "height": 8, "file_size": len(files.png())}]
    talk.api.say(HELENA, {"photo": photo, "caption": "A etiqueta"})

    async def stored() -> bool:
        said = await talk.said("A etiqueta")
        return bool(said["attachment"]) and said["attachment"]["state"] == "stored"

    await until(stored)


async def test_neither_token_nor_words_reach_the_log(logs: Logs, talk: Talk) -> None:
    talk.api.blocked.add(int(HELENA))
    talk.api.say(HELENA, {"photo": [{"file_id": "gone", "width": 1, "height": 1}], "caption": "sumiu"})
    await talk.said("sumiu")
    await until(lambda: any(line.get("event") == "send" for line in logs.lines))
    for secret in (talk.api.line.token, talk.api.webhook["secret_token"], "sumiu", HELENA):
        assert secret not in logs.text


async def test_who_does_not_know_the_secret_is_not_heard(talk: Talk) -> None:
    answer = await talk.house.admin.post(f"/webhooks/{talk.channel}", json={"update_id": 1})
    assert answer.status_code == 401
