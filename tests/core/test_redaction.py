"""Redaction: what has a form is hidden, what merely looks alike is not, and what was hidden comes back whole."""

import random
import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.core.ids import new_id
from prosa.core.redaction import AREA_CODES, Redaction, redact, valid_card, valid_cnpj, valid_cpf, valid_phone

PIX_CODE = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-42d1-a456-426655440000520400005303986"
    "5802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("escreva a joao.silva+loja@exemplo.com.br, ok?", "escreva a <EMAIL_1>, ok?"),
        ("5511987654321@s.whatsapp.net", "<EMAIL_1>"),
        ("pix 123e4567-e12b-42d1-a456-426655440000", "pix <PIX_1>"),
        (f"copie {PIX_CODE} e pague", "copie <BRCODE_1> e pague"),
        ("cartão 4111 1111 1111 1111", "cartão <CARD_1>"),
        ("5555-5555-5555-4444", "<CARD_1>"),
        ("378282246310005", "<CARD_1>"),
        ("12.ABC.345/01DE-35", "<CNPJ_1>"),
        ("12abc34501de35 e 11222333000181", "<CNPJ_1> e <CNPJ_2>"),
        ("(11) 98765-4321", "<PHONE_1>"),
        ("11987654321", "<PHONE_1>"),
        ("5511987654321", "<PHONE_1>"),
        ("551187654321", "<PHONE_1>"),
        ("+55 11 98765-4321", "<PHONE_1>"),
        ("+1 (415) 555-2671", "<PHONE_1>"),
        ("fixo 11 3456-7890 ou 1134567890", "fixo <PHONE_1> ou <PHONE_2>"),
        ("me liga no 98765-4321", "me liga no <PHONE_1>"),
        ("529.982.247-25", "<CPF_1>"),
        ("52998224725 e 11144477735", "<CPF_1> e <CPF_2>"),
        ("cpf 529 982 247 25", "cpf <CPF_1>"),
        ("01310-100", "<CEP_1>"),
        ("CEP: 01310100", "CEP: <CEP_1>"),
        ("Authorization: Bearer abc.def-ghijkl", "Authorization: Bearer <SECRET_1>"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic <SECRET_1>"),
        ('{"access_token": "abcd1234", "n": 1}', '{"access_token": "<SECRET_1>", "n": 1}'),
        ("?hub.mode=subscribe&hub.verify_token=hush-hush&x=1", "?hub.mode=subscribe&hub.verify_token=<SECRET_1>&x=1"),
        ("a senha é: segredo123", "a senha é: <SECRET_1>"),
        ("EAAGm0PX4ZCpsBO1234567890abcdef", "<SECRET_1>"),
        ("sk-proj-abcdefghijklmnop1234", "<SECRET_1>"),
        ("prosa_0a1b2c3d_0123456789abcdefghij", "<SECRET_1>"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_123", "<SECRET_1>"),
        ("postgresql://me:hush@host/db", "postgresql://me:<SECRET_1>@host/db"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nfim", "<SECRET_1>\nfim"),
    ],
)
def test_what_has_a_form_is_hidden(text: str, hidden: str) -> None:
    assert redact(text) == hidden
    assert Redaction().hide(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "oi, tudo bem?",
        "pedido 123456, 2 unidades, R$ 1.234,56",
        "em 20/11/2026 às 10:48:23, ou 2026-11-20T10:48:23.938Z",
        "11111111111",
        "52998224724",
        "00000000000000",
        "4111 1111 1111 1112",
        "1795168000",
        "1795168000123",
        "id 01934f6e-7b2a-7c3d-8e4f-0123456789ab",
        "wamid.HBgNNTUxMTk4NzY1NDMyMRUCABIYFjNFQjBD",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "o token venceu; troque a senha",
        "http://127.0.0.1:8000/conversas",
        "v18.4.20261",
    ],
)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert redact(text) == text


def test_our_own_ids_stay() -> None:
    for _ in range(200):
        text = f"conversation {new_id()} of {new_id()}"
        assert redact(text) == text


@pytest.mark.parametrize("cpf", ["52998224725", "11144477735", "529.982.247-25"])
def test_right_check_digits_make_a_cpf(cpf: str) -> None:
    assert valid_cpf(cpf)


