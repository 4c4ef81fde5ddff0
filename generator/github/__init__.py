"""GitHub: its API, pull requests made from issue forms, and the alarm."""
