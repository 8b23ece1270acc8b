"""`prosa mcp`: the tools for an assistant on this machine."""

from importlib import import_module

from prosa.app.terminal import run
from prosa.core.errors import ProsaError
from prosa.core.runtime import Runtime


class ExtraMissing(ProsaError):
    """An optional library is not installed."""

    status = 503
    code = "extra_missing"


def mcp() -> None:
    """Offer the tools to an assistant that starts this command, by the Model Context Protocol on stdin and stdout.

    For clients on other machines set PROSA_MCP=true instead: the tools are then at /mcp, with an API key. What needs a
    contact's agreement waits for a person's approval either way.
    """

    async def task(runtime: Runtime) -> None:
        try:
            door = import_module("prosa.app.mcp_door")
        except ModuleNotFoundError:
            raise ExtraMissing("the extra is not installed: pip install 'prosa[mcp]'") from None
        await door.on_stdio(runtime)

    run(task)
