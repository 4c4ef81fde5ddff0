"""Reads entries: bytes → front matter → fields → an entry, with a location for every value."""
