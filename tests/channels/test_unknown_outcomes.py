"""What became of a send that nobody answered is asked of the provider, where it can tell."""

from datetime import timedelta

from sqlalchemy import update

from prosa.channels.port import Capabilities, Unknown
from prosa.conversations import attachments
from prosa.conversations.models import MessageRow
from prosa.core.clock import now
from prosa.core.errors import Unavailable
from prosa.testing.files import png


async def _in_doubt(linked):
    linked.port.outcomes = [Unknown("time-out")]
    conversation_id = await linked.meets()
    await linked.writes(conversation_id)
    await linked.pauses_end()
    await linked.sends(conversation_id)
    (message,) = await linked.out()
    assert message.status == "unconfirmed"
    await linked.pauses_end()
    return conversation_id


async def test_a_message_the_provider_has_is_sent(linked, device):
    conversation_id = await _in_doubt(linked)
    device.found = "true_5511@c.us_ABC"
    await linked.sends(conversation_id)
    (message,) = await linked.out()
    assert (message.status, message.provider_id, len(linked.port.sent)) == ("sent", "true_5511@c.us_ABC", 1)


async def test_a_message_the_provider_has_not_goes_out_again(linked, device):
    conversation_id = await _in_doubt(linked)
    await linked.sends(conversation_id)
    (message,) = await linked.out()
    assert (message.status, len(linked.port.sent)) == ("sent", 2)


async def test_the_search_begins_when_the_message_was_tried(linked, device):
    conversation_id = await _in_doubt(linked)
    await linked.sends(conversation_id)
    ((message, since),) = device.looked_for
    assert message.text == "olá"
    assert timedelta() < now() - since < timedelta(seconds=10)


async def test_a_line_whose_receipts_do_not_come_is_asked_as_well(linked, device):
    """Where receipts carry our id their absence proves something only on a line that speaks."""
    linked.port.can = Capabilities(window_hours=24, status_echo=True)
    conversation_id = await _in_doubt(linked)
    device.found = "SM1"
    await linked.sends(conversation_id)
    (message,) = await linked.out()
    assert (message.status, message.provider_id, len(linked.port.sent)) == ("sent", "SM1", 1)


async def test_a_file_is_looked_for_as_it_was_sent(linked, device):
    conversation_id = await _in_doubt(linked)
    key = await linked.runtime.storage.put(png())
    async with linked.runtime.db.transaction() as session:
        picture = await attachments.upload(session, None, key, "image/png", "a.png", len(png()))
        await session.execute(update(MessageRow).values(type="image", attachment_id=picture))
    await linked.sends(conversation_id)
    ((message, _),) = device.looked_for
    assert message.media.mime_type == "image/png"
    assert message.file is not None


async def test_a_provider_that_cannot_say_is_asked_again_and_nothing_goes_out_twice(linked, device):
    conversation_id = await _in_doubt(linked)
    device.trouble = Unavailable("down")
    await linked.sends(conversation_id)
    (message,) = await linked.out()
    assert (message.status, len(linked.port.sent)) == ("unconfirmed", 1)
    assert message.not_before > now()


async def test_what_was_never_found_out_is_given_up_in_the_end(linked, device):
    conversation_id = await _in_doubt(linked)
    device.trouble = Unavailable("down")
    async with linked.runtime.db.transaction() as session:
        await session.execute(update(MessageRow).values(sending_at=now() - timedelta(hours=1)))
    await linked.sends(conversation_id)
    assert [message.status for message in await linked.out()] == ["failed"]


async def test_a_receipt_that_comes_while_the_provider_is_asked_is_not_overruled(linked, device):
    conversation_id = await _in_doubt(linked)
    (message,) = await linked.out()

    async def find(*_):
        await linked.brings({"id": "p1", "status": "delivered", "message_id": str(message.id)})

    device.find = find
    await linked.sends(conversation_id)
    (message,) = await linked.out()
    assert (message.status, len(linked.port.sent)) == ("delivered", 1)


async def test_the_id_of_another_message_settles_nothing(linked, device):
    first = await linked.meets()
    await linked.writes(first, "primeira")
    await linked.pauses_end()
    await linked.sends(first)
    taken = (await linked.out())[0].provider_id
    conversation_id = await _in_doubt_again(linked)
    device.found = taken
    await linked.sends(conversation_id)
    assert [message.status for message in await linked.out()] == ["sent", "unconfirmed"]


async def _in_doubt_again(linked):
    linked.port.outcomes = [Unknown("time-out")]
    conversation_id = await linked.meets()
    await linked.writes(conversation_id, "segunda")
    await linked.pauses_end()
    await linked.sends(conversation_id)
    await linked.pauses_end()
    return conversation_id


async def test_the_echo_of_a_send_in_doubt_is_its_receipt_and_takes_no_floor(linked):
    conversation_id = await _in_doubt(linked)
    phone = linked.port.sent[0].to[0].value
    await linked.brings({"id": "echo1", "from": phone, "text": "olá", "echo": True})
    (message,) = await linked.out()
    assert (message.status, message.provider_id, message.author) == ("sent", "echo1", "operator")
    await linked.sends(conversation_id)
    assert len(linked.port.sent) == 1


async def test_what_a_person_typed_meanwhile_is_the_persons(linked):
    await _in_doubt(linked)
    phone = linked.port.sent[0].to[0].value
    await linked.brings({"id": "echo1", "from": phone, "text": "já te ligo", "echo": True})
    assert [(m.author, m.status) for m in await linked.out()] == [("operator", "unconfirmed"), ("phone", "sent")]
