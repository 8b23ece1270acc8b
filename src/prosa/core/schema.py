"""The database's schema."""

import pkgutil
from importlib import import_module

import prosa


def import_models() -> None:
    """Imports every module called `models` (and `core.live`), so that `Base.metadata` is complete."""
    import_module("prosa.core.live")
    for module in pkgutil.walk_packages(prosa.__path__, "prosa.", onerror=_raise):
        if module.name.endswith(".models"):
            import_module(module.name)


def _raise(name: str) -> None:
    raise ImportError(name)
