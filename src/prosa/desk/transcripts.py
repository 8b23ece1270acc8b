"""A conversation as a text to be kept or handed out, in the company's time.

What stays inside (notes and the lines about who took it) goes along only when it is asked for.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from prosa.accounts import get_company, record_action
from prosa.accounts.schemas import Principal
from prosa.conversations import Author, Direction, access, inbox, messages
from prosa.conversations.schemas import MessageType
from prosa.conversations.views import AttachmentLine, MessageItem
from prosa.core.runtime import Runtime

AT_ONCE = 200
_WORDS = {
    "pt": {
        "title": "Conversa com {name}",
        "protocol": "Protocolo: {protocol}",
        "agent": "Assistente",
        "phone": "Celular da empresa",
        "team": "Equipe",
        "note": "nota interna",
        "deleted": "(mensagem apagada)",
        "file": "[arquivo: {name}]",
        "voice": "[áudio] {text}",
    },
    "en": {
        "title": "Conversation with {name}",
        "protocol": "Protocol: {protocol}",
        "agent": "Assistant",
        "phone": "Company phone",
        "team": "Team",
        "note": "internal note",
        "deleted": "(message deleted)",
        "file": "[file: {name}]",
        "voice": "[voice] {text}",
    },
}


@dataclass(frozen=True, slots=True)
class _Writer:
    """How the lines of one conversation are written."""

    words: Mapping[str, str]
    timezone: ZoneInfo
    contact: str
    inside: bool

    def line(self, item: MessageItem) -> str:
        """Empty for what does not go along."""
        if item.type is MessageType.EVENT or (item.direction is Direction.INTERNAL and not self.inside):
            return ""
        at = item.sent_at.astimezone(self.timezone)
        said = "\n    ".join(self._said(item).splitlines())
        return f"[{at:%d/%m/%Y %H:%M}] {self._who(item)}: {said}\n"

    def _who(self, item: MessageItem) -> str:
        named = {Author.CONTACT: self.contact, Author.AGENT: self.words["agent"], Author.PHONE: self.words["phone"]}
        name = named.get(item.author) or item.author_name or self.words["team"]
        if item.participant and item.participant.name:
            name = item.participant.name
        return f"{name} ({self.words['note']})" if item.type is MessageType.NOTE else name

    def _said(self, item: MessageItem) -> str:
        if item.deleted_at is not None:
            return self.words["deleted"]
        told = [self._file(item.attachment)] if item.attachment else []
        told += [item.text] if item.text else []
        told += [f"• {option.title}" for option in item.options]
        return "\n".join(told) or f"[{item.type}]"

    def _file(self, file: AttachmentLine) -> str:
        if file.transcript and file.transcript.text:
            return self.words["voice"].format(text=file.transcript.text)
        return self.words["file"].format(name=file.filename or file.mime_type)


async def begin(runtime: Runtime, actor: Principal, conversation_id: UUID, *, inside: bool) -> AsyncIterator[str]:
    """The parts of the text, as they are read. Raises `NotFound` at once for what the caller may not see."""
    async with runtime.db.transaction() as session:
        await access.check(session, actor, conversation_id)
        item = await inbox.item(session, conversation_id)
        company = await get_company(session)
        record_action(session, actor, "conversation.exported", ("conversation", conversation_id), inside=inside)
    words = _WORDS["pt" if company.locale.startswith("pt") else "en"]
    name = item.contact.name or item.contact.phone or item.contact.username or "?"
    head = [f"{company.name} · {words['title'].format(name=name)}"]
    head += [words["protocol"].format(protocol=item.protocol)] if item.protocol else []
    writer = _Writer(words, ZoneInfo(company.timezone), name, inside)
    return _parts(runtime, conversation_id, "\n".join(head) + "\n\n", writer)


async def _parts(runtime: Runtime, conversation_id: UUID, head: str, writer: _Writer) -> AsyncIterator[str]:
    yield head
    after, more = 0, True
    while more:
        async with runtime.db.transaction() as session:
            page = await messages.page(session, conversation_id, after_seq=after, limit=AT_ONCE)
        more = page.has_more
        after = page.items[-1].seq if page.items else after
        yield "".join(line for item in page.items if (line := writer.line(item)))
