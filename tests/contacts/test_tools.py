"""A withdrawal said in a message stands in the ledger, once; a contact's own data are changed as they were shown."""

import pytest
from pydantic import ValidationError

from prosa.contacts import IdentityTaken, Purpose, current_consents, verify_consents, view
from prosa.contacts.schemas import ConsentStatus
from prosa.contacts.tools import ChangeArguments, WithdrawArguments, change, show_change, withdraw
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.tools import ToolContext
from tests.factories import a_contact


async def test_a_withdrawal_is_recorded_once_with_its_message(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        contact_id = await a_contact(session)
    context = ToolContext(runtime, new_id(), contact_id, new_id())
    arguments = WithdrawArguments(message_id=new_id(), answer="não me mande mais promoções")
    assert (await withdraw(context, arguments)).new
    assert not (await withdraw(context, arguments)).new
    async with runtime.db.transaction() as session:
        consents = await current_consents(session, contact_id)
        assert await verify_consents(session) is None
    assert consents[Purpose.MARKETING].status is ConsentStatus.WITHDRAWN


async def test_a_contact_changes_name_and_address_and_sees_both_before(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        contact_id = await a_contact(session)
    context = ToolContext(runtime, new_id(), contact_id, new_id())
    arguments = ChangeArguments(full_name="Mariana  Souza", email="MARI@Example.com")
    assert await show_change(context, arguments) == (
        "Vou mudar o seu cadastro:\n• Nome: Mariana → Mariana Souza\n• E-mail: mari@example.com\nPosso confirmar?"
    )
    changed = await change(context, arguments)
    assert (changed.name, changed.email) == ("Mariana Souza", "mari@example.com")
    again = await change(context, ChangeArguments(email="outra@example.com"))
    assert (again.name, again.email) == ("Mariana Souza", "outra@example.com")


async def test_an_address_of_somebody_else_is_not_given_away(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        owner, other = await a_contact(session), await a_contact(session)
    address = ChangeArguments(email="dona@example.com")
    await change(ToolContext(runtime, new_id(), owner, new_id()), address)
    with pytest.raises(IdentityTaken):
        await change(
            ToolContext(runtime, new_id(), other, new_id()), ChangeArguments(full_name="Outra", email=address.email)
        )
    async with runtime.db.transaction() as session:
        assert (await view(session, other)).name == "Mariana"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"email": "nobody"},
        {"email": "a@b"},
        {"full_name": "x"},
        {"full_name": "<b>"},
        {"full_name": "4 1"},
        {"full_name": "\u200b"},
    ],
)
def test_what_is_no_name_or_address_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        ChangeArguments.model_validate(given)
