"""Which model reads: shipped examples and the company's own make a candidate, and it goes live only if the golden set
does not lose. Each is trained once for all processes, and found in the storage by what it was made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.agents.models import ExampleRow, LearnedRow
from prosa.agents.understanding.examples import LABELS, Example, Marked, Task
from prosa.agents.understanding.judging import HEAD_NAMES, Golden, loses
from prosa.agents.understanding.schemas import Candidate, GoldenFigure, ModelFacts
from prosa.agents.understanding.training import Made
from prosa.core import language
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.outbox import add_job, publish

LEARN = "understanding.learn"
LEARNED_FROM = (".py", ".toml", ".yaml")
SETTLED = timedelta(seconds=2)
"""How long is waited for more corrections before they are learned."""
TRADE = "own"
KEPT = 2
"""Models whose weights are kept: the one that reads, and the one before it, which processes may still be reading."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a model is made of. Two of the same recipe are the same model."""

    revision: int
    shipped: str
    corrections: tuple[UUID, ...]


@cache
def own_digest() -> str:
    """Of the examples of this release and of all that reads and learns them."""
    found = sha256()
    for package in (__package__, language.__name__):
        for file in _files(files(package)):
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


def digest_of(examples: Sequence[Example]) -> str:
    """The same with other examples."""
    return sha256(f"{own_digest()} {examples!r}".encode()).hexdigest()[:16]


def _files(folder: Traversable) -> Iterator[Traversable]:
    for each in sorted(folder.iterdir(), key=lambda file: file.name):
        if each.is_dir():
            yield from _files(each)
        elif each.name.endswith(LEARNED_FROM):
            yield each


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
            label: row.labels[HEAD_NAMES.get(label, label)]
            for label in wanted
            if HEAD_NAMES.get(label, label) in row.labels
        }
        if labels:
            yield Example(row.text, task, labels, _marked(row, task), TRADE, row.language, row.weight)


def _marked(row: ExampleRow, task: Task) -> tuple[Marked, ...]:
    return tuple(Marked(**named) for named in row.entities) if task == "commerce" else ()


async def live(session: Session, shipped: str) -> str | None:
    """Where the weights are that processes of this digest read with; None while they are still to be made."""
    row = await _newest(session, LearnedRow.live, LearnedRow.shipped == shipped)
    return row.weights if row else None


async def next_recipe(session: Session, shipped: str) -> Recipe | None:
    """What is to be trained for this digest: first the shipped examples alone, by which others are measured, then with
    the company's as they are now, and what has lost its weights; None when nothing is."""
    last = await _newest(session)
    revision = last.revision + 1 if last else 1
    if await _baseline(session, shipped) is None:
        return Recipe(revision, shipped, ())
    reading = await _newest(session, LearnedRow.live, LearnedRow.shipped == shipped)
    if reading and reading.weights is None:
        return _recipe(reading)
    newest = await _newest(session, LearnedRow.shipped == shipped)
    wanted = Recipe(revision, shipped, tuple(await session.scalars(select(ExampleRow.id).order_by(ExampleRow.id))))
    return None if newest and _recipe(newest) == replace(wanted, revision=newest.revision) else wanted


async def enter(session: Session, recipe: Recipe, made: Made, weights: str) -> tuple[bool, list[str]]:
    """Writes down how a candidate did. Tells whether it reads from now on, and which weights are of no use any more."""
    values = {
        "revision": recipe.revision,
        "shipped": recipe.shipped,
        "examples": made.examples,
        "corrections": [str(id_) for id_ in recipe.corrections],
        "golden": made.golden,
        "live": await _lives(session, recipe, made.golden),
        "weights": weights,
    }
    again = {"weights": weights}
    row = await session.scalar(
        insert(LearnedRow)
        .values(**values)
        .on_conflict_do_update(index_elements=[LearnedRow.revision], set_=again)
        .returning(LearnedRow)
    )
    publish(session, "understanding")
    return bool(row and row.live), await _drop_old(session)


async def _lives(session: Session, recipe: Recipe, found: Golden) -> bool:
    """The first one of its digest does; others where the golden set does not lose."""
    baseline = await _baseline(session, recipe.shipped)
    return baseline is None or not loses(found, baseline.golden)


async def _drop_old(session: Session) -> list[str]:
    """Only the model that reads and the one before it keep their weights. Tells what nobody keeps."""
    rows = list(await session.scalars(select(LearnedRow).where(LearnedRow.weights.is_not(None))))
    used = sorted((row for row in rows if row.live), key=lambda row: row.revision)[-KEPT:]
    kept = {row.weights for row in used}
    old = [row for row in rows if row not in used]
    dropped = {row.weights for row in old if row.weights and row.weights not in kept}
    for row in old:
        row.weights = None
    return sorted(dropped)


async def lose(session: Session, weights: str) -> None:
    """These weights are damaged or gone: they are made again."""
    await session.execute(update(LearnedRow).where(LearnedRow.weights == weights).values(weights=None))


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
