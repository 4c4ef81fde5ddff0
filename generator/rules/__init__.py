"""What must hold: in one entry, across entries, against what was published, and of student data."""
