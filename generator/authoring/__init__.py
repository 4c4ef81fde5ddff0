"""Answers and forms → a new entry, and an entry edited in place."""
