"""What is counted of deliveries and sends."""

from prometheus_client import Counter, Histogram

DELIVERIES = Counter("prosa_deliveries", "Webhook calls by connector and result", ["connector", "result"])
SENDS = Counter("prosa_sends", "Send attempts by connector and outcome", ["connector", "outcome"])
SEND_SECONDS = Histogram(
    "prosa_send_seconds",
    "Time a provider took to answer a send",
    ["connector"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
