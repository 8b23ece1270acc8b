"""What is read in a message: the labels, how sure they are, and that corrections count."""

from dataclasses import replace

import pytest

from prosa.agents.understanding import Example, Understanding, shipped_examples, train
from prosa.agents.understanding.labels import CATEGORIES, INTENTS, PRIORITIES, SENTIMENTS, SIGNALS

FEW = 400


@pytest.fixture(scope="module")
def model() -> Understanding:
    return train(shipped_examples())


def few() -> list[Example]:
    """A part of the examples, of every task and trade: enough to train on in no time."""
    examples = shipped_examples()
    return list(examples[:: max(len(examples) // FEW, 1)])


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        ("quero falar com um atendente", "wants_human", True),
        ("quanto custa?", "wants_human", False),
        ("bom dia", "intent", "greeting"),
        ("muito obrigada!", "intent", "thanks"),
        ("cadê meu pedido?", "intent", "track_order"),
        ("qual o preço?", "category", "comercial"),
        ("o sistema não abre, dá erro", "category", "tecnico"),
        ("amei o atendimento, nota dez 😍", "category", "elogio"),
        ("amei o atendimento, nota dez 😍", "sentiment", "positivo"),
        ("péssimo, um absurdo 😡", "sentiment", "negativo"),
        ("não me mande mais mensagens", "funnel", "opt_out"),
    ],
)
def test_what_is_plain_is_understood(model: Understanding, text: str, label: str, value: str | bool) -> None:
    assert getattr(model.read(text), label).value == value


@pytest.mark.parametrize("text", ["", "   ", "?", "😍", "xkcd qwrt zzz", "a" * 50_000, "\x00", "العربية", "1" * 5_000])
def test_anything_can_be_read(model: Understanding, text: str) -> None:
    reading = model.read(text)
    assert reading.category.value in CATEGORIES
    assert reading.priority.value in PRIORITIES
    assert reading.sentiment.value in SENTIMENTS
    assert reading.intent.value in INTENTS
    assert reading.funnel.value in SIGNALS
    for verdict in (reading.category, reading.priority, reading.intent, reading.funnel, reading.wants_human):
        assert 0 <= verdict.confidence <= 1
        assert verdict.second != verdict.value


def test_the_same_examples_make_the_same_model() -> None:
    texts = ["cadê meu pedido 4410?", "tem camisa azul M até 100 reais?", "quero cancelar"]
    one, other = train(few()), train(few())
    assert [one.read(text) for text in texts] == [other.read(text) for text in texts]


def test_a_correction_that_weighs_more_is_learned() -> None:
    text = "o zorblax da recepção"
    before = train(few()).read(text).category
    meant = next(name for name in CATEGORIES if name not in (before.value, before.second))
    correction = Example(text, "tickets", {"category": meant}, trade="own", weight=5.0)
    after = train([*few(), correction]).read(text)
    light = train([*few(), replace(correction, weight=0.1)]).read(text)
    assert after.category.value == meant
    assert light.category.value == before.value


def test_a_correction_of_one_label_leaves_the_others_open() -> None:
    text = "o zorblax da recepção"
    correction = Example(text, "tickets", {"category": "reclamacao"}, trade="own", weight=5.0)
    assert train([*few(), correction]).read(text).wants_human.value is False


def test_products_are_found_in_the_catalogue_even_misspelt(model: Understanding) -> None:
    sold = ["Camiseta básica de algodão", "Calça jeans skinny"]
    named = [found.value for found in model.read("tem calça jens skinny?", sold).entities if found.type == "product"]
    assert named == ["Calça jeans skinny"]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("tem camisa preta até 120 reais?", "price_max", 120.0),
        ("tem camisa preta até 120 reais?", "color", "preta"),
        ("quero ver vestidos entre 80 e 150 reais", "price_min", 80.0),
        ("quero ver vestidos entre 80 e 150 reais", "price_max", 150.0),
        ("acima de R$ 1.200,00", "price_min", 1200.0),
        ("cadê o pedido 4410", "order", "4410"),
        ("e o #7781, alguma novidade?", "order", "7781"),
        ("uma dúzia de ovos", "quantity", 12),
        ("tem garrafa de 500ml?", "size", "500ml"),
        ("tem tênis tamanho 38?", "size", "38"),
    ],
)
def test_what_a_message_names_is_found(model: Understanding, text: str, kind: str, value: str | float) -> None:
    assert value in [found.value for found in model.read(text).entities if found.type == kind]


@pytest.mark.parametrize("text", ["chego até 10h", "espero até 3 dias", "entrega até sexta", "parcela em até 10 vezes"])
def test_not_every_limit_is_a_price(model: Understanding, text: str) -> None:
    assert not {"price_max", "price_min"} & {found.type for found in model.read(text).entities}
