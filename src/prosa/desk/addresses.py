"""E-mail addresses as admins type them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, TypeAdapter

MOST = 20
_SHAPE = r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+$"


def recipients(typed: str) -> Sequence[str]:
    """The addresses of a field of `Addresses`."""
    return [each.strip() for each in typed.replace(";", ",").split(",") if each.strip()]


def _several(value: str) -> str:
    found = recipients(value)
    if not 1 <= len(found) <= MOST:
        raise ValueError(f"from one to {MOST} addresses, separated by commas")
    return ", ".join(_ONE.validate_python(each) for each in found)


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


Address = Annotated[str, BeforeValidator(_trimmed), StringConstraints(max_length=254, pattern=_SHAPE)]
Addresses = Annotated[str, Field(max_length=3000), AfterValidator(_several)]
_ONE: TypeAdapter[str] = TypeAdapter(Address)
