"""What an admin enters for a WhatsApp line of Meta's Cloud API."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from prosa.channels.fields import BaseUrl, Credential, Trimmed

GraphId = Annotated[Trimmed, Field(pattern=r"^[0-9]{1,32}$")]


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
    base_url: BaseUrl = Field(
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
