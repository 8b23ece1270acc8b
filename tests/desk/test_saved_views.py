"""Lists kept under a name."""

from typing import Any

import httpx
import pytest

from tests.accounts.house import code
from tests.team import Team, done

ALL = {
    "tab": "waiting",
    "q": "",
    "channel_id": None,
    "queue_id": None,
    "label_id": None,
    "priority": "high",
    "snoozed": None,
    "sort": "oldest",
}


async def kept(client: httpx.AsyncClient, name: str, **more: Any) -> dict[str, Any]:
    return dict(done(await client.post("/saved-views", json={"name": name, "filters": ALL, **more}), 201))


async def names(client: httpx.AsyncClient) -> list[str]:
    return [view["name"] for view in done(await client.get("/saved-views"))["items"]]


async def test_everybody_has_their_own_and_those_of_everybody(team: Team) -> None:
    await kept(team.paula, "Urgentes")
    shared = await kept(team.supervisor, "Sem dono", shared=True)
    assert (await names(team.paula), await names(team.rafa)) == (["Sem dono", "Urgentes"], ["Sem dono"])
    assert (shared["shared"], shared["filters"]) == (True, ALL)


async def test_only_supervisors_change_what_everybody_has_and_nobody_what_is_anothers(team: Team) -> None:
    shared = await kept(team.supervisor, "Sem dono", shared=True)
    own = await kept(team.paula, "Urgentes")
    body = {"name": "Minha", "filters": ALL}
    assert code(await team.paula.post("/saved-views", json={**body, "shared": True})) == "role_too_low"
    assert code(await team.paula.put(f"/saved-views/{shared['id']}", json=body)) == "role_too_low"
    assert code(await team.paula.delete(f"/saved-views/{shared['id']}")) == "role_too_low"
    assert (await team.supervisor.delete(f"/saved-views/{own['id']}")).status_code == 404
    renamed = done(await team.paula.put(f"/saved-views/{own['id']}", json={**body, "position": 3}))
    assert (renamed["name"], renamed["position"]) == ("Minha", 3)
    assert (await team.paula.delete(f"/saved-views/{own['id']}")).status_code == 204
    assert await names(team.paula) == ["Sem dono"]


@pytest.mark.parametrize("filters", [{"tab": "elsewhere"}, {"priority": "urgent"}, {"sort": "price"}, {"q": "x" * 201}])
async def test_a_view_of_nothing_is_refused(team: Team, filters: dict[str, Any]) -> None:
    assert (await team.paula.post("/saved-views", json={"name": "x", "filters": filters})).status_code == 422


async def test_colleagues_are_those_who_may_answer(team: Team) -> None:
    await team.house.rows("UPDATE \"user\" SET active = false WHERE email = 'rafa@shop.test'")
    found = done(await team.paula.get("/colleagues"))["items"]
    assert [person["name"] for person in found] == ["Paula Souza", "Supervisor"]
