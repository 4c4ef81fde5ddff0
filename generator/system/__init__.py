"""All that is not pure: disk, git, processes, the terminal, the live site."""
