"""Speaking with `POST /audio/speech`, which answers with the voice note itself."""

from collections.abc import AsyncIterator

import httpx
from pydantic import BaseModel

from prosa.connectors.openai_speech.settings import own
from prosa.core.bodies import plain_json
from prosa.speech.calling import limited, posted

LONGEST = 4096
"""Characters the service takes."""


class OpenAiVoice:
    """Implements `speech.port.Voice`. The language is that of the text."""

    async def speak(
        self, settings: BaseModel, http: httpx.AsyncClient, text: str, language: str
    ) -> AsyncIterator[bytes]:
        mine = own(settings)
        wanted = {
            "model": mine.voice_model,
            "voice": mine.voice,
            "input": text[:LONGEST],
            "response_format": "opus",
        }
        body = plain_json(wanted)
        async with posted(http, f"{mine.base_url}/audio/speech", body, mine.authorization()) as response:
            async for chunk in limited(response):
                yield chunk
