"""Routes of knowledge: articles, and trying a question."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from prosa.accounts.auth import AdminDep, SupervisorDep, ViewerDep, WholeSupervisorDep, WholeViewerDep
from prosa.core.http import RuntimeDep, SessionDep
from prosa.knowledge import base, embedding, gaps, service, sources_api, thesaurus_lines, warnings
from prosa.knowledge.port import embedder
from prosa.knowledge.schemas import (
    Article,
    ArticleChange,
    ArticleKind,
    ArticleList,
    EmbeddingChoice,
    Embeddings,
    Findings,
    GapList,
    GapState,
    LineChange,
    NewArticle,
    TestQuestion,
    ThesaurusLine,
    ThesaurusList,
    WarningList,
)

router = APIRouter(tags=["knowledge"])
router.include_router(sources_api.router)

LineName = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,40}$")]


@router.get("/articles", operation_id="list_articles")
async def list_articles(
    session: SessionDep,
    _: ViewerDep,
    q: Annotated[str, Query(max_length=200)] = "",
    kind: ArticleKind | None = None,
) -> ArticleList:
    return ArticleList(items=await service.list_articles(session, q, kind))


@router.post("/articles", operation_id="create_article", status_code=HTTPStatus.CREATED)
async def create_article(session: SessionDep, me: SupervisorDep, new: NewArticle) -> Article:
    return await service.get_article(session, await service.create_article(session, me, new))


@router.get("/articles/{article_id}", operation_id="get_article")
async def get_article(session: SessionDep, _: ViewerDep, article_id: UUID) -> Article:
    return await service.get_article(session, article_id)


@router.put("/articles/{article_id}", operation_id="update_article")
async def update_article(session: SessionDep, me: SupervisorDep, article_id: UUID, change: ArticleChange) -> Article:
    """Saves the next version. 409 `article_changed` when `version` is given and is not the current one."""
    await service.update_article(session, me, article_id, change)
    return await service.get_article(session, article_id)


@router.delete("/articles/{article_id}", operation_id="archive_article", status_code=HTTPStatus.NO_CONTENT)
async def archive_article(session: SessionDep, me: SupervisorDep, article_id: UUID) -> None:
    """It is found no more; its versions stay, and saving it again brings it back."""
    await service.archive_article(session, me, article_id)


@router.post("/knowledge/test", operation_id="try_question")
async def try_question(runtime: RuntimeDep, _: ViewerDep, body: TestQuestion) -> Findings:
    """What the agent would find for a question, and with which words; nothing is kept."""
    return await base.search(runtime, body.question, audience=body.audience)


@router.get("/knowledge/thesaurus", operation_id="get_thesaurus")
async def get_thesaurus(session: SessionDep, _: ViewerDep) -> ThesaurusList:
    """Which words stand for each other when articles are looked for."""
    return ThesaurusList(items=await thesaurus_lines.list_lines(session))


@router.put("/knowledge/thesaurus/{name}", operation_id="change_thesaurus_line")
async def change_thesaurus_line(
    session: SessionDep, me: SupervisorDep, name: LineName, change: LineChange
) -> ThesaurusLine:
    """A new name makes a line of the company's own; without words, a shipped line counts no more."""
    return await thesaurus_lines.change_line(session, me, name, change.words)


@router.delete("/knowledge/thesaurus/{name}", operation_id="reset_thesaurus_line", status_code=HTTPStatus.NO_CONTENT)
async def reset_thesaurus_line(session: SessionDep, me: SupervisorDep, name: LineName) -> None:
    """Removes a line of the company; a changed one has the shipped words again."""
    await thesaurus_lines.reset_line(session, me, name)


@router.get("/knowledge/gaps", operation_id="list_gaps")
async def list_gaps(runtime: RuntimeDep, _: WholeViewerDep, state: GapState | None = None) -> GapList:
    """What contacts ask and the articles do not answer, the most asked first; what they answer by now comes last."""
    async with runtime.db.transaction() as session:
        found = await gaps.list_gaps(session, state)
    return GapList(items=await gaps.with_answers(runtime, found))


@router.post("/knowledge/gaps/{gap_id}/draft", operation_id="draft_gap", status_code=HTTPStatus.CREATED)
async def draft_gap(session: SessionDep, me: WholeSupervisorDep, gap_id: UUID) -> Article:
    """A draft with what an operator answered to one of the questions; the first one when it was drafted before."""
    return await service.get_article(session, await gaps.draft(session, me, gap_id))


@router.post("/knowledge/gaps/{gap_id}/dismiss", operation_id="dismiss_gap", status_code=HTTPStatus.NO_CONTENT)
async def dismiss_gap(session: SessionDep, me: SupervisorDep, gap_id: UUID) -> None:
    """The company does not wish to answer this."""
    await gaps.dismiss(session, me, gap_id)


@router.get("/knowledge/warnings", operation_id="list_knowledge_warnings")
async def list_warnings(runtime: RuntimeDep, _: ViewerDep) -> WarningList:
    """Articles that contradict each other, are out of date or are never needed."""
    return WarningList(items=await warnings.list_warnings(runtime))


@router.get("/knowledge/embeddings", operation_id="get_embeddings")
async def get_embeddings(runtime: RuntimeDep, _: ViewerDep) -> Embeddings:
    """Whether passages are also found by their meaning, and how far that has come."""
    return await embedding.state(runtime)


@router.put("/knowledge/embeddings", operation_id="choose_embeddings")
async def choose_embeddings(runtime: RuntimeDep, me: AdminDep, body: EmbeddingChoice) -> Embeddings:
    """Articles and the questions that words leave open are then sent to this model, without personal data."""
    asked = embedder(runtime)
    if body.model_id is not None and asked is not None:
        await asked.check(body.model_id)
    async with runtime.db.transaction() as session:
        await embedding.choose(session, me, body.model_id)
    return await embedding.state(runtime)
