"""The process that trains: examples come in, a model and how it reads the golden set go out, and it ends."""

import os
import sys
from collections.abc import Mapping
from typing import Any

import orjson

from prosa.agents.understanding.examples import Example, Marked, shipped
from prosa.agents.understanding.judging import judge
from prosa.agents.understanding.learner import learn
from prosa.agents.understanding.model import pack

GIVES_WAY = 5
"""How much less than others it wants the processor, of 19."""


def main() -> None:
    os.nice(GIVES_WAY)
    asked = orjson.loads(sys.stdin.buffer.read())
    chosen = shipped() if asked["shipped"] is None else [_example(each) for each in asked["shipped"]]
    examples = [*chosen, *(_example(each) for each in asked["own"])]
    model = learn(examples)
    told = {"examples": len(chosen), "golden": judge(model)}
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n" + pack(model))


def _example(given: Mapping[str, Any]) -> Example:
    return Example(**{**given, "entities": tuple(Marked(**named) for named in given["entities"])})


if __name__ == "__main__":
    main()
