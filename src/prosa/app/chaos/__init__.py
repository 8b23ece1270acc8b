"""The chaos run: real processes, a provider that misbehaves, kills at random; and the books must balance.

Everything outside is real HTTP against the fake Graph API in this process, which nobody kills: what it took is the
truth the run is judged by.
"""

from prosa.app.chaos.plan import Plan
from prosa.app.chaos.run import run

__all__ = ["Plan", "run"]
