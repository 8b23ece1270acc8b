"""Lines whose other side lives in this installation: the visitor of the web chat, the pretend phone.

What that side writes is made into a delivery and goes through the webhook's door, signed, like anybody's.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Protocol
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel

from prosa.channels.port import InvalidSignature, SendOutcome
from prosa.core.db import Session

SIGNATURE = "x-prosa-signature"


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of the calendar") from None


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
"""A point in time of a delivery, in UTC however it was written."""


class OtherSide(Protocol):
    """Served besides `ChannelPort` by a line that answers with receipts of its own making."""

    async def told(
        self,
        session: Session,
        channel_id: UUID,
        settings: BaseModel,
        message_id: UUID,
        attempt: int,
        outcome: SendOutcome,
    ) -> None:
        """What came of one try to send, in the transaction that writes it down."""
        ...


def signed(secret: str, body: bytes) -> dict[str, str]:
    """Headers of a delivery we make ourselves, so that nobody else can make one (HMAC-SHA256 of the body)."""
    return {SIGNATURE: _digest(secret, body)}


def check_signature(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Raises `InvalidSignature` unless the delivery was made by `signed` with this secret."""
    if not hmac.compare_digest(headers.get(SIGNATURE, "").encode(), _digest(secret, body).encode()):
        raise InvalidSignature("this delivery was not made by this installation")


def _digest(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
