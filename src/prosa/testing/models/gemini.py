"""Gemini's `generateContent`."""

import json
from collections.abc import Mapping
from typing import Any

from prosa.core import wire
from prosa.testing.counterpart import Answer, Request
from prosa.testing.models.asked import OUTPUT_TOOL, Asked, Returned
from prosa.testing.models.says import Calls, Declines, Says, Silent, Step, Typed

_STATUS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED"}


def key_of(request: Request) -> str:
    return request.headers.get("x-goog-api-key", "")


def read(request: Request) -> Asked:
    body = wire.obj(wire.read_json(request.body))
    contents = wire.objects(body.get("contents"))
    settings = wire.obj(body.get("generationConfig"))
    parts = [(str(content.get("role")), part) for content in contents for part in wire.objects(content.get("parts"))]
    declared = [
        each for tool in wire.objects(body.get("tools")) for each in wire.objects(tool.get("functionDeclarations"))
    ]
    returned = [wire.obj(part["functionResponse"]) for _, part in parts if "functionResponse" in part]
    return Asked(
        model=request.target.split("/models/")[-1].split(":")[0],
        system="\n".join(_texts(wire.obj(body.get("systemInstruction")))),
        said=[("model" if role == "model" else "user", str(part["text"])) for role, part in parts if "text" in part],
        tools={str(each.get("name")): each.get("parametersJsonSchema") or each.get("parameters") for each in declared},
        returned=[Returned(str(each.get("name")), each.get("response")) for each in returned],
        schema=settings.get("responseJsonSchema") or settings.get("responseSchema"),
        settings=settings,
        files=[_type(wire.obj(part["inlineData"])) for _, part in parts if "inlineData" in part],
    )


def _type(inline: Mapping[str, Any]) -> str:
    """The service takes both spellings."""
    return str(inline.get("mimeType") or inline.get("mime_type"))


def _texts(content: Mapping[str, Any]) -> list[str]:
    return [str(part["text"]) for part in wire.objects(content.get("parts")) if "text" in part]


def write(asked: Asked, step: Step, number: int, usage: tuple[int, int, int]) -> Answer:
    parts: list[dict[str, Any]] = []
    reason = "STOP"
    match step:
        case Says(text) | Declines(text):
            parts = [{"text": text}]
        case Typed(value) if asked.by_tool:
            parts = [{"functionCall": {"name": OUTPUT_TOOL, "args": value}}]
        case Typed(value):
            parts = [{"text": json.dumps(value)}]
        case Calls(calls):
            parts = [{"functionCall": {"name": name, "args": arguments}} for name, arguments in calls]
        case Silent():
            parts = []
        case _:
            reason = "SAFETY"
    fresh, cached, written = usage
    content = {"role": "model", "parts": parts} if parts else {"role": "model"}
    body = {
        "candidates": [{"content": content, "finishReason": reason, "index": 0}],
        "usageMetadata": {
            "promptTokenCount": fresh + cached,
            "cachedContentTokenCount": cached,
            "candidatesTokenCount": written,
            "totalTokenCount": fresh + cached + written,
        },
        "modelVersion": asked.model,
        "responseId": f"response-{number}",
    }
    return Answer(body=json.dumps(body).encode())


def error(status: int, message: str, headers: Mapping[str, str]) -> Answer:
    code = _STATUS.get(status, "INTERNAL" if status >= 500 else "FAILED_PRECONDITION")
    return Answer(status, json.dumps({"error": {"code": status, "message": message, "status": code}}).encode(), headers)
