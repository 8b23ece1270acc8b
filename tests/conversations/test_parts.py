"""A long text goes in parts that fit, cut where a reader would pause; short ones become one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.channels.fitting import linked
from prosa.conversations import Draft, MessageType, Option
from prosa.conversations.parts import CAPTION, cut, fitting, joined
from prosa.conversations.schemas import MessageStatus
from prosa.core.ids import new_id

TEXTS = st.text(st.sampled_from("aé 1.!?…\n😀\u0301\u200d\ufe0f"), max_size=300) | st.text(max_size=300)
LIMITS = st.integers(1, 80)
SENTENCE = "Uma frase que diz alguma coisa. "


def without_blanks(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, LIMITS)
def test_every_part_fits_and_nothing_but_blanks_is_lost(text: str, limit: int) -> None:
    parts = cut(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert without_blanks("".join(parts)) == without_blanks(text)
    assert len(parts) == 1 or all(part.strip() == part != "" for part in parts)


@given(st.lists(st.from_regex(r"[A-Z][a-z]{0,8}( [a-z]{1,8}){0,4}[.!?]", fullmatch=True), min_size=1), LIMITS)
def test_sentences_that_fit_are_never_broken(sentences: list[str], limit: int) -> None:
    limit = max(limit, *map(len, sentences))
    for part in cut(" ".join(sentences), limit):
        assert all(sentence in sentences for sentence in re.findall(r"[A-Z][^.!?]*[.!?]", part))
        assert part[-1] in ".!?"


def test_what_fits_is_left_as_it_was_written() -> None:
    assert cut("  duas\n\nlinhas  ", 20) == ["  duas\n\nlinhas  "]


def test_without_a_sentence_end_it_is_cut_between_words_and_without_a_blank_anywhere() -> None:
    assert cut("uma lista sem ponto nenhum", 12) == ["uma lista", "sem ponto", "nenhum"]
    assert cut("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_number_or_an_address_is_no_end_of_a_sentence() -> None:
    assert cut("Custa R$ 1.290 no site loja.com.br hoje", 24) == ["Custa R$ 1.290 no site", "loja.com.br hoje"]


def test_what_belongs_to_one_sign_stays_together() -> None:
    family = "👨\u200d👩\u200d👧"
    assert all(part.replace(family, "") == "" for part in cut(family * 8, 12))


def test_a_whole_book_is_cut_in_no_time() -> None:
    assert len(cut(SENTENCE * 600, 4096)) == 5


def test_the_first_part_replies_and_the_last_one_carries_options_and_link() -> None:
    told = new_id()
    draft = Draft(
        text=SENTENCE * 10,
        type=MessageType.INTERACTIVE,
        options=(Option("a", "Sim"), Option("b", "Não")),
        reply_to_id=told,
        payload={"sources": ["Trocas"]},
    )
    first, *between, last = fitting(draft, 120)
    assert (first.reply_to_id, first.options, first.type, first.payload) == (told, (), MessageType.TEXT, {})
    assert (last.reply_to_id, last.options, last.type) == (None, draft.options, MessageType.INTERACTIVE)
    assert last.payload == draft.payload
    assert all(part.reply_to_id is None and not part.options for part in between)


@given(
    st.integers(1, 3000), st.integers(300, 2000), st.lists(st.text(min_size=1, max_size=24), min_size=1, max_size=10)
)
def test_options_written_out_under_the_last_part_fit_as_well(length: int, limit: int, titles: list[str]) -> None:
    options = tuple(Option(str(number), title) for number, title in enumerate(titles))
    last = fitting(Draft(text="a b. " * length, type=MessageType.INTERACTIVE, options=options), limit)[-1]
    lines = [f"{number}. {title}" for number, title in enumerate(titles, start=1)]
    assert len("\n\n".join([last.text or "", "\n".join(lines)])) <= max(limit, limit // 2 + len("\n".join(lines)) + 2)


def test_a_link_written_out_under_the_last_part_fits_as_well() -> None:
    link = {"title": "Cardápio", "url": "https://loja.com.br/" + "x" * 60}
    *_, last = fitting(Draft(text=SENTENCE * 20, payload={"link": link}), 200)
    assert len(linked(last.text, **link)) <= 200


@pytest.mark.parametrize(
    ("type_", "text", "kinds"),
    [
        (MessageType.IMAGE, "x" * CAPTION, ["image"]),
        (MessageType.IMAGE, "x " * CAPTION, ["image", "text"]),
        (MessageType.AUDIO, "ouça", ["audio", "text"]),
        (MessageType.STICKER, "rs", ["sticker", "text"]),
        (MessageType.AUDIO, None, ["audio"]),
        (MessageType.DOCUMENT, "x " * 3000, ["document", "text", "text"]),
    ],
)
def test_a_text_that_does_not_fit_under_its_file_follows_it(
    type_: MessageType, text: str | None, kinds: list[str]
) -> None:
    told = new_id()
    found = fitting(Draft(text=text, type=type_, attachment_id=new_id(), reply_to_id=told), 4096)
    assert [part.type for part in found] == kinds
    assert [part.reply_to_id for part in found] == [told, *[None] * (len(found) - 1)]
    assert sum(part.attachment_id is not None for part in found) == 1


def test_templates_and_reactions_are_never_cut_and_nothing_is_on_a_line_that_is_not_known() -> None:
    for draft in (Draft(text="x" * 99, type=MessageType.TEMPLATE), Draft(text="❤️" * 40, type=MessageType.REACTION)):
        assert fitting(draft, 10) == [draft]
    assert fitting(Draft(text="x" * 9999), None) == [Draft(text="x" * 9999)]


def test_short_texts_of_one_answer_become_one_message() -> None:
    one, two = Draft(text="Oi!", payload={"sources": ["A"]}), Draft(text="Tudo bem?", payload={"sources": ["A", "B"]})
    assert joined([one, two], 4096) == [Draft(text="Oi!\n\nTudo bem?", payload={"sources": ["A", "B"]})]
    assert joined([one, two], 8) == [one, two]
    assert joined([one, two], None) == [one, two]


def test_options_join_the_text_before_them_but_nothing_joins_behind_them() -> None:
    menu = Draft(text="Qual?", type=MessageType.INTERACTIVE, options=(Option("a", "A"),))
    (first,) = joined([Draft(text="Oi!"), menu], 4096)
    assert (first.text, first.options) == ("Oi!\n\nQual?", menu.options)
    assert joined([menu, Draft(text="Obrigada")], 4096) == [menu, Draft(text="Obrigada")]
    long = Draft(text="x" * CAPTION)
    assert joined([long, menu], 4096) == [long, menu]


@given(st.lists(st.text(st.sampled_from("ab. "), min_size=1, max_size=60), max_size=6), st.integers(5, 120))
def test_joining_keeps_every_word_in_order_and_the_limit(texts: list[str], limit: int) -> None:
    found = joined([Draft(text=text) for text in texts], limit)
    assert without_blanks("".join(draft.text or "" for draft in found)) == without_blanks("".join(texts))
    assert all(len(draft.text or "") <= max(limit, 60) for draft in found)


async def test_an_answer_longer_than_the_line_takes_goes_out_in_parts_of_one_turn(talk) -> None:
    await talk.says("conte tudo", text_limit=100)
    material = await talk.takes_up()
    _, turn_id = await talk.answers(material, SENTENCE * 10)
    parts = await talk.messages("out")
    assert len(parts) > 1
    assert all(len(part.text) <= 100 for part in parts)
    assert {part.turn_id for part in parts} == {turn_id}
    assert len({part.epoch for part in parts}) == 1
    for part in parts:
        send = await talk.begins()
        assert send.message_id == part.id
        await talk.is_sent(send)
    assert await talk.problems() == {}


async def test_a_person_who_takes_over_stops_the_parts_that_are_left(talk) -> None:
    await talk.says("conte tudo", text_limit=100)
    await talk.is_answered(SENTENCE * 10)
    await talk.is_sent(await talk.begins())
    await talk.claims()
    first, *rest = await talk.messages("out")
    assert first.status == MessageStatus.SENT
    assert {part.status for part in rest} == {MessageStatus.CANCELLED}
    assert await talk.begins() is None
    assert await talk.problems() == {}


async def test_parts_of_one_answer_that_fit_together_are_one_message(talk) -> None:
    await talk.says("oi", text_limit=4096)
    await talk.is_answered("Olá!", "Como posso ajudar?")
    assert [message.text for message in await talk.messages("out")] == ["Olá!\n\nComo posso ajudar?"]


async def test_an_operators_long_text_sent_twice_is_there_once(talk) -> None:
    await talk.says("oi", text_limit=100)
    first = await talk.operator_says(SENTENCE * 10, "c1")
    again = await talk.operator_says(SENTENCE * 10, "c1")
    parts = await talk.messages("out")
    assert first == again == parts[0].id
    assert [part.client_id for part in parts] == ["c1", *[None] * (len(parts) - 1)]
    assert without_blanks("".join(part.text for part in parts)) == without_blanks(SENTENCE * 10)
