"""Who the person is: resolving the identifiers of a payload to one contact."""

from prosa import contacts
from prosa.contacts import Identity, IdentityKind
from prosa.core.db import Database

PHONE = Identity(IdentityKind.PHONE, "5511988887777")
OLD_PHONE = Identity(IdentityKind.PHONE, "551188887777")


async def test_the_first_message_makes_a_contact_and_the_second_finds_it(db: Database) -> None:
    async with db.transaction() as session:
        first = await contacts.resolve(session, [PHONE], "Maria", "maria.a")
    async with db.transaction() as session:
        second = await contacts.resolve(session, [OLD_PHONE], "Maria Alves", None)
        view = await contacts.view(session, first.contact_id)
    assert (first.created, second.created) == (True, False)
    assert first.contact_id == second.contact_id
    assert view.identities == (OLD_PHONE, PHONE)
    assert (view.name, view.username) == ("Maria Alves", "maria.a")
