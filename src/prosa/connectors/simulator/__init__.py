"""Simulator: a pretend WhatsApp inside this installation. Nothing leaves the machine."""

from fastapi import APIRouter

from prosa.channels import OtherSide
from prosa.channels.port import ChannelPort
from prosa.connectors.simulator.api import router
from prosa.connectors.simulator.channel import SimulatorChannel
from prosa.connectors.simulator.network import Receipts, play, read_all, say, simulator_line
from prosa.connectors.simulator.schemas import PhoneMessage, ScriptStep
from prosa.connectors.simulator.settings import SimulatorSettings
from prosa.core.plugins import Connector

connector = Connector(
    name="simulator",
    label="Simulator",
    settings=SimulatorSettings,
    provides={ChannelPort: SimulatorChannel(), OtherSide: Receipts(), APIRouter: router},
)

__all__ = ["PhoneMessage", "ScriptStep", "connector", "play", "read_all", "say", "simulator_line"]
