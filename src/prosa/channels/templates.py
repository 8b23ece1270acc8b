"""The templates of a line: written here, approved by the provider, sent by operators.

Our table is what the screens show; the provider's word (in an answer, a delivery or its list) changes it.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import or_, select

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.channels.abilities import (
    ButtonKind,
    ProviderTemplate,
    TemplateButton,
    TemplateCategory,
    TemplateContent,
    Templates,
    TemplateState,
)
from prosa.channels.lines import lines
from prosa.channels.models import ChannelRow, TemplateRow
from prosa.channels.port import TemplateChange
from prosa.channels.template_rules import Filled, Values, check, check_name, filled, variables
from prosa.contacts import current_consents
from prosa.contacts.schemas import ConsentStatus, Purpose
from prosa.conversations import Draft, MessageType, inbox, speaking
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.ids import new_id
from prosa.core.live import publish
from prosa.core.runtime import Runtime

_EDITABLE = (TemplateState.DRAFT, TemplateState.REJECTED)
_CONTENT = ("name", "language", "category", "header", "body", "footer", "header_example")


class TemplateExists(Conflict):
    """There is one of this name and language on this line."""

    code = "template_exists"


class NotEditable(Conflict):
    """Only a draft or a rejected template may be changed."""

    code = "template_not_editable"


class NotApproved(Conflict):
    """Only an approved template can be sent; `params.state` is how it stands."""

    code = "template_not_approved"


class MarketingRefused(Conflict):
    """The person does not want marketing."""

    code = "marketing_refused"


class Button(BaseModel):
    kind: ButtonKind
    title: str
    value: str


class Template(BaseModel):
    """A template as screens show it. `variables` is how many its text has; `ref` the provider's id, null before it
    was handed in; `reason` the provider's words."""

    id: UUID
    channel_id: UUID
    name: str
    language: str
    category: TemplateCategory
    state: TemplateState
    reason: str
    header: str
    body: str
    footer: str
    buttons: list[Button]
    examples: list[str]
    header_example: str
    ref: str | None
    variables: int
    updated_at: datetime


class Synced(BaseModel):
    """What the provider's list changed in ours."""

    added: int
    changed: int
    removed: int


async def listed(
    session: Session, *, channel_id: UUID | None = None, state: TemplateState | None = None
) -> list[Template]:
    """By name and language."""
    query = (
        select(TemplateRow)
        .join(ChannelRow, ChannelRow.id == TemplateRow.channel_id)
        .where(ChannelRow.deleted_at.is_(None))
        .order_by(TemplateRow.name, TemplateRow.language, TemplateRow.channel_id)
    )
    if channel_id is not None:
        query = query.where(TemplateRow.channel_id == channel_id)
    if state is not None:
        query = query.where(TemplateRow.state == state)
    return [view(row) for row in await session.scalars(query)]


async def get(session: Session, template_id: UUID) -> Template:
    """Raises `NotFound`."""
    return view(await _row(session, template_id))


def view(row: TemplateRow) -> Template:
    content = content_of(row)
    return Template(
        id=row.id,
        channel_id=row.channel_id,
        state=TemplateState(row.state),
        reason=row.reason,
        ref=row.ref,
        variables=len(variables(row.body)),
        updated_at=row.updated_at,
        buttons=[Button(**asdict(button)) for button in content.buttons],
        examples=list(content.examples),
        category=content.category,
        **{name: getattr(row, name) for name in _CONTENT if name != "category"},
    )


def content_of(row: TemplateRow) -> TemplateContent:
    return TemplateContent(
        category=TemplateCategory(row.category),
        buttons=tuple(TemplateButton(ButtonKind(each["kind"]), each["title"], each["value"]) for each in row.buttons),
        examples=tuple(row.examples),
        **{name: getattr(row, name) for name in _CONTENT if name != "category"},
    )


async def create(
    session: Session, runtime: Runtime, actor: Principal, channel_id: UUID, content: TemplateContent
) -> Template:
    """A new draft, which need not be whole yet. Raises `NotFound`, `CannotDo`, `TemplateInvalid`, `TemplateExists`."""
    (await lines(runtime).get(channel_id)).ability(Templates)
    check_name(content)
    await _refuse_second(session, channel_id, content)
    row = TemplateRow(id=new_id(), channel_id=channel_id, state=TemplateState.DRAFT, reason="", ref=None)
    _write(row, content)
    session.add(row)
    await session.flush()
    record_action(session, actor, "template.created", ("template", row.id), name=content.name)
    publish(session, "templates")
    return view(row)


