"""Templates: contents at Twilio that were handed in to WhatsApp for approval."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import (
    ButtonKind,
    ProviderRefused,
    ProviderTemplate,
    TemplateButton,
    TemplateCategory,
    TemplateContent,
    TemplateState,
)
from prosa.channels.outcome import body_of, reason
from prosa.connectors.twilio.errors import words_of
from prosa.connectors.twilio.numbering import Numbering, names_in, numbering_of, ours, ref_of, renamed
from prosa.connectors.twilio.settings import TwilioSettings, own
from prosa.core.errors import ProsaError, Unavailable
from prosa.core.wire import obj, objects, text

PAGE = 100
MOST_PAGES = 50

_STATES = {
    "received": TemplateState.PENDING,
    "pending": TemplateState.PENDING,
    "approved": TemplateState.APPROVED,
    "rejected": TemplateState.REJECTED,
    "paused": TemplateState.PAUSED,
    "disabled": TemplateState.DISABLED,
}
"""What was never handed in is left out: it is no template of WhatsApp's yet."""

_KINDS = {"QUICK_REPLY": ButtonKind.REPLY, "URL": ButtonKind.URL, "PHONE_NUMBER": ButtonKind.PHONE}
_FORMER_CATEGORIES = {"transactional": "utility", "otp": "authentication"}


class TwilioTemplates:
    """Serves `Templates`."""

    async def all(self, settings: BaseModel, http: httpx.AsyncClient) -> list[ProviderTemplate]:
        ours_ = own(settings)
        query, found = f"PageSize={PAGE}", []
        for _ in range(MOST_PAGES):
            page = await _call(ours_, http, "GET", f"ContentAndApprovals?{query}")
            found += [template for each in objects(page.get("contents")) if (template := _read(each))]
            # Only the query: the address in an answer must not say where the credential goes.
            query = urlsplit(text(obj(page.get("meta")).get("next_page_url")) or "").query
            if not query:
                break
        return found

    async def submit(self, settings: BaseModel, http: httpx.AsyncClient, content: TemplateContent) -> ProviderTemplate:
        """A content whose approval cannot be asked for is taken back, so that the next try finds the way clear."""
        ours_ = own(settings)
        numbering = _numbering(content)
        made = await _call(ours_, http, "POST", "Content", _written(content, numbering))
        sid = text(made.get("sid"))
        if sid is None:
            raise Unavailable("Twilio made the template without telling its id")
        asked = {"name": content.name, "category": content.category.value.upper()}
        try:
            told = await _call(ours_, http, "POST", f"Content/{sid}/ApprovalRequests/whatsapp", asked)
        except ProsaError:
            with suppress(ProsaError):
                await _call(ours_, http, "DELETE", f"Content/{sid}")
            raise
        state = _STATES.get(_word(told.get("status")), TemplateState.PENDING)
        return ProviderTemplate(ref_of(sid, numbering), content, state, text(told.get("rejection_reason")) or "")

    async def remove(self, settings: BaseModel, http: httpx.AsyncClient, template: ProviderTemplate) -> None:
        sid, _ = numbering_of(template.ref)
        await _call(own(settings), http, "DELETE", f"Content/{sid}")


