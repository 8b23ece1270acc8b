"""Everything a reply goes through before it may leave, and what is kept of it for the trace."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from prosa.agents.engine import Reply, Turn
from prosa.turns.guards import claims, evidence, form, persuasion, statements
from prosa.turns.guards.phrases import before_quotations, pieces, without_phrases
from prosa.turns.guards.quotations import is_told, without_quotations
from prosa.turns.guards.sources import Sources, gather
from prosa.turns.schemas import ToolCall


class Verdict(StrEnum):
    """`held`: it may not leave so; `mended`: it left without what was wrong."""

    PASSED = "passed"
    HELD = "held"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one guard said of one reply; `detail` is empty when it passed."""

    name: str
    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The reply as it may leave, unless something was held."""

    reply: Reply
    findings: tuple[Finding, ...]

    @property
    def objections(self) -> tuple[str, ...]:
        return tuple(finding.detail for finding in self.findings if finding.verdict is Verdict.HELD)


@dataclass(frozen=True, slots=True)
class Case:
    """What guards look at: the turn, the reply, what it says in its own words, and what it may rest on. `told` is
    without what it offers to choose from, which states nothing."""

    turn: Turn
    reply: Reply
    own: str
    told: str
    sources: Sources
    tools: Sequence[str]


Guard = Callable[[Case], Iterator[str]]


def _evidence(case: Case) -> Iterator[str]:
    return evidence.unsupported(case.own, case.sources, case.turn.now.date())


def _policies(case: Case) -> Iterator[str]:
    yield from statements.unsupported_policies(case.own, case.sources)
    yield from statements.turned_around(case.own, case.sources, case.turn.now.date())


def _claims(case: Case) -> Iterator[str]:
    yield from claims.unnamed(case.told, case.sources, case.turn.now.date())
    yield from claims.taken_on(case.told, case.sources, case.turn.now.date())
    yield from claims.included(case.told, case.sources)
    yield from claims.left_out(case.told, case.sources)
    yield from claims.done_without(case.told, case.sources)
    yield from claims.wrong_rate(case.told, case.sources, case.turn.now.date())


def _deeds(case: Case) -> Iterator[str]:
    return statements.undone(case.own, case.reply, case.sources)


def _promises(case: Case) -> Iterator[str]:
    return statements.promises(case.own, case.sources)


def _persuasion(case: Case) -> Iterator[str]:
    return persuasion.violations(case.own, case.turn, case.sources)


def _leaks(case: Case) -> Iterator[str]:
    return form.leaked(case.own, case.turn, case.tools)


def _language(case: Case) -> Iterator[str]:
    return form.wrong_language(case.own, case.turn)


GUARDS: Mapping[str, Guard] = {
    "evidence": _evidence,
    "policies": _policies,
    "claims": _claims,
    "deeds": _deeds,
    "promises": _promises,
    "persuasion": _persuasion,
    "leaks": _leaks,
    "language": _language,
}


def check(
    turn: Turn, reply: Reply, calls: Sequence[ToolCall], tools: Collection[str], writes: Collection[str]
) -> Checked:
    """Looks at a reply against what this turn's `calls` returned; `tools` and `writes` are names of tools."""
    sources = gather(turn, calls, writes)
    reply, mended = _mend(reply, sources)
    if not reply.text:
        return Checked(reply, mended)
    case = Case(turn, reply, *_own(turn, reply, sources), sources, sorted(tools))
    return Checked(reply, (*mended, *(_finding(name, guard(case)) for name, guard in GUARDS.items())))


def _own(turn: Turn, reply: Reply, sources: Sources) -> tuple[str, str]:
    """What a reply says in its own words, neither the company's phrases nor what the contact said, shown back: with
    and without its options."""
    phrases = pieces(turn.instructions)
    own = (option for option in reply.options if not is_told(option.title, sources.told))
    options = [f"{option.title}. {option.description or ''}" for option in own]
    text = without_quotations(reply.text, sources.told, before_quotations(phrases))
    return without_phrases("\n".join((text, *options)), phrases), without_phrases(text, phrases)


def _finding(name: str, objections: Iterator[str]) -> Finding:
    found = list(dict.fromkeys(objections))
    return Finding(name, Verdict.HELD if found else Verdict.PASSED, "; ".join(found))


def _mend(reply: Reply, sources: Sources) -> tuple[Reply, tuple[Finding, ...]]:
    """Without citations of what was not looked up in this turn, and no longer than a reply may be."""
    found = []
    known = tuple(piece for piece in reply.evidence if piece.ref in sources.refs)
    if len(known) < len(reply.evidence):
        reply = replace(reply, evidence=known)
        found.append(Finding("citations", Verdict.MENDED, "a source that was not looked up in this turn"))
    if len(reply.text) > form.LONGEST:
        reply = replace(reply, text=form.cut(reply.text))
        found.append(Finding("length", Verdict.MENDED, f"longer than {form.LONGEST} characters"))
    return reply, tuple(found)
