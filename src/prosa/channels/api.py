"""Channels over HTTP: what admins keep, and the door for providers."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from annotated_types import Len
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, StringConstraints

from prosa.accounts import connections
from prosa.accounts.auth import AdminDep, ViewerDep
from prosa.channels import (
    address,
    deliveries_api,
    directory,
    file_links,
    health,
    linking,
    prices_api,
    service,
    templates_api,
    troubles,
    wizard,
)
from prosa.channels.lines import lines
from prosa.channels.port import ChannelPort, CheckStep
from prosa.channels.schemas import (
    Address,
    Channel,
    ChannelLine,
    Check,
    DirectoryView,
    GroupLine,
    LinkView,
    Numbers,
    RulesChange,
    SessionAction,
    Step,
    Trial,
    TrialSent,
)
from prosa.channels.troubles import TroubleLine
from prosa.core.errors import Forbidden
from prosa.core.http import RuntimeDep, SessionDep
from prosa.core.plugins import Connector
from prosa.core.settings import WebAddress

router = APIRouter(tags=["channels"])
router.include_router(templates_api.router)
router.include_router(deliveries_api.router)
router.include_router(prices_api.router)
webhooks = APIRouter(tags=["webhooks"])

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\d{8,15}$")]
"""Digits with country code."""
Phones = Annotated[list[Phone], Len(1, 200)]


class NewChannel(BaseModel):
    name: Name
    connector: str
    settings: dict[str, Any]


class ChannelChange(BaseModel):
    name: Name | None = None
    enabled: bool | None = None
    settings: dict[str, Any] | None = None
    rules: RulesChange | None = None


class ConnectorLine(BaseModel):
    """`settings_schema` is JSON Schema; fields of format `password` are secrets. `abilities` are those of
    `channels.abilities` it has: sessions, templates, directory …"""

    name: str
    label: str
    settings_schema: dict[str, Any]
    abilities: list[str]


class Connectors(BaseModel):
    items: list[ConnectorLine]


class Channels(BaseModel):
    items: list[ChannelLine]


class NewSettings(BaseModel):
    settings: dict[str, Any]


class SessionCommand(BaseModel):
    action: SessionAction


class PhoneGiven(BaseModel):
    phone: Phone


class PairingCode(BaseModel):
    """To be typed on the phone."""

    code: str


class PhonesGiven(BaseModel):
    phones: Phones


class NewGroup(BaseModel):
    name: Name
    phones: Phones


class GroupChange(BaseModel):
    answered: bool


class Troubles(BaseModel):
    items: list[TroubleLine]


class AddressChange(BaseModel):
    public_url: WebAddress | None


@router.get("/connectors", operation_id="list_connectors")
async def list_connectors(runtime: RuntimeDep, _: AdminDep) -> Connectors:
    found = runtime.registry.all(Connector).values()
    return Connectors(items=[_connector_line(each) for each in found if ChannelPort in each.provides])


def _connector_line(connector: Connector) -> ConnectorLine:
    return ConnectorLine(
        name=connector.name,
        label=connector.label,
        settings_schema=connector.settings.model_json_schema(),
        abilities=health.abilities_of(connector),
    )


@router.get("/channels", operation_id="list_channels")
async def list_channels(session: SessionDep, runtime: RuntimeDep, _: ViewerDep) -> Channels:
    return Channels(items=await health.overview(session, runtime))


@router.get("/channels/{channel_id}", operation_id="get_channel")
async def get_channel(session: SessionDep, runtime: RuntimeDep, _: AdminDep, channel_id: UUID) -> Channel:
    return await service.get(session, runtime, channel_id)


@router.post("/channels", operation_id="add_channel", status_code=201)
async def add_channel(session: SessionDep, runtime: RuntimeDep, principal: AdminDep, new: NewChannel) -> Channel:
    channel_id = await service.add(session, runtime, principal, new.name, new.connector, new.settings)
    return await service.get(session, runtime, channel_id)


@router.patch("/channels/{channel_id}", operation_id="change_channel")
async def change_channel(
    session: SessionDep, runtime: RuntimeDep, principal: AdminDep, channel_id: UUID, change: ChannelChange
) -> Channel:
    await service.change(
        session,
        runtime,
        principal,
        channel_id,
        name=change.name,
        enabled=change.enabled,
        settings=change.settings,
        rules=change.rules,
    )
    lines(runtime).forget(channel_id)
    return await service.get(session, runtime, channel_id)


@router.delete("/channels/{channel_id}", operation_id="remove_channel", status_code=204)
async def remove_channel(session: SessionDep, runtime: RuntimeDep, principal: AdminDep, channel_id: UUID) -> None:
    await service.remove(session, principal, channel_id)
    lines(runtime).forget(channel_id)


@router.post("/channels/{channel_id}/check", operation_id="check_channel")
async def check_channel(runtime: RuntimeDep, _: AdminDep, channel_id: UUID) -> Check:
    lines(runtime).forget(channel_id)
    line = await lines(runtime).get(channel_id)
    steps = await line.port.check(line.settings, runtime.http)
    async with runtime.db.transaction() as session:
        await service.note_check(session, channel_id, steps)
    lines(runtime).forget(channel_id)
    return _check(steps)


def _check(steps: Sequence[CheckStep]) -> Check:
    return Check(steps=[Step(code=step.code, ok=step.ok, detail=step.detail) for step in steps])


@router.post("/connectors/{name}/try", operation_id="try_connector")
async def try_connector(runtime: RuntimeDep, _: AdminDep, name: str, new: NewSettings) -> Check:
    """Tries what was typed. Nothing is saved."""
    manifest = runtime.registry.get(Connector, name)
    settings = connections.validated(manifest.settings, new.settings)
    port: ChannelPort = manifest.provides[ChannelPort]
    return _check(await port.check(settings, runtime.http))


@router.get("/channels/{channel_id}/session", operation_id="get_channel_session")
async def get_channel_session(runtime: RuntimeDep, _: AdminDep, channel_id: UUID) -> LinkView:
    return await linking.look(runtime, await lines(runtime).get(channel_id))


@router.post("/channels/{channel_id}/session", operation_id="command_channel_session")
async def command_channel_session(
    runtime: RuntimeDep, principal: AdminDep, channel_id: UUID, command: SessionCommand
) -> LinkView:
    return await linking.act(runtime, principal, await lines(runtime).get(channel_id), command.action)


@router.post("/channels/{channel_id}/session/code", operation_id="make_pairing_code")
async def make_pairing_code(
    runtime: RuntimeDep, principal: AdminDep, channel_id: UUID, given: PhoneGiven
) -> PairingCode:
    line = await lines(runtime).get(channel_id)
    return PairingCode(code=await linking.pairing_code(runtime, principal, line, given.phone))


@router.post("/channels/{channel_id}/reach", operation_id="reach_channel")
async def reach_channel(runtime: RuntimeDep, _: AdminDep, channel_id: UUID) -> Check:
    """Whether the public address leads to the channel's webhook."""
    return _check(await wizard.reach(runtime, channel_id))