@pytest.mark.parametrize("cpf", ["11111111111", "52998224726", "5299822472", ""])
def test_wrong_or_repeated_digits_make_no_cpf(cpf: str) -> None:
    assert not valid_cpf(cpf)


@pytest.mark.parametrize("cnpj", ["12ABC34501DE35", "11222333000181", "00000000000191", "11.222.333/0001-81"])
def test_right_check_digits_make_a_cnpj(cnpj: str) -> None:
    assert valid_cnpj(cnpj)


@pytest.mark.parametrize("cnpj", ["12ABC34501DE36", "00000000000000", "1122233300018", "11222333000AA1"])
def test_wrong_or_repeated_digits_make_no_cnpj(cnpj: str) -> None:
    assert not valid_cnpj(cnpj)


def test_random_digits_are_seldom_taken_for_a_document() -> None:
    draw = random.Random(5)
    eleven = [f"{draw.randrange(10**11):011}" for _ in range(20_000)]
    assert sum(map(valid_cpf, eleven)) / len(eleven) < 0.015
    sixteen = [f"{draw.randrange(10**16):016}" for _ in range(20_000)]
    assert sum(map(valid_card, sixteen)) / len(sixteen) < 0.06


@given(st.sampled_from(sorted(AREA_CODES)), st.integers(0, 99_999_999))
def test_every_mobile_is_a_phone_before_it_is_a_cpf(area: str, number: int) -> None:
    assert valid_phone(f"{area}9{number:08}")
    assert redact(f"{area}9{number:08}") == "<PHONE_1>"


def test_one_value_has_one_placeholder_for_as_long_as_the_object_lives() -> None:
    redaction = Redaction()
    assert redaction.hide("52998224725, 11144477735") == "<CPF_1>, <CPF_2>"
    assert redaction.hide("de novo 11144477735") == "de novo <CPF_2>"
    assert redaction.restore("Seu CPF <CPF_1> e <CPF_9>") == "Seu CPF 52998224725 e <CPF_9>"


def test_what_is_hidden_does_not_show_in_the_object() -> None:
    redaction = Redaction()
    redaction.hide("52998224725")
    assert "52998224725" not in repr(redaction)


PIECES = st.sampled_from(
    [
        *("52998224725", "529.982.247-25", "11987654321", "(11) 98765-4321", "12ABC34501DE35", "01310-100"),
        *("4111111111111111", "a@b.co", "x.y@z.com.br", "123e4567-e12b-42d1-a456-426655440000", PIX_CODE),
        *(
            "token: ",
            "senha=",
            "Bearer ",
            "://me:",
            "@host",
            "<CPF_1>",
            "<TEXT_1>",
            "<",
            ">",
            "-----BEGIN PRIVATE KEY-----",
        ),
        *(" ", "\n", ",", "-", "ç", "é", "_", "0", "55", "+"),
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=12).map("".join))
def test_what_was_hidden_comes_back_as_it_was(text: str) -> None:
    redaction = Redaction()
    hidden = redaction.hide(text)
    assert redaction.restore(hidden) == text
    assert redaction.hide(text) == hidden


PERSONAL = ["52998224725", "529.982.247-25", "11987654321", "12ABC34501DE35", "01310-100", "4111111111111111", "a@b.co"]


@given(st.lists(st.sampled_from([*PERSONAL, "oi", "55", "(2)", "2026", "senha:", "é"]), max_size=12))
def test_neighbours_do_not_save_what_is_personal(words: list[str]) -> None:
    hidden = redact(" ".join(words))
    assert not [word for word in PERSONAL if word in hidden]


@pytest.mark.parametrize(
    "piece", ["a", "1", "1 ", "a.", "a@", "-", "(1", "000201", "token=", "://a:", "<", "9.", "eyJ"]
)
def test_a_long_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert timeit.timeit(lambda: redact(text), number=1) < 1.0


def test_a_message_costs_about_fifty_microseconds() -> None:
    text = "Oi! Meu CPF é 529.982.247-25, fone (11) 98765-4321, pedido 123456 de 20/11/2026."
    assert min(timeit.repeat(lambda: redact(text), number=200, repeat=5)) / 200 < 250e-6
