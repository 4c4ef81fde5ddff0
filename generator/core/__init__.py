"""Values that all layers share: dates, entries, notices, duties, settings and problems."""
