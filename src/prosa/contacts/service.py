"""Finding, making and renaming contacts.

A contact is whoever holds an identifier. Identifiers that arrive in one payload belong to one person; where
the tables say otherwise nothing is merged: the most certain one (the phone) decides and the conflict is kept.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, delete, select, text, update

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.contacts.identity import Key, by_key
from prosa.contacts.models import ContactRow, IdentityRow
from prosa.contacts.schemas import ContactKind, Identity, IdentityKind, LinkSource, Resolved
from prosa.contacts.search import words_of
from prosa.core import driver
from prosa.core.db import Session
from prosa.core.errors import Conflict, Invalid, NotFound, Unavailable
from prosa.core.ids import new_id
from prosa.core.live import publish

LONGEST_NAME = 200
ATTEMPTS = 5
_NOT_IN_NAMES = ("Cc", "Cs", "Zl", "Zp")

Forms = Mapping[Key, Sequence[str]]
Known = Sequence[Row[Any]]

_KNOWN = text(
    "SELECT i.id, i.kind, i.match_key, i.forms, i.contact_id, c.name, c.name_source, c.username "
    "FROM unnest(CAST(:kinds AS text[]), CAST(:keys AS text[])) WITH ORDINALITY AS w (kind, match_key, n) "
    "JOIN identity i ON i.kind = w.kind AND i.match_key = w.match_key "
    "JOIN contact c ON c.id = i.contact_id ORDER BY w.n"
)
_ADD = (
    "INSERT INTO identity (id, contact_id, kind, match_key, forms, source) "
    "SELECT a.id, :contact_id, a.kind, a.match_key, a.forms, :link_source "
    "FROM jsonb_to_recordset(CAST(:added AS jsonb)) "
    "AS a (id uuid, kind text, match_key text, forms text[]) ORDER BY a.kind, a.match_key "
    "ON CONFLICT (kind, match_key) DO NOTHING RETURNING id"
)
"""In the order of the keys, so that two transactions that add the same ones wait instead of deadlocking."""
_ADD_CONTACT = (
    "WITH made AS (INSERT INTO contact (id, kind, name, name_source, username, words) "
    "VALUES (:contact_id, :contact_kind, :name, :name_source, :username, CAST(:words AS text[]))) "
)
_LINK = text(_ADD)
_MAKE = text(_ADD_CONTACT + _ADD)
_ADD_FORM = text(
    "UPDATE identity SET forms = CASE WHEN confirmed_at IS NULL "
    "THEN array_prepend(CAST(:form AS text), forms) ELSE array_append(forms, CAST(:form AS text)) END "
    "WHERE id = :id AND NOT forms @> ARRAY[CAST(:form AS text)]"
)
_PREFER = """
UPDATE identity
SET confirmed_at = clock_timestamp(), forms = array_prepend(%(form)s::text, array_remove(forms, %(form)s::text))
WHERE kind = %(kind)s AND match_key = %(key)s AND contact_id = %(contact)s RETURNING id
"""
_SEEN_AS = "SELECT coalesce(merged_into, id) AS id FROM contact WHERE id = %(contact)s"
_PREFERRED = """
SELECT match_key, forms[1] AS form FROM identity
WHERE contact_id = (SELECT coalesce(merged_into, id) FROM contact WHERE id = %(contact)s)
  AND kind = %(kind)s AND confirmed_at IS NOT NULL ORDER BY confirmed_at DESC LIMIT 1
