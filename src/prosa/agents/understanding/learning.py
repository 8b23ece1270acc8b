"""Which model reads: shipped examples and the company's own make a candidate, and it goes live only if the golden set
does not lose. What is stored is what a model was made of; the models are trained again wherever they are needed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from prosa.agents.models import ExampleRow, LearnedRow
from prosa.agents.understanding.examples import LABELS, Example, Marked, Task, load
from prosa.agents.understanding.reading import Understanding
from prosa.agents.understanding.schemas import Candidate, GoldenFigure, ModelFacts
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.outbox import add_job, publish

LEARN = "understanding.learn"
SETTLED = timedelta(seconds=2)
"""How long is waited for more corrections before they are learned."""
TRADE = "own"
MAY_LOSE, HEAD_MAY_LOSE = 0.01, 0.03
"""Shares of all golden judgements, and of those of one head, that the corrections may cost against the shipped examples
alone. A few messages lie so near the edge that any new example tips them; they must not silence a company's own
words."""

Golden = Mapping[str, Mapping[str, int]]
_NAMES = {"signal": "funnel"}
"""Heads that the examples call by another name."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a model is made of. Two of the same recipe are the same model."""

    revision: int
    shipped: str
    corrections: tuple[UUID, ...]


@cache
def golden() -> tuple[Example, ...]:
    """The frozen messages by which models are judged. No model learns from them."""
    return load(files(__package__).joinpath("golden.yaml"))


def digest(examples: Sequence[Example]) -> str:
    """Tells the shipped examples of one release from those of another."""
    return sha256(repr(examples).encode()).hexdigest()[:16]


def judge(understanding: Understanding) -> Golden:
    """How many of the golden messages are read right, by head."""
    found: dict[str, dict[str, int]] = {}
    for example in golden():
        reading = understanding.read(example.text)
        for label, wanted in example.labels.items():
            head = _NAMES.get(label, label)
            count = found.setdefault(head, {"right": 0, "of": 0})
            count["of"] += 1
            count["right"] += getattr(reading, head).value == wanted
    return found


def loses(candidate: Golden, shipped: Golden) -> bool:
    """Whether a model with corrections reads the golden set worse than one of the shipped examples alone."""
    lost = {head: count["right"] - candidate[head]["right"] for head, count in shipped.items()}
    judged = sum(count["of"] for count in shipped.values())
    by_head = any(lost[head] > HEAD_MAY_LOSE * count["of"] for head, count in shipped.items())
    return by_head or sum(lost.values()) > MAY_LOSE * judged


def learn_soon(session: Session) -> None:
    """Wakes the learning once this transaction has committed and more corrections had a moment to come."""
    add_job(session, LEARN, now() + SETTLED, "default", {})


async def own_examples(session: Session, ids: Sequence[UUID] | None = None) -> dict[UUID, tuple[Example, ...]]:
    """What the company has taught, oldest first: all of it, or those of these that are still there."""
    statement = select(ExampleRow).order_by(ExampleRow.id)
    if ids is not None:
        statement = statement.where(ExampleRow.id.in_(ids))
    return {row.id: tuple(_examples(row)) for row in await session.scalars(statement)}


def _examples(row: ExampleRow) -> Iterable[Example]:
    """One for each task that was judged."""
    for task, wanted in LABELS.items():
        labels = {
            label: row.labels[_NAMES.get(label, label)] for label in wanted if _NAMES.get(label, label) in row.labels
        }
        if labels:
            yield Example(row.text, task, labels, _marked(row, task), TRADE, row.language, row.weight)


def _marked(row: ExampleRow, task: Task) -> tuple[Marked, ...]:
    return tuple(Marked(**named) for named in row.entities) if task == "commerce" else ()


async def live(session: Session) -> Recipe | None:
    """What the model that reads is made of; None before the first."""
    row = await _newest(session, LearnedRow.live)
    return _recipe(row) if row else None


async def next_recipe(session: Session, shipped: str) -> Recipe | None:
    """What is to be tried over the shipped examples of this digest: first these alone, by which others are measured,
    then with the company's as they are now; None when the newest model is that already."""
    newest = await _newest(session)
    revision = newest.revision + 1 if newest else 1
    if await _baseline(session, shipped) is None:
        return Recipe(revision, shipped, ())
    wanted = Recipe(revision, shipped, tuple(await session.scalars(select(ExampleRow.id).order_by(ExampleRow.id))))
    return None if newest and _recipe(newest) == replace(wanted, revision=newest.revision) else wanted


async def enter(session: Session, recipe: Recipe, examples: int, found: Golden) -> bool:
    """Writes down how a candidate did, and tells whether it reads from now on. Of two that were made at the same
    time only one is written down, under the revision of its recipe."""
    baseline = await _baseline(session, recipe.shipped)
    first = await _newest(session, LearnedRow.live) is None
    lives = first or (baseline is not None and not loses(found, baseline.golden))
    values = {
        "revision": recipe.revision,
        "shipped": recipe.shipped,
        "examples": examples,
        "corrections": [str(id_) for id_ in recipe.corrections],
        "golden": found,
        "live": lives,
    }
    written = await session.execute(insert(LearnedRow).values(**values).on_conflict_do_nothing().returning(LearnedRow))
    publish(session, "understanding")
    return lives and written.first() is not None


async def facts(session: Session) -> ModelFacts:
    """What reads now, and the candidate that was refused since."""
    reading, newest = await _newest(session, LearnedRow.live), await _newest(session)
    own = await session.scalar(select(func.count()).select_from(ExampleRow)) or 0
    known = await session.scalar(
        select(func.count()).where(ExampleRow.id.in_(map(UUID, reading.corrections if reading else ())))
    )
    return ModelFacts(
        revision=reading.revision if reading else 0,
        examples=reading.examples if reading else 0,
        corrections=known or 0,
        waiting=own - (known or 0),
        trained_at=reading.trained_at if reading else None,
        golden=_figures(reading.golden if reading else {}),
        candidate=_refused(newest) if newest and not newest.live and newest.corrections else None,
    )


def _figures(golden: Golden) -> dict[str, GoldenFigure]:
    return {head: GoldenFigure(**count) for head, count in golden.items()}


def _refused(row: LearnedRow) -> Candidate:
    return Candidate(
        revision=row.revision,
        corrections=len(row.corrections),
        trained_at=row.trained_at,
        golden=_figures(row.golden),
    )


def _recipe(row: LearnedRow) -> Recipe:
    return Recipe(row.revision, row.shipped, tuple(map(UUID, row.corrections)))


async def _baseline(session: Session, shipped: str) -> LearnedRow | None:
    """How the shipped examples alone did."""
    return await _newest(session, LearnedRow.shipped == shipped, LearnedRow.corrections == [])


async def _newest(session: Session, *which: Any) -> LearnedRow | None:
    statement = select(LearnedRow).where(*which).order_by(LearnedRow.revision.desc()).limit(1)
    found: LearnedRow | None = await session.scalar(statement)
    return found
