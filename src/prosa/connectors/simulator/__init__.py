"""Simulator: a pretend WhatsApp inside this installation. Nothing leaves the machine."""

from prosa.channels.port import ChannelPort
from prosa.connectors.simulator.channel import SimulatorChannel
from prosa.connectors.simulator.settings import SimulatorSettings
from prosa.core.plugins import Connector

connector = Connector(
    name="simulator",
    label="Simulator",
    settings=SimulatorSettings,
    provides={ChannelPort: SimulatorChannel()},
)
