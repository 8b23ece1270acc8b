"""What Meta tells of a template in deliveries and lists: its state, and why."""

from collections.abc import Mapping
from typing import Any

from prosa.channels.abilities import TemplateCategory, TemplateState
from prosa.channels.port import TemplateChange
from prosa.core.wire import obj, text

STATES = {
    "APPROVED": TemplateState.APPROVED,
    "REINSTATED": TemplateState.APPROVED,
    "UNARCHIVED": TemplateState.APPROVED,
    "FLAGGED": TemplateState.APPROVED,
    "PENDING": TemplateState.PENDING,
    "IN_APPEAL": TemplateState.PENDING,
    "REJECTED": TemplateState.REJECTED,
    "PAUSED": TemplateState.PAUSED,
    "LOCKED": TemplateState.PAUSED,
    "LIMIT_EXCEEDED": TemplateState.PAUSED,
    "DISABLED": TemplateState.DISABLED,
    "ARCHIVED": TemplateState.DISABLED,
    "PENDING_DELETION": TemplateState.DISABLED,
    "DELETED": TemplateState.DISABLED,
}
_PLAIN = frozenset({"APPROVED", "PENDING", "REJECTED", "DISABLED"})
"""States whose own name adds nothing to what we call them."""


def template_news(field: str, value: Mapping[str, Any], id_: str) -> TemplateChange:
    """One webhook about a template: of its state, its category or its quality."""
    event = (text(value.get("event")) or "").upper()
    state = STATES.get(event) if field == "message_template_status_update" else None
    quality = text(value.get("new_quality_score"))
    return TemplateChange(
        id=id_,
        ref=text(value.get("message_template_id")) or "",
        name=text(value.get("message_template_name")) or "",
        language=text(value.get("message_template_language")) or "",
        state=state.value if state else None,
        category=category(value.get("new_category") or value.get("message_template_category")),
        reason=f"quality: {quality}" if quality else reason(event, value),
    )


def category(value: Any) -> str | None:
    """None for one we do not know."""
    word = (text(value) or "").lower()
    return word if word in set(TemplateCategory) else None


def reason(event: str, value: Mapping[str, Any]) -> str:
    """Meta's words: its explanation and advice where it gives them, else its code."""
    told = obj(value.get("rejection_info"))
    code = text(value.get("reason")) or text(value.get("rejected_reason"))
    title = text(obj(value.get("other_info")).get("title"))
    parts = (
        None if event in _PLAIN else event or None,
        None if code in (None, "NONE") else code,
        title,
        text(told.get("reason")),
        text(told.get("recommendation")),
    )
    return " ".join(part for part in parts if part)
