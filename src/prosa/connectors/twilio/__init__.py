"""WhatsApp through Twilio."""

from prosa.channels.abilities import Lookup, Signals, Templates
from prosa.channels.port import ChannelPort
from prosa.connectors.twilio.channel import TwilioChannel
from prosa.connectors.twilio.fitting import RETRIES
from prosa.connectors.twilio.lookup import TwilioLookup
from prosa.connectors.twilio.settings import TwilioSettings
from prosa.connectors.twilio.signals import TwilioSignals
from prosa.connectors.twilio.templates import TwilioTemplates
from prosa.core.plugins import Connector

connector = Connector(
    name="twilio",
    label="WhatsApp (Twilio)",
    settings=TwilioSettings,
    provides={
        ChannelPort: TwilioChannel(),
        Signals: TwilioSignals(),
        Lookup: TwilioLookup(),
        Templates: TwilioTemplates(),
    },
    webhook_fragment=RETRIES,
)

__all__ = ["TwilioChannel", "TwilioSettings", "connector"]
