"""`prosa eval`: how well the offline engine finds articles and recognises the wish for a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from prosa.agents.offline import asks_for_person
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
