"""Notices: make the public site of a school district's student data notices."""

__version__ = "0.2.0"
