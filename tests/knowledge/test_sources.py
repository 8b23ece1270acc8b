"""Sources: read in the background, compared, taken, read again."""

import asyncio
import csv
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from prosa.core.clock import now
from prosa.core.documents import Reader
from prosa.core.runtime import Runtime
from prosa.core.settings import Settings
from prosa.knowledge import archive_article, crawl, get_article, importing, list_articles, sources, update_article
from prosa.knowledge.models import SourceFileRow, SourceRow
from prosa.knowledge.schemas import Article, ArticleChange, ArticleStatus, Audience
from prosa.knowledge.source_schemas import SourceDetail, SourceItem, SourceKind, SourceState
from prosa.knowledge.sources import File, NewSource
from tests.core.documents import papers
from tests.knowledge import site as sites
from tests.knowledge.shelf import ACTOR, add
from tests.knowledge.site import page, serving

FIRST = [("Qual o prazo de entrega?", "4 dias úteis."), ("Tem Pix?", "Sim."), ("Tem loja física?", "Não.")]
SECOND = [("Qual o prazo de entrega?", "9 dias úteis."), ("Tem Pix?", "Sim, com desconto."), ("Tem boleto?", "Sim.")]


def table(rows: list[tuple[str, str]]) -> File:
    written = StringIO()
    csv.writer(written, delimiter=";").writerows([("Pergunta", "Resposta"), *rows])
    return File("perguntas.csv", written.getvalue().encode("cp1252"))


async def add_source(runtime: Runtime, file: File, kind: SourceKind = SourceKind.CSV, **more: object) -> UUID:
    async with runtime.db.transaction() as session:
        return await sources.create_source(session, ACTOR, NewSource(kind, "Perguntas", 1, file, **more))  # type: ignore[arg-type]


async def add_site(runtime: Runtime, url: str, pages: int = 20) -> UUID:
    async with runtime.db.transaction() as session:
        return await sources.create_source(session, ACTOR, NewSource(SourceKind.SITE, "Site", pages, url=url))


async def read(runtime: Runtime, source_id: UUID) -> SourceDetail:
    await importing.read(runtime, source_id)
    async with runtime.db.transaction() as session:
        return await sources.get_source(session, source_id)


async def again(runtime: Runtime, source_id: UUID, file: File | None = None) -> SourceDetail:
    async with runtime.db.transaction() as session:
        await sources.read_again(session, ACTOR, source_id, file)
    return await read(runtime, source_id)


async def take(
    runtime: Runtime, source: SourceDetail, status: ArticleStatus = ArticleStatus.PUBLISHED, everything: bool = False
) -> None:
    chosen = [item.index for item in source.items if item.chosen or everything]
    async with runtime.db.transaction() as session:
        await sources.apply(session, ACTOR, source.id, chosen, status)


async def articles(runtime: Runtime) -> dict[str, Article]:
    async with runtime.db.transaction() as session:
        return {item.title: await get_article(session, item.id) for item in await list_articles(session)}


def changes(source: SourceDetail) -> dict[str, tuple[str, bool, bool]]:
    return {item.title: (item.change, item.edited, item.chosen) for item in source.items}


def item(source: SourceDetail, title: str) -> SourceItem:
    return next(item for item in source.items if item.title == title)


async def test_a_table_is_read_and_what_is_chosen_becomes_articles(runtime: Runtime) -> None:
    source_id = await add_source(runtime, table(FIRST))
    source = await read(runtime, source_id)
    assert (source.state, source.problem, source.found.new) == (SourceState.READY, None, 3)
    async with runtime.db.transaction() as session:
        await sources.apply(session, ACTOR, source_id, [0, 2], ArticleStatus.DRAFT)
        after = await sources.get_source(session, source_id)
        assert [listed.found for listed in await sources.list_sources(session)] == [after.found]
    assert after.found.model_dump() == {"new": 1, "changed": 0, "gone": 0, "same": 2}
    made = await articles(runtime)
    assert set(made) == {"Qual o prazo de entrega?", "Tem loja física?"}
    assert {(article.status, article.source_id) for article in made.values()} == {("draft", source_id)}


