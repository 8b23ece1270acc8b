"""Channels: deliveries in, sends out, each once."""
