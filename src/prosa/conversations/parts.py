"""One answer in as few messages as fit: a long text is cut at sentences, short ones are joined (each message costs)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from prosa.conversations.schemas import Draft, MessageType

CAPTION = 1024
"""Characters WhatsApp takes under a file, and above buttons."""
_GAP = "\n\n"
_ENDS = (re.compile(r"[.!?…]+[\"'”’»)\]*_~]*(?=\s)|(?=\n)"), re.compile(r"(?=\s)"))
"""Where a text may be cut: behind a sentence or a line, else behind a word."""
_WITHOUT_CAPTION = (MessageType.AUDIO, MessageType.STICKER)
_WHOLE = (MessageType.TEMPLATE, MessageType.REACTION)
_JOINER = "\u200d"
_LONGEST_CLUSTER = 16
_NUMBER = len("10. \n") + len(" – ")


def cut(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` characters, all of it but the blanks around the cuts."""
    if len(text) <= limit:
        return [text]
    found, rest = [], text.strip()
    while len(rest) > limit:
        end = _end(rest, limit)
        found.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*found, rest]


def _end(text: str, limit: int) -> int:
    for ends in _ENDS:
        if places := [place.end() for place in ends.finditer(text[: limit + 1])]:
            return places[-1]
    return _between_characters(text, limit)


def _between_characters(text: str, limit: int) -> int:
    """A cut in the middle of a word, but not between a letter or emoji and what belongs to it."""
    for end in range(limit, max(limit - _LONGEST_CLUSTER, 0), -1):
        if not _belongs_before(text[end]) and text[end - 1] != _JOINER:
            return end
    return limit


def _belongs_before(character: str) -> bool:
    return character == _JOINER or unicodedata.category(character) in ("Mn", "Me", "Mc", "Sk")


def fitting(draft: Draft, limit: int | None) -> list[Draft]:
    """The messages a draft becomes on a line that takes `limit` characters (None: not known, so nothing is cut).

    A file goes first when its text does not fit under it. Options and links stand with the last words; what is
    replied to, with the first.
    """
    text = draft.text or ""
    if draft.type in _WHOLE or not text:
        return [draft]
    if draft.attachment_id is not None:
        return [draft] if _fits_under(draft) else _behind_its_file(draft, limit)
    room = _room(draft)
    if limit is None or len(text) + room <= limit:
        return [draft]
    *first, last = cut(text, max(limit - room, limit // 2))
    plain = [Draft(text=part) for part in first]
    return _replying([*plain, replace(draft, text=last, reply_to_id=None)], draft)


def _fits_under(draft: Draft) -> bool:
    return draft.type not in _WITHOUT_CAPTION and len(draft.text or "") + _room(draft) <= CAPTION


def _behind_its_file(draft: Draft, limit: int | None) -> list[Draft]:
    file = Draft(type=draft.type, attachment_id=draft.attachment_id, reply_to_id=draft.reply_to_id)
    type_ = MessageType.INTERACTIVE if draft.options else MessageType.TEXT
    return [file, *fitting(replace(draft, type=type_, attachment_id=None, reply_to_id=None), limit)]


def _replying(parts: Sequence[Draft], draft: Draft) -> list[Draft]:
    """The first one stands where the whole would, also for who has seen it being written."""
    first = replace(parts[0], reply_to_id=draft.reply_to_id, id=draft.id)
    return [first, *(replace(part, id=None) for part in parts[1:])]


def _room(draft: Draft) -> int:
    """What options and a link take up where they have to be written out under the text."""
    link = draft.payload.get("link", {})
    written_out = sum(len(option.title) + len(option.description or "") + _NUMBER for option in draft.options)
    return written_out + sum(len(value) + len(_GAP) for value in link.values())


def joined(drafts: Sequence[Draft], limit: int | None) -> list[Draft]:
    """The parts of one answer with those texts made one that fit into one message."""
    found: list[Draft] = []
    for draft in drafts:
        if found and limit is not None and (one := _one(found[-1], draft, limit)):
            found[-1] = one
        else:
            found.append(draft)
    return found


def _one(first: Draft, second: Draft, limit: int) -> Draft | None:
    """Both as one message; None when they have to stay two."""
    if first.type is not MessageType.TEXT or first.attachment_id or second.attachment_id or second.reply_to_id:
        return None
    if second.type not in (MessageType.TEXT, MessageType.INTERACTIVE) or not first.text or not second.text:
        return None
    text = f"{first.text}{_GAP}{second.text}"
    if len(text) > (limit if second.type is MessageType.TEXT else min(limit, CAPTION)):
        return None
    sources = [*first.payload.get("sources", ()), *second.payload.get("sources", ())]
    told = {"sources": list(dict.fromkeys(sources))} if sources else {}
    return replace(
        second, text=text, reply_to_id=first.reply_to_id, payload={**first.payload, **second.payload, **told}
    )
