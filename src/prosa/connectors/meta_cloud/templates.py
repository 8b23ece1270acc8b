"""Templates at Meta: read, handed in for approval, taken away. They belong to the WhatsApp Business Account."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from prosa.channels.abilities import (
    ButtonKind,
    ProviderRefused,
    ProviderTemplate,
    TemplateButton,
    TemplateCategory,
    TemplateContent,
    TemplateState,
)
from prosa.connectors.meta_cloud.calls import call
from prosa.connectors.meta_cloud.settings import MetaCloudSettings
from prosa.connectors.meta_cloud.template_news import STATES, category, reason
from prosa.core.wire import obj, objects, text

PAGE = "100"
MOST_PAGES = 60
"""An account may hold 6,000 templates."""

_FIELDS = "id,name,language,status,category,components,parameter_format,rejected_reason"
_EXISTS = "100/2388024"
"""There is one of this name in this language."""
_GONE = "100/2593002"
_BUTTONS = {"QUICK_REPLY": ButtonKind.REPLY, "URL": ButtonKind.URL, "PHONE_NUMBER": ButtonKind.PHONE}
_KINDS = {kind: word for word, kind in _BUTTONS.items()}
_EXAMPLE = "123"


async def every(settings: MetaCloudSettings, http: httpx.AsyncClient) -> list[ProviderTemplate]:
    """Those that can be sent from here: text in every part, and buttons that answer, open an address or call."""
    params = {"fields": _FIELDS, "limit": PAGE}
    found: list[ProviderTemplate] = []
    for _ in range(MOST_PAGES):
        page = await call(settings, http, "GET", _path(settings), params=params)
        found += [each for item in objects(page.get("data")) if (each := _read(item)) is not None]
        paging = obj(page.get("paging"))
        after = text(obj(paging.get("cursors")).get("after"))
        if not paging.get("next") or after is None:
            break
        params = {**params, "after": after}
    return found


async def submit(settings: MetaCloudSettings, http: httpx.AsyncClient, content: TemplateContent) -> ProviderTemplate:
    """Makes it at Meta; where there is one of this name and language (rejected, mended here) that one is changed."""
    body = {
        "name": content.name,
        "language": content.language,
        "category": content.category.upper(),
        "components": components(content),
    }
    try:
        made = await call(settings, http, "POST", _path(settings), body=body)
    except ProviderRefused as refused:
        if refused.params.get("provider_code") != _EXISTS:
            raise
        return await _change(settings, http, content, refused)
    return _taken(content, text(made.get("id")) or "", made)


async def _change(
    settings: MetaCloudSettings, http: httpx.AsyncClient, content: TemplateContent, refused: ProviderRefused
) -> ProviderTemplate:
    params = {"fields": "id,language", "name": content.name, "limit": PAGE}
    page = await call(settings, http, "GET", _path(settings), params=params)
    same = (item for item in objects(page.get("data")) if text(item.get("language")) == content.language)
    ref = text(next(same, {}).get("id"))
    if ref is None:
        raise refused
    body = {"category": content.category.upper(), "components": components(content)}
    return _taken(content, ref, await call(settings, http, "POST", ref, body=body))


def _taken(content: TemplateContent, ref: str, answer: Mapping[str, Any]) -> ProviderTemplate:
    """Meta may have put it into another category."""
    put_into = category(answer.get("category"))
    if put_into:
        content = replace(content, category=TemplateCategory(put_into))
    return ProviderTemplate(ref, content, _state(answer))


async def remove(settings: MetaCloudSettings, http: httpx.AsyncClient, template: ProviderTemplate) -> None:
    """In this language only. One that is not there is removed."""
    params = {"hsm_id": template.ref, "name": template.content.name}
    try:
        await call(settings, http, "DELETE", _path(settings), params=params)
    except ProviderRefused as refused:
        if refused.params.get("provider_code") != _GONE:
            raise


def _path(settings: MetaCloudSettings) -> str:
    if settings.waba_id is None:
        raise ProviderRefused("the settings of this channel lack the WhatsApp Business Account ID")
    return f"{settings.waba_id}/message_templates"


def components(content: TemplateContent) -> list[dict[str, Any]]:
    """The parts as Meta takes them, each variable with an example."""
    parts: list[dict[str, Any]] = []
    if content.header:
        parts.append(_with({"type": "HEADER", "format": "TEXT", "text": content.header}, header=content.header_example))
    body = {"type": "BODY", "text": content.body}
    parts.append({**body, "example": {"body_text": [list(content.examples)]}} if content.examples else body)
    if content.footer:
        parts.append({"type": "FOOTER", "text": content.footer})
    if content.buttons:
        parts.append({"type": "BUTTONS", "buttons": [_button(button) for button in content.buttons]})
    return parts


def _with(part: dict[str, Any], header: str) -> dict[str, Any]:
    return {**part, "example": {"header_text": [header]}} if header else part


def _button(button: TemplateButton) -> dict[str, Any]:
    shown = {"type": _KINDS[button.kind], "text": button.title}
    match button.kind:
        case ButtonKind.URL:
            made = {**shown, "url": button.value}
            varies = "{{1}}" in button.value
            return {**made, "example": [button.value.replace("{{1}}", _EXAMPLE)]} if varies else made
        case ButtonKind.PHONE:
            return {**shown, "phone_number": button.value}
        case ButtonKind.REPLY:
            return shown


def _read(item: Mapping[str, Any]) -> ProviderTemplate | None:
    """None for one with parts that cannot be sent from here (pictures, places, catalogues, one-time codes)."""
    ref, name, language = (text(item.get(key)) for key in ("id", "name", "language"))
    kind = category(item.get("category"))
    parts = {(text(part.get("type")) or "").upper(): part for part in objects(item.get("components"))}
    if not (ref and name and language and kind) or not _plain(item, parts):
        return None
    header, body = parts.get("HEADER", {}), parts["BODY"]
    content = TemplateContent(
        name=name,
        language=language,
        category=TemplateCategory(kind),
        body=text(body.get("text")) or "",
        header=text(header.get("text")) or "",
        footer=text(parts.get("FOOTER", {}).get("text")) or "",
        buttons=tuple(_read_button(button) for button in objects(parts.get("BUTTONS", {}).get("buttons"))),
        examples=_examples(body, "body_text"),
        header_example=next(iter(_examples(header, "header_text")), ""),
    )
    return ProviderTemplate(ref, content, _state(item), reason((text(item.get("status")) or "").upper(), item))


def _plain(item: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]) -> bool:
    numbered = (text(item.get("parameter_format")) or "POSITIONAL").upper() == "POSITIONAL"
    written = not re.search(r"\{\{\s*[^\d\s{}]", text(parts.get("BODY", {}).get("text")) or "{{none}}")
    known = parts.keys() <= {"HEADER", "BODY", "FOOTER", "BUTTONS"}
    header = (text(parts.get("HEADER", {}).get("format")) or "TEXT").upper() == "TEXT"
    buttons = objects(parts.get("BUTTONS", {}).get("buttons"))
    return numbered and written and known and header and all(text(one.get("type")) in _BUTTONS for one in buttons)


def _read_button(button: Mapping[str, Any]) -> TemplateButton:
    value = text(button.get("url")) or text(button.get("phone_number")) or ""
    return TemplateButton(_BUTTONS[str(button.get("type"))], text(button.get("text")) or "", value)


def _examples(part: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """`body_text` is a list of lists, `header_text` a list."""
    given = obj(part.get("example")).get(key)
    first = given[0] if isinstance(given, list) and given else None
    values = first if isinstance(first, list) else given if isinstance(given, list) else ()
    return tuple(value for value in values if isinstance(value, str))


def _state(item: Mapping[str, Any]) -> TemplateState:
    """One we do not know has yet to be decided on."""
    return STATES.get((text(item.get("status")) or "").upper(), TemplateState.PENDING)
