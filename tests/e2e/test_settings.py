"""Settings: people, channels, the company, canned replies, keys and the trail."""

import re

from playwright.async_api import Locator, Page, expect

from prosa.accounts import Role
from prosa.testing.counterpart import counterpart, nobody_listens
from prosa.testing.speech import OpenAiAnswers
from prosa.testing.speech.openai import KEY
from tests.clamd import clamd
from tests.e2e.desk import NARROW, Desk
from tests.house import House


def _row(page: Page, words: str) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=words)


async def test_an_added_person_can_sign_in_with_the_password_shown(desk: Desk) -> None:
    page = await desk.person()
    await page.goto("/ajustes/equipe")
    await page.get_by_role("button", name="Adicionar pessoa").click()
    await page.get_by_label("Nome", exact=True).fill("Paula Reis")
    await page.get_by_label("E-mail").fill("paula@loja.com.br")
    password = await page.get_by_label("Senha inicial").input_value()
    assert re.fullmatch(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    await page.get_by_role("button", name="Adicionar", exact=True).click()
    await expect(_row(page, "Paula Reis")).to_contain_text("Ainda não entrou")
    other = await desk.stranger()
    await other.goto("/entrar")
    await other.get_by_label("E-mail").fill("paula@loja.com.br")
    await other.get_by_label("Senha", exact=True).fill(password)
    await other.get_by_role("button", name="Entrar", exact=True).click()
    await expect(other).to_have_url("/inicio")


async def test_roles_change_access_ends_and_the_last_admin_stays(desk: Desk, house: House) -> None:
    await house.user("paula@example.com", Role.OPERATOR)
    page = await desk.person()
    await page.goto("/ajustes/equipe")
    await page.get_by_label("Perfil de paula").select_option("supervisor")
    await expect(page.get_by_label("Perfil de paula")).to_have_value("supervisor")
    await page.get_by_role("switch", name="paula pode entrar").click()
    await page.get_by_role("button", name="Tirar o acesso").click()
    await expect(page.get_by_role("switch", name="paula pode entrar")).not_to_be_checked()
    await page.get_by_label("Perfil de admin").select_option("viewer")
    await expect(page.get_by_text("É preciso que sempre reste uma pessoa na administração.")).to_be_visible()
    await expect(page.get_by_label("Perfil de admin")).to_have_value("admin")


async def test_an_email_that_is_taken_is_said_at_the_field(desk: Desk) -> None:
    page = await desk.person()
    await page.goto("/ajustes/equipe")
    await page.get_by_role("button", name="Adicionar pessoa").click()
    await page.get_by_label("Nome", exact=True).fill("Outra")
    await page.get_by_label("E-mail").fill("admin@example.com")
    await page.get_by_role("button", name="Adicionar", exact=True).click()
    await expect(page.get_by_role("alert")).to_have_text("Já existe alguém com este e-mail.")


async def test_a_web_chat_is_connected_tried_and_its_code_copied(desk: Desk) -> None:
    page = await desk.person(permissions=["clipboard-read", "clipboard-write"])
    await page.goto("/ajustes/canais")
    await page.get_by_role("link", name="Conectar canal").click()
    await page.get_by_role("radio", name="Chat do site").check()
    await page.get_by_role("button", name="Continuar").click()
    await page.get_by_label("Sites permitidos").fill("loja sem endereço")
    await page.get_by_role("button", name="Testar e continuar").click()
    await expect(page.get_by_role("alert").first).to_contain_text("Este valor não serve aqui.")
    await page.get_by_label("Sites permitidos").fill("https://loja.example\nhttps://outra.example")
    await page.get_by_role("button", name="Testar e continuar").click()
    await expect(page.get_by_label("Código para o seu site")).to_have_value(re.compile(r"widget\.js.*data-channel="))
    await page.get_by_role("button", name="Copiar").click()
    await expect(page.get_by_text("Copiado")).to_be_visible()
    assert "data-channel" in await page.evaluate("navigator.clipboard.readText()")
    await page.get_by_role("button", name="Continuar").click()
    await page.get_by_role("link", name="Ver os canais").click()
    await page.get_by_role("button", name="Configurar: Chat do site").click()
    sheet = page.get_by_role("dialog", name="Chat do site")
    await sheet.get_by_role("button", name="Testar conexão").click()
    await expect(sheet.get_by_text("O chat está pronto")).to_be_visible()
    await sheet.get_by_label("Título da janela").fill("Oi!")
    await sheet.get_by_role("button", name="Salvar", exact=True).click()
    await expect(page.get_by_text("Alterações salvas")).to_be_visible()
    await expect(sheet.get_by_label("Sites permitidos")).to_have_value("https://loja.example\nhttps://outra.example")


async def test_secrets_are_never_shown_and_stay_when_nothing_is_typed(desk: Desk, house: House) -> None:
    secrets = dict.fromkeys(("access_token", "app_secret", "verify_token"), "EAAsecret")
    channel_id = await house.channel("meta_cloud", phone_number_id="123", base_url="http://127.0.0.1:1", **secrets)
    page = await desk.person()
    await page.goto("/ajustes/canais")
    await page.get_by_role("button", name="Configurar: meta_cloud").click()
    await expect(page.get_by_label("Endereço do webhook")).to_have_value(f"{house.address}/webhooks/{channel_id}")
    await expect(page.get_by_label("Token de acesso")).to_have_value("")
    assert "EAAsecret" not in await page.content()
    await page.get_by_label("ID do número de telefone").fill("456")
    await page.get_by_role("button", name="Salvar", exact=True).click()
    await expect(page.get_by_text("Alterações salvas")).to_be_visible()
    await page.get_by_role("button", name="Testar conexão").click()
    await expect(page.get_by_role("img", name="Falhou")).to_be_visible()
    kept = await house.get(f"/channels/{channel_id}")
    assert (kept["settings"]["phone_number_id"], kept["settings"]["access_token"]) == ("456", "••••")


async def test_a_channel_is_switched_off_and_removed(desk: Desk, house: House) -> None:
    await house.channel("simulator")
    page = await desk.person()
    await page.goto("/ajustes/canais")
    await page.get_by_role("switch", name="simulator está ligado").click()
    await expect(page.get_by_text("Desligado")).to_be_visible()
    await page.get_by_role("button", name="Configurar: simulator").click()
    await page.get_by_role("button", name="Remover").click()
    await page.get_by_role("dialog", name="Remover simulator?").get_by_role("button", name="Remover").click()
    await expect(page.get_by_text("Nenhum canal conectado")).to_be_visible()


async def test_the_companys_name_is_kept(desk: Desk, house: House) -> None:
    page = await desk.person()
    await page.goto("/ajustes/empresa")
    await page.get_by_label("Nome da empresa").fill("Passo Firme")
    await page.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_text("Alterações salvas")).to_be_visible()
    assert (await house.get("/company"))["name"] == "Passo Firme"


