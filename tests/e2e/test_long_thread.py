"""A conversation of thousands of messages opens, types and scrolls like a short one."""

import re
from datetime import timedelta
from uuid import UUID

from playwright.async_api import expect
from sqlalchemy import insert, update

from prosa.conversations.models import ConversationRow, MessageRow
from prosa.core.clock import now
from prosa.core.ids import new_id
from tests.e2e.desk import Desk, open_conversation, reply_box, thread
from tests.e2e.phone import Phone
from tests.house import House

LONG = 3000
MOST_NODES = 3000
"""Elements on the page; without windowing this thread alone has more than fifteen thousand."""


async def _fill(house: House, conversation_id: UUID, channel_id: UUID, last_seq: int) -> None:
    begin = now() - timedelta(days=3)
    rows = [
        {
            "id": new_id(),
            "conversation_id": conversation_id,
            "channel_id": channel_id,
            "seq": last_seq + number,
            "direction": "internal",
            "author": "system",
            "type": "note",
            "text": f"Linha {number} " + "palavra " * (number % 40),
            "payload": {},
            "status": "received",
            "sent_at": begin + timedelta(minutes=number),
        }
        for number in range(1, LONG + 1)
    ]
    async with house.runtime.db.transaction() as session:
        await session.execute(insert(MessageRow), rows)
        change = update(ConversationRow).where(ConversationRow.id == conversation_id)
        await session.execute(change.values(last_seq=last_seq + LONG))


async def test_three_thousand_messages_stay_usable(desk: Desk, house: House, phone: Phone) -> None:
    conversation_id = await phone.is_waiting()
    page = await desk.person()
    known = await house.get(f"/conversations/{conversation_id}/messages")
    await _fill(house, UUID(conversation_id), phone.channel_id, known["items"][-1]["seq"])

    await open_conversation(page, conversation_id)
    await expect(thread(page).get_by_text(re.compile("^Linha 3000 "))).to_be_in_viewport()
    await reply_box(page).press_sequentially("dez teclas")
    await expect(reply_box(page)).to_have_value("dez teclas")

    await thread(page).hover()
    beginning = thread(page).get_by_text("Começo da conversa")
    for _ in range(400):
        await page.mouse.wheel(0, -4000)
        if await beginning.is_visible() and await thread(page).evaluate("log => log.scrollTop") == 0:
            break
    await expect(beginning).to_be_in_viewport()
    assert await page.evaluate("document.querySelectorAll('*').length") < MOST_NODES

    await page.get_by_role("button", name="Ir para a última mensagem").click()
    await expect(thread(page).get_by_text(re.compile("^Linha 3000 "))).to_be_in_viewport()
    await phone.says("E agora?")
    await expect(thread(page).get_by_text("E agora?")).to_be_in_viewport()


async def test_the_page_above_does_not_move_what_is_being_read(desk: Desk, house: House, phone: Phone) -> None:
    conversation_id = await phone.is_waiting()
    page = await desk.person()
    known = await house.get(f"/conversations/{conversation_id}/messages")
    await _fill(house, UUID(conversation_id), phone.channel_id, known["items"][-1]["seq"])
    await open_conversation(page, conversation_id)
    await expect(thread(page).get_by_text(re.compile("^Linha 3000 "))).to_be_in_viewport()

    moved = await thread(page).evaluate(
        """async (log) => {
            const line = () => [...log.querySelectorAll("article p")].find(
                (p) => /^Linha \\d+ /.test(p.innerText) && p.getBoundingClientRect().top > 200);
            const height = log.scrollHeight;
            log.scrollTop = 150;
            await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
            const words = line().innerText;
            const before = line().getBoundingClientRect().top;
            const end = performance.now() + 10000;
            while (log.scrollHeight <= height + 500 && performance.now() < end)
                await new Promise((next) => requestAnimationFrame(next));
            const same = [...log.querySelectorAll("article p")].find((p) => p.innerText === words);
            return { grew: log.scrollHeight > height + 500, by: same && same.getBoundingClientRect().top - before };
        }"""
    )
    assert moved["grew"]
    assert moved["by"] is not None
    assert abs(moved["by"]) < 4
