"""Writing articles, and that every process finds what was written last."""

import asyncio
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from prosa.core.clock import now
from prosa.core.db import Database
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.knowledge import (
    ArticleChanged,
    archive_article,
    create_article,
    get_article,
    list_articles,
    search,
    update_article,
)
from prosa.knowledge.schemas import (
    ArticleChange,
    ArticleKind,
    ArticleStatus,
    Audience,
    Decision,
    NewArticle,
    Reason,
)
from prosa.knowledge.thesaurus_lines import change_line, list_lines, reset_line
from tests.accounts.house import counted_statements
from tests.knowledge.shelf import ACTOR, add

TITLE = "Prazo de entrega"
BODY = "A entrega leva 4 dias úteis no Sul."


def change(title: str = TITLE, body: str = BODY, **more: object) -> ArticleChange:
    return ArticleChange.model_validate({"title": title, "kind": "policy", "body": body, **more})


async def test_versions_are_kept_and_the_newest_is_found(runtime: Runtime) -> None:
    article = await add(runtime, TITLE, BODY)
    async with runtime.db.transaction() as session:
        await update_article(session, ACTOR, article, change(body="A entrega leva 2 dias úteis no Sul.", version=1))
    async with runtime.db.transaction() as session:
        found = await get_article(session, article)
    assert (found.version, [line.version for line in found.versions]) == (2, [2, 1])
    assert found.kind is ArticleKind.POLICY
    findings = await search(runtime, "qual o prazo de entrega?")
    assert findings.decision is Decision.ANSWER
    assert findings.passages[0].text == "A entrega leva 2 dias úteis no Sul."
    assert findings.passages[0].ref == f"knowledge:{article}@2#1"


async def test_an_edit_of_an_old_version_is_refused_and_nothing_is_saved(runtime: Runtime) -> None:
    article = await add(runtime, TITLE, BODY)
    async with runtime.db.transaction() as session:
        await update_article(session, ACTOR, article, change(version=1))
    with pytest.raises(ArticleChanged) as refusal:
        async with runtime.db.transaction() as session:
            await update_article(session, ACTOR, article, change(title="Outro", version=1))
    assert refusal.value.params == {"version": 2}
    async with runtime.db.transaction() as session:
        assert (await get_article(session, article)).title == TITLE


async def test_two_edits_of_the_same_version_at_once_keep_one(runtime: Runtime) -> None:
    article = await add(runtime, TITLE, BODY)

    async def edit(title: str) -> bool:
        try:
            async with runtime.db.transaction() as session:
                await update_article(session, ACTOR, article, change(title=title, version=1))
        except ArticleChanged:
            return False
        return True

    assert sorted(await asyncio.gather(edit("Um"), edit("Outro"))) == [False, True]


async def test_versions_cannot_be_rewritten(runtime: Runtime) -> None:
    await add(runtime, TITLE, BODY)
    with pytest.raises(DBAPIError):
        async with runtime.db.transaction() as session:
            await session.execute(text("UPDATE article_version SET body = 'outra coisa'"))


async def test_drafts_and_archived_articles_are_not_found(runtime: Runtime) -> None:
    article = await add(runtime, TITLE, BODY)
    async with runtime.db.transaction() as session:
        new = NewArticle(title="Frete", kind=ArticleKind.FAQ, body="O frete custa R$ 10.", status=ArticleStatus.DRAFT)
        draft = await create_article(session, ACTOR, new)
        await archive_article(session, ACTOR, article)
    assert (await search(runtime, "quanto custa o frete da entrega")).passages == []
    async with runtime.db.transaction() as session:
        await update_article(session, ACTOR, article, change())
        statuses = {item.id: item.status for item in await list_articles(session)}
    assert statuses == {article: ArticleStatus.PUBLISHED, draft: ArticleStatus.DRAFT}
    assert (await search(runtime, "prazo de entrega")).passages[0].article_id == article


async def test_a_change_that_is_rolled_back_is_not_found(runtime: Runtime) -> None:
    await add(runtime, TITLE, BODY)

    async def fail_halfway() -> None:
        async with runtime.db.transaction() as session:
            await create_article(session, ACTOR, NewArticle(title="Garantia", kind="faq", body="Um ano."))
            raise RuntimeError("the rest of the request failed")

    with pytest.raises(RuntimeError):
        await fail_halfway()
    assert [passage.title for passage in (await search(runtime, "garantia")).passages] in ([], [TITLE])
    async with runtime.db.transaction() as session:
        assert len(await list_articles(session)) == 1


