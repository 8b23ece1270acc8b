"""The tutorial, followed step by step by somebody who clicks what it says and types what it says."""

import functools
import http.server
import re
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, async_playwright, expect

from prosa.app import pages
from tests.browser import launch
from tests.docs.conftest import ADMIN, Installation, free_port
from tests.docs.documents import ROOT
from tests.waiting import until

TUTORIAL = (ROOT / "docs/tutorial.pt-BR.md").read_text()
ANSWER = "A retirada é gratuita"
"""Of the example shop, to the question the tutorial asks first."""
PATIENCE = 30_000


def told(pattern: str) -> str:
    """What the tutorial says in that place."""
    found = re.search(pattern, TUTORIAL, re.MULTILINE)
    assert found, f"the tutorial does not say {pattern}"
    return found[1]


QUESTION, UNKNOWN = re.findall(r"^> (.+)$", TUTORIAL, re.MULTILINE)
TITLE = told(r"\*\*Título\*\*, escreva `(.+?)`")
LESSON = "\n".join(line.removeprefix("   ") for line in told(r"```text\n(   Vendemos(?:.|\n)+?)\n   ```").splitlines())
ASKED = told(r"\*\*Testar uma pergunta\*\* e pergunte `(.+?)`")
WISH = told(r"No telefone, escreva `(.+?)`")
FIELDS = re.findall(r"^ +\| \*\*(.+?)\*\* \| `(.+?)` \|$", TUTORIAL, re.MULTILINE)


@pytest.fixture
async def page(demonstration: Installation) -> AsyncIterator[Page]:
    assert (pages.FOLDER / "index.html").is_file(), "the pages are not built: run `make web`"
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        context = await browser.new_context(base_url=demonstration.url, locale="pt-BR")
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page = await context.new_page()
        await page.goto("/")
        await page.get_by_label("E-mail").fill(ADMIN)
        await page.get_by_label("Senha", exact=True).fill(demonstration.password)
        await button(page, "Entrar").click()
        await page.wait_for_url("**/inicio")
        yield page
        await browser.close()


def button(page: Any, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


async def opens(page: Page, place: str) -> None:
    await page.get_by_role("navigation", name="Principal", exact=True).get_by_role("link", name=place).click()


async def write_on_phone(page: Page, text: str) -> None:
    await opens(page, "Início")
    await page.get_by_label("Escreva como se fosse o cliente").fill(text)
    await button(page, "Enviar").click()


async def test_the_tutorial_can_be_followed(page: Page, demonstration: Installation) -> None:
    await first_answer(page)
    await teach(page)
    await take_over(page)
    await chat_on_a_page(page, demonstration)
    await rehearse_whatsapp(page)
    await opens(page, "Conferência")
    await expect(page.get_by_text(told(r"a página diz \*\*(.+?)\*\*"))).to_be_visible()


async def first_answer(page: Page) -> None:
    screen = page.get_by_role("log")
    await write_on_phone(page, QUESTION)
    await expect(screen).to_contain_text(ANSWER)
    await write_on_phone(page, UNKNOWN)
    await expect(screen).to_contain_text(re.compile("não encontrei|Não achei"))


async def teach(page: Page) -> None:
    await opens(page, "Conhecimento")
    await button(page, "Novo artigo").click()
    await page.get_by_label("Título").fill(TITLE)
    await page.get_by_label("Texto em Markdown").fill(LESSON)
    await button(page, "Publicar artigo").click()
    await expect(page.get_by_text("Artigo salvo.")).to_be_visible()
    await button(page, "Testar uma pergunta").click()
    await page.get_by_label("Pergunta", exact=True).fill(ASKED)
    await button(page, "Testar").click()
    await expect(page.get_by_text("Responde", exact=True)).to_be_visible()
    await expect(page.get_by_text("R$ 90").first).to_be_visible()
    await page.keyboard.press("Escape")
    await write_on_phone(page, ASKED)
    await expect(page.get_by_role("log")).to_contain_text("R$ 90 por dia")


async def take_over(page: Page) -> None:
    await write_on_phone(page, WISH)
    await opens(page, "Conversas")
    await page.get_by_role("radio", name="Na fila").or_(page.get_by_role("tab", name="Na fila")).first.click()
    await page.get_by_role("link", name=re.compile("Cliente de teste")).first.click()
    await page.get_by_text(f"Fonte: {TITLE}").last.click()
    await expect(page.get_by_role("dialog", name="Por que respondeu assim")).to_contain_text(ASKED)
    await page.keyboard.press("Escape")
    await button(page, "Assumir").click()
    await page.get_by_label("Responder", exact=True).fill("Oi! Aqui é da loja.")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("img", name=re.compile("entregue|lida")).last).to_be_visible()
    await button(page, "Resolver").click()
    await expect(page.get_by_text("Conversa resolvida").first).to_be_visible()


