"""Notices: build a school district's public website of notices about student data."""

__version__ = "0.3.0"
# The format of `data/notices.json`, the same for all publishers, and the address of its schema.
FORMAT = "student-data-notices/1"
SCHEMA = "https://w3id.org/student-data-notices/1/schema.json"
