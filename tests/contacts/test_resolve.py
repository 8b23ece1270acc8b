"""Who the person is: resolving the identifiers of a payload to one contact."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from prosa import contacts
from prosa.contacts import ContactView, Identity, NoIdentity, Resolved
from prosa.contacts.identity import CERTAINTY, Key, by_key
from prosa.core.db import Database, Session
from tests.contacts.people import (
    MARIA,
    MARIA_BSUID,
    MARIA_LID,
    MARIA_OLD,
    OPERATOR,
    bsuid,
    email,
    lid,
    parent,
    phone,
    visitor,
)
from tests.contacts.watching import statements, verbs


async def resolve(
    db: Database, *identities: Identity, name: str | None = None, username: str | None = None
) -> Resolved:
    async with db.transaction() as session:
        return await contacts.resolve(session, identities, name, username)


async def view(db: Database, contact_id: UUID) -> ContactView:
    async with db.transaction() as session:
        return await contacts.view(session, contact_id)


async def conflicts(session: Session) -> set[tuple[UUID, UUID, str]]:
    """Who was seen with whose identifier: contact, holder, key."""
    rows = await session.execute(
        text(
            "SELECT c.contact_id, i.contact_id AS holder, i.match_key FROM identity_conflict c "
            "JOIN identity i ON i.id = c.identity_id"
        )
    )
    return {(row.contact_id, row.holder, row.match_key) for row in rows}


async def count(db: Database, table: str) -> int:
    async with db.transaction() as session:
        return await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


# The usual course


async def test_the_first_message_makes_a_contact_and_the_next_finds_it(db: Database) -> None:
    first = await resolve(db, MARIA, MARIA_BSUID, name="Maria", username="maria.a")
    second = await resolve(db, MARIA, MARIA_BSUID, name="Maria", username="maria.a")
    assert first == Resolved(first.contact_id, "Maria", created=True)
    assert second == Resolved(first.contact_id, "Maria", created=False)


async def test_a_known_person_with_nothing_new_costs_one_query_and_no_write(db: Database) -> None:
    await resolve(db, MARIA, MARIA_BSUID, MARIA_LID, name="Maria", username="maria.a")
    with statements(db) as seen:
        await resolve(db, MARIA, MARIA_BSUID, MARIA_LID, name="Maria", username="maria.a")
        await resolve(db, MARIA_BSUID)
    assert verbs(seen) == ["SELECT", "SELECT"]


async def test_a_first_message_costs_two_statements_beside_the_word_to_the_screens(db: Database) -> None:
    with statements(db) as seen:
        await resolve(db, MARIA, MARIA_BSUID, MARIA_LID, name="Maria")
    assert verbs(seen) == ["SELECT", "WITH", "WITH"]
    assert "live_event" in seen[-1][0]


async def test_the_old_and_the_new_form_of_a_mobile_are_one_person(db: Database) -> None:
    first = await resolve(db, MARIA)
    assert (await resolve(db, MARIA_OLD)).contact_id == first.contact_id
    assert (await view(db, first.contact_id)).identities == (MARIA_OLD, MARIA)


async def test_the_same_digits_are_two_people_when_they_are_a_landline(db: Database) -> None:
    assert await resolve(db, phone("551133334444")) != await resolve(db, phone("5511933334444"))
    assert await count(db, "contact") == 2


async def test_hidden_digits_are_not_the_phone_with_the_same_digits(db: Database) -> None:
    hidden = await resolve(db, lid("5511988887777@lid"))
    by_phone = await resolve(db, MARIA)
    assert hidden.contact_id != by_phone.contact_id
    assert (await view(db, hidden.contact_id)).identities == (lid("5511988887777@lid"),)


async def test_a_hidden_id_handed_over_as_a_phone_is_kept_as_a_hidden_id(db: Database) -> None:
    found = await resolve(db, phone("184069530861739:3@lid"))
    assert (await view(db, found.contact_id)).identities == (MARIA_LID,)


async def test_a_contact_needs_no_phone_and_gets_it_when_it_appears(db: Database) -> None:
    first = await resolve(db, MARIA_BSUID)
    assert (await resolve(db, MARIA, MARIA_BSUID)).contact_id == first.contact_id
    assert (await resolve(db, MARIA_OLD)).contact_id == first.contact_id
    assert (await view(db, first.contact_id)).address(MARIA.kind) == MARIA_OLD.value


async def test_every_identifier_is_kept_as_it_was_written(db: Database) -> None:
    all_kinds = (MARIA, MARIA_BSUID, parent("BR.ENT.1"), MARIA_LID, email("Maria@Loja.com"), visitor("v1"))
    found = await resolve(db, *all_kinds)
    assert (await view(db, found.contact_id)).identities == all_kinds


async def test_a_shared_username_does_not_merge_two_people(db: Database) -> None:
    one = await resolve(db, MARIA, username="maria")
    other = await resolve(db, phone("5521977776666"), username="maria")
    assert one.contact_id != other.contact_id


@pytest.mark.parametrize("identities", [(), (phone(""),), (phone("maria"), visitor("\0 "))])
async def test_a_payload_that_names_nobody_is_refused(db: Database, identities: Sequence[Identity]) -> None:
    with pytest.raises(NoIdentity):
        await resolve(db, *identities, name="Maria")
    assert await count(db, "contact") == 0


# Names


async def test_the_provider_s_name_follows_the_provider(db: Database) -> None:
    assert (await resolve(db, MARIA)).name == ""
    assert (await resolve(db, MARIA, name="Maria")).name == "Maria"
    assert (await resolve(db, MARIA, name="Maria Alves")).name == "Maria Alves"
    assert (await resolve(db, MARIA)).name == "Maria Alves"


async def test_an_operator_s_name_is_not_changed_by_the_provider(db: Database) -> None:
    contact_id = (await resolve(db, MARIA, name="mari 🌻", username="mari")).contact_id
    async with db.transaction() as session:
        await contacts.rename(session, OPERATOR, contact_id, "Maria Alves")
    assert (await resolve(db, MARIA, MARIA_LID, name="mari 🌞", username="mari2")).name == "Maria Alves"
    seen = await view(db, contact_id)
    assert (seen.name, seen.username) == ("Maria Alves", "mari2")
    with statements(db) as sent:
        await resolve(db, MARIA, name="mari 🌻")
    assert verbs(sent) == ["SELECT"]


async def test_names_are_one_storable_line(db: Database) -> None:
    found = await resolve(db, MARIA, name=" Ma\0ria\n\u2028da\t Silva \ud800", username="\0")
    assert found.name == "Ma ria da Silva"
    assert (await view(db, found.contact_id)).username is None


async def test_a_name_without_end_is_cut(db: Database) -> None:
    assert len((await resolve(db, MARIA, name="M" * 100_000)).name) == 200


# Two contacts that turn out to be one


async def test_the_phone_decides_when_two_contacts_hold_the_identifiers(db: Database) -> None:
    hidden = await resolve(db, MARIA_LID)
    by_phone = await resolve(db, MARIA)
    both = await resolve(db, MARIA_LID, MARIA, MARIA_BSUID)
    assert both.contact_id == by_phone.contact_id
    assert (await resolve(db, MARIA_LID)).contact_id == hidden.contact_id
    assert (await view(db, by_phone.contact_id)).identities == (MARIA, MARIA_BSUID)
    async with db.transaction() as session:
        assert await conflicts(session) == {(by_phone.contact_id, hidden.contact_id, "184069530861739")}


async def test_a_conflict_seen_again_is_kept_once(db: Database) -> None:
    await resolve(db, MARIA_LID)
    await resolve(db, MARIA)
    for _ in range(3):
        await resolve(db, MARIA_LID, MARIA)
    assert await count(db, "identity_conflict") == 1


# Changes


async def test_a_changed_number_is_the_same_contact_and_the_one_to_send_to(db: Database) -> None:
    contact_id = (await resolve(db, MARIA, MARIA_BSUID)).contact_id
    new = phone("5521977776666")
    async with db.transaction() as session:
        assert await contacts.record_change(session, [MARIA_OLD], [new]) == contact_id
        assert await contacts.addresses(session, contact_id) == (new, MARIA_OLD, MARIA, MARIA_BSUID)
    assert (await resolve(db, new)).contact_id == contact_id
    assert (await resolve(db, MARIA)).contact_id == contact_id


async def test_a_number_changed_back_is_the_one_to_send_to_again(db: Database) -> None:
    contact_id = (await resolve(db, MARIA)).contact_id
    new = phone("5521977776666")
    for previous, current in ((MARIA, new), (new, MARIA)):
        async with db.transaction() as session:
            await contacts.record_change(session, [previous], [current])
    assert (await view(db, contact_id)).identities == (MARIA, new)


async def test_a_rotated_user_id_is_an_alias(db: Database) -> None:
    contact_id = (await resolve(db, MARIA_BSUID)).contact_id
    async with db.transaction() as session:
        assert await contacts.record_change(session, [MARIA_BSUID], [bsuid("BR.2")]) == contact_id
        assert await contacts.addresses(session, contact_id) == (bsuid("BR.2"), MARIA_BSUID)


async def test_a_change_learned_after_the_new_number_wrote_gives_it_the_old_one(db: Database) -> None:
    new = phone("5521977776666")
    contact_id = (await resolve(db, new)).contact_id
    async with db.transaction() as session:
        assert await contacts.record_change(session, [MARIA], [new]) == contact_id
    assert (await resolve(db, MARIA)).contact_id == contact_id
    assert (await view(db, contact_id)).identities[0] == new


async def test_a_change_between_two_contacts_merges_nothing(db: Database) -> None:
    new = phone("5521977776666")
    old_contact, new_contact = await resolve(db, MARIA), await resolve(db, new)
    async with db.transaction() as session:
        assert await contacts.record_change(session, [MARIA], [new]) == old_contact.contact_id
        assert await conflicts(session) == {(old_contact.contact_id, new_contact.contact_id, "5521977776666")}
    assert (await resolve(db, new)).contact_id == new_contact.contact_id


async def test_a_change_of_nobody_we_know_makes_no_contact(db: Database) -> None:
    async with db.transaction() as session:
        assert await contacts.record_change(session, [MARIA], [MARIA_BSUID]) is None
        assert await contacts.record_change(session, [], []) is None
    assert await count(db, "contact") == 0


# Addresses


async def test_the_form_a_provider_answered_with_comes_first_until_another_is_confirmed(db: Database) -> None:
    contact_id = (await resolve(db, MARIA)).contact_id
    async with db.transaction() as session:
        await contacts.confirm_address(session, contact_id, MARIA_OLD)
    await resolve(db, phone("+55 11 98888-7777"))
    async with db.transaction() as session:
        assert (await contacts.addresses(session, contact_id))[0] == MARIA_OLD
        await contacts.confirm_address(session, contact_id, MARIA)
        assert (await contacts.addresses(session, contact_id))[0] == MARIA


async def test_confirming_the_same_address_again_writes_nothing(db: Database) -> None:
    contact_id = (await resolve(db, MARIA)).contact_id
    async with db.transaction() as session:
        await contacts.confirm_address(session, contact_id, MARIA)
    with statements(db) as seen:
        async with db.transaction() as session:
            await contacts.confirm_address(session, contact_id, MARIA)
    assert verbs(seen) == ["SELECT"]


async def test_an_address_first_learned_from_a_send_finds_the_contact(db: Database) -> None:
    contact_id = (await resolve(db, MARIA_BSUID)).contact_id
    async with db.transaction() as session:
        await contacts.confirm_address(session, contact_id, MARIA_OLD)
    assert (await resolve(db, MARIA)).contact_id == contact_id


async def test_a_confirmed_address_of_somebody_else_stays_theirs(db: Database) -> None:
    hidden, by_phone = await resolve(db, MARIA_LID), await resolve(db, MARIA)
    async with db.transaction() as session:
        await contacts.confirm_address(session, hidden.contact_id, MARIA)
        assert await conflicts(session) == {(hidden.contact_id, by_phone.contact_id, "5511988887777")}
        assert await contacts.addresses(session, hidden.contact_id) == (MARIA_LID,)


async def test_an_answer_that_is_no_address_changes_nothing(db: Database) -> None:
    contact_id = (await resolve(db, MARIA)).contact_id
    async with db.transaction() as session:
        await contacts.confirm_address(session, contact_id, phone("unknown"))
    assert (await view(db, contact_id)).identities == (MARIA,)


async def test_an_identifier_finds_its_holder_and_makes_nobody(db: Database) -> None:
    contact_id = (await resolve(db, MARIA)).contact_id
    async with db.transaction() as session:
        assert await contacts.find(session, MARIA_OLD) == contact_id
        assert await contacts.find(session, MARIA_LID) is None
        assert await contacts.find(session, phone("maria")) is None


# Any course: a model of the rules in a few lines of Python

forms = {
    "phone": st.sampled_from([MARIA, MARIA_OLD, phone("+5511988887777"), phone("5521977776666")]),
    "bsuid": st.sampled_from([bsuid("BR.1"), bsuid("BR.2")]),
    "lid": st.sampled_from([lid("1@lid"), lid("2@lid"), lid("2:7@lid")]),
    "visitor": st.sampled_from([visitor("a"), visitor("b")]),
}
payloads = st.lists(st.lists(st.one_of(*forms.values()), min_size=1, max_size=4).map(tuple), min_size=1, max_size=8)
with_marias_phone = st.lists(
    st.tuples(
        st.sampled_from([MARIA, MARIA_OLD]),
        st.lists(st.one_of(forms["bsuid"], forms["lid"], forms["visitor"]), max_size=3),
    ).map(lambda pair: (*pair[1], pair[0])),
    min_size=1,
    max_size=6,
)
in_database = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class _Undo(Exception):
    """Ends an example's transaction without a trace."""


