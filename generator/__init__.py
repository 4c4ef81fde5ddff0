"""Notices: from the entries of a school district to its public site of student data notices."""

__version__ = "0.2.0"
