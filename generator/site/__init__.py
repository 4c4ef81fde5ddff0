"""What a parent sees: pages and feeds, made from the entries and a theme."""
