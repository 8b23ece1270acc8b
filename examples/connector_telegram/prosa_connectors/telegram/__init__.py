"""Telegram, through its Bot API."""

from prosa_connectors.telegram.channel import TelegramChannel
from prosa_connectors.telegram.settings import TelegramSettings

from prosa.channels.abilities import Signals
from prosa.channels.port import ChannelPort
from prosa.core.plugins import Connector

_channel = TelegramChannel()

connector = Connector(
    name="telegram",
    label="Telegram",
    settings=TelegramSettings,
    provides={ChannelPort: _channel, Signals: _channel},
)

__all__ = ["TelegramChannel", "TelegramSettings", "connector"]
