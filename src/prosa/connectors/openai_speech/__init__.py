"""Speech by OpenAI, or by any server that speaks its protocol (whisper.cpp, faster-whisper, LocalAI, vLLM …)."""

from prosa.connectors.openai_speech.settings import OpenAiSpeechSettings
from prosa.connectors.openai_speech.transcribing import OpenAiTranscriber
from prosa.connectors.openai_speech.voice import OpenAiVoice
from prosa.core.plugins import Connector
from prosa.speech.port import Transcriber, Voice

connector = Connector(
    name="openai_speech",
    label="OpenAI (or compatible)",
    settings=OpenAiSpeechSettings,
    provides={Transcriber: OpenAiTranscriber(), Voice: OpenAiVoice()},
)

__all__ = ["OpenAiSpeechSettings", "OpenAiTranscriber", "OpenAiVoice", "connector"]
