"""What an admin enters for a WhatsApp line of Twilio."""

import re
from typing import Annotated
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from prosa.channels.fields import BaseUrl, Credential, Trimmed, is_internal

_NOT_DIGITS = re.compile(r"[^0-9]")


def _digits(value: object) -> object:
    """A number as it is shown at Twilio: `whatsapp:+14155238886`, `+1 (415) 523-8886`."""
    return _NOT_DIGITS.sub("", value) if isinstance(value, str) else value


def _empty_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def sid(prefix: str) -> re.Pattern[str]:
    """How Twilio's ids of a kind look."""
    return re.compile(rf"{prefix}[0-9a-fA-F]{{32}}")


ServiceSid = Annotated[Trimmed, Field(pattern=r"^MG[0-9a-fA-F]{32}$")]


class TwilioSettings(BaseModel):
    """One WhatsApp sender of one account."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_sid: Trimmed = Field(
        title="Account SID",
        description="On the first page of the Twilio Console. It begins with AC.",
        pattern=r"^AC[0-9a-fA-F]{32}$",
    )
    auth_token: Credential = Field(
        title="Auth token",
        description="Beside the account SID. It also signs every delivery, so an API key cannot replace it.",
    )
    number: Annotated[str, BeforeValidator(_digits), Field(pattern=r"^[1-9][0-9]{6,14}$")] = Field(
        title="WhatsApp number",
        description="With country code, for example +55 11 3000-1000. The sandbox's is +1 415 523 8886.",
    )
    messaging_service_sid: Annotated[ServiceSid | None, BeforeValidator(_empty_is_none)] = Field(
        None,
        title="Messaging Service SID",
        description="Only if the number belongs to a Messaging Service that should send. It begins with MG.",
    )
    base_url: BaseUrl = Field(
        "https://api.twilio.com",
        title="API address",
        description="Change it only to test against a local copy of the API.",
    )
    content_url: BaseUrl = Field(
        "https://content.twilio.com",
        title="Address of the Content API",
        description="Holds the templates. Change it only to test.",
    )
    messaging_url: BaseUrl = Field(
        "https://messaging.twilio.com",
        title="Address of the Messaging API",
        description="Shows that an answer is being written, and knows the senders. Change it only to test.",
    )
    webhook_url: str | None = Field(None, json_schema_extra={"generated": True})
    """Where Twilio is told to call us. Filled in by the house."""

    @property
    def sender(self) -> str:
        return f"whatsapp:+{self.number}"

    def reachable(self, url: str | None) -> str | None:
        """An address of ours, unless it is one that the provider cannot reach."""
        inside = url is not None and is_internal(urlsplit(url).hostname or "")
        return None if inside and not is_internal(urlsplit(self.base_url).hostname or "") else url

    @property
    def status_callback(self) -> str | None:
        return self.reachable(self.webhook_url)

    def url(self, *path: str) -> str:
        """Address below the account; the parts must be safe in a path."""
        return "/".join((self.base_url, "2010-04-01/Accounts", self.account_sid, *path))

    def authorization(self) -> dict[str, str]:
        basic = httpx.BasicAuth(self.account_sid, self.auth_token.get_secret_value())
        request = next(basic.sync_auth_flow(httpx.Request("GET", self.base_url)))
        return {"authorization": request.headers["authorization"]}


def own(settings: BaseModel) -> TwilioSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, TwilioSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of twilio")
    return settings
