"""The agent: instructions, the engine port and the offline engine."""
