"""The queue played through: its bound holds, nobody is left out, and its order is better than the simple ones."""

import pytest

from prosa.desk.simulating import BOUND, Order, Result, Town, play


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_bound_holds_and_nobody_starves_under_load(seed: int) -> None:
    found = {result.order: result for result in play(Town(operators=10, arrivals=1_500, seed=seed, load=0.98))}
    ours = found[Order.OURS]
    assert len(ours.served) == len({each.arrival.number for each in ours.served}) == 1_500
    assert ours.beyond_bound == 0
    assert ours.overtaken_by <= BOUND
    assert ours.fairness > 0.98
    assert _mean(ours, urgent=True) <= _mean(found[Order.ARRIVAL], urgent=True)
    assert max(ours.waits()) <= max(found[Order.SCORE].waits())


def test_the_score_alone_starves_somebody() -> None:
    """What the bound is against: without waiting in the score the least is overtaken for hours."""
    result = next(each for each in play(Town(5, 3_000, seed=4, load=1.05)) if each.order is Order.SCORE)
    assert result.beyond_bound > 0


def test_the_same_seed_plays_the_same() -> None:
    assert play(Town(3, 200, seed=9)) == play(Town(3, 200, seed=9))


def _mean(result: Result, *, urgent: bool) -> float:
    waits = result.waits(urgent=urgent)
    return sum(waits) / len(waits)
