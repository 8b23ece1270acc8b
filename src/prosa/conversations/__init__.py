"""Conversations and messages: the state machine, the owner with an epoch, and the ledger of outcomes."""