async def test_another_process_finds_a_change_at_its_next_search(runtime: Runtime, database_url: str) -> None:
    elsewhere = Database(database_url)
    try:
        other = Runtime(runtime.settings, elsewhere, runtime.storage, runtime.vault, runtime.http, runtime.registry)
        await add(runtime, TITLE, BODY)
        assert (await search(other, "prazo de entrega")).decision is Decision.ANSWER
        await add(runtime, "Garantia das botas", "A garantia das botas é de 1 ano.")
        assert (await search(other, "garantia da bota")).passages[0].title == "Garantia das botas"
    finally:
        await elsewhere.close()


async def test_an_unchanged_base_costs_one_statement_per_search(runtime: Runtime) -> None:
    await add(runtime, TITLE, BODY)
    await search(runtime, "entrega")
    with counted_statements(runtime) as statements:
        await search(runtime, "prazo de entrega")
    assert len(statements) == 1


async def test_searches_that_come_together_build_the_index_once(runtime: Runtime) -> None:
    await add(runtime, TITLE, BODY)
    with counted_statements(runtime) as statements:
        await asyncio.gather(*(search(runtime, "prazo de entrega") for _ in range(5)))
    assert sum("article_version" in statement for statement in statements) == 1


async def test_titles_are_searched_without_case_and_accents(runtime: Runtime) -> None:
    article = await add(runtime, "Devolução e arrependimento", "Sete dias.")
    await add(runtime, TITLE, BODY)
    async with runtime.db.transaction() as session:
        assert [item.id for item in await list_articles(session, "DEVOLUCAO")] == [article]
        assert len(await list_articles(session, kind=ArticleKind.FAQ)) == 2


async def test_an_unknown_article_is_not_found(runtime: Runtime) -> None:
    for action in (get_article, lambda session, id_: archive_article(session, ACTOR, id_)):
        with pytest.raises(NotFound):
            async with runtime.db.transaction() as session:
                await action(session, uuid4())


async def test_contacts_are_told_only_what_is_for_them_and_holds_today(runtime: Runtime) -> None:
    today = now().astimezone(ZoneInfo("America/Sao_Paulo")).date()
    day = timedelta(days=1)
    for title, more in {
        "Comissão da equipe": {"audience": "operators"},
        "Comissão de ontem": {"valid_until": today - day},
        "Comissão de amanhã": {"valid_from": today + day},
        "Comissão de hoje": {"valid_from": today, "valid_until": today},
    }.items():
        async with runtime.db.transaction() as session:
            body = "A comissão é de 5%."
            await create_article(
                session, ACTOR, NewArticle.model_validate({"title": title, "kind": "policy", "body": body, **more})
            )
    told = await search(runtime, "qual é a comissão?")
    assert [passage.title for passage in told.passages] == ["Comissão de hoje"]
    inside = await search(runtime, "qual é a comissão?", audience=Audience.OPERATORS)
    assert {passage.title for passage in inside.passages} == {"Comissão de hoje", "Comissão da equipe"}


async def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="valid_until"):
        change(valid_from="2026-02-01", valid_until="2026-01-31")


async def test_a_line_of_the_company_counts_from_the_next_search_on(runtime: Runtime) -> None:
    await add(runtime, "Prato executivo", "Servimos no almoço, com salada.")
    assert (await search(runtime, "tem rango?")).decision is Decision.ABSTAIN
    async with runtime.db.transaction() as session:
        await change_line(session, ACTOR, "rango", ["rango", "prato executivo"])
    found = await search(runtime, "tem rango?")
    assert found.passages[0].title == "Prato executivo"
    assert "rango" in found.why.clues[0].ideas
    async with runtime.db.transaction() as session:
        assert (await list_lines(session))[0].name == "rango"
        await reset_line(session, ACTOR, "rango")
    assert (await search(runtime, "tem rango?")).decision is Decision.ABSTAIN


async def test_why_tells_the_bounds_and_the_words(runtime: Runtime) -> None:
    await add(runtime, TITLE, BODY)
    clear = (await search(runtime, "qual o prazo de entrega?")).why
    assert (clear.reason, clear.best > clear.answer_from > clear.menu_from) == (Reason.CLEAR, True)
    weak = (await search(runtime, "vocês alugam bicicleta para entrega de flores na praia?")).why
    assert weak.reason is Reason.TOO_WEAK
    assert {clue.word: clue.known for clue in weak.clues}["bicicleta"] is False