"""
_CONFLICT = text(
    "INSERT INTO identity_conflict (contact_id, identity_id, source) "
    "VALUES (:contact_id, :identity_id, :link_source) ON CONFLICT DO NOTHING RETURNING identity_id"
)


class NoIdentity(Invalid):
    """Nothing in the payload says who the person is."""

    code = "no_identity"


class IdentityTaken(Conflict):
    """Another contact holds this identifier; its id is in `params`."""

    code = "identity_taken"


async def resolve(session: Session, identities: Sequence[Identity], name: str | None, username: str | None) -> Resolved:
    """The contact behind identifiers that arrived together, made when nobody holds any of them.

    One query and no write when all are known and nothing is new. Concurrent first messages of one person make
    one contact: the later transaction waits for the earlier. Raises `NoIdentity`.
    """
    wanted = by_key(identities)
    if not wanted:
        raise NoIdentity("no identifier that could be a person's")
    name, username = tidy(name), tidy(username)
    linked = False
    for _ in range(ATTEMPTS):
        known = await _known(session, wanted)
        if not known:
            contact_id = await _make(session, wanted, name, username)
            if contact_id:
                publish(session, "contacts", contact_id=str(contact_id))
                return Resolved(contact_id, name, created=True)
            continue
        linked = linked or len(known) < len(wanted)
        if await _link(session, known[0].contact_id, wanted, known, LinkSource.DELIVERY):
            return await _updated(session, known[0], name, username, linked=linked)
    raise _busy()


async def record_change(session: Session, previous: Sequence[Identity], current: Sequence[Identity]) -> UUID | None:
    """The person is now reached under `current`: aliases of the same contact, the ones to send to first.

    None when nobody holds any of them. What already belongs to somebody else stays there, as a conflict.
    """
    before, now = by_key(previous), by_key(current)
    wanted = {**before, **now}
    for _ in range(ATTEMPTS):
        known = await _known(session, before) or await _known(session, now)
        if not known:
            return None
        contact_id: UUID = known[0].contact_id
        if await _link(session, contact_id, wanted, await _known(session, wanted), LinkSource.CHANGE):
            for key, forms in now.items():
                await _prefer(session, contact_id, key, forms[0])
            await _save(session, contact_id)
            return contact_id
    raise _busy()


async def confirm_address(session: Session, contact_id: UUID, identity: Identity) -> None:
    """Remembers the address a provider says it reached the contact under: the one to send to from now on.

    Nothing is written when it already was, nor for what cannot be an address: the message has gone out, and
    an odd answer must not undo the note of it.
    """
    wanted = by_key([identity])
    key, forms = next(iter(wanted.items()), (None, []))
    if key is None or await _is_preferred(session, contact_id, key, forms[0]):
        return
    contact_id = await seen_as(session, contact_id)
    if await _prefer(session, contact_id, key, forms[0]):
        publish(session, "contacts", contact_id=str(contact_id))
        return
    for _ in range(ATTEMPTS):
        known = await _known(session, wanted)
        if await _link(session, contact_id, wanted, known, LinkSource.ADDRESS):
            await _prefer(session, contact_id, key, forms[0])
            await _save(session, contact_id)
            return
    raise _busy()


async def learn_name(session: Session, identity: Identity, name: str) -> None:
    """The provider tells the name of somebody who may be known; nobody is made."""
    known = await _known(session, by_key([identity]))
    if known:
        await _updated(session, known[0], tidy(name), "", linked=False)


async def create(session: Session, actor: Principal, name: str, identities: Sequence[Identity]) -> UUID:
    """A contact written down by an operator. Raises `NoIdentity`, `IdentityTaken`, `Invalid`."""
    wanted, name = by_key(identities), _required(name)
    if not wanted:
        raise NoIdentity("a contact needs a phone or an e-mail address")
    known = await _known(session, wanted)
    contact_id = None if known else await _make(session, wanted, name, "", LinkSource.OPERATOR)
    if not contact_id:
        holder = (known or await _known(session, wanted))[0]
        raise IdentityTaken("another contact has this identifier", contact_id=str(holder.contact_id))
    record_action(session, actor, "contact.added", ("contact", contact_id))
    publish(session, "contacts", contact_id=str(contact_id))
    return contact_id


async def rename(session: Session, actor: Principal, contact_id: UUID, name: str) -> None:
    """An operator's name; providers do not change it any more. Raises `NotFound`, `Invalid`."""
    name = _required(name)
    contact_id = await seen_as(session, contact_id)
    await _save(session, contact_id, name=name, source="operator")
    record_action(session, actor, "contact.renamed", ("contact", contact_id))


async def mark_vip(session: Session, actor: Principal, contact_id: UUID, *, vip: bool) -> None:
    """Whether this is somebody who gets a person at once. Raises `NotFound`."""
    contact_id = await seen_as(session, contact_id)
    await session.execute(update(ContactRow).where(ContactRow.id == contact_id).values(vip=vip))
    publish(session, "contacts", contact_id=str(contact_id))
    record_action(session, actor, "contact.vip", ("contact", contact_id), vip=vip)


async def add_address(session: Session, actor: Principal, contact_id: UUID, identity: Identity) -> None:
    """The address to write to from now on; those before stay. Raises `NotFound`, `Invalid`, `IdentityTaken`."""
    wanted = by_key([identity])
    key, forms = next(iter(wanted.items()), (None, []))
    if key is None:
        raise Invalid("this is no address", field=identity.kind)
    contact_id = await seen_as(session, contact_id)
    known = await _known(session, wanted)
    if any(row.contact_id != contact_id for row in known):
        raise IdentityTaken("another contact has this identifier")
    if not await _link(session, contact_id, wanted, known, LinkSource.CHANGE):
        raise _busy()
    await _prefer(session, contact_id, key, forms[0])
    await _save(session, contact_id)
    record_action(session, actor, "contact.address_added", ("contact", contact_id), kind=identity.kind)


def tidy(value: str | None) -> str:
    """A name on one line: single blanks, nothing a column cannot keep, at most `LONGEST_NAME` characters."""
    visible = "".join(" " if unicodedata.category(c) in _NOT_IN_NAMES else c for c in value or "")
    return " ".join(visible.split())[:LONGEST_NAME]


def _required(name: str) -> str:
    tidied = tidy(name)
    if not tidied:
        raise Invalid("a name needs at least one letter", field="name")
    return tidied


def _busy() -> Unavailable:
    return Unavailable("the identifiers are being linked elsewhere at this moment")


async def _known(session: Session, wanted: Forms) -> Known:
    """The identities among `wanted` that somebody holds, with their holders, in the order of `wanted`."""
    kinds, keys = [kind.value for kind, _ in wanted], [key for _, key in wanted]
    return (await session.execute(_KNOWN, {"kinds": kinds, "keys": keys})).all()