@asynccontextmanager
async def undone(db: Database) -> AsyncIterator[Session]:
    try:
        async with db.transaction() as session:
            yield session
            raise _Undo
    except _Undo:
        pass


async def holders(session: Session) -> dict[Key, UUID]:
    rows = (await session.execute(text("SELECT kind, match_key, contact_id FROM identity"))).all()
    found = {(kind, match_key): contact_id for kind, match_key, contact_id in rows}
    assert len(found) == len(rows)
    return found


@in_database
@given(payloads)
async def test_any_course_of_payloads_follows_the_rules(db: Database, payloads: list[tuple[Identity, ...]]) -> None:
    """Known: the most certain holder. Unknown: joins it. Held by others: stays, and is noted. No holder: new."""
    owner: dict[Key, UUID] = {}
    noted: set[tuple[UUID, UUID, str]] = set()
    async with undone(db) as session:
        for identities in payloads:
            keys = list(by_key(identities))
            found = await contacts.resolve(session, identities, None, None)
            known = [owner[key] for key in keys if key in owner]
            assert found.created == (not known)
            assert found.contact_id == known[0] if known else found.contact_id not in owner.values()
            for key in keys:
                if owner.setdefault(key, found.contact_id) != found.contact_id:
                    noted.add((found.contact_id, owner[key], key[1]))
            assert await holders(session) == owner
            assert await conflicts(session) == noted


