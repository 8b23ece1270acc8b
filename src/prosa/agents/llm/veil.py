"""What a model outside gets to see: placeholders in place of personal data, street addresses and the contact's name.

One for each turn. Names are found only when they are the contact's: nothing else about a name has a form.
"""

import re
from collections.abc import Mapping
from typing import Any

from prosa.core.language import fold
from prosa.core.redaction import ADDRESS, Redaction, Rule

NAME = "<NAME_1>"
"""The contact's first name, as we write it."""
_SHORTEST_NAME, _NOT_A_NAME = 3, 20
"""Letters. Shorter words are also words of the language, longer ones are more likely something else."""
_LEFT = re.compile(r"<[A-Z]+_\d+>")


class Veil:
    """Hides and gives back; the same text always gets the same placeholders when it is hidden in the same order."""

    def __init__(self, contact_name: str) -> None:
        words = [word for word in contact_name.split() if _is_name(word)]
        self.first_name = words[0].capitalize() if words and contact_name.startswith(words[0]) else ""
        self._redaction = Redaction(more=(ADDRESS, _naming(words)) if words else (ADDRESS,))
        if self.first_name:
            self._redaction.placeholder("NAME", self.first_name)

    def hide(self, text: str) -> str:
        return self._redaction.hide(text)

    def restore(self, text: str) -> str:
        """Each placeholder gives back what it hid, letter by letter. That of an unknown name goes, and its comma."""
        if NAME in text and not self._redaction.knows(NAME):
            text = re.sub(rf",? ?{NAME}", "", text)
        return self._redaction.restore(text)

    def hidden(self, value: Any) -> Any:
        """A value of JSON with every text in it hidden."""
        return _every(value, self.hide)

    def restored(self, value: Any) -> Any:
        return _every(value, self.restore)


def left_over(text: str) -> bool:
    """Whether a placeholder is in the text that stands for nothing."""
    return bool(_LEFT.search(text))


def _naming(words: list[str]) -> Rule:
    """The parts of a name, alone or one after the other, in any case and also without their accents."""
    forms = sorted({form for word in words for form in (word.lower(), fold(word))}, key=len, reverse=True)
    names = "|".join(map(re.escape, forms))
    return Rule("NAME", re.compile(rf"(?i)(?<!<)\b(?:{names})(?:\s+(?:d[aeo]s?\s+)?(?:{names}))*\b(?!_\d)"))


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