async def test_a_newer_file_tells_what_is_new_changed_and_gone(runtime: Runtime) -> None:
    source_id = await add_source(runtime, table(FIRST))
    await take(runtime, await read(runtime, source_id))
    newer = await again(runtime, source_id, table(SECOND))
    assert changes(newer) == {
        "Qual o prazo de entrega?": ("changed", False, True),
        "Tem Pix?": ("changed", False, True),
        "Tem boleto?": ("new", False, True),
        "Tem loja física?": ("gone", False, True),
    }
    prazo = item(newer, "Qual o prazo de entrega?")
    assert (prazo.before, prazo.after) == ("4 dias úteis.", "9 dias úteis.")
    await take(runtime, newer, ArticleStatus.DRAFT)
    made = await articles(runtime)
    assert {title: (a.status, a.version, a.body) for title, a in made.items()} == {
        "Qual o prazo de entrega?": ("published", 2, "9 dias úteis."),
        "Tem Pix?": ("published", 2, "Sim, com desconto."),
        "Tem boleto?": ("draft", 1, "Sim."),
        "Tem loja física?": ("archived", 1, "Não."),
    }
    assert set(changes(await again(runtime, source_id)).values()) == {("same", False, False)}


async def test_what_a_person_wrote_is_not_overwritten_unless_it_is_chosen(runtime: Runtime) -> None:
    source_id = await add_source(runtime, table(FIRST))
    await take(runtime, await read(runtime, source_id))
    made = await articles(runtime)
    async with runtime.db.transaction() as session:
        for title, body in (("Tem Pix?", "Sim, na hora."), ("Tem loja física?", "Só on-line.")):
            change = ArticleChange(title=title, kind=made[title].kind, body=body)
            await update_article(session, ACTOR, made[title].id, change)
    newer = await again(runtime, source_id, table(SECOND))
    assert changes(newer)["Tem Pix?"] == ("changed", True, False)
    assert changes(newer)["Tem loja física?"] == ("gone", True, False)
    await take(runtime, newer)
    made = await articles(runtime)
    assert made["Tem Pix?"].body == "Sim, na hora."
    assert made["Tem loja física?"].status == "published"
    await take(runtime, newer, everything=True)
    assert (await articles(runtime))["Tem Pix?"].body == "Sim, com desconto."


async def test_what_was_edited_after_the_reading_is_shown_as_it_is_now(runtime: Runtime) -> None:
    source_id = await add_source(runtime, table(FIRST))
    await take(runtime, await read(runtime, source_id))
    await again(runtime, source_id, table(SECOND))
    made = await articles(runtime)
    async with runtime.db.transaction() as session:
        change = ArticleChange(title="Tem Pix?", kind=made["Tem Pix?"].kind, body="Sim, com desconto.")
        await update_article(session, ACTOR, made["Tem Pix?"].id, change)
        assert changes(await sources.get_source(session, source_id))["Tem Pix?"] == ("same", False, False)


async def test_an_archived_article_does_not_come_back_by_itself(runtime: Runtime) -> None:
    source_id = await add_source(runtime, table(FIRST))
    await take(runtime, await read(runtime, source_id))
    made = await articles(runtime)
    async with runtime.db.transaction() as session:
        await archive_article(session, ACTOR, made["Tem Pix?"].id)
    assert changes(await again(runtime, source_id))["Tem Pix?"] == ("same", False, False)
    newer = await again(runtime, source_id, table(SECOND))
    assert changes(newer)["Tem Pix?"] == ("changed", True, False)


