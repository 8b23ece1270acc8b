"""A reaction of ours: sent in order like a message, shown on the message it is for."""

import pytest

from prosa.conversations import Amendment, Author, Draft, MessageType, amend, messages, outcomes, speaking
from prosa.conversations.reacting import react
from prosa.conversations.schemas import ConversationStatus, MessageStatus
from prosa.core.clock import now
from prosa.core.errors import Conflict, NotFound
from prosa.core.ids import new_id


async def reacts(talk, message_id, emoji, operator: int = 0) -> None:
    async with talk.runtime.db.transaction() as session:
        await react(session, talk.operators[operator], message_id, emoji)


async def shown(talk, message_id) -> list[tuple[str, str]]:
    async with talk.runtime.db.transaction() as session:
        item = await messages.item(session, message_id)
    return [(reaction.emoji, reaction.author) for reaction in item.reactions]


async def thread(talk) -> list[str]:
    async with talk.runtime.db.transaction() as session:
        page = await messages.page(session, await talk.id())
    return [item.type for item in page.items]


async def hears_reaction(
    talk, message_id: str, emoji: str | None, author: Author = Author.CONTACT, kind: str = "reaction"
) -> None:
    amendment = Amendment(talk.channel_id, talk.contact_id, str(new_id()), kind, message_id, author, emoji, now())
    async with talk.runtime.db.transaction() as session:
        await amend(session, amendment)


async def test_it_leaves_as_a_message_and_is_shown_on_its_target_only(talk) -> None:
    said = await talk.says("comprei!")
    await reacts(talk, said, "❤️")
    assert await shown(talk, said) == [("❤️", "operator")]
    assert await thread(talk) == ["text"]
    send = await talk.begins()
    assert (send.type, send.text, send.reply_to) == (MessageType.REACTION, "❤️", talk.heard[0].provider_id)
    await talk.is_sent(send)
    row = await talk.row()
    assert (row.preview, row.status, row.unread) == ("comprei!", ConversationStatus.BOT, 1)
    assert await talk.problems() == {}


async def test_the_same_again_sends_nothing_and_none_takes_it_back(talk) -> None:
    said = await talk.says("comprei!")
    for emoji in ("❤️", "❤️", "👍", None, None):
        await reacts(talk, said, emoji)
    assert [message.text for message in await talk.messages("out")] == ["❤️", "👍", None]
    assert await shown(talk, said) == []


async def test_the_business_has_one_reaction_whoever_of_it_reacts(talk) -> None:
    said = await talk.says("comprei!")
    await hears_reaction(talk, talk.heard[0].provider_id, "😂")
    await reacts(talk, said, "❤️")
    await hears_reaction(talk, talk.heard[0].provider_id, "👍", Author.PHONE)
    assert await shown(talk, said) == [("😂", "contact"), ("👍", "phone")]
    await reacts(talk, said, "🙏", operator=1)
    assert await shown(talk, said) == [("😂", "contact"), ("🙏", "operator")]


async def test_one_that_could_not_be_sent_is_not_shown_any_more(talk) -> None:
    said = await talk.says("comprei!")
    await reacts(talk, said, "❤️")
    send = await talk.begins()
    async with talk.runtime.db.transaction() as session:
        await outcomes.refused(session, send, "unsupported", "no reactions here", None)
    assert await shown(talk, said) == []
    assert (await talk.row()).status == ConversationStatus.BOT
    assert await talk.problems() == {}


async def test_it_keeps_its_place_among_the_sends(talk) -> None:
    said = await talk.says("comprei!")
    await talk.operator_says("que bom", "c1")
    await reacts(talk, said, "❤️")
    await talk.operator_says("até logo", "c2")
    kinds = []
    while send := await talk.begins():
        kinds.append(send.type)
        await talk.is_sent(send)
    assert kinds == ["text", "reaction", "text"]
    assert await talk.problems() == {}


async def test_the_agent_does_not_take_it_for_something_said(talk) -> None:
    said = await talk.says("comprei!")
    await talk.is_answered("que bom")
    await reacts(talk, said, "❤️")
    await talk.says("e agora?")
    material = await talk.takes_up()
    assert [line.text for line in material.history] == ["comprei!", "que bom"]


async def test_what_is_not_on_the_phone_cannot_be_reacted_to(talk) -> None:
    said = await talk.says("comprei!")
    queued = await talk.operator_says("ainda na fila", "c1")
    async with talk.runtime.db.transaction() as session:
        note = await speaking.add_note(session, await talk.id(), talk.operators[0], "cliente nova", "n1")
    with pytest.raises(Conflict):
        await reacts(talk, queued, "❤️")
    with pytest.raises(Conflict):
        await reacts(talk, note, "❤️")
    with pytest.raises(NotFound):
        await reacts(talk, new_id(), "❤️")
    async with talk.runtime.db.transaction() as session:
        target = talk.heard[0].provider_id
        await amend(
            session, Amendment(talk.channel_id, talk.contact_id, "d", "delete", target, Author.CONTACT, None, now())
        )
    with pytest.raises(Conflict):
        await reacts(talk, said, "❤️")


async def test_outside_the_window_it_is_given_up_like_any_message(talk) -> None:
    said = await talk.says("comprei!", sent_at=now().replace(year=2020))
    await reacts(talk, said, "❤️")
    assert await talk.begins() is None
    assert [message.status for message in await talk.messages("out")] == [MessageStatus.FAILED]
    assert await shown(talk, said) == []


async def test_a_place_and_cards_go_out_as_they_were_written(talk) -> None:
    await talk.says("onde fica?")
    place = {"latitude": -23.5, "longitude": -46.6, "name": "Loja"}
    async with talk.runtime.db.transaction() as session:
        await speaking.say_as_operator(
            session, await talk.id(), talk.operators[0], Draft(type=MessageType.LOCATION, payload=place), "c1"
        )
    send = await talk.begins()
    assert (send.type, send.payload, send.text) == (MessageType.LOCATION, place, None)
