"""The consent ledger: entries are added, never changed, and each one's hash covers the one before.

One chain for the installation. What is hashed names the person only by the contact's id; the evidence lies
beside the chain, so that it can be erased without breaking it.
"""

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import aliased

from prosa.contacts.models import ConsentEvidenceRow, ConsentRow, ConsentTextRow, ContactRow
from prosa.contacts.schemas import BrokenEntry, Consent, ConsentSource, ConsentStatus, LegalBasis, Purpose
from prosa.contacts.service import seen_as
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Invalid
from prosa.core.ids import new_id
from prosa.core.live import publish

BEGINNING = "0" * 64
CLOCK_TOLERANCE = timedelta(minutes=5)
_LOCK = 0x434F4E53454E54
"""Advisory lock under which one transaction at a time extends the chain; held until it ends."""


async def record(
    session: Session,
    contact_id: UUID,
    purpose: Purpose,
    status: ConsentStatus,
    text_version: str,
    text: str,
    source: ConsentSource,
    evidence: Mapping[str, str],
    at: datetime | None = None,
    *,
    basis: LegalBasis = LegalBasis.CONSENT,
    expires_at: datetime | None = None,
) -> Consent:
    """Adds what the contact said to the wording `text`, at `at` (now when not given).

    `evidence`: message id, literal answer, ip, url, operator, external consent id. What counts is the latest
    `at`, so importing the past does not undo a later withdrawal. Raises `NotFound`, and `Invalid` for a time
    to come, without zone, or after its own end.
    """
    at = _past(at or now())
    if expires_at and expires_at <= at:
        raise Invalid("it would end before it begins", field="expires_at")
    contact_id = await seen_as(session, contact_id)
    consent = Consent(purpose, status, basis, at, expires_at, source, _storable(text_version))
    salt, kept = secrets.token_hex(16), {key: _storable(value) for key, value in evidence.items()}
    await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    text_sha256 = await _keep_text(session, _storable(text))
    seq, last = await head(session)
    entry = _entry(new_id(), seq + 1, contact_id, consent, text_sha256, evidence_digest(salt, kept))
    entry.hash = chain(last, content(entry))
    session.add(entry)
    await session.flush()
    session.add(ConsentEvidenceRow(entry_id=entry.id, salt=salt, evidence=kept))
    await session.flush()
    publish(session, "contacts", contact_id=str(contact_id))
    return consent


async def current(session: Session, contact_id: UUID) -> dict[Purpose, Consent]:
    """What holds now: the latest word per purpose. A purpose never spoken of is missing.

    What a merged contact had said counts as well, and the stricter word holds, until the person speaks again.
    """
    asked, person = aliased(ContactRow), aliased(ContactRow)
    stands = func.coalesce(asked.merged_into, asked.id)
    rows = (
        await session.execute(
            select(ConsentRow, person.merged_at)
            .join(person, person.id == ConsentRow.contact_id)
            .join(asked, or_(person.id == stands, person.merged_into == stands))
            .where(asked.id == contact_id)
            .ext(distinct_on(ConsentRow.contact_id, ConsentRow.purpose))
            .order_by(ConsentRow.contact_id, ConsentRow.purpose, ConsentRow.at.desc(), ConsentRow.seq.desc())
        )
    ).all()
    words: dict[Purpose, list[tuple[Consent, datetime | None]]] = defaultdict(list)
    for row, merged_at in rows:
        words[Purpose(row.purpose)].append((_consent(row), merged_at))
    return {purpose: _strictest(said) for purpose, said in sorted(words.items())}


def _strictest(said: Sequence[tuple[Consent, datetime | None]]) -> Consent:
    """Of the words of one person's contacts (with when each was merged, None for the one that stands) the one that
    allows least; what the standing one said after a merge replaces the merged one's word."""
    own = next((word for word, merged_at in said if merged_at is None), None)
    holding = [word for word, merged_at in said if own is None or merged_at is None or own.at <= merged_at]
    return min(holding, key=_allowance)


def _allowance(word: Consent) -> tuple[bool, datetime, float]:
    never = datetime.max.replace(tzinfo=UTC)
    granted = word.status is ConsentStatus.GRANTED
    return granted, (word.expires_at or never) if granted else never, -word.at.timestamp()


async def head(session: Session) -> tuple[int, str]:
    """Number of entries and hash of the last: noted elsewhere, it shows when entries at the end are gone."""
    row = (
        await session.execute(select(ConsentRow.seq, ConsentRow.hash).order_by(ConsentRow.seq.desc()).limit(1))
    ).one_or_none()
    return (row.seq, row.hash) if row else (0, BEGINNING)


