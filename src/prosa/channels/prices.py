"""What messages cost: a table of prices by day, market and category, one message, and the sum of a month.

An estimate for the screen, not an invoice: everybody a line writes to counts as somebody of the company's country.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field
from sqlalchemy import delete, select

from prosa.accounts import get_company, record_action
from prosa.accounts.schemas import Principal
from prosa.channels.lines import lines
from prosa.channels.models import ChannelRow, PriceRow, WatchRow
from prosa.channels.schemas import Cost, CostState, MessageCost
from prosa.conversations import MessageStatus, delivered
from prosa.conversations.delivered import Delivered, Sent
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Invalid
from prosa.core.live import publish
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime

FREE_SERVICE = 1000
"""Service messages a number may send in a month before they are charged."""
SERVICE = "service"
_ARRIVED = {MessageStatus.DELIVERED, MessageStatus.READ}
_NEVER = {MessageStatus.FAILED, MessageStatus.CANCELLED}


class Price(BaseModel):
    """In millionths of the currency, for a delivered message, from a day on until the next price. `market` is a
    country (BR)."""

    from_date: date
    market: str = Field(pattern=r"^[A-Z]{2}$")
    category: str = Field(pattern=r"^[a-z_]{1,40}$")
    amount_micros: int = Field(ge=0, lt=10**12)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


def _brazil(day: date, **amounts: int) -> list[Price]:
    return [
        Price(from_date=day, market="BR", category=category, amount_micros=amount, currency="USD")
        for category, amount in amounts.items()
    ]


DEFAULTS: Sequence[Price] = (
    *_brazil(date(2025, 7, 1), marketing=62_500, utility=6_800, authentication=6_800, service=0),
    *_brazil(date(2026, 10, 1), marketing=62_500, utility=6_800, authentication=6_800, service=6_800),
)
"""Meta's prices for Brazil as resellers list them, until an admin enters others: by message since July 2025, and
since October 2026 for free text too."""


async def listed(session: Session) -> list[Price]:
    """The newest first."""
    rows = [Price.model_validate(row, from_attributes=True) for row in await session.scalars(select(PriceRow))]
    return sorted(rows or DEFAULTS, key=lambda price: (-price.from_date.toordinal(), price.market, price.category))


async def replace(session: Session, actor: Principal, prices: Sequence[Price]) -> None:
    """The whole table; an empty one brings the defaults back. Raises `Invalid` for two prices of the same thing and
    for several currencies: amounts are added up."""
    keys = {(price.from_date, price.market, price.category) for price in prices}
    if len(keys) != len(prices):
        raise Invalid("there are two prices for the same day, market and category", field="items")
    if len({price.currency for price in prices}) > 1:
        raise Invalid("all prices must be in one currency", field="items")
    await session.execute(delete(PriceRow))
    session.add_all(PriceRow(**price.model_dump()) for price in prices)
    record_action(session, actor, "prices.changed", ("prices", 1), count=len(prices))
    publish(session, "prices")


async def message_cost(session: Session, sent: Sent) -> MessageCost:
    """Of a message on a line that is charged for. Which service messages are free is decided by their order in the
    month."""
    company = await get_company(session)
    zone, prices = ZoneInfo(company.timezone), await listed(session)
    here = sent.sent_at.astimezone(zone)
    price = price_of(prices, _market(company.locale, prices), sent.category, here.date())
    state = _state(sent, free=price == 0 or await _is_in_allowance(session, sent, here))
    amount = 0 if state is CostState.FREE else price
    cost = Cost(amount_micros=amount, currency=prices[0].currency)
    return MessageCost(category=sent.category, reported=sent.reported, state=state, cost=cost)


async def _is_in_allowance(session: Session, sent: Sent, here: datetime) -> bool:
    if sent.category != SERVICE:
        return False
    before = await delivered.count(session, sent.channel_id, _month(here), sent.sent_at, str(here.tzinfo))
    return sum(some.number for some in before if some.category == SERVICE) < FREE_SERVICE


def _state(sent: Sent, *, free: bool) -> CostState:
    if free or sent.billable is False or sent.status in _NEVER:
        return CostState.FREE
    return CostState.CHARGED if sent.status in _ARRIVED else CostState.EXPECTED


async def month_cost(session: Session, channel_id: UUID) -> Cost:
    """What the line has cost since the first of this month, in the company's time."""
    company = await get_company(session)
    zone, prices = ZoneInfo(company.timezone), await listed(session)
    counted = await delivered.count(session, channel_id, _month(now().astimezone(zone)), now(), company.timezone)
    market = _market(company.locale, prices)
    return Cost(amount_micros=total(counted, prices, market), currency=prices[0].currency)


async def note_costs(runtime: Runtime) -> None:
    """Writes down, for the list of channels, what each line that is charged has cost this month."""
    installed = tuple(runtime.registry.all(Connector))
    async with runtime.db.transaction() as session:
        query = select(ChannelRow.id).where(ChannelRow.deleted_at.is_(None), ChannelRow.connector.in_(installed))
        known = list(await session.scalars(query))
    for channel_id in known:
        if not (await lines(runtime).get(channel_id)).capabilities.billed:
            continue
        async with runtime.db.transaction() as session:
            cost = await month_cost(session, channel_id)
            watch = await session.get(WatchRow, channel_id)
            if watch is not None and (watch.cost_micros, watch.cost_currency) != (cost.amount_micros, cost.currency):
                watch.cost_micros, watch.cost_currency = cost.amount_micros, cost.currency
                publish(session, "channels")


def _month(here: datetime) -> datetime:
    """Where the month of a local time begins."""
    return datetime.combine(here.date().replace(day=1), time(), here.tzinfo).astimezone(UTC)


def _market(locale: str, prices: Sequence[Price]) -> str:
    """The company's country, where there are prices for it; else the first there are prices for."""
    markets = {price.market for price in prices}
    country = locale.rpartition("-")[2].upper()
    return country if country in markets else min(markets)


def total(counted: Iterable[Delivered], prices: Sequence[Price], market: str) -> int:
    """Micros of all of them. The provider's word that one is not charged holds; of service messages the first
    `FREE_SERVICE` are free, those that were not charged among them."""
    left, amount = FREE_SERVICE, 0
    for some in sorted(counted, key=lambda each: each.day):
        charged = 0 if some.billable is False else some.number
        if some.category == SERVICE:
            charged = max(0, charged - left) if some.billable is not False else 0
            left = max(0, left - some.number)
        amount += charged * price_of(prices, market, some.category, some.day)
    return amount


def price_of(prices: Sequence[Price], market: str, category: str, day: date) -> int:
    """Micros of one message on a day. A category without a price of its own (`marketing_lite`) costs what the one it
    is a kind of does; one nobody knows costs nothing."""
    for name in (category, category.partition("_")[0]):
        known = [each for each in prices if (each.market, each.category) == (market, name) and each.from_date <= day]
        if known:
            return max(known, key=lambda each: each.from_date).amount_micros
    return 0
