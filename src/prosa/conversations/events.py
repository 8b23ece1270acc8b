"""Facts about conversations that others react to."""

from dataclasses import dataclass

from prosa.core.events import Event


@dataclass(frozen=True, slots=True)
class AnswerDue(Event):
    """Something a contact said waits for the agent."""

    conversation_id: str


@dataclass(frozen=True, slots=True)
class SendDue(Event):
    """Something waits to be sent, or to be reconciled. What is decided goes out before more is thought about."""

    priority = 1
    conversation_id: str


@dataclass(frozen=True, slots=True)
class MediaAnnounced(Event):
    """A message brought a file that still lies at the provider."""

    attachment_id: str


@dataclass(frozen=True, slots=True)
class FileHeld(Event):
    """A file lies in the storage and must be scanned before anybody sees it."""

    attachment_id: str


@dataclass(frozen=True, slots=True)
class FileStored(Event):
    """A file is here and may be used."""

    attachment_id: str


@dataclass(frozen=True, slots=True)
class FileLost(Event):
    """A file cannot be had, or was taken away."""

    attachment_id: str


@dataclass(frozen=True, slots=True)
class Handed(Event):
    """A conversation waits for a person, in a queue. `reason`: why; `transfer` when a colleague passed it on."""

    conversation_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Claimed(Event):
    """An operator has taken the floor, or was given it."""

    conversation_id: str
    operator_id: str


@dataclass(frozen=True, slots=True)
class Resolved(Event):
    """The matter of a conversation is closed. `operator_id` empty: not by a person."""

    conversation_id: str
    operator_id: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Event):
    """A contact answered what was asked after a resolution, with a number and perhaps more."""

    question_id: str
    score: int
    comment: str
