"""The page of counts: what the ground itself shows there."""

import asyncio

import httpx
from fastapi import FastAPI
from prometheus_client import REGISTRY

from prosa.core.db import Database
from prosa.core.metrics import MeasureHttp, render
from prosa.core.outbox import add_job


def lines(page: bytes, start: str) -> list[str]:
    return [line for line in page.decode().splitlines() if line.startswith(start)]


async def test_waiting_jobs_are_counted_at_the_time_of_the_scrape(db: Database) -> None:
    async with db.transaction() as session:
        for _ in range(3):
            add_job(session, "answer", None, "turns", {})
    page, content_type = await render(db)
    assert content_type.startswith("text/plain")
    assert lines(page, "prosa_queue_jobs{") == ['prosa_queue_jobs{queue="turns",state="due"} 3.0']
    assert float(lines(page, "prosa_queue_oldest_seconds{")[0].split()[-1]) < 60
    assert lines(page, "prosa_database_up") == ["prosa_database_up 1.0"]


async def test_a_queue_that_ran_empty_is_not_shown_with_its_last_count(db: Database) -> None:
    page, _ = await render(db)
    assert lines(page, "prosa_queue_jobs{") == []


async def test_without_a_database_the_page_still_comes() -> None:
    gone = Database("postgresql://prosa@/prosa?host=%2Fnowhere")
    page, _ = await render(gone)
    await gone.close()
    assert lines(page, "prosa_database_up") == ["prosa_database_up 0.0"]


async def test_a_request_is_timed_under_the_pattern_of_its_route() -> None:
    app = FastAPI()

    @app.get("/things/{number}")
    async def thing(number: int) -> int:
        await asyncio.sleep(0)
        return number

    transport = httpx.ASGITransport(MeasureHttp(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for number in range(3):
            assert (await client.get(f"/things/{number}")).status_code == 200
        assert (await client.get("/nothing")).status_code == 404
    counted = {"method": "GET", "route": "/things/{number}", "status": "200"}
    assert REGISTRY.get_sample_value("prosa_http_seconds_count", counted) == 3
    assert REGISTRY.get_sample_value("prosa_http_seconds_count", {**counted, "route": "none", "status": "404"}) == 1
