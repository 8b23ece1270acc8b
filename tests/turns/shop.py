"""Tools of a small shop, one for every clause of the action contract, and what they have done."""

from dataclasses import dataclass, field
from uuid import UUID

from pydantic import BaseModel, Field

from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.core.tools import Assurance, Limits, NotOwn, NotReady, Tool, ToolContext, Vouching


class Order(BaseModel):
    number: str = Field(max_length=20)


class Refund(Order):
    cents: int = Field(gt=0)


class Done(BaseModel):
    words: str


class Proof(BaseModel):
    verified: bool


def _cents(asked: Refund) -> int:
    return asked.cents


class Line:
    """Implements `Vouching`: every line says who writes, or none."""

    def __init__(self) -> None:
        self.known = True

    async def vouches(self, channel_id: UUID) -> bool:
        return self.known


@dataclass
class Shop:
    """`done` are the effects, by the id of their call, as a table with a primary key would hold them."""

    owners: dict[str, UUID] = field(default_factory=dict)
    prices: dict[str, int] = field(default_factory=lambda: {"A1": 1990, "B2": 5000})
    done: dict[UUID, str] = field(default_factory=dict)
    line: Line = field(default_factory=Line)
    open: bool = True
    breaks: Exception | None = None

    def furnish(self, runtime: Runtime) -> None:
        runtime.registry.add(Vouching, "lines", self.line)
        for tool in self.tools():
            runtime.registry.add(Tool, tool.name, tool)

    def tools(self) -> list[Tool]:
        writes = {"run": self._do, "writes": True, "own": self._own}
        return [
            Tool("order.note", "Notes a wish.", Order, **writes, identity=Assurance.CHANNEL),
            Tool("order.cancel", "Cancels.", Order, **writes, confirm=self._ask, identity=Assurance.CHANNEL),
            Tool(
                "order.refund", "Pays back.", Refund, **writes, confirm=self._ask_refund, sensitive=True,
                identity=Assurance.CHANNEL, limits=Limits(cents=5000, cents_a_day=6000), cents=_cents,
            ),
            Tool("order.call", "Calls back.", Order, **writes, ready=self._ready, limits=Limits(calls_a_day=2)),
            Tool("order.secret", "Tells all.", Order, self._do, writes=True, identity=Assurance.VERIFIED),
            Tool("order.prove", "Proves.", Order, self._prove, writes=True, proves=True),
            Tool("order.look", "Looks.", Order, self._look, writes=False, personal=True, own=self._own),
            Tool("shop.hours", "Hours.", Order, self._look, writes=False),
        ]  # fmt: skip

    async def _own(self, context: ToolContext, asked: Order) -> None:
        if self.owners.get(asked.number) != context.contact_id:
            raise NotOwn("this contact has no such order", number=asked.number)

    async def _ready(self, context: ToolContext) -> None:
        if not self.open:
            raise NotReady("nobody could call back")

    async def _ask(self, context: ToolContext, asked: Order) -> str:
        return f"Cancelar o pedido {asked.number}, de {self.prices[asked.number]} centavos. Confirma?"

    async def _ask_refund(self, context: ToolContext, asked: Refund) -> str:
        return f"Devolver {asked.cents} centavos do pedido {asked.number}. Confirma?"

    async def _do(self, context: ToolContext, asked: Order) -> Done:
        if self.breaks is not None:
            raise self.breaks
        self.done[context.call_id] = asked.number
        return Done(words=f"{asked.number} feito")

    async def _prove(self, context: ToolContext, asked: Order) -> Proof:
        return Proof(verified=asked.number == "the word")

    async def _look(self, context: ToolContext, asked: Order) -> Done:
        if asked.number not in self.prices:
            raise NotFound("no such order")
        return Done(words=str(self.prices[asked.number]))
