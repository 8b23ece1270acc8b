"""OpenAI's `/audio/transcriptions` and `/audio/speech`, for `testing.counterpart`."""

import json
import math
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from prosa.testing import files
from prosa.testing.counterpart import Answer, Break, Request

KEY = "sk-test-0123456789"
_FORMATS = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of what is heard, and how sure the service is of it."""

    text: str
    likelihood: float = 0.99


@dataclass
class OpenAiAnswers:
    """`faults` are answered first, one after the other. `heard` is what every recording says; `asked` keeps the
    fields of each transcription, `spoken` the texts that were said aloud."""

    heard: list[Word] = field(default_factory=lambda: [Word("Qual"), Word(" o"), Word(" prazo?")])
    no_speech: float = 0.01
    faults: list[Answer | Break] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    recordings: list[bytes] = field(default_factory=list)
    spoken: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer | Break:
        if self.faults:
            return self.faults.pop(0)
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return refusal(401, f"Incorrect API key provided: {request.headers.get('authorization')}.")
        if request.target.endswith("/audio/transcriptions"):
            return self._transcribe(request)
        if request.target.endswith("/audio/speech"):
            return self._speak(request)
        return refusal(404, "Unknown request URL.")

    def _transcribe(self, request: Request) -> Answer:
        fields, name, recording = form(request)
        if name.rsplit(".", 1)[-1] not in _FORMATS:
            return refusal(400, f"Unrecognized file format. Supported formats: {_FORMATS}")
        if fields.get("include[]") and not fields["model"].startswith("gpt-4o"):
            return refusal(400, "logprobs are not supported with this model.")
        self.asked.append(fields)
        self.recordings.append(recording)
        text = "".join(word.text for word in self.heard).strip()
        match fields["response_format"]:
            case "verbose_json" if not fields["model"].startswith("gpt-4o"):
                return good({"task": "transcribe", "text": text, "segments": [self._segment()]})
            case "json":
                tokens = [{"token": word.text, "logprob": math.log(word.likelihood)} for word in self.heard]
                return good({"text": text} | ({"logprobs": tokens} if "include[]" in fields else {}))
        return refusal(400, "response_format is not compatible with this model.")

    def _segment(self) -> dict[str, Any]:
        mean = sum(math.log(word.likelihood) for word in self.heard) / max(1, len(self.heard))
        text = "".join(word.text for word in self.heard)
        return {"id": 0, "text": f" {text}", "avg_logprob": mean, "no_speech_prob": self.no_speech}

    def _speak(self, request: Request) -> Answer:
        wanted = json.loads(request.body)
        if not {"model", "voice", "input"} <= set(wanted) or len(wanted["input"]) > 4096:
            return refusal(400, "Invalid request.")
        self.spoken.append(wanted)
        return Answer(body=files.voice_note(1.0), headers={"content-type": "audio/ogg"})


def form(request: Request) -> tuple[dict[str, str], str, bytes]:
    """The text fields of a form, the name of its file and the file."""
    head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
    fields: dict[str, str] = {}
    name, data = "", b""
    for part in BytesParser(policy=HTTP).parsebytes(head + request.body).iter_parts():
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        field_name = str(part.get_param("name", header="content-disposition"))
        if part.get_filename():
            name, data = str(part.get_filename()), content
        else:
            fields[field_name] = content.decode()
    return fields, name, data


def good(value: Any) -> Answer:
    return Answer(body=json.dumps(value).encode())


def refusal(status: int, message: str, code: str | None = None) -> Answer:
    """An error in the shape both services share."""
    return Answer(status, json.dumps({"error": {"message": message, "code": code}}).encode())
