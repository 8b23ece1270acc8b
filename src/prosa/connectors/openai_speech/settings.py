"""What an admin enters for a speech service that speaks OpenAI's protocol."""

from pydantic import BaseModel, ConfigDict, Field

from prosa.channels.fields import BaseUrl, Credential, Trimmed
from prosa.speech.schemas import HEARING, SPEAKING


class OpenAiSpeechSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    api_key: Credential | None = Field(
        None, title="API key", description="From platform.openai.com. A server of your own may need none."
    )
    base_url: BaseUrl = Field(
        "https://api.openai.com/v1",
        title="API address",
        description="Change it for a server of your own, for example http://whisper.internal:8000/v1.",
    )
    model: Trimmed = Field(
        "gpt-4o-mini-transcribe",
        title="Model that listens",
        description="For example gpt-4o-mini-transcribe, gpt-4o-transcribe or whisper-1.",
        min_length=1,
        max_length=100,
        json_schema_extra=HEARING,
    )
    voice_model: Trimmed = Field(
        "gpt-4o-mini-tts",
        title="Model that speaks",
        description="For example gpt-4o-mini-tts or tts-1.",
        min_length=1,
        max_length=100,
        json_schema_extra=SPEAKING,
    )
    voice: Trimmed = Field(
        "nova",
        title="Voice",
        description="For example nova, alloy, onyx or shimmer.",
        min_length=1,
        max_length=100,
        json_schema_extra=SPEAKING,
    )

    def authorization(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.api_key.get_secret_value()}"} if self.api_key else {}


def own(settings: BaseModel) -> OpenAiSpeechSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, OpenAiSpeechSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of openai_speech")
    return settings
