"""OpenAI's chat completions and embeddings, as servers that call themselves compatible speak them too."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from prosa.core import wire
from prosa.testing.counterpart import Answer, Request
from prosa.testing.models.asked import OUTPUT_TOOL, Asked, Returned
from prosa.testing.models.says import Calls, Declines, Says, Silent, Step, Typed

DIMENSIONS = 256
_TYPES = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}


def key_of(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def read(request: Request) -> Asked:
    body = wire.obj(wire.read_json(request.body))
    messages = wire.objects(body.get("messages"))
    names = {
        str(call.get("id")): str(wire.obj(call.get("function")).get("name"))
        for message in messages
        for call in wire.objects(message.get("tool_calls"))
    }
    tools = [wire.obj(tool.get("function")) for tool in wire.objects(body.get("tools"))]
    return Asked(
        model=str(body.get("model")),
        system="\n".join(_text(m) for m in messages if m.get("role") in ("system", "developer")),
        said=[(_who(m), _text(m)) for m in messages if m.get("role") in ("user", "assistant") and _text(m)],
        tools={str(tool.get("name")): tool.get("parameters") for tool in tools},
        returned=[
            Returned(names.get(str(m.get("tool_call_id")), ""), _value(_text(m)))
            for m in messages
            if m.get("role") == "tool"
        ],
        schema=wire.obj(wire.obj(body.get("response_format")).get("json_schema")).get("schema"),
        settings={key: value for key, value in body.items() if key not in ("messages", "tools")},
        files=[_file_type(part) for m in messages for part in _parts(m) if part.get("type") != "text"],
    )


def _file_type(part: Mapping[str, Any]) -> str:
    if part.get("type") == "input_audio":
        return f"audio/{wire.obj(part.get('input_audio')).get('format')}"
    url = str(wire.obj(part.get("image_url")).get("url"))
    return url.removeprefix("data:").partition(";")[0]


def _who(message: Mapping[str, Any]) -> str:
    return "model" if message.get("role") == "assistant" else "user"


def _parts(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    return wire.objects(message.get("content"))


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    return content if isinstance(content, str) else "\n".join(wire.text(p.get("text")) or "" for p in _parts(message))


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def write(asked: Asked, step: Step, number: int, usage: tuple[int, int, int]) -> Answer:
    message: dict[str, Any] = {"role": "assistant", "content": None}
    reason = "stop"
    match step:
        case Says(text):
            message["content"] = text
        case Typed(value) if asked.by_tool:
            message["tool_calls"], reason = [_call(number, 0, OUTPUT_TOOL, value)], "tool_calls"
        case Typed(value):
            message["content"] = json.dumps(value)
        case Calls(calls):
            message["tool_calls"] = [_call(number, n, name, arguments) for n, (name, arguments) in enumerate(calls)]
            reason = "tool_calls"
        case Silent():
            message["content"] = ""
        case Declines(text):
            message["refusal"] = text
        case _:
            message["content"], reason = None, "content_filter"
    fresh, cached, written = usage
    return _good(
        {
            "id": f"chatcmpl-{number}",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "model": asked.model,
            "choices": [{"index": 0, "message": message, "finish_reason": reason, "logprobs": None}],
            "usage": {
                "prompt_tokens": fresh + cached,
                "completion_tokens": written,
                "total_tokens": fresh + cached + written,
                "prompt_tokens_details": {"cached_tokens": cached},
            },
        }
    )


def _call(number: int, position: int, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {"id": f"call_{number}_{position}", "type": "function", "function": function}


def error(status: int, message: str, headers: Mapping[str, str]) -> Answer:
    code = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    body = {"error": {"message": message, "type": code, "param": None, "code": code}}
    return Answer(status, json.dumps(body).encode(), headers)


def embed(request: Request) -> Answer:
    """Texts with characters in common get vectors that are near."""
    body = wire.obj(wire.read_json(request.body))
    given = body.get("input")
    texts: Sequence[str] = [given] if isinstance(given, str) else [str(text) for text in given or ()]
    size = int(wire.number(body.get("dimensions")) or DIMENSIONS)
    data = [{"object": "embedding", "index": n, "embedding": _vector(t, size)} for n, t in enumerate(texts)]
    words = sum(len(text.split()) for text in texts)
    usage = {"prompt_tokens": words, "total_tokens": words}
    return _good({"object": "list", "data": data, "model": body.get("model"), "usage": usage})


def _vector(text: str, size: int) -> list[float]:
    found = [0.0] * size
    padded = f" {text.lower()} "
    for start in range(len(padded) - 2):
        digest = hashlib.blake2b(padded[start : start + 3].encode(), digest_size=4).digest()
        found[int.from_bytes(digest) % size] += 1.0
    length = math.sqrt(sum(value * value for value in found)) or 1.0
    return [value / length for value in found]


def _good(value: Mapping[str, Any]) -> Answer:
    return Answer(body=json.dumps(value).encode())
