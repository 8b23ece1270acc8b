"""The pace of sends, as a provider counts it."""

from datetime import timedelta
from uuid import uuid4

from prosa.channels import pace
from prosa.channels.port import Capabilities
from prosa.core.clock import now
from prosa.core.db import Database

SECOND = timedelta(seconds=1)


async def test_in_no_second_more_is_sent_than_the_line_may(db: Database) -> None:
    """Also in the first one, when much has been waiting."""
    can, line, began = Capabilities(per_second=80), uuid4(), now()
    taken = []
    async with db.transaction() as session:
        for step in range(300):
            moment = began + step * timedelta(milliseconds=10)
            while await pace.reserve(session, can, line, uuid4(), moment) is None:
                taken.append(moment)
    assert max(sum(at <= other < at + SECOND for other in taken) for at in taken) <= 80
    assert len(taken) > 180
