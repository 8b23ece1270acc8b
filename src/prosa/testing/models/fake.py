"""A fake provider of language models for `testing.counterpart`: one address that speaks all three protocols."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from prosa.core import wire
from prosa.testing.counterpart import Answer, Break, Pieces, Request
from prosa.testing.models import anthropic, gemini, openai, streams
from prosa.testing.models.asked import Asked
from prosa.testing.models.says import Breaks, Fails, Garbage, Says, Step

KEY = "sk-test-0123456789"
Brain = Callable[[Asked], Step]


def _speechless(_: Asked) -> Step:
    return Says("…")


@dataclass
class FakeModels:
    """`steps` come first, one for each request, then `brain` decides. `asked` is what was asked, in order; `usage` the
    tokens of each answer: fresh and cached ones that were read, and those that were written."""

    brain: Brain = _speechless
    steps: list[Step] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    usage: tuple[int, int, int] = (120, 0, 30)
    stalls_at: str | None = None
    """Text of an answer after which nothing more of its stream comes."""
    pause: float = 0.0
    """Seconds between two pieces of a stream."""

    def then(self, steps: Iterable[Step]) -> None:
        """Adds to the steps."""
        self.steps.extend(steps)

    def __call__(self, request: Request) -> Answer | Break | Pieces:
        dialect: Any = _dialect(request)
        if dialect is None:
            return Answer(404, b'{"error": {"message": "no such path"}}')
        if dialect.key_of(request) != KEY:
            return _error(dialect, Fails(401))
        if request.target.endswith("/embeddings"):
            return openai.embed(request)
        asked: Asked = dialect.read(request)
        self.asked.append(asked)
        step = self.steps.pop(0) if self.steps else self.brain(asked)
        match step:
            case Breaks(how):
                return how
            case Garbage(body):
                return Answer(body=body)
            case Fails():
                return _error(dialect, step)
            case _:
                answer: Answer = dialect.write(asked, step, len(self.asked), self.usage)
                return self._streamed(dialect, answer) if _wants_stream(request) else answer

    def _streamed(self, dialect: Any, answer: Answer) -> Pieces:
        write: Callable[..., Pieces] = {openai: streams.openai, anthropic: streams.anthropic, gemini: streams.gemini}[
            dialect
        ]
        return write(answer.body, stalls_at=self.stalls_at, pause=self.pause)


def _wants_stream(request: Request) -> bool:
    return ":streamGenerateContent" in request.target or bool(wire.obj(wire.read_json(request.body)).get("stream"))


def _dialect(request: Request) -> Any:
    path = request.target.split("?")[0]
    if path.endswith(("/chat/completions", "/embeddings")):
        return openai
    if path.endswith("/messages"):
        return anthropic
    return gemini if path.endswith((":generateContent", ":streamGenerateContent")) else None


def _error(dialect: Any, fails: Fails) -> Answer:
    found: Answer = dialect.error(fails.status, f"fake error {fails.status}", fails.headers)
    return found
