"""Templates over HTTP: supervisors keep them, operators send them."""

import re
from typing import Annotated
from uuid import UUID

from annotated_types import Len
from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints

from prosa.accounts.auth import OperatorDep, OperatorPersonDep, SupervisorDep, person_id
from prosa.channels import templates
from prosa.channels.abilities import (
    ButtonKind,
    TemplateButton,
    TemplateCategory,
    TemplateContent,
    TemplateState,
)
from prosa.channels.template_rules import Values
from prosa.channels.templates import Button, Synced, Template
from prosa.conversations import MessageItem, access, messages
from prosa.core.http import RuntimeDep, SessionDep

router = APIRouter(tags=["templates"])

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Text = Annotated[str, StringConstraints(max_length=4096)]
ClientId = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class ButtonGiven(BaseModel):
    kind: ButtonKind
    title: Word
    value: Word = ""

    def button(self) -> TemplateButton:
        """A number is taken as people write it: +55 (11) 3333-4444."""
        value = re.sub(r"[\s().-]", "", self.value) if self.kind is ButtonKind.PHONE else self.value
        return TemplateButton(self.kind, self.title, value)


class TemplateGiven(BaseModel):
    name: Word
    language: Word = "pt_BR"
    category: TemplateCategory
    header: Word = ""
    body: Text
    footer: Word = ""
    buttons: Annotated[list[ButtonGiven], Len(0, 20)] = []
    examples: Annotated[list[Word], Len(0, 100)] = []
    header_example: Word = ""

    def content(self) -> TemplateContent:
        return TemplateContent(
            name=self.name,
            language=self.language,
            category=self.category,
            header=self.header,
            body=self.body.strip(),
            footer=self.footer,
            buttons=tuple(each.button() for each in self.buttons),
            examples=tuple(self.examples),
            header_example=self.header_example,
        )


class NewTemplate(TemplateGiven):
    channel_id: UUID


class TemplateList(BaseModel):
    items: list[Template]


class ValuesGiven(BaseModel):
    """`button_variables` by the place of the button, counted from 0."""

    variables: Annotated[list[Text], Len(0, 100)] = []
    header_variable: Text | None = None
    button_variables: Annotated[dict[int, Text], Len(0, 20)] = {}

    def values(self) -> Values:
        return Values(tuple(self.variables), self.header_variable, self.button_variables)


class TemplateSend(ValuesGiven):
    conversation_id: UUID
    client_id: ClientId


class TemplateShown(BaseModel):
    """How it reads with the values given."""

    header: str
    body: str
    footer: str
    buttons: list[Button]


@router.get("/templates", operation_id="list_templates")
async def list_templates(
    session: SessionDep, _: OperatorDep, channel_id: UUID | None = None, state: TemplateState | None = None
) -> TemplateList:
    return TemplateList(items=await templates.listed(session, channel_id=channel_id, state=state))


@router.post("/templates", operation_id="create_template", status_code=201)
async def create_template(
    session: SessionDep, runtime: RuntimeDep, principal: SupervisorDep, new: NewTemplate
) -> Template:
    return await templates.create(session, runtime, principal, new.channel_id, new.content())


@router.put("/templates/{template_id}", operation_id="change_template")
async def change_template(
    session: SessionDep, principal: SupervisorDep, template_id: UUID, change: TemplateGiven
) -> Template:
    return await templates.edit(session, principal, template_id, change.content())


@router.delete("/templates/{template_id}", operation_id="remove_template", status_code=204)
async def remove_template(runtime: RuntimeDep, principal: SupervisorDep, template_id: UUID) -> None:
    await templates.remove(runtime, principal, template_id)


@router.post("/templates/{template_id}/submit", operation_id="submit_template")
async def submit_template(runtime: RuntimeDep, principal: SupervisorDep, template_id: UUID) -> Template:
    return await templates.submit(runtime, principal, template_id)


@router.post("/channels/{channel_id}/templates/sync", operation_id="sync_templates")
async def sync_templates(runtime: RuntimeDep, _: SupervisorDep, channel_id: UUID) -> Synced:
    return await templates.sync(runtime, channel_id)


@router.post("/templates/{template_id}/preview", operation_id="preview_template")
async def preview_template(session: SessionDep, _: OperatorDep, template_id: UUID, given: ValuesGiven) -> TemplateShown:
    shown = await templates.preview(session, template_id, given.values())
    buttons = [Button(kind=each.kind, title=each.title, value=each.value) for each in shown.buttons]
    return TemplateShown(header=shown.header, body=shown.body, footer=shown.footer, buttons=buttons)


@router.post("/templates/{template_id}/send", operation_id="send_template", status_code=201)
async def send_template(
    runtime: RuntimeDep, principal: OperatorPersonDep, template_id: UUID, given: TemplateSend
) -> MessageItem:
    operator_id = person_id(principal)
    async with runtime.db.transaction() as session:
        await access.check(session, principal, given.conversation_id)
        message_id = await templates.send(
            session, template_id, given.conversation_id, operator_id, given.client_id, given.values()
        )
    async with runtime.db.transaction() as session:
        return await messages.item(session, message_id)
