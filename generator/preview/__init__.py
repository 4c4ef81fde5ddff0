"""Preview the site on this machine while entries are being written."""
