"""What a month costs, in whole millionths."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.accounts.schemas import system
from prosa.channels import prices
from prosa.channels.prices import DEFAULTS, FREE_SERVICE, Price, price_of, total
from prosa.channels.schemas import MessageCost
from prosa.conversations import delivered, receive
from prosa.conversations.delivered import Delivered
from prosa.conversations.models import MessageRow
from prosa.core.clock import now
from prosa.core.db import Database, Session
from prosa.core.errors import Invalid
from prosa.core.ids import first_id, new_id
from tests.channels.conftest import Wire
from tests.factories import a_contact, said

TODAY = date(2026, 11, 20)


def some(number: int, category: str = "service", *, billable: bool | None = None, day: date = TODAY) -> Delivered:
    return Delivered(day, category, billable, number)


@pytest.mark.parametrize(
    ("category", "day", "expected"),
    [
        ("service", date(2026, 9, 30), 0),
        ("service", date(2026, 10, 1), 6_800),
        ("marketing", date(2025, 7, 1), 62_500),
        ("marketing_lite", TODAY, 62_500),
        ("authentication_international", TODAY, 6_800),
        ("referral_conversion", TODAY, 0),
        ("marketing", date(2025, 6, 30), 0),
    ],
)
def test_the_price_is_that_of_the_day(category: str, day: date, expected: int) -> None:
    assert price_of(DEFAULTS, "BR", category, day) == expected


def test_another_market_has_prices_of_its_own() -> None:
    assert price_of(DEFAULTS, "PT", "marketing", TODAY) == 0


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ([], 0),
        ([some(FREE_SERVICE)], 0),
        ([some(FREE_SERVICE + 1)], 6_800),
        ([some(600), some(600, day=date(2026, 11, 21))], 200 * 6_800),
        ([some(FREE_SERVICE, billable=False), some(3, billable=True)], 3 * 6_800),
        ([some(10, "utility")], 68_000),
        ([some(10, "utility", billable=False)], 0),
        ([some(2, "marketing"), some(5)], 125_000),
    ],
)
def test_a_month(counted: list[Delivered], expected: int) -> None:
    assert total(counted, DEFAULTS, "BR") == expected


categories = st.sampled_from(["service", "utility", "marketing", "authentication", "unknown"])
days = st.dates(date(2026, 11, 1), date(2026, 11, 30))
counts = st.builds(Delivered, days, categories, st.sampled_from([None, True, False]), st.integers(0, 5_000))


@given(st.lists(counts, max_size=12), st.randoms())
def test_the_sum_does_not_depend_on_the_order_and_never_falls(counted: list[Delivered], chance: object) -> None:
    amount = total(counted, DEFAULTS, "BR")
    assert amount == total(sorted(counted, key=lambda each: each.day), DEFAULTS, "BR")
    assert isinstance(amount, int)
    assert 0 <= amount <= sum(each.number for each in counted) * 62_500
    assert total([*counted, some(1, "marketing")], DEFAULTS, "BR") == amount + 62_500


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_allowance_is_used_once_however_the_month_is_divided(first: int, second: int) -> None:
    divided = total([some(first, day=date(2026, 11, 1)), some(second)], DEFAULTS, "BR")
    assert divided == total([some(first + second)], DEFAULTS, "BR") == max(0, first + second - FREE_SERVICE) * 6_800


@given(st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_an_id_is_not_below_the_first_of_its_time(at: datetime) -> None:
    assert first_id(at) < first_id(at + timedelta(milliseconds=2))


def test_an_id_made_now_lies_after_the_first_of_now() -> None:
    at = now()
    assert first_id(at - timedelta(milliseconds=1)) <= new_id() < first_id(at + timedelta(minutes=1))


def price(day: str, amount: int, category: str = "utility", **more: str) -> Price:
    values = {"market": "BR", "currency": "USD", **more}
    return Price(from_date=date.fromisoformat(day), category=category, amount_micros=amount, **values)


async def test_the_table_is_replaced_as_a_whole_and_an_empty_one_is_the_first(db: Database) -> None:
    async with db.transaction() as session:
        assert await prices.listed(session) == sorted(
            DEFAULTS, key=lambda each: (-each.from_date.toordinal(), each.category)
        )
        given_ = [price("2026-10-01", 1), price("2026-12-01", 2)]
        await prices.replace(session, system("test"), given_)
        assert await prices.listed(session) == given_[::-1]
        await prices.replace(session, system("test"), [])
        assert len(await prices.listed(session)) == len(DEFAULTS)


@pytest.mark.parametrize(
    "wrong",
    [
        [price("2026-10-01", 1), price("2026-10-01", 2)],
        [price("2026-10-01", 1), price("2026-12-01", 2, currency="BRL")],
    ],
)
async def test_prices_that_contradict_are_refused(db: Database, wrong: list[Price]) -> None:
    async with db.transaction() as session:
        with pytest.raises(Invalid):
            await prices.replace(session, system("test"), wrong)


async def test_a_months_cost_counts_what_was_delivered_by_the_category_that_was_reported(wire: Wire) -> None:
    async with wire.runtime.db.transaction() as session:
        await receive(session, said(wire.channel_id, await a_contact(session)), wire.runtime.settings)
    conversation = await wire.conversation()
    async with wire.runtime.db.transaction() as session:
        await prices.replace(session, system("test"), [price("2026-01-01", 7), price("2026-01-01", 100, "marketing")])

        def message(seq: int, **values: object) -> None:
            _out(session, wire.channel_id, conversation.id, seq, **values)

        message(1001, status="delivered", cost_category="utility", billable=True)
        message(1002, status="read", type="template", payload={"category": "marketing"})
        message(1003, status="read", type="template", payload={"category": "marketing"}, cost_category="utility")
        message(1004, status="sent", cost_category="marketing")
        message(1005, status="failed", cost_category="marketing")
        message(1006, status="delivered", cost_category="marketing", billable=False)
        message(1007, status="delivered", cost_category="marketing", author="phone")
        message(1008, status="delivered", cost_category="marketing", sent_at=now() - timedelta(days=40))
        await session.flush()
        cost = await prices.month_cost(session, wire.channel_id)
    assert (cost.amount_micros, cost.currency) == (7 + 100 + 7, "USD")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"status": "read", "cost_category": "marketing"}, ("marketing", True, "charged", 100)),
        (
            {"status": "delivered", "type": "template", "payload": {"category": "utility"}},
            ("utility", False, "charged", 7),
        ),
        (
            {"status": "read", "type": "template", "payload": {"category": "marketing"}, "cost_category": "utility"},
            ("utility", True, "charged", 7),
        ),
        ({"status": "sent", "type": "template"}, ("marketing", False, "expected", 100)),
        ({"status": "failed", "type": "template"}, ("marketing", False, "free", 0)),
        ({"status": "cancelled", "type": "template"}, ("marketing", False, "free", 0)),
        ({"status": "read", "cost_category": "marketing", "billable": False}, ("marketing", True, "free", 0)),
        ({"status": "read"}, ("service", False, "free", 0)),
        ({"status": "read", "cost_category": "referral_conversion"}, ("referral_conversion", True, "free", 0)),
    ],
)
async def test_one_message_costs_what_its_category_does(
    wire: Wire, values: dict[str, object], expected: tuple[object, ...]
) -> None:
    conversation_id = await _talk(wire)
    async with wire.runtime.db.transaction() as session:
        message_id = _out(session, wire.channel_id, conversation_id, 2001, **values)
        cost = await _cost(session, message_id)
    assert (cost.category, cost.reported, cost.state, cost.cost.amount_micros) == expected


async def test_the_first_message_after_the_allowance_is_charged(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "FREE_SERVICE", 2)
    conversation_id = await _talk(wire)
    async with wire.runtime.db.transaction() as session:
        times = [now() - timedelta(milliseconds=9 - number) for number in range(4)]
        ids = [
            _out(session, wire.channel_id, conversation_id, 2000 + number, status="read", sent_at=at)
            for number, at in enumerate(times)
        ]
        amounts = [(await _cost(session, message_id)).cost.amount_micros for message_id in ids]
        month = await prices.month_cost(session, wire.channel_id)
    assert amounts == [0, 0, 3, 3]
    assert sum(amounts) == month.amount_micros


async def test_what_we_did_not_send_has_no_price(wire: Wire) -> None:
    conversation_id = await _talk(wire)
    (received,) = await wire.messages()
    async with wire.runtime.db.transaction() as session:
        typed = _out(session, wire.channel_id, conversation_id, 2001, author="phone", status="delivered")
        noted = _out(session, wire.channel_id, conversation_id, 2002, type="note", status="sent")
        await session.flush()
        assert [await delivered.one(session, each) for each in (received.id, typed, noted, new_id())] == [None] * 4


async def _talk(wire: Wire) -> UUID:
    """A conversation, with prices of 3, 7 and 100."""
    kinds = {"service": 3, "utility": 7, "marketing": 100}
    async with wire.runtime.db.transaction() as session:
        await receive(session, said(wire.channel_id, await a_contact(session)), wire.runtime.settings)
        table = [price("2026-01-01", amount, kind) for kind, amount in kinds.items()]
        await prices.replace(session, system("test"), table)
    return (await wire.conversation()).id


async def _cost(session: Session, message_id: UUID) -> MessageCost:
    await session.flush()
    sent = await delivered.one(session, message_id)
    assert sent is not None
    return await prices.message_cost(session, sent)


def _out(session: Session, channel_id: UUID, conversation_id: UUID, seq: int, **values: object) -> UUID:
    made: dict[str, object] = {"author": "operator", "type": "text", "payload": {}, "sent_at": now(), **values}
    row = MessageRow(
        id=new_id(), conversation_id=conversation_id, channel_id=channel_id, seq=seq, direction="out", **made
    )
    session.add(row)
    return row.id
