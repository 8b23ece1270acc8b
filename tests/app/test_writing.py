"""What an operator may say, over HTTP: every kind of message, reactions, and contacts that are one person."""

from typing import Any

import pytest

from prosa import contacts
from prosa.contacts import Identity, IdentityKind
from prosa.conversations.writing import LONGEST_TEXT, MOST_OPTIONS
from tests.app.contacts_side import Person, on_simulator
from tests.house import House
from tests.waiting import until

PLACE = {"latitude": -23.5614, "longitude": -46.6559, "name": "Loja da Paulista", "address": "Av. Paulista, 1000"}
CARD = {"name": "Oficina do Zé", "phones": [{"phone": "+55 11 98888-7777"}]}
OPTIONS = [{"id": "p", "title": "Pequeno"}, {"id": "g", "title": "Grande", "description": "serve quatro"}]
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"


@pytest.fixture
async def talk(house: House) -> Any:
    """A person who has written, and the way to answer them."""
    async with on_simulator(house) as person:
        await person.says("oi")
        conversation = await house.conversation()
        yield _Talk(house, person, conversation["id"])


class _Talk:
    def __init__(self, house: House, person: Person, conversation_id: str) -> None:
        self.house, self.person, self.id = house, person, conversation_id
        self.count = 0

    async def sends(self, **message: Any) -> Any:
        self.count += 1
        path = f"/api/v1/conversations/{self.id}/messages"
        return await self.house.admin.post(path, json={"client_id": f"c{self.count}", **message})

    async def shown(self, message_id: str) -> dict[str, Any]:
        return next(line for line in await self.house.messages(self.id) if line["id"] == message_id)

    async def arrived(self, message_id: str) -> dict[str, Any]:
        async def there() -> Any:
            line = await self.shown(message_id)
            return line if line["status"] in ("sent", "delivered", "read", "failed") else None

        return await until(there)


async def test_places_cards_options_and_links_are_said_and_arrive(talk: _Talk) -> None:
    place = (await talk.sends(location=PLACE)).json()
    card = (await talk.sends(contacts=[CARD])).json()
    menu = (await talk.sends(text="Qual tamanho?", options=OPTIONS)).json()
    link = (await talk.sends(text="Veja", link={"title": "Cardápio", "url": "https://loja.com.br/menu"})).json()
    assert (place["type"], place["payload"]) == ("location", PLACE)
    assert (card["type"], card["payload"]) == ("contacts", {"contacts": [CARD]})
    assert (menu["type"], [(o["id"], o["title"]) for o in menu["options"]]) == (
        "interactive",
        [("p", "Pequeno"), ("g", "Grande")],
    )
    assert link["payload"] == {"link": {"title": "Cardápio", "url": "https://loja.com.br/menu"}}
    for said in (place, card, menu, link):
        assert (await talk.arrived(said["id"]))["status"] != "failed"


async def test_a_typed_number_is_the_choice_of_the_menu(talk: _Talk) -> None:
    menu = (await talk.sends(text="Qual tamanho?", options=OPTIONS)).json()
    await talk.arrived(menu["id"])
    await talk.person.says("opção 2")

    async def chosen() -> Any:
        return [line for line in await talk.house.messages(talk.id) if line["payload"].get("button_id")]

    (line,) = await until(chosen)
    assert (line["text"], line["payload"]["button_id"]) == ("opção 2", "g")


async def test_a_text_longer_than_the_line_takes_arrives_whole_in_parts(talk: _Talk) -> None:
    text = "Uma frase que diz alguma coisa. " * 300
    first = (await talk.sends(text=text)).json()
    parts = [line for line in await talk.house.messages(talk.id) if line["author"] == "operator"]
    assert parts[0]["id"] == first["id"]
    assert len(parts) == 3
    assert " ".join(line["text"] for line in parts) == text.strip()
    assert (await talk.sends(text="x" * (LONGEST_TEXT + 1))).status_code == 422


