"""Virus scan by ClamAV."""

from prosa.connectors.clamav.scan import ClamAv
from prosa.connectors.clamav.settings import ClamAvSettings
from prosa.conversations.port import FileScan
from prosa.core.plugins import Connector

connector = Connector(name="clamav", label="ClamAV", settings=ClamAvSettings, provides={FileScan: ClamAv()})

__all__ = ["ClamAv", "ClamAvSettings", "connector"]
