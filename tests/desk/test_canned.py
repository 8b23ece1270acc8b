"""Canned replies in a conversation: filled in, and those of its team."""

from uuid import uuid4

from tests.accounts.house import code
from tests.team import Team, done, uuid_of


async def texts(team: Team, talk: str) -> dict[str, str]:
    found = done(await team.paula.get("/canned-replies", params={"conversation_id": uuid_of(talk)}))["items"]
    return {reply["shortcut"]: reply["text"] for reply in found}


async def test_in_a_conversation_they_are_filled_in_with_what_is_known_of_it(team: Team) -> None:
    talk = await team.writes("Mariana Alves")
    text = "{contact.first_name}, protocolo {conversation.protocol}. {operator.first_name}, {company.name}"
    await team.supervisor.post("/canned-replies", json={"shortcut": "p", "title": "Protocolo", "text": text})
    await team.house.rows("UPDATE conversation SET protocol = '20261120-0001'")
    assert await texts(team, talk) == {"p": "Mariana, protocolo 20261120-0001. Paula, Minha empresa"}


async def test_those_of_another_team_are_left_out(team: Team) -> None:
    talk, own, other = await team.writes(), uuid4(), uuid4()
    for queue_id, name in ((own, "Trocas"), (other, "Vendas")):
        await team.house.rows("INSERT INTO queue (id, name) VALUES (:id, :name)", id=queue_id, name=name)
    await team.house.rows("UPDATE conversation SET queue_id = :id", id=own)
    for shortcut, queue in (("todos", None), ("trocas", str(own)), ("vendas", str(other))):
        body = {"shortcut": shortcut, "title": shortcut, "text": shortcut, "queue_id": queue}
        done(await team.supervisor.post("/canned-replies", json=body), 201)
    assert sorted(await texts(team, talk)) == ["todos", "trocas"]


async def test_a_reply_is_given_to_a_team_and_back_to_everybody(team: Team) -> None:
    await team.house.rows("INSERT INTO queue (id, name) VALUES (:id, 'Trocas')", id=(queue_id := uuid4()))
    body = {"shortcut": "a", "title": "A", "text": "a", "queue_id": str(queue_id)}
    address = f"/canned-replies/{done(await team.supervisor.post('/canned-replies', json=body), 201)['id']}"
    assert done(await team.supervisor.patch(address, json={"text": "b"}))["queue_id"] == str(queue_id)
    assert done(await team.supervisor.patch(address, json={"queue_id": None}))["queue_id"] is None
    refused = await team.supervisor.patch(address, json={"queue_id": str(uuid4())})
    assert (refused.status_code, code(refused)) == (422, "invalid")


async def test_what_is_known_of_a_contact_is_filled_in_and_what_is_not_leaves_no_hole(team: Team) -> None:
    for label, kind in (("Tamanho", "text"), ("Pé", "number")):
        done(await team.supervisor.post("/contact-fields", json={"label": label, "kind": kind}), 201)
    talk = await team.writes("Mariana")
    person = f"/contacts/{await team.contact_of(talk)}"
    done(await team.paula.patch(person, json={"fields": {"pe": 37}}))
    text = "Temos o {contact.field.pe}, {contact.field.tamanho}!"
    done(await team.supervisor.post("/canned-replies", json={"shortcut": "p", "title": "Pé", "text": text}), 201)
    assert await texts(team, talk) == {"p": "Temos o 37!"}
