"""What an admin enters for a webhook."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl

from prosa.channels.fields import Credential


def _empty_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


class WebhookSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: HttpUrl = Field(title="Address", description="Where alerts are posted as JSON.")
    secret: Annotated[Credential | None, BeforeValidator(_empty_is_none)] = Field(
        None, title="Secret", description="Signs every message, so that you know it is from Prosa."
    )


def own(settings: BaseModel) -> WebhookSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, WebhookSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of webhook")
    return settings
