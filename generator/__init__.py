"""Notices: build a school district's public website of notices about student data."""

__version__ = "0.3.0"
