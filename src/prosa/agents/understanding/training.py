"""When models are trained. The libraries for it take seconds to import, so only who trains imports them."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from prosa.agents.understanding.examples import Example
from prosa.agents.understanding.reading import Understanding
from prosa.core.errors import Unavailable

_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LANG")
_ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class NotTrained(Unavailable):
    """The process that trains has ended without a model."""

    code = "not_trained"


@dataclass(frozen=True, slots=True)
class Made:
    """A model as `model.pack` wrote it, of how many examples, and how it reads the golden set."""

    packed: bytes
    examples: int
    golden: Mapping[str, Mapping[str, int]]


def train(examples: Sequence[Example]) -> Understanding:
    """A model of these examples, a company's corrections among them with a weight over 1.

    Takes seconds of CPU: not for a process that serves. The same examples in the same order make the same model.
    One core does it: more would wait for each other where the machine is busy.
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    from prosa.agents.understanding.learner import learn  # noqa: PLC0415

    with threadpool_limits(1):
        return learn(examples)


async def train_apart(shipped: Sequence[Example] | None, own: Sequence[Example]) -> Made:
    """Trains and judges in a process of its own that gives way to all others, so that nobody here waits. Without
    `shipped` those of the package are meant. Raises `NotTrained`."""
    given = None if shipped is None else [asdict(example) for example in shipped]
    child = await _start()
    try:
        printed, _ = await child.communicate(
            orjson.dumps({"shipped": given, "own": [asdict(example) for example in own]})
        )
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    head, _, packed = printed.partition(b"\n")
    if child.returncode or not packed:
        raise NotTrained(f"training ended with {child.returncode}")
    told: dict[str, Any] = orjson.loads(head)
    return Made(packed, told["examples"], told["golden"])


async def _start() -> Process:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "prosa.agents.understanding.child",
        stdin=PIPE,
        stdout=PIPE,
        env=kept | _ONE_CORE,
    )