async def _call(
    settings: TwilioSettings, http: httpx.AsyncClient, method: str, path: str, body: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The answer. Raises `Unavailable` and `ProviderRefused`; what is to be deleted may be gone already."""
    url = f"{settings.content_url}/v1/{path}"
    try:
        response = await http.request(method, url, json=body, headers=settings.authorization(), follow_redirects=False)
    except httpx.HTTPError as error:
        raise Unavailable(reason(error)) from error
    gone = method == "DELETE" and response.status_code == httpx.codes.NOT_FOUND
    if response.is_success or gone:
        return body_of(response)
    if response.is_server_error or response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise Unavailable(f"Twilio did not answer (HTTP {response.status_code})")
    told = body_of(response)
    raise ProviderRefused(words_of(told) or f"HTTP {response.status_code}", provider_code=text(told.get("code")))


def _word(value: Any) -> str:
    return (text(value) or "").lower()


def _numbering(content: TemplateContent) -> Numbering:
    linked = [index for index, button in enumerate(content.buttons) if names_in(button.value)]
    return ours(len(names_in(content.body)), bool(names_in(content.header)), linked)


def _written(content: TemplateContent, numbering: Numbering) -> dict[str, Any]:
    kind, shape = _shape(content, numbering)
    examples = dict(zip(numbering.body, content.examples, strict=False))
    if numbering.header:
        examples[numbering.header] = content.header_example
    examples |= {name: "1" for name in numbering.buttons.values()}
    return {
        "friendly_name": content.name,
        "language": content.language,
        "variables": examples,
        "types": {kind: shape},
    }


def _shape(content: TemplateContent, numbering: Numbering) -> tuple[str, dict[str, Any]]:
    """The plainest of Twilio's types that holds it all."""
    names = dict(zip(names_in(content.body), numbering.body, strict=True))
    body = {"body": renamed(content.body, names.__getitem__)}
    actions = [_action(index, button, numbering) for index, button in enumerate(content.buttons)]
    replies = {button.kind is ButtonKind.REPLY for button in content.buttons}
    if content.header or content.footer or len(replies) == 2:
        header = {"header_text": renamed(content.header, lambda _: numbering.header or "")} if content.header else {}
        footer = {"footer": content.footer} if content.footer else {}
        return "whatsapp/card", {**body, **header, **footer, **({"actions": actions} if actions else {})}
    if not actions:
        return "twilio/text", body
    return "twilio/quick-reply" if replies == {True} else "twilio/call-to-action", {**body, "actions": actions}


def _action(index: int, button: TemplateButton, numbering: Numbering) -> dict[str, str]:
    match button.kind:
        case ButtonKind.REPLY:
            return {"type": "QUICK_REPLY", "title": button.title, "id": button.title}
        case ButtonKind.URL:
            url = renamed(button.value, lambda _: numbering.buttons[index])
            return {"type": "URL", "title": button.title, "url": url}
        case ButtonKind.PHONE:
            return {"type": "PHONE_NUMBER", "title": button.title, "phone": button.value}


def _read(content: Mapping[str, Any]) -> ProviderTemplate | None:
    """None for what was not handed in, and for what has no text (a catalogue, a place)."""
    approval = obj(content.get("approval_requests"))
    state = _STATES.get(_word(approval.get("status")))
    shape = next((obj(each) for each in obj(content.get("types")).values() if text(obj(each).get("body"))), None)
    sid = text(content.get("sid"))
    if state is None or shape is None or sid is None:
        return None
    numbering = _numbering_of(shape)
    name = text(approval.get("name")) or text(content.get("friendly_name")) or sid
    told = TemplateContent(
        name=name,
        language=text(content.get("language")) or "",
        category=_category(approval.get("category")),
        **_parts(shape, numbering, obj(content.get("variables"))),
    )
    return ProviderTemplate(ref_of(sid, numbering), told, state, text(approval.get("rejection_reason")) or "")


def _category(value: Any) -> TemplateCategory:
    word = _FORMER_CATEGORIES.get(_word(value), _word(value))
    return TemplateCategory(word) if word in list(TemplateCategory) else TemplateCategory.UTILITY


def _numbering_of(shape: Mapping[str, Any]) -> Numbering:
    header = names_in(text(shape.get("header_text")) or "")
    linked = {index: names[0] for index, _, url in _actions(shape) if (names := names_in(url))}
    return Numbering(tuple(names_in(text(shape.get("body")) or "")), header[0] if header else None, linked)


def _actions(shape: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any], str]]:
    """With the place of each, and what it opens."""
    for index, action in enumerate(objects(shape.get("actions"))):
        yield index, action, text(action.get("url")) or text(action.get("phone")) or ""


def _parts(shape: Mapping[str, Any], numbering: Numbering, variables: Mapping[str, Any]) -> dict[str, Any]:
    places = {name: str(place) for place, name in enumerate(numbering.body, start=1)}
    buttons = [
        TemplateButton(
            _KINDS.get(text(action.get("type")) or "QUICK_REPLY", ButtonKind.REPLY),
            text(action.get("title")) or "",
            renamed(opens, lambda _: "1"),
        )
        for _, action, opens in _actions(shape)
    ]
    return {
        "body": renamed(text(shape.get("body")) or "", places.__getitem__),
        "header": renamed(text(shape.get("header_text")) or "", lambda _: "1"),
        "footer": text(shape.get("footer")) or "",
        "buttons": tuple(buttons),
        "examples": tuple(text(variables.get(name)) or "" for name in numbering.body),
        "header_example": text(variables.get(numbering.header)) or "" if numbering.header else "",
    }