@router.post("/channels/{channel_id}/trial", operation_id="start_channel_trial", status_code=202)
async def start_channel_trial(
    session: SessionDep, principal: AdminDep, channel_id: UUID, given: PhoneGiven
) -> TrialSent:
    """Sends a message to the admin's own phone, to be answered there."""
    return TrialSent(sent_at=await wizard.start_trial(session, principal, channel_id, given.phone))


@router.get("/channels/{channel_id}/trial", operation_id="get_channel_trial")
async def get_channel_trial(session: SessionDep, _: AdminDep, channel_id: UUID) -> Trial:
    return await wizard.trial(session, channel_id)


@router.post("/channels/{channel_id}/numbers", operation_id="check_numbers")
async def check_numbers(runtime: RuntimeDep, _: AdminDep, channel_id: UUID, given: PhonesGiven) -> Numbers:
    """Which of these numbers are on WhatsApp."""
    line = await lines(runtime).get(channel_id)
    return Numbers(items=await directory.check_numbers(runtime, line, given.phones))


@router.get("/channels/{channel_id}/directory", operation_id="get_channel_directory")
async def get_channel_directory(runtime: RuntimeDep, _: AdminDep, channel_id: UUID) -> DirectoryView:
    return await directory.read(runtime, await lines(runtime).get(channel_id))


