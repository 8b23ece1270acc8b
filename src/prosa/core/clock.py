"""The time, always UTC with zone."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
