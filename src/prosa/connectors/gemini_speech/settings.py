"""What an admin enters for Gemini."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from prosa.channels.fields import BaseUrl, Credential, Trimmed
from prosa.speech.schemas import HEARING, SPEAKING

Model = Annotated[Trimmed, Field(pattern=r"^[a-zA-Z0-9.-]{1,100}$")]


class GeminiSpeechSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    api_key: Credential = Field(title="API key", description="From Google AI Studio.")
    model: Model = Field(
        "gemini-2.5-flash",
        title="Model that listens",
        description="For example gemini-2.5-flash.",
        json_schema_extra=HEARING,
    )
    voice_model: Model = Field(
        "gemini-2.5-flash-preview-tts",
        title="Model that speaks",
        description="For example gemini-2.5-flash-preview-tts.",
        json_schema_extra=SPEAKING,
    )
    voice: Model = Field(
        "Kore", title="Voice", description="For example Kore, Puck, Leda or Charon.", json_schema_extra=SPEAKING
    )
    base_url: BaseUrl = Field(
        "https://generativelanguage.googleapis.com",
        title="API address",
        description="Change it only for a proxy of your own.",
    )

    def url(self, model: str) -> str:
        return f"{self.base_url}/v1beta/models/{model}:generateContent"

    def authorization(self) -> dict[str, str]:
        return {"x-goog-api-key": self.api_key.get_secret_value()}


def own(settings: BaseModel) -> GeminiSpeechSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, GeminiSpeechSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of gemini_speech")
    return settings
