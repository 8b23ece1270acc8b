"""Every section, dialog and panel of the pages around the inbox can be used by everybody."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

from playwright.async_api import Page, expect

from prosa.accounts import services
from prosa.channels.models import WatchRow
from prosa.core.clock import now
from prosa.testing.evolution import FakeEvolution
from prosa.testing.twilio import FakeTwilio
from prosa.testing.waha import FakeWaha
from tests.e2e.desk import NARROW, WIDE, Desk
from tests.e2e.looks import check, violations
from tests.e2e.phone import Phone
from tests.e2e.test_sending import TEMPLATE
from tests.e2e.whatsapp import WhatsApp
from tests.house import House

LOOKS = [(theme, size) for theme in ("light", "dark") for size in (WIDE, NARROW)]
SECTIONS = [
    "conta", "equipe", "canais", "empresa", "horarios", "sla", "servicos", "modelos", "precos", "respostas", "chaves",
    "trilha",
]  # fmt: skip
PARTS = ["instrucoes", "modelo", "ferramentas", "conhecimento", "escalonamento", "roteiros", "versoes", "testar"]
ARTICLE = "Em 3 dias.\n\n## Frete\n- Sul\n- Norte\n\n| Peso | Preço |\n| --- | --- |\n| 1 kg | R$ 9 |\n\n> Nota\n"


async def _everybody(desk: Desk) -> AsyncIterator[Page]:
    """A tab in each theme and width, one after the other, in the same house."""
    for theme, size in LOOKS:
        yield await desk.person(color_scheme=theme, viewport=size, reduced_motion="reduce")


async def test_every_section_of_the_settings(desk: Desk, house: House, phone: Phone) -> None:
    await house.post("/agents", name="Lia")
    await house.post("/canned-replies", shortcut="oi", title="Saudação", text="Oi, {contact.name}!")
    await house.post("/api-keys", name="Site", scopes=["read", "admin"])
    async for page in _everybody(desk):
        for section in SECTIONS:
            await page.goto(f"/ajustes/{section}")
            await check(page)


async def test_what_opens_over_the_settings(desk: Desk, house: House, phone: Phone) -> None:
    await house.channel("webchat")
    async for page in _everybody(desk):
        for section, button in (
            ("equipe", "Adicionar pessoa"),
            ("equipe", "Definir nova senha: admin"),
            ("canais", "Configurar: webchat"),
            ("canais", "Configurar: simulator"),
            ("respostas", "Nova resposta"),
            ("chaves", "Nova chave"),
        ):
            await page.goto(f"/ajustes/{section}")
            await page.get_by_role("button", name=button).click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            await page.wait_for_load_state("networkidle")
            for more in await page.get_by_text("Mais opções").all():
                await more.click()
            assert await violations(page) == [], button


async def test_services_in_use_and_in_trouble(desk: Desk, house: House, phone: Phone) -> None:
    openai = {"connector": "openai_speech", "settings": {"api_key": "sk-1", "base_url": "http://127.0.0.1:1/v1"}}
    rule = {"channel_id": str(phone.channel_id), "replies": "always"}
    change = {"transcriber": openai, "voice": {"connector": "espeak", "settings": {}}, "channels": [rule]}
    assert (await house.admin.put("/api/v1/speech/settings", json=change)).is_success
    async with house.runtime.db.transaction() as session:
        await services.note(session, "transcriber", "the service does not accept the key")
    async for page in _everybody(desk):
        await page.goto("/ajustes/servicos")
        await expect(page.get_by_text("O serviço não está funcionando")).to_be_visible()
        await page.get_by_role("region", name="Entender áudios").get_by_role("button", name="Testar").click()
        await expect(page.get_by_text("O serviço não respondeu")).to_be_visible()
        await page.get_by_role("region", name="Antivírus").get_by_label("Serviço").select_option("ClamAV")
        await check(page)


async def test_connecting_a_channel(desk: Desk, house: House, whatsapp: WhatsApp) -> None:
    channel_id = await whatsapp.connect()
    async for page in _everybody(desk):
        await page.goto("/ajustes/canais/novo")
        await page.get_by_role("radio", name=re.compile("Evolution")).check()
        await expect(page.get_by_role("checkbox", name=re.compile("Entendi o risco"))).to_be_visible()
        await check(page)
        await page.goto("/ajustes/canais/novo?conector=meta_cloud")
        for label in (
            "ID do número de telefone",
            "Token de acesso",
            "Chave secreta do aplicativo",
            "Token de verificação",
        ):
            await page.get_by_label(label).fill("1")
        await page.get_by_label("Endereço da API").fill(whatsapp.base_url)
        await page.get_by_role("button", name="Testar e continuar").click()
        await expect(page.get_by_role("button", name="Guardar mesmo assim")).to_be_visible()
        await check(page)
        for step in ("conexao", "teste", "regras", "pronto"):
            await page.goto(f"/ajustes/canais/{channel_id}/ligar?passo={step}")
            for more in await page.get_by_text("Como ser alcançado a partir deste computador").all():
                await more.click()
            await check(page)


async def test_the_channels_in_every_trouble(desk: Desk, house: House, whatsapp: WhatsApp) -> None:
    """The states of a line are written down as the watch of the lines would: no provider is asked."""
    await whatsapp.connect()
    nowhere, since = "http://127.0.0.1:1", now() - timedelta(minutes=42)
    waha, evolution = FakeWaha().line.settings(nowhere), FakeEvolution().line.settings(nowhere)
    twilio = FakeTwilio().line.settings(nowhere)
    troubles: dict[str, tuple[str, dict[str, str], dict[str, object]]] = {
        "Loja Moema": ("waha", {**waha, "session": "moema"}, {"session": "pairing"}),
        "Loja Centro": ("waha", {**waha, "session": "centro"}, {"session": "working", "silent_since": since}),
        "Entregas": ("evolution", evolution, {"session": "stopped"}),
        "Avisos": ("twilio", twilio, {"resting_since": since, "failed_over_at": since}),
        "Promoções": (
            "meta_cloud",
            {**whatsapp.settings, "phone_number_id": "10"},
            {"quality": "RED", "quality_limit": "TIER_250", "cost_micros": 12_340_000, "capped_at": since},
        ),
    }
    for name, (connector, settings, seen) in troubles.items():
        made = await house.post("/channels", name=name, connector=connector, settings=settings)
        async with house.runtime.db.transaction() as session:
            kept = {"channel_id": UUID(made["id"]), "last_event_at": since, "session_since": since, **seen}
            await session.merge(WatchRow(**kept))
    async for page in _everybody(desk):
        await page.goto("/ajustes/canais")
        await expect(page.get_by_text("Promoções").first).to_be_visible()
        await check(page)


async def test_templates_in_every_state(desk: Desk, house: House, whatsapp: WhatsApp) -> None:
    channel_id = await whatsapp.connect()
    made = await house.post("/templates", channel_id=str(channel_id), **TEMPLATE)
    await house.post(f"/templates/{made['id']}/submit")
    whatsapp.graph.decide("pedido_saiu", "REJECTED", "INVALID_FORMAT")
    async for page in _everybody(desk):
        for address in ("/modelos", "/modelos?modelo=novo", f"/modelos?modelo={made['id']}"):
            await page.goto(address)
            await check(page)


async def test_the_agent_in_every_part(desk: Desk, house: House) -> None:
    agent = (await house.post("/agents", name="Lia"))["id"]
    await house.post("/models", name="Gemini", provider="gemini", model="gemini-2.5-flash")
    async for page in _everybody(desk):
        for address in ("/agente", "/qualidade", "/custos", *(f"/agente/{agent}?parte={part}" for part in PARTS)):
            await page.goto(address)
            await check(page)
        await page.goto(f"/agente/{agent}")
        await page.get_by_label("Regras", exact=True).fill("Nunca promete desconto.")
        await page.get_by_text("Frases", exact=True).click()
        await check(page)
        await page.get_by_role("button", name="Ver mudanças").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await violations(page) == []


async def test_the_knowledge_in_every_part(desk: Desk, house: House) -> None:
    await house.post("/articles", title="Prazo de entrega", kind="faq", body=ARTICLE)
    async for page in _everybody(desk):
        for view in ("fontes", "lacunas", "avisos", "sinonimos"):
            await page.goto(f"/conhecimento?ver={view}")
            await check(page)
        await page.get_by_role("button", name="Importar").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await violations(page) == []


async def test_an_article_in_every_view_and_a_question(desk: Desk, house: House) -> None:
    await house.post("/articles", title="Prazo de entrega", kind="faq", body=ARTICLE)
    async for page in _everybody(desk):
        await page.goto("/conhecimento")
        await page.get_by_role("button", name="Prazo de entrega").click()
        for view in ("Escrever", "Prévia", "Versões"):
            await page.get_by_role("radio", name=view).click()
            await check(page)
        await page.goto("/conhecimento")
        await page.get_by_role("button", name="Testar uma pergunta").click()
        await page.get_by_label("Pergunta", exact=True).fill("qual o prazo de entrega?")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Trechos encontrados")).to_be_visible()
        assert await violations(page) == []


async def test_the_start_page_in_the_middle_of_a_talk(desk: Desk, house: House) -> None:
    await house.channel("simulator")
    async for page in _everybody(desk):
        await page.goto("/inicio")
        await check(page)
        await page.get_by_role("button", name="Quero falar com uma pessoa").click()
        await expect(page.get_by_role("link", name="Ver na caixa de entrada")).to_be_visible()
        await check(page)


async def test_the_books_with_an_open_number(desk: Desk, phone: Phone) -> None:
    await phone.is_waiting()
    async for page in _everybody(desk):
        await page.goto("/conferencia?ver=handed")
        await expect(page.get_by_role("list", name="Mensagens").get_by_role("link")).to_be_visible()
        await check(page)
