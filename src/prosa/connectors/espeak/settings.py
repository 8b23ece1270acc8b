"""How espeak-ng speaks."""

from pydantic import BaseModel, ConfigDict, Field


class EspeakSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    voice: str = Field(
        "pt-br",
        title="Voice",
        description="A voice of espeak-ng, for example pt-br, pt or en; pt-br+f3 is a variant.",
        pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*(\+[a-zA-Z0-9]{1,12})?$",
    )
    speed: int = Field(165, title="Speed", description="Words per minute.", ge=80, le=300)
