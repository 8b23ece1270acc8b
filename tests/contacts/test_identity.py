"""When two identifiers mean the same person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.contacts.identity import by_key, match_key
from prosa.contacts.schemas import Identity, IdentityKind
from tests.contacts.people import bsuid, email, lid, phone, visitor

area_codes = st.builds(lambda a, b: f"{a}{b}", st.integers(1, 9), st.integers(1, 9))
mobiles = st.from_regex(r"[6-9][0-9]{7}", fullmatch=True)
landlines = st.from_regex(r"[2-5][0-9]{7}", fullmatch=True)
numbers = st.from_regex(r"[1-9][0-9]{4,14}", fullmatch=True)


@given(area_codes, mobiles)
def test_a_brazilian_mobile_is_the_same_with_and_without_its_ninth_digit(area: str, rest: str) -> None:
    assert match_key(phone(f"55{area}{rest}")) == match_key(phone(f"55{area}9{rest}"))


@given(area_codes, landlines)
def test_a_landline_has_no_ninth_digit(area: str, rest: str) -> None:
    assert match_key(phone(f"55{area}{rest}")) != match_key(phone(f"55{area}9{rest}"))


@given(numbers, numbers)
def test_two_different_numbers_are_equal_only_by_the_ninth_digit(one: str, other: str) -> None:
    assert (match_key(phone(one)) == match_key(phone(other))) == (_long(one) == _long(other))


@given(area_codes, mobiles, mobiles)
def test_two_mobiles_of_an_area_are_equal_only_when_their_eight_digits_are(a: str, x: str, y: str) -> None:
    assert (match_key(phone(f"55{a}{x}")) == match_key(phone(f"55{a}9{y}"))) == (x == y)


def _long(number: str) -> str:
    """The rule once more, written by position."""
    brazilian = len(number) == 12 and number[:2] == "55" and "0" not in number[2:4] and number[4] in "6789"
    return f"{number[:4]}9{number[4:]}" if brazilian else number


@given(numbers)
def test_the_key_of_a_key_is_itself(number: str) -> None:
    key = match_key(phone(number))
    assert key is not None
    assert match_key(phone(key[1])) == key


@pytest.mark.parametrize(
    "written",
    [
        "+55 (11) 98888-7777",
        "5511988887777@c.us",
        "5511988887777@s.whatsapp.net",
        "5511988887777:12@s.whatsapp.net",
        " 55.11.98888.7777 ",
        "551188887777",
        "55119\x0088887777",
    ],
)
def test_signs_and_addresses_around_a_phone_do_not_matter(written: str) -> None:
    assert match_key(phone(written)) == (IdentityKind.PHONE, "5511988887777")


@pytest.mark.parametrize("number", ["16315551234", "351912345678", "551133334444", "5510988887777", "0"])
def test_other_numbers_are_taken_as_they_are(number: str) -> None:
    assert match_key(phone(number)) == (IdentityKind.PHONE, number)


@pytest.mark.parametrize(
    "value", ["", "  ", "\0", "maria", "BR.13491208655302741918", "120363041234567890", "+", "١١٩٨٨٨٨٧٧٧٧"]
)
def test_what_is_no_phone_never_becomes_one(value: str) -> None:
    assert match_key(phone(value)) is None


@given(st.from_regex(r"[0-9]{8,16}", fullmatch=True))
def test_the_digits_of_a_hidden_id_never_become_a_phone(digits: str) -> None:
    assert match_key(phone(f"{digits}@lid")) == match_key(lid(f"{digits}@lid")) == (IdentityKind.LID, digits)
    assert match_key(lid(digits)) != match_key(phone(digits))


def test_a_hidden_id_is_the_same_from_any_device() -> None:
    assert match_key(lid("184069530861739:12@lid")) == match_key(lid("184069530861739@lid"))


def test_e_mail_ignores_case_and_the_other_kinds_do_not() -> None:
    assert match_key(email("Maria@Loja.com")) == match_key(email("maria@loja.com"))
    assert match_key(visitor("aB")) != match_key(visitor("ab"))
    assert match_key(visitor("a:12")) != match_key(visitor("a:13"))
    assert match_key(bsuid("BR.1")) != match_key(bsuid("BR.2"))


def test_an_identifier_longer_than_any_there_is_is_left_out() -> None:
    assert match_key(visitor("x" * 321)) is None
    assert by_key([visitor("x" * 321), visitor("x")]) == {(IdentityKind.VISITOR, "x"): ["x"]}


@given(st.lists(st.builds(Identity, st.sampled_from(IdentityKind), st.text(max_size=30))))
def test_any_text_at_all_gives_storable_keys_and_forms(identities: list[Identity]) -> None:
    for (_, key), forms in by_key(identities).items():
        assert key
        assert all(form == form.strip() for form in forms)
        "".join([key, *forms]).encode()
        assert "\0" not in "".join([key, *forms])


def test_the_forms_of_one_number_stand_under_one_key_and_the_phone_comes_first() -> None:
    found = by_key([lid("1@lid"), bsuid("BR.1"), phone("551188887777"), phone("5511988887777")])
    assert list(found.items()) == [
        ((IdentityKind.PHONE, "5511988887777"), ["551188887777", "5511988887777"]),
        ((IdentityKind.BSUID, "BR.1"), ["BR.1"]),
        ((IdentityKind.LID, "1"), ["1@lid"]),
    ]
