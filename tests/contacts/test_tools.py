"""A withdrawal said in a message stands in the ledger, once."""

from prosa.contacts import Purpose, current_consents, verify_consents
from prosa.contacts.schemas import ConsentStatus
from prosa.contacts.tools import WithdrawArguments, withdraw
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
