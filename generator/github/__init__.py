"""GitHub's API: issues that stay true, pull requests made from forms, and the alarm."""
