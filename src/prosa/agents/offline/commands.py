"""What a message asks of the dialogue, in a few kinds of command: what was expected is looked for first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from prosa.agents.offline.choice import Offer, Verdict, choose
from prosa.agents.offline.goal import Goal, Slot
from prosa.agents.offline.lexicon import any_of, pattern, says_only
from prosa.agents.offline.memory import Progress
from prosa.agents.offline.reading import Reading, without_small_talk
from prosa.core.language import word_list

CONFIRM = "confirm"
YES, NO = "yes:", "no:"
"""How the ids of the buttons under a question for a yes begin; the action contract puts its own in their place."""
ENOUGH = 3
"""Words of meaning from which on a message tells a matter."""
FEWEST = 2
"""Letters of an answer that is more than a slip."""

_SIGNS_OF_YES = frozenset("👍👌✅🆗")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PROTOCOL = re.compile(r"(?<!\d)(20\d{6})[ -]?(\d{4,6})(?!\d)")
_NAME = re.compile(r"[^\W\d_][^\d_@/\\<>{}]{1,80}")
_SAID_BEFORE_NAME = re.compile(
    r"^\s*(?:(?:o )?meu nome (?:completo )?(?:é|e)|me chamo|sou(?: a| o)?|é|my name is)\s+", re.I
)


@dataclass(frozen=True, slots=True)
class StartGoal:
    name: str


@dataclass(frozen=True, slots=True)
class SetSlot:
    """The answer to what was asked. A `step` has `yes` or `no`."""

    slot: str
    value: str


@dataclass(frozen=True, slots=True)
class Correct:
    """Another value of a slot that was known."""

    slot: str
    value: str


@dataclass(frozen=True, slots=True)
class Affirm:
    """A yes to what was shown."""


@dataclass(frozen=True, slots=True)
class Deny:
    """A no to what was shown, or that there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The goal is called off."""


Command = StartGoal | SetSlot | Correct | Affirm | Deny | Cancel


def told(command: Command) -> str:
    """The command for the trace, without what the contact wrote."""
    parts = [type(command).__name__, *(getattr(command, name) for name in ("name", "slot") if hasattr(command, name))]
    return " ".join(parts)


def calls_off(reading: Reading) -> bool:
    return says_only("goal", "cancel", _bare(reading.plain))


def expected(reading: Reading, goal: Goal, progress: Progress) -> Command | None:
    """What the message is as an answer to the goal's last question; None when it is something else."""
    corrected = _corrected(reading, goal, progress)
    if corrected is not None:
        return corrected
    if progress.asked == CONFIRM:
        return _yes_or_no(reading)
    slot = goal.slot(progress.asked)
    return _answer(reading, slot, progress) if slot else None


def _answer(reading: Reading, slot: Slot, progress: Progress) -> Command | None:
    if slot.type == "step":
        word = _worked(reading)
        return SetSlot(slot.name, word) if word else None
    value = value_of(reading, slot, progress)
    if value is not None:
        return SetSlot(slot.name, value)
    if not isinstance(_yes_or_no(reading), Deny):
        return None
    return SetSlot(slot.name, "") if slot.optional else Deny() if slot.without else None


def value_of(reading: Reading, slot: Slot, progress: Progress) -> str | None:
    """The message as a value of the slot. A question is no text: whoever asked something gets an answer first."""
    match slot.type:
        case "email":
            return found_email(reading.text)
        case "name":
            return _name(reading)
        case "choice" | "pick":
            return _chosen(reading, slot, progress)
        case "text":
            return None if reading.asks or _is_small(reading) else _words(reading.text)
        case _:
            return None


def from_start(reading: Reading, slot: Slot, match: re.Match[str] | None) -> str | None:
    """What the message that starts a goal already tells of a slot."""
    if slot.from_start == "whole":
        return _words(reading.text)
    if slot.from_start == "words":
        rest = _without(reading.plain, match)
        return _words(reading.text) if _tells(rest) else None
    if slot.from_start == "said":
        return found_email(reading.text) if slot.type == "email" else _mentioned(reading.plain, slot)
    return None


def found_email(text: str) -> str | None:
    match = _EMAIL.search(text)
    return match[0].rstrip(".").lower() if match else None


def found_protocol(text: str) -> str | None:
    match = _PROTOCOL.search(text)
    return f"{match[1]}-{match[2]}" if match else None


def only_protocol(reading: Reading) -> str | None:
    """A protocol that is all the message is about."""
    found = found_protocol(reading.text)
    return found if found and len(reading.plain.split()) <= ENOUGH + 3 and not reading.asks else None