async def test_opening_hours_are_kept_and_impossible_ones_refused(desk: Desk, house: House) -> None:
    page = await desk.person()
    await page.goto("/ajustes/horarios")
    await page.get_by_role("button", name="Sábado: Abrir").click()
    await page.get_by_label("Sábado: fecha às").fill("08:00")
    await page.get_by_role("button", name="Salvar horários").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.get_by_label("Sábado: fecha às").fill("13:00")
    await page.get_by_label("Feriados de").select_option("BR-SP")
    await page.get_by_label("Corpus Christi").click()
    await page.get_by_role("button", name="Salvar horários").click()
    await expect(page.get_by_text("Horários salvos")).to_be_visible()
    company = await house.get("/company")
    assert (company["opening_hours"]["sat"], company["holidays"]) == ([["09:00", "13:00"]], "BR-SP")
    assert company["optional_days"] == ["corpus_christi"]
    await expect(page.get_by_role("list", name="Próximos dias diferentes")).to_contain_text("Corpus Christi")


async def test_a_citys_holiday_is_entered_changed_and_removed(desk: Desk, house: House) -> None:
    page = await desk.person()
    await page.goto("/ajustes/horarios")
    await page.get_by_role("button", name="Novo dia especial").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Nome").fill("Aniversário da cidade")
    await dialog.get_by_label("Data").fill("2027-03-29")
    await dialog.get_by_label("Todo ano").click()
    await dialog.get_by_role("button", name="Salvar").click()
    days = page.get_by_role("list", name="Dias especiais")
    await expect(days).to_contain_text("Aniversário da cidade")
    await expect(page.get_by_role("list", name="Próximos dias diferentes")).to_contain_text("Aniversário da cidade")
    await page.get_by_role("button", name="Alterar Aniversário da cidade").click()
    await page.get_by_role("dialog").get_by_label("Abrimos nesse dia").click()
    await page.get_by_role("dialog").get_by_role("button", name="Salvar").click()
    await expect(days).to_contain_text("09:00–18:00")
    (kept,) = (await house.get("/company/special-days"))["items"]
    assert (kept["yearly"], kept["spans"]) == (True, [["09:00", "18:00"]])
    await page.get_by_role("button", name="Remover Aniversário da cidade").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remover", exact=True).click()
    await expect(page.get_by_text("Nenhum dia especial.")).to_be_visible()


