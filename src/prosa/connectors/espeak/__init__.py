"""A voice of this machine: espeak-ng, where it is installed. It costs nothing and sounds like a machine."""

from prosa.connectors.espeak.settings import EspeakSettings
from prosa.connectors.espeak.voice import EspeakVoice
from prosa.core.plugins import Connector
from prosa.speech.port import Voice

connector = Connector(
    name="espeak", label="espeak-ng (this machine)", settings=EspeakSettings, provides={Voice: EspeakVoice()}
)

__all__ = ["EspeakSettings", "EspeakVoice", "connector"]
