"""How well every trade is understood by what was learned from all others: `python -m tests.trades [--errors]`.

The shipped examples are the only data, so nothing can be tuned to a sample. The figures of one company's messages lie
a little higher, for the product has learned from all trades.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.console import Console

from prosa.agents.understanding import Example, Reading, Verdict, shipped_examples, train
from prosa.agents.understanding.labels import ENTITIES
from prosa.agents.understanding.reading import DEFAULT_BOUNDS
from prosa.core.language import fold

GUARDED = {"priority": "critica", "wants_human": True}
SURE = 0.7
"""Share of the surest verdicts whose accuracy is shown too."""
THEMES = frozenset(
    {
        *("emergências de todo tipo de empresa", "quem pede uma pessoa", "pedidos de gente no meio da conversa"),
        *("humor, irritação e simples relato", "falas curtas de compra", "conversas de venda de muitos ramos"),
        *("o que é grave e o que só parece", "falas de compra sem rodeio", "elogios, queixas e ironias"),
        *("entregas e serviços que falharam, ameaças e casos repetidos", "defeitos grandes e pequenos"),
        *("preços, cobranças e cancelamentos de todo ramo", "perguntas e pedidos de todo dia", "falas soltas de loja"),
        *("respostas a um contato nosso", "everyday-en", "answers-en", "shopping-en", "vitrines de muitos ramos"),
        *("ofícios e lugares de todo tipo", "gente pedida de passagem"),
    }
)
"""Files that are of no trade: they are always learned from, for leaving them out takes away what they teach."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A message of a trade that was not learned from, and what was read in it."""

    example: Example
    reading: Reading


def main(errors: Annotated[bool, typer.Option(help="Also show what was misunderstood.")] = False) -> None:
    """Leaves each trade out once."""
    out = Console(highlight=False, soft_wrap=True)
    judged = [found for trade in sorted({e.trade for e in shipped_examples()} - THEMES) for found in _left_out(trade)]
    for label in ("category", "priority", "sentiment", "wants_human", "intent", "signal"):
        _show_label(out, label, [one for one in judged if label in one.example.labels], errors)
    _show_entities(out, [one for one in judged if one.example.task == "commerce"], errors)


def _left_out(trade: str) -> Iterable[Judged]:
    examples = shipped_examples()
    understanding = train([example for example in examples if example.trade != trade])
    return [Judged(e, understanding.read(e.text)) for e in examples if e.trade == trade]


def _show_label(out: Console, label: str, judged: Sequence[Judged], errors: bool) -> None:
    verdicts = [getattr(one.reading, "funnel" if label == "signal" else label) for one in judged]
    wanted = [one.example.labels[label] for one in judged]
    right = [verdict.value == want for verdict, want in zip(verdicts, wanted, strict=True)]
    surest = sorted(zip([verdict.confidence for verdict in verdicts], right, strict=True), reverse=True)
    surest = surest[: int(len(surest) * SURE)]
    sure = sum(confidence for confidence, _ in surest) / len(surest)
    line = (
        f"{label:12} {sum(right) / len(right):.3f} of {len(right)}   "
        f"surest {SURE:.0%}: {sum(ok for _, ok in surest) / len(surest):.3f}, claimed {sure:.3f}"
    )
    if label in GUARDED:
        said = [verdict.value == GUARDED[label] for verdict in verdicts]
        true = [want == GUARDED[label] for want in wanted]
        found = sum(a and b for a, b in zip(said, true, strict=True))
        line += f"   {GUARDED[label]}: {found} of {sum(true)}, false alarms {sum(said) - found}"
    out.print(line, style="bold")
    _show_bounds(out, label, verdicts, wanted)
    for one, verdict, ok in zip(judged, verdicts, right, strict=True):
        if errors and not ok:
            said_so = f"{verdict.value} {verdict.confidence:.2f}"
            out.print(
                f"  {one.example.trade}: {one.example.text}  [{one.example.labels[label]}, read {said_so}]",
                markup=False,
            )


def _show_bounds(out: Console, label: str, verdicts: Sequence[Verdict[Any]], wanted: Sequence[str | bool]) -> None:
    """What the shipped bounds come to: how much is acted on and how often rightly, and how often what is asked about
    has the right label among its two best."""
    bounds = DEFAULT_BOUNDS["funnel" if label == "signal" else label]
    pairs = list(zip(verdicts, wanted, strict=True))
    acted = [(v, want) for v, want in pairs if v.confidence >= bounds.act]
    asked = [(v, want) for v, want in pairs if bounds.confirm <= v.confidence < bounds.act]
    right = sum(v.value == want for v, want in acted) / max(len(acted), 1)
    among = sum(want in (v.value, v.second) for v, want in asked) / max(len(asked), 1)
    out.print(
        f"    from {bounds.act} acted on {len(acted) / len(pairs):.0%}, right {right:.3f}; "
        f"from {bounds.confirm} asked {len(asked) / len(pairs):.0%}, among the two {among:.3f}"
    )


def _show_entities(out: Console, judged: Sequence[Judged], errors: bool) -> None:
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in ENTITIES}
    for one in judged:
        wanted = Counter((marked.type, _plain(marked.value)) for marked in one.example.entities)
        found = Counter((e.type, _plain(e.value)) for e in one.reading.entities if e.type in counts)
        for name, pairs in (("right", wanted & found), ("missed", wanted - found), ("invented", found - wanted)):
            for (kind, _), number in pairs.items():
                counts[kind][name] += number
        if errors and wanted != found:
            out.print(
                f"  {one.example.text}  missed {[*(wanted - found)]}, invented {[*(found - wanted)]}", markup=False
            )
    for kind, count in counts.items():
        out.print(f"{kind:12} F1 {_f1(count):.3f}   {dict(count)}", style="bold")
    others = sum((count for kind, count in counts.items() if kind != "product"), Counter())
    out.print(f"all but product: F1 {_f1(others):.3f}", style="bold")


def _plain(value: str | float) -> str | float:
    return fold(value) if isinstance(value, str) else float(value)


def _f1(count: Counter[str]) -> float:
    return 2 * count["right"] / max(2 * count["right"] + count["missed"] + count["invented"], 1)


if __name__ == "__main__":
    typer.run(main)
