"""One turn: from what a contact said to what is answered, or to whom it is handed."""

from prosa.turns import doors, queries, trial

__all__ = ["doors", "queries", "trial"]
