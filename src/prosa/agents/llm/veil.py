"""What a model outside gets to see: placeholders in place of personal data and of the contact's name.

One for each turn. Names are found only when they are the contact's: nothing else about a name has a form.
"""

import re
from collections.abc import Mapping
from typing import Any

from prosa.core.redaction import Redaction

NAME = "<NAME_1>"
_SHORTEST_NAME, _NOT_A_NAME = 3, 20
"""Letters. Shorter words are also words of the language, longer ones are more likely something else."""
_LEFT = re.compile(r"<[A-Z]+_\d+>")


class Veil:
    """Hides and gives back; the same text always gets the same placeholders when it is hidden in the same order."""

    def __init__(self, contact_name: str) -> None:
        self._redaction = Redaction()
        words = [word for word in contact_name.split() if _is_name(word)]
        self.first_name = words[0].capitalize() if words and contact_name.startswith(words[0]) else ""
        names = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        self._names = re.compile(rf"(?i)\b(?:{names})(?:\s+(?:{names}|d[aeo]s?))*\b") if names else None

    def hide(self, text: str) -> str:
        text = self._redaction.hide(text)
        return self._names.sub(NAME, text) if self._names else text

    def restore(self, text: str) -> str:
        """Without a name its placeholder goes, and its comma."""
        if not self.first_name and NAME in text:
            text = re.sub(rf",? ?{NAME}", "", text)
        return self._redaction.restore(text.replace(NAME, self.first_name))

    def hidden(self, value: Any) -> Any:
        """A value of JSON with every text in it hidden."""
        return _every(value, self.hide)

    def restored(self, value: Any) -> Any:
        return _every(value, self.restore)


def left_over(text: str) -> bool:
    """Whether a placeholder is in the text that stands for nothing."""
    return bool(_LEFT.search(text))


def _is_name(word: str) -> bool:
    return word.isalpha() and _SHORTEST_NAME <= len(word) < _NOT_A_NAME and word.lower() not in ("dos", "das")


def _every(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _every(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_every(item, change) for item in value]
    return value
