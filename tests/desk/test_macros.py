"""Macros: several actions under one name, together or not at all."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.accounts.house import code
from tests.team import Team, done, uuid_of


async def a_label(team: Team, name: str = "Troca") -> str:
    return str(done(await team.supervisor.post("/labels", json={"name": name, "color": "blue"}), 201)["id"])


async def a_macro(team: Team, *steps: dict[str, Any], name: str = "Encerrar troca", **more: Any) -> str:
    body = {"name": name, "steps": list(steps), **more}
    return str(done(await team.supervisor.post("/macros", json=body), 201)["id"])


async def names(team: Team, queue_id: UUID) -> list[str]:
    found = done(await team.paula.get("/macros", params={"queue_id": str(queue_id)}))
    return [macro["name"] for macro in found["items"]]


async def run(team: Team, macro: str, talk: str) -> dict[str, Any]:
    answer = await team.paula.post(f"/macros/{macro}/run", json={"conversation_id": uuid_of(talk)})
    return dict(done(answer))


async def test_all_of_its_steps_are_done_in_order(team: Team) -> None:
    talk, label = await team.writes(), await a_label(team)
    macro = await a_macro(
        team,
        {"kind": "reply", "text": "{greeting}, {contact.first_name}! Aqui é {operator.first_name}."},
        {"kind": "note", "text": "Troca de {contact.name} feita"},
        {"kind": "label", "label_id": label},
        {"kind": "priority", "priority": "low"},
        {"kind": "resolve", "reason": "trocado"},
    )
    result = await run(team, macro, talk)
    item = result["conversation"]
    assert (item["status"], item["priority"], item["resolved_reason"]) == ("resolved", "low", "trocado")
    assert [each["name"] for each in item["labels"]] == ["Troca"]
    said = {line["type"]: line["text"] for line in await team.lines(talk) if line["author"] == "operator"}
    assert said["note"] == "Troca de Mariana feita"
    assert said["text"].endswith(", Mariana! Aqui é Paula.")


async def test_when_one_step_cannot_be_done_none_is(team: Team) -> None:
    talk, label = await team.writes(), await a_label(team)
    macro = await a_macro(
        team,
        {"kind": "reply", "text": "Vou passar para a loja"},
        {"kind": "label", "label_id": label},
        {"kind": "transfer", "queue_id": str(uuid4())},
    )
    answer = await team.paula.post(f"/macros/{macro}/run", json={"conversation_id": uuid_of(talk)})
    assert answer.status_code == 404
    assert await team.events(talk) == []
    assert done(await team.paula.get(talk))["labels"] == []


async def test_what_it_did_can_be_taken_back_once_but_not_what_was_said(team: Team) -> None:
    talk, label = await team.writes(), await a_label(team)
    steps = ({"kind": "reply", "text": "Pronto"}, {"kind": "label", "label_id": label}, {"kind": "resolve"})
    result = await run(team, await a_macro(team, *steps), talk)
    undone = done(await team.paula.post(f"/undo/{result['undo_id']}"))
    assert (undone["conversation_ids"], undone["left"]) == ([uuid_of(talk)], [])
    item = done(await team.paula.get(talk))
    assert (item["status"], item["operator"]["name"], item["labels"]) == ("operator", "Paula Souza", [])
    assert "Pronto" in [line["text"] for line in await team.lines(talk)]
    assert (await team.paula.post(f"/undo/{result['undo_id']}")).status_code == 404


async def test_nobody_takes_back_what_a_colleague_did_nor_over_a_colleague(team: Team) -> None:
    talk = await team.writes()
    macro = await a_macro(team, {"kind": "resolve"})
    result = await run(team, macro, talk)
    assert (await team.rafa.post(f"/undo/{result['undo_id']}")).status_code == 404
    await team.rafa.post(f"{talk}/claim")
    undone = done(await team.paula.post(f"/undo/{result['undo_id']}"))
    assert (undone["conversation_ids"], undone["left"]) == ([], [uuid_of(talk)])
    assert done(await team.paula.get(talk))["operator"]["name"] == "Rafa Lima"


async def test_macros_of_a_team_are_shown_to_it_and_go_with_it(team: Team) -> None:
    await team.house.rows("INSERT INTO queue (id, name) VALUES (:id, 'Trocas')", id=(queue_id := uuid4()))
    await a_macro(team, {"kind": "give_back"}, name="Para todos")
    await a_macro(team, {"kind": "give_back"}, name="Só trocas", queue_id=str(queue_id))
    assert await names(team, uuid4()) == ["Para todos"]
    assert await names(team, queue_id) == ["Para todos", "Só trocas"]


async def test_a_name_belongs_to_one_macro_and_supervisors_write_them(team: Team) -> None:
    macro = await a_macro(team, {"kind": "give_back"})
    again = await team.supervisor.post("/macros", json={"name": "ENCERRAR TROCA", "steps": [{"kind": "wake"}]})
    assert (again.status_code, code(again)) == (409, "macro_taken")
    assert code(await team.paula.post("/macros", json={"name": "x", "steps": [{"kind": "wake"}]})) == "role_too_low"
    changed = await team.supervisor.put(f"/macros/{macro}", json={"name": "Adiar", "steps": [{"kind": "snooze"}]})
    assert done(changed)["steps"] == [{"kind": "snooze", "until": None, "minutes": None}]
    assert (await team.supervisor.delete(f"/macros/{macro}")).status_code == 204
    assert (await team.supervisor.delete(f"/macros/{macro}")).status_code == 404


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [{"kind": "explode"}],
        [{"kind": "reply", "text": " "}],
        [{"kind": "reply", "text": "Oi {contact.cpf}"}],
        [{"kind": "snooze", "minutes": 0}],
        [{"kind": "priority", "priority": "urgent"}],
        [{"kind": "wake"}] * 11,
    ],
)
async def test_a_macro_that_cannot_work_is_refused(team: Team, steps: list[dict[str, Any]]) -> None:
    assert (await team.supervisor.post("/macros", json={"name": "x", "steps": steps})).status_code == 422
