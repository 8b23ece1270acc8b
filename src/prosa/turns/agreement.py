"""What counts as a contact's yes: an answer to exactly what was shown, and to nothing else."""

import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from prosa.agents.engine import Reply, ReplyKind, Turn
from prosa.conversations.schemas import Direction, MessageStatus, MessageView, Option
from prosa.core.language import normalise
from prosa.core.tools import ConfirmationNeeded

YES = re.compile(
    r"(?:sim )?(?:sim|s|pode|pode (?:sim|ser|fazer|mandar|seguir)|eu confirmo|confirm(?:o|ado|ada|ar|a)|"
    r"(?:e )?isso(?: mesmo| ai)?|"
    r"(?:esta |ta )?(?:certo|correto|ok)|okay|exato|exatamente|beleza|claro|com certeza|concordo|aceito|"
    r"quero|quero sim|positivo|perfeito|yes|yep|yeah|sure|(?:i )?(?:confirm|agree)|confirmed|correct|go ahead)"
    r"(?: por favor| please)?"
)
"""Over text in normal form, and as the whole message: whoever says more than this is asked again."""

_LABELS = {"pt": ("Sim", "Não"), "en": ("Yes", "No")}
_UNSENT = frozenset({MessageStatus.HELD, MessageStatus.FAILED, MessageStatus.CANCELLED})


def yes_button(digest: str) -> str:
    return f"yes:{digest[:32]}"


def no_button(digest: str) -> str:
    return f"no:{digest[:32]}"


def agrees(said: Sequence[MessageView], digest: str) -> bool:
    """Whether a burst is a yes and nothing but a yes to what `digest` stands for."""
    return bool(said) and all(_is_yes(line, digest) for line in said)


def tapped(said: Sequence[MessageView], digest: str) -> bool:
    """Whether the yes was the button itself, which leaves no doubt what it belongs to."""
    return any(line.payload.get("button_id") == yes_button(digest) for line in said)


def was_shown(sent: Sequence[MessageView], shown: str) -> bool:
    """Whether the messages of a turn that went out show this, word for word."""
    gone = [line.text or "" for line in sent if line.status not in _UNSENT]
    return _words(shown) in _words(" ".join(gone))


def answers(turn: Turn, sent: Sequence[MessageView]) -> bool:
    """Whether what was sent is the last thing said to the contact before this turn, so that a bare yes means it."""
    ours: list[UUID] = [line.id for line in turn.history if line.direction is Direction.OUT]
    return bool(ours) and ours[-1] in {line.id for line in sent}


def with_question(reply: Reply, asked: ConfirmationNeeded | None, language: str) -> Reply:
    """The reply with what the contact has to agree to, as it is, and the two buttons."""
    if asked is None or reply.kind is ReplyKind.HANDOFF:
        return reply
    shown, digest = str(asked.params["shown"]), str(asked.params["digest"])
    text = reply.text if _words(shown) in _words(reply.text) else f"{reply.text}\n\n{shown}".strip()
    yes, no = _LABELS["en" if language.startswith("en") else "pt"]
    return replace(reply, text=text, options=(Option(yes_button(digest), yes), Option(no_button(digest), no)))


def _is_yes(line: MessageView, digest: str) -> bool:
    button = line.payload.get("button_id")
    if button:
        return bool(button == yes_button(digest))
    text = line.text or ""
    return "?" not in text and YES.fullmatch(normalise(text)) is not None


def _words(text: str) -> str:
    return " ".join(text.split())
