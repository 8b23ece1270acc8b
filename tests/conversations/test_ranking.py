"""The score of the queue, by the vectors of the formula."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.conversations import ranking
from prosa.conversations.ranking import Terms

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
shares = st.floats(0, 1)
all_terms = st.builds(Terms, urgency=shares, conversion=shares, value=shares, history=shares)


@pytest.mark.parametrize(
    ("conversion", "reais", "history", "urgency", "waited", "base", "priority"),
    [
        (0.4, 300, 0.5, 0.3, 0, 45.0159, 45.0159),
        (0.4, 300, 0.5, 0.3, 20, 45.0159, 65.0159),
        (0.1, 0, 0, 1, 0, 85, 85),
        (0.9, 2000, 1, 0, 0, 58, 58),
        (0.2, 50, 0.5, 0, 60, 24.345, 84.345),
    ],
)
def test_the_score_is_the_one_of_the_formula(
    conversion: float, reais: float, history: float, urgency: float, waited: float, base: float, priority: float
) -> None:
    terms = Terms(urgency, conversion, ranking.worth(reais), history)
    assert ranking.base(terms) == pytest.approx(base, abs=1e-4)
    since, moment = START, START + timedelta(minutes=waited)
    grown = ranking.key(ranking.base(terms), since) + ranking.ALPHA * moment.timestamp() / 60
    assert grown == pytest.approx(priority, abs=1e-4)


@given(all_terms, all_terms, st.floats(0, 10_000), st.floats(0, 10_000))
def test_nobody_is_overtaken_by_who_comes_later_than_the_scores_differ(
    first: Terms, second: Terms, came: float, later: float
) -> None:
    since = START + timedelta(minutes=came)
    one = ranking.key(ranking.base(first), since)
    other = ranking.key(ranking.base(second), since + timedelta(minutes=later))
    if later > ranking.base(second) - ranking.base(first) + 1e-6:
        assert one > other
    assert 0 <= ranking.base(first) <= 100


def test_what_is_no_share_is_refused() -> None:
    with pytest.raises(ValueError, match="urgency"):
        Terms(urgency=1.1, conversion=0, value=0, history=0)


def test_what_is_shown_adds_up_to_the_score() -> None:
    terms = Terms(0.3, 0.4, 0.75, 0.5)
    shown = ranking.shown(terms)
    told = sum(term["value"] * term["weight"] for name, term in shown.items() if name != "waiting")
    assert told == pytest.approx(ranking.base(terms))
    assert shown["waiting"] == {"value": None, "weight": ranking.ALPHA}