async def edit(session: Session, actor: Principal, template_id: UUID, content: TemplateContent) -> Template:
    """Changes a draft, or makes a rejected one a draft again. One the provider knows keeps its name and language.
    Raises `NotFound`, `NotEditable`, `TemplateInvalid`, `TemplateExists`."""
    row = await _row(session, template_id)
    renamed = (content.name, content.language) != (row.name, row.language)
    if row.state not in _EDITABLE or (renamed and row.ref is not None):
        raise NotEditable("only drafts and rejected templates can be changed, those handed in without a new name")
    check_name(content)
    if renamed:
        await _refuse_second(session, row.channel_id, content)
    _write(row, content)
    row.state = TemplateState.DRAFT
    record_action(session, actor, "template.changed", ("template", row.id), name=content.name)
    publish(session, "templates")
    return view(row)


async def submit(runtime: Runtime, actor: Principal, template_id: UUID) -> Template:
    """Hands a draft or rejected one in for approval. Raises `NotFound`, `NotEditable`, `TemplateInvalid`,
    `CannotDo`, `Unavailable`, `ProviderRefused`."""
    async with runtime.db.transaction() as session:
        row = await _row(session, template_id)
        channel_id, content = row.channel_id, content_of(row)
        if row.state not in _EDITABLE:
            raise NotEditable("only drafts and rejected templates can be handed in")
    check(content)
    line = await lines(runtime).get(channel_id)
    made = await line.ability(Templates).submit(line.settings, runtime.http, content)
    async with runtime.db.transaction() as session:
        row = await _row(session, template_id)
        _take(row, made)
        record_action(session, actor, "template.submitted", ("template", row.id), name=row.name)
        publish(session, "templates")
        return view(row)


async def remove(runtime: Runtime, actor: Principal, template_id: UUID) -> None:
    """Here and at the provider. Raises `NotFound`, `Unavailable`, `ProviderRefused`."""
    async with runtime.db.transaction() as session:
        row = await _row(session, template_id)
        channel_id, ref = row.channel_id, row.ref
        known = ProviderTemplate(ref, content_of(row), TemplateState(row.state)) if ref else None
    if known is not None:
        line = await lines(runtime).get(channel_id)
        await line.ability(Templates).remove(line.settings, runtime.http, known)
    async with runtime.db.transaction() as session:
        row = await _row(session, template_id)
        await session.delete(row)
        record_action(session, actor, "template.removed", ("template", row.id), name=row.name)
        publish(session, "templates")


async def sync(runtime: Runtime, channel_id: UUID) -> Synced:
    """Takes over the provider's list. What is written here and not handed in stays as it is, and so does what is
    pending and not listed yet. Raises `NotFound`, `CannotDo`, `Unavailable`, `ProviderRefused`."""
    line = await lines(runtime).get(channel_id)
    found = await line.ability(Templates).all(line.settings, runtime.http)
    async with runtime.db.transaction() as session:
        query = select(TemplateRow).where(TemplateRow.channel_id == channel_id).with_for_update()
        rows = list(await session.scalars(query))
        seen, added, changed = _merge(channel_id, rows, found)
        session.add_all(added)
        gone = [row for row in rows if row not in seen and row.ref is not None and _settled(row)]
        for row in gone:
            await session.delete(row)
        if added or changed or gone:
            publish(session, "templates")
    return Synced(added=len(added), changed=changed, removed=len(gone))


def _settled(row: TemplateRow) -> bool:
    return row.state not in (TemplateState.DRAFT, TemplateState.PENDING)


def _merge(
    channel_id: UUID, rows: Sequence[TemplateRow], found: Sequence[ProviderTemplate]
) -> tuple[list[TemplateRow], list[TemplateRow], int]:
    """The rows the provider has, new ones for what we do not know, and how many of ours it changed."""
    by_ref = {row.ref: row for row in rows if row.ref}
    by_name = {(row.name, row.language): row for row in rows}
    seen, added, changed = [], [], 0
    for template in found:
        row = by_ref.get(template.ref) or by_name.get((template.content.name, template.content.language))
        if row is None:
            row = TemplateRow(id=new_id(), channel_id=channel_id, state="", reason="", ref=None)
            _take(row, template)
            added.append(row)
            by_name[row.name, row.language] = row
        elif row.state != TemplateState.DRAFT and _differs(row, template):
            _take(row, template)
            changed += 1
        seen.append(row)
    return seen, added, changed


def _differs(row: TemplateRow, template: ProviderTemplate) -> bool:
    ours = (row.ref, content_of(row), row.state, row.reason)
    return ours != (template.ref, template.content, template.state, template.reason)


