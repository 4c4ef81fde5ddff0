"""The site while it is being written: a server on this machine, and what it remembers."""
