"""The commands, each group in a room: what is asked for, wired to what does it, and what is said of it."""
