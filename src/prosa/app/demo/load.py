"""Loads the demo company. What is there already stays as it is."""

from rich.console import Console

from prosa.core.runtime import Runtime


async def when_new(runtime: Runtime) -> None:
    """Loads the demo company into an installation that has no channel yet."""


async def load(runtime: Runtime, out: Console) -> None:
    """Company, agent, articles, channels, replies and a day of conversations, with progress."""
