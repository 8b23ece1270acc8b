"""Numbers that were heard in a voice note are confirmed before anything is done with them."""

from dataclasses import replace

from prosa.agents.engine import Reply, ReplyKind, Turn
from prosa.agents.offline.lexicon import says_only
from prosa.agents.offline.memory import Memory
from prosa.agents.offline.reading import read
from prosa.agents.offline.talk import Talk
from prosa.conversations.schemas import MessageType

YES, NO = "heard:yes", "heard:no"
MOST = 5
"""Numbers that are read back; who says more is asked to write anyway, by his answer."""


def settled(turn: Turn, memory: Memory) -> tuple[Turn, Memory]:
    """Once the numbers are confirmed, the turn goes on with what was heard, as if it had been written."""
    if not memory.heard:
        return turn, memory
    reading = read(turn.said)
    rest = memory.model_copy(update={"heard": ""})
    if YES not in reading.buttons and not says_only("choice", "yes", reading.plain):
        return turn, memory
    said = replace(turn.said[-1], text=memory.heard, type=MessageType.TEXT, payload={})
    return replace(turn, said=(said,)), rest


async def heard_numbers(talk: Talk) -> Reply | None:
    """Reads doubtful numbers back, and asks for the right ones when they were wrong."""
    reading = talk.reading
    if talk.memory.heard and (NO in reading.buttons or says_only("choice", "none", reading.plain)):
        return talk.reply(ReplyKind.CLARIFY, "heard_wrong", [talk.say("heard_wrong")], confidence=0.0)
    if not reading.doubts:
        return None
    numbers = ", ".join(dict.fromkeys(reading.doubts[:MOST]))
    return talk.reply(
        ReplyKind.CLARIFY,
        "heard_numbers",
        [talk.opening(), talk.say("heard_numbers", numbers=numbers)],
        memory=Memory(heard=reading.text, topic=talk.memory.topic),
        options=talk.yes_no(YES, NO),
        confidence=0.5,
    )
