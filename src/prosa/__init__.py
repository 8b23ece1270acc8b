"""Prosa: conversations between a business and its contacts, with an AI agent and with people."""
