"""What is promised in two languages is there in two languages, and says the same."""

import re
from pathlib import Path

import pytest

from tests.docs.documents import PORTUGUESE, ROOT, Block, blocks, in_english, in_portuguese, named

PAIRS = in_portuguese()


def promised() -> list[Path]:
    """Documents for people, in English: all but decisions, generated pages, the index and the glossary."""
    return sorted(
        path
        for pattern in ("README.md", "docs/tutorial.md", "docs/guides/*.md", "src/prosa/connectors/*/guide.md")
        for path in ROOT.glob(pattern)
        if not path.name.endswith(PORTUGUESE)
    )


@pytest.mark.parametrize("english", promised(), ids=named)
def test_every_guide_is_in_portuguese_too(english: Path) -> None:
    assert english.with_name(english.stem + PORTUGUESE).exists()


@pytest.mark.parametrize("portuguese", PAIRS, ids=named)
def test_every_guide_is_in_english_too(portuguese: Path) -> None:
    assert in_english(portuguese).exists()


@pytest.mark.parametrize("portuguese", PAIRS, ids=named)
def test_both_languages_have_the_same_parts(portuguese: Path) -> None:
    assert outline(portuguese) == outline(in_english(portuguese))


def outline(document: Path) -> list[str]:
    """The levels of headings, and the tables by their rows, in order."""
    text = re.sub(r"^ *```.*?^ *```$", "```", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    return [line[0] * (len(line) - len(line.lstrip("#")) or 1) for line in text.splitlines() if line[:1] in ("#", "|")]


@pytest.mark.parametrize("portuguese", PAIRS, ids=named)
def test_both_languages_show_the_same_examples(portuguese: Path) -> None:
    """So that running those of one language proves both."""
    assert marked(portuguese) == marked(in_english(portuguese))


def marked(document: Path) -> list[Block]:
    return [block for block in blocks(document) if block.mark]


@pytest.mark.parametrize("portuguese", PAIRS, ids=named)
def test_both_languages_lead_to_the_same_places(portuguese: Path) -> None:
    assert targets(portuguese) == targets(in_english(portuguese))


def targets(document: Path) -> set[Path]:
    """Files the document leads to, whatever the language, without the way to its own translation."""
    linked = {target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", document.read_text())}
    files = {(document.parent / target).resolve() for target in linked if target and "://" not in target}
    anywhere = {file.with_name(file.name.replace(PORTUGUESE, ".md")) for file in files}
    return anywhere - {in_english(document) if document.name.endswith(PORTUGUESE) else document}


def test_the_index_leads_to_every_document() -> None:
    index = (ROOT / "docs/README.md").read_text()
    linked = {(ROOT / "docs" / target).resolve() for target in re.findall(r"\]\(([^)]+)\)", index)}
    told = {*ROOT.glob("docs/*.md"), *ROOT.glob("docs/guides/*.md"), *ROOT.glob("docs/reference/*.md")}
    assert {named(path) for path in told - linked} == {"docs/README.md"}
