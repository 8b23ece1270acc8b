"""A WAHA server of our own: it takes sends as WAHA does, goes wrong on request, and delivers signed events.

In a test, in the same event loop::

    waha = FakeWaha()
    async with serving(WahaApp(waha)) as base_url:
        ...                                  # a channel with `waha.line.settings(base_url)`
        assert waha.sends[0].text == "Olá"

From a thread or a process it is steered with `stage.Remote`.
"""

from prosa.testing.stage import Send
from prosa.testing.waha import payloads
from prosa.testing.waha.app import WahaApp
from prosa.testing.waha.courier import Webhook, courier
from prosa.testing.waha.fake import FILES, FakeWaha, Line

__all__ = ["FILES", "FakeWaha", "Line", "Send", "WahaApp", "Webhook", "courier", "payloads"]
