"""An Evolution API of our own: it takes sends as Evolution does, goes wrong on request, and delivers its events.

In a test, in the same event loop::

    evolution = FakeEvolution()
    async with serving(EvolutionApp(evolution)) as base_url:
        ...                                  # a channel with `evolution.line.settings(base_url)`
        await evolution.deliver_to(evolution.line.webhook(url))
        assert evolution.sends[0].text == "Olá"

From a thread or a process it is steered with `stage.Remote`; `prosa simulate` plays it among the others.
"""

from prosa.testing.evolution import payloads
from prosa.testing.evolution.app import EvolutionApp
from prosa.testing.evolution.courier import Webhook, courier
from prosa.testing.evolution.fake import FakeEvolution, Line
from prosa.testing.stage import Send

__all__ = ["EvolutionApp", "FakeEvolution", "Line", "Send", "Webhook", "courier", "payloads"]
