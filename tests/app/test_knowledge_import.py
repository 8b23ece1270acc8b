"""A company brings the page of questions it has: it imports, looks, publishes, asks, corrects and reads again."""

from pathlib import Path
from typing import Any

from prosa.core.runtime import Runtime
from tests.house import House, open_house
from tests.waiting import until

PAGE = Path(__file__).parent.parent / "knowledge/data/faq.html"


async def test_a_saved_page_becomes_answers_and_a_newer_one_respects_corrections(runtime: Runtime) -> None:
    async with open_house(runtime) as house:
        page = PAGE.read_bytes()
        added = await house.admin.post("/api/v1/knowledge/sources", files={"file": ("ajuda.html", page)})
        path = f"/knowledge/sources/{added.json()['id']}"
        source = await ready(house, path)
        titles = {item["title"] for item in source["items"]}
        assert len(titles) == 10
        assert {"Qual é o prazo de entrega?", "Vocês vendem para empresas?"} <= titles
        everything = "\n".join(item["after"] for item in source["items"])
        for left_out in ("cookies", "CNPJ", "novidades", "90%", "Carrinho"):
            assert left_out not in everything

        chosen = [item["index"] for item in source["items"] if item["chosen"]]
        taken = await house.post(f"{path}/apply", items=chosen, status="published")
        assert taken["found"] == {"new": 0, "changed": 0, "gone": 0, "same": 10}
        for question, answer in (
            ("quanto tempo demora pra chegar no sul?", "5 a 7 dias"),
            ("aceita pix?", "5% de desconto"),
            ("meu pacote veio rasgado", "foto"),
            ("como rastreio meu pedido", "Rastrear"),
        ):
            found = await house.post("/knowledge/test", question=question)
            assert any(answer in passage["text"] for passage in found["passages"][:3]), question

        await correct(house, "Posso devolver um café que não gostei?", "até 7 dias", "até 10 dias")
        newer = page.replace(b"at\xc3\xa9 7 dias", b"at\xc3\xa9 15 dias").replace(b"R$ 180,00", b"R$ 199,00")
        await house.admin.post(f"/api/v1{path}/again", files={"file": ("ajuda.html", newer)})
        source = await ready(house, path)
        lines = [item for item in source["items"] if item["change"] != "same"]
        changed = {line["title"]: (line["edited"], line["chosen"]) for line in lines}
        assert changed == {
            "Posso devolver um café que não gostei?": (True, False),
            "O frete é grátis a partir de quanto?": (False, True),
        }


async def ready(house: House, path: str) -> dict[str, Any]:
    async def done() -> dict[str, Any] | None:
        source = await house.get(path)
        return dict(source) if source["state"] in ("ready", "failed") else None

    source: dict[str, Any] = await until(done)
    assert source["problem"] is None
    return source


async def correct(house: House, title: str, wrong: str, right: str) -> None:
    """As a person does on the article's page."""
    (line,) = (await house.get("/articles", q=title))["items"]
    article = await house.get(f"/articles/{line['id']}")
    body = {"title": title, "kind": article["kind"], "body": article["body"].replace(wrong, right), "version": 1}
    saved = await house.admin.put(f"/api/v1/articles/{line['id']}", json=body)
    assert saved.status_code == 200


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(runtime: Runtime) -> None:
    async with open_house(runtime) as house:
        data = b"a" * (31 * 1024 * 1024)
        refused = await house.admin.post("/api/v1/knowledge/sources", files={"file": ("a.txt", data)})
        assert (refused.status_code, refused.json()["error"]["code"]) == (413, "too_large")
