"""Questions and answers out of an exported WhatsApp conversation.

What the contact asked and what the company wrote right after it make a draft, without names and greetings. What holds
personal data is left out. The rest is still only a proposal: a person chooses.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby, pairwise
from zipfile import BadZipFile, ZipFile

from prosa.core.documents import Unreadable
from prosa.core.language import fold
from prosa.core.redaction import redact
from prosa.knowledge.drafts import Draft, kind_of, unique

LARGEST = 30 * 1024 * 1024
"""Bytes of the text in an archive."""
_SHORTEST_ANSWER = 25
_LONGEST_QUESTION = 180

_LINE = re.compile(
    r"^[\u200e\u200f\ufeff]*\[?(?P<day>\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}),?\s+(?:às\s+)?"
    r"(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?:[\s\u202f]?[ap]\.?m\.?)?)\]?\s*(?:-\s)?(?P<rest>.*)$",
    re.I,
)
_SAID = re.compile(r"^[\u200e\u200f\u202a~\s]*(?P<who>[^:]{1,60}?):\s(?P<text>.*)$", re.S)
_SPACES = re.compile(r"[ \t]+")
_NOT_TEXT = re.compile(
    r"omitted|omitid|ocultad|\(arquivo anexado\)|\(file attached\)|anexado:|attached:|mensagem apagada"
    r"|message was deleted|^null$|^ligação|call$|location:|localização:",
    re.I,
)
_NAMED = re.compile(r"(?:conversa do whatsapp com|whatsapp chat (?:with|-))\s*(.{1,60}?)(?:\.(?:txt|zip)|$)", re.I)
_GREETING = re.compile(
    r"^(?:(?:oi|ola|bom dia|boa tarde|boa noite|tudo bem|tudo bom|hello|hi|hey|good morning|good afternoon)\b"
    r"[\s,!.?;]*)+"
)
_ASKS = re.compile(
    r"^(?:qual|quais|quanto|quanta|quando|como|onde|quem|voces|vcs|tem|aceita|posso|da para|dá pra|what|when|where|how"
    r"|do you|can i)\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    who: str
    text: str


def looks_like_one(text: str) -> bool:
    """Most of the first lines that are not empty begin like an exported message."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    return len(lines) >= 2 and sum(_LINE.match(line) is not None for line in lines) >= len(lines) / 2


def unpacked(data: bytes) -> str:
    """The conversation in an exported archive. Raises `Unreadable`."""
    try:
        with ZipFile(BytesIO(data)) as file:
            names = [name for name in file.namelist() if name.lower().endswith(".txt")]
            if len(names) != 1:
                raise Unreadable("chat_unknown")
            with file.open(names[0]) as packed:
                found = packed.read(LARGEST + 1)
    except (BadZipFile, OSError, RuntimeError, NotImplementedError):
        raise Unreadable("broken") from None
    if len(found) > LARGEST:
        raise Unreadable("suspicious")
    return found.decode("utf-8", "replace")


def read(text: str, filename: str = "") -> list[Draft]:
    """Raises `Unreadable` when it is no such conversation, or one with nothing to learn from."""
    messages = list(_messages(text))
    if not messages:
        raise Unreadable("chat_unknown")
    company = _company(messages, filename)
    names = {part for message in messages for part in message.who.split() if len(part) > 2}
    drafts = list(unique(_pairs(messages, company, names)))
    if not drafts:
        raise Unreadable("nothing_found")
    return drafts


def _messages(text: str) -> Iterator[Said]:
    """Messages go on over lines that do not begin like one."""
    current: list[str] = []
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            current += [line] if current else []
            continue
        yield from _said("\n".join(current))
        current = [match["rest"]]
    yield from _said("\n".join(current))


def _said(line: str) -> Iterator[Said]:
    match = _SAID.match(line)
    if match and not _NOT_TEXT.search(match["text"]):
        yield Said(match["who"].strip(), match["text"].replace("\u200e", "").strip())


def _company(messages: Sequence[Said], filename: str) -> str:
    """Who answers: not the one the file is named after; else the one who asks least for what is said."""
    named = _NAMED.search(filename)
    people = {message.who for message in messages}
    others = people - {named[1].strip()} if named else people
    if len(others) == 1:
        return others.pop()
    said = Counter(message.who for message in messages)
    asked = Counter(message.who for message in messages if _question(message.text, set()))
    return min(others or people, key=lambda who: (asked[who] / said[who], -said[who]))


def _pairs(messages: Sequence[Said], company: str, names: Collection[str]) -> Iterator[Draft]:
    bursts = [
        (own, [message.text for message in burst]) for own, burst in groupby(messages, lambda m: m.who == company)
    ]
    for (asker_own, asked), (_, answered) in pairwise(bursts):
        title = "" if asker_own else next(filter(None, (_question(text, names) for text in reversed(asked))), "")
        answer = "\n".join(filter(None, (_bare(text, names) for text in answered)))
        told = f"{title}\n{answer}"
        if title and len(answer) >= _SHORTEST_ANSWER and not answer.endswith("?") and redact(told) == told:
            yield Draft(fold(title), title, kind_of(title, answer), answer)


def _question(text: str, names: Collection[str]) -> str:
    """The question of a message; empty when it asks nothing."""
    plain = " ".join(_bare(text, names).split())
    if not 8 <= len(plain) <= _LONGEST_QUESTION:
        return ""
    asks = "?" in plain or _ASKS.match(fold(plain))
    return plain[0].upper() + plain[1:].rstrip(" ?") + "?" if asks else ""


def _bare(text: str, names: Collection[str]) -> str:
    """Without names and greeting. (Folded text is as long as the text itself wherever a greeting is written.)"""
    text = _SPACES.sub(" ", text)
    if names:
        text = re.sub(r",? ?\b(?:" + "|".join(map(re.escape, sorted(names))) + r")\b", "", text).lstrip(" ,;.!")
    folded = fold(text)
    match = _GREETING.match(folded) if len(folded) == len(text) else None
    return (text[match.end() :] if match else text).strip()
