"""What a request asks of a model, whatever the protocol it came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

OUTPUT_TOOL = "final_result"
"""The tool by which an answer in a given form comes."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a tool returned to the model, in the order in which it was called."""

    tool: str
    content: Any


@dataclass(frozen=True, slots=True)
class Asked:
    """`said` are the texts of messages with who wrote them (`user` or `model`), oldest first; `tools` their schemas by
    name; `schema` the form asked for without a tool. `files` are the media types of what went along."""

    model: str
    system: str
    said: Sequence[tuple[str, str]]
    tools: Mapping[str, Any]
    returned: Sequence[Returned]
    schema: Mapping[str, Any] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[str] = ()

    @property
    def last(self) -> str:
        """What the contact's side said last."""
        return next((text for who, text in reversed(self.said) if who == "user"), "")

    @property
    def by_tool(self) -> bool:
        """Whether the answer has to come by the output tool."""
        return OUTPUT_TOOL in self.tools

    @property
    def everything(self) -> str:
        """All texts that reached the provider, to look for what must not."""
        return "\n".join(
            [self.system, *(text for _, text in self.said), *(str(each.content) for each in self.returned)]
        )