async def test_canned_replies_are_made_changed_and_deleted(desk: Desk) -> None:
    page = await desk.person()
    await page.goto("/ajustes/respostas")
    await page.get_by_role("button", name="Nova resposta").click()
    await page.get_by_label("Atalho", exact=True).fill("PIX")
    await page.get_by_label("Título").fill("Dados do Pix")
    await page.get_by_label("Texto", exact=True).fill("Oi, {contact.nome}!")
    await page.get_by_role("button", name="Criar resposta").click()
    await expect(page.get_by_role("alert")).to_contain_text("variável desconhecida")
    await page.get_by_label("Texto", exact=True).fill("Oi, {contact.name}!")
    await page.get_by_role("button", name="Criar resposta").click()
    await expect(_row(page, "/pix")).to_be_visible()
    await page.get_by_role("button", name="Editar /pix").click()
    await page.get_by_label("Título").fill("Chave Pix")
    await page.get_by_role("button", name="Salvar").click()
    await expect(_row(page, "Chave Pix")).to_be_visible()
    await page.get_by_role("button", name="Apagar /pix").click()
    await page.get_by_role("dialog").get_by_role("button", name="Apagar").click()
    await expect(page.get_by_text("Nenhuma resposta pronta")).to_be_visible()


async def test_a_key_is_shown_once_works_and_ends(desk: Desk, house: House) -> None:
    page = await desk.person()
    await page.goto("/ajustes/chaves")
    await page.get_by_role("button", name="Nova chave").click()
    await page.get_by_label("Nome", exact=True).fill("Site da loja")
    await page.get_by_role("button", name="Criar chave").click()
    key = await page.get_by_label("Chave", exact=True).input_value()
    program = house.browser(headers={"x-api-key": key})
    assert (await program.get("/api/v1/channels")).status_code == 200
    assert (await program.post("/api/v1/articles", json={})).status_code == 403
    await page.get_by_role("button", name="Já copiei").click()
    assert key not in await page.content()
    await page.get_by_role("button", name="Revogar: Site da loja").click()
    await page.get_by_role("dialog").get_by_role("button", name="Revogar").click()
    await expect(page.get_by_text("Nenhuma chave")).to_be_visible()
    assert (await program.get("/api/v1/channels")).status_code == 401


async def test_prices_are_changed_as_people_write_them(desk: Desk, house: House) -> None:
    page = await desk.person()
    await page.goto("/ajustes/precos")
    await expect(page.get_by_label("Valor de Divulgação").first).to_have_value("0,0625")
    await page.get_by_label("Valor de Divulgação").first.fill("0,3")
    await page.get_by_role("button", name="Mais um preço").click()
    await expect(page.get_by_role("button", name="Salvar preços")).to_be_disabled()
    await page.get_by_label("Valor de Texto livre").first.fill("0,05")
    await page.get_by_label("Moeda").fill("brl")
    await page.get_by_role("button", name="Salvar preços").click()
    await expect(page.get_by_text("Alterações salvas")).to_be_visible()
    kept = (await house.get("/prices"))["items"]
    assert len(kept) == 9
    assert {price["currency"] for price in kept} == {"BRL"}
    assert {300_000, 50_000} <= {price["amount_micros"] for price in kept}


async def test_who_hears_is_tried_chosen_and_given_up_and_its_key_is_never_shown(desk: Desk, house: House) -> None:
    page = await desk.person()
    await page.goto("/ajustes/servicos")
    card = page.get_by_role("region", name="Entender áudios")
    await expect(card).to_contain_text("o atendente ouve o áudio e o contato é convidado a escrever")
    await card.get_by_label("Serviço").select_option("OpenAI (ou compatível)")
    await expect(card.get_by_label("Modelo que ouve")).to_be_visible()
    await expect(card.get_by_label("Modelo que fala")).to_have_count(0)
    async with counterpart(OpenAiAnswers()) as service:
        await card.get_by_label("Endereço da API").fill(f"{service.url}/v1")
        await card.get_by_label("Chave da API").fill("sk-wrong")
        await card.get_by_role("button", name="Testar").click()
        await expect(card.get_by_text("O serviço recusou o teste")).to_be_visible()
        await card.get_by_label("Chave da API").fill(KEY)
        await expect(card.get_by_text("O serviço recusou o teste")).to_have_count(0)
        await card.get_by_role("button", name="Testar").click()
        await expect(card.get_by_text("O serviço ouviu uma gravação de teste")).to_be_visible()
        await card.get_by_role("button", name="Salvar").click()
        await expect(card.get_by_text("em uso")).to_be_visible()
        await page.reload()
        await expect(card.get_by_label("Chave da API")).to_have_value("")
        await expect(card.get_by_text("Guardado. Deixe em branco para manter.")).to_be_visible()
        assert KEY not in await page.content()
        await card.get_by_label("Modelo que ouve").fill("whisper-1")
        await card.get_by_role("button", name="Salvar").click()
        await expect(page.get_by_text("Alterações salvas")).to_be_visible()
        await card.get_by_role("button", name="Testar").click()
        await expect(card.get_by_text("O serviço ouviu uma gravação de teste")).to_be_visible()
    kept = (await house.get("/speech/settings"))["transcriber"]["settings"]
    assert (kept["model"], kept["api_key"]) == ("whisper-1", "••••")
    await card.get_by_label("Serviço").select_option("Nenhum")
    await card.get_by_role("button", name="Parar de usar").click()
    await expect(card.get_by_text("sem serviço", exact=True)).to_be_visible()