NO_MESSAGES: list[dict[str, Any]] = [
    {},
    {"text": "  "},
    {"text": "onde", "location": PLACE},
    {"location": PLACE, "contacts": [CARD]},
    {"location": {**PLACE, "latitude": 91}},
    {"location": {**PLACE, "longitude": "NaN"}},
    {"contacts": []},
    {"contacts": [{"name": " ", "phones": [{"phone": "123"}]}]},
    {"contacts": [{"name": "Zé", "phones": []}]},
    {"contacts": [{"name": "Zé\nEND:VCARD", "phones": [{"phone": "11988887777"}]}]},
    {"contacts": [{"name": "Zé", "phones": [{"phone": "liga aí"}]}]},
    {"options": OPTIONS},
    {"text": "Qual?", "options": []},
    {"text": "Qual?", "options": [OPTIONS[0], OPTIONS[0]]},
    {"text": "Qual?", "options": [{"id": str(n), "title": "x"} for n in range(MOST_OPTIONS + 1)]},
    {"text": "Veja", "link": {"title": "x", "url": "javascript:alert(1)"}},
    {"link": {"title": "x", "url": "https://loja.com.br"}},
]


async def test_what_is_no_message_is_refused(talk: _Talk) -> None:
    for message in NO_MESSAGES:
        assert (await talk.sends(**message)).status_code == 422, message
    assert not [line for line in await talk.house.messages(talk.id) if line["author"] == "operator"]


async def test_a_sticker_is_a_webp_picture(talk: _Talk) -> None:
    house = talk.house
    kept = (await house.admin.post("/api/v1/attachments", files={"file": ("s.webp", WEBP)})).json()
    sticker = (await talk.sends(attachment_id=kept["id"], sticker=True)).json()
    assert sticker["type"] == "sticker"
    other = (await house.admin.post("/api/v1/attachments", files={"file": ("a.txt", b"abc")})).json()
    assert (await talk.sends(attachment_id=other["id"], sticker=True)).status_code == 422


async def test_a_reaction_is_shown_on_its_message_and_reaches_the_line(talk: _Talk) -> None:
    (said,) = [line for line in await talk.house.messages(talk.id) if line["author"] == "contact"]
    path = f"/api/v1/messages/{said['id']}/reaction"
    answer = await talk.house.admin.put(path, json={"emoji": "❤️"})
    assert (answer.status_code, answer.json()["reactions"]) == (200, [{"emoji": "❤️", "author": "operator"}])
    assert all(line["type"] != "reaction" for line in await talk.house.messages(talk.id))
    assert (await talk.house.admin.put(path, json={"emoji": None})).json()["reactions"] == []
    for emoji in ("👍🏽", "👨‍👩‍👧", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"):
        assert (await talk.house.admin.put(path, json={"emoji": emoji})).json()["reactions"][0]["emoji"] == emoji
    for no_emoji in ("ok", "", " ", "1", "👍 legal", "👍\n", "👍" * 41):
        assert (await talk.house.admin.put(path, json={"emoji": no_emoji})).status_code == 422, no_emoji


async def test_two_contacts_are_merged_and_parted_again(talk: _Talk) -> None:
    house = talk.house
    (conversation,) = await house.conversations()
    person = conversation["contact"]["id"]
    async with house.runtime.db.transaction() as session:
        lid = Identity(IdentityKind.LID, "99@lid")
        other = str((await contacts.resolve(session, [lid], "Aninha", None)).contact_id)
    page = await house.post(f"/contacts/{other}/merges", other_id=person)
    (merge,) = page["merges"]
    assert (page["id"], merge["contact_id"], merge["by"]) == (other, person, "admin")
    assert {line["source"] for line in page["identities"]} == {"delivery", "merge"}
    (conversation,) = await house.conversations(contact_id=other)
    assert (conversation["id"], conversation["contact"]["id"], conversation["former"]) == (talk.id, other, False)
    assert (await house.admin.post(f"/api/v1/contacts/{other}/merges", json={"other_id": person})).status_code == 409

    parted = await house.admin.delete(f"/api/v1/contact-merges/{merge['id']}")
    assert (parted.status_code, parted.json()["id"], parted.json()["merges"]) == (200, other, [])
    assert (await house.admin.delete(f"/api/v1/contact-merges/{merge['id']}")).status_code == 404
    (conversation,) = await house.conversations()
    assert conversation["contact"]["id"] == person
