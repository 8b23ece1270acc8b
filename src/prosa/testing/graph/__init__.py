"""A Graph API of our own: it takes sends as Meta does, goes wrong on request, and delivers signed webhooks.

In a test, in the same event loop::

    graph = FakeGraph()
    async with serving(graph) as base_url:
        ...                                  # a channel whose base_url is this
        assert graph.sends[0].text == "Olá"

From a thread `GraphThread`, as a process `python -m prosa.testing.graph --help`; both are steered with `Remote`.
"""

from prosa.testing.graph.courier import Courier, Webhook
from prosa.testing.graph.fake import FakeGraph, Line, Send
from prosa.testing.graph.faults import Fault, FaultKind, Rates, draw
from prosa.testing.graph.remote import Remote
from prosa.testing.graph.server import GraphThread, serving

__all__ = [
    "Courier",
    "FakeGraph",
    "Fault",
    "FaultKind",
    "GraphThread",
    "Line",
    "Rates",
    "Remote",
    "Send",
    "Webhook",
    "draw",
    "serving",
]
