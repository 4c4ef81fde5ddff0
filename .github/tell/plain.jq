# For ParentSquare, Power Automate or your own program: all fields, as docs/telling-families.md lists them.
.
