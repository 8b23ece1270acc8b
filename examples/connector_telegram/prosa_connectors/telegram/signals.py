"""The signs of life a contact sees. Bots show no read receipts, but the button somebody pressed turns until the bot has
answered."""

import httpx
from prosa_connectors.telegram import people
from prosa_connectors.telegram.calls import call
from prosa_connectors.telegram.parse import PRESSED
from prosa_connectors.telegram.settings import TelegramSettings

from prosa.channels.abilities import Heard
from prosa.channels.fitting import Unfit


async def answer_press(settings: TelegramSettings, http: httpx.AsyncClient, heard: Heard) -> None:
    """Lets the button rest, if it is one that was heard. A second answer does no harm."""
    if heard.provider_id.startswith(PRESSED):
        pressed = heard.provider_id.removeprefix(PRESSED)
        await call(settings, http, "answerCallbackQuery", {"callback_query_id": pressed})


async def show_typing(settings: TelegramSettings, http: httpx.AsyncClient, heard: Heard) -> None:
    """For 5 seconds, or until the answer comes."""
    try:
        chat = people.chat_of(heard.to)
    except Unfit:
        return
    await call(settings, http, "sendChatAction", {"chat_id": chat, "action": "typing"})
