"""What an admin enters for a Telegram bot."""

import re
import secrets
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from prosa.channels.fields import BaseUrl, Credential

_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{10,200}")


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("must look like 123456789:AAE…, as @BotFather wrote it")
    return value


BotToken = Annotated[Credential, AfterValidator(_token)]
"""Nothing in it has a meaning in an address, of which it becomes a part."""


class TelegramSettings(BaseModel):
    """One bot."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bot_token: BotToken = Field(
        title="Bot token",
        description="What @BotFather answers to /newbot, for example 123456789:AAE… It is the whole credential.",
    )
    base_url: BaseUrl = Field(
        "https://api.telegram.org",
        title="API address",
        description="Change it only when you run a Bot API server of your own.",
    )
    webhook_secret: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)),
        min_length=1,
        json_schema_extra={"generated": True},
    )
    webhook_url: str | None = Field(None, json_schema_extra={"generated": True})
    """Filled in by the house with each call on a line that is saved."""

    def url(self, method: str) -> str:
        """Address of a method. It holds the token: never show or log it."""
        return f"{self.base_url}/bot{self.bot_token.get_secret_value()}/{method}"

    def file_url(self, path: str) -> str:
        """Address of a file; `path` must be safe in an address. It holds the token."""
        return f"{self.base_url}/file/bot{self.bot_token.get_secret_value()}/{path}"


def own(settings: BaseModel) -> TelegramSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, TelegramSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of telegram")
    return settings