async def verify_chain(session: Session) -> BrokenEntry | None:
    """Reads the whole ledger and recomputes it; the first entry that does not fit, or None."""
    rows = await session.stream(
        select(ConsentRow, ConsentEvidenceRow.salt, ConsentEvidenceRow.evidence, ConsentTextRow.text)
        .outerjoin(ConsentEvidenceRow, ConsentEvidenceRow.entry_id == ConsentRow.id)
        .outerjoin(ConsentTextRow, ConsentTextRow.sha256 == ConsentRow.text_sha256)
        .order_by(ConsentRow.seq)
        .execution_options(yield_per=500)
    )
    last, expected = BEGINNING, 1
    try:
        async for row in rows:
            if reason := _fault(row, expected, last):
                return BrokenEntry(row[0].seq, reason)
            last, expected = row[0].hash, expected + 1
    finally:
        await rows.close()
    return None


def chain(previous: str, entry: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the hash before (`BEGINNING` for the first) and the canonical JSON of `entry`."""
    return hashlib.sha256(previous.encode() + _canonical(entry)).hexdigest()


def content(entry: ConsentRow) -> dict[str, Any]:
    """The part of an entry the chain protects; no personal data but the contact's id."""
    return {
        "at": _timestamp(entry.at),
        "basis": entry.basis,
        "contact": str(entry.contact_id),
        "evidence_sha256": entry.evidence_sha256,
        "expires_at": _timestamp(entry.expires_at) if entry.expires_at else None,
        "id": str(entry.id),
        "purpose": entry.purpose,
        "seq": entry.seq,
        "source": entry.source,
        "status": entry.status,
        "text": entry.text_version,
        "text_sha256": entry.text_sha256,
    }


def evidence_digest(salt: str, evidence: Mapping[str, Any]) -> str:
    return hashlib.sha256(salt.encode() + _canonical(evidence)).hexdigest()


def _fault(row: Row[ConsentRow, str, dict[str, Any], str], expected: int, last: str) -> str | None:
    entry, salt, evidence, text = row
    if entry.seq != expected:
        return f"entry {expected} is missing"
    if entry.hash != chain(last, content(entry)):
        return "the entry or the one before was changed"
    if salt is not None and evidence_digest(salt, evidence) != entry.evidence_sha256:
        return "its evidence was changed"
    if text is None or _sha256(text) != entry.text_sha256:
        return "the wording it names was changed"
    return None


def _entry(
    id_: UUID, seq: int, contact_id: UUID, consent: Consent, text_sha256: str, evidence_sha256: str
) -> ConsentRow:
    return ConsentRow(
        id=id_,
        seq=seq,
        contact_id=contact_id,
        purpose=consent.purpose.value,
        basis=consent.basis.value,
        status=consent.status.value,
        text_version=consent.text_version,
        text_sha256=text_sha256,
        at=consent.at,
        expires_at=consent.expires_at,
        source=consent.source.value,
        evidence_sha256=evidence_sha256,
    )


def _consent(row: ConsentRow) -> Consent:
    return Consent(
        Purpose(row.purpose),
        ConsentStatus(row.status),
        LegalBasis(row.basis),
        row.at,
        row.expires_at,
        ConsentSource(row.source),
        row.text_version,
    )


async def _keep_text(session: Session, text: str) -> str:
    sha256 = _sha256(text)
    await session.execute(insert(ConsentTextRow).values(sha256=sha256, text=text).on_conflict_do_nothing())
    return sha256


def _past(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise Invalid("the time needs a zone", field="at")
    if at > now() + CLOCK_TOLERANCE:
        raise Invalid("consent cannot be given in the future", field="at")
    return at.astimezone(UTC)


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _storable(text: str) -> str:
    return text.replace("\0", "").encode(errors="ignore").decode()


async def history(session: Session, contact_id: UUID) -> list[Consent]:
    """Every word of the person, the latest first."""
    asked, person = aliased(ContactRow), aliased(ContactRow)
    stands = func.coalesce(asked.merged_into, asked.id)
    rows = await session.scalars(
        select(ConsentRow)
        .join(person, person.id == ConsentRow.contact_id)
        .join(asked, or_(person.id == stands, person.merged_into == stands))
        .where(asked.id == contact_id)
        .order_by(ConsentRow.at.desc(), ConsentRow.seq.desc())
    )
    return [_consent(row) for row in rows]
