"""A choice made in words: whoever is shown options may type the number or the title instead of tapping.

Which options wait for an answer is kept with the conversation (`open_options`), so that an ordinary message costs no
look-up. They stop waiting when one is chosen, and when we ask something else.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from prosa.conversations.schemas import Draft, Option
from prosa.core.language import fold

_SIGNS = re.compile(r"(?<![a-z0-9])[:/,+-]|[:/,+-](?![a-z0-9])|[^\w:/,+-]+")
"""All but those inside a word or number (`10:30`, `meio-dia`)."""
_KEYCAP = "\u20e3"
_NUMBER = re.compile(
    r"(?:(?:a|o|na|no|quero|escolho)\s)?(?:(?:opcao|op|item|numero|n|no|alternativa|option|number)\s)?0?([1-9][0-9]?)"
)


def opened(message_id: UUID, options: Sequence[Option]) -> dict[str, Any]:
    """What the conversation keeps of options that were queued with a message."""
    return {
        "message_id": str(message_id),
        "options": [{"id": option.id, "title": option.title} for option in options],
    }


def after(open_options: dict[str, Any] | None, message_id: UUID, draft: Draft) -> dict[str, Any] | None:
    """What waits for an answer once this is said too: a question of ours takes the place of earlier options."""
    if draft.options:
        return opened(message_id, draft.options)
    return None if asks(draft.text) else open_options


def asks(text: str | None) -> bool:
    return "?" in (text or "")


def chosen(text: str, options: Sequence[Mapping[str, str]]) -> str | None:
    """The id of the option a text means: its number, its title or the unambiguous beginning of one, whatever the
    accents, capitals and signs; None when it could be another or none."""
    said = _plain(text)
    titles = {option["id"]: _plain(option["title"]) for option in options}
    if not said or len(titles) < len(options):
        return None
    numbered = {id_: f"{number} {title}" for number, (id_, title) in enumerate(titles.items(), start=1)}
    exact = {id_ for id_ in titles if said in (titles[id_], numbered[id_])}
    if exact:
        return exact.pop() if len(exact) == 1 else None
    meant = {id_ for id_, title in titles.items() if _begins(title, said)} | _by_number(said, list(titles))
    return meant.pop() if len(meant) == 1 else None


def _plain(text: str) -> str:
    """Small, without accents, emojis and signs, with single blanks."""
    return " ".join(_SIGNS.sub(" ", fold(text).replace(_KEYCAP, "")).split())


def _begins(title: str, said: str) -> bool:
    """`10` is no beginning of `100 reais`, but `seg` is one of `segunda`."""
    rest = title[len(said) :]
    return title.startswith(said) and not (said[-1:].isdigit() and rest[:1].isalnum())


def _by_number(said: str, ids: Sequence[str]) -> set[str]:
    found = _NUMBER.fullmatch(said)
    number = int(found[1]) if found else 0
    return {ids[number - 1]} if 0 < number <= len(ids) else set()
