"""What Meta thinks of the number."""

import re

import httpx

from prosa.channels.abilities import Quality
from prosa.connectors.meta_cloud.calls import call
from prosa.connectors.meta_cloud.settings import MetaCloudSettings
from prosa.core.wire import text

_TIER = re.compile(r"TIER_(\d+)(K?)")


async def quality(settings: MetaCloudSettings, http: httpx.AsyncClient) -> Quality:
    """Raises `Unavailable` and `ProviderRefused`."""
    fields = {"fields": "quality_rating,messaging_limit_tier"}
    found = await call(settings, http, "GET", settings.phone_number_id, params=fields)
    rating = text(found.get("quality_rating"))
    return Quality(
        None if rating in (None, "NA", "UNKNOWN") else rating, _limit(text(found.get("messaging_limit_tier")))
    )


def _limit(tier: str | None) -> str | None:
    """`TIER_1K` as 1000; a tier of another name as Meta calls it."""
    found = _TIER.fullmatch(tier or "")
    if found is None:
        return "unlimited" if tier == "TIER_UNLIMITED" else tier
    return found[1] + ("000" if found[2] else "")
