"""An import contract: one package speaks with another through its front door only."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FrontDoors(Contract):
    """Says which modules of a package the other packages may import: the package itself, the modules which it
    lists in `__all__` because they are its interface by use case, and those of the options.

    Options (module names are relative to `root`):
    - root: the Python package whose children are the packages in question.
    - nested: children that only group packages, one level deeper (a folder of connectors).
    - open: packages that may be imported anywhere inside.
    - doors: names of modules that are a front door in every package, beside the package itself.
    - extra_doors: single modules that are doors too.
    - composition_root, wiring: the package that puts everything together, and the names of the modules
      which it alone may import to do so.

    A module never imports the front door of its own package: with the door's re-exports that is a cycle.
    """

    type_name = "front_doors"

    root: Any = fields.StringField()
    nested: Any = fields.SetField(subfield=fields.StringField(), default=frozenset())
    open: Any = fields.SetField(subfield=fields.StringField(), default=frozenset())
    doors: Any = fields.SetField(subfield=fields.StringField())
    extra_doors: Any = fields.SetField(subfield=fields.StringField(), default=frozenset())
    composition_root: Any = fields.StringField()
    wiring: Any = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = [
            (importer, imported, graph.get_import_details(importer=importer, imported=imported))
            for importer, imported in self._imports(graph)
            if not self._allowed(importer, imported)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported, details in check.metadata["broken"]:
            lines = ", ".join(str(detail["line_number"]) for detail in details)
            output.print_error(f"- {importer} -> {imported} (l.{lines}) is no front door", bold=False)
        output.new_line()

    def _imports(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        prefix = f"{self.root}."
        for importer in sorted(module for module in graph.modules if module.startswith(prefix)):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                if imported.startswith(prefix):
                    yield importer, imported

    def _allowed(self, importer: str, imported: str) -> bool:
        here, _ = self._split(importer)
        package, inside = self._split(imported)
        if here == package:
            return inside != ""
        if inside == "" or inside in self.doors or package in self.open:
            return True
        if f"{package}.{inside}" in self.extra_doors or inside in listed(f"{self.root}.{package}"):
            return True
        return here == self.composition_root and inside in self.wiring

    def _split(self, module: str) -> tuple[str, str]:
        """The package a module belongs to, and its name inside it ("" for the package itself)."""
        parts = module.removeprefix(f"{self.root}.").split(".")
        depth = 2 if parts[0] in self.nested else 1
        return ".".join(parts[:depth]), ".".join(parts[depth:])


@cache
def listed(package: str) -> frozenset[str]:
    """What a package's `__all__` names."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return frozenset()
    for statement in ast.parse(Path(spec.origin).read_text()).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(statement.value))
    return frozenset()
