"""The consent ledger: provable, and impossible to rewrite unnoticed."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from prosa import contacts
from prosa.contacts import Consent, ConsentSource, ConsentStatus, LegalBasis, Purpose, consent
from prosa.contacts.models import ConsentRow
from prosa.core.clock import now
from prosa.core.db import Database
from prosa.core.errors import Invalid, NotFound
from prosa.core.ids import new_id
from tests.contacts.people import MARIA, MARIA_LID

FIRST = {"at": "2026-11-20T12:00:00Z", "contact": "c1", "purpose": "marketing", "status": "granted", "text": "v3"}
SECOND = {"at": "2026-11-21T09:30:00Z", "contact": "c1", "purpose": "marketing", "status": "withdrawn", "text": "v3"}
WORDING = "Posso enviar novidades e promoções por aqui?"


async def person(db: Database, *identities: Any) -> UUID:
    async with db.transaction() as session:
        return (await contacts.resolve(session, identities or [MARIA], "Maria", None)).contact_id


async def say(
    db: Database,
    contact_id: UUID,
    status: ConsentStatus = ConsentStatus.GRANTED,
    purpose: Purpose = Purpose.MARKETING,
    evidence: dict[str, str] | None = None,
    **more: Any,
) -> Consent:
    async with db.transaction() as session:
        return await consent.record(
            session,
            contact_id,
            purpose,
            status,
            "v3",
            WORDING,
            ConsentSource.WHATSAPP_MESSAGE,
            evidence or {"answer": "sim, pode mandar"},
            **more,
        )


async def current(db: Database, contact_id: UUID) -> dict[Purpose, Consent]:
    async with db.transaction() as session:
        return await consent.current(session, contact_id)


async def verify(db: Database) -> contacts.BrokenEntry | None:
    async with db.transaction() as session:
        return await consent.verify_chain(session)


async def tamper(db: Database, statement: str) -> None:
    """As somebody who owns the database could."""
    async with db.transaction() as session:
        await session.execute(text("ALTER TABLE consent_entry DISABLE TRIGGER ALL"))
        await session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        await session.execute(text(statement))
        await session.execute(text("ALTER TABLE consent_entry ENABLE TRIGGER ALL"))


# The chain


def test_the_chain_is_the_published_one() -> None:
    first = consent.chain(consent.BEGINNING, FIRST)
    assert first == "a7b3be94a5b121726f50ad0e2a30cc4cda11a8d0c9a1267dd8be84fca931006a"
    second = consent.chain(first, dict(reversed(SECOND.items())))
    assert second == "3ab2597f3fd55e408da68cd265c8c3cfc117bbd3290799a980c0d334e17d46aa"


async def test_what_was_said_holds_and_the_chain_is_whole(db: Database) -> None:
    maria = await person(db)
    assert await verify(db) is None
    given = await say(db, maria, at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC))
    await say(db, maria, ConsentStatus.DENIED, Purpose.TRAINING_EXPORT)
    held = await current(db, maria)
    assert held[Purpose.MARKETING] == given
    assert {purpose: entry.status for purpose, entry in held.items()} == {
        Purpose.MARKETING: ConsentStatus.GRANTED,
        Purpose.TRAINING_EXPORT: ConsentStatus.DENIED,
    }
    assert await verify(db) is None


async def test_the_latest_word_holds_and_importing_an_older_one_does_not_undo_it(db: Database) -> None:
    maria = await person(db)
    await say(db, maria, at=now() - timedelta(days=30))
    await say(db, maria, ConsentStatus.WITHDRAWN)
    await say(db, maria, ConsentStatus.GRANTED, at=now() - timedelta(days=400))
    assert (await current(db, maria))[Purpose.MARKETING].status is ConsentStatus.WITHDRAWN


async def test_of_two_words_at_the_same_moment_the_one_written_later_holds(db: Database) -> None:
    maria, at = await person(db), now()
    await say(db, maria, at=at)
    await say(db, maria, ConsentStatus.WITHDRAWN, at=at)
    assert (await current(db, maria))[Purpose.MARKETING].status is ConsentStatus.WITHDRAWN


async def test_a_grant_allows_until_it_ends_and_nothing_else_allows(db: Database) -> None:
    maria, at = await person(db), now()
    given = await say(db, maria, at=at, expires_at=at + timedelta(days=1), basis=LegalBasis.CONTRACT)
    assert given.allows(at)
    assert not given.allows(at + timedelta(days=1))
    assert not (await say(db, maria, ConsentStatus.WITHDRAWN)).allows(now())


async def test_a_time_to_come_or_without_zone_is_refused(db: Database) -> None:
    maria = await person(db)
    for at in (now() + timedelta(hours=1), datetime(2026, 1, 1)):
        with pytest.raises(Invalid):
            await say(db, maria, at=at)


async def test_nobody_s_consent_cannot_be_recorded(db: Database) -> None:
    with pytest.raises(NotFound):
        await say(db, new_id())


async def test_text_that_no_column_keeps_is_kept_without_it(db: Database) -> None:
    maria = await person(db)
    await say(db, maria, evidence={"answer": "si\0m \ud83d"})
    assert await verify(db) is None


async def test_the_wording_is_kept_once_and_the_personal_part_beside_the_chain(db: Database) -> None:
    maria = await person(db)
    await say(db, maria)
    await say(db, maria)
    async with db.transaction() as session:
        wordings = (await session.scalars(text("SELECT text FROM consent_text"))).all()
        entries = (await session.scalars(text("SELECT to_jsonb(e)::text FROM consent_entry e"))).all()
    assert wordings == [WORDING]
    assert not [entry for entry in entries if "sim, pode mandar" in entry or "98888" in entry]


async def test_erasing_the_evidence_leaves_the_chain_whole(db: Database) -> None:
    await say(db, await person(db))
    async with db.transaction() as session:
        await session.execute(text("DELETE FROM consent_evidence"))
        await session.execute(text("DELETE FROM identity"))
        await session.execute(text("UPDATE contact SET name = '', words = '{}'"))
    assert await verify(db) is None


async def test_entries_recorded_at_the_same_time_stand_one_behind_the_other(db: Database) -> None:
    people = [await person(db), await person(db, MARIA_LID)]
    await asyncio.gather(*(say(db, people[n % 2], purpose=list(Purpose)[n % 5]) for n in range(20)))
    assert await verify(db) is None
    async with db.transaction() as session:
        assert (await consent.head(session))[0] == 20


async def test_an_entry_whose_transaction_fails_leaves_no_gap(db: Database) -> None:
    maria = await person(db)
    with pytest.raises(NotFound):
        await _record_twice(db, maria, new_id())
    await say(db, maria)
    assert await verify(db) is None


async def _record_twice(db: Database, *contact_ids: UUID) -> None:
    async with db.transaction() as session:
        for id_ in contact_ids:
            said = (id_, Purpose.SERVICE, ConsentStatus.GRANTED)
            await consent.record(session, *said, "v1", "x", ConsentSource.IMPORT, {})


# Tampering


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_entry SET status = 'granted'",
        "DELETE FROM consent_entry",
        "TRUNCATE consent_entry CASCADE",
        "DELETE FROM contact",
    ],
)
async def test_the_server_refuses_to_change_the_ledger(db: Database, statement: str) -> None:
    await say(db, await person(db), ConsentStatus.DENIED)
    with pytest.raises(IntegrityError):
        async with db.transaction() as session:
            await session.execute(text(statement))
    assert await verify(db) is None


ENTRY_CHANGED = "the entry or the one before was changed"


@pytest.mark.parametrize(
    ("statement", "seq", "reason"),
    [
        ("UPDATE consent_entry SET status = 'granted' WHERE seq = 2", 2, ENTRY_CHANGED),
        ("UPDATE consent_entry SET at = at - interval '1 second' WHERE seq = 3", 3, ENTRY_CHANGED),
        ("UPDATE consent_entry SET purpose = 'profiling' WHERE seq = 1", 1, ENTRY_CHANGED),
        ("UPDATE consent_entry SET text_version = 'v4' WHERE seq = 1", 1, ENTRY_CHANGED),
        ("UPDATE consent_entry SET source = 'import' WHERE seq = 3", 3, ENTRY_CHANGED),
        ("UPDATE consent_entry SET basis = 'contract' WHERE seq = 3", 3, ENTRY_CHANGED),
        ("UPDATE consent_entry SET expires_at = now() WHERE seq = 3", 3, ENTRY_CHANGED),
        ("UPDATE consent_entry SET hash = repeat('0', 64) WHERE seq = 2", 2, ENTRY_CHANGED),
        ("UPDATE consent_entry SET seq = seq + 10 WHERE seq = 3", 4, "entry 3 is missing"),
        (
            "UPDATE consent_entry SET contact_id = (SELECT min(id::text)::uuid FROM contact) WHERE seq = 4",
            4,
            ENTRY_CHANGED,
        ),
        ("DELETE FROM consent_entry WHERE seq = 1", 2, "entry 1 is missing"),
        ("DELETE FROM consent_entry WHERE seq = 3", 4, "entry 3 is missing"),
        (
            'UPDATE consent_evidence SET evidence = \'{"answer": "não"}\' '
            "FROM consent_entry e WHERE e.id = entry_id AND seq = 2",
            2,
            "its evidence was changed",
        ),
        ("UPDATE consent_text SET text = 'Posso?'", 1, "the wording it names was changed"),
    ],
)
async def test_any_change_is_found_where_it_was_made(db: Database, statement: str, seq: int, reason: str) -> None:
    maria = await person(db)
    for status in (ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN, ConsentStatus.GRANTED):
        await say(db, maria, status)
    await say(db, await person(db, MARIA_LID))
    await tamper(db, statement)
    assert await verify(db) == contacts.BrokenEntry(seq, reason)


async def test_a_rewritten_entry_with_a_fitting_hash_breaks_the_next(db: Database) -> None:
    maria = await person(db)
    await say(db, maria)
    await say(db, maria, ConsentStatus.WITHDRAWN)
    async with db.transaction() as session:
        first = await session.scalar(select(ConsentRow).where(ConsentRow.seq == 1))
    assert first is not None
    forged = consent.chain(consent.BEGINNING, {**consent.content(first), "status": "denied"})
    await tamper(db, f"UPDATE consent_entry SET status = 'denied', hash = '{forged}' WHERE seq = 1")
    assert await verify(db) == contacts.BrokenEntry(2, ENTRY_CHANGED)


async def test_entries_cut_off_at_the_end_show_in_the_head(db: Database) -> None:
    maria = await person(db)
    await say(db, maria)
    await say(db, maria, ConsentStatus.WITHDRAWN)
    async with db.transaction() as session:
        before = await consent.head(session)
    await tamper(db, "DELETE FROM consent_entry WHERE seq = 2")
    assert await verify(db) is None
    async with db.transaction() as session:
        assert await consent.head(session) != before
