"""What alerts are sent to, on real sockets: a mail server, and a service that takes what is posted to it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast


@dataclass
class MailServer:
    """Takes every message; `refuses` maps a command to what is answered to it instead."""

    port: int = 0
    refuses: dict[str, str] = field(default_factory=dict)
    arrived: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    """The commands, in order."""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _say(writer, "220 mail.test ready")
        try:
            while line := (await reader.readline()).decode().strip():
                command = line.split(" ", 1)[0].upper()
                self.heard.append(command)
                if command == "RCPT":
                    self.to.append(line.split("<")[1].split(">")[0])
                await _say(writer, self.refuses.get(command) or _ANSWERS.get(command, "250 ok"))
                if command == "DATA" and command not in self.refuses:
                    body = (await reader.readuntil(b"\r\n.\r\n"))[:-3]
                    self.arrived.append(cast("EmailMessage", message_from_bytes(body, policy=default)))
                    await _say(writer, "250 taken")
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


_ANSWERS = {
    "EHLO": "250-mail.test\r\n250 AUTH PLAIN LOGIN",
    "DATA": "354 go on",
    "AUTH": "235 welcome",
    "QUIT": "221 bye",
}


async def _say(writer: asyncio.StreamWriter, text: str) -> None:
    writer.write(f"{text}\r\n".encode())
    await writer.drain()


@dataclass
class Hook:
    """Takes what is posted; `answers` are given instead of 200, one after the other."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def posted(self) -> list[Any]:
        return [json.loads(body) for body in self.bodies]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            self.paths.append(head[0].split(" ")[1])
            self.headers.append(headers)
            self.bodies.append(await reader.readexactly(int(headers.get("content-length", "0"))))
            status = self.answers.pop(0) if self.answers else 200
            writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok".encode())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    mail = MailServer()
    server = await asyncio.start_server(mail.handle, "127.0.0.1", 0)
    async with server:
        mail.port = server.sockets[0].getsockname()[1]
        yield mail


@asynccontextmanager
async def hook() -> AsyncIterator[Hook]:
    taker = Hook()
    server = await asyncio.start_server(taker.handle, "127.0.0.1", 0)
    async with server:
        taker.port = server.sockets[0].getsockname()[1]
        yield taker
