"""Print what each stage of a build takes of one processor, in microseconds for each entry, in one process."""

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
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from entries import write
from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from run import REPOSITORY

from generator import compiler
from generator.content import context, frontmatter
from generator.content.names import named
from generator.content.validate import place, render_texts
from generator.core.site import Inputs
from generator.rules import single_entry, student_data
from generator.rules.check import Reader
from generator.system import disk

LOAD = "import time; began = time.process_time(); import generator.compiler; print(time.process_time() - began)"
NOW = datetime(2026, 11, 25)


def main() -> None:
    """Measure each stage once, on entries of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1_000, help="how many entries")
    count = parser.parse_args().count
    gc.disable()  # as a build does
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        write(count, Path(folder))
        tree = disk.read(Path(folder))
    inputs = Inputs(tree.sources, tree.files, tree.themes, NOW)
    print("| stage | µs per entry |\n|---|--:|")
    for stage, seconds in [*reading(inputs), *making(inputs), *given(inputs)]:
        print(f"| {stage} | {seconds / count * 1e6:,.0f} |")
    print(f"\nOnce, to load the program: {loading():.2f} s", file=sys.stderr)


def loading() -> float:
    """Return what it takes to load the program, in a process that has nothing of it yet."""
    done = subprocess.run([sys.executable, "-c", LOAD], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def reading(inputs: Inputs) -> list[tuple[str, float]]:
    """Return the stages of reading, each by itself, and reading as a whole."""
    about = context.read(inputs)
    settings, now, renderer = about.settings, about.now, context.renderer(about.known)
    assert settings
    chosen, reader = about.entries, Reader.of(about)

    def held(pair: tuple[Any, frontmatter.Document]) -> None:
        list(
            single_entry.check(
                single_entry.Case(pair[0], partial(place, pair[1]), settings.since, settings.duties, now)
            )
        )

    documents, yaml = taken(lambda name: frontmatter.read(name.source.path, name.source.data), chosen)
    _, markdown = taken(lambda document: render_texts(document, renderer), documents)
    context.renderer.cache_clear()
    read, whole = taken(reader.entry, chosen)
    _, law = taken(held, list(zip([one.entry for one in read], documents, strict=True)))
    _, privacy = taken(lambda document: student_data.suspects(document, ()), documents)
    _, crossing = taken(lambda one: pickle.loads(pickle.dumps(one, -1)), read)
    rest = whole - yaml - markdown - law - privacy
    stages = [("YAML, with positions", yaml), ("Markdown, sanitized", markdown), ("legal rules", law)]
    stages += [("words that look like student data", privacy), ("value types, and building the entry", rest)]
    return [*stages, ("**reading, total**", whole), ("transfer between processes", crossing)]


def making(inputs: Inputs) -> list[tuple[str, float]]:
    """Return the kinds of pages, all of a kind together."""
    spent = Counter[str]()
    for draft in compiler.plan_site(inputs).drafts:
        _, seconds = taken(lambda one: one.make(), [draft])
        spent[kind(draft.path)] += seconds
    return [*spent.most_common(), ("**rendering, total**", sum(spent.values()))]


def given(inputs: Inputs) -> list[tuple[str, float]]:
    """Return what PyYAML and Python-Markdown take as they come, of the same texts, with nothing of ours around."""
    entries = [one.source.data.decode().split("---\n", 2) for one in named(inputs.sources)[0]]
    renderer = Markdown(extensions=[TableExtension(), SaneListExtension(), DefListExtension()])
    _, events = taken(lambda parts: list(yaml.parse(parts[1], yaml.CBaseLoader)), entries)
    _, html = taken(lambda parts: renderer.reset().convert(parts[2]), entries)
    return [("PyYAML's events alone", events), ("Python-Markdown alone", html)]


def kind(path: str) -> str:
    """Return what a path of the site is, in words."""
    first, *rest = path.split("/")
    if first in ("feeds", "data"):
        return {"feeds": "feeds", "data": "open data"}[first]
    is_entry = first.endswith("-notification") and len(rest) == 2
    return "pages for entries" if is_entry else "lists and all other pages"


def taken(work: Callable[[Any], Any], items: list[Any]) -> tuple[list[Any], float]:
    """Return what work makes of items, and the seconds of the processor that it took."""
    began = time.process_time()
    done = [work(item) for item in items]
    return done, time.process_time() - began


if __name__ == "__main__":
    main()
