"""A chaos run that could not find a fault would prove nothing: each planted one is found, and named."""

import io
import shutil

import pytest
from rich.console import Console

from prosa.app import chaos
from prosa.app.chaos.faults import PLANTS
from prosa.app.chaos.plan import Plan

FOUND = {
    "fence": "the agent is silent while a person holds the floor",
    "idempotency": "no message is answered twice",
}


def test_every_fault_that_can_be_planted_is_tried() -> None:
    assert set(FOUND) == set(PLANTS)


@pytest.mark.parametrize("plant", FOUND)
async def test_a_planted_fault_is_found(plant: str) -> None:
    told = io.StringIO()
    plan = Plan(messages=200, seed=2, rate=15, kills=False, plant=plant)
    assert await chaos.run(plan, Console(file=told, width=200)) == 1
    said = told.getvalue()
    shutil.rmtree(said.rpartition("look at: ")[2].strip())
    assert f"broken: {FOUND[plant]}" in said
