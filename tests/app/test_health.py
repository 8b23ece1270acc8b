"""Whoever watches the house sees what is wrong with it, and what is not."""

import re

from sqlalchemy import update

from prosa.app.compose import plug_in
from prosa.channels.models import ChannelRow
from prosa.core.runtime import Runtime
from tests.app.contacts_side import on_meta, on_simulator
from tests.house import House, serving
from tests.waiting import until


async def test_a_house_at_work_is_well(house: House) -> None:
    await house.channel("simulator")

    async def well() -> bool:
        return (await house.browser().get("/api/v1/health")).status_code == 200

    await until(well)
    found = (await house.browser().get("/api/v1/health")).json()
    assert (found["state"], found["database"]["state"], found["workers"]["state"]) == ("ok", "ok", "ok")
    assert found["workers"]["alive"] == 1
    assert found["channels"] == [{"connector": "simulator", "state": "unchecked", "enabled": True}]
    alive = await house.browser().get("/health")
    assert (alive.status_code, alive.text) == (200, "ok")


async def test_without_a_worker_the_server_lives_and_says_what_is_missing(runtime: Runtime) -> None:
    plug_in(runtime)
    async with serving(runtime) as address:
        house = House(runtime, address)
        browser = house.browser()
        report = await browser.get("/api/v1/health")
        assert (report.status_code, report.json()["state"]) == (503, "down")
        assert (report.json()["database"]["state"], report.json()["workers"]["state"]) == ("ok", "down")
        assert (await browser.get("/health")).status_code == 200
        await browser.aclose()


async def test_a_stopped_channel_is_told_apart_and_the_house_is_well(house: House) -> None:
    await house.channel("simulator")
    async with house.runtime.db.transaction() as session:
        await session.execute(update(ChannelRow).values(state="stopped", enabled=False))

    async def told() -> bool:
        found = (await house.browser().get("/api/v1/health")).json()
        stopped = {"connector": "simulator", "state": "stopped", "enabled": False}
        return bool(found["state"] == "ok" and found["channels"] == [stopped])

    await until(told)


async def test_the_report_names_nothing_of_the_company(house: House) -> None:
    await house.post("/channels", name="Segredo & Filhos", connector="simulator", settings={})
    for path in ("/health", "/api/v1/health", "/metrics"):
        assert "Segredo" not in (await house.browser().get(path)).text


async def test_what_the_house_does_is_counted(house: House) -> None:
    async with on_simulator(house) as simulated, on_meta(house) as person:
        before = await counts(house)
        for each in (simulated, person):
            await each.says("oi")
            await until(each.got)
        after = await counts(house)
    for line in (
        'prosa_deliveries_total{connector="meta_cloud",result="accepted"}',
        'prosa_deliveries_total{connector="simulator",result="accepted"}',
        'prosa_sends_total{connector="meta_cloud",outcome="accepted"}',
        'prosa_sends_total{connector="simulator",outcome="accepted"}',
        'prosa_turns_total{engine="offline",outcome="answered"}',
        'prosa_turn_seconds_count{engine="offline"}',
        'prosa_send_seconds_count{connector="meta_cloud"}',
    ):
        assert after.get(line, 0) > before.get(line, 0), line
    assert after["prosa_database_up"] == 1
    http = [line for line in after if line.startswith("prosa_http_seconds_count") and "/webhooks/{channel_id}" in line]
    assert http, "by the pattern of the route, never by the path"
    assert not any(re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", line) for line in after)


async def counts(house: House) -> dict[str, float]:
    page = (await house.browser().get("/metrics")).text
    pairs = (line.rsplit(" ", 1) for line in page.splitlines() if line.startswith("prosa_"))
    return {name: float(value) for name, value in pairs}
