"""Telling the contact where an answer is from, where the version wishes it."""

import re
from dataclasses import replace

from prosa.agents.engine import Reply, ReplyKind, Turn
from prosa.core.language import normalise

CITE = "cite"
MOST_TITLES, LONGEST_TITLE = 2, 80
_ARTICLE = "knowledge:"
_MARKS = re.compile(r"[*_~`\s]+")


def cited(turn: Turn, reply: Reply) -> Reply:
    """The reply with the titles of its articles in a last short line, without any mark that a channel might read; as
    it is when it names them already or is from none."""
    titles = _titles(reply)
    variants = turn.instructions.texts.get(_key(reply)) or turn.instructions.texts.get(CITE)
    if not (turn.instructions.knowledge.cite and reply.kind is ReplyKind.ANSWER and titles and variants):
        return reply
    said = normalise(reply.text)
    unnamed = [title for title in titles if normalise(title) not in said]
    if not unnamed:
        return reply
    return replace(reply, text=f"{reply.text}\n\n{variants[0].replace('{title}', '; '.join(unnamed))}")


def _key(reply: Reply) -> str:
    return f"{CITE}.en" if reply.understanding.get("language") == "en" else CITE


def _titles(reply: Reply) -> list[str]:
    found = (_MARKS.sub(" ", piece.title).strip() for piece in reply.evidence if piece.ref.startswith(_ARTICLE))
    return [title[:LONGEST_TITLE] for title in dict.fromkeys(found) if title][:MOST_TITLES]
