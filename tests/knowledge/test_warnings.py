"""What is wrong with a base."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import update

from prosa.accounts.schemas import Role
from prosa.core.clock import now
from prosa.core.runtime import Runtime
from prosa.knowledge import create_article, warnings
from prosa.knowledge.api import router
from prosa.knowledge.models import ArticleRow
from prosa.knowledge.schemas import NewArticle, WarningKind
from tests.knowledge.shelf import ACTOR, add, make_app, signed_in

DAY = timedelta(days=1)


async def test_contradictions_are_shown_until_they_are_mended(runtime: Runtime) -> None:
    one = await add(runtime, "Trocas", "Você pode trocar o produto em até 30 dias.")
    assert await warnings.list_warnings(runtime) == []
    other = await add(runtime, "Política de troca", "A troca do produto é em até 7 dias.")
    async with signed_in(runtime, make_app(runtime, router), Role.SUPERVISOR) as person:
        (found,) = (await person.get("/knowledge/warnings")).json()["items"]
        assert found["kind"] == "contradiction"
        assert {article["id"] for article in found["articles"]} == {str(one), str(other)}
        assert "30 dias" in found["detail"]
        await person.delete(f"/articles/{other}")
        assert (await person.get("/knowledge/warnings")).json() == {"items": []}


async def test_articles_past_their_last_day_and_near_it_are_shown(runtime: Runtime) -> None:
    for title, days in {"Passado": -2, "Perto": 5, "Longe": 60}.items():
        async with runtime.db.transaction() as session:
            last = (now() + days * DAY).date()
            await create_article(session, ACTOR, NewArticle(title=title, kind="faq", body="Sim.", valid_until=last))
    found = {warning.articles[0].title: warning.kind for warning in await warnings.list_warnings(runtime)}
    assert found == {"Passado": WarningKind.EXPIRED, "Perto": WarningKind.EXPIRING}


async def test_articles_that_nobody_needs_are_shown(runtime: Runtime) -> None:
    used, unused = await add(runtime, "Frete", "R$ 10."), await add(runtime, "Fax", "Temos fax.")
    await add(runtime, "Novo", "De hoje.")
    async with runtime.db.transaction() as session:
        old = update(ArticleRow).where(ArticleRow.id.in_([used, unused])).values(updated_at=now() - 90 * DAY)
        await session.execute(old)
        await warnings.note_uses(session, {used: now() - DAY, uuid4(): now()})
        await warnings.note_uses(session, {used: now() - 80 * DAY})
    (found,) = await warnings.list_warnings(runtime)
    assert (found.kind, found.articles[0].title) == (WarningKind.NEVER_FOUND, "Fax")
