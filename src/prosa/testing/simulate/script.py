"""A run that is written down: who writes what and when, and what goes wrong."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from prosa.core.errors import ProsaError
from prosa.testing.simulate.lines import SimulatedLine
from prosa.testing.stage import Fault, FaultKind

_PAUSE = 0.05


class BadScript(ProsaError):
    """The file is not a script; the message names the place."""

    code = "bad_script"


class _Step(BaseModel):
    """`at` counts seconds from when the line knows where to deliver."""

    model_config = ConfigDict(extra="forbid")

    line: Literal["meta", "waha", "evolution", "twilio"]
    at: float = Field(0.0, ge=0)


class Say(_Step):
    """A person writes."""

    do: Literal["say"] = "say"
    phone: Annotated[str, Field(pattern=r"^[0-9]{8,15}$")]
    text: Annotated[str, Field(min_length=1)]
    name: str | None = None


class GoWrong(_Step):
    """The next send meets this; several steps are met one after the other. `kind` None spares one."""

    do: Literal["fault"]
    kind: FaultKind | None = None
    code: int = 131000
    status: int = 503
    seconds: float = 1.0


class Session(_Step):
    """The business scans the picture, or unlinks the device on its phone."""

    do: Literal["scan", "unlink"]


Step = Annotated[Say | GoWrong | Session, Field(discriminator="do")]
Script = list[Say | GoWrong | Session]

_STEPS: TypeAdapter[Script] = TypeAdapter(list[Step])


def read(file: Path) -> Script:
    """Raises `BadScript`."""
    try:
        written = json.loads(file.read_text("utf-8"))
        if isinstance(written, list):
            written = [{"do": "say", **step} if isinstance(step, dict) else step for step in written]
        return _STEPS.validate_python(written)
    except (OSError, ValueError, TypeError) as problem:
        raise BadScript(f"{file}: {_told(problem)}") from None


def _told(problem: Exception) -> str:
    if not isinstance(problem, ValidationError):
        return str(problem)
    first = problem.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


async def play(script: Script, lines: Mapping[str, SimulatedLine]) -> None:
    """Returns when every step is made."""
    async with asyncio.TaskGroup() as group:
        for name, line in lines.items():
            steps = deque(sorted((step for step in script if step.line == name), key=lambda step: step.at))
            group.create_task(_play(line, steps))


async def _play(line: SimulatedLine, steps: deque[Any]) -> None:
    while steps and line.fake.courier is None:
        if isinstance(steps[0], Say):
            await asyncio.sleep(_PAUSE)
        else:
            _make(line, steps.popleft())
    began = asyncio.get_running_loop().time()
    for step in steps:
        await asyncio.sleep(began + step.at - asyncio.get_running_loop().time())
        _make(line, step)


def _make(line: SimulatedLine, step: Any) -> None:
    match step:
        case Say():
            line.say(step.phone, step.text, step.name)
        case GoWrong():
            fault = Fault(step.kind, step.code, step.status, step.seconds) if step.kind else None
            line.fake.goes_wrong([fault])
        case Session(do="scan"):
            line.scan()
        case Session():
            line.unlink()
