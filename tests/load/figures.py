"""What a benchmark found, and the table it is shown in."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `floor` is what the bare machine does in the same run, where that says something;
    `goal` is in words, `met` none where there is none."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    goal: str = ""
    met: bool | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None


def at_least(name: str, value: float, unit: str, goal: float, *, floor: float | None = None, note: str = "") -> Figure:
    return Figure(name, value, unit, floor, f"at least {goal:g} {unit}", value >= goal, note)


def at_most(name: str, value: float, unit: str, goal: float, *, floor: float | None = None, note: str = "") -> Figure:
    return Figure(name, value, unit, floor, f"at most {goal:g} {unit}", value <= goal, note)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed (nearest rank). NaN when there are none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def middle(values: Sequence[float]) -> float:
    """The median: one round in three may be disturbed by whatever else the machine does."""
    return median(values)


def table(figures: Sequence[Figure]) -> Table:
    found = Table("figure", "measured", "floor", "ratio", "goal", "", header_style="bold", box=None, pad_edge=False)
    for name in ("measured", "floor", "ratio"):
        next(column for column in found.columns if column.header == name).justify = "right"
    for figure in figures:
        found.add_row(
            f"{figure.name} [dim]{figure.note}[/dim]" if figure.note else figure.name,
            f"{_number(figure.value)} {figure.unit}",
            "" if figure.floor is None else f"{_number(figure.floor)} {figure.unit}",
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            figure.goal,
            _MARKS[figure.met],
        )
    return found


_MARKS = {True: "[green]met[/green]", False: "[red]not met[/red]", None: ""}


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