async def test_an_article_of_the_same_title_written_here_is_not_doubled(runtime: Runtime) -> None:
    await add(runtime, "Tem PIX?", "Sim, claro.")
    source = await read(runtime, await add_source(runtime, table(FIRST)))
    assert changes(source)["Tem Pix?"] == ("changed", True, False)
    assert item(source, "Tem Pix?").before == "Sim, claro."


async def test_validity_and_audience_come_along_and_survive_a_source_that_is_silent(runtime: Runtime) -> None:
    text = "---\nválido até: 31/12/2030\npúblico: interno\n---\n# Tabela de comissões\n\n5%."
    source_id = await add_source(runtime, File("a.md", text.encode()), SourceKind.MARKDOWN)
    await take(runtime, await read(runtime, source_id))
    made = (await articles(runtime))["Tabela de comissões"]
    assert (str(made.valid_until), made.audience) == ("2030-12-31", Audience.OPERATORS)
    await take(runtime, await again(runtime, source_id, File("a.md", b"# Tabela de comiss\xc3\xb5es\n\n6%.")))
    made = (await articles(runtime))["Tabela de comissões"]
    assert (made.body, str(made.valid_until), made.audience) == ("6%.", "2030-12-31", Audience.OPERATORS)
    async with runtime.db.transaction() as session:
        await update_article(session, ACTOR, made.id, ArticleChange(title="x", kind=made.kind, body="y"))
        assert str((await get_article(session, made.id)).valid_until) == "2030-12-31"


async def test_a_word_document_and_a_pdf_are_read(runtime: Runtime) -> None:
    word = papers.docx(papers.paragraph("Trocas", "Ttulo1") + papers.paragraph("Em 30 dias."))
    source = await read(runtime, await add_source(runtime, File("trocas.docx", word), SourceKind.DOCX))
    assert [(line.title, line.after) for line in source.items] == [("Trocas", "Em 30 dias.")]
    paper = papers.pdf([[("O prazo é de 4 dias.", 50, 700, 11, False)]] * 3)
    source = await read(runtime, await add_source(runtime, File("prazo.pdf", paper), SourceKind.PDF))
    assert (source.progress.done, source.progress.total) == (3, 3)


@pytest.mark.parametrize(
    ("kind", "data", "reason"),
    [
        (SourceKind.PDF, b"%PDF-1.4 broken", "broken"),
        (SourceKind.DOCX, b"PK\x03\x04 broken", "broken"),
        (SourceKind.CSV, b"nome;preco;estoque\nx;1;2", "columns_unknown"),
        (SourceKind.CHAT, b"nada", "chat_unknown"),
        (SourceKind.TEXT, b"   \n", "nothing_found"),
        (SourceKind.HTML, b"<script>x</script>", "nothing_found"),
    ],
)
async def test_a_source_that_cannot_be_read_says_why(
    runtime: Runtime, kind: SourceKind, data: bytes, reason: str
) -> None:
    source = await read(runtime, await add_source(runtime, File("x", data), kind))
    assert (source.state, source.problem and source.problem.code) == (SourceState.FAILED, f"source_{reason}")


async def test_what_a_conversation_taught_is_never_chosen_by_itself(runtime: Runtime) -> None:
    text = (
        "12/03/2026 14:06 - Ana: vocês entregam no sábado?\n12/03/2026 14:07 - Loja: Entregamos sim, das 9h às 13h.\n"
    )
    source = await read(runtime, await add_source(runtime, File("c.txt", text.encode()), SourceKind.CHAT))
    assert changes(source) == {"Vocês entregam no sábado?": ("new", False, False)}


