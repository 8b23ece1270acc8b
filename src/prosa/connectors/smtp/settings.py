"""What an admin enters for a mail server."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from prosa.channels.fields import Credential, Trimmed, is_internal
from prosa.desk.addresses import Address, Addresses


def _empty_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


class SmtpSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Trimmed = Field(title="Mail server", description="For example smtp.gmail.com.", min_length=1, max_length=253)
    port: int = Field(587, title="Port", description="587 with STARTTLS, 465 with TLS.", ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", title="Encryption", description="`none` only for a server of your own network."
    )
    user: Annotated[Trimmed | None, BeforeValidator(_empty_is_none)] = Field(None, title="User", max_length=254)
    password: Annotated[Credential | None, BeforeValidator(_empty_is_none)] = Field(None, title="Password")
    sender: Address = Field(title="From", description="The address the messages come from.")
    to: Addresses = Field(title="To", description="One or more addresses, separated by commas.")

    @model_validator(mode="after")
    def _travels_unreadable(self) -> "SmtpSettings":
        if self.security == "none" and not is_internal(self.host):
            raise ValueError("without encryption only a server of your own network can be used")
        return self


def own(settings: BaseModel) -> SmtpSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, SmtpSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of smtp")
    return settings
