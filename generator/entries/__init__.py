"""What a member of staff writes: read, with a place for every word."""
