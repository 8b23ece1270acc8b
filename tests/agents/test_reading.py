"""What is read from what contacts write: persons wanted, choices, hours, passages as messages."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from prosa.agents.offline.choice import Offer, Verdict, choose
from prosa.agents.offline.hours import asks_hours, next_text, week_text
from prosa.agents.offline.reading import read
from prosa.agents.offline.results import CompanyHours, DayHours, OpenInterval
from prosa.agents.offline.wording import readable
from prosa.core.language import normalise
from tests.agents.stage import message

OFFERS = (Offer("a", "Trocar o tamanho"), Offer("b", "Devolver a compra"), Offer("c", "Prazo do reembolso"))


@pytest.mark.parametrize(
    ("written", "chosen"),
    [
        ("1", "a"),
        ("a primeira", "a"),
        ("2", "b"),
        ("opção 2", "b"),
        ("o segundo por favor", "b"),
        ("a última", "c"),
        ("três", "c"),
        ("devolver", "b"),
        ("prazo de reembolso", "c"),
        ("trocar tamanho", "a"),
    ],
)
def test_a_choice_is_taken_in_many_forms(written: str, chosen: str) -> None:
    verdict, offer = choose(read([message(written)]), OFFERS)
    assert (verdict, offer and offer.id) == (Verdict.CHOSEN, chosen)


def test_a_button_decides_whatever_its_text() -> None:
    assert choose(read([message("Falar do Procon", button="b")]), OFFERS)[1] == OFFERS[1]
    assert choose(read([message("1", button="unknown")]), OFFERS)[1] == OFFERS[0]


@pytest.mark.parametrize("written", ["nenhuma", "nenhum desses", "não", "outra coisa", "não é nada disso"])
def test_none_of_them_is_an_answer(written: str) -> None:
    assert choose(read([message(written)]), OFFERS) == (Verdict.NONE_OF_THEM, None)


@pytest.mark.parametrize("written", ["vocês vendem bicicleta?", "quero 2 botas", "sim", "", "obrigada"])
def test_anything_else_is_no_choice(written: str) -> None:
    assert choose(read([message(written)]), OFFERS)[0] is Verdict.NO_CHOICE


def test_yes_chooses_the_only_offer_and_never_one_of_several() -> None:
    assert choose(read([message("sim")]), OFFERS[:1])[1] == OFFERS[0]
    assert choose(read([message("sim")]), OFFERS)[0] is Verdict.NO_CHOICE


def test_a_number_without_an_offer_is_no_choice() -> None:
    assert choose(read([message("1")]), ()) == (Verdict.NO_CHOICE, None)


@pytest.mark.parametrize("written", ["vcs abrem domingo?", "que horas fecha", "qual o horário?", "are you open now?"])
def test_plain_questions_for_the_hours_are_recognised(written: str) -> None:
    assert asks_hours(normalise(written))


@pytest.mark.parametrize(
    "written", ["que horas abre a piscina?", "qual o horário da vacina", "quando abre a matrícula"]
)
def test_particular_hours_are_left_to_the_articles(written: str) -> None:
    assert not asks_hours(normalise(written))


def hours(**more: object) -> CompanyHours:
    work = [OpenInterval(opens="09:00", closes="12:00"), OpenInterval(opens="13:30", closes="18:00")]
    short = [OpenInterval(opens="09:00", closes="13:00")]
    week = [DayHours(day=day, intervals=work) for day in ("mon", "tue", "wed", "thu", "fri")]
    week += [DayHours(day="sat", intervals=short), DayHours(day="sun", intervals=[])]
    given = {"known": True, "open_now": False, "next_opening": None, "closes_at": None, "week": week}
    return CompanyHours.model_validate(given | more)


def test_days_with_the_same_hours_share_a_line() -> None:
    assert week_text(hours(), "pt").splitlines() == [
        "• segunda a sexta: 9h às 12h e 13h30 às 18h",
        "• sábado: 9h às 13h",
        "• domingo: fechado",
    ]
    assert week_text(hours(), "en").splitlines()[1] == "• Saturday: 09:00 to 13:00"


def test_holidays_to_come_have_lines_of_their_own() -> None:
    christmas = {"date": "2026-12-25", "name": "Natal", "intervals": []}
    on_duty = {"date": "2026-12-26", "name": "Plantão", "intervals": [{"opens": "10:00", "closes": "12:00"}]}
    told = hours(different_days=[christmas, on_duty])
    assert week_text(told, "pt").splitlines()[3:] == [
        "• sexta, 25/12 (Natal): fechado",
        "• sábado, 26/12 (Plantão): 10h às 12h",
    ]
    assert week_text(told, "en").splitlines()[3] == "• Friday, Dec 25 (Natal): closed"


def test_the_next_opening_is_said_as_people_say_it() -> None:
    brasilia = timezone(timedelta(hours=-3))
    friday = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    cases = {
        datetime(2026, 11, 20, 20, 0, tzinfo=brasilia): "hoje às 20h",
        datetime(2026, 11, 21, 9, 0, tzinfo=brasilia): "amanhã às 9h",
        datetime(2026, 11, 23, 9, 30, tzinfo=brasilia): "segunda às 9h30",
        datetime(2026, 11, 30, 9, 0, tzinfo=brasilia): "segunda, 30/11 às 9h",
    }
    for opening, said in cases.items():
        assert next_text(hours(next_opening=opening), friday, "pt") == said
    assert next_text(hours(), friday, "pt") == ""


def test_markdown_becomes_what_one_reads_on_a_telephone() -> None:
    markdown = (
        "## Prazos\n**Atenção:** veja *aqui* em [nosso site](https://loja.example/prazos) ou `CODIGO`.\n\n"
        "- um\n- dois\n\n| Região | Econômica | Expressa |\n| --- | --- | --- |\n| Sul | 4 dias | 2 dias |\n"
    )
    assert readable(markdown) == (
        "*Prazos*\n*Atenção:* veja _aqui_ em nosso site: https://loja.example/prazos ou CODIGO.\n\n"
        "• um\n• dois\n\n• Sul: econômica 4 dias, expressa 2 dias"
    )


def test_a_table_of_two_columns_keeps_its_head() -> None:
    assert readable("| Tamanho | Pé |\n| --- | --- |\n| 38 | 24 cm |") == "_Tamanho: Pé_\n• 38: 24 cm"


def test_a_burst_is_cut_into_questions_and_small_talk() -> None:
    reading = read([message("oi, bom dia"), message("vcs entregam? e aceita pix?"), message("obrigada")])
    assert [question.text for question in reading.questions] == ["vcs entregam?", "e aceita pix?"]
    assert set(reading.small_talk) >= {"greeting", "thanks"}


def test_a_very_long_burst_stays_a_handful_of_questions() -> None:
    reading = read([message(f"qual o prazo {n}?") for n in range(40)])
    assert len(reading.questions) == 4
    assert "qual o prazo 39?" in reading.questions[-1].text


@pytest.mark.parametrize(
    "written", ["não quero mais receber mensagens", "me tira da lista", "PARAR", "stop texting me"]
)
def test_the_wish_for_no_more_messages_is_read(written: str) -> None:
    assert read([message(written)]).opt_out


@pytest.mark.parametrize(
    "written", ["quero cancelar o pedido", "vou sair de viagem", "não recebi a mensagem", "para de travar o app"]
)
def test_other_endings_are_no_such_wish(written: str) -> None:
    assert not read([message(written)]).opt_out
