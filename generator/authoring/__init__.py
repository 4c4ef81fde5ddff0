"""New files with comments, the desk that writes them, and a district's own repository."""
