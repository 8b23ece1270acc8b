"""The routes of sources."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from prosa.accounts.schemas import Role
from prosa.core.runtime import Runtime
from prosa.knowledge import importing
from prosa.knowledge.api import router
from tests.core.documents import papers
from tests.knowledge.shelf import make_app, signed_in

TEXT = "Pergunta: Tem Pix?\nResposta: Sim.\n\nPergunta: Tem boleto?\nResposta: Não."


async def test_a_supervisor_adds_a_source_looks_and_takes(runtime: Runtime) -> None:
    async with signed_in(runtime, make_app(runtime, router), Role.SUPERVISOR) as client:
        added = await client.post(
            "/knowledge/sources", data={"text": TEXT, "name": "Pagamento", "audience": "operators"}
        )
        assert added.status_code == 201
        body = added.json()
        assert (body["kind"], body["name"], body["state"], body["items"]) == ("text", "Pagamento", "waiting", [])
        path = f"/knowledge/sources/{body['id']}"
        busy = await client.post(f"{path}/again")
        assert (busy.status_code, busy.json()["error"]["code"]) == (409, "source_busy")

        await importing.read(runtime, UUID(body["id"]))
        seen = (await client.get(path)).json()
        assert seen["found"] == {"new": 2, "changed": 0, "gone": 0, "same": 0}
        assert seen["items"][0] == {
            "index": 0,
            "title": "Tem Pix?",
            "kind": "faq",
            "change": "new",
            "article_id": None,
            "before": None,
            "after": "Sim.",
            "edited": False,
            "chosen": True,
            "audience": None,
            "valid_from": None,
            "valid_until": None,
        }
        taken = (await client.post(f"{path}/apply", json={"items": [0], "status": "published"})).json()
        assert [line["change"] for line in taken["items"]] == ["same", "new"]
        article = (await client.get(f"/articles/{taken['items'][0]['article_id']}")).json()
        assert (article["source_id"], article["audience"], article["status"]) == (body["id"], "operators", "published")
        wrong = await client.post(f"{path}/apply", json={"items": [7]})
        assert (wrong.status_code, wrong.json()["error"]["params"]) == (422, {"items": [7]})

        again = await client.post(f"{path}/again", files={"file": ("x.csv", b"pergunta;resposta\nTem Pix?;Claro.")})
        assert again.json()["state"] == "waiting"
        await importing.read(runtime, UUID(body["id"]))
        listed = (await client.get("/knowledge/sources")).json()["items"]
        assert [(line["kind"], line["found"]["changed"]) for line in listed] == [("csv", 1)]
        assert (await client.delete(f"{path}?archive=true")).status_code == 204
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", papers.pdf([[]]), "pdf"),
        ("Trocas.docx", papers.docx(""), "docx"),
        ("pagina.txt", b"  <!DOCTYPE html><p>x", "html"),
        ("faq.CSV", b"a;b", "csv"),
        ("a.md", b"# A", "markdown"),
        ("notas", "Olá".encode("utf-16"), "text"),
        ("chat.zip", b"PK\x03\x04", "chat"),
        ("_chat.txt", b"[12/03/26, 2:05:33 PM] A: x\n[12/03/26, 2:06:33 PM] B: y\n", "chat"),
    ],
)
async def test_a_file_is_what_its_bytes_say(runtime: Runtime, name: str, data: bytes, kind: str) -> None:
    async with signed_in(runtime, make_app(runtime, router), Role.SUPERVISOR) as client:
        added = await client.post("/knowledge/sources", files={"file": (name, data)})
    assert (added.status_code, added.json()["kind"]) == (201, kind)


async def refused(client: httpx.AsyncClient, **form: Any) -> tuple[int, str, str | None]:
    answer = await client.post("/knowledge/sources", **form)
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["params"].get("reason")


async def test_what_nobody_can_read_is_refused_at_once(runtime: Runtime) -> None:
    unreadable = (422, "document_unreadable", "kind_unknown")
    async with signed_in(runtime, make_app(runtime, router), Role.SUPERVISOR) as client:
        for name, data in (("a.exe", b"MZ\x00\x01"), ("a.doc", b"\xd0\xcf\x11\xe0\x00"), ("a.xlsx", b"PK\x03\x04")):
            assert await refused(client, files={"file": (name, data)}) == unreadable
        for url in ("javascript:alert(1)", "ftp://x/y", "https://me:secret@shop.example/", "https://"):
            assert await refused(client, data={"url": url}) == (422, "document_unreadable", "address_unknown")
        assert (await refused(client, data={}))[:2] == (422, "invalid")
        assert (await refused(client, data={"text": "a", "url": "b"}))[:2] == (422, "invalid")
        assert (await refused(client, data={"url": "shop.example", "pages": "501"}))[:2] == (422, "invalid")
        assert (await refused(client, files={"file": ("a.txt", b"")}))[:2] == (422, "invalid")
        assert (await client.post(f"/knowledge/sources/{uuid4()}/again")).status_code == 404


async def test_an_address_without_a_scheme_is_meant_as_https(runtime: Runtime) -> None:
    async with signed_in(runtime, make_app(runtime, router), Role.SUPERVISOR) as client:
        added = (await client.post("/knowledge/sources", data={"url": " Shop.Example/ajuda#x ", "pages": "1"})).json()
        assert (added["url"], added["name"], added["kind"]) == ("https://shop.example/ajuda", "shop.example", "site")
        given = await client.post(f"/knowledge/sources/{added['id']}/again", data={"text": "x"})
        assert given.status_code == 409
