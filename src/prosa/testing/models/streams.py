"""Answers of models in pieces: each provider's event stream, made of the answer it would give at once."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from prosa.testing.counterpart import Pieces

_WRITTEN = re.compile(r'"(?:arguments|partial_json|content|text)": "((?:[^"\\\\]|\\\\.)*)"')
PIECE = 12
"""Characters of the arguments of a tool, or of a text, that come at a time."""


def openai(whole: bytes, *, stalls_at: str | None, pause: float) -> Pieces:
    """Chat completion chunks."""
    body = json.loads(whole)
    choice = body["choices"][0]
    head = {key: body[key] for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    deltas = list(_openai_deltas(choice["message"]))
    events = [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        for delta in [{"role": "assistant"}, *deltas]
    ]
    end = {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]}
    lines = [
        f"data: {json.dumps(event)}\n\n" for event in [*events, end, {**head, "choices": [], "usage": body["usage"]}]
    ]
    return _pieces([*lines, "data: [DONE]\n\n"], stalls_at, pause)


def _openai_deltas(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for text in _cut(message.get("content") or ""):
        yield {"content": text}
    for number, call in enumerate(message.get("tool_calls", ())):
        name = {"name": call["function"]["name"], "arguments": ""}
        yield {"tool_calls": [{"index": number, "id": call["id"], "type": "function", "function": name}]}
        for text in _cut(call["function"]["arguments"]):
            yield {"tool_calls": [{"index": number, "function": {"arguments": text}}]}


def anthropic(whole: bytes, *, stalls_at: str | None, pause: float) -> Pieces:
    """Messages events."""
    body = json.loads(whole)
    begun = {**body, "content": [], "stop_reason": None, "usage": {**body["usage"], "output_tokens": 1}}
    events: list[dict[str, Any]] = [{"type": "message_start", "message": begun}]
    for number, block in enumerate(body["content"]):
        events += _anthropic_block(number, block)
    ended = {"stop_reason": body["stop_reason"], "stop_sequence": None}
    usage = {"output_tokens": body["usage"]["output_tokens"]}
    events += [{"type": "message_delta", "delta": ended, "usage": usage}, {"type": "message_stop"}]
    return _pieces([f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events], stalls_at, pause)


def _anthropic_block(number: int, block: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    tool = block["type"] == "tool_use"
    empty = {**block, "input": {}} if tool else {**block, "text": ""}
    yield {"type": "content_block_start", "index": number, "content_block": empty}
    for text in _cut(json.dumps(block["input"]) if tool else block["text"]):
        delta = {"type": "input_json_delta", "partial_json": text} if tool else {"type": "text_delta", "text": text}
        yield {"type": "content_block_delta", "index": number, "delta": delta}
    yield {"type": "content_block_stop", "index": number}


def gemini(whole: bytes, *, stalls_at: str | None, pause: float) -> Pieces:
    """`streamGenerateContent`: texts come in pieces, the call of a function whole."""
    body = json.loads(whole)
    candidate = body["candidates"][0]
    pieces = [piece for part in candidate["content"].get("parts", ()) for piece in _gemini_parts(part)]
    events = [{**body, "candidates": [{"index": 0, "content": {"role": "model", "parts": [part]}}]} for part in pieces]
    end = {**body, "candidates": [{**candidate, "content": {"role": "model"}}]}
    return _pieces([f"data: {json.dumps(event)}\r\n\r\n" for event in [*events, end]], stalls_at, pause)


def _gemini_parts(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [{"text": text} for text in _cut(part["text"])] if "text" in part else [part]


def _cut(text: str) -> list[str]:
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]


def _pieces(lines: Sequence[str], stalls_at: str | None, pause: float) -> Pieces:
    kept: list[bytes] = []
    written = ""
    for line in lines:
        kept.append(line.encode())
        written += "".join(found for found in _WRITTEN.findall(line))
        if stalls_at is not None and stalls_at in written:
            return Pieces(kept, stalls=True, pause=pause)
    return Pieces(kept, pause=pause)
