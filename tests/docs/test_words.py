"""The words of the documents are those of the product: on the screen, in the code, in the metrics, in the errors."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY

import prosa.app.compose
import prosa.app.http  # noqa: F401  (these bring the metrics of every domain)
from prosa.conversations import ledger
from tests.docs.documents import PORTUGUESE, ROOT, named

GUIDES = sorted([*ROOT.glob("docs/tutorial*.md"), *ROOT.glob("docs/guides/*.md")])
TROUBLE = sorted(ROOT.glob("docs/guides/troubleshooting*.md"))
GLOSSARY = ROOT / "docs/glossary.md"
SHORTEST = 6
"""Letters of a piece of an error message that says something."""


@cache
def screen(language: str) -> re.Pattern[str]:
    """Matches every text of the screen in a language, with anything in place of what is filled in."""
    files = ROOT.glob(f"web/src/locales/{language}/*.json")
    texts = {text for file in files for text in leaves(json.loads(file.read_text()))}
    return re.compile("|".join(re.sub(r"\\\{\\\{\w+\\\}\\\}", ".+", re.escape(text)) for text in texts))


def leaves(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    else:
        for branch in tree.values() if isinstance(tree, dict) else tree:
            yield from leaves(branch)


def not_on_screen(text: str, language: str) -> list[str]:
    """The words in bold that the screen does not show. Words in code are no words of the screen."""
    bold = re.findall(r"\*\*(.+?)\*\*", re.sub(r"```.*?```|`[^`\n]+`", "", text, flags=re.DOTALL), re.DOTALL)
    words = [" ".join(word.split()) for word in bold]
    return [word for word in words if not screen(language).fullmatch(word)]


@pytest.mark.parametrize("document", GUIDES, ids=named)
def test_words_in_bold_are_on_the_screen(document: Path) -> None:
    language = "pt-BR" if document.name.endswith(PORTUGUESE) else "en"
    assert not_on_screen(document.read_text(), language) == []


EXPLAINED = (
    ("operators", "common", "reason", set()),
    ("operators", "inbox", "ticks", {"received", "held", "unconfirmedHint"}),
    ("owners", "ledger", "outcome", set()),
    ("owners", "ledger", "problem", {"unbalanced", "failed_deliveries"} - set(ledger.CHECKS)),
    ("owners", "knowledge", "tester.decision", set()),
    ("administrators", "settings", "role", set()),
    ("administrators", "settings", "channels.health", set()),
)
"""Lists of the screen that a guide explains one by one: the guide, where the list is, and what is never shown or says
what it means by itself."""


@pytest.mark.parametrize("language", ["pt-BR", "en"])
@pytest.mark.parametrize(("guide", "feature", "place", "but"), EXPLAINED, ids=[place for _, _, place, _ in EXPLAINED])
def test_every_entry_of_a_list_is_explained(guide: str, feature: str, place: str, but: set[str], language: str) -> None:
    document = ROOT / f"docs/guides/{guide}{PORTUGUESE if language == 'pt-BR' else '.md'}"
    shown = json.loads((ROOT / f"web/src/locales/{language}/{feature}.json").read_text())
    for step in place.split("."):
        shown = shown[step]
    told = document.read_text()
    assert [text for key, text in shown.items() if key not in but and f"**{text}**" not in told] == []


def glossary() -> list[list[str]]:
    """English, Portuguese, name in the code and meaning of each entry."""
    rows = re.findall(r"^\| (.+) \|$", GLOSSARY.read_text(), re.MULTILINE)
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return [row for row in cells if row[0] != "English"]


def test_the_glossary_says_what_the_screen_says() -> None:
    entries = glossary()
    assert len(entries) > 40
    for english, portuguese, _, meaning in entries:
        in_english, _, in_portuguese = meaning.partition(" / ")
        assert not_on_screen(f"{english} {in_english}", "en") == []
        assert not_on_screen(f"{portuguese} {in_portuguese}", "pt-BR") == []


def test_the_glossary_explains_each_word_in_both_languages() -> None:
    for row in glossary():
        assert all(row), row
        assert row[3].count(" / ") == 1, row


def test_the_glossary_names_what_the_code_names() -> None:
    source = "\n".join(path.read_text() for path in ROOT.glob("src/prosa/**/*.py"))
    words = set(re.findall(r"\w+", source))
    assert [row[2] for row in glossary() if row[2].strip("`") not in words] == []


def test_no_word_is_explained_twice() -> None:
    english = [row[0] for row in glossary()]
    assert len(set(english)) == len(english)


@pytest.mark.parametrize("document", GUIDES, ids=named)
def test_metrics_are_counted(document: Path) -> None:
    counted = {metric.name for metric in REGISTRY.collect()}
    told = set(re.findall(r"`(prosa_[a-z_]+)`", document.read_text()))
    modules = {"prosa_connector_echo"}
    assert {name.removesuffix("_total") for name in told - modules} <= counted


@pytest.mark.parametrize("document", TROUBLE, ids=named)
def test_error_messages_are_those_of_the_code(document: Path) -> None:
    source = "\n".join(path.read_text() for path in ROOT.glob("src/prosa/**/*.py"))
    first_column = re.findall(r"^\| `(.+?)` \|", document.read_text(), re.MULTILINE)
    assert first_column
    pieces = [piece.strip(" :") for message in first_column for piece in re.split("[…;]", message)]
    assert [piece for piece in pieces if len(piece) >= SHORTEST and piece not in source] == []
