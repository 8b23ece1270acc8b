"""What an admin enters for a WhatsApp line of an Evolution API."""

import secrets
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from prosa.channels.fields import BaseUrl, Credential, Trimmed

InstanceName = Annotated[Trimmed, Field(pattern=r"^\w[\w .@+-]{0,99}$")]


class EvolutionSettings(BaseModel):
    """One instance of an Evolution API, which is one linked device of one WhatsApp number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: BaseUrl = Field(
        title="API address",
        description="Where your Evolution API answers, such as https://evolution.example.com. Plain http only in "
        "your own network.",
    )
    api_key: Credential = Field(
        title="API key",
        description="AUTHENTICATION_API_KEY of the server, or the token of the instance if it exists already.",
    )
    instance: InstanceName = Field(
        title="Instance",
        description="Name of the instance. One that does not exist yet is made when you start the session.",
    )
    webhook_secret: Credential = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)),
        min_length=16,
        title="Webhook secret",
        description="Leave it empty: Prosa makes one, and gives it to Evolution with the webhook. Only if you set "
        "the webhook up yourself, enter 16 signs or more, there as header x-prosa-secret or as jwt_key.",
    )
    native_choices: bool = Field(
        default=False,
        title="Send buttons and lists as such",
        description="WhatsApp often does not show them when they come this way. Leave it off and choices go out as "
        "numbered text.",
    )

    def url(self, *path: str) -> str:
        """Address of an operation; the last part is the instance where the operation has one."""
        return "/".join((self.base_url, *(quote(part, safe="") for part in path)))

    def of_instance(self, *path: str) -> str:
        return self.url(*path, self.instance)

    def authorization(self) -> dict[str, str]:
        return {"apikey": self.api_key.get_secret_value()}


def own(settings: Any) -> EvolutionSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, EvolutionSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of evolution")
    return settings
