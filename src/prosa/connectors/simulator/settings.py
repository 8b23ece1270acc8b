"""What an admin sets for a pretend WhatsApp line: its name and its fault script."""

import secrets
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

FAULT: dict[str, Any] = {"advanced": True}
"""Marks what the form hides until it is asked for."""


class SimulatorSettings(BaseModel):
    """A line without faults by default. Shares are probabilities, 0 to 1, drawn from `seed` and the id of the
    message, so that a run can be repeated. `secret` signs our own deliveries; it is made, never typed."""

    model_config = ConfigDict(extra="forbid")

    business_name: str = Field(
        "Loja Exemplo",
        title="Name on the phone",
        description="At the head of the pretend phone.",
        min_length=1,
        max_length=60,
    )
    seed: int = Field(
        1,
        title="Seed of the fault script",
        description="The same seed repeats the same faults.",
        ge=0,
        json_schema_extra=FAULT,
    )

    duplicates: float = Field(
        0,
        title="Deliveries made twice",
        description="Share of deliveries, 0 to 1.",
        ge=0,
        le=1,
        json_schema_extra=FAULT,
    )
    reordering: float = Field(
        0,
        title="Deliveries overtaken by later ones",
        description="Share of deliveries, 0 to 1.",
        ge=0,
        le=1,
        json_schema_extra=FAULT,
    )
    loss: float = Field(
        0,
        title="Deliveries lost on the way",
        description="Share of deliveries, 0 to 1.",
        ge=0,
        le=1,
        json_schema_extra=FAULT,
    )
    retry_seconds: float = Field(
        5,
        title="A lost delivery comes again after",
        description="0: a lost delivery never comes.",
        ge=0,
        le=3600,
        json_schema_extra=FAULT,
    )
    delay_min: float = Field(
        0, title="Shortest delay", description="In seconds.", ge=0, le=3600, json_schema_extra=FAULT
    )
    delay_max: float = Field(
        0, title="Longest delay", description="In seconds.", ge=0, le=3600, json_schema_extra=FAULT
    )

    send_retry: float = Field(
        0,
        title="Sends refused for a while",
        description="Share of tries, 0 to 1; the message goes out later.",
        ge=0,
        le=1,
        json_schema_extra=FAULT,
    )
    send_refused: float = Field(
        0, title="Sends refused for good", description="Share of messages, 0 to 1.", ge=0, le=1, json_schema_extra=FAULT
    )
    send_unknown: float = Field(
        0,
        title="Sends taken without an answer",
        description="Share of tries, 0 to 1; the receipt settles them.",
        ge=0,
        le=1,
        json_schema_extra=FAULT,
    )
    send_lost: float = Field(
        0,
        title="Sends neither taken nor answered",
        description="Share of tries, 0 to 1; no receipt ever comes.",
        ge=0,
        le=1,
        json_schema_extra=FAULT,
    )

    receipts: bool = Field(
        True, title="Send receipts", description="Delivered and read, as WhatsApp does.", json_schema_extra=FAULT
    )
    receipt_loss: float = Field(
        0, title="Receipts lost for good", description="Share of receipts, 0 to 1.", ge=0, le=1, json_schema_extra=FAULT
    )
    receipt_delay: float = Field(
        0, title="Delay of receipts", description="In seconds.", ge=0, le=3600, json_schema_extra=FAULT
    )

    clock_skew_minutes: int = Field(
        0,
        title="Clock of the phones, in minutes",
        description="Below zero the phones are behind: with -1435 the 24-hour window closes in five minutes.",
        ge=-20_160,
        le=60,
        json_schema_extra=FAULT,
    )
    secret: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)), json_schema_extra={"generated": True}
    )

    @model_validator(mode="after")
    def _consistent(self) -> "SimulatorSettings":
        if self.delay_max < self.delay_min:
            raise ValueError("delay_max is shorter than delay_min")
        if self.send_retry + self.send_refused + self.send_unknown + self.send_lost > 1:
            raise ValueError("the shares of failing sends add up to more than 1")
        return self