def _corrected(reading: Reading, goal: Goal, progress: Progress) -> Correct | None:
    """A value for something that was said before: after a word of correction, or by its form while a yes is awaited."""
    match = pattern("goal", "correct").match(_without_no(reading.plain))
    known = [slot for slot in goal.slots if slot.name in progress.slots and slot.name != progress.asked]
    for slot in reversed(known):
        value = _by_form(reading, slot)
        if value is not None and value != progress.slots[slot.name] and (match or progress.asked == CONFIRM):
            return Correct(slot.name, value)
    texts = [slot for slot in known if slot.type in ("text", "name")]
    plain_no = progress.asked == CONFIRM and reading.plain.startswith(("nao ", "no "))
    if texts and (match or plain_no) and _tells(_without_no(reading.plain)):
        return Correct(texts[-1].name, _after_mark(reading.text))
    return None


def _by_form(reading: Reading, slot: Slot) -> str | None:
    """What can be told apart from any other words: addresses, and what there is to choose from."""
    if slot.type == "email":
        return found_email(reading.text)
    return _mentioned(reading.plain, slot) if slot.type == "choice" else None


def _after_mark(text: str) -> str:
    """The words after "na verdade" and the like, as written."""
    head, mark, rest = text.partition(",")
    short = len(head.split()) <= ENOUGH and mark
    return (rest if short and rest.strip() else text).strip()


def _without_no(plain: str) -> str:
    return re.sub(r"^(?:(?:nao|no|e|mas|ah|opa) )+", "", plain)


def _yes_or_no(reading: Reading) -> Affirm | Deny | None:
    if (
        YES in reading.buttons
        or reading.text.strip("\ufe0f \U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff") in _SIGNS_OF_YES
    ):
        return Affirm()
    if _tapped(reading, NO):
        return Deny()
    bare = _bare(reading.plain)
    if says_only("goal", "yes", bare) or says_only("choice", "yes", bare):
        return Affirm()
    return Deny() if says_only("goal", "no", bare) or says_only("choice", "none", bare) else None


def _tapped(reading: Reading, begins: str) -> bool:
    return any(button.startswith(begins) for button in reading.buttons)


def _worked(reading: Reading) -> Literal["yes", "no"] | None:
    bare = _bare(reading.plain)
    if _tapped(reading, YES) or says_only("goal", "worked", bare):
        return "yes"
    if _tapped(reading, NO) or says_only("goal", "failed", bare):
        return "no"
    first = reading.plain.split(" ", 1)[0] if reading.plain else ""
    return "no" if first == "nao" and not reading.asks else None


def _chosen(reading: Reading, slot: Slot, progress: Progress) -> str | None:
    offers = progress.offered() or choices(slot)
    if slot.type == "pick" and (protocol := found_protocol(reading.text)):
        return protocol
    verdict, offer = choose(reading, offers)
    if verdict is Verdict.CHOSEN and offer:
        return offer.id
    return _mentioned(reading.plain, slot)


def _mentioned(plain: str, slot: Slot) -> str | None:
    """The only choice whose words occur."""
    said = [choice.value for choice in slot.choices if choice.says and any_of(choice.says).search(plain)]
    return said[0] if len(said) == 1 else None


def choices(slot: Slot) -> Sequence[Offer]:
    return [Offer(choice.value, choice.title) for choice in slot.choices]


def _name(reading: Reading) -> str | None:
    said = _SAID_BEFORE_NAME.sub("", reading.text.strip()).strip(" .!")
    return said if not reading.asks and "\n" not in said and _NAME.fullmatch(said) else None


def _words(text: str) -> str | None:
    return text.strip()[:2_000] if sum(letter.isalnum() for letter in text) >= FEWEST else None


def _is_small(reading: Reading) -> bool:
    """Nothing but greetings, thanks or assent."""
    return not reading.questions


def _without(plain: str, match: re.Match[str] | None) -> str:
    return f"{plain[: match.start()]} {plain[match.end() :]}" if match else plain


def _tells(plain: str) -> bool:
    """Whether there are enough words of meaning for a matter."""
    empty = word_list("stop", "pt") | word_list("stop", "en")
    return sum(word not in empty and len(word) > 1 for word in without_small_talk(plain).split()) >= ENOUGH


def _bare(plain: str) -> str:
    """Without what politeness adds to a short answer."""
    return re.sub(r"(?: (?:por favor|obrigad[oa]|viu|ta|entao|moco|moca|ne|ai))+$", "", plain)
