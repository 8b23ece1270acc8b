"""What an admin enters for a WhatsApp line of Meta's Cloud API."""

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

_INTERNAL_SUFFIXES = (".localhost", ".local", ".internal", ".test")


def is_internal(host: str) -> bool:
    """Whether a host name or address can only be one of the own network."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_INTERNAL_SUFFIXES)


def _trimmed(value: object) -> object:
    """Credentials are pasted, often with a line end."""
    return value.strip() if isinstance(value, str) else value


def _sendable(value: SecretStr) -> SecretStr:
    plain = value.get_secret_value()
    if not plain.isascii() or not plain.isprintable() or " " in plain:
        raise ValueError("contains a character that no such credential has")
    return value


def _base_url(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment:
        raise ValueError("must look like https://graph.facebook.com")
    if url.username or url.password:
        raise ValueError("must not contain credentials")
    if url.scheme == "http" and not is_internal(url.hostname):
        raise ValueError("must use https, or the token would travel readable")
    return value.rstrip("/")


Credential = Annotated[
    SecretStr, BeforeValidator(_trimmed), AfterValidator(_sendable), Field(min_length=1, max_length=1000)
]
GraphId = Annotated[str, BeforeValidator(_trimmed), Field(pattern=r"^[0-9]{1,32}$")]


class MetaCloudSettings(BaseModel):
    """One phone number. Several numbers of one app may share a webhook; each is a channel of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phone_number_id: GraphId = Field(
        title="Phone number ID",
        description="In Meta's app dashboard under WhatsApp, API setup. Not the phone number itself.",
    )
    waba_id: GraphId | None = Field(
        None,
        title="WhatsApp Business Account ID",
        description="On the same page. With it, the check also sees whether your app receives messages.",
    )
    access_token: Credential = Field(
        title="Access token",
        description="Of a system user with whatsapp_business_messaging. The token of the first page ends "
        "after 24 hours.",
    )
    app_secret: Credential = Field(
        title="App secret",
        description="In the app's basic settings. Every delivery is signed with it.",
    )
    verify_token: Credential = Field(
        title="Verify token",
        description="A word of your choice. Enter the same one at Meta, beside the callback URL.",
    )
    base_url: Annotated[str, BeforeValidator(_trimmed), AfterValidator(_base_url)] = Field(
        "https://graph.facebook.com",
        title="API address",
        description="Change it only to test against a local copy of the API.",
    )
    api_version: str = Field(
        "v26.0",
        title="API version",
        description="Part of every address, for example v26.0.",
        pattern=r"^v[0-9]{1,3}\.[0-9]{1,2}$",
    )

    def url(self, *path: str) -> str:
        """Address of an API object; the parts must be safe in a path."""
        return "/".join((self.base_url, self.api_version, *path))

    def authorization(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.access_token.get_secret_value()}"}


def own(settings: BaseModel) -> MetaCloudSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, MetaCloudSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of meta_cloud")
    return settings
