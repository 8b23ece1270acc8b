"""What the fake refuses: the fields of `POST …/Messages.json` as Twilio takes them for WhatsApp."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

BODY = 1600
FIELDS = frozenset(
    {
        "To",
        "From",
        "MessagingServiceSid",
        "Body",
        "MediaUrl",
        "ContentSid",
        "ContentVariables",
        "StatusCallback",
        "PersistentAction",
    }
)
"""Those that a sender of WhatsApp messages has a use for."""

_ADDRESS = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]+)")
_PLACE = re.compile(r"geo:-?[0-9.]+,-?[0-9.]+(\|.+)?")

Form = Mapping[str, Sequence[str]]


def problem(form: Form, sender: str, contents: Mapping[str, object]) -> tuple[int, str] | None:
    """Twilio's code for what is wrong with a form, and where; `contents` are the templates by id."""
    return next(_problems(form, sender, contents), None)


def _problems(form: Form, sender: str, contents: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    first = {name: values[0] for name, values in form.items()}
    unknown = sorted(set(form) - FIELDS)
    if unknown:
        yield 20001, f"unknown fields: {', '.join(unknown)}"
    if not _ADDRESS.fullmatch(first.get("To", "")):
        yield 21211, f"The 'To' number {first.get('To', '')} is not a valid phone number."
    if "From" not in first and "MessagingServiceSid" not in first:
        yield 21603, "A 'From' phone number is required."
    if first.get("From", sender) != sender:
        yield 63007, "Twilio could not find a Channel with the specified From address"
    if "ContentSid" in first:
        yield from _template(first, contents)
    else:
        yield from _free(form, first)
    if not first.get("StatusCallback", "http://").startswith(("http://", "https://")):
        yield 21609, "The 'StatusCallback' URL is not a valid URL."


def _template(first: Mapping[str, str], contents: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    if "Body" in first or "MediaUrl" in first:
        yield 21620, "ContentSid excludes Body and MediaUrl"
    if first["ContentSid"] not in contents:
        yield 20404, f"The requested resource {first['ContentSid']} was not found"
    try:
        json.loads(first.get("ContentVariables", "{}"))
    except ValueError:
        yield 21656, "The ContentVariables Parameter is invalid"


def _free(form: Form, first: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    if not first.get("Body") and "MediaUrl" not in first:
        yield 21619, "A text message body or media urls must be specified."
    if len(first.get("Body", "")) > BODY:
        yield 21617, f"The concatenated message body exceeds the {BODY} character limit."
    if len(form.get("MediaUrl", ())) > 1:
        yield 21623, "Number of media files exceeds allowed limit."
    if not first.get("MediaUrl", "http://").startswith(("http://", "https://")):
        yield 21620, "Invalid media URL(s)"
    if not _PLACE.fullmatch(first.get("PersistentAction", "geo:0,0")):
        yield 63013, "PersistentAction is not a place"