@in_database
@given(payloads)
async def test_every_form_that_arrived_is_among_the_addresses_of_one_contact(
    db: Database, payloads: list[tuple[Identity, ...]]
) -> None:
    async with undone(db) as session:
        for identities in payloads:
            await contacts.resolve(session, identities, None, None)
        owners = set((await holders(session)).values())
        views = await contacts.views(session, owners)
        kept = [identity for view in views.values() for identity in view.identities]
        arrived = {(key[0], form) for payload in payloads for key, forms in by_key(payload).items() for form in forms}
        assert sorted((i.kind, i.value) for i in kept) == sorted(arrived)


@in_database
@given(with_marias_phone, st.randoms(use_true_random=False))
async def test_payloads_that_carry_the_phone_make_one_contact_in_any_order(
    db: Database, payloads: list[tuple[Identity, ...]], random: Any
) -> None:
    results = []
    for _ in range(2):
        random.shuffle(payloads)
        async with undone(db) as session:
            found = {(await contacts.resolve(session, p, None, None)).contact_id for p in payloads}
            assert len(found) == 1
            results.append(set(await contacts.addresses(session, found.pop())))
    assert results[0] == results[1]


@in_database
@given(payloads, st.lists(st.sampled_from([MARIA, MARIA_OLD, bsuid("BR.1"), lid("1@lid")]), max_size=5))
async def test_the_address_confirmed_last_is_the_first_of_its_kind(
    db: Database, payloads: list[tuple[Identity, ...]], confirmed: list[Identity]
) -> None:
    async with undone(db) as session:
        contact_id = (await contacts.resolve(session, [visitor("start")], None, None)).contact_id
        for identity in confirmed:
            await contacts.confirm_address(session, contact_id, identity)
        for identities in payloads:
            await contacts.resolve(session, identities, None, None)
        addresses = await contacts.addresses(session, contact_id)
        for kind in CERTAINTY:
            last = next((i for i in reversed(confirmed) if i.kind is kind), None)
            first = next((i for i in addresses if i.kind is kind), None)
            assert last is None or first == last


