"""Talks written down as data and played on an engine: what it does and leaves behind is checked, not its wording."""

from prosa.app.scenarios.format import BadScenario, Scenario, load
from prosa.app.scenarios.stage import Stage, open_stage

__all__ = ["BadScenario", "Scenario", "Stage", "load", "open_stage"]
