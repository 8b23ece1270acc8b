"""What an admin enters for Slack."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from prosa.channels.fields import Credential, is_internal

_HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")


def _hook(value: SecretStr) -> SecretStr:
    url = urlsplit(value.get_secret_value())
    ours = url.scheme == "https" and url.hostname in _HOSTS
    inside = url.scheme in ("http", "https") and is_internal(url.hostname or "")
    if not url.hostname or not (ours or inside):
        raise ValueError("must look like https://hooks.slack.com/services/…")
    return value


class SlackSettings(BaseModel):
    """The address is the secret: whoever knows it may post."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    webhook_url: Annotated[Credential, AfterValidator(_hook)] = Field(
        title="Webhook URL",
        description="Of an incoming webhook of your Slack app. It begins with https://hooks.slack.com/services/.",
    )


def own(settings: BaseModel) -> SlackSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, SlackSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of slack")
    return settings