async def chat_on_a_page(page: Page, demonstration: Installation) -> None:
    with serving(demonstration.folder / "loja") as (folder, site):
        await settings_of(page, "Chat do site")
        await page.get_by_label("Sites permitidos").fill(site)
        await button(page, "Salvar").click()
        await expect(page.get_by_text("Alterações salvas")).to_be_visible()
        code = await page.get_by_label("Código para o seu site").input_value()
        frame = told(r"```html\n((?:.|\n)+?) +```").replace("   ", "")
        (folder / "loja.html").write_text(frame.replace("<!-- cole o código aqui -->", code))
        shop = await page.context.new_page()
        await shop.goto(f"{site}/loja.html")
        await shop.get_by_role("button", name="Abrir conversa").click()
        await shop.get_by_role("textbox").fill(QUESTION)
        await shop.keyboard.press("Enter")
        await expect(shop.get_by_role("log")).to_contain_text(ANSWER)
        await shop.close()


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Path, str]]:
    """The shop's own site, at the name of this machine the tutorial uses."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Says nothing."""

    folder.mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield folder, f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


async def settings_of(page: Page, channel: str) -> None:
    await page.goto("/ajustes/canais")
    await page.get_by_role("listitem").filter(has_text=channel).get_by_role("button", name="Configurar").click()


async def rehearse_whatsapp(page: Page) -> None:
    port = free_port()
    fake = f"http://127.0.0.1:{port}"
    with imitation(port):
        async with httpx.AsyncClient(base_url=fake) as provider:
            await until(lambda: answers(provider))
        await page.goto("/ajustes/canais")
        await page.get_by_role("link", name="Conectar canal").click()
        await page.get_by_role("radio", name=re.compile(r"^WhatsApp \(API oficial da Meta\)")).check()
        await button(page, "Continuar").click()
        for label, value in FIELDS:
            await page.get_by_label(label, exact=True).fill(value.replace("http://127.0.0.1:8900", fake))
        await button(page, "Testar e continuar").click()
        webhook = await page.get_by_label("Endereço do webhook").input_value()
        phone = await page.context.new_page()
        await phone.goto(fake)
        await phone.locator("#webhook input").fill(webhook)
        await phone.keyboard.press("Enter")
        await button(page, "Continuar sem isto por agora").click()
        await phone.get_by_label("Mensagem").fill(told(r"escreva como uma pessoa: `(.+?)`"))
        await phone.keyboard.press("Enter")
        await expect(phone.get_by_role("log")).to_contain_text(ANSWER)
        await phone.close()


@contextmanager
def imitation(port: int) -> Iterator[None]:
    """The command of the tutorial, on a port that is free."""
    command = Path(sys.executable).with_name(told(r"^   \.venv/bin/(prosa) simulate$"))
    with subprocess.Popen([command, "simulate", "--port", str(port)]) as process:
        try:
            yield
        finally:
            process.terminate()


async def answers(provider: httpx.AsyncClient) -> bool:
    try:
        return (await provider.get("/meta/fake/state")).is_success
    except httpx.ConnectError:
        return False
