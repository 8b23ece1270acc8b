"""Which sentences contradict each other, and which only look alike."""

import time
from uuid import uuid4

import pytest

from prosa.app.demo.content import articles
from prosa.knowledge.conflicts import conflicts
from prosa.knowledge.index import Entry
from prosa.knowledge.passages import split

CONTRADICTING = [
    (
        "Trocas",
        "Você pode trocar o produto em até 30 dias.",
        "Política de troca",
        "A troca do produto é em até 7 dias.",
    ),
    (
        "Frete",
        "O frete é grátis acima de R$ 299,00.",
        "Entrega",
        "Frete grátis acima de R$ 199.",
    ),
    ("Pagamento", "Parcelamos em até 6 vezes sem juros.", "Cartão", "Parcelamento em até 10x sem juros."),
    ("Cheque", "Aceitamos cheque.", "Formas de pagamento", "Não aceitamos cheque."),
    ("Multa", "O cancelamento tem multa de 10% do valor.", "Cancelar", "Cancelamento: multa de 20% do valor."),
    ("Garantia", "A garantia dos produtos é de noventa dias.", "Dúvidas", "A garantia dos produtos é de um ano."),
    ("Aulas", "A aula experimental dura uma hora.", "Aula experimental", "A aula experimental dura 45 minutos."),
    ("Estacionamento", "A diária custa 25 reais.", "Vagas", "Estacionamento: a diária custa R$ 30,00."),
]
AGREEING = [
    ("Sul", "A entrega no Sul leva 4 dias úteis.", "Nordeste", "A entrega no Nordeste leva 9 dias úteis."),
    ("Bota", "A garantia da bota é de 1 ano.", "Mochila", "A garantia da mochila é de 5 anos."),
    ("Troca", "A troca é grátis em até 30 dias.", "Devolução", "A devolução por arrependimento é em até 7 dias."),
    ("Básico", "O plano básico custa R$ 99 por mês.", "Completo", "O plano completo custa R$ 199 por mês."),
    ("300", "O plano de 300 mega custa R$ 89,90.", "500", "O plano de 500 mega custa R$ 119,90."),
    ("Horário", "Atendemos das 9h às 18h.", "Feriados", "Nos feriados atendemos das 10h às 14h."),
    ("Pix", "No Pix você tem 5% de desconto.", "Cupom", "Com o cupom BEMVINDO você tem 10% de desconto."),
    ("Garantia", "A garantia é de 12 meses.", "Prazos", "A garantia é de 1 ano."),
    ("Consulta", "A consulta dura 30 minutos.", "Retorno", "O retorno é marcado em até 30 dias."),
    ("Troca", "Posso trocar em 30 dias?", "Prazo", "A troca é feita em 7 dias."),
]


def entry(title: str, text: str) -> Entry:
    return Entry(uuid4(), 1, 1, title, "", text)


@pytest.mark.parametrize(("title", "text", "other_title", "other"), CONTRADICTING)
def test_other_figures_and_denials_are_seen(title: str, text: str, other_title: str, other: str) -> None:
    (found,) = conflicts([entry(title, text), entry(other_title, other)])
    assert (found.one.sentence, found.other.sentence) == (text, other)


@pytest.mark.parametrize(("title", "text", "other_title", "other"), AGREEING)
def test_different_matters_are_left_alone(title: str, text: str, other_title: str, other: str) -> None:
    assert conflicts([entry(title, text), entry(other_title, other)]) == []


def test_one_article_does_not_contradict_itself() -> None:
    article = uuid4()
    texts = ("O frete custa R$ 10.", "O frete custa R$ 20.")
    assert conflicts([Entry(article, 1, n, "Frete", "", text) for n, text in enumerate(texts)]) == []


def test_the_demo_shop_contradicts_itself_nowhere() -> None:
    entries = []
    for article in articles():
        of_it = uuid4()
        entries += [
            Entry(of_it, 1, p.number, article.title, p.heading, p.text) for p in split(article.title, article.body)
        ]
    assert conflicts(entries) == []


def test_a_large_base_is_compared_in_seconds() -> None:
    subjects = [
        f"{kind} {number}" for number in range(400) for kind in ("bota", "mochila", "barraca", "jaqueta", "meia")
    ]
    entries = [entry(subject, f"A garantia da {subject} é de {n % 7 + 1} meses.") for n, subject in enumerate(subjects)]
    began = time.process_time()
    conflicts(entries)
    assert time.process_time() - began < 10