@pytest.fixture
def open_runtime(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """One that may visit this machine, in a hurry."""
    monkeypatch.setattr(crawl, "PAUSE", 0.0)
    object.__setattr__(
        runtime, "settings", Settings(**runtime.settings.model_dump() | {"internal_hosts": sites.HOST}, _env_file=None)
    )
    return runtime


async def test_a_site_is_read_page_by_page_and_read_again(open_runtime: Runtime) -> None:
    pages = {
        "/": page("Ajuda", "<h1>Ajuda</h1><p>Bem-vindo.", "/trocas", "/frete"),
        "/trocas": page("Trocas", "<h1>Política de trocas</h1><p>Em 30 dias."),
        "/frete": page("Frete", "<h1>Nosso frete grátis</h1><p>Acima de R$ 200."),
    }
    async with serving(dict(pages)) as site:
        source_id = await add_site(open_runtime, site.url + "/")
        await take(open_runtime, await read(open_runtime, source_id))
        assert {title: a.body for title, a in (await articles(open_runtime)).items()} == {
            "Ajuda": "Bem-vindo.",
            "Política de trocas": "Em 30 dias.",
            "Nosso frete grátis": "Acima de R$ 200.",
        }
        site.pages["/trocas"] = page("Trocas", "<h1>Política de trocas</h1><p>Em 60 dias.")
        site.pages["/frete"] = (500, {}, b"")
        newer = await again(open_runtime, source_id)
        assert (newer.found.changed, newer.found.gone, newer.found.same) == (1, 0, 1)
        site.pages["/frete"] = (404, {}, b"")
        assert changes(await again(open_runtime, source_id))["Nosso frete grátis"] == ("gone", False, True)


async def test_an_address_may_lead_to_a_file(open_runtime: Runtime) -> None:
    file = (200, {"content-type": "text/csv"}, table(FIRST).data)
    async with serving({"/faq.csv": file}) as site:
        source = await read(open_runtime, await add_site(open_runtime, f"{site.url}/faq.csv"))
    assert source.found.new == 3


async def test_the_own_network_is_refused(runtime: Runtime) -> None:
    source = await read(runtime, await add_site(runtime, "http://127.0.0.1:1/"))
    assert source.problem is not None
    assert source.problem.model_dump() == {"code": "source_address_private", "params": {"host": "127.0.0.1"}}


async def test_a_reading_that_was_lost_is_begun_again_and_given_up_in_the_end(runtime: Runtime) -> None:
    source_id = await add_source(runtime, table(FIRST))
    lost = {"state": "reading", "attempts": 1, "lease_until": now() + timedelta(minutes=1)}
    await note(runtime, source_id, lost)
    assert (await read(runtime, source_id)).state is SourceState.READING
    await note(runtime, source_id, {"lease_until": now() - timedelta(seconds=1)})
    await importing.wake_left(runtime)
    assert (await read(runtime, source_id)).state is SourceState.READY
    await note(runtime, source_id, {"state": "reading", "attempts": 3})
    source = await read(runtime, source_id)
    assert (source.state, source.problem and source.problem.code) == (SourceState.FAILED, "source_interrupted")


async def note(runtime: Runtime, source_id: UUID, values: dict[str, object]) -> None:
    async with runtime.db.transaction() as session:
        await session.execute(update(SourceRow).where(SourceRow.id == source_id).values(values))


async def test_two_wakes_read_a_source_once(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    original = Reader.__aenter__

    async def counted(self: Reader) -> Reader:
        started.append("x")
        return await original(self)

    monkeypatch.setattr(Reader, "__aenter__", counted)
    source_id = await add_source(runtime, table(FIRST))
    await asyncio.gather(*(importing.read(runtime, source_id) for _ in range(3)))
    assert len(started) == 1


@pytest.mark.parametrize("archive", [False, True])
async def test_a_source_goes_with_its_file_and_its_articles_stay_or_are_archived(
    runtime: Runtime, archive: bool
) -> None:
    source_id = await add_source(runtime, table(FIRST))
    await take(runtime, await read(runtime, source_id))
    async with runtime.db.transaction() as session:
        await sources.remove_source(session, ACTOR, source_id, archive=archive)
    async with runtime.db.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(SourceFileRow)) == 0
    found = {(article.status, article.source_id) for article in (await articles(runtime)).values()}
    assert found == {("archived" if archive else "published", None)}
