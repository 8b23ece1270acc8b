"""The import contracts hold on the tree, and each of them really sees what it forbids."""

import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sysconfig.get_path("scripts")) / "lint-imports"

LAYERS = "Each line imports only lines below it, and siblings never each other"
ACYCLIC = "No cycles between siblings, inside any package"
CONNECTORS = "Connectors do not know each other"
FRONT_DOORS = "Packages are entered by their front door"

FORBIDDEN = {
    "a lower layer imports a higher one": (LAYERS, {"core/planted.py": "import prosa.contacts"}),
    "two siblings of one line": (LAYERS, {"turns/planted.py": "import prosa.desk"}),
    "a package that no layer lists": (LAYERS, {"planted/__init__.py": ""}),
    "a cycle between two modules": (
        ACYCLIC,
        {"core/planted.py": "import prosa.core.grown", "core/grown.py": "import prosa.core.planted"},
    ),
    "a cycle between two folders of a connector": (
        ACYCLIC,
        {
            "connectors/planted/__init__.py": "",
            "connectors/planted/wing/__init__.py": "import prosa.connectors.planted.beak.tip",
            "connectors/planted/beak/__init__.py": "",
            "connectors/planted/beak/tip.py": "import prosa.connectors.planted.wing",
        },
    ),
    "a connector that imports another": (
        CONNECTORS,
        {
            "connectors/planted/__init__.py": "import prosa.connectors.grown",
            "connectors/grown/__init__.py": "",
        },
    ),
    "the inside of another package": (
        FRONT_DOORS,
        {"contacts/planted.py": "", "desk/planted.py": "from prosa.contacts.planted import anything"},
    ),
    "the inside of another package, by a relative import": (
        FRONT_DOORS,
        {"contacts/planted.py": "", "desk/planted.py": "from ..contacts import planted"},
    ),
    "the inside of another package, inside a function": (
        FRONT_DOORS,
        {"contacts/planted.py": "", "desk/planted.py": "def late():\n    import prosa.contacts.planted\n"},
    ),
    "the wiring modules of a package, by another than the composition root": (
        FRONT_DOORS,
        {"contacts/api.py": "", "desk/planted.py": "import prosa.contacts.api"},
    ),
    "a module that the composition root has no business with": (
        FRONT_DOORS,
        {"contacts/planted.py": "", "app/planted.py": "import prosa.contacts.planted"},
    ),
    "a module that enters its own package by the front door": (
        FRONT_DOORS,
        {"contacts/planted.py": "from prosa.contacts import anything"},
    ),
}

ALLOWED = {
    "the front door": {"desk/planted.py": "import prosa.contacts"},
    "a module that the front door lists": {
        "contacts/__init__.py": '__all__ = ["planted"]',
        "contacts/planted.py": "",
        "desk/planted.py": "from prosa.contacts.planted import anything",
    },
    "schemas": {"desk/planted.py": "import prosa.contacts.schemas"},
    "core, anywhere": {"desk/planted.py": "import prosa.core.db"},
    "the composition root wires routes": {
        "contacts/api.py": "",
        "app/planted.py": "import prosa.contacts.api",
    },
    "what only the type checker reads": {
        "contacts/planted.py": "",
        "desk/planted.py": (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import prosa.contacts.planted\n"
        ),
    },
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the linter reads: the configuration, our own contract and the package."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    ignored = shutil.ignore_patterns("__pycache__", "static")
    shutil.copytree(ROOT / "src" / "prosa", tmp_path / "prosa", ignore=ignored)
    return tmp_path


def lint(tree: Path) -> tuple[set[str], str]:
    """The names of the contracts that the linter finds broken in `tree`, and all that it says."""
    done = subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--no-logo"], cwd=tree, capture_output=True, text=True, check=False
    )
    assert "kept," in done.stdout, done.stdout + done.stderr
    broken = set(re.findall(r"^(.+?) BROKEN", done.stdout, re.MULTILINE))
    assert bool(broken) == (done.returncode != 0)
    return broken, done.stdout


def plant(tree: Path, modules: dict[str, str]) -> None:
    for name, source in modules.items():
        path = tree / "prosa" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(source)


def test_the_tree_keeps_every_contract(tree: Path) -> None:
    broken, said = lint(tree)
    assert not broken, said


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_linter_sees(what: str, tree: Path) -> None:
    contract, modules = FORBIDDEN[what]
    plant(tree, modules)
    broken, said = lint(tree)
    assert contract in broken
    assert "planted" in said


@pytest.mark.parametrize("what", ALLOWED)
def test_the_linter_allows(what: str, tree: Path) -> None:
    plant(tree, ALLOWED[what])
    _, said = lint(tree)
    assert "planted" not in said
