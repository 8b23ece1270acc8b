"""Finding contacts by what people remember of them."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import text

from prosa import contacts
from prosa.contacts import Identity, queries
from prosa.core.db import Database, Session
from tests.contacts.people import MARIA, MARIA_BSUID, OPERATOR, email, lid, phone
from tests.contacts.watching import plan, statements


@pytest.fixture
async def session(db: Database) -> AsyncIterator[Session]:
    async with db.transaction() as session:
        yield session


async def add(session: Session, name: str, *identities: Identity, username: str | None = None) -> UUID:
    return (await contacts.resolve(session, identities, name, username)).contact_id


async def found(session: Session, q: str) -> list[UUID]:
    page = await queries.search(session, q, None, 50)
    assert [item.id for item in page.items] == await contacts.matching(session, q, 50)
    return [item.id for item in page.items]


@pytest.mark.parametrize(
    "q",
    ["João", "joao", "JOÃO PEDRO", "ped joa", "jo", "conceicao", "@joao.p", "joao.p", "p joão"],
)
async def test_a_name_is_found_by_beginnings_in_any_order_without_accents(session: Session, q: str) -> None:
    joao = await add(session, "João Pedro da Conceição", MARIA, username="joao.p")
    await add(session, "Beatriz", phone("5521977776666"))
    assert await found(session, q) == [joao]


@pytest.mark.parametrize(
    "q",
    [
        "5511988887777",
        "551188887777",
        "+55 (11) 98888-7777",
        "11 98888-7777",
        "1188887777",
        "98888-7777",
        "8888 7777",
        "7777",
        "98888",
        "5511988",
        " 11 9888 ",
    ],
)
@pytest.mark.parametrize("written", ["5511988887777", "551188887777"])
async def test_a_phone_is_found_as_people_quote_it(session: Session, written: str, q: str) -> None:
    maria = await add(session, "Maria", phone(written))
    await add(session, "Beatriz", phone("5521966665555"))
    assert await found(session, q) == [maria]


@pytest.mark.parametrize("q", ["maria@loja.com", "maria@", "LOJA.com"])
async def test_an_e_mail_address_is_found_by_its_parts(session: Session, q: str) -> None:
    contact_id = await add(session, "", email("Maria@Loja.com"))
    assert await found(session, q) == [contact_id]


@pytest.mark.parametrize("q", ["José", "77778", "!!", "' | :*", "&", "maria:* | x", "\\", "%", "1840695"])
async def test_what_matches_nobody_finds_nobody(session: Session, q: str) -> None:
    await add(session, "Maria", MARIA, lid("184069530861739@lid"))
    assert await found(session, q) == []


async def test_a_new_name_and_a_new_phone_are_found_and_the_old_name_is_not(session: Session) -> None:
    contact_id = await add(session, "mari", MARIA_BSUID)
    await contacts.rename(session, OPERATOR, contact_id, "Maria Alves")
    await contacts.resolve(session, [MARIA_BSUID, MARIA], "mari", None)
    assert await found(session, "alves 7777") == [contact_id]
    await contacts.rename(session, OPERATOR, contact_id, "Beatriz")
    assert await found(session, "maria") == []
    assert await found(session, "beatriz") == [contact_id]


async def test_pages_follow_each_other_without_gap_or_repeat(session: Session) -> None:
    made = [await add(session, f"Maria {n}", phone(f"55119888800{n:02}")) for n in range(7)]
    seen, before = [], None
    for _ in range(4):
        page = await queries.search(session, "maria", before, 2)
        seen += [item.id for item in page.items]
        before = page.next_before
    assert seen == made[::-1]
    assert before is None


async def test_without_words_everybody_is_listed_newest_first(session: Session) -> None:
    made = [await add(session, "", phone(f"55119888800{n:02}")) for n in range(3)]
    page = await queries.search(session, "  ", None, 2)
    assert [item.id for item in page.items] == made[:0:-1]
    assert page.next_before == made[1]


async def test_names_of_any_length_and_script_can_be_kept_and_found(session: Session) -> None:
    long = await add(session, "x" * 200, MARIA)
    mixed = await add(session, "日本語 Ωmega ß ½ e\u0301te", phone("5521977776666"))
    assert await found(session, "x" * 200) == [long]
    for q in ("日本", "ωmega", "SS", "ete"):
        assert await found(session, q) == [mixed]


async def test_resolving_and_searching_use_their_indexes(db: Database) -> None:
    async with db.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO contact (id, name, words) SELECT gen_random_uuid(), (5511900000000 + n)::text, "
                "ARRAY['maria', 'n' || n] FROM generate_series(1, 20000) n"
            )
        )
        await session.execute(
            text(
                "INSERT INTO identity (id, contact_id, kind, match_key, forms) SELECT gen_random_uuid(), id, "
                "'phone', name, ARRAY[name] FROM contact"
            )
        )
        await session.execute(text("ANALYZE contact, identity"))
    with statements(db) as seen:
        async with db.transaction() as session:
            await contacts.resolve(session, [phone("5511900000100")], None, None)
            await contacts.matching(session, "n1999", 50)
    resolving, searching = [await plan(db, statement) for statement in seen]
    assert "Index Scan using uq_identity_kind_match_key" in resolving
    assert "ix_contact_words" in searching
    assert "Seq Scan" not in resolving + searching
