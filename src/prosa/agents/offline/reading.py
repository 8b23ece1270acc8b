"""What is read from a burst of messages, before anything is decided."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prosa.agents.offline.lexicon import kinds, pattern, said, says_only, vocabulary
from prosa.agents.understanding.people import wants_person
from prosa.conversations.schemas import MessageType, MessageView
from prosa.core.language import Language, detect, normalise

MOST_QUESTIONS = 4
"""Questions of one burst that are looked up; what is said beyond them joins the last one."""

ASKED = "asked_for_person"
GRAVE = frozenset({"emergency", "security", "legal"})
"""Told to the person who takes over, even when the contact only asked for one."""

_SENTENCE_END = re.compile(r"(?<=[?!\n])\s*|(?<=[.…])\s+")
FEW_WORDS = 8
_FILES = frozenset({MessageType.IMAGE, MessageType.VIDEO, MessageType.DOCUMENT})
_SMALL_TALK = ("greeting", "thanks", "goodbye", "acknowledge")


@dataclass(frozen=True, slots=True)
class Question:
    """Something to look up, as written. `asked` marks one that ends in a question mark or begins like one."""

    text: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is the whole burst as written, `plain` in normal form. `small_talk` names what was said besides
    questions; `handoff` is the reason why a person must take over, if there is one; `doubts` are numbers
    of voice notes that may have been misheard."""

    text: str
    plain: str
    language: Language
    questions: tuple[Question, ...]
    small_talk: tuple[str, ...]
    handoff: str | None
    wants_person: bool
    opt_out: bool
    opt_in: bool
    negative: bool
    not_helped: bool
    audio: bool
    failed_audio: bool
    picture: bool
    file: bool
    doubts: tuple[str, ...]
    reference: bool
    buttons: tuple[str, ...] = field(default=())

    @property
    def asks(self) -> bool:
        return any(question.asked for question in self.questions)

    @property
    def takes_leave(self) -> bool:
        """Thanks or goodbye with a few words around it that ask nothing."""
        polite = "thanks" in self.small_talk or "goodbye" in self.small_talk
        return polite and not self.asks and len(self.plain.split()) <= FEW_WORDS


def read(said_messages: Sequence[MessageView]) -> Reading:
    """Reads a burst, oldest message first."""
    texts = [message.text.strip() for message in said_messages if message.text and message.text.strip()]
    whole = "\n".join(texts)
    plains = [normalise(text) for text in texts]
    plain = " ".join(plains)
    person = any(wants_person(text) for text in plains)
    reason = next((name for name in kinds("handoff") if said("handoff", name, plain)), None)
    pieces = [piece for text in texts for piece in _pieces(text)]
    return Reading(
        text=whole,
        plain=plain,
        language=detect(whole),
        questions=_questions(pieces),
        small_talk=tuple(name for name in (*_SMALL_TALK, "robot", "help") if _small(name, plains)),
        handoff=ASKED if person and reason not in GRAVE else reason,
        wants_person=person,
        opt_out=any(says_only("consent", "opt_out_word", text) or said("consent", "opt_out", text) for text in plains),
        opt_in=said("consent", "opt_in", plain),
        negative=said("mood", "negative", plain),
        not_helped=said("mood", "not_helped", plain),
        audio=any(message.type is MessageType.AUDIO and not message.text for message in said_messages),
        failed_audio=any(_heard(message).get("state") == "failed" for message in said_messages),
        picture=any(message.type is MessageType.IMAGE for message in said_messages),
        file=any(message.type in _FILES for message in said_messages),
        doubts=tuple(str(number) for message in said_messages for number in _heard(message).get("doubts") or ()),
        reference=any(says_only("reference", "given", text) for text in plains),
        buttons=tuple(str(m.payload["button_id"]) for m in said_messages if m.payload.get("button_id")),
    )


def _heard(message: MessageView) -> Mapping[str, Any]:
    """What is known of how a voice note was heard."""
    found = message.payload.get("transcript")
    return found if isinstance(found, dict) else {}


def _small(name: str, plains: Sequence[str]) -> bool:
    return any(said("small_talk", name, text) for text in plains)


def _pieces(text: str) -> Iterator[str]:
    """The sentences of a message that ask, each alone; what does not ask stays together."""
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(text) if sentence.strip()]
    if sum(sentence.endswith("?") for sentence in sentences) < 2:
        yield text
        return
    held: list[str] = []
    for sentence in sentences:
        held.append(sentence)
        if sentence.endswith("?"):
            yield " ".join(held)
            held = []
    if held:
        yield " ".join(held)


def _questions(pieces: Sequence[str]) -> tuple[Question, ...]:
    found = [Question(piece, _asks(piece)) for piece in pieces if without_small_talk(normalise(piece))]
    if len(found) <= MOST_QUESTIONS:
        return tuple(found)
    rest = found[MOST_QUESTIONS - 1 :]
    last = Question(" ".join(question.text for question in rest), any(question.asked for question in rest))
    return (*found[: MOST_QUESTIONS - 1], last)


def _asks(piece: str) -> bool:
    """A question mark, or a word that begins questions at the start (after a greeting)."""
    first = without_small_talk(normalise(piece)).split()[:1]
    return "?" in piece or bool(first and first[0] in vocabulary("question", "words"))


def without_small_talk(text: str) -> str:
    """What is left of a text in normal form when greetings, thanks, assent and filling words are taken out."""
    for name in (*_SMALL_TALK, "robot", "help", "filler"):
        text = pattern("small_talk", name).sub(" ", text)
    return " ".join(text.split())
