"""Entries in the making: what is asked, written and added, the other way round than `entries/`."""
