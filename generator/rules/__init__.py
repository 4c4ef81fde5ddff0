"""Checks: of one entry, across entries, against what was published, and for student data."""
