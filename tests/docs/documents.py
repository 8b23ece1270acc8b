"""The documents as tests read them: pairs of languages, and the blocks that are marked to be run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORTUGUESE = ".pt-BR.md"

_FENCED = re.compile(r"^```(\w+)?(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: ```` ```bash run ```` has language `bash` and mark `run`."""

    language: str
    mark: str
    text: str


@dataclass(frozen=True)
class Step:
    """A block that is run, and what it must print; "…" stands for anything."""

    run: Block
    output: str

    def as_bash(self) -> str:
        if self.run.language == "python":
            return f"python <<'END_OF_PYTHON'\n{self.run.text}END_OF_PYTHON\n"
        return self.run.text

    def printed(self, text: str) -> bool:
        told = ".*".join(map(re.escape, self.output.strip().split("…")))
        return re.fullmatch(told, text.strip(), re.DOTALL) is not None


def blocks(document: Path) -> list[Block]:
    """The fenced blocks that stand at the margin."""
    return [Block(*found) for found in _FENCED.findall(document.read_text())]


def steps(document: Path) -> Iterator[Step]:
    """What is run, in order; a block of output says what the one before it prints."""
    for block, after in pairwise([*blocks(document), Block("", "", "")]):
        if block.mark == "run":
            yield Step(block, after.text if after.mark == "output" else "…")


def named(document: Path) -> str:
    return str(document.relative_to(ROOT))


def in_portuguese() -> list[Path]:
    """Every document that is written in Portuguese, beside an English one."""
    return sorted([*ROOT.glob(f"*{PORTUGUESE}"), *ROOT.glob(f"docs/**/*{PORTUGUESE}")])


def in_english(portuguese: Path) -> Path:
    return portuguese.with_name(portuguese.name.replace(PORTUGUESE, ".md"))
