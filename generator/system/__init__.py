"""All that is not pure: disk, git, processes, spreadsheets, the terminal, the live site."""
