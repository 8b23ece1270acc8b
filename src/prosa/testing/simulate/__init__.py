"""Four providers on one port of this machine, with the phones on the other side of them.

What a connector's tests do with one fake, people do here by hand, with any software that speaks with the provider.
"""

from prosa.testing.simulate.app import SimulateApp
from prosa.testing.simulate.lines import LINES, SimulatedLine
from prosa.testing.simulate.road import Road
from prosa.testing.simulate.script import BadScript, Script, play, read

__all__ = ["LINES", "BadScript", "Road", "Script", "SimulateApp", "SimulatedLine", "play", "read"]
