"""Names that nothing in the product uses: `python tools/unused.py`. What only a test uses is unused.

One that must stay although nobody calls it says so on its line: `# noqa: V103  (why)`. The codes are Vulture's:
V101 attribute, V102 class, V103 function, V104 import, V105 method, V106 property, V107 variable, V201 unreachable.
"""

import linecache
import sys
from pathlib import Path

from vulture.core import Item, Vulture

ROOT = Path(__file__).resolve().parents[1]
PATHS = ["src/prosa", "tools"]

# Called through their decorator: routes, jobs, reactions to events, tools, policies, commands, validators.
DECORATORS = [
    "@*.get",
    "@*.post",
    "@*.put",
    "@*.patch",
    "@*.delete",
    "@*.options",
    "@*.websocket",
    "@*.api_route",
    "@*.command",
    "@*.callback",
    "@job",
    "@on",
    "@tool",
    "@policy",
    "@*validator",
    "@*serializer",
    "@*.listens_for",
]
# Called by a library through a name that it prescribes: uvicorn the first, import-linter the others.
NAMES = ["capture_signals", "FrontDoors", "render_broken_contract"]
# For others to call: connectors outside this tree test themselves with it; Alembic runs the migrations.
FOR_OTHERS = ("src/prosa/testing/", "src/prosa/core/migrations/")


def main() -> None:
    vulture = Vulture(ignore_names=NAMES, ignore_decorators=DECORATORS)
    vulture.scavenge([str(ROOT / path) for path in PATHS])
    unused = [item for item in vulture.get_unused_code(min_confidence=60) if concerns_us(item)]
    for item in unused:
        print(item.get_report().replace(f"{ROOT}/", ""))
    sys.exit(1 if unused else 0)


def concerns_us(item: Item) -> bool:
    """Not a field (columns, members of an enumeration and fields of a schema are read as JSON or SQL), nor what
    ruff sees better: imports, arguments, and what a function assigns and does not use."""
    if str(item.filename.relative_to(ROOT)).startswith(FOR_OTHERS) or item.typ in ("attribute", "import"):
        return False
    return item.typ != "variable" or linecache.getline(str(item.filename), item.first_lineno).startswith(item.name)


if __name__ == "__main__":
    main()
