"""Writes docs/reference/settings.md from the settings themselves."""

from pathlib import Path

from pydantic_core import PydanticUndefined

from prosa.core.settings import PREFIX, Settings, expectation

PAGE = Path(__file__).parent.parent / "docs/reference/settings.md"
HEAD = """# Settings

Environment variables, or lines of a `.env` file in the folder where Prosa starts. They are read once, at start; a
value that cannot be used stops the start with the variable's name and what is wrong. This page is written by
`make reference`.

| Variable | Meaning | Value | Default |
|---|---|---|---|
"""


def page() -> str:
    return HEAD + "".join(_row(name) for name in Settings.model_fields)


def _row(name: str) -> str:
    field = Settings.model_fields[name]
    default = "" if field.default in (None, PydanticUndefined, frozenset()) else f"`{field.default}`"
    return f"| `{PREFIX}{name.upper()}` | {field.description} | {expectation(field)} | {default} |\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page())
