"""What an engine may do about a contact: its consents, its name and its e-mail address."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator

from prosa.accounts.schemas import system
from prosa.contacts.consent import current, record
from prosa.contacts.queries import view
from prosa.contacts.schemas import (
    ConsentSource,
    ConsentStatus,
    ContactView,
    Identity,
    IdentityKind,
    Purpose,
)
from prosa.contacts.service import add_address, rename, tidy
from prosa.contacts.verification import VerifyArguments, can_verify, verify
from prosa.core.tools import Assurance, Limits, Tool, ToolContext

AGENT = system("agent")

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


class ChangeArguments(BaseModel):
    """What is to be different; the rest stays."""

    full_name: (
        Annotated[str, BeforeValidator(tidy), StringConstraints(min_length=2, max_length=120, pattern=r"^[^\d@<>{}]+$")]
        | None
    ) = None
    email: (
        Annotated[
            str,
            StringConstraints(
                strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$"
            ),
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.full_name is None and self.email is None:
            raise ValueError("a name or an e-mail address is needed")
        return self


class Changed(BaseModel):
    """The contact's data as they are now."""

    name: str
    email: str | None


_CHANGE = {
    "pt": ("Vou mudar o seu cadastro:", "Nome", "E-mail", "Posso confirmar?"),
    "en": ("I'm going to change your data:", "Name", "E-mail", "Shall I?"),
}


async def change(context: ToolContext, arguments: ChangeArguments) -> Changed:
    """Raises `IdentityTaken`: an address of somebody else is not given away."""
    async with context.runtime.db.transaction() as session:
        if arguments.full_name:
            await rename(session, AGENT, context.contact_id, arguments.full_name)
        if arguments.email:
            await add_address(session, AGENT, context.contact_id, Identity(IdentityKind.EMAIL, arguments.email))
        found = await view(session, context.contact_id)
    return Changed(name=found.name, email=found.address(IdentityKind.EMAIL))


async def show_change(context: ToolContext, arguments: ChangeArguments) -> str:
    """What is there now and what will be."""
    async with context.runtime.db.transaction() as session:
        found = await view(session, context.contact_id)
    head, name, email, question = _CHANGE["en" if context.language.startswith("en") else "pt"]
    lines = [
        _line(name, found.name, arguments.full_name),
        _line(email, _address(found), arguments.email),
    ]
    return "\n".join([head, *filter(None, lines), question])


def _address(contact: ContactView) -> str:
    return contact.address(IdentityKind.EMAIL) or ""


def _line(label: str, before: str, after: str | None) -> str:
    if after is None:
        return ""
    return f"• {label}: {before} → {after}" if before else f"• {label}: {after}"


CONTACT_CHANGE = Tool(
    name="contact.change",
    description="Changes the contact's own name or e-mail address, once they have agreed to the change as shown.",
    arguments=ChangeArguments,
    run=change,
    writes=True,
    identity=Assurance.CHANNEL,
    limits=Limits(calls_a_day=5),
    confirm=show_change,
)

IDENTITY_VERIFY = Tool(
    name="identity.verify",
    description="Compares an e-mail address the contact has just told with the one on file, to be sure who writes.",
    arguments=VerifyArguments,
    run=verify,
    writes=True,
    identity=Assurance.CHANNEL,
    ready=can_verify,
    limits=Limits(calls_a_day=5),
    proves=True,
)