async def _make(
    session: Session, wanted: Forms, name: str, username: str, source: LinkSource = LinkSource.DELIVERY
) -> UUID | None:
    """A new contact with all of `wanted`; None when somebody else took one of them meanwhile."""
    contact_id = new_id()
    is_group = any(kind is IdentityKind.GROUP for kind, _ in wanted)
    contact = {
        "contact_id": contact_id,
        "contact_kind": ContactKind.GROUP if is_group else ContactKind.PERSON,
        "name": name,
        "name_source": "operator" if source is LinkSource.OPERATOR else "provider",
        "link_source": source,
        "username": username or None,
        "words": words_of(name, username, wanted),
    }
    added = (await session.execute(_MAKE, {**contact, "added": _rows(wanted)})).all()
    if len(added) == len(wanted):
        return contact_id
    await session.execute(delete(ContactRow).where(ContactRow.id == contact_id))
    return None


async def _link(session: Session, contact_id: UUID, wanted: Forms, known: Known, source: LinkSource) -> bool:
    """Makes `contact_id` hold what nobody holds yet and notes what others hold.

    False when somebody took one meanwhile, so that it must be read again.
    """
    values = {"contact_id": contact_id, "link_source": source}
    held = {(row.kind, row.match_key) for row in known}
    missing = {key: forms for key, forms in wanted.items() if key not in held}
    if missing:
        rows = await session.execute(_LINK, {**values, "added": _rows(missing)})
        if len(rows.all()) < len(missing):
            return False
    if await _note_what_is_held(session, values, wanted, known):
        publish(session, "contacts", contact_id=str(contact_id))
    return True


async def _note_what_is_held(session: Session, values: Mapping[str, Any], wanted: Forms, known: Known) -> bool:
    """New forms of identifiers, and those that somebody else holds. Whether there were any that nobody knew of."""
    news = False
    for row in known:
        for form in wanted[IdentityKind(row.kind), row.match_key]:
            if form not in row.forms:
                await session.execute(_ADD_FORM, {"id": row.id, "form": form})
                news = True
        if row.contact_id != values["contact_id"]:
            noted = await session.execute(_CONFLICT, {**values, "identity_id": row.id})
            news = news or noted.first() is not None
    return news


def _rows(forms: Forms) -> str:
    rows = [
        {"id": new_id(), "kind": kind.value, "match_key": key, "forms": list(values)}
        for (kind, key), values in forms.items()
    ]
    return orjson.dumps(rows).decode()


async def _updated(session: Session, holder: Row[Any], name: str, username: str, *, linked: bool) -> Resolved:
    renamed = name and name != holder.name and holder.name_source == "provider"
    if linked or renamed or (username and username != holder.username):
        name = await _save(session, holder.contact_id, name=name, username=username)
    else:
        name = holder.name
    return Resolved(holder.contact_id, name, created=False)


async def _save(
    session: Session, contact_id: UUID, *, name: str = "", source: str = "provider", username: str = ""
) -> str:
    """Writes what is given and what the contact is found by, tells the screens, and returns its name."""
    row = (
        await session.execute(
            select(ContactRow.name, ContactRow.name_source, ContactRow.username)
            .where(ContactRow.id == contact_id)
            .with_for_update(key_share=True)
        )
    ).one()
    if not name or (source == "provider" and row.name_source == "operator"):
        name, source = row.name, row.name_source
    username = username or row.username or ""
    await write_names(session, contact_id, name, source, username)
    publish(session, "contacts", contact_id=str(contact_id))
    return name


async def write_names(session: Session, contact_id: UUID, name: str, source: str, username: str) -> None:
    """Writes names with what the contact is found by: also whatever those are found by who were merged into it."""
    keys = await session.execute(
        select(IdentityRow.kind, IdentityRow.match_key).where(IdentityRow.contact_id == contact_id)
    )
    found_by = set(words_of(name, username, [(IdentityKind(kind), key) for kind, key in keys]))
    for words in await session.scalars(select(ContactRow.words).where(ContactRow.merged_into == contact_id)):
        found_by.update(words)
    await session.execute(
        update(ContactRow)
        .where(ContactRow.id == contact_id)
        .values(name=name, name_source=source, username=username or None, words=sorted(found_by))
    )


async def seen_as(session: Session, contact_id: UUID) -> UUID:
    """The contact itself, or the one it was merged into. Raises `NotFound`."""
    rows = await driver.run(session, _SEEN_AS, {"contact": contact_id})
    if not rows:
        raise NotFound("no such contact")
    found: UUID = rows[0].id
    return found


async def _prefer(session: Session, contact_id: UUID, key: Key, form: str) -> bool:
    """False where the contact has no such identifier."""
    values = {"contact": contact_id, "kind": key[0].value, "key": key[1], "form": form}
    return bool(await driver.run(session, _PREFER, values))


async def _is_preferred(session: Session, contact_id: UUID, key: Key, form: str) -> bool:
    rows = await driver.run(session, _PREFERRED, {"contact": contact_id, "kind": key[0].value})
    return bool(rows) and (rows[0].match_key, rows[0].form) == (key[1], form)
