"""`python -m tests.load.model_server`: a fake provider of language models that answers at once; prints its address."""

import asyncio

from prosa.testing.counterpart import counterpart
from prosa.testing.models import Asked, Calls, FakeModels, Step, typed

REPLY = "Você tem trinta dias depois de receber para trocar."


def brain(asked: Asked) -> Step:
    """A tool first, then the answer."""
    return typed(REPLY, "S1") if asked.returned else Calls([("company__hours", {})])


async def main() -> None:
    async with counterpart(FakeModels(brain)) as end:
        print(end.url, flush=True)  # noqa: T201  (whoever started it reads this)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
