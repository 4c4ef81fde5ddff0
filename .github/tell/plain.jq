# For ParentSquare, Power Automate or a program of one's own: all fields, as docs/telling-families.md lists them.
.
