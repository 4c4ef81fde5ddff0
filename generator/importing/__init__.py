"""A list that somebody else has kept → entries: headings, cells, rows, and what becomes of each."""
