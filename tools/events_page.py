"""Writes docs/reference/events.md: each event, who reacts to it, and the jobs that run by the clock."""

import sys
from pathlib import Path

from prosa.app import compose
from prosa.core.events import HANDLERS, Event
from prosa.core.jobs import REGISTRY

PAGE = Path(__file__).parent.parent / "docs/reference/events.md"
HEAD = """# Events and jobs

An event is a fact; each reaction to it is a job of its own, deferred in the transaction that made the fact true. A
periodic job finds what a lost wake-up left behind. This page is written by `make reference`.

"""


def page() -> str:
    """The modules that declare reactions are those the composition root imports."""
    assert compose.JOBS
    events = sorted(_all(Event), key=lambda event: event.__name__)
    reactions = "".join(_event(event) for event in events)
    periodic = [spec for spec in REGISTRY.values() if spec.every]
    jobs = "".join(
        f"| `{spec.name}` | `{spec.every}` | {_first_line(spec.handler.__doc__)} |\n"
        for spec in sorted(periodic, key=lambda spec: spec.name)
    )
    return (
        f"{HEAD}| Event | What happened | Who reacts |\n|---|---|---|\n{reactions}\n"
        f"| Periodic job | When (cron, sixth field seconds) | What it does |\n|---|---|---|\n{jobs}"
    )


def _all(base: type) -> set[type]:
    """Those that stand in their module: a dataclass with slots leaves the class it was made from behind."""
    direct: list[type] = base.__subclasses__()
    found = {child for each in direct for child in (each, *_all(each))}
    return {child for child in found if getattr(sys.modules[child.__module__], child.__name__) is child}


def _event(event: type) -> str:
    reactions = ", ".join(f"`{name}`" for name, _ in HANDLERS.get(event, ())) or "nobody yet"
    return f"| `{event.__name__}` | {_first_line(event.__doc__)} | {reactions} |\n"


def _first_line(docstring: str | None) -> str:
    return " ".join((docstring or "").split("\n\n")[0].split())


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page())
