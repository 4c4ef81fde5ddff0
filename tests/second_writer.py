"""A second program that writes the common format, made from docs/format.md and its schema alone.

It takes a table in the shape of lists that districts and states publish: names (Illinois),
agreements (Minnesota), requests and contracts (Utah). It needs nothing but Python.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

Row = dict[str, str]
GRADES = ["PK", "K", *map(str, range(1, 13))]
# The only dates of the lists that are dates of the format, too.
DATES = {"date printed on the agreement": "executed", "added to list": "posted"}
ADDRESS = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:/\S*)?")
# The columns that have a place in the format as they are, and those that have none.
PLACES = {"source_url": "url", "purpose": "purpose", "expires": "expires"}
OWN = ("agreement_type", "note", "date_kind")


def files(rows: list[Row]) -> dict[str, str]:
    """Return the file of each agency in the rows, by its name."""
    names = dict.fromkeys(row["agency"] for row in rows)
    return {name: file(name, [row for row in rows if row["agency"] == name]) for name in names}


def file(agency: str, rows: list[Row]) -> str:
    """Return the file of an agency; the id of a contract is its name, counted if it is repeated."""
    host, names = urlsplit(rows[0]["source_url"]).hostname, Counter[str]()
    contracts = []
    for row in rows:
        name = "-".join(re.findall(r"[a-z0-9]+", (row["product"] or row["vendor"]).lower()))
        names[name] += 1
        contracts.append({"id": f"tag:{host},2026:{name}:{names[name]}", **contract(row)})
    document = {
        "$schema": "https://w3id.org/student-data-notices/1/schema.json",
        "format": "student-data-notices/1",
        "publisher": {"name": agency, "url": f"https://{host}/"},
        "contracts": contracts,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def contract(row: Row) -> dict[str, Any]:
    """Return a row as a contract, without what is not known."""
    own = {name: row[name] for name in OWN}
    website = row["product_url"]
    if not ADDRESS.fullmatch(website):
        own["product_url"], website = website, ""
    found: dict[str, Any] = {
        **{place: row[column] for column, place in PLACES.items()},
        "product": known({"name": row["product"], "website": website}),
        "vendor": known({"name": row["vendor"]}),
    }
    place = DATES.get(row["date_kind"], "")
    if place == "posted":
        found["history"] = [{"kind": "contract", "posted": row["date"]}]
    elif place:
        found[place] = row["date"]
    else:
        own["date"] = row["date"]
    if row["data_elements"]:
        elements = row["data_elements"].split("; ")
        found["elements"] = [] if elements == ["none"] else elements
    if grades := row["grades_or_schools"]:
        first, last = grades.split("-")
        found["grades"] = GRADES[GRADES.index(first) : GRADES.index(last) + 1]
    return {**known(found), "law": {f"us-{row['state'].lower()}": known(own)}}


def known(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that are known; an empty list is one."""
    return {name: value for name, value in values.items() if value not in ("", None, {})}


def rows_of(text: str) -> list[Row]:
    """Return the rows that a file was made from."""
    document = json.loads(text)
    return [row_of(notice, document["publisher"]["name"]) for notice in document["contracts"]]


def row_of(notice: dict[str, Any], agency: str) -> Row:
    """Return the row that a contract was made from."""
    [(law, own)] = notice["law"].items()
    product, dated = notice.get("product", {}), DATES.get(own.get("date_kind", ""), "")
    [item] = notice.get("history", [{}])
    elements, grades = notice.get("elements"), notice.get("grades")
    return {
        **{column: notice.get(place, "") for column, place in PLACES.items()},
        **{name: own.get(name, "") for name in OWN},
        "product": product.get("name", ""),
        "vendor": notice.get("vendor", {}).get("name", ""),
        "product_url": product.get("website") or own.get("product_url", ""),
        "date": item.get(dated) or notice.get(dated) or own.get("date", ""),
        "data_elements": "none" if elements == [] else "; ".join(elements or ()),
        "grades_or_schools": f"{grades[0]}-{grades[-1]}" if grades else "",
        "agency": agency,
        "state": law.removeprefix("us-").upper(),
    }
