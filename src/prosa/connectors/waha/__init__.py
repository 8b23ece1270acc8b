"""WhatsApp through WAHA, a server of one's own that links a number like WhatsApp Web."""

from prosa.channels.abilities import Directory, History, Lookup, Sessions, Signals
from prosa.channels.port import ChannelPort
from prosa.connectors.waha.channel import WahaChannel
from prosa.connectors.waha.directory import WahaDirectory
from prosa.connectors.waha.history import WahaHistory
from prosa.connectors.waha.sessions import WahaSessions
from prosa.connectors.waha.settings import WahaSettings
from prosa.connectors.waha.signals import WahaSignals
from prosa.core.plugins import Connector

_channel = WahaChannel()

connector = Connector(
    name="waha",
    label="WhatsApp (WAHA)",
    settings=WahaSettings,
    provides={
        ChannelPort: _channel,
        Lookup: _channel,
        Signals: WahaSignals(),
        Sessions: WahaSessions(),
        History: WahaHistory(),
        Directory: WahaDirectory(),
    },
)

__all__ = ["WahaChannel", "WahaSettings", "connector"]
