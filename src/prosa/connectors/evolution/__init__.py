"""WhatsApp as a linked device, through an Evolution API."""

from prosa.channels.abilities import Directory, History, Lookup, Redaction, Sessions, Signals
from prosa.channels.port import ChannelPort
from prosa.connectors.evolution.channel import EvolutionChannel
from prosa.connectors.evolution.directory import EvolutionDirectory
from prosa.connectors.evolution.history import EvolutionHistory, EvolutionLookup
from prosa.connectors.evolution.sessions import EvolutionSessions
from prosa.connectors.evolution.settings import EvolutionSettings
from prosa.core.plugins import Connector

_CHANNEL = EvolutionChannel()

connector = Connector(
    name="evolution",
    label="WhatsApp (Evolution API)",
    settings=EvolutionSettings,
    provides={
        ChannelPort: _CHANNEL,
        Redaction: _CHANNEL,
        Signals: _CHANNEL,
        Sessions: EvolutionSessions(),
        History: EvolutionHistory(),
        Lookup: EvolutionLookup(),
        Directory: EvolutionDirectory(),
    },
)

__all__ = [
    "EvolutionChannel",
    "EvolutionDirectory",
    "EvolutionHistory",
    "EvolutionLookup",
    "EvolutionSessions",
    "EvolutionSettings",
    "connector",
]
