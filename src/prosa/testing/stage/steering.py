"""Steering a fake provider over its own HTTP: `/fake/…` beside the provider's paths, and a client for it."""

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from types import TracebackType
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

import httpx

from prosa.core.wire import obj, objects
from prosa.testing.stage.call import Call, Receive, Refusal, Respond, Scope
from prosa.testing.stage.courier import Courier, Webhook
from prosa.testing.stage.faults import Fault, FaultKind, Rates

SENDS_PER_PAGE = 1000

_PAUSE = 0.05


class Steered(Protocol):
    """A fake that can be steered. `sends` are dataclasses, in the order of taking; `faults` how often each was met."""

    rates: Rates

    @property
    def sends(self) -> Sequence[Any]: ...

    @property
    def faults(self) -> Counter[FaultKind]: ...

    @property
    def courier(self) -> Courier | None: ...

    def say(self, *said: Any, **more: Any) -> str:
        """A person (a phone) writes (text, or whatever the provider's content is); returns the message's id. What
        else may be said is the fake's own, `at`, `id_` and `delay` in seconds among it."""
        ...

    def echo(self, *said: Any, **more: Any) -> str:
        """Somebody of the business writes to a phone, on the business's own telephone."""
        ...

    def goes_wrong(self, faults: Iterable[Fault | None]) -> None:
        """Adds to the script of the next sends."""
        ...

    def doubled(self) -> dict[str, int]:
        """Messages that were taken more than once."""
        ...

    async def deliver_to(self, webhook: Any) -> None:
        """From now on deliveries go to this webhook (None: nowhere)."""
        ...


FakeT = TypeVar("FakeT", bound=Steered)


class SteeredApp(ABC, Generic[FakeT]):
    """A `FakeApp` around one fake: it answers `/fake/…` itself and leaves the provider's paths to `answer`."""

    webhook: ClassVar[type[Webhook]]
    """What `deliver_to` of this fake takes."""

    def __init__(self, fake: FakeT) -> None:
        self.fake = fake
        self.closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, respond: Respond) -> None:
        if scope["type"] != "http":
            return
        call = Call(scope, receive, respond, self.closing)
        try:
            await (self._steer(call) if call.path[0] == "fake" else self.answer(call))
        except Refusal as refusal:
            await call.refuse(refusal)

    async def close(self) -> None:
        """Stops delivering and lets hanging requests go."""
        self.closing.set()
        await self.fake.deliver_to(None)

    @abstractmethod
    async def answer(self, call: Call) -> None:
        """As the provider would. A `Refusal` it raises becomes the answer."""

    async def _steer(self, call: Call) -> None:
        match call.method, call.path[1:]:
            case "GET", ("sends",):
                await call.say(self._sends(int(call.query.get("after", "0"))))
            case "GET", ("state",):
                await call.say(self._state())
            case "POST", ("inbound",):
                said = objects((await call.json()).get("messages"))
                await call.say({"ids": [self._inbound(message) for message in said]})
            case "POST", ("faults",):
                self._set_faults(await call.json())
                await call.say({})
            case "POST", ("webhook",):
                body = await call.json()
                await self.fake.deliver_to(self.webhook(**body) if body else None)
                await call.say({})
            case _:
                raise Refusal(404, {"error": "no such way to steer"})

    def _sends(self, after: int) -> dict[str, Any]:
        page = self.fake.sends[after : after + SENDS_PER_PAGE]
        return {"total": len(self.fake.sends), "sends": [_shallow(send) for send in page]}

    def _state(self) -> dict[str, Any]:
        courier = self.fake.courier
        return {
            "sends": len(self.fake.sends),
            "doubled": self.fake.doubled(),
            "faults": {str(kind): times for kind, times in self.fake.faults.items()},
            "pending": courier.pending if courier else 0,
            "delivered": courier.delivered if courier else 0,
            "attempts": courier.attempts if courier else 0,
        }

    def _inbound(self, message: Mapping[str, Any]) -> str:
        more = {key: value for key, value in message.items() if value is not None}
        phone, content = more.pop("phone"), more.pop("content")
        if more.pop("echo", False):
            return self.fake.echo(phone, content)
        if "at" in more:
            more["at"] = datetime.fromisoformat(more["at"])
        if "id" in more:
            more["id_"] = more.pop("id")
        return self.fake.say(phone, content, **more)

    def _set_faults(self, body: Mapping[str, Any]) -> None:
        if "script" in body:
            script = body["script"] or []
            self.fake.goes_wrong(Fault(**{**f, "kind": FaultKind(f["kind"])}) if f else None for f in script)
        if "rates" in body:
            rates = obj(body["rates"])
            shares = {FaultKind(kind): float(share) for kind, share in obj(rates.get("shares")).items()}
            self.fake.rates = Rates(**{**rates, "shares": shares})


def _shallow(send: Any) -> dict[str, Any]:
    return {field.name: getattr(send, field.name) for field in fields(send)}


class Remote:
    """A client for `/fake/…`, from another thread or process. An async context manager."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, timeout=30, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def deliver_to(self, webhook: Webhook | None) -> None:
        """From now on deliveries go there."""
        await self._post("webhook", asdict(webhook) if webhook else {})

    async def goes_wrong(self, faults: Sequence[Fault | None]) -> None:
        """Adds to the script of the next sends."""
        await self._post("faults", {"script": [asdict(fault) if fault else None for fault in faults]})

    async def set_rates(self, rates: Rates) -> None:
        """What happens to sends once the script is used up."""
        await self._post("faults", {"rates": asdict(rates)})

    async def say(self, phone: str, content: object, **more: object) -> str:
        """A person writes; `more` as in the fake's `say`. Returns the id of the message."""
        return (await self.say_all([{"phone": phone, "content": content, **more}]))[0]

    async def say_all(self, messages: Sequence[Mapping[str, object]]) -> list[str]:
        """Several people write: objects with phone, content and what else the fake's `say` takes (`id` for `id_`,
        `at` in ISO 8601); `echo` true for somebody of the business. Returns the ids."""
        ids: list[str] = (await self._post("inbound", {"messages": list(messages)}))["ids"]
        return ids

    async def sends(self) -> list[dict[str, Any]]:
        """Every message that was taken, in order."""
        found: list[dict[str, Any]] = []
        while True:
            page = await self._get(f"sends?after={len(found)}")
            found += page["sends"]
            if len(found) >= page["total"]:
                return found

    async def state(self) -> dict[str, Any]:
        """Counts: sends, doubled, faults, and the deliveries pending, delivered, attempts."""
        return await self._get("state")

    async def settled(self, within: float = 30.0) -> None:
        """Returns once every delivery has arrived. Raises `TimeoutError`."""
        async with asyncio.timeout(within):
            while (await self.state())["pending"]:
                await asyncio.sleep(_PAUSE)

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return _read(await self._http.post(f"/fake/{path}", json=body))

    async def _get(self, path: str) -> dict[str, Any]:
        return _read(await self._http.get(f"/fake/{path}"))


def _read(response: httpx.Response) -> dict[str, Any]:
    response.raise_for_status()
    found: dict[str, Any] = response.json()
    return found
