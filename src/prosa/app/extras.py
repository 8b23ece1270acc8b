"""Parts that need a library which is not always installed."""

from importlib import import_module
from types import ModuleType

from prosa.core.errors import ProsaError


class ExtraMissing(ProsaError):
    """What was asked for needs `pip install 'prosa[…]'`; the message says which."""

    status = 503
    code = "extra_missing"


def mcp_door() -> ModuleType:
    """`prosa.app.mcp_door`, which takes seconds to load. Raises `ExtraMissing`."""
    try:
        return import_module("prosa.app.mcp_door")
    except ModuleNotFoundError:
        raise ExtraMissing("MCP needs its extra: pip install 'prosa[mcp]'") from None