# At the same time


async def test_concurrent_first_messages_of_one_person_make_one_contact(db: Database) -> None:
    variants = [(MARIA,), (MARIA_OLD, MARIA_BSUID), (MARIA_BSUID, MARIA), (MARIA_LID, MARIA), (MARIA_OLD,)]
    found = await asyncio.gather(*(resolve(db, *variants[n % 5], name="Maria") for n in range(25)))
    assert len({r.contact_id for r in found}) == 1
    assert sum(r.created for r in found) == 1
    assert (await count(db, "contact"), await count(db, "identity")) == (1, 3)
    assert await count(db, "identity_conflict") == 0


async def test_the_later_of_two_first_messages_waits_and_finds_the_earlier_s_contact(db: Database) -> None:
    async with db.transaction() as session:
        first = await contacts.resolve(session, [MARIA_LID, MARIA_BSUID], "Maria", None)
        later = asyncio.create_task(resolve(db, MARIA, MARIA_LID))
        await waiting_for_a_lock(db)
    assert await later == Resolved(first.contact_id, "Maria", created=False)
    assert (await count(db, "contact"), await count(db, "identity")) == (1, 3)


async def test_the_later_makes_the_contact_when_the_earlier_gave_up(db: Database) -> None:
    async with undone(db) as session:
        await contacts.resolve(session, [MARIA_LID], "Maria", None)
        later = asyncio.create_task(resolve(db, MARIA_LID))
        await waiting_for_a_lock(db)
    assert (await later).created
    assert await count(db, "contact") == 1


