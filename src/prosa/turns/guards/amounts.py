"""Money, parts, spans of time, measures and counts, as they are read from a match of `patterns`."""

import re
from datetime import date
from decimal import Decimal

from prosa.turns.guards.keys import Keys, both, counted, short
from prosa.turns.guards.numerals import value_of

_PARTS = {"metade": 50, "quarto": 25, "terco": 33, "half": 50}
UNITS: tuple[tuple[str, str, int], ...] = (
    (r"minutos?|mins?|minutes?", "minutes", 1),
    (r"horas?|horinhas?|hrs?|hours?", "minutes", 60),
    (r"dias?|diazinhos?|days?|diarias?|noites?|nights?", "days", 1),
    (r"semanas?|semaninhas?|weeks?", "days", 7),
    (r"mes(?:es)?|months?", "months", 1),
    (r"anos?|years?", "months", 12),
    (r"segundos|seconds", "seconds", 1),
)
_WORKING_SORTS = frozenset({"uteis", "util", "de trabalho"})
_CANON = {"quilo": "kg", "grama": "g", "litro": "l", "quilometro": "km", "metro": "m", "centimetro": "cm",
          "giga": "gb", "mega": "mb", "mbps": "mb", "watt": "w", "volt": "v", "polegada": "pol"}  # fmt: skip
_NO_NOUN = frozenset(
    """
    para pela pelo cada esta esse essa isso como mais mas que com sem por ate quando onde
    disponivel disponiveis nao from with the and for are
    """.split()  # noqa: SIM905
)


def money(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    value = value_of(match["n"])
    if value is None:
        return None
    cents = value_of(match["cents"]) if match["cents"] else None
    return both(f"money:{short(value + (cents or Decimal(0)) / 100)}")


def percent(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    value = value_of(match["n"])
    return None if value is None else both(f"percent:{short(value)}")


def part(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    return both(f"percent:{_PARTS[match['part'] or match['fraction']]}")


def times(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    value = value_of(match["n"])
    return None if value is None else counted(f"times:{short(value)}", value)


def lasting(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    unit = match["unit"]
    name, each = next((name, each) for pattern, name, each in UNITS if re.fullmatch(pattern, unit))
    ends = (match["low"], match["n"]) if not _is_one_number(match) else (f"{match['low']} e {match['n']}",)
    written = [value for number in ends if number and (value := value_of(number)) is not None]
    values = [value * each + (Decimal(each) / 2 if match["half"] else 0) for value in written]
    if not values:
        return None
    sort = "workdays" if match["business"] or match["sort"] in _WORKING_SORTS else "rundays" if match["sort"] else name
    bare = (key for value in written for key in (f"number:{short(value)}", f"bare:{short(value)}"))
    gives = frozenset(bare).union(*(_borne_out(sort, short(value)) for value in values))
    if len(values) == 1:
        return frozenset({f"{sort}:{short(values[0])}", *_same_while(sort, values[0])}), gives
    run = f"{short(values[0])}-{short(values[1])}"
    return frozenset({f"{sort}:{run}"}), gives | _borne_out(sort, run)


def _is_one_number(match: re.Match[str]) -> bool:
    """`quarenta e cinco horas` is no span from forty to five, as `entre quarenta e cinquenta` is."""
    low = match["low"]
    return (
        bool(low) and not low[0].isdigit() and not match[0].startswith("entre") and f"{low} e {match['n']}" in match[0]
    )


def _borne_out(sort: str, written: str) -> Keys:
    """Working days bear out plain days; plain days bear out running ones, and never working ones."""
    others = {"workdays": ("days",), "rundays": ("days",), "days": ("rundays",)}.get(sort, ())
    return frozenset(f"{name}:{written}" for name in (sort, *others))


def _same_while(sort: str, value: Decimal) -> Keys:
    """The same while in another unit: a month is thirty days, and 24 hours are one."""
    if sort == "months":
        return frozenset({f"days:{short(value * 30)}"})
    if sort == "minutes" and value % 1440 == 0:
        return frozenset({f"rundays:{short(value / 1440)}"})
    if sort == "days":
        months = {f"months:{short(value / 30)}"} if value % 30 == 0 else set()
        return frozenset({f"minutes:{short(value * 1440)}", *months})
    return frozenset()


def half_hour(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    return both("minutes:30")


def measure(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    value = value_of(match["n"])
    if value is None:
        return None
    unit = match["unit"] if len(match["unit"]) < 4 else match["unit"].removesuffix("s")
    return counted(f"{_CANON.get(unit, unit)}:{short(value)}", value)


def number(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    value = value_of(match["n"])
    if value is None or (value < 2 and not match["n"][0].isdigit()):
        return None
    return _count(short(value), match["noun"])


def _count(written: str, noun: str | None) -> tuple[Keys, Keys]:
    """`3 quartos` is borne out by three of them, or by a three of which nobody said what it counts."""
    if noun is None or noun in _NO_NOUN:
        return frozenset({f"number:{written}"}), frozenset({f"number:{written}", f"bare:{written}"})
    counted = f"number:{written}:{noun[:5]}"
    return frozenset({counted, f"bare:{written}"}), frozenset({counted, f"number:{written}"})
