"""One turn: from what a contact said to what is answered, or to whom it is handed."""

from prosa.turns import doors, trial

__all__ = ["doors", "trial"]