@router.post("/channels/{channel_id}/groups", operation_id="create_group", status_code=201)
async def create_group(runtime: RuntimeDep, principal: AdminDep, channel_id: UUID, new: NewGroup) -> GroupLine:
    return await directory.create_group(runtime, principal, await lines(runtime).get(channel_id), new.name, new.phones)


@router.put("/channels/{channel_id}/groups/{group_id}", operation_id="switch_group", status_code=204)
async def switch_group(
    runtime: RuntimeDep, session: SessionDep, principal: AdminDep, channel_id: UUID, group_id: str, change: GroupChange
) -> None:
    """Whether the agent may answer in this group."""
    line = await lines(runtime).get(channel_id)
    await directory.switch_group(session, principal, line.id, group_id, on=change.answered)


@router.delete("/channels/{channel_id}/groups/{group_id}", operation_id="leave_group", status_code=204)
async def leave_group(runtime: RuntimeDep, principal: AdminDep, channel_id: UUID, group_id: str) -> None:
    await directory.leave_group(runtime, principal, await lines(runtime).get(channel_id), group_id)


@router.get("/troubles", operation_id="list_troubles")
async def list_troubles(_: ViewerDep) -> Troubles:
    """The codes with which messages fail, by what can be done about it."""
    return Troubles(items=list(troubles.known()))


@router.get("/address", operation_id="get_address")
async def get_address(session: SessionDep, runtime: RuntimeDep, _: AdminDep) -> Address:
    return await address.current(session, runtime)


@router.put("/address", operation_id="change_address")
async def change_address(
    session: SessionDep, runtime: RuntimeDep, principal: AdminDep, change: AddressChange
) -> Address:
    """What is set in the environment wins over what is typed here."""
    await address.change(session, principal, change.public_url)
    return await address.current(session, runtime)


@webhooks.get("/webhooks/{channel_id}/reach", operation_id="answer_reach")
async def answer_reach(
    session: SessionDep, channel_id: UUID, nonce: Annotated[str, Query(min_length=16, max_length=64)]
) -> Response:
    """Shows this installation that its public address leads back to it; tells nobody else anything."""
    return Response(await wizard.answer_reach(session, channel_id, nonce), media_type="text/plain")


@webhooks.get("/webhooks/{channel_id}", operation_id="answer_challenge")
async def answer_challenge(runtime: RuntimeDep, request: Request, channel_id: UUID) -> Response:
    """The provider asks whether the webhook is ours."""
    line = await lines(runtime).get(channel_id)
    answer = line.port.challenge(line.settings, dict(request.query_params))
    if answer is None:
        raise Forbidden("the verify token does not match")
    return Response(answer, media_type="text/plain")


@webhooks.get("/webhooks/files/{token}", operation_id="hand_out_file", response_class=StreamingResponse)
async def hand_out_file(runtime: RuntimeDep, token: str) -> StreamingResponse:
    """A provider fetches a file that we send through it."""
    media = await file_links.follow(runtime, token)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(media.filename or 'arquivo')}",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-store",
        **({"content-length": str(media.size)} if media.size else {}),
    }
    return StreamingResponse(runtime.storage.open(media.key or ""), media_type=media.mime_type, headers=headers)
