"""When the pages are built again, and with which Node."""

from pathlib import Path

import pytest

from tools import web


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.13.1", "v24.0.0", "v26.1.0"])
def test_a_new_node_is_good_enough(version: str, tmp_path: Path) -> None:
    assert web.new_enough(node_that_says(version, tmp_path))


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.9", "v21.7.3", "v22.12.0", "v23.11.0", "what?"])
def test_an_older_node_is_not(version: str, tmp_path: Path) -> None:
    assert not web.new_enough(node_that_says(version, tmp_path))


def node_that_says(version: str, folder: Path) -> str:
    node = folder / "node"
    node.write_text(f"#!/bin/sh\necho '{version}'\n")
    node.chmod(0o755)
    return str(node)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in small, with pages that are built."""
    for name, folder in {"ROOT": ".", "WEB": "web", "STATIC": "static", "MODULES": "web/node_modules"}.items():
        monkeypatch.setattr(web, name, tmp_path / folder)
        (tmp_path / folder).mkdir(exist_ok=True)
    monkeypatch.setattr(web, "BUILD_STAMP", tmp_path / "web/node_modules/.built")
    (tmp_path / "web/page.tsx").write_text("one")
    (tmp_path / "static/index.html").write_text("<html>")
    web.BUILD_STAMP.write_text(web.digest())
    return tmp_path


def test_what_was_built_from_these_sources_is_not_built_again(tree: Path) -> None:
    assert web.is_built()


@pytest.mark.parametrize("name", ["page.tsx", "new.tsx"])
def test_a_changed_or_new_source_asks_for_a_build(name: str, tree: Path) -> None:
    (tree / "web" / name).write_text("two")
    assert not web.is_built()


@pytest.mark.parametrize("name", ["node_modules/other.js", "openapi.json", "dist", ".cache"])
def test_what_is_generated_does_not(name: str, tree: Path) -> None:
    (tree / "web" / name).write_text("two")
    assert web.is_built()


def test_lost_pages_are_built_again(tree: Path) -> None:
    (tree / "static/index.html").unlink()
    assert not web.is_built()


def test_a_source_distribution_is_built_whatever_else_it_holds(tree: Path) -> None:
    web.BUILD_STAMP.unlink()
    (tree / "PKG-INFO").touch()
    assert web.is_built()
