"""The demo company: a shop with its articles, its people and a day of conversations through the real path."""

from prosa.app.demo.load import load, when_new

__all__ = ["load", "when_new"]
