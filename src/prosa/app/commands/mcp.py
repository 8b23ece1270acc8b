"""`prosa mcp`: the tools for an assistant on this machine."""

from prosa.app.extras import mcp_door
from prosa.app.terminal import run
from prosa.core.runtime import Runtime


def mcp() -> None:
    """Offer the tools to an assistant that starts this command, by the Model Context Protocol on stdin and stdout.

    For clients on other machines set PROSA_MCP=true instead: the tools are then at /mcp, with an API key. What needs a
    contact's agreement waits for a person's approval either way.
    """

    async def task(runtime: Runtime) -> None:
        await mcp_door().on_stdio(runtime)

    run(task)
