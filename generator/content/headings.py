"""The names that people have for the fields of a contract, in a list or on a form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.content.fields import CONTRACT

# Columns that an office keeps for itself.
PRIVATE = re.compile(r"\b(?:internal|confidential|private|notes?|comments?|remarks?)\b")
TITLES = ("product", "contractor")  # a row that names neither cannot be an entry
FIELDS = {
    heading: row.name
    for row in CONTRACT.fields.values()
    for heading in filter(None, row.headings.split(", "))
}
# Words before and after the name of a field, by the fields that may have them.
AFFIXES = {
    r"(?:the )?(?:agreement|contract|n?dpa) (?:is |was )?(.+)": ("executed", "expires", "status"),
    r"name of (?:the )?(.+)": ("product", "contractor", "schools"),
    r"(.+) name": ("product", "contractor", "schools"),
    r"(.+)s": ("product", "contractor"),
}


def field_of(heading: str, fields: Mapping[str, str] = FIELDS) -> str:
    """Return the field that a heading is a name of, or nothing; a remark in brackets is ignored.

    `fields` has the fields by their normalized names.
    """
    without_remark = re.sub(r"\([^()]*\)", " ", heading)
    names = [normalize(name) for name in (heading, without_remark, heading.replace("/", " or "))]
    found = {fields.get(name, "") for name in names} - {""}
    if not found and not PRIVATE.search(normalize(heading)):
        found = {fields.get(normalize(part), "") for part in heading.split("/")} - {""}
    for pattern, own in AFFIXES.items() if not found else ():
        rests = (match[1] for name in names if (match := re.fullmatch(pattern, name)))
        found |= {fields.get(rest, "") for rest in rests} & {*own}
    return found.pop() if len(found) == 1 else ""  # “Vendor/Product” is two


def normalize(heading: str) -> str:
    """Return a heading in lower case, without punctuation and extra spaces."""
    words = re.findall(r"[^\W_]+", heading.casefold().replace("#", " number "))
    return " ".join(words) or heading.strip()
