"""Whoever is shown options may type the number or the title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.conversations import Decision, Draft, MessageType, Option, answering, speaking
from prosa.conversations.choices import chosen
from tests.contacts.watching import statements

SIZES = [{"id": "p", "title": "Pequeno"}, {"id": "m", "title": "Médio"}, {"id": "g", "title": "Grande"}]
TITLES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    "text",
    [
        "2", " 2. ", "2)", "(2)", "*2*", "02", "nº 2", "n° 2", "#2", "opção 2", "Opcao 2", "OPÇÃO: 2", "a opção 2",
        "opção 2!", "item 2", "número 2", "2️⃣", "２", "Médio", "medio", "MÉDIO!", "méd", "2. Médio", "2 - médio",
        "m", "quero 2", "Médio 😀",
    ],
)  # fmt: skip
def test_the_second_option_is_meant(text: str) -> None:
    assert chosen(text, SIZES) == "m"


@pytest.mark.parametrize(
    "text", ["", "?", "4", "0", "22", "2 ou 3", "2,5", "1/2", "médio ou grande", "r$ 2", "às 2h", "dedio", "😀"]
)
def test_no_option_is_meant_for_sure(text: str) -> None:
    assert chosen(text, SIZES) is None


@pytest.mark.parametrize(
    ("titles", "text", "index"),
    [
        (["Segunda", "Sexta"], "se", None),
        (["Segunda", "Sexta"], "seg", 0),
        (["2 pessoas", "4 pessoas"], "2", None),
        (["2 pessoas", "4 pessoas"], "4", 1),
        (["1 pessoa", "2 pessoas"], "2", 1),
        (["10 reais", "100 reais"], "10", 0),
        (["3", "2", "1"], "3", 0),
        (["10:00", "14:30"], "14:30", 1),
        (["10:00", "14:30"], "14", 1),
        (["Sim", "Não"], "nao", 1),
        (["Sim", "Não"], "n", 1),
        (["Sim", "sim"], "sim", None),
        (["Sim", "Sim, mas depois"], "sim", 0),
        (["🍕", "🍔"], "🍕", None),
        (["🍕", "🍔"], "2", 1),
    ],
)
def test_a_title_goes_before_a_number_and_doubt_before_a_guess(titles: list[str], text: str, index: int | None) -> None:
    options = [{"id": f"o{number}", "title": title} for number, title in enumerate(titles)]
    assert chosen(text, options) == (None if index is None else f"o{index}")


@given(st.lists(TITLES, min_size=1, max_size=10), st.text(max_size=20))
def test_whatever_is_typed_means_one_of_the_options_or_none(titles: list[str], text: str) -> None:
    options = [{"id": f"o{number}", "title": title} for number, title in enumerate(titles)]
    assert chosen(text, options) in (None, *(option["id"] for option in options))


@given(st.lists(TITLES, min_size=1, max_size=10, unique_by=str.casefold), st.data())
def test_a_title_typed_in_full_is_that_option_unless_another_reads_the_same(
    titles: list[str], data: st.DataObject
) -> None:
    options = [{"id": f"o{number}", "title": title} for number, title in enumerate(titles)]
    option = data.draw(st.sampled_from(options))
    assert chosen(option["title"], options) in (None, option["id"])


@given(st.lists(st.text(st.sampled_from("abcdefgh"), min_size=2, max_size=9), min_size=1, max_size=10), st.data())
def test_any_number_of_the_list_is_its_option(titles: list[str], data: st.DataObject) -> None:
    options = [{"id": f"o{number}", "title": title} for number, title in enumerate(titles)]
    number = data.draw(st.integers(1, len(titles)))
    assert chosen(f"{number}", options) == f"o{number - 1}"
    assert chosen(f"{len(titles) + number}", options) is None


async def asks(talk, text: str = "Qual tamanho?") -> None:
    options = tuple(Option(size["id"], size["title"]) for size in SIZES)
    draft = Draft(text=text, type=MessageType.INTERACTIVE, options=options)
    async with talk.runtime.db.transaction() as session:
        await speaking.say_as_operator(session, await talk.id(), talk.operators[0], draft, f"c{len(talk.heard)}{text}")


async def menu_arrives(talk, text: str = "Qual tamanho?") -> None:
    await asks(talk, text)
    await talk.is_sent(await talk.begins())


async def last_choice(talk) -> str | None:
    return (await talk.messages("in"))[-1].payload.get("button_id")


async def test_a_typed_number_becomes_the_choice_and_keeps_its_text(talk) -> None:
    await talk.says("quero uma pizza")
    await menu_arrives(talk)
    await talk.says("2")
    last = (await talk.messages("in"))[-1]
    assert (last.text, last.type, last.payload) == ("2", "text", {"button_id": "m"})


async def test_a_choice_is_made_once_and_a_repeat_of_it_changes_nothing(talk) -> None:
    await talk.says("quero uma pizza")
    await menu_arrives(talk)
    await talk.says("2")
    await talk.hears(talk.heard[-1])
    await talk.says("3")
    assert [message.payload for message in await talk.messages("in")] == [{}, {"button_id": "m"}, {}]


async def test_other_words_leave_the_options_open(talk) -> None:
    await talk.says("quero uma pizza")
    await menu_arrives(talk)
    await talk.says("qual é o preço da grande?")
    await talk.operator_says("A grande custa 60 reais.", "price")
    await talk.says("então grande")
    assert await last_choice(talk) is None
    await talk.says("grande")
    assert await last_choice(talk) == "g"


async def test_a_later_question_of_ours_takes_the_place_of_the_options(talk) -> None:
    await talk.says("quero uma pizza")
    await menu_arrives(talk)
    await talk.operator_says("Antes: são quantas pessoas?", "people")
    await talk.says("2")
    assert await last_choice(talk) is None


async def test_a_question_from_the_phone_does_so_too(talk) -> None:
    await talk.says("quero uma pizza")
    await menu_arrives(talk)
    await talk.says("são quantas pessoas?", from_phone=True)
    await talk.says("2")
    assert await last_choice(talk) is None


async def test_a_tapped_choice_stays_and_closes_the_options(talk) -> None:
    await talk.says("quero uma pizza")
    await menu_arrives(talk)
    await talk.says("Grande", type=MessageType.INTERACTIVE, payload={"button_id": "g"})
    assert await last_choice(talk) == "g"
    await talk.says("2")
    assert await last_choice(talk) is None


async def test_options_still_in_the_queue_are_no_choice(talk) -> None:
    await talk.says("quero uma pizza")
    await asks(talk)
    await talk.says("2")
    assert await last_choice(talk) is None
    send = await talk.begins()
    await talk.says("3")
    assert await last_choice(talk) == "g"
    await talk.is_sent(send)


async def test_options_that_never_went_out_are_no_choice(talk) -> None:
    await talk.says("quero uma pizza")
    material = await talk.takes_up()
    assert material is not None
    async with talk.runtime.db.transaction() as session:
        await answering.standing(session, material.conversation_id, material.epoch, material.said[-1].seq)
        options = tuple(Option(size["id"], size["title"]) for size in SIZES)
        draft = Draft(text="Qual?", type=MessageType.INTERACTIVE, options=options)
        ids = tuple(line.id for line in material.said)
        await answering.carry_out(
            session, material.conversation_id, Decision(material.said[0].id, ids, (draft,), {}, None)
        )
    await talk.claims()
    await talk.says("2")
    assert await last_choice(talk) is None


async def test_only_a_typed_choice_asks_the_database_more(talk) -> None:
    await talk.says("quero uma pizza")
    with statements(talk.runtime.db) as plain:
        await talk.says("e um suco")
    await menu_arrives(talk)
    with statements(talk.runtime.db) as other_words:
        await talk.says("com gelo")
    with statements(talk.runtime.db) as choice:
        await talk.says("2")
    assert len(plain) == len(other_words) == len(choice) - 1
