"""Files of messages over HTTP: uploaded as they stream in, served harmlessly and in ranges."""

import asyncio
import tempfile
from typing import Annotated, Any
from uuid import UUID

import filetype
from fastapi import APIRouter, Query, Request, Response, UploadFile
from pydantic import BaseModel

from prosa.accounts import record_action
from prosa.accounts.auth import AdminDep, OperatorDep, OperatorPersonDep, ViewerDep, person_id
from prosa.conversations import access, attachments, scanning
from prosa.conversations.scanning import ScanSettings
from prosa.conversations.views import AttachmentLine
from prosa.core import pictures, sound
from prosa.core.errors import NotFound, Unavailable
from prosa.core.http import RuntimeDep, SessionDep
from prosa.core.runtime import Runtime
from prosa.core.serving import Served, chunks_of, received, safe_name, serve
from prosa.core.storage import HEAD, Stored

router = APIRouter(tags=["conversations"])

LARGEST_UPLOAD = 25 * 1024 * 1024
_UNKNOWN = "application/octet-stream"
_CONVERTING = asyncio.Semaphore(2)
"""Recordings that are converted at a time: each keeps a processor busy."""


class Scanner(BaseModel):
    connector: str
    settings: dict[str, Any]


class ScannerChange(BaseModel):
    """Null: files are scanned no more."""

    scanner: Scanner | None


class ScannerTrial(BaseModel):
    """`detail`: who answered, or what went wrong."""

    ok: bool
    detail: str


@router.get("/file-scan", operation_id="get_file_scan")
async def get_file_scan(session: SessionDep, runtime: RuntimeDep, _: AdminDep) -> ScanSettings:
    return await scanning.settings(session, runtime)


@router.put("/file-scan", operation_id="change_file_scan")
async def change_file_scan(
    session: SessionDep, runtime: RuntimeDep, principal: AdminDep, change: ScannerChange
) -> ScanSettings:
    if change.scanner is None:
        await scanning.stop(session, principal)
    else:
        await scanning.choose(session, runtime, principal, change.scanner.connector, change.scanner.settings)
    return await scanning.settings(session, runtime)


@router.post("/file-scan/try", operation_id="try_file_scan")
async def try_file_scan(runtime: RuntimeDep, _: AdminDep, scanner: Scanner) -> ScannerTrial:
    """Asks the scanner who it is; nothing is saved."""
    try:
        return ScannerTrial(ok=True, detail=await scanning.attempt(runtime, scanner.connector, scanner.settings))
    except Unavailable as problem:
        return ScannerTrial(ok=False, detail=problem.detail)


@router.post("/attachments", operation_id="upload_attachment", status_code=201)
async def upload_attachment(
    runtime: RuntimeDep, principal: OperatorPersonDep, file: UploadFile, voice: Annotated[bool, Query()] = False
) -> AttachmentLine:
    """`voice`: a recording, which becomes a voice note as WhatsApp plays it."""
    blob = await _recorded(runtime, file) if voice else await runtime.storage.take(received(file, LARGEST_UPLOAD))
    mime_type = sound.VOICE_NOTE if voice else _type(blob.head)
    name = None if voice else safe_name(file.filename)
    async with runtime.db.transaction() as session:
        person = person_id(principal)
        id_ = await attachments.upload(session, person, blob.key, mime_type, name, blob.size, voice)
        return await attachments.item(session, id_)


async def _recorded(runtime: Runtime, file: UploadFile) -> Stored:
    """Raises `NotSound`, `TooLarge`, `Invalid`."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        async for chunk in received(file, LARGEST_UPLOAD):
            source.write(chunk)
        source.seek(0)
        head = source.read(HEAD)
        source.seek(0)
        if sound.is_voice_note(_type(head), head):
            return await runtime.storage.take(chunks_of(source))
        async with _CONVERTING:
            await asyncio.to_thread(sound.voice_note, source, _type(head), target)
        return await runtime.storage.take(chunks_of(target))


def _type(head: bytes) -> str:
    found = filetype.guess(head)
    return str(found.mime) if found else _UNKNOWN


@router.get("/attachments/{attachment_id}", operation_id="get_attachment", response_class=Response)
async def get_attachment(runtime: RuntimeDep, me: ViewerDep, request: Request, attachment_id: UUID) -> Response:
    """The file itself; `Range` is understood."""
    async with runtime.db.transaction() as session:
        await access.check_file(session, me, attachment_id)
        media = await attachments.media(session, attachment_id)
    if media.key is None:
        raise NotFound("this file is not here")
    return await serve(runtime.storage, Served(media.key, media.mime_type, media.filename), request)


@router.get("/attachments/{attachment_id}/thumbnail", operation_id="get_thumbnail", response_class=Response)
async def get_thumbnail(runtime: RuntimeDep, me: ViewerDep, request: Request, attachment_id: UUID) -> Response:
    """The small picture of a picture or film."""
    async with runtime.db.transaction() as session:
        await access.check_file(session, me, attachment_id)
        small = await attachments.thumbnail(session, attachment_id)
    return await serve(runtime.storage, Served(small, pictures.SMALL), request)


@router.post("/attachments/{attachment_id}/retry", operation_id="retry_attachment")
async def retry_attachment(session: SessionDep, principal: OperatorDep, attachment_id: UUID) -> AttachmentLine:
    """Asks the provider again for a file that is missing."""
    await access.check_file(session, principal, attachment_id)
    await attachments.ask_again(session, attachment_id)
    record_action(session, principal, "attachment.retried", ("attachment", attachment_id))
    return await attachments.item(session, attachment_id)
