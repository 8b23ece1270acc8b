"""How well articles are found and people recognised, on data of our own."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from prosa.app.commands.evaluate import BadEvaluationData, app, evaluate, measure, score_people, score_retrieval
from prosa.app.demo.content import articles
from prosa.knowledge.evaluation import Document, Ranked, rank
from prosa.knowledge.schemas import Decision

DATA = Path(__file__).parents[1] / "data" / "evals"
COMPANIES = ("clinica", "conta", "escola", "hotel", "oficina", "ponto", "provedor", "restaurante", "teatro")


def questions(company: str) -> list[dict[str, object]]:
    lines = (DATA / company / "kb_queries.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def demo_shop() -> list[Document]:
    return [Document(article.slug, article.title, article.body) for article in articles()]


def pooled() -> tuple[list[dict[str, object]], list[Ranked]]:
    """All companies' questions and what came of them: one threshold has to do for all bases."""
    gold, ranked = questions("loja"), rank(demo_shop(), [str(row["query"]) for row in questions("loja")])
    for company in COMPANIES:
        documents = []
        for path in sorted((DATA / company / "kb").glob("*.md")):
            title, _, body = path.read_text(encoding="utf-8").partition("\n")
            documents.append(Document(path.stem, title.lstrip("# "), body))
        rows = questions(company)
        gold += rows
        ranked += rank(documents, [str(row["query"]) for row in rows])
    return gold, ranked


def test_articles_are_found_and_what_is_missing_is_admitted() -> None:
    figures = measure(*pooled())
    assert figures.recall_at_1 >= 0.80
    assert figures.recall_at_3 >= 0.90
    assert figures.attempted >= 0.70
    assert figures.false_answers <= 0.12
    assert figures.false_answers_at_share <= 0.12


def test_in_a_trade_that_was_never_taught_it_rather_says_nothing_than_something_wrong() -> None:
    figures = score_retrieval(DATA / "vinhos")
    assert figures is not None
    assert figures.recall_at_3 >= 0.6
    assert figures.false_answers <= 0.12


def test_whoever_asks_for_a_person_is_recognised() -> None:
    figures = score_people(DATA / "people")
    assert figures is not None
    assert figures.found / figures.asking >= 0.95
    assert figures.false_alarms / (figures.messages - figures.asking) <= 0.02


def test_no_question_to_an_article_is_taken_for_the_wish_for_a_person(tmp_path: Path) -> None:
    rows = [row for company in (*COMPANIES, "loja") for row in questions(company)]
    lines = (json.dumps({"id": n, "text": row["query"], "wants_human": False}) for n, row in enumerate(rows))
    (tmp_path / "tickets.jsonl").write_text("\n".join(lines), encoding="utf-8")
    figures = score_people(tmp_path)
    assert figures is not None
    assert figures.false_alarms / figures.messages <= 0.01


def test_predictions_are_written_one_per_question(tmp_path: Path) -> None:
    score_retrieval(DATA / "hotel", tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "kb_queries.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [row["id"] for row in questions("hotel")]
    assert set(rows[0]) == {"id", "ranking", "abstain", "confidence"}


def test_the_figures_are_those_of_their_definition() -> None:
    gold = [{"answers": ["a"]}, {"answers": ["b"]}, {"answers": []}, {"answers": []}]
    ranked = [
        Ranked(("a", "b"), 0.9, Decision.ANSWER),
        Ranked(("a", "b"), 0.5, Decision.MENU),
        Ranked(("c",), 0.6, Decision.ANSWER),
        Ranked((), 0.0, Decision.ABSTAIN),
    ]
    figures = measure(gold, ranked)
    assert (figures.recall_at_1, figures.recall_at_3) == (0.5, 1.0)
    assert (figures.attempted, figures.false_answers) == (1.0, 0.5)
    assert figures.auroc == 0.75


@pytest.mark.parametrize("arguments", [[], ["measure"]])
def test_the_command_prints_the_figures(arguments: list[str]) -> None:
    done = CliRunner().invoke(app, [*arguments, str(DATA / "hotel")])
    assert done.exit_code == 0
    assert "recall_at_1" in done.output


MESSAGES = {
    "tickets": [
        {"id": "t1", "text": "quero falar com um atendente", "category": "suporte", "wants_human": True},
        {"id": "t2", "text": "quanto custa o plano?", "category": "comercial", "wants_human": False},
    ],
    "commerce": [{"id": "c1", "text": "tem camiseta preta até 80 reais?", "intent": "search_product"}],
    "funnel": [{"id": "f1", "text": "não me mande mais mensagens", "signal": "opt_out"}],
}


def test_what_is_understood_is_written_in_the_format_of_the_evaluation_data(tmp_path: Path) -> None:
    gold, out = tmp_path / "gold", tmp_path / "out"
    shutil.copytree(DATA / "hotel", gold)
    for name, rows in MESSAGES.items():
        (gold / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = CliRunner().invoke(app, ["predict", str(gold), str(out)])
    assert done.exit_code == 0, done.output
    assert "training:" in done.output
    assert "ms each" in done.output
    written = {path.stem: [json.loads(line) for line in path.read_text().splitlines()] for path in out.iterdir()}
    assert set(written) == {*MESSAGES, "kb_queries"}
    assert set(written["tickets"][0]) == {"id", "category", "priority", "sentiment", "wants_human", "confidence"}
    assert [row["wants_human"] for row in written["tickets"]] == [True, False]
    assert {"type": "price_max", "value": 80.0} in written["commerce"][0]["entities"]
    assert written["commerce"][0]["intent"] == "search_product"
    assert written["funnel"][0]["signal"] == "opt_out"
    assert [row["id"] for row in written["kb_queries"]] == [row["id"] for row in questions("hotel")]


def test_questions_alone_are_predicted_without_training(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["predict", str(DATA / "hotel"), str(tmp_path)])
    assert done.exit_code == 0
    assert "training" not in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["kb_queries.jsonl"]


def test_nothing_to_predict_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["predict", str(tmp_path), str(tmp_path / "out")])
    assert isinstance(done.exception, BadEvaluationData)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}'])
def test_bad_data_is_named_by_file_and_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "tickets.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(BadEvaluationData, match=r"tickets\.jsonl, line 1"):
        score_people(tmp_path)


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadEvaluationData):
        evaluate(tmp_path)
