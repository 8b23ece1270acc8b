"""A Graph API of our own: it takes sends as Meta does, goes wrong on request, and delivers signed webhooks.

In a test, in the same event loop::

    graph = FakeGraph()
    async with serving(GraphApp(graph)) as base_url:
        ...                                  # a channel whose base_url is this
        assert graph.sends[0].text == "Olá"

From a thread `stage.FakeThread`, as a process `python -m prosa.testing.graph --help`; both are steered with `Remote`.
"""

from prosa.testing.graph import payloads
from prosa.testing.graph.app import GraphApp
from prosa.testing.graph.courier import Webhook
from prosa.testing.graph.fake import FakeGraph, Line
from prosa.testing.graph.limits import Limits
from prosa.testing.graph.templates import Templates
from prosa.testing.stage import Remote, Send

__all__ = [
    "FakeGraph",
    "GraphApp",
    "Limits",
    "Line",
    "Remote",
    "Send",
    "Templates",
    "Webhook",
    "payloads",
]
