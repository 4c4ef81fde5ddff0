"""Somebody's list of contracts → entries, with a word on each row."""
