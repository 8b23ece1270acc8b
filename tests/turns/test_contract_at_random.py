"""Whatever an engine calls and a contact says, in any order: an effect is always the answer to its own question."""

from random import Random

import pytest

from prosa.agents.engine import Reply, ReplyKind, Toolbox, Turn
from prosa.core.errors import ProsaError
from prosa.core.tools import ConfirmationNeeded
from prosa.turns.agreement import yes_button
from tests.turns.conftest import Desk
from tests.turns.shop import Shop
from tests.turns.test_contract import shop

__all__ = ["shop"]

YES = ("sim", "Confirmo!", "pode ser")
OTHER = ("não", "cancela", "sim?", "sim, o outro", "quanto custa?", "ok, mas espera")
STEPS = 40


class Chaos:
    """Draws what everybody does, and keeps what the contact has really been asked and has really answered."""

    def __init__(self, desk: Desk, shop: Shop, seed: int) -> None:
        self.desk, self.shop, self.draw = desk, shop, Random(seed)
        self.digests: list[str] = ["0" * 64]
        self.effects = 0

    async def run(self) -> None:
        self.desk.mind.thought = self.think
        for _ in range(STEPS):
            if self.draw.random() < 0.15:
                self.shop.prices["A1"] += 1
            asked = ((await self.desk.replies()) or [""])[-1] if self.desk.mind.turns else ""
            said, tapped = await self.contact_speaks()
            before = dict(self.shop.done)
            await self.desk.is_looked_at()
            for number in [self.shop.done[call] for call in self.shop.done.keys() - before.keys()]:
                self.effects += 1
                question = f"Cancelar o pedido {number}, de {self.shop.prices[number]} centavos. Confirma?"
                assert tapped is not None or (question in (asked or "") and all(word in YES for word in said))
                if tapped is not None:
                    assert any(question in (text or "") for text in (await self.desk.replies())[:-1])

    async def contact_speaks(self) -> tuple[list[str], str | None]:
        """A burst: the last question's button, an old one's, or words."""
        if self.draw.random() < 0.2:
            digest = self.draw.choice(self.digests)
            await self.desk.says("Sim", payload={"button_id": yes_button(digest)})
            return ["Sim"], digest
        said = [
            self.draw.choice(YES if self.draw.random() < 0.5 else OTHER) for _ in range(self.draw.choice((1, 1, 2)))
        ]
        for words in said:
            await self.desk.says(words)
        return said, None

    async def think(self, turn: Turn, toolbox: Toolbox) -> Reply:
        for _ in range(self.draw.choice((0, 1, 1, 2))):
            agreed = await toolbox.agreed() if self.draw.random() < 0.3 else None
            name = agreed.tool if agreed else "order.cancel"
            arguments = dict(agreed.arguments) if agreed else {"number": self.draw.choice(("A1", "A1", "B2", "Z9"))}
            try:
                await toolbox.call(name, **arguments)
            except ConfirmationNeeded as needed:
                self.digests.append(str(needed.params["digest"]))
            except ProsaError:
                continue
        if self.draw.random() < 0.2:
            return Reply(ReplyKind.SMALL_TALK, "Cancelar o pedido A1, de 1 centavos. Confirma?")
        return Reply(ReplyKind.SMALL_TALK, self.draw.choice(("Certo.", "Quer ajuda com outra coisa?")))


@pytest.mark.parametrize("seed", range(4))
async def test_no_effect_without_its_question_and_its_yes(desk: Desk, shop: Shop, seed: int) -> None:
    chaos = Chaos(desk, shop, seed)
    await chaos.run()
    assert chaos.effects > 0
    assert "Z9" not in shop.done.values()