async def test_each_channel_has_its_rule_for_replies_aloud(desk: Desk, house: House) -> None:
    channel_id = await house.channel("simulator")
    page = await desk.person()
    await page.goto("/ajustes/servicos")
    card = page.get_by_role("region", name="Responder em voz")
    await expect(card.get_by_label("Serviço")).to_have_value("")
    await expect(card.get_by_role("button", name="Salvar canais")).to_have_count(0)
    await card.get_by_label("Serviço").select_option("espeak-ng (nesta máquina)")
    await card.get_by_label("Velocidade").fill("120")
    await card.get_by_role("button", name="Salvar", exact=True).click()
    await card.get_by_label("simulator").select_option("Quando o contato falou")
    await card.get_by_role("button", name="Salvar canais").click()
    await expect(page.get_by_text("Alterações salvas").first).to_be_visible()
    await page.reload()
    await expect(card.get_by_label("simulator")).to_have_value("when_spoken")
    kept = await house.get("/speech/settings")
    assert kept["channels"] == [{"channel_id": str(channel_id), "replies": "when_spoken"}]
    assert kept["voice"]["settings"]["speed"] == 120


async def test_the_virus_scanner_is_tried_and_chosen_and_others_see_it_at_once(desk: Desk, house: House) -> None:
    page, other = await desk.person(), await desk.person("bia@example.com", Role.ADMIN)
    for tab in (page, other):
        await tab.goto("/ajustes/servicos")
    card = page.get_by_role("region", name="Antivírus")
    await card.get_by_label("Serviço").select_option("ClamAV")
    await card.get_by_label("Porta").fill(nobody_listens().rsplit(":", 1)[1])
    await card.get_by_role("button", name="Testar").click()
    await expect(card.get_by_text("O serviço não respondeu")).to_be_visible()
    async with clamd() as daemon:
        await card.get_by_label("Porta").fill(str(daemon.port))
        await card.get_by_role("button", name="Testar").click()
        await expect(card.get_by_text("O antivírus responde")).to_be_visible()
        await card.get_by_role("button", name="Salvar").click()
        theirs = other.get_by_role("region", name="Antivírus")
        await expect(theirs.get_by_text("em uso")).to_be_visible()
        await expect(theirs.get_by_label("Porta")).to_have_value(str(daemon.port))


async def test_the_trail_tells_who_did_what(desk: Desk, house: House) -> None:
    await house.channel("simulator")
    page = await desk.person()
    await page.goto("/ajustes/trilha")
    await expect(_row(page, "Conectou um canal")).to_contain_text("admin")
    await expect(_row(page, "Entrou").first).to_be_visible()


async def test_ones_own_name_language_and_password_change(desk: Desk) -> None:
    page = await desk.person()
    await page.goto("/ajustes")
    await page.get_by_label("Senha atual").fill("errada errada")
    await page.get_by_label("Nova senha").fill("outra senha bem longa")
    await page.get_by_role("button", name="Trocar a senha").click()
    await expect(page.get_by_role("alert")).to_have_text("A senha atual não confere.")
    await page.get_by_label("Nome", exact=True).fill("Nina Costa")
    await page.get_by_label("Idioma").select_option("en")
    await page.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_role("heading", name="My account")).to_be_visible()
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Nina Costa")


async def test_an_operator_sees_only_what_is_theirs(desk: Desk) -> None:
    page = await desk.person("paula@example.com", Role.OPERATOR)
    await page.goto("/ajustes")
    sections = page.get_by_role("navigation", name="Seções dos ajustes").get_by_role("link")
    await expect(sections).to_have_text(["Minha conta", "Respostas prontas"])
    await page.goto("/ajustes/equipe")
    await expect(page.get_by_text("Esta parte é da administração")).to_be_visible()


async def test_on_a_phone_the_chosen_section_is_in_sight(desk: Desk) -> None:
    page = await desk.person(viewport=NARROW)
    await page.goto("/ajustes/trilha")
    current = page.get_by_role("navigation", name="Seções dos ajustes").get_by_role("link", name="Trilha de auditoria")
    await expect(current).to_be_in_viewport()
