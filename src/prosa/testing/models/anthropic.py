"""Anthropic's messages."""

import json
from collections.abc import Mapping
from typing import Any

from prosa.core import wire
from prosa.testing.counterpart import Answer, Request
from prosa.testing.models.asked import OUTPUT_TOOL, Asked, Returned
from prosa.testing.models.says import Calls, Declines, Says, Silent, Step, Typed

_TYPES = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error", 529: "overloaded_error"}


def key_of(request: Request) -> str:
    """Older libraries have it in a header of its own."""
    return request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")


def read(request: Request) -> Asked:
    body = wire.obj(wire.read_json(request.body))
    blocks = [
        (str(message.get("role")), block)
        for message in wire.objects(body.get("messages"))
        for block in _blocks(message.get("content"))
    ]
    names = {str(b.get("id")): str(b.get("name")) for _, b in blocks if b.get("type") == "tool_use"}
    return Asked(
        model=str(body.get("model")),
        system="\n".join(str(block.get("text") or "") for block in _blocks(body.get("system"))),
        said=[("model" if who == "assistant" else "user", str(b["text"])) for who, b in blocks if "text" in b],
        tools={str(tool.get("name")): tool.get("input_schema") for tool in wire.objects(body.get("tools"))},
        returned=[
            Returned(names.get(str(b.get("tool_use_id")), ""), _value(b.get("content")))
            for _, b in blocks
            if b.get("type") == "tool_result"
        ],
        settings={key: value for key, value in body.items() if key not in ("messages", "tools", "system")},
        files=[
            str(wire.obj(b.get("source")).get("media_type"))
            for _, b in blocks
            if b.get("type") in ("image", "document")
        ],
    )


def _blocks(content: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else wire.objects(content)


def _value(content: Any) -> Any:
    text = "\n".join(str(block.get("text") or "") for block in _blocks(content))
    try:
        return json.loads(text)
    except ValueError:
        return text


def write(asked: Asked, step: Step, number: int, usage: tuple[int, int, int]) -> Answer:
    blocks: list[dict[str, Any]] = []
    reason = "end_turn"
    match step:
        case Says(text):
            blocks = [{"type": "text", "text": text}]
        case Typed(value) if asked.by_tool:
            blocks, reason = [_use(number, 0, OUTPUT_TOOL, value)], "tool_use"
        case Typed(value):
            blocks = [{"type": "text", "text": json.dumps(value)}]
        case Calls(calls):
            blocks = [_use(number, n, name, arguments) for n, (name, arguments) in enumerate(calls)]
            reason = "tool_use"
        case Silent():
            blocks = []
        case Declines(text):
            blocks, reason = [{"type": "text", "text": text}], "refusal"
        case _:
            reason = "refusal"
    fresh, cached, written = usage
    body = {
        "id": f"msg_{number}",
        "type": "message",
        "role": "assistant",
        "model": asked.model,
        "content": blocks,
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": fresh,
            "cache_read_input_tokens": cached,
            "cache_creation_input_tokens": 0,
            "output_tokens": written,
        },
    }
    return Answer(body=json.dumps(body).encode())


def _use(number: int, position: int, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "tool_use", "id": f"toolu_{number}_{position}", "name": name, "input": arguments}


def error(status: int, message: str, headers: Mapping[str, str]) -> Answer:
    kind = _TYPES.get(status, "api_error" if status >= 500 else "invalid_request_error")
    body = {"type": "error", "error": {"type": kind, "message": message}}
    return Answer(status, json.dumps(body).encode(), headers)
