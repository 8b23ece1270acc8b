"""The routes of knowledge."""

from uuid import uuid4

from prosa.accounts.schemas import Role
from prosa.core.runtime import Runtime
from prosa.knowledge.api import router
from tests.authorisation import assert_refuses_strangers
from tests.knowledge.shelf import make_app, signed_in

ARTICLE = {"title": "Prazo de entrega", "kind": "policy", "body": "A entrega leva **4 dias úteis** no Sul."}
DOCS = {
    "GET /openapi.json": "the description of the API",
    "GET /docs": "its pages",
    "GET /docs/oauth2-redirect": "its pages",
    "GET /redoc": "its pages",
}


async def test_strangers_and_low_roles_are_refused(runtime: Runtime) -> None:
    await assert_refuses_strangers(make_app(runtime, router), DOCS)


async def test_a_supervisor_writes_and_a_viewer_reads_and_tries(runtime: Runtime) -> None:
    app = make_app(runtime, router)
    async with (
        signed_in(runtime, app, Role.SUPERVISOR) as supervisor,
        signed_in(runtime, app, Role.VIEWER) as viewer,
    ):
        made = await supervisor.post("/articles", json=ARTICLE)
        assert made.status_code == 201
        path = f"/articles/{made.json()['id']}"
        changed = await supervisor.put(path, json={**ARTICLE, "title": "Prazos", "version": 1})
        assert changed.json()["version"] == 2
        assert [line["author"] for line in changed.json()["versions"]] == ["Supervisor", "Supervisor"]
        stale = await supervisor.put(path, json={**ARTICLE, "version": 1})
        assert (stale.status_code, stale.json()["error"]["code"]) == (409, "article_changed")

        listed = (await viewer.get("/articles", params={"q": "prazos"})).json()["items"]
        assert listed[0] | {"updated_at": None} == {
            "id": made.json()["id"],
            "title": "Prazos",
            "kind": "policy",
            "status": "published",
            "version": 2,
            "audience": "all",
            "valid_from": None,
            "valid_until": None,
            "source_id": None,
            "updated_at": None,
        }
        tried = (await viewer.post("/knowledge/test", json={"question": "quanto tempo demora a entrega?"})).json()
        assert tried["decision"] == "answer"
        assert tried["passages"][0]["title"] == "Prazos"
        assert "entrega" in tried["passages"][0]["matched"]

        assert (await supervisor.delete(path)).status_code == 204
        assert (await viewer.get(path)).json()["status"] == "archived"
        again = (await viewer.post("/knowledge/test", json={"question": "entrega"})).json()
        assert (again["decision"], again["passages"], again["why"]["reason"]) == ("abstain", [], "nothing")


async def test_bad_input_is_refused_in_plain_words(runtime: Runtime) -> None:
    async with signed_in(runtime, make_app(runtime, router), Role.SUPERVISOR) as client:
        for body in ({}, {**ARTICLE, "title": "  "}, {**ARTICLE, "kind": "poem"}, {**ARTICLE, "status": "archived"}):
            answer = await client.post("/articles", json=body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
        assert (await client.get(f"/articles/{uuid4()}")).status_code == 404
        odd = await client.post("/articles", json={**ARTICLE, "title": "a\u0000b"})
        assert odd.status_code == 422


async def test_the_thesaurus_is_read_by_all_and_changed_by_supervisors(runtime: Runtime) -> None:
    app = make_app(runtime, router)
    async with signed_in(runtime, app, Role.SUPERVISOR) as person, signed_in(runtime, app, Role.VIEWER) as viewer:
        line = (await person.put("/knowledge/thesaurus/rango", json={"words": ["rango", "prato feito"]})).json()
        assert line == {"name": "rango", "words": ["rango", "prato feito"], "shipped": None}
        changed = (await person.put("/knowledge/thesaurus/troca", json={"words": []})).json()
        assert "trocar" in changed["shipped"]
        listed = (await viewer.get("/knowledge/thesaurus")).json()["items"]
        assert [one["name"] for one in listed[:2]] == ["rango", "troca"]
        assert len({one["name"] for one in listed}) == len(listed) > 100
        assert (await viewer.put("/knowledge/thesaurus/troca", json={"words": []})).status_code == 403
        assert (await person.put("/knowledge/thesaurus/Troca!", json={"words": []})).status_code == 422
        assert (await person.delete("/knowledge/thesaurus/troca")).status_code == 204
        assert (await person.delete("/knowledge/thesaurus/troca")).status_code == 404
