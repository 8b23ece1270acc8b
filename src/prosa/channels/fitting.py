"""Fitting a message to what a line can show."""

from collections.abc import Sequence

from prosa.conversations.schemas import Media, Option


class Unfit(Exception):
    """This message can never be sent as it is. `code` is a text key."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def within(text: str | None, limit: int, what: str) -> str:
    """The text, when there is any and it has no more characters than `limit`. Raises `Unfit`."""
    if not text or not text.strip():
        raise Unfit("empty", f"the {what} is empty")
    if len(text) > limit:
        raise Unfit("too_long", f"the {what} has {len(text)} characters, {limit} are possible")
    return text


def numbered(text: str | None, options: Sequence[Option]) -> str:
    """Choices as text; whoever reads the answer takes the number or the title for the choice."""
    lines = [
        f"{number}. {option.title.strip()}" + (f" – {option.description}" if option.description else "")
        for number, option in enumerate(options, start=1)
    ]
    return "\n\n".join(filter(None, (text, "\n".join(lines))))


def linked(text: str | None, title: str, url: str) -> str:
    """A button that opens an address, as text."""
    return "\n\n".join(filter(None, (text, f"{title}: {url}" if title else url)))


def essence(media: Media) -> str:
    """The media type without parameters (`audio/ogg` of `audio/ogg; codecs=opus`)."""
    return media.mime_type.split(";", 1)[0].strip().lower()
