"""Fields of the company's own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from prosa.core.runtime import Runtime
from tests.accounts.house import code
from tests.factories import a_contact
from tests.team import Team, done, open_team


@pytest.fixture
async def team(runtime: Runtime) -> AsyncIterator[Team]:
    async with open_team(runtime) as team:
        yield team


async def a_field(team: Team, label: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return dict(done(await team.supervisor.post("/contact-fields", json={"label": label, "kind": kind, **more}), 201))


async def a_person(team: Team, name: str = "Mariana") -> str:
    async with team.runtime.db.transaction() as session:
        return f"/contacts/{await a_contact(session, name)}"


async def values(team: Team, person: str) -> dict[str, Any]:
    found = done(await team.paula.get(f"{person}/fields"))["items"]
    return {field["key"]: field["value"] for field in found}


async def test_a_company_adds_fields_and_operators_fill_them_in(team: Team) -> None:
    assert (await a_field(team, "Número do calçado", "number"))["key"] == "numero_do_calcado"
    await a_field(team, "Tamanho", "choice", options=["P", "M", "G"])
    await a_field(team, "Aniversário", "date")
    await a_field(team, "Revendedora", "yes_no")
    person = await a_person(team)
    given = {"numero_do_calcado": 37.5, "tamanho": "M", "aniversario": "1990-02-28", "revendedora": False}
    done(await team.paula.patch(person, json={"fields": given}))
    assert await values(team, person) == given
    done(await team.paula.patch(person, json={"fields": {"tamanho": None, "revendedora": True}}))
    assert await values(team, person) == {**given, "tamanho": None, "revendedora": True}
    assert (await team.house.actions())[-1] == "contact.fields_changed"


@pytest.mark.parametrize(
    "value",
    [{"numero": "x"}, {"numero": True}, {"tamanho": "XXL"}, {"dia": "31/12/2026"}, {"dia": "2026-02-30"}, {"?": 1}],
)
async def test_a_value_that_does_not_fit_is_refused_and_nothing_is_kept(team: Team, value: dict[str, Any]) -> None:
    await a_field(team, "Numero", "number")
    await a_field(team, "Tamanho", "choice", options=["P", "M"])
    await a_field(team, "Dia", "date")
    person = await a_person(team)
    refused = await team.paula.patch(person, json={"fields": {"tamanho": "P", **value}})
    assert (refused.status_code, code(refused)) == (422, "invalid")
    assert set((await values(team, person)).values()) == {None}


async def test_two_fields_of_one_name_have_keys_of_their_own(team: Team) -> None:
    assert [(await a_field(team, "Loja"))["key"] for _ in range(3)] == ["loja", "loja_2", "loja_3"]
    assert (await a_field(team, "♥"))["key"] == "field"


async def test_a_field_that_is_removed_takes_its_values_along(team: Team) -> None:
    field, person = await a_field(team, "Loja"), await a_person(team)
    await team.paula.patch(person, json={"fields": {"loja": "Centro"}})
    assert (await team.supervisor.delete(f"/contact-fields/{field['id']}")).status_code == 204
    await a_field(team, "Loja")
    assert await values(team, person) == {"loja": None}


async def test_a_field_changes_its_name_and_keeps_its_values_as_far_as_they_fit(team: Team) -> None:
    field, person = await a_field(team, "Loja"), await a_person(team)
    await team.paula.patch(person, json={"fields": {"loja": "Centro"}})
    address = f"/contact-fields/{field['id']}"
    renamed = done(await team.supervisor.put(address, json={"label": "Loja preferida", "kind": "text"}))
    assert (renamed["key"], await values(team, person)) == ("loja", {"loja": "Centro"})
    done(await team.supervisor.put(address, json={"label": "Loja", "kind": "choice", "options": ["Sul"]}))
    assert await values(team, person) == {"loja": None}


async def test_a_merged_contact_shows_the_fields_of_the_one_it_went_into(team: Team) -> None:
    await a_field(team, "Loja")
    stays, goes = await a_person(team, "Mariana"), await a_person(team, "Mari")
    await team.paula.patch(stays, json={"fields": {"loja": "Centro"}})
    done(await team.paula.post(f"{stays}/merges", json={"other_id": goes.rsplit("/", 1)[-1]}), 201)
    assert await values(team, goes) == {"loja": "Centro"}
    done(await team.paula.patch(goes, json={"fields": {"loja": "Sul"}}))
    assert await values(team, stays) == {"loja": "Sul"}


@pytest.mark.parametrize(
    "field",
    [
        {"label": " "},
        {"label": "x", "kind": "choice"},
        {"label": "x", "kind": "text", "options": ["a"]},
        {"label": "x", "kind": "choice", "options": ["a", "a"]},
        {"label": "x", "kind": "magic"},
    ],
)
async def test_a_field_that_cannot_be_filled_in_is_refused(team: Team, field: dict[str, Any]) -> None:
    assert (await team.supervisor.post("/contact-fields", json=field)).status_code == 422


async def test_only_supervisors_say_which_fields_there_are(team: Team) -> None:
    assert code(await team.paula.post("/contact-fields", json={"label": "x"})) == "role_too_low"
