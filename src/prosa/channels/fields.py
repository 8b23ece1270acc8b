"""Fields that the settings of connectors have in common."""

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

_INTERNAL_SUFFIXES = (".localhost", ".local", ".internal", ".test")


def is_internal(host: str) -> bool:
    """Whether a host name or address can only be one of the own network."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_INTERNAL_SUFFIXES)


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _sendable(value: SecretStr) -> SecretStr:
    plain = value.get_secret_value()
    if not plain.isascii() or not plain.isprintable() or " " in plain:
        raise ValueError("contains a character that no such credential has")
    return value


def _base_url(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment:
        raise ValueError("must look like https://api.example.com")
    if url.username or url.password:
        raise ValueError("must not contain credentials")
    if url.scheme == "http" and not is_internal(url.hostname):
        raise ValueError("must use https, or the credential would travel readable")
    return value.rstrip("/")


Trimmed = Annotated[str, BeforeValidator(_trimmed)]
"""What is pasted often has a line end."""

Credential = Annotated[
    SecretStr, BeforeValidator(_trimmed), AfterValidator(_sendable), Field(min_length=1, max_length=1000)
]
"""A token, key or password as it travels in a header."""

BaseUrl = Annotated[Trimmed, AfterValidator(_base_url)]
"""Address of a provider's API without a slash at its end; plain http in the own network only."""
