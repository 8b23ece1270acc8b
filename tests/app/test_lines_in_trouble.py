"""Lines in trouble through a whole installation, against the fakes of the providers that link a number."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from prosa.channels import upkeep
from prosa.channels.models import WatchRow
from prosa.core.clock import now
from prosa.testing.evolution import EvolutionApp, FakeEvolution
from prosa.testing.waha import FakeWaha, WahaApp
from tests.house import House
from tests.linked import Linked, linked
from tests.waiting import until

PHONE = "5511987654321"


@pytest.fixture(params=["waha", "evolution"])
async def line(request: pytest.FixtureRequest, house: House) -> AsyncIterator[Linked[Any]]:
    apps: dict[str, Any] = {
        "waha": lambda: WahaApp(FakeWaha(state=None, paired=False)),
        "evolution": lambda: EvolutionApp(FakeEvolution(state=None)),
    }
    await house.admin.patch("/api/v1/company", json={"opening_hours": {}})
    async with linked(house, request.param, apps[request.param]()) as channel:
        yield channel


async def _seen(line: Linked[Any], **values: Any) -> None:
    async with line.house.runtime.db.transaction() as session:
        await session.execute(update(WatchRow).where(WatchRow.channel_id == line.id).values(**values))


async def _listed(line: Linked[Any]) -> dict[str, Any]:
    (found,) = (await line.house.get("/channels"))["items"]
    return dict(found)


async def test_what_a_silent_session_kept_to_itself_is_found_in_its_history(line: Linked[Any]) -> None:
    line.fake.say(PHONE, "oi", name="Ana")
    await line.house.conversation()
    await line.settled()
    line.fake.silent = True
    line.fake.say(PHONE, "cadê o meu pedido?", name="Ana")
    line.fake._backlog.clear()
    long_ago = now() - timedelta(hours=1)
    await _seen(line, events=100, usual_gap=60.0, last_event_at=long_ago, lease_until=None)
    await upkeep.look_after_all(line.house.runtime)

    async def found() -> bool:
        return "cadê o meu pedido?" in await line.said()

    await until(found)
    assert await line.said() == ["oi", "cadê o meu pedido?"]
    assert line.fake.silent is False
    assert (await _listed(line))["session"] == "working"


async def test_a_silent_session_is_told_on_the_screen_until_somebody_is_heard(line: Linked[Any]) -> None:
    long_ago = now() - timedelta(hours=1)
    await _seen(
        line,
        events=100,
        usual_gap=60.0,
        last_event_at=long_ago,
        lease_until=None,
        restart_at=now() + timedelta(hours=1),
    )
    await upkeep.look_after_all(line.house.runtime)
    assert "silent" in [notice["code"] for notice in (await _listed(line))["notices"]]
    line.fake.say(PHONE, "oi", name="Ana")

    async def over() -> bool:
        return "silent" not in [notice["code"] for notice in (await _listed(line))["notices"]]

    await until(over)


async def test_numbers_contacts_and_groups_of_the_line_are_told(line: Linked[Any]) -> None:
    line.fake.absent.add("5511900000001")
    found = await line.house.post(f"/channels/{line.id}/numbers", phones=[PHONE, "5511900000001"])
    assert [each["on_whatsapp"] for each in found["items"]] == [True, False]
    directory = await line.house.get(f"/channels/{line.id}/directory")
    assert directory.keys() == {"contacts", "groups"}
