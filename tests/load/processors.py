"""Who keeps the processors busy: what bounds a rate."""

import os
from collections.abc import Mapping
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
ALL = "all"


def used(parts: Mapping[str, list[int]]) -> dict[str, float]:
    """Seconds of processor time since each began, by the name of a part; `ALL` is the whole machine's."""
    return {name: sum(map(_seconds, pids)) for name, pids in parts.items()} | {ALL: _machine()}


def shares(before: Mapping[str, float], after: Mapping[str, float], seconds: float) -> str:
    """In words: "server 0.45, all 1.98 of 2 processors"."""
    each = ", ".join(f"{name} {(after[name] - before[name]) / seconds:.2f}" for name in after)
    return f"{each} of {os.cpu_count()} processors"


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _machine() -> float:
    """Of all processors, neither idle nor waiting for a disk."""
    times = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(times) - times[3] - times[4]) / TICKS
