"""Values that everything shares: dates, entries, notices, duties, settings, problems and their codes."""
