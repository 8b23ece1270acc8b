"""What the documents name exists: files, commands, make targets, settings."""

import re
from pathlib import Path

import pytest
import typer.main

from prosa.app.cli import app
from prosa.core.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    str(path.relative_to(ROOT)) for pattern in ("*.md", "deploy/*.md", "docs/**/*.md") for path in ROOT.glob(pattern)
)
CODE = re.compile(r"`([^`\n]+)`|^ {4}(\S.*)$", re.MULTILINE)


def code_in(document: str) -> list[str]:
    """Every piece of code of a document: between backticks or in an indented block."""
    return [inline or block for inline, block in CODE.findall((ROOT / document).read_text())]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text()
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text)]
    local = [target for target in targets if target and "://" not in target]
    assert [target for target in local if not (ROOT / document).parent.joinpath(target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_exist(document: str) -> None:
    named = {match[1] for code in code_in(document) if (match := re.match(r"make ([a-z]+)", code))}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_exist(document: str) -> None:
    commands = set(typer.main.get_command(app).commands)
    named = {match[1] for code in code_in(document) if (match := re.search(r"\bprosa ([a-z][a-z-]+)", code))}
    assert named <= commands


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_exist(document: str) -> None:
    tops = ("src/", "web/", "tests/", "tools/", "docs/", "deploy/", "examples/", ".ci/")
    named = {code for code in code_in(document) if code.startswith(tops) and " " not in code}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_settings_exist(document: str) -> None:
    for_tools = {"PROSA_SKIP_WEB", "PROSA_TEST_CHROMIUM"}
    known = {f"PROSA_{name.upper()}" for name in Settings.model_fields} | for_tools
    assert set(re.findall(r"\bPROSA_[A-Z_]+", (ROOT / document).read_text())) <= known


def test_both_readmes_name_the_same_commands_and_files() -> None:
    def named(document: str) -> set[str]:
        text = (ROOT / document).read_text()
        return {code for code in re.findall(r"`([^`]+)`", text)} | set(re.findall(r"\]\(([^)]+)\)", text))

    assert named("README.md") - {"README.pt-BR.md"} == named("README.pt-BR.md") - {"README.md"}
