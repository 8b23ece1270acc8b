"""Two contacts that are one person, and the way back."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from prosa import contacts
from prosa.contacts import ConsentSource, ConsentStatus, Identity, NotMergeable, Purpose, queries
from prosa.contacts.identity import by_key
from prosa.core.clock import now
from prosa.core.db import Database, Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from tests.contacts.people import MARIA, MARIA_BSUID, MARIA_LID, OPERATOR, bsuid, email, group, lid, phone, visitor

TABLES = ("contact", "identity", "identity_conflict", "consent_entry", "consent_evidence")
DAY = timedelta(days=1)

IDENTITIES = st.sampled_from(
    [phone("5511988887777"), phone("551188887777"), phone("5521977776666"), phone("14155550100"), bsuid("BR.1"),
     bsuid("BR.2"), lid("1@lid"), lid("2@lid"), email("ana@example.com"), visitor("v1"), visitor("v2")]
)  # fmt: skip
PEOPLE = st.lists(
    st.tuples(st.lists(IDENTITIES, min_size=1, max_size=3), st.sampled_from(["", "Ana", "Bia Reis", "  Caio"])),
    min_size=2,
    max_size=6,
)


async def resolved(db: Database, *identities: Identity, name: str = "", username: str = "") -> UUID:
    async with db.transaction() as session:
        return (await contacts.resolve(session, identities, name, username)).contact_id


async def merged(db: Database, survivor: UUID, other: UUID) -> UUID:
    async with db.transaction() as session:
        return (await contacts.merge(session, OPERATOR, survivor, other)).id


async def undone(db: Database, merge_id: UUID) -> None:
    async with db.transaction() as session:
        await contacts.undo_merge(session, OPERATOR, merge_id)


async def detail(db: Database, contact_id: UUID) -> Any:
    async with db.transaction() as session:
        return await contacts.detail(session, contact_id)


async def says(db: Database, contact_id: UUID, status: ConsentStatus, at: datetime, **more: Any) -> None:
    async with db.transaction() as session:
        await contacts.record_consent(
            session, contact_id, Purpose.MARKETING, status, "v1", "Aceito?", ConsentSource.IN_PERSON, {}, at, **more
        )


async def holds(db: Database, contact_id: UUID) -> ConsentStatus | None:
    async with db.transaction() as session:
        found = (await contacts.current_consents(session, contact_id)).get(Purpose.MARKETING)
    return found.status if found else None


async def dump(session: Session) -> dict[str, list[str]]:
    """Every row of what a merge may touch."""
    return {
        table: sorted(
            json.dumps(row, sort_keys=True, default=str)
            for row in await session.scalars(text(f"SELECT to_jsonb(t) FROM {table} t"))
        )
        for table in TABLES
    }


async def test_the_survivor_has_everything_and_the_other_is_seen_as_it(db: Database) -> None:
    maria = await resolved(db, MARIA, name="Maria")
    other = await resolved(db, MARIA_LID, MARIA_BSUID, name="Mari", username="mari.a")
    await merged(db, maria, other)

    page = await detail(db, other)
    assert (page.id, page.name, page.username) == (maria, "Maria", "mari.a")
    assert [(line.kind, line.source, line.merged_from) for line in page.identities] == [
        ("phone", "delivery", None),
        ("bsuid", "merge", "Mari"),
        ("lid", "merge", "Mari"),
    ]
    assert [(line.contact_id, line.name, line.by) for line in page.merges] == [(other, "Mari", OPERATOR.name)]
    assert await resolved(db, MARIA_LID) == maria
    async with db.transaction() as session:
        assert {identity.value for identity in await contacts.addresses(session, other)} == {
            MARIA.value,
            MARIA_LID.value,
            MARIA_BSUID.value,
        }
        assert await contacts.name_of(session, other) == "Maria"
        assert set(await contacts.everyone_seen_as(session, [maria])) == {maria, other}


async def test_one_is_found_by_both_names_and_listed_once(db: Database) -> None:
    maria = await resolved(db, MARIA, name="Maria Alves")
    other = await resolved(db, MARIA_LID, name="Mariazinha")
    merge_id = await merged(db, maria, other)
    async with db.transaction() as session:
        await contacts.rename(session, OPERATOR, maria, "Maria A.")
        for q in ("mariaz", "maria a", ""):
            assert [item.id for item in (await queries.search(session, q, None, 10)).items] == [maria]
    await undone(db, merge_id)
    async with db.transaction() as session:
        assert [item.id for item in (await queries.search(session, "mariaz", None, 10)).items] == [other]


@pytest.mark.parametrize(
    ("own", "other", "by_operator", "shown"),
    [("", "Bia", False, "Bia"), ("Ana", "Bia", False, "Ana"), ("Ana", "Bia", True, "Bia"), ("Ana", "", False, "Ana")],
)
async def test_the_better_name_is_shown(db: Database, own: str, other: str, by_operator: bool, shown: str) -> None:
    survivor, second = await resolved(db, MARIA, name=own), await resolved(db, MARIA_LID, name=other)
    if by_operator:
        async with db.transaction() as session:
            await contacts.rename(session, OPERATOR, second, other)
    merge_id = await merged(db, survivor, second)
    assert (await detail(db, survivor)).name == shown
    await undone(db, merge_id)
    assert ((await detail(db, survivor)).name, (await detail(db, second)).name) == (own, other)


async def test_a_name_given_since_stays_when_the_merge_is_taken_back(db: Database) -> None:
    survivor, second = await resolved(db, MARIA), await resolved(db, MARIA_LID, name="Bia")
    merge_id = await merged(db, survivor, second)
    async with db.transaction() as session:
        await contacts.rename(session, OPERATOR, second, "Beatriz")
    assert (await detail(db, survivor)).name == "Beatriz"
    await undone(db, merge_id)
    assert ((await detail(db, survivor)).name, (await detail(db, second)).name) == ("Beatriz", "Bia")


async def test_a_conflict_between_them_is_settled_and_comes_back(db: Database) -> None:
    holder = await resolved(db, MARIA_LID, name="Mari")
    maria = await resolved(db, MARIA, name="Maria")
    await resolved(db, MARIA, MARIA_LID)
    (line,) = (await detail(db, maria)).conflicts
    assert (line.contact.id, line.kind, line.source) == (holder, "lid", "delivery")
    merge_id = await merged(db, maria, holder)
    assert (await detail(db, maria)).conflicts == []
    await undone(db, merge_id)
    assert [(await detail(db, id_)).conflicts[0].contact.id for id_ in (maria, holder)] == [holder, maria]


async def test_a_conflict_with_a_third_contact_goes_along(db: Database) -> None:
    third = await resolved(db, MARIA_LID, name="Mari")
    maria = await resolved(db, MARIA, name="Maria")
    await resolved(db, MARIA, MARIA_LID)
    survivor = await resolved(db, MARIA_BSUID, name="M.")
    await merged(db, survivor, maria)
    assert [line.contact.id for line in (await detail(db, survivor)).conflicts] == [third]
    assert [line.contact.id for line in (await detail(db, third)).conflicts] == [survivor]


@pytest.mark.parametrize(
    ("own", "other", "strict"),
    [
        ("granted", "granted", "granted"),
        ("granted", "withdrawn", "withdrawn"),
        ("withdrawn", "granted", "withdrawn"),
        ("granted", "denied", "denied"),
        (None, "granted", "granted"),
        ("granted", None, "granted"),
        (None, None, None),
    ],
)
async def test_the_stricter_word_holds(db: Database, own: str | None, other: str | None, strict: str | None) -> None:
    survivor, second = await resolved(db, MARIA), await resolved(db, MARIA_LID)
    for contact_id, status in ((survivor, own), (second, other)):
        if status:
            await says(db, contact_id, ConsentStatus(status), now() - DAY)
    merge_id = await merged(db, survivor, second)
    assert await holds(db, survivor) == await holds(db, second) == strict
    await undone(db, merge_id)
    assert (await holds(db, survivor), await holds(db, second)) == (own, other)


async def test_the_grant_that_ends_sooner_is_the_stricter(db: Database) -> None:
    survivor, second = await resolved(db, MARIA), await resolved(db, MARIA_LID)
    await says(db, survivor, ConsentStatus.GRANTED, now() - DAY)
    await says(db, second, ConsentStatus.GRANTED, now() - 2 * DAY, expires_at=now() + DAY)
    await merged(db, survivor, second)
    async with db.transaction() as session:
        found = (await contacts.current_consents(session, survivor))[Purpose.MARKETING]
    assert found.expires_at is not None


async def test_what_the_person_says_after_the_merge_counts_alone(db: Database) -> None:
    survivor, second = await resolved(db, MARIA), await resolved(db, MARIA_LID)
    await says(db, second, ConsentStatus.WITHDRAWN, now() - DAY)
    await merged(db, survivor, second)
    await says(db, survivor, ConsentStatus.GRANTED, now() - DAY)
    assert await holds(db, survivor) == ConsentStatus.WITHDRAWN
    await says(db, survivor, ConsentStatus.GRANTED, now())
    assert await holds(db, survivor) == ConsentStatus.GRANTED


async def test_a_word_given_to_the_merged_contact_is_the_survivors(db: Database) -> None:
    survivor, second = await resolved(db, MARIA), await resolved(db, MARIA_LID)
    await says(db, survivor, ConsentStatus.WITHDRAWN, now() - DAY)
    merge_id = await merged(db, survivor, second)
    await says(db, second, ConsentStatus.GRANTED, now())
    assert await holds(db, survivor) == ConsentStatus.GRANTED
    await undone(db, merge_id)
    assert (await holds(db, survivor), await holds(db, second)) == (ConsentStatus.GRANTED, None)


async def test_two_who_merge_the_same_at_once_merge_it_once(db: Database) -> None:
    one, two = await resolved(db, MARIA, name="A"), await resolved(db, MARIA_LID, name="B")
    pairs = [(one, two), (two, one)] * 3
    results = await asyncio.gather(*[merged(db, *pair) for pair in pairs], return_exceptions=True)
    assert sum(isinstance(result, NotMergeable) for result in results) == 5


async def test_a_contact_merged_twice_is_seen_as_the_last_and_taken_back_in_order(db: Database) -> None:
    first, second, third = [await resolved(db, phone(f"1415555010{n}"), name=f"P{n}") for n in range(3)]
    inner, outer = await merged(db, second, first), await merged(db, third, second)
    assert {(await detail(db, id_)).id for id_ in (first, second, third)} == {third}
    with pytest.raises(NotMergeable):
        await undone(db, inner)
    await undone(db, outer)
    assert [(await detail(db, id_)).id for id_ in (first, second, third)] == [second, second, third]
    await undone(db, inner)
    assert [(await detail(db, id_)).name for id_ in (first, second, third)] == ["P0", "P1", "P2"]


async def test_two_merges_into_one_contact_are_taken_back_in_any_order(db: Database) -> None:
    maria, first, second = [await resolved(db, phone(f"1415555010{n}"), name=f"P{n}") for n in range(3)]
    earlier, _ = await merged(db, maria, first), await merged(db, maria, second)
    await undone(db, earlier)
    assert [(await detail(db, id_)).id for id_ in (maria, first, second)] == [maria, first, maria]


async def test_what_cannot_be_merged_is_refused(db: Database) -> None:
    maria, other = await resolved(db, MARIA), await resolved(db, MARIA_LID)
    team = await resolved(db, group("123@g.us"), name="Time")
    merge_id = await merged(db, maria, other)
    for pair in ((maria, maria), (maria, other), (other, maria), (maria, team), (team, maria)):
        with pytest.raises(NotMergeable):
            await merged(db, *pair)
    for pair in ((maria, new_id()), (new_id(), maria)):
        with pytest.raises(NotFound):
            await merged(db, *pair)
    await undone(db, merge_id)
    for unknown in (merge_id, new_id()):
        with pytest.raises(NotFound):
            await undone(db, unknown)


async def test_an_address_the_provider_names_after_a_merge_goes_to_the_survivor(db: Database) -> None:
    maria, other = await resolved(db, MARIA), await resolved(db, MARIA_LID)
    await merged(db, maria, other)
    async with db.transaction() as session:
        await contacts.confirm_address(session, other, phone("14155550199"))
    assert await resolved(db, phone("14155550199")) == maria
    line = next(line for line in (await detail(db, maria)).identities if line.value == "14155550199")
    assert line.source == "address"


async def test_a_group_is_a_contact_of_its_own_and_never_a_persons(db: Database) -> None:
    team = await resolved(db, group("123@g.us"), name="Time")
    assert await resolved(db, group("123@g.us"), MARIA) == team
    maria = await resolved(db, MARIA, name="Maria")
    assert maria != team
    page = await detail(db, team)
    assert (page.kind, page.name, [line.value for line in page.identities]) == ("group", "Time", ["123@g.us"])
    assert (await detail(db, maria)).kind == "person"
    assert await resolved(db, group("123@g.us"), name="Time novo") == team
    assert (await detail(db, team)).name == "Time novo"


async def test_the_provider_tells_the_names_of_those_who_are_known(db: Database) -> None:
    team = await resolved(db, group("123@g.us"))
    async with db.transaction() as session:
        await contacts.learn_name(session, group("123@g.us"), " Time  da loja ")
        await contacts.learn_name(session, group("456@g.us"), "Outro")
        assert await contacts.find(session, group("456@g.us")) is None
    assert (await detail(db, team)).name == "Time da loja"


def test_beside_a_group_no_identifier_of_a_person_counts() -> None:
    assert list(by_key([MARIA, group("1@g.us"), MARIA_LID])) == [("group", "1@g.us")]


@given(PEOPLE, st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=4), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_merges_taken_back_leave_everything_as_it_was(
    db: Database, people: Sequence[tuple[list[Identity], str]], pairs: Sequence[tuple[int, int]], data: st.DataObject
) -> None:
    async with db.transaction() as session:
        found = await _a_town(session, people, data.draw)
        before = await dump(session)
        done = []
        for one, two in pairs:
            ids = found[one % len(found)], found[two % len(found)]
            try:
                done.append((await contacts.merge(session, OPERATOR, *ids)).id)
            except NotMergeable:
                continue
        for merge_id in reversed(done):
            await contacts.undo_merge(session, OPERATOR, merge_id)
        assert await dump(session) == before
        await session.rollback()


async def _a_town(
    session: Session, people: Sequence[tuple[list[Identity], str]], draw: Callable[[st.SearchStrategy[Any]], Any]
) -> list[UUID]:
    """Contacts as deliveries, conflicts, changed addresses, names and consents leave them."""
    found = []
    for identities, name in people:
        contact_id = (await contacts.resolve(session, identities, name, draw(st.sampled_from(["", "user"])))).contact_id
        found.append(contact_id)
        if draw(st.booleans()):
            await contacts.confirm_address(session, contact_id, identities[-1])
        if draw(st.booleans()):
            await contacts.rename(session, OPERATOR, contact_id, "Dada")
        if draw(st.booleans()):
            await contacts.record_consent(
                session, contact_id, Purpose.MARKETING, draw(st.sampled_from(ConsentStatus)), "v1", "?",
                ConsentSource.IMPORT, {},
            )  # fmt: skip
    return found
