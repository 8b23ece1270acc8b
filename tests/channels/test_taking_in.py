"""What each kind of fact does to the books."""

from datetime import timedelta

from prosa import contacts
from prosa.accounts.schemas import system
from prosa.channels import directory
from prosa.contacts import ConsentStatus, Purpose
from prosa.core.clock import now


async def _consents(wire):
    conversation = await wire.conversation()
    async with wire.runtime.db.transaction() as session:
        return await contacts.current_consents(session, conversation.contact_id)


async def test_what_the_person_told_the_provider_about_marketing_holds_here(wire):
    await wire.brings({"id": "m1", "from": "5511988887777", "text": "oi"})
    await wire.brings({"id": "p1", "from": "5511988887777", "marketing": False})
    said = (await _consents(wire))[Purpose.MARKETING]
    assert (said.status, said.text_version) == (ConsentStatus.WITHDRAWN, "provider-preference")
    await wire.brings({"id": "p2", "from": "5511988887777", "marketing": True})
    assert (await _consents(wire))[Purpose.MARKETING].status is ConsentStatus.GRANTED


async def test_the_same_choice_told_twice_is_written_down_once(wire):
    await wire.brings({"id": "m1", "from": "5511988887777", "text": "oi"})
    for _ in range(3):
        await wire.brings({"id": "p1", "from": "5511988887777", "marketing": False})
    async with wire.runtime.db.transaction() as session:
        assert await contacts.verify_consents(session) is None
    first = (await _consents(wire))[Purpose.MARKETING]
    await wire.brings({"id": "p1", "from": "5511988887777", "marketing": False})
    assert (await _consents(wire))[Purpose.MARKETING].at == first.at


async def test_a_groups_talk_is_kept_and_answered_by_nobody(linked):
    await linked.brings({"id": "g1", "from": "5511988887777", "name": "Ana", "text": "oi", "group": "1203@g.us"})
    (found,) = await linked.messages()
    assert (found.outcome, found.outcome_reason) == ("suppressed", "group")


async def test_a_group_is_answered_when_the_line_may_and_the_group_is_switched_on(linked):
    said = {"from": "5511988887777", "name": "Ana", "text": "oi", "group": "1203@g.us"}
    await linked.rules(answer_groups=True)
    await linked.brings({"id": "g1", **said})
    async with linked.runtime.db.transaction() as session:
        await directory.switch_group(session, system("test"), linked.channel_id, "1203@g.us", on=True)
    await linked.brings({"id": "g2", **said})
    await linked.rules(answer_groups=False)
    await linked.brings({"id": "g3", **said})
    assert [m.outcome for m in await linked.messages()] == ["suppressed", "pending", "suppressed"]


async def test_the_delivery_of_a_person_is_a_sign_of_life_and_told_rarely(linked):
    await linked.brings({"id": "m1", "from": "5511988887777", "text": "oi"})
    first = await linked.watch()
    await linked.brings({"id": "m2", "from": "5511988887777", "text": "oi"})
    second = await linked.watch()
    assert (first.events, second.events) == (1, 1)
    assert now() - first.last_event_at < timedelta(seconds=10)


async def test_news_of_the_device_are_no_sign_that_people_are_heard(linked):
    await linked.brings({"id": "s1", "state": "working"})
    assert (await linked.watch()).last_event_at is None


async def test_a_call_is_one_line_of_the_thread_and_answered_by_nobody(wire):
    for status in ("offer", "terminate"):
        await wire.brings({"id": f"c1.{status}", "from": "5511988887777", "call": status})
    (found,) = await wire.messages()
    assert (found.type, found.payload["status"]) == ("call", "offer")
    assert (found.outcome, found.outcome_reason) == ("suppressed", "call")
