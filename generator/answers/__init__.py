"""What a family asks about a notice, answered as values: for pages, letters, feeds and data."""
