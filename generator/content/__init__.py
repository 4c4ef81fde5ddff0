"""What staff write: bytes → front matter → fields → a checked entry, with a place for every word."""
