"""What an admin enters for a number that WAHA has linked."""

import secrets
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from prosa.channels.fields import BaseUrl, Credential, Trimmed

SessionName = Annotated[Trimmed, Field(pattern=r"^[A-Za-z0-9_-]{1,54}$")]


class WahaSettings(BaseModel):
    """One session of one WAHA server: one linked number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: BaseUrl = Field(
        title="WAHA address",
        description="Where your WAHA server answers, for example http://waha:3000 in the same network.",
    )
    api_key: Credential = Field(
        title="API key",
        description="What WAHA was started with in WAHA_API_KEY.",
    )
    session: SessionName = Field(
        "default",
        title="Session",
        description="WAHA's name for this number. Each channel needs another one.",
    )
    webhook_key: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)),
        min_length=1,
        json_schema_extra={"generated": True},
    )

    def url(self, *path: str) -> str:
        """Address of something of the API; the parts may hold anything."""
        return "/".join((self.base_url, "api", *(quote(part, safe="") for part in path)))

    def authorization(self) -> dict[str, str]:
        return {"x-api-key": self.api_key.get_secret_value()}


def own(settings: BaseModel) -> WahaSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, WahaSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of waha")
    return settings
