"""A Twilio of our own: it takes sends as Twilio does, goes wrong on request, and delivers signed webhooks.

In a test, in the same event loop::

    twilio = FakeTwilio()
    async with serving(TwilioApp(twilio)) as base_url:
        ...                                  # a channel with the settings twilio.line.settings(base_url)
        assert twilio.sends[0].text == "Olá"

One address stands for api, content and messaging.twilio.com. It is steered from outside with `stage.Remote`.
"""

from prosa.testing.stage import Send
from prosa.testing.twilio import payloads
from prosa.testing.twilio.app import TwilioApp
from prosa.testing.twilio.courier import Webhook
from prosa.testing.twilio.fake import FakeTwilio, Line

__all__ = [
    "FakeTwilio",
    "Line",
    "Send",
    "TwilioApp",
    "Webhook",
    "payloads",
]
