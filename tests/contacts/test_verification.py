"""A contact proves who they are by what an operator wrote down, never by what they said of themselves."""

import pytest

from prosa import contacts
from prosa.accounts.schemas import system
from prosa.contacts import Identity, IdentityKind
from prosa.contacts.verification import VerifyArguments, can_verify, verify
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.tools import NotReady, ToolContext

PHONE = Identity(IdentityKind.PHONE, "5511987654321")
EMAIL = Identity(IdentityKind.EMAIL, "mariana@example.com")


async def test_what_is_on_file_proves_it_and_nothing_else(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        contact_id = await contacts.create(session, system("test"), "Mariana", [PHONE, EMAIL])
    context = ToolContext(runtime, new_id(), contact_id, new_id())
    await can_verify(context)
    for told, right in {
        "mariana@example.com": True,
        " Mariana@Example.com ": True,
        "mariana@example.org": False,
        "5511987654321": False,
        "": False,
        "%": False,
        "\0": False,
    }.items():
        assert (await verify(context, VerifyArguments(email=told))).verified is right


@pytest.mark.parametrize("known", [[PHONE], [PHONE, EMAIL]], ids=("nothing", "from the provider"))
async def test_what_the_contact_brought_along_proves_nothing(runtime: Runtime, known: list[Identity]) -> None:
    async with runtime.db.transaction() as session:
        contact_id = (await contacts.resolve(session, known, "Mariana", None)).contact_id
    context = ToolContext(runtime, new_id(), contact_id, new_id())
    with pytest.raises(NotReady):
        await can_verify(context)
    assert not (await verify(context, VerifyArguments(email=EMAIL.value))).verified
