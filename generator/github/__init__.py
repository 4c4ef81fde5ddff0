"""GitHub: its API, the issues that are kept there, and the alarm."""
