"""A site → its files: pages, feeds, open data and letters, in each language, by a theme."""
