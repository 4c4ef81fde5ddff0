"""Print how many megabytes each part of a site takes."""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from entries import write
from run import MEGABYTE, NOTICES, NOW, REPOSITORY, keep_compiled_modules, write_table

# What the page of a contract consists of, in order; whatever is between these parts is the rest.
PARTS = {
    "head, masthead and footer": rb"<head>.*?</header>|<footer>.*</footer>",
    "the label: data, company, dates, protection": rb'<section class="label">.*?</section>',
    "the filled-in emails": rb'<div class="screen">.*?</div>|<p class="report.*?</p>',
    "the text below the fields": rb"<h2>More about it</h2>.*?</section>",
    "*The contract in detail*": rb"<summary>The contract in detail.*?</details>",
}
ENTRY = re.compile(r"product-notification/[^/]+/index\.html")
LIST = re.compile(r"product-notification/index\.html|schools/.*")


def main() -> None:
    """Build a site, and print the parts, the largest kind of file first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000, help="number of entries")
    parser.add_argument(
        "--write", action="store_true", help="also write the table into docs/speed.md"
    )
    arguments = parser.parse_args()
    keep_compiled_modules()
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        root, out = Path(folder) / "root", Path(folder) / "out"
        write(arguments.count, root)
        command = [*NOTICES, "build", "--root", str(root), "--out", str(out), *NOW]
        subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
        kinds, parts = measured(out)
    lines = ["| part of the site | MB |", "|---|--:|", row("**all files**", kinds.total())]
    for kind, size in kinds.most_common():
        lines.append(row(kind, size))
        if kind == "pages of contracts":
            lines += [row(f"… {part}", share) for part, share in parts.most_common()]
    print("\n".join(lines))
    if arguments.write:
        write_table(lines)


def measured(out: Path) -> tuple[Counter[str], Counter[str]]:
    """Return the bytes of each kind of file of a site, and of each part of a contract's page."""
    kinds, parts = Counter[str](), Counter[str]()
    for file in out.rglob("*"):
        if file.is_file():
            path, data = file.relative_to(out).as_posix(), file.read_bytes()
            kinds[kind(path)] += len(data)
            if ENTRY.fullmatch(path):
                parts += parts_of(data)
    return kinds, parts


def kind(path: str) -> str:
    """Return the kind of file at a path of the site."""
    if ENTRY.fullmatch(path):
        return "pages of contracts"
    if LIST.fullmatch(path):
        return "lists of products: whole, and of two schools"
    if path.startswith("feeds/"):
        return "feeds"
    return {
        "data/contracts.json": "the contracts as JSON",
        "data/contracts.csv": "the contracts as a table",
        "record/index.html": "the record",
    }.get(path, "everything else")


def parts_of(page: bytes) -> Counter[str]:
    """Return the bytes of each part of a contract's page."""
    parts = Counter({name: sum(map(len, found(part, page))) for name, part in PARTS.items()})
    parts["the rest"] = len(page) - parts.total()
    return parts


def found(part: bytes, page: bytes) -> list[bytes]:
    """Return every match of a pattern, in which a period also matches a line end."""
    return [match[0] for match in re.finditer(part, page, re.DOTALL)]


def row(name: str, size: int) -> str:
    """Return a row of the table."""
    return f"| {name} | {size / MEGABYTE:.1f} |"


if __name__ == "__main__":
    main()
