"""What an admin enters for SendGrid."""

from pydantic import BaseModel, ConfigDict, Field

from prosa.channels.fields import BaseUrl, Credential
from prosa.desk.addresses import Address, Addresses


class SendGridSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    api_key: Credential = Field(title="API key", description="With the permission Mail Send. It begins with SG.")
    sender: Address = Field(title="From", description="An address or domain that is verified at SendGrid.")
    to: Addresses = Field(title="To", description="One or more addresses, separated by commas.")
    base_url: BaseUrl = Field(
        "https://api.sendgrid.com",
        title="API address",
        description="https://api.eu.sendgrid.com for accounts of the EU region.",
    )


def own(settings: BaseModel) -> SendGridSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, SendGridSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of sendgrid")
    return settings
