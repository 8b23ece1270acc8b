"""Channels over HTTP: what admins keep, and the door for providers."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, StringConstraints

from prosa.accounts.auth import AdminDep, ViewerDep
from prosa.channels import file_links, service
from prosa.channels.intake import accept
from prosa.channels.lines import lines
from prosa.channels.port import PATH, ChannelPort
from prosa.channels.service import Channel, ChannelLine
from prosa.core.errors import Forbidden
from prosa.core.http import RuntimeDep, SessionDep
from prosa.core.plugins import Connector

router = APIRouter(tags=["channels"])
webhooks = APIRouter(tags=["webhooks"])

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class NewChannel(BaseModel):
    name: Name
    connector: str
    settings: dict[str, Any]


class ChannelChange(BaseModel):
    name: Name | None = None
    enabled: bool | None = None
    settings: dict[str, Any] | None = None


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


class Step(BaseModel):
    code: str
    ok: bool
    detail: str


class Check(BaseModel):
    steps: list[Step]


@router.get("/connectors", operation_id="list_connectors")
async def list_connectors(runtime: RuntimeDep, _: AdminDep) -> Connectors:
    found = runtime.registry.all(Connector).values()
    return Connectors(items=[_connector_line(each) for each in found if ChannelPort in each.provides])


def _connector_line(connector: Connector) -> ConnectorLine:
    return ConnectorLine(
        name=connector.name,
        label=connector.label,
        settings_schema=connector.settings.model_json_schema(),
        abilities=sorted(ability.__name__.lower() for ability in connector.provides if ability is not ChannelPort),
    )


@router.get("/channels", operation_id="list_channels")
async def list_channels(session: SessionDep, _: ViewerDep) -> Channels:
    return Channels(items=await service.list_lines(session))


@router.get("/channels/{channel_id}", operation_id="get_channel")
async def get_channel(session: SessionDep, _: AdminDep, channel_id: UUID) -> Channel:
    return await service.get(session, channel_id)


@router.post("/channels", operation_id="add_channel", status_code=201)
async def add_channel(session: SessionDep, runtime: RuntimeDep, principal: AdminDep, new: NewChannel) -> Channel:
    channel_id = await service.add(session, runtime, principal, new.name, new.connector, new.settings)
    return await service.get(session, channel_id)


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
    )
    lines(runtime).forget(channel_id)
    return await service.get(session, channel_id)


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
    return Check(steps=[Step(code=step.code, ok=step.ok, detail=step.detail) for step in steps])


@webhooks.get("/webhooks/{channel_id}", operation_id="answer_challenge")
async def answer_challenge(runtime: RuntimeDep, request: Request, channel_id: UUID) -> Response:
    """The provider asks whether the webhook is ours."""
    line = await lines(runtime).get(channel_id)
    answer = line.port.challenge(line.settings, dict(request.query_params))
    if answer is None:
        raise Forbidden("the verify token does not match")
    return Response(answer, media_type="text/plain")


@webhooks.post("/webhooks/{channel_id}", operation_id="accept_delivery")
async def accept_delivery(runtime: RuntimeDep, request: Request, channel_id: UUID) -> Response:
    """The provider delivers. 200 means stored; 5xx that it should come again; 4xx that it should not."""
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {**request.headers, PATH: f"{request.url.path}{query}"}
    await accept(runtime, channel_id, headers, await request.body())
    return Response(status_code=200)


@webhooks.get("/webhooks/files/{token}", operation_id="hand_out_file", response_class=StreamingResponse)
async def hand_out_file(runtime: RuntimeDep, token: str) -> StreamingResponse:
    """A provider fetches a file that we send through it."""
    media = await file_links.follow(runtime, token)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(media.filename or 'arquivo')}",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-store",
    }
    return StreamingResponse(runtime.storage.open(media.key or ""), media_type=media.mime_type, headers=headers)
