"""`prosa eval`: how well the offline engine finds articles and recognises the wish for a person, and
`prosa eval predict`: what it understands of every message of a set, to be scored elsewhere."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from typer.core import TyperGroup

from prosa.agents.offline import asks_for_person
from prosa.agents.understanding import Reading, Understanding, shipped_examples, train
from prosa.core.errors import Invalid
from prosa.knowledge.evaluation import Document, Ranked, rank
from prosa.knowledge.schemas import Decision

SHARE = 0.7
"""Share of the answerable questions at which false answers are counted, as the goals are stated."""

Row = Mapping[str, Any]


class BadEvaluationData(Invalid):
    """The folder is not in the format of the evaluation data; the message names the file and line."""

    code = "bad_evaluation_data"


@dataclass(frozen=True, slots=True)
class Retrieval:
    """`attempted` of the answerable and `false_answers` of the others count answers and menus as the engine
    decides; `false_answers_at_share` is what it would be at the bound that attempts `SHARE` of them."""

    questions: int
    answerable: int
    recall_at_1: float
    recall_at_3: float
    attempted: float
    false_answers: float
    false_answers_at_share: float
    auroc: float


@dataclass(frozen=True, slots=True)
class People:
    """Messages that ask for a person: how many were found, and how many of the others were taken for one."""

    messages: int
    asking: int
    found: int
    false_alarms: int


class _FolderOrCommand(TyperGroup):
    """`prosa eval FOLDER` goes on meaning `prosa eval measure FOLDER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if known or not args else ["measure", *args])


app = typer.Typer(cls=_FolderOrCommand, no_args_is_help=True, help="Measure what the offline engine understands.")


@app.command("measure")
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Folder with kb/ and kb_queries.jsonl, tickets.jsonl, or both.")],
    out: Annotated[Path | None, typer.Option(help="Folder to write the predictions to, as JSON lines.")] = None,
) -> None:
    """Measure the offline engine on labelled questions and messages.

    Questions are asked of the articles in kb/ (Markdown, the first heading is the title); an empty list of
    answers means that the base has none. Nothing is stored in the database.
    """
    if retrieval := score_retrieval(folder, out):
        _print("retrieval", retrieval)
    if people := score_people(folder, out):
        _print("wants a person", people)
    if not retrieval and not people:
        raise BadEvaluationData(f"{folder} has neither kb_queries.jsonl with kb/ nor tickets.jsonl")


@app.command()
def predict(
    gold: Annotated[
        Path, typer.Argument(help="Folder with tickets, commerce, funnel or kb_queries as .jsonl, and kb/.")
    ],
    out: Annotated[Path, typer.Argument(help="Folder to write the predictions to, as JSON lines.")],
) -> None:
    """Train on the shipped examples and write what is understood of every message.

    Where the messages are labelled, the share of right labels is printed.
    """
    labelled = {name: _rows(gold / f"{name}.jsonl", ("id", "text")) for name in _PREDICTED}
    if any(labelled.values()):
        began = time.perf_counter()
        understanding = train(shipped_examples())
        typer.echo(f"training: {len(shipped_examples())} examples, {time.perf_counter() - began:.1f} s")
        for name, rows in labelled.items():
            if rows:
                _predict(name, rows, understanding, out)
    if retrieval := score_retrieval(gold, out):
        _print("kb_queries", retrieval)
    elif not any(labelled.values()):
        raise BadEvaluationData(f"{gold} has no messages and no questions")


def _predict(name: str, rows: Sequence[Row], understanding: Understanding, out: Path) -> None:
    began = time.perf_counter()
    readings = [understanding.read(row["text"]) for row in rows]
    each = (time.perf_counter() - began) / len(rows)
    predicted = [{"id": row["id"], **_PREDICTED[name](reading)} for row, reading in zip(rows, readings, strict=True)]
    _write(out / f"{name}.jsonl", predicted)
    typer.echo(f"{name}: {len(rows)} messages, {each * 1000:.1f} ms each")
    for label in _LABELS[name]:
        pairs = [(row[label], said[label]) for row, said in zip(rows, predicted, strict=True) if label in row]
        if pairs:
            typer.echo(f"  {label:24} {_share(wanted == said for wanted, said in pairs):.3f}")


def _ticket(reading: Reading) -> Row:
    return {
        "category": reading.category.value,
        "priority": reading.priority.value,
        "sentiment": reading.sentiment.value,
        "wants_human": reading.wants_human.value,
        "confidence": reading.category.confidence,
    }


def _commerce(reading: Reading) -> Row:
    entities = [{"type": found.type, "value": found.value} for found in reading.entities if found.type in _MARKED]
    return {"intent": reading.intent.value, "entities": entities, "confidence": reading.intent.confidence}


def _funnel(reading: Reading) -> Row:
    return {"signal": reading.funnel.value, "confidence": reading.funnel.confidence}


_PREDICTED: Mapping[str, Callable[[Reading], Row]] = {"tickets": _ticket, "commerce": _commerce, "funnel": _funnel}
_LABELS: Mapping[str, Sequence[str]] = {
    "tickets": ("category", "priority", "sentiment", "wants_human"),
    "commerce": ("intent",),
    "funnel": ("signal",),
}
_MARKED = frozenset({"product", "quantity", "size", "color", "price_max", "price_min", "order"})
"""The entities of the evaluation data."""


def score_retrieval(folder: Path, out: Path | None = None) -> Retrieval | None:
    """None when the folder has no questions. Raises `BadEvaluationData`."""
    gold = _rows(folder / "kb_queries.jsonl", ("id", "query", "answers"))
    if not gold:
        return None
    documents = [_document(path) for path in sorted((folder / "kb").glob("*.md"))]
    ranked = rank(documents, [row["query"] for row in gold])
    if out:
        _write(out / "kb_queries.jsonl", (_prediction(row, found) for row, found in zip(gold, ranked, strict=True)))
    return measure(gold, ranked)


def score_people(folder: Path, out: Path | None = None) -> People | None:
    """None when the folder has no messages. Raises `BadEvaluationData`."""
    gold = _rows(folder / "tickets.jsonl", ("id", "text", "wants_human"))
    if not gold:
        return None
    said = [asks_for_person(row["text"]) for row in gold]
    if out:
        _write(out / "tickets.jsonl", ({"id": r["id"], "wants_human": s} for r, s in zip(gold, said, strict=True)))
    wanted = [bool(row["wants_human"]) for row in gold]
    found = sum(a and b for a, b in zip(wanted, said, strict=True))
    return People(len(gold), sum(wanted), found, sum(said) - found)


def measure(gold: Sequence[Row], ranked: Sequence[Ranked]) -> Retrieval:
    """The figures for questions and what came of them, in the same order."""
    pairs = list(zip(gold, ranked, strict=True))
    answerable = [(row["answers"], found) for row, found in pairs if row["answers"]]
    others = [found for row, found in pairs if not row["answers"]]
    sure = sorted((found.confidence for _, found in answerable), reverse=True)
    bound = sure[max(round(SHARE * len(sure)) - 1, 0)] if sure else 0.0
    return Retrieval(
        questions=len(pairs),
        answerable=len(answerable),
        recall_at_1=_share(bool(set(found.ranking[:1]) & set(answers)) for answers, found in answerable),
        recall_at_3=_share(bool(set(found.ranking[:3]) & set(answers)) for answers, found in answerable),
        attempted=_share(found.decision is not Decision.ABSTAIN for _, found in answerable),
        false_answers=_share(found.decision is not Decision.ABSTAIN for found in others),
        false_answers_at_share=_share(found.confidence >= bound for found in others),
        auroc=_auroc(sure, [found.confidence for found in others]),
    )


def _auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """How often an answerable question is surer than one that is not; ties count half."""
    pairs = len(positive) * len(negative)
    return sum((p > n) + 0.5 * (p == n) for p in positive for n in negative) / pairs if pairs else 0.0


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _prediction(row: Row, found: Ranked) -> Row:
    abstain = found.decision is Decision.ABSTAIN
    return {"id": row["id"], "ranking": found.ranking, "abstain": abstain, "confidence": found.confidence}


def _document(path: Path) -> Document:
    first, _, body = path.read_text(encoding="utf-8").partition("\n")
    return Document(path.stem, first.lstrip("# ").strip(), body)


def _rows(path: Path, keys: Sequence[str]) -> list[Row]:
    if not path.exists():
        return []
    return [_row(path, number, line, keys) for number, line in enumerate(path.read_bytes().splitlines(), 1) if line]


def _row(path: Path, number: int, line: bytes, keys: Sequence[str]) -> Row:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        raise BadEvaluationData(f"{path}, line {number}: {problem}") from None
    missing = [key for key in keys if not isinstance(row, dict) or key not in row]
    if missing:
        raise BadEvaluationData(f"{path}, line {number}: lacks {', '.join(missing)}")
    return dict(row)


def _write(path: Path, rows: Iterable[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows))


def _print(title: str, figures: Retrieval | People) -> None:
    shown = {name: getattr(figures, name) for name in figures.__slots__}
    typer.echo(title)
    for name, value in shown.items():
        typer.echo(f"  {name:24} {value:.3f}" if isinstance(value, float) else f"  {name:24} {value}")
