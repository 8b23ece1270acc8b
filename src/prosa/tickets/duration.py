"""How long matters take until they are settled, as it has been lately."""

from datetime import timedelta

from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import first_id
from prosa.tickets.schemas import TicketCategory

LOOKED_BACK = timedelta(days=90)
FEWEST, MOST = 5, 200
"""Tickets that tell something, and that are looked at."""
_USUAL = """
SELECT count(*) AS settled, percentile_cont(0.5) WITHIN GROUP (ORDER BY done.at - t.created_at) AS usual
FROM (SELECT id, created_at FROM ticket
      WHERE id >= %(since)s AND category = %(category)s AND status IN ('resolved', 'closed')
      ORDER BY id DESC LIMIT %(most)s) AS t
CROSS JOIN LATERAL (
    SELECT at FROM ticket_change c
    WHERE c.ticket_id = t.id AND c.changes->'status'->>1 IN ('resolved', 'closed')
    ORDER BY c.id LIMIT 1) AS done
"""


async def usual_duration(session: Session, category: TicketCategory) -> timedelta | None:
    """From opening a ticket of this kind until it was first settled, as the middle one of the latest took; None while
    there are too few to tell."""
    values = {"since": first_id(now() - LOOKED_BACK), "category": category, "most": MOST}
    (row,) = await driver.run(session, _USUAL, values)
    return row.usual if row.settled >= FEWEST else None
