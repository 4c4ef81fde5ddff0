"""Print the CPU time of each stage of a build in one process, in microseconds per entry."""

from __future__ import annotations

import argparse
import gc
import pickle
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import yaml
from entries import write
from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from run import REPOSITORY, keep_compiled_modules, write_table

from generator import compiler
from generator.content import context, frontmatter
from generator.content.names import entry_sources
from generator.content.validate import place, render_texts
from generator.core.site import Inputs
from generator.rules import single_entry, student_data
from generator.rules.check import Reader
from generator.system import disk
from generator.system.processes import CHUNK, spread

LOAD = """\
import time
start = time.process_time()
import generator.compiler
print(time.process_time() - start)
"""
NOW = datetime(2026, 11, 25)


def main() -> None:
    """Measure each stage once, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1_000, help="number of entries")
    parser.add_argument(
        "--write", action="store_true", help="also write the table into docs/speed.md"
    )
    arguments = parser.parse_args()
    count = arguments.count
    keep_compiled_modules()
    gc.disable()  # as a build does
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        write(count, Path(folder))
        tree = disk.read(Path(folder))
    inputs = Inputs(tree.sources, tree.files, tree.themes, NOW)
    lines = ["| stage | µs per entry |", "|---|--:|"]
    for stage, seconds in [*reading(inputs), *making(inputs), *libraries(inputs)]:
        lines.append(f"| {stage} | {seconds / count * 1e6:,.0f} |")
    print("\n".join(lines))
    if arguments.write:
        write_table(lines)
    print(f"\nOnce, to load the program: {loading():.2f} s", file=sys.stderr)


def loading() -> float:
    """Return the CPU seconds to load the program in a new process."""
    command = [sys.executable, "-c", LOAD]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return float(done.stdout)


def reading(inputs: Inputs) -> list[tuple[str, float]]:
    """Return each stage of reading, and reading in total."""
    about = context.read(inputs)
    renderer = context.renderer(about.known)
    entries, reader = about.entries, Reader.of(about)

    def check_law(pair: tuple[Any, frontmatter.Document]) -> None:
        entry, document = pair
        place_of = partial(place, document)
        case = single_entry.Case(entry, place_of, reader.since, reader.duties, reader.now)
        single_entry.check([case])

    documents, yaml = timed(
        lambda name: frontmatter.read(name.source.path, name.source.data), entries
    )
    _, markdown = timed(lambda document: render_texts([document], renderer), documents)
    context.renderer.cache_clear()
    chunks = [entries[i : i + CHUNK] for i in range(0, len(entries), CHUNK)]
    read, total = timed(reader.entries, chunks)
    checked = [*chain.from_iterable(read)]
    _, law = timed(check_law, list(zip([entry.entry for entry in checked], documents, strict=True)))
    _, privacy = timed(lambda document: student_data.suspects(document, ()), documents)
    _, crossing = timed(lambda entry: pickle.loads(pickle.dumps(entry, -1)), checked)
    rest = total - yaml - markdown - law - privacy
    stages = [
        ("YAML, with positions", yaml),
        ("Markdown, sanitized", markdown),
        ("legal rules", law),
    ]
    stages += [
        ("words that look like student data", privacy),
        ("value types, and building the entry", rest),
    ]
    return [*stages, ("**reading, total**", total), ("transfer between processes", crossing)]


def making(inputs: Inputs) -> list[tuple[str, float]]:
    """Return the time of each kind of page, made in turns as a build does."""
    times, plan = Counter[str](), compiler.plan_site(inputs)
    for name, drafts in groupby(plan.drafts, lambda draft: kind(draft.path)):
        alone = replace(plan, ready=(), drafts=tuple(drafts))
        _, seconds = timed(lambda plan: compiler.make_pages(plan, spread(1)), [alone])
        times[name] += seconds
    return [*times.most_common(), ("**rendering, total**", sum(times.values()))]


def libraries(inputs: Inputs) -> list[tuple[str, float]]:
    """Return the time of PyYAML and Python-Markdown alone, for the same texts."""
    entries = [
        entry.source.data.decode().split("---\n", 2) for entry in entry_sources(inputs.sources)[0]
    ]
    renderer = Markdown(extensions=[TableExtension(), SaneListExtension(), DefListExtension()])
    _, events = timed(lambda parts: list(yaml.parse(parts[1], yaml.CBaseLoader)), entries)
    _, html = timed(lambda parts: renderer.reset().convert(parts[2]), entries)
    return [("PyYAML's events alone", events), ("Python-Markdown alone", html)]


def kind(path: str) -> str:
    """Return the kind of page at a path of the site."""
    first, *rest = path.split("/")
    if first in ("feeds", "data"):
        return {"feeds": "feeds", "data": "open data"}[first]
    is_entry = first.endswith("-notification") and len(rest) == 2
    return "pages for entries" if is_entry else "lists and all other pages"


def timed(work: Callable[[Any], Any], items: list[Any]) -> tuple[list[Any], float]:
    """Return the results of some work for all items, and its CPU seconds."""
    start = time.process_time()
    results = [work(item) for item in items]
    return results, time.process_time() - start


if __name__ == "__main__":
    main()
