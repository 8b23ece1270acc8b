"""Speech by Google's Gemini."""

from prosa.connectors.gemini_speech.settings import GeminiSpeechSettings
from prosa.connectors.gemini_speech.transcribing import GeminiTranscriber
from prosa.connectors.gemini_speech.voice import GeminiVoice
from prosa.core.plugins import Connector
from prosa.speech.port import Transcriber, Voice

connector = Connector(
    name="gemini_speech",
    label="Google Gemini",
    settings=GeminiSpeechSettings,
    provides={Transcriber: GeminiTranscriber(), Voice: GeminiVoice()},
)

__all__ = ["GeminiSpeechSettings", "GeminiTranscriber", "GeminiVoice", "connector"]
