"""Templates of the account: made, judged, and needed to be approved before one is sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from prosa.core.wire import obj, objects, text

EXISTS, NAME, EXAMPLES, ENDS, GONE = 2388024, 2388040, 2388043, 2388299, 2593002
"""Meta's sub-codes of code 100."""
UNKNOWN, PARAMETERS, PAUSED, DISABLED = 132001, 132000, 132015, 132016

_VARIABLE = re.compile(r"\{\{(\d+)\}\}")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")


class TemplateRefused(Exception):
    """Meta takes no such template; `subcode` and words for people."""

    def __init__(self, subcode: int, words: str) -> None:
        super().__init__(words)
        self.subcode = subcode


@dataclass(slots=True)
class Template:
    id: str
    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    status: str = "PENDING"
    reason: str = "NONE"

    def shown(self) -> dict[str, Any]:
        """As an element of a list."""
        known = {key: getattr(self, key) for key in ("id", "name", "language", "category", "components", "status")}
        return {**known, "parameter_format": "POSITIONAL", "rejected_reason": self.reason}

    def part(self, type_: str) -> dict[str, Any]:
        return next((part for part in self.components if str(part.get("type")).upper() == type_), {})


@dataclass(slots=True)
class Templates:
    """`strict`: a template that is not here cannot be sent; otherwise one that is unknown passes."""

    strict: bool = False
    kept: dict[str, Template] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(7_000_000_001))

    def make(self, body: Mapping[str, Any]) -> Template:
        """Hands one in. Raises `TemplateRefused`."""
        name, language = text(body.get("name")) or "", text(body.get("language")) or ""
        if not _NAME.fullmatch(name):
            raise TemplateRefused(NAME, "The template name may have lower-case letters, numbers and underscores only.")
        if self.find(name, language) is not None:
            raise TemplateRefused(EXISTS, f"There is already {language} content for this template.")
        made = Template(str(next(self._numbers)), name, language, *_judged(body))
        self.kept[made.id] = made
        return made

    def change(self, id_: str, body: Mapping[str, Any]) -> Template:
        """Mends one, which is then judged anew. Raises `TemplateRefused`."""
        template = self.kept[id_]
        template.category, template.components = _judged({"category": template.category, **body})
        template.status, template.reason = "PENDING", "NONE"
        return template

    def remove(self, name: str, id_: str | None) -> None:
        """All languages of a name, or the one of that id. Raises `TemplateRefused`."""
        gone = [key for key, found in self.kept.items() if found.name == name and id_ in (None, key)]
        if not gone:
            raise TemplateRefused(GONE, "The template to delete was not found.")
        for key in gone:
            del self.kept[key]

    def find(self, name: str, language: str) -> Template | None:
        return next((found for found in self.kept.values() if (found.name, found.language) == (name, language)), None)

    def page(self, name: str | None, after: str | None, limit: int) -> dict[str, Any]:
        """One page of the list; `after` is the cursor the page before gave."""
        found = [template for template in self.kept.values() if name in (None, template.name)]
        start = int(after or 0)
        end = start + limit
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(end)}}
        if end < len(found):
            paging["next"] = f"https://graph.facebook.com/next?after={end}"
        return {"data": [template.shown() for template in found[start:end]], "paging": paging}

    def problem(self, body: Mapping[str, Any]) -> tuple[int, str] | None:
        """Meta's code for why this message cannot be sent from its template; None also for other messages."""
        if body.get("type") != "template":
            return None
        name, language = _named(body)
        template = self.find(name, language)
        if template is None or template.status in ("PENDING", "REJECTED"):
            known = template is not None or self.strict
            return (UNKNOWN, f"template name ({name}) does not exist in {language}") if known else None
        if template.status != "APPROVED":
            return (PAUSED if template.status == "PAUSED" else DISABLED), f"Template is {template.status.lower()}"
        return _mismatch(template, obj(body.get("template")))

    def category(self, body: Mapping[str, Any]) -> str:
        """What Meta charges a message as: service unless it is from a template."""
        if body.get("type") != "template":
            return "service"
        template = self.find(*_named(body))
        return template.category.lower() if template else "marketing"


def _named(body: Mapping[str, Any]) -> tuple[str, str]:
    """Name and language of the template a message is from."""
    sent = obj(body.get("template"))
    return text(sent.get("name")) or "", text(obj(sent.get("language")).get("code")) or ""


def _judged(body: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Category and parts, when they are whole. Raises `TemplateRefused`."""
    category, components = text(body.get("category")) or "", objects(body.get("components"))
    if category not in _CATEGORIES:
        raise TemplateRefused(EXAMPLES, "The category is not one.")
    by_type = {str(part.get("type")).upper(): part for part in components}
    written = text(by_type.get("BODY", {}).get("text")) or ""
    if not 0 < len(written) <= 1024:
        raise TemplateRefused(EXAMPLES, "The message body must have 1 to 1024 characters.")
    if _VARIABLE.match(written.strip()) or re.search(r"\{\{\d+\}\}$", written.strip()):
        raise TemplateRefused(ENDS, "Variables can't be at the start or end of the template.")
    for type_, key in (("BODY", "body_text"), ("HEADER", "header_text")):
        part = by_type.get(type_, {})
        given = obj(part.get("example")).get(key) or []
        values = given[0] if given and isinstance(given[0], list) else given
        if len(values) != _variables(part.get("text")):
            raise TemplateRefused(EXAMPLES, f"The {type_.lower()} needs an example for each of its variables.")
    return category, components


def _variables(written: Any) -> int:
    return len(set(_VARIABLE.findall(text(written) or "")))


def _mismatch(template: Template, sent: Mapping[str, Any]) -> tuple[int, str] | None:
    parts = {text(part.get("type")): part for part in objects(sent.get("components"))}
    for type_ in ("HEADER", "BODY"):
        wanted = _variables(template.part(type_).get("text"))
        given = len(objects(parts.get(type_.lower(), {}).get("parameters")))
        if wanted != given:
            return PARAMETERS, f"{type_.lower()}: number of localizable_params ({given}) does not match ({wanted})"
    return None
