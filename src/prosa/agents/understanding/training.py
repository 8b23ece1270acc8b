"""When models are trained. The libraries for it take seconds to import, so only who trains imports them."""

from collections.abc import Sequence

from prosa.agents.understanding.examples import Example
from prosa.agents.understanding.reading import Understanding


def train(examples: Sequence[Example]) -> Understanding:
    """A model of these examples, a company's corrections among them with a weight over 1.

    Takes seconds of CPU: call it in a thread. The same examples in the same order make the same model.
    One core does it: more would wait for each other where the machine is busy.
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    from prosa.agents.understanding.model import Trained  # noqa: PLC0415

    with threadpool_limits(1):
        return Trained(examples)
