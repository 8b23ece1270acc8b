"""Web chat: a widget on the business's own site, without a third party."""

from fastapi import APIRouter

from prosa.channels.port import ChannelPort
from prosa.connectors.webchat.api import router
from prosa.connectors.webchat.channel import WebchatChannel
from prosa.connectors.webchat.settings import WebchatSettings
from prosa.core.plugins import Connector

connector = Connector(
    name="webchat",
    label="Web chat",
    settings=WebchatSettings,
    provides={ChannelPort: WebchatChannel(), APIRouter: router},
)

__all__ = ["connector"]
