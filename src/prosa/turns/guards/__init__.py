"""What stands between an engine and a contact: a reply leaves only with what this turn's sources bear out."""

from prosa.turns.guards.guarding import Checked, Finding, Verdict, check
from prosa.turns.guards.persuasion import advised

__all__ = ["Checked", "Finding", "Verdict", "advised", "check"]
