"""What is counted of turns."""

from prometheus_client import Counter, Histogram

TURNS = Counter("prosa_turns", "Turns by how they ended and by engine", ["outcome", "engine"])
TURN_SECONDS = Histogram(
    "prosa_turn_seconds",
    "Time an engine took for a turn",
    ["engine"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
