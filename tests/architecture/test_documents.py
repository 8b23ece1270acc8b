"""What the documents name exists: files, commands with their options, make targets, modules, settings."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer.main

from prosa.app.cli import app
from prosa.core.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for pattern in ("*.md", "deploy/*.md", "docs/**/*.md", "examples/**/*.md", "src/prosa/connectors/*/guide*.md")
    for path in ROOT.glob(pattern)
)
FENCED = re.compile(r"^( *)```.*?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`|^ {4}(\S.*)$", re.MULTILINE)


def code_in(document: str) -> list[str]:
    """Every piece of code of a document: between backticks, or a line of a block."""
    text = (ROOT / document).read_text()
    lines = [line for _, block in FENCED.findall(text) for line in block.splitlines()]
    return lines + [inline or block for inline, block in CODE.findall(FENCED.sub("", text))]


def anchors(document: Path) -> set[str]:
    """The names by which the headings of a document can be linked."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text()
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text)]
    local = [target for target in targets if target and "://" not in target]
    assert [target for target in local if not (ROOT / document).parent.joinpath(target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_parts_that_exist(document: str) -> None:
    targets = [target.partition("#") for target in re.findall(r"\]\(([^)]+)\)", (ROOT / document).read_text())]
    parts = [(path, part) for path, _, part in targets if part and "://" not in path]
    here = ROOT / document
    assert [part for path, part in parts if part not in anchors(here.parent / path if path else here)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_exist(document: str) -> None:
    named = {match[1] for code in code_in(document) if (match := re.match(r"make ([a-z]+)", code))}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_exist(document: str) -> None:
    lines = [match[1].split() for code in code_in(document) for match in re.finditer(r"\bprosa ([^|>;)]+)", code)]
    assert [found for line in lines for found in unknown(line)] == []


def unknown(words: list[str]) -> list[str]:
    """Commands and options of a line after `prosa` that the command line does not have."""
    command = typer.main.get_command(app)
    while (known := getattr(command, "commands", {})) and words and re.fullmatch("[a-z][a-z-]+", words[0]):
        if words[0] not in known:
            return [" ".join(words)]
        command, words = known[words[0]], words[1:]
    options = {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {"--help"}
    given = [word.partition("=")[0] for word in words if word.startswith("--")]
    return [f"{command.name} {word}" for word in given if word not in options]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_modules_exist(document: str) -> None:
    named = {
        match[1] for code in code_in(document) if (match := re.search(r"python3? -m ((?:prosa|tests)[.\w]*)", code))
    }
    assert [module for module in named if find_spec(module) is None] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_exist(document: str) -> None:
    tops = ("src/", "web/", "tests/", "tools/", "docs/", "deploy/", "examples/", ".ci/")
    named = {code for code in code_in(document) if code.startswith(tops) and " " not in code}
    places = (ROOT, (ROOT / document).parent)
    assert [path for path in sorted(named) if not any((place / path).exists() for place in places)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_settings_exist(document: str) -> None:
    for_tools = {"PROSA_SKIP_WEB", "PROSA_TEST_CHROMIUM"}
    known = {f"PROSA_{name.upper()}" for name in Settings.model_fields} | for_tools
    assert set(re.findall(r"\bPROSA_[A-Z_]+", (ROOT / document).read_text())) <= known


def test_both_readmes_name_the_same_commands_and_files() -> None:
    def named(document: str) -> set[str]:
        text = (ROOT / document).read_text().replace(".pt-BR.md", ".md")
        return set(re.findall(r"`([^`]+)`", text)) | set(re.findall(r"\]\(([^)]+)\)", text))

    assert named("README.md") == named("README.pt-BR.md")
