"""WhatsApp through Meta's Cloud API."""

from prosa.channels.abilities import Rated, Signals, Templates
from prosa.channels.port import ChannelPort
from prosa.connectors.meta_cloud.channel import MetaCloudChannel, MetaCloudTemplates
from prosa.connectors.meta_cloud.settings import MetaCloudSettings
from prosa.core.plugins import Connector

_channel = MetaCloudChannel()

connector = Connector(
    name="meta_cloud",
    label="WhatsApp (Meta Cloud API)",
    settings=MetaCloudSettings,
    provides={ChannelPort: _channel, Signals: _channel, Rated: _channel, Templates: MetaCloudTemplates()},
)

__all__ = ["MetaCloudChannel", "MetaCloudSettings", "MetaCloudTemplates", "connector"]
