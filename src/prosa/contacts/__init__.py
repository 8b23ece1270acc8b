"""Contacts, their identities and their consent."""
