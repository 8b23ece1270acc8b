"""Gemini's `generateContent` for recordings, for `testing.counterpart`."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from prosa.core import sound
from prosa.testing.counterpart import Answer, Break, Request
from prosa.testing.speech.openai import good, refusal

KEY = "AIza-test-0123456789"


@dataclass
class GeminiAnswers:
    """`faults` are answered first, one after the other. `text` and `unsure` are what every recording says."""

    text: str = "Qual o prazo?"
    unsure: list[str] = field(default_factory=list)
    faults: list[Answer | Break] = field(default_factory=list)
    recordings: list[bytes] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer | Break:
        if self.faults:
            return self.faults.pop(0)
        if request.headers.get("x-goog-api-key") != KEY:
            return refusal(400, "API key not valid. Please pass a valid API key.")
        if not request.target.endswith(":generateContent"):
            return refusal(404, "models/x is not found for API version v1beta.")
        asked = json.loads(request.body)
        parts = asked["contents"][0]["parts"]
        if asked["generationConfig"].get("responseModalities") == ["AUDIO"]:
            return self._speak(parts[0]["text"])
        return self._transcribe(parts)

    def _transcribe(self, parts: list[dict[str, Any]]) -> Answer:
        inline = next((part["inlineData"] for part in parts if "inlineData" in part), None)
        if inline is None or ";" in inline["mimeType"]:
            return refusal(400, "Unsupported MIME type.")
        self.recordings.append(base64.b64decode(inline["data"], validate=True))
        written = json.dumps({"text": self.text, "unsure": self.unsure})
        return good(candidate([{"text": written}], avgLogprobs=-0.05))

    def _speak(self, text: str) -> Answer:
        self.spoken.append(text)
        samples = base64.b64encode(sound.silence(1.0)[44:]).decode()
        return good(candidate([{"inlineData": {"mimeType": "audio/L16;codec=pcm;rate=16000", "data": samples}}]))


def candidate(parts: list[dict[str, Any]], reason: str = "STOP", **more: Any) -> dict[str, Any]:
    """An answer with one candidate."""
    return {"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": reason, **more}]}
