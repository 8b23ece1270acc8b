"""JSON from outside is read whole, mended where it would hurt, and never trusted to have its shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.core import wire


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (rb'"a\u0000b"', "ab"),
        (rb'"\u0000\u0000"', ""),
        (rb'"a\\u0000b"', r"a\u0000b"),
        (rb'"a\\\u0000b"', "a\\b"),
        (b'"a\0b"', "ab"),
        (rb'"\ud83d\ude00"', "😀"),
        (rb'"\ud83d"', "\ufffd"),
        (rb'"\ude00"', "\ufffd"),
        (rb'"\ud83d\ud83d\ude00"', "\ufffd😀"),
        (b'"\xff"', "\ufffd"),
        (rb'{"a\u0000": 1}', {"a": 1}),
    ],
)
def test_what_the_database_would_refuse_is_mended(body: bytes, value: object) -> None:
    assert wire.read_json(body) == value


@pytest.mark.parametrize("body", [b"", b"{", b"nan", b"[1,]", b"[" * 5000, b"[" * 200 + b"]" * 200])
def test_what_cannot_be_read_raises_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        wire.read_json(body)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back_without_nul_and_halves(text: str) -> None:
    escaped = "".join(f"\\u{unit:04x}" for unit in _utf16(text))
    read = wire.read_json(f'"{escaped}"'.encode())
    assert "\0" not in read
    read.encode()


def _utf16(text: str) -> list[int]:
    encoded = text.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(encoded[place : place + 2]) for place in range(0, len(encoded), 2)]


@pytest.mark.parametrize("value", [None, True, 0, 1.5, "x", "", [], [1], {}, {"a": 1}, 2**70, float("nan")])
def test_no_accessor_raises(value: object) -> None:
    assert isinstance(wire.obj(value), dict)
    assert all(isinstance(item, dict) for item in wire.objects(value))
    assert wire.text(value) is None or wire.text(value)
    assert wire.number(value) is None or isinstance(wire.number(value), float)
    assert isinstance(wire.scalars(value), dict)


def test_accessors_read_what_is_there() -> None:
    assert wire.text(7) == "7"
    assert wire.text(True) is None
    assert wire.number("1.5") == 1.5
    assert wire.number("inf") is None
    assert wire.objects([1, {"a": 2}]) == [{}, {"a": 2}]
    assert wire.scalars({"a": 1, "b": {"c": 2}, "d": "x"}) == {"a": 1, "d": "x"}
