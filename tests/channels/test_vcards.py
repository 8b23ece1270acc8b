"""Cards of contacts are read as phones write them."""

from hypothesis import given
from hypothesis import strategies as st

from prosa.channels.vcards import read_vcard, read_vcards

WHATSAPP = """BEGIN:VCARD
VERSION:3.0
N:;João da Silva;;;
FN:João da Silva
ORG:Padaria\\, Café;
TEL;type=CELL;waid=5511977776666:+55 11 97777-6666
item1.TEL:+55 11 3000-1000
item1.X-ABLabel:Trabalho
EMAIL;type=INTERNET:joao@
 exemplo.test
END:VCARD"""


def test_a_card_of_whatsapp_tells_name_phones_mail_and_company() -> None:
    assert read_vcard(WHATSAPP) == {
        "name": "João da Silva",
        "phones": [
            {"phone": "+55 11 97777-6666", "wa_id": "5511977776666"},
            {"phone": "+55 11 3000-1000", "wa_id": None},
        ],
        "emails": ["joao@exemplo.test"],
        "organization": "Padaria, Café",
    }


def test_the_name_beside_the_card_goes_before_the_one_in_it() -> None:
    assert read_vcard(WHATSAPP, "Jô")["name"] == "Jô"


@given(st.text(alphabet=st.sampled_from("TELFN;:\\\r\n waid=1")))
def test_whatever_stands_in_it_a_card_is_read(card: str) -> None:
    assert set(read_vcard(card)) == {"name", "phones", "emails", "organization"}


def test_a_file_may_hold_several_cards() -> None:
    second = WHATSAPP.replace("João da Silva", "Rita Lopes")
    assert [card["name"] for card in read_vcards(f"{WHATSAPP}\r\n{second}\r\n")] == ["João da Silva", "Rita Lopes"]
    assert read_vcards("BEGIN:VCARD\nFN:cut off") == []
