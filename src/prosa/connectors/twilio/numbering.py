"""The variables of a template. Twilio numbers them through the whole template, we begin anew in each part.

What we hand in is numbered body, header, buttons. Templates made elsewhere may be numbered, or named, otherwise: then
their names travel with the template's id, `HX…;body=2,1;header=3;buttons=0:4`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Numbering:
    """Twilio's names of the body's variables in our order, of the header's, and of the buttons' by their place. The
    body's go on counting where they end."""

    body: tuple[str, ...] = ()
    header: str | None = None
    buttons: Mapping[int, str] = field(default_factory=dict)

    def values(self, body: Sequence[str], header: object, buttons: Mapping[int, str]) -> dict[str, str]:
        """As Twilio takes them."""
        own = self if self != Numbering() else ours(len(body), header is not None, sorted(buttons))
        found = dict(zip(own.body, body, strict=False))
        if own.header and header is not None:
            found[own.header] = str(header)
        return found | {own.buttons[index]: value for index, value in buttons.items() if index in own.buttons}


def ours(body: int, header: bool, buttons: Sequence[int]) -> Numbering:
    """As we number what we hand in."""
    names = [str(number) for number in range(1, body + header + len(buttons) + 1)]
    behind = names[body + header :]
    return Numbering(tuple(names[:body]), names[body] if header else None, dict(zip(buttons, behind, strict=True)))


def names_in(text: str) -> list[str]:
    """The variables of a text, each once, as they come."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def renamed(text: str, name: Callable[[str], str]) -> str:
    """With other names of its variables."""
    return VARIABLE.sub(lambda found: "{{" + name(found[1]) + "}}", text)


def ref_of(content: str, numbering: Numbering) -> str:
    """The id under which we know a template: Twilio's own, wherever that is enough."""
    natural = ours(len(numbering.body), numbering.header is not None, sorted(numbering.buttons))
    if numbering == natural:
        return content
    buttons = ",".join(f"{index}:{name}" for index, name in numbering.buttons.items())
    return f"{content};body={','.join(numbering.body)};header={numbering.header or ''};buttons={buttons}"


def numbering_of(ref: str) -> tuple[str, Numbering]:
    """The content's id and the numbering, from what `ref_of` made."""
    content, *parts = ref.split(";")
    told = dict(part.partition("=")[::2] for part in parts)
    pairs = (pair.partition(":") for pair in told.get("buttons", "").split(",") if ":" in pair)
    body = tuple(filter(None, told.get("body", "").split(",")))
    return content, Numbering(body, told.get("header") or None, {int(i): name for i, _, name in pairs if i.isdigit()})
