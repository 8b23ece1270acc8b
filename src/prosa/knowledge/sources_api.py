"""Routes of sources: adding one, looking at what it would change, taking it."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Form, Query, UploadFile

from prosa.accounts.auth import SupervisorDep
from prosa.core.documents import Unreadable
from prosa.core.errors import Invalid
from prosa.core.http import RuntimeDep, SessionDep
from prosa.core.serving import received, safe_name
from prosa.knowledge import crawl, source_kinds, sources
from prosa.knowledge.schemas import ArticleKind, Audience
from prosa.knowledge.source_schemas import (
    LARGEST_FILE,
    LONGEST_TYPED,
    MOST_PAGES,
    USUAL_PAGES,
    Application,
    Source,
    SourceDetail,
    SourceKind,
    SourceList,
)
from prosa.knowledge.sources import File, NewSource

router = APIRouter()

Name = Annotated[str | None, Form(max_length=200)]
Url = Annotated[str | None, Form(max_length=2_000)]
Text = Annotated[str | None, Form(max_length=LONGEST_TYPED)]
Pages = Annotated[int, Form(ge=1, le=MOST_PAGES)]


@router.get("/knowledge/sources", operation_id="list_sources")
async def list_sources(session: SessionDep, _: SupervisorDep) -> SourceList:
    return SourceList(items=await sources.list_sources(session))


@router.post("/knowledge/sources", operation_id="add_source", status_code=HTTPStatus.CREATED)
async def add_source(
    runtime: RuntimeDep,
    me: SupervisorDep,
    file: UploadFile | None = None,
    url: Url = None,
    text: Text = None,
    name: Name = None,
    pages: Pages = USUAL_PAGES,
    article_kind: Annotated[ArticleKind | None, Form()] = None,
    audience: Annotated[Audience, Form()] = Audience.ALL,
) -> SourceDetail:
    """One of `file`, `url` (a page, a site of up to `pages` pages, or a file) and `text` (Markdown, questions and
    answers, or an exported conversation). It is read in the background."""
    if sum(given is not None for given in (file, url, text)) != 1:
        raise Invalid("give one of file, url and text")
    if url is not None:
        new = _site(url, name, pages)
    else:
        given = await _given(file, text, name)
        new = NewSource(
            source_kinds.kind_of(given.name, given.data), name or source_kinds.title_of(given.name), 1, given
        )
    new = NewSource(new.kind, new.name, new.pages, new.file, new.url, article_kind, audience)
    async with runtime.db.transaction() as session:
        return await sources.get_source(session, await sources.create_source(session, me, new))


@router.get("/knowledge/sources/{source_id}", operation_id="get_source")
async def get_source(session: SessionDep, _: SupervisorDep, source_id: UUID) -> SourceDetail:
    """With every item of the latest reading and what taking it would change now."""
    return await sources.get_source(session, source_id)


@router.post("/knowledge/sources/{source_id}/apply", operation_id="apply_source")
async def apply_source(session: SessionDep, me: SupervisorDep, source_id: UUID, body: Application) -> SourceDetail:
    """Makes articles of the chosen items, changes those that exist and archives those that are gone."""
    await sources.apply(session, me, source_id, body.items, body.status)
    return await sources.get_source(session, source_id)


@router.post("/knowledge/sources/{source_id}/again", operation_id="read_source_again")
async def read_source_again(
    runtime: RuntimeDep, me: SupervisorDep, source_id: UUID, file: UploadFile | None = None, text: Text = None
) -> Source:
    """Reads it once more: the site as it is now, the file as it was, or a newer one that is sent along. 409
    `source_busy` while it is being read."""
    newer = await _given(file, text, None) if file is not None or text is not None else None
    async with runtime.db.transaction() as session:
        await sources.read_again(session, me, source_id, newer)
        return await sources.get_source(session, source_id)


@router.delete("/knowledge/sources/{source_id}", operation_id="remove_source", status_code=HTTPStatus.NO_CONTENT)
async def remove_source(
    session: SessionDep, me: SupervisorDep, source_id: UUID, archive: Annotated[bool, Query()] = False
) -> None:
    """Its articles stay, unless `archive` is given."""
    await sources.remove_source(session, me, source_id, archive=archive)


def _site(url: str, name: str | None, pages: int) -> NewSource:
    """Raises `Unreadable` for what is no address. One without a scheme is meant as https."""
    typed = url.strip()
    try:
        address = crawl.normal(typed if "://" in typed else f"https://{typed}")
    except ValueError:
        raise Unreadable("address_unknown") from None
    return NewSource(SourceKind.SITE, name or urlsplit(address).netloc, pages, url=address)


async def _given(file: UploadFile | None, text: str | None, name: str | None) -> File:
    """Raises `TooLarge` and `Invalid`."""
    if file is None:
        return File(name or "texto", (text or "").replace("\x00", "").encode("utf-8", "replace"))
    data = b"".join([chunk async for chunk in received(file, LARGEST_FILE)])
    return File(safe_name(file.filename) or name or "arquivo", data)
