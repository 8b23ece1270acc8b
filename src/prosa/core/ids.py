"""Identifiers: UUIDv7, so that the order of ids is the order of creation."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    return uuid7()


def first_id(at: datetime) -> UUID:
    """Not above any id made at this time or later, so that a span of time is a span of the primary key."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
