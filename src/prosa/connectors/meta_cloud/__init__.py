"""WhatsApp through Meta's Cloud API."""

from prosa.channels.port import ChannelPort
from prosa.connectors.meta_cloud.channel import MetaCloudChannel
from prosa.connectors.meta_cloud.settings import MetaCloudSettings
from prosa.core.plugins import Connector

connector = Connector(
    name="meta_cloud",
    label="WhatsApp (Meta Cloud API)",
    settings=MetaCloudSettings,
    provides={ChannelPort: MetaCloudChannel()},
)

__all__ = ["MetaCloudChannel", "MetaCloudSettings", "connector"]