async def apply(session: Session, channel_id: UUID, change: TemplateChange) -> None:
    """The provider's news. A template belongs to the account: every line of this connector that has it hears of it.
    One that is being changed here is not touched; an unknown one comes with the next sync."""
    connector = select(ChannelRow.connector).where(ChannelRow.id == channel_id).scalar_subquery()
    same = (TemplateRow.name == change.name) & (TemplateRow.language == change.language)
    here = same & (TemplateRow.channel_id == channel_id)
    query = (
        select(TemplateRow)
        .join(ChannelRow, ChannelRow.id == TemplateRow.channel_id)
        .where(ChannelRow.connector == connector, or_(TemplateRow.ref == change.ref, here))
        .where(TemplateRow.state != TemplateState.DRAFT)
        .with_for_update(of=TemplateRow)
    )
    for row in await session.scalars(query):
        row.state = change.state or row.state
        row.category = change.category or row.category
        row.reason = change.reason if change.state or change.reason else row.reason
        row.updated_at = now()
        publish(session, "templates")


async def preview(session: Session, template_id: UUID, values: Values) -> Filled:
    """Raises `NotFound`, `TemplateInvalid`."""
    return filled(content_of(await _row(session, template_id)), values)


async def send(
    session: Session, template_id: UUID, conversation_id: UUID, operator_id: UUID, client_id: str, values: Values
) -> UUID:
    """An operator sends it into a conversation, also outside the window: takes the floor like anything an operator
    says. Raises `NotFound`, `NotApproved`, `TemplateInvalid`, `MarketingRefused`, `FloorTaken`, `Conflict`."""
    row = await _row(session, template_id)
    if row.state != TemplateState.APPROVED:
        raise NotApproved("only an approved template can be sent", state=row.state)
    conversation = await inbox.item(session, conversation_id)
    if conversation.channel_id != row.channel_id:
        raise Conflict("this template belongs to another channel")
    if row.category == TemplateCategory.MARKETING:
        await _refuse_marketing(session, conversation.contact.id)
    draft = _draft(row, filled(content_of(row), values), values)
    return await speaking.say_as_operator(session, conversation_id, operator_id, draft, client_id)


async def _refuse_marketing(session: Session, contact_id: UUID) -> None:
    said = (await current_consents(session, contact_id)).get(Purpose.MARKETING)
    if said is not None and said.status is not ConsentStatus.GRANTED:
        raise MarketingRefused("this person does not want marketing")


def _draft(row: TemplateRow, shown: Filled, values: Values) -> Draft:
    """Says what connectors need of it (`Outgoing.payload`), and beside it how the person sees it."""
    payload = {
        "name": row.name,
        "language": row.language,
        "ref": row.ref,
        "category": row.category,
        "variables": list(values.variables),
        "header_variable": values.header_variable,
        "button_variables": {str(place): text for place, text in (values.button_variables or {}).items()},
        "header": shown.header,
        "footer": shown.footer,
        "buttons": [asdict(button) for button in shown.buttons],
    }
    return Draft(text=shown.body, type=MessageType.TEMPLATE, payload=payload)


async def awaiting(session: Session) -> list[UUID]:
    """Lines with a template the provider has yet to decide on."""
    query = (
        select(TemplateRow.channel_id)
        .join(ChannelRow, ChannelRow.id == TemplateRow.channel_id)
        .where(TemplateRow.state == TemplateState.PENDING, ChannelRow.deleted_at.is_(None), ChannelRow.enabled)
        .distinct()
    )
    return list(await session.scalars(query))


def _take(row: TemplateRow, template: ProviderTemplate) -> None:
    _write(row, template.content)
    row.ref, row.state, row.reason = template.ref, template.state, template.reason


def _write(row: TemplateRow, content: TemplateContent) -> None:
    for name in _CONTENT:
        setattr(row, name, getattr(content, name))
    row.buttons = [asdict(button) for button in content.buttons]
    row.examples = list(content.examples)
    row.updated_at = now()


async def _refuse_second(session: Session, channel_id: UUID, content: TemplateContent) -> None:
    query = select(TemplateRow.id).where(
        TemplateRow.channel_id == channel_id,
        TemplateRow.name == content.name,
        TemplateRow.language == content.language,
    )
    if await session.scalar(query) is not None:
        raise TemplateExists("there is a template of this name and language")


async def _row(session: Session, template_id: UUID) -> TemplateRow:
    row = await session.get(TemplateRow, template_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("there is no such template")
    return row
