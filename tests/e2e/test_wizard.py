"""Connecting a channel on the screen: every step is tried at once, and says what to do when it fails."""

import re

from playwright.async_api import Page, expect

from prosa.accounts import Role
from prosa.testing.stage import serving
from prosa.testing.waha import FakeWaha, WahaApp
from tests.e2e.desk import Desk
from tests.e2e.phone import Phone
from tests.e2e.whatsapp import WhatsApp
from tests.house import House
from tests.waiting import until


async def _step(page: Page, name: str) -> None:
    await expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()


async def test_the_official_api_is_connected_from_nothing_to_an_answer(
    desk: Desk, house: House, whatsapp: WhatsApp
) -> None:
    page = await desk.person()
    await page.goto("/ajustes/canais")
    await page.get_by_role("link", name="Conectar canal").click()
    await page.get_by_role("radio", name=re.compile("API oficial")).check()
    await page.get_by_role("button", name="Continuar").click()

    await _step(page, "As credenciais")
    line = whatsapp.graph.line
    await page.get_by_label("ID do número de telefone").fill(line.phone_number_id)
    await page.get_by_label("Token de acesso").fill("EAAvencido")
    await page.get_by_label("Chave secreta do aplicativo").fill(line.app_secret)
    await page.get_by_label("Token de verificação").fill(line.verify_token)
    await page.get_by_label("Endereço da API").fill(whatsapp.base_url)
    await page.get_by_role("button", name="Testar e continuar").click()
    await expect(page.get_by_role("list", name="Resultado do teste")).to_contain_text("Gere outro token")
    assert (await house.get("/channels"))["items"] == []
    await page.get_by_label("Token de acesso").fill(line.access_token)
    await page.get_by_role("button", name="Testar e continuar").click()

    await _step(page, "A conexão")
    await expect(page.get_by_label("Token de verificação")).to_have_value(line.verify_token)
    await page.get_by_role("button", name="Verificar").click()
    await expect(page.get_by_role("list", name="Resultado do teste")).to_contain_text("Informe acima o endereço https")
    await page.get_by_text("Como ser alcançado a partir deste computador").click()
    await expect(page.get_by_label("Cloudflare Tunnel")).to_have_value(re.compile(r"cloudflared tunnel --url"))
    await page.get_by_label("Endereço público", exact=True).fill(house.address)
    await page.get_by_role("button", name="Salvar endereço").click()
    await expect(page.get_by_text("só local")).to_be_visible()
    await page.get_by_role("button", name="Verificar").click()
    await expect(page.get_by_text("O endereço leva a esta instalação")).to_be_visible()
    (channel,) = (await house.get("/channels"))["items"]
    address = f"{house.address}/webhooks/{channel['id']}"
    await expect(page.get_by_label("Endereço do webhook")).to_have_value(address)
    await whatsapp.delivers_to(channel["id"])
    await page.get_by_role("button", name="Continuar").click()

    await _step(page, "Uma mensagem de ida e volta")
    whatsapp.says("oi")
    await whatsapp.conversation()
    await page.get_by_label("Seu celular").fill("+55 11 96666-0007")
    await page.get_by_role("button", name="Mandar teste").click()
    await expect(page.get_by_text("Entregue no celular")).to_be_visible()

    async def tried() -> bool:
        return any("teste" in (send.text or "") for send in whatsapp.graph.sends)

    await until(tried)
    whatsapp.says("recebi")
    await expect(page.get_by_role("button", name="Continuar", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Continuar", exact=True).click()

    await _step(page, "O que este canal pode fazer sozinho")
    await page.get_by_role("switch", name="Mostrar “digitando…”").click()
    await page.get_by_role("button", name="Salvar e terminar").click()
    await _step(page, "Canal conectado")
    (channel,) = (await house.get("/channels"))["items"]
    assert channel["rules"]["typing"] is False
    assert channel["state"] == "ok"


async def test_an_unofficial_provider_asks_for_the_risk_to_be_taken_and_links_by_qr_code(
    desk: Desk, house: House
) -> None:
    waha = FakeWaha(state=None, paired=False)
    async with serving(WahaApp(waha)) as base_url:
        page = await desk.person()
        await page.goto("/ajustes/canais/novo")
        await page.get_by_role("radio", name=re.compile("WAHA")).check()
        go = page.get_by_role("button", name="Continuar")
        await expect(go).to_be_disabled()
        await page.get_by_role("checkbox", name=re.compile("Entendi o risco")).check()
        await go.click()
        for label, value in (
            ("Endereço do WAHA", base_url),
            ("Chave da API", waha.line.api_key),
            ("Sessão", waha.line.session),
        ):
            await page.get_by_label(label).fill(value)
        await page.get_by_role("button", name=re.compile("Testar e continuar")).click()
        anyway = page.get_by_role("button", name="Guardar mesmo assim")
        await expect(anyway.or_(page.get_by_role("heading", name="A conexão"))).to_be_visible()
        if await anyway.is_visible():
            await anyway.click()
        await _step(page, "A conexão")
        start = page.get_by_role("button", name="Iniciar sessão")
        await expect(start.or_(page.get_by_role("img", name="QR code para ler com o celular"))).to_be_visible()
        if await start.is_visible():
            await start.click()
        await expect(page.get_by_role("img", name="QR code para ler com o celular")).to_be_visible()
        waha.scan()
        await expect(page.get_by_text("Celular conectado")).to_be_visible()
        await page.get_by_role("button", name="Continuar").click()
        await _step(page, "Uma mensagem de ida e volta")
        await page.goto("/ajustes/canais")
        await expect(page.get_by_role("list", name="Canais conectados")).to_contain_text("conectado")
        await waha.deliver_to(None)


async def test_whoever_left_goes_on_where_it_was_left(desk: Desk, whatsapp: WhatsApp) -> None:
    channel_id = await whatsapp.connect()
    page = await desk.person()
    await page.goto(f"/ajustes/canais/{channel_id}/ligar")
    await _step(page, "A conexão")
    await page.get_by_role("link", name="Credenciais").click()
    await _step(page, "As credenciais")
    await page.go_back()
    await _step(page, "A conexão")


async def test_a_channel_the_provider_refuses_calls_for_a_hand_over_every_page(
    desk: Desk, house: House, phone: Phone
) -> None:
    secrets = dict.fromkeys(("access_token", "app_secret", "verify_token"), "EAAsecret")
    channel_id = await house.channel("meta_cloud", phone_number_id="123", base_url="http://127.0.0.1:1", **secrets)
    page = await desk.person()
    await page.goto("/ajustes/canais")
    notices = page.get_by_role("list", name="Avisos de meta_cloud")
    await expect(notices).to_contain_text("Ainda não foi testado")
    await notices.get_by_role("link", name="Conferir credenciais").click()
    await expect(page).to_have_url(re.compile(f"{channel_id}/ligar"))
    await _step(page, "As credenciais")


async def test_only_an_admin_connects_channels(desk: Desk, house: House) -> None:
    page = await desk.person("paula@example.com", Role.OPERATOR)
    await page.goto("/ajustes/canais/novo")
    await expect(page.get_by_text("Esta parte é da administração")).to_be_visible()