async def test_a_new_identifier_two_contacts_claim_at_once_goes_to_one_and_is_noted(db: Database) -> None:
    one, other = await resolve(db, MARIA), await resolve(db, visitor("v"))
    async with db.transaction() as session:
        await contacts.resolve(session, [MARIA, MARIA_BSUID], None, None)
        later = asyncio.create_task(resolve(db, MARIA_BSUID, visitor("v")))
        await waiting_for_a_lock(db)
    assert (await later).contact_id == one.contact_id
    async with db.transaction() as session:
        assert await conflicts(session) == {(one.contact_id, other.contact_id, "v")}


async def test_a_phone_linked_on_the_way_to_a_lost_race_is_found_by_the_search(db: Database) -> None:
    maria = await resolve(db, MARIA_BSUID)
    async with db.transaction() as session:
        await contacts.resolve(session, [visitor("v")], None, None)
        later = asyncio.create_task(resolve(db, MARIA_BSUID, MARIA, visitor("v")))
        await waiting_for_a_lock(db)
    assert (await later).contact_id == maria.contact_id
    async with db.transaction() as session:
        assert await contacts.matching(session, "98888-7777", 5) == [maria.contact_id]


SLOW_INSERTS = (
    "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END $$",
    "CREATE TRIGGER slow AFTER INSERT ON identity FOR EACH ROW EXECUTE FUNCTION slow()",
    "CREATE TRIGGER slow_too BEFORE INSERT ON identity FOR EACH ROW EXECUTE FUNCTION slow()",
)
"""Gives every other transaction the time to come between two rows of one statement."""


async def test_the_same_identifiers_in_any_order_at_the_same_time_never_deadlock(db: Database) -> None:
    async with db.transaction() as session:
        for statement in SLOW_INSERTS:
            await session.execute(text(statement))
    hidden = [lid(f"{n}@lid") for n in range(4)]
    mixed = [(*hidden[n:], *hidden[:n], phone(f"551198888000{n}")) for n in range(4)]
    found = await asyncio.gather(*(resolve(db, *identities) for identities in mixed * 2))
    assert len({resolved.contact_id for resolved in found}) == 1
    assert (await count(db, "contact"), await count(db, "identity")) == (1, 8)


async def test_an_operator_s_name_wins_over_a_provider_s_at_the_same_time(db: Database) -> None:
    contact_id = (await resolve(db, MARIA, name="mari")).contact_id
    async with db.transaction() as session:
        await contacts.rename(session, OPERATOR, contact_id, "Maria Alves")
        later = asyncio.create_task(resolve(db, MARIA, name="mari 🌻"))
        await waiting_for_a_lock(db)
    assert (await later).name == (await view(db, contact_id)).name == "Maria Alves"


async def waiting_for_a_lock(db: Database) -> None:
    """Until another transaction waits for one of ours."""
    async with asyncio.timeout(10):
        while True:
            async with db.transaction() as session:
                if await session.scalar(
                    text(
                        "SELECT count(*) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
                    )
                ):
                    return
            await asyncio.sleep(0.01)
