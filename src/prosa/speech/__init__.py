"""Speech: voice notes become text before the agent looks at them, and replies are said aloud where that is wished."""

from prosa.speech import calling, numbers
from prosa.speech.speaking import VoiceReplies

__all__ = ["VoiceReplies", "calling", "numbers"]
