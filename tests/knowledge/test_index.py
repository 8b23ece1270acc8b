"""Finding passages: ranking, scores that mean the same everywhere, and speed."""

from datetime import date
from uuid import uuid4

import pytest

from prosa.knowledge.analysis import analyse
from prosa.knowledge.decision import ANSWER_FROM, MENU_FROM, judge, offered
from prosa.knowledge.index import Entry, Index, read
from prosa.knowledge.schemas import ArticleKind, Audience, Decision
from prosa.knowledge.thesaurus import Lines, overlaid, shipped_lines
from prosa.knowledge.visibility import INSIDER, Asker, Visibility

ARTICLES = {
    "Trocar o tamanho": "Você tem 30 dias para trocar, com etiqueta. Abra a página de trocas e escolha o novo tamanho.",
    "Formas de pagamento": "Aceitamos Pix, cartão de crédito em até 6 vezes e boleto.",
    "Prazo de entrega": "A entrega leva 4 dias úteis no Sul e 9 dias úteis no Nordeste.",
    "Endereço das lojas": "Rua dos Pinheirais, 1480. Estacionamento grátis. Abrimos de segunda a sábado.",
}


def index(articles: dict[str, str]) -> Index:
    return Index([read(Entry(uuid4(), 1, 1, title, "", text)) for title, text in articles.items()])


def best(question: str) -> str:
    return index(ARTICLES).search(question).hits[0].entry.title


def test_customers_words_find_the_formal_article() -> None:
    assert best("ficou apertado, tem numero maior?") == "Trocar o tamanho"
    assert best("divide em quantas vezes") == "Formas de pagamento"
    assert best("chega quando em Salvador") == "Prazo de entrega"
    assert best("onde vcs ficam") == "Endereço das lojas"


def test_typos_are_forgiven() -> None:
    assert best("pagamnto com boletto") == "Formas de pagamento"
    assert best("estacionamennto") == "Endereço das lojas"


def test_english_finds_portuguese_articles() -> None:
    assert best("how long does delivery take?") == "Prazo de entrega"


def test_a_hit_says_which_words_led_to_it() -> None:
    hit = index(ARTICLES).search("quero trocar o tamanho da bicicleta").hits[0]
    assert "trocar" in hit.matched
    assert "tamanho" in hit.matched
    assert "bicicleta" not in hit.matched


def test_a_question_without_any_word_finds_nothing() -> None:
    assert index(ARTICLES).search("e aí, tudo bem?").hits == ()
    assert index({}).search("qual o prazo de entrega").hits == ()


def test_one_article_can_be_asked_for_whatever_the_question() -> None:
    found = index(ARTICLES)
    article = found.entries[2].article
    assert [hit.entry.article for hit in found.search("???", 3, article).hits] == [article]
    assert found.search("prazo", 3, uuid4()).hits == ()


def test_several_passages_of_an_article_are_one_hit() -> None:
    article = uuid4()
    passages = [read(Entry(article, 1, n, "Entrega", "", f"Entrega em {n} dias.")) for n in range(5)]
    assert len(Index(passages).search("entrega").hits) == 1


def test_scores_lie_between_0_and_1_and_hardly_depend_on_the_size_of_the_base() -> None:
    small = index(ARTICLES)
    fillers = {f"Assunto {n}": f"Texto sobre o assunto {n} que ninguém procura." for n in range(400)}
    large = index(ARTICLES | fillers)
    for question in ("divide em quantas vezes", "qual o prazo de entrega no nordeste", "vendem bicicleta?"):
        first, second = (base.search(question).hits for base in (small, large))
        scores = [hits[0].score if hits else 0.0 for hits in (first, second)]
        assert all(0 <= score <= 1 for score in scores)
        assert abs(scores[0] - scores[1]) < 0.12


def test_what_the_base_does_not_know_is_not_answered() -> None:
    found = index(ARTICLES)
    for question in ("vocês vendem bicicleta?", "qual a capital da Bolívia", "quem ganhou o jogo ontem"):
        assert judge(found.search(question).hits).decision is Decision.ABSTAIN


def test_two_equal_articles_make_a_menu() -> None:
    found = index({"Garantia da bota": "A garantia é de 1 ano.", "Garantia da mochila": "A garantia é de 1 ano."})
    hits = found.search("quanto tempo de garantia").hits
    assert judge(hits).decision is Decision.MENU
    assert len(offered(hits)) == 2


def test_what_the_asker_may_not_see_is_not_found() -> None:
    inside, old, open_ = (
        Entry(uuid4(), 1, 1, title, "", "A comissão é de 5%.") for title in ("Comissão", "Antes", "Hoje")
    )
    kind = ArticleKind.POLICY
    base = Index(
        [read(entry) for entry in (inside, old, open_)],
        None,
        {
            inside.article: Visibility(kind, Audience.OPERATORS),
            old.article: Visibility(kind, valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 30)),
            open_.article: Visibility(kind, valid_from=date(2026, 7, 1)),
        },
    )

    def seen(asker: Asker) -> set[str]:
        named = {hit.entry.title for entry in base.entries for hit in base.search("??", 3, entry.article, asker).hits}
        found = {hit.entry.title for hit in base.search("qual a comissão", 3, asker=asker).hits}
        assert named == found
        return found

    assert seen(Asker(Audience.ALL, date(2026, 6, 30))) == {"Antes"}
    assert seen(Asker(Audience.ALL, date(2026, 7, 1))) == {"Hoje"}
    assert seen(Asker(Audience.OPERATORS, date(2026, 7, 1))) == {"Comissão", "Hoje"}
    assert seen(Asker(Audience.ALL, date(2026, 7, 1), (ArticleKind.FAQ,))) == set()
    assert seen(INSIDER) == {"Comissão", "Antes", "Hoje"}


def test_clues_tell_what_every_word_was_worth() -> None:
    result = index(ARTICLES).search("quero trocar o tamanho da bicicleta")
    clues = {clue.word: clue for clue in result.clues}
    assert clues["bicicleta"].gained == 0
    assert not clues["bicicleta"].through
    assert "#troca" in clues["trocar"].through
    assert 0 < sum(clue.gained for clue in result.clues) <= sum(clue.weight for clue in result.clues) < 1
    assert result.hits[0].score == pytest.approx(sum(clue.gained for clue in result.clues) ** 0.5, abs=0.001)


def test_a_line_of_ones_own_joins_words_and_an_empty_one_parts_them() -> None:
    articles = {"Prato executivo": "Servimos no almoço.", "Sobremesa": "Pudim."}
    entries = [Entry(uuid4(), 1, 1, title, "", text) for title, text in articles.items()]

    def best_of(lines: Lines, question: str) -> list[str]:
        words = overlaid(lines)
        hits = Index([read(entry, words) for entry in entries], words).search(question).hits
        return [hit.entry.title for hit in hits]

    assert best_of({}, "tem rango") == []
    assert best_of({"rango": ("rango", "prato executivo")}, "tem rango") == ["Prato executivo"]
    whose = next(name for name, members in shipped_lines().items() if "almoco" in members)
    assert best_of({}, "o que tem pra comer de meio-dia almoçar")
    assert "#" + whose not in {
        idea for term in analyse("almoço", known=overlaid({whose: ()})) for idea, _ in term.ideas
    }


def test_the_bounds_of_a_decision_are_in_order() -> None:
    assert 0 < MENU_FROM <= ANSWER_FROM < 1
