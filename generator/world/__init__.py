"""The only rooms that know the disk and the processors."""
