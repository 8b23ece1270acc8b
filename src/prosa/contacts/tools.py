"""What an engine may do about a contact's consents."""

from uuid import UUID

from pydantic import BaseModel, Field

from prosa.contacts.consent import current, record
from prosa.contacts.schemas import ConsentSource, ConsentStatus, Purpose
from prosa.core.tools import Tool, ToolContext

OPT_OUT = "opt-out-1"
OPT_OUT_TEXT = "A pessoa escreveu que não quer mais receber mensagens de divulgação."
"""The wording the entry stands for: nothing was shown to the person, the wish is their own."""


class WithdrawArguments(BaseModel):
    """`message_id` is the message that says so, `answer` its words: the evidence."""

    message_id: UUID
    answer: str = Field(max_length=4096)
    purpose: Purpose = Purpose.MARKETING


class Withdrawn(BaseModel):
    """`new` is false when it was withdrawn before."""

    purpose: Purpose
    new: bool


async def withdraw(context: ToolContext, arguments: WithdrawArguments) -> Withdrawn:
    """Doing it again adds nothing, so a turn that is begun anew does no harm."""
    async with context.runtime.db.transaction() as session:
        known = (await current(session, context.contact_id)).get(arguments.purpose)
        if known is not None and known.status is ConsentStatus.WITHDRAWN:
            return Withdrawn(purpose=arguments.purpose, new=False)
        await record(
            session,
            context.contact_id,
            arguments.purpose,
            ConsentStatus.WITHDRAWN,
            OPT_OUT,
            OPT_OUT_TEXT,
            ConsentSource.WHATSAPP_MESSAGE,
            {"message_id": str(arguments.message_id), "answer": arguments.answer},
        )
        return Withdrawn(purpose=arguments.purpose, new=True)


CONSENT_WITHDRAW = Tool(
    name="consent.withdraw",
    description="Writes into the consent ledger that the contact does not want to be contacted for a purpose.",
    arguments=WithdrawArguments,
    run=withdraw,
    writes=True,
)
