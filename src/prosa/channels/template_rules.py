"""What a template may say, and how it reads once its variables are filled.

Providers refuse a template for these reasons hours later, without telling where; here they are told at once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from prosa.channels.abilities import ButtonKind, TemplateButton, TemplateContent
from prosa.core.errors import Invalid

BODY, HEADER, FOOTER, NAME, TITLE, ADDRESS, VALUE = 1024, 60, 60, 512, 25, 2000, 500
"""Most characters of each part; of a value, together with the text around it, `BODY`."""
BUTTONS: Mapping[ButtonKind, int] = {ButtonKind.REPLY: 10, ButtonKind.URL: 2, ButtonKind.PHONE: 1}
MOST_BUTTONS = 10

_NAME = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4})?")
_VARIABLE = re.compile(r"\{\{(\d+)\}\}")
_PHONE = re.compile(r"\+?\d{8,20}")
_URL = re.compile(r"https?://[^\s{}]+(\{\{1\}\})?")
_BROKEN_VALUE = re.compile(r"[\n\r\t]| {5,}")


class TemplateInvalid(Invalid):
    """`params.field` is the part that is wrong, `params.problem` a text key of what is wrong with it."""

    code = "template_invalid"


@dataclass(frozen=True, slots=True)
class Values:
    """What fills a template: of the body, of the header, and of the buttons' addresses by the button's place."""

    variables: tuple[str, ...] = ()
    header_variable: str | None = None
    button_variables: Mapping[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    header: str
    body: str
    footer: str
    buttons: tuple[TemplateButton, ...]


def variables(text: str) -> tuple[int, ...]:
    """The numbers in `{{1}}`, `{{2}}` …, each once, in order."""
    return tuple(sorted({int(found) for found in _VARIABLE.findall(text)}))


def check_name(content: TemplateContent) -> None:
    """What even a draft must have: a name and a language. Raises `TemplateInvalid`."""
    _need(bool(_NAME.fullmatch(content.name)), "name", "characters", "only a-z, 0-9 and _ are possible in the name")
    _length("name", content.name, NAME)
    _need(bool(_LANGUAGE.fullmatch(content.language)), "language", "unknown", "the language must look like pt_BR")


def check(content: TemplateContent) -> None:
    """Raises `TemplateInvalid` for the first thing a provider would refuse."""
    check_name(content)
    _check_body(content)
    _check_header(content)
    _length("footer", content.footer, FOOTER)
    _need("{{" not in content.footer and "\n" not in content.footer, "footer", "variable", "the footer is fixed text")
    _check_buttons(content.buttons)


def _need(good: bool, field: str, problem: str, detail: str) -> None:
    if not good:
        raise TemplateInvalid(detail, field=field, problem=problem)


def _length(field: str, text: str, most: int) -> None:
    _need(len(text) <= most, field, "too_long", f"the {field} has {len(text)} characters, {most} are possible")


def _check_body(content: TemplateContent) -> None:
    body = content.body.strip()
    _need(bool(body), "body", "empty", "the text is empty")
    _length("body", content.body, BODY)
    _check_braces("body", body)
    found = variables(body)
    _need(found == tuple(range(1, len(found) + 1)), "body", "numbering", "variables must be {{1}}, {{2}} … in a row")
    parts = _VARIABLE.split(body)
    _need(bool(parts[0]), "body", "variable_at_start", "a variable cannot stand at the start")
    _need(bool(parts[-1]), "body", "variable_at_end", "a variable cannot stand at the end")
    between = parts[2:-1:2]
    _need(all(part.strip() for part in between), "body", "variables_touch", "between two variables there must be words")
    _check_examples(content, len(found))


def _check_braces(field: str, text: str) -> None:
    rest = _VARIABLE.sub("", text)
    whole = "{{" not in rest and "}}" not in rest
    _need(whole, field, "braces", "a variable is a number in two pairs of braces: {{1}}")


def _check_examples(content: TemplateContent, count: int) -> None:
    given = content.examples
    _need(len(given) == count, "examples", "count", f"{count} examples are needed, one for each variable")
    _need(all(value.strip() for value in given), "examples", "empty", "an example is empty")
    _need(not any(map(_BROKEN_VALUE.search, given)), "examples", "lines", "an example must be one line of text")


def _check_header(content: TemplateContent) -> None:
    header = content.header
    _length("header", header, HEADER)
    _need("\n" not in header, "header", "lines", "the header is one line")
    _check_braces("header", header)
    found = _VARIABLE.findall(header)
    _need(found in ([], ["1"]), "header", "numbering", "the header may have one variable: {{1}}")
    needed = bool(found)
    given = bool(content.header_example.strip())
    _need(needed == given, "header_example", "count", "the header's variable needs an example, and nothing else does")


def _check_buttons(buttons: Sequence[TemplateButton]) -> None:
    _need(len(buttons) <= MOST_BUTTONS, "buttons", "too_many", f"{MOST_BUTTONS} buttons are possible")
    for kind, most in BUTTONS.items():
        count = sum(button.kind is kind for button in buttons)
        _need(count <= most, "buttons", "too_many", f"{most} buttons of this kind are possible")
    titles = [button.title.strip() for button in buttons]
    _need(all(0 < len(title) <= TITLE for title in titles), "buttons", "title", f"titles have 1 to {TITLE} characters")
    _need(not any("{{" in title for title in titles), "buttons", "title", "a title is fixed text")
    _need(len(set(titles)) == len(titles), "buttons", "same_title", "titles must differ")
    replies = [button.kind is ButtonKind.REPLY for button in buttons]
    changes = sum(one is not other for one, other in pairwise(replies))
    _need(changes <= 1, "buttons", "mixed", "answers must stand together, before or after the other buttons")
    for button in buttons:
        _check_target(button)


def _check_target(button: TemplateButton) -> None:
    match button.kind:
        case ButtonKind.URL:
            fits = len(button.value) <= ADDRESS and bool(_URL.fullmatch(button.value))
            _need(fits, "buttons", "url", "an address begins with https:// and may end in {{1}}")
        case ButtonKind.PHONE:
            _need(bool(_PHONE.fullmatch(button.value)), "buttons", "phone", "a number is digits with country code")
        case ButtonKind.REPLY:
            _need(not button.value, "buttons", "value", "an answer has a title only")


def filled(content: TemplateContent, values: Values) -> Filled:
    """How it reads with these values. Raises `TemplateInvalid` when one is missing, too many or cannot be sent."""
    wanted = len(variables(content.body))
    given = values.variables
    _need(len(given) == wanted, "variables", "count", f"{wanted} values are needed, {len(given)} are given")
    header = [values.header_variable] if values.header_variable is not None else []
    _need(len(header) == len(variables(content.header)), "header_variable", "count", "the header's value does not fit")
    endings = dict(values.button_variables or {})
    places = {place for place, button in enumerate(content.buttons) if variables(button.value)}
    _need(endings.keys() == places, "button_variables", "count", "the values of the buttons do not fit")
    for field, texts in (("variables", given), ("header_variable", header), ("button_variables", endings.values())):
        for text in texts:
            _check_value(field, text)
    result = Filled(
        header=_fill(content.header, header),
        body=_fill(content.body, given),
        footer=content.footer,
        buttons=tuple(
            TemplateButton(button.kind, button.title, _fill(button.value, [endings[place]] if place in endings else []))
            for place, button in enumerate(content.buttons)
        ),
    )
    _length("body", result.body, BODY)
    _length("header", result.header, HEADER)
    return result


def _check_value(field: str, text: str) -> None:
    _need(bool(text.strip()), field, "empty", "a value is empty")
    _need(not _BROKEN_VALUE.search(text), field, "lines", "a value must be one line, with at most four spaces in a row")
    _length(field, text, VALUE)


def _fill(text: str, values: Sequence[str]) -> str:
    """Values are put in at once, in the order of the numbers: one that looks like a variable stays as it is."""
    by_number = dict(zip(variables(text), values, strict=True))
    return _VARIABLE.sub(lambda found: by_number[int(found[1])], text)
