"""Commands that change entries, each with what it prints and writes: `tests/transcripts/`.

A folder has the files of a root in `root/`, and transcripts as texts. Each part of a transcript has
its own copy of the root: a title after `==`, files that differ there, one or several commands after
`$`, and below `--` the exit codes, what was printed, and how files changed. The command `form` files
the answers below it, with those of `FORMS` that it is `like`. `--renew-cases` rewrites what is below
`--`.
"""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from helpers.cases import parts
from helpers.forms import FORMS, form_text
from helpers.program import notices
from helpers.roots import read_files, write_files

FOLDER = Path(__file__).parent / "transcripts"
NOW = "2026-11-25T12:00"
USAGE = re.compile(r"^Usage: .*?\n\n", re.DOTALL)
FIELDS = re.compile("fields are .*")  # which are many, and most have nothing to do with a case


TRANSCRIPTS = sorted(FOLDER.glob("*/*.txt"))
ALL = {
    f"{path.parent.name}/{path.stem}: {title}": (path, title)
    for path in TRANSCRIPTS
    for title, _, _ in parts(path)
}


def root_of(path: Path, root: Path) -> Path:
    """Write the files of a transcript's root, and return it."""
    files = read_files(path.parent / "root")
    return write_files(root, {name: data.decode() for name, data in files.items()})


def run(root: Path, command: str) -> Iterator[str]:
    """Run a command with the lines below it, and yield its exit code and what it prints."""
    line, _, rest = command.partition("\n")
    if line.startswith("form "):
        kind, _, base = line.removeprefix("form ").partition(" like ")
        answers = FORMS.get(base, {}) | (yaml.load(rest, yaml.BaseLoader) or {})
        file = root.parent / "form.md"
        file.write_text(form_text(kind, answers), encoding="utf-8")
        done = notices("ci", "from-form", file, "--root", root, "--now", NOW)
    else:
        name, *rest = arguments(command, {"root": root, "tests": FOLDER.parent})
        done = notices(name, "--root", root, "--now", NOW, *rest)
    yield f"exit {done.returncode}\n"
    said = USAGE.sub("", done.stdout + done.stderr).replace(f"{root}/", "")
    said = said.replace(f"{FOLDER.parent}/", "")
    yield FIELDS.sub("fields are …", said)


def arguments(command: str, folders: Mapping[str, Path]) -> list[str]:
    """Return the words of a command, in which `{name}` is a folder, whatever its path contains."""
    words = shlex.split(command)
    for name, folder in folders.items():
        words = [word.replace(f"{{{name}}}", str(folder)) for word in words]
    return words


def changes(before: dict[str, bytes], after: dict[str, bytes]) -> Iterator[str]:
    """Yield the lines that were removed and added, by file."""
    for path in sorted(before | after):
        old, new = (files.get(path, b"").decode().splitlines() for files in (before, after))
        lines = [*difflib.unified_diff(old, new, n=0, lineterm="")]
        if lines:
            yield "\n".join([path, *lines[2:], ""])


def transcript(root: Path, done: str) -> str:
    """Return what happens: what each command prints, and how the files change."""
    before = read_files(root)
    said = ""
    for step in re.split(r"^(?=\$ |> )", done, flags=re.MULTILINE):
        if step.startswith("$ "):
            said += "".join(run(root, step.removeprefix("$ ").rstrip("\n")))
        elif step.startswith("> "):
            path, _, text = step.removeprefix("> ").partition("\n")
            write_files(root, {path: text})
            before[path] = text.encode()
    return said + "".join(changes(before, read_files(root)))


@pytest.mark.parametrize("name", ALL)
def test_a_command_prints_and_writes_what_its_transcript_says(
    tmp_path: Path, name: str, renew_cases: bool
) -> None:
    """Nothing else is written."""
    path, title = ALL[name]
    root = root_of(path, tmp_path / "root")
    done, happens = next(part[1:] for part in parts(path) if part[0] == title)
    actual = transcript(root, done)
    if renew_cases:
        before, after = f"== {title}\n{done}--\n", path.read_text(encoding="utf-8")
        path.write_text(after.replace(before + happens, before + actual), encoding="utf-8")

    assert happens == actual or renew_cases


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("import {tests}/list.csv", ["import", "FOLDER/list.csv"]),
        ("import '{tests}/a list.csv' --map App=product", None),
        ("import {tests}/a\\ list.csv --map App=product", None),
        ("import --out={root}", ["import", "--out=FOLDER"]),
        ("check {unknown} 'two words'", ["check", "{unknown}", "two words"]),
    ],
)
@pytest.mark.parametrize(
    "folder", ["/tests", "/a folder", "/two  spaces/äöü & sons", "/it's", '/a "quote"', "/$HOME #1"]
)
def test_a_folder_is_part_of_one_word(
    folder: str, command: str, expected: list[str] | None
) -> None:
    """A path may have spaces and quotes: the command is split first, and then has the path."""
    expected = expected or ["import", "FOLDER/a list.csv", "--map", "App=product"]
    path = Path(folder)

    assert arguments(command, {"root": path, "tests": path}) == [
        word.replace("FOLDER", folder) for word in expected
    ]


def test_a_transcript_is_the_same_in_any_folder(tmp_path: Path) -> None:
    """What a command prints does not name the folder of its files."""
    root = root_of(FOLDER / "lists/refused.txt", tmp_path / "a folder & äöü" / "root")
    said = "".join(run(root, "import '{root}/no list.csv'"))

    assert said.startswith("exit 2\n")
    assert "File 'no list.csv' does not exist." in said


def test_pasted_text_is_cleaned(tmp_path: Path) -> None:
    """Text pasted from another system gets our line ends and loses what no entry may contain."""
    root = root_of(FOLDER / "add/events.txt", tmp_path / "root")
    pasted = "text=Line one.\r\n \r\nLine\x07 two.\n"
    done = notices(
        "add", "update", "2026-11-northstar-reader", "on =2026-11-20", pasted, "--root", root
    )
    path = "content/breaches/2026-11-northstar-reader.md"

    assert done.returncode == 0, done.stdout
    assert "    text: |-\n      Line one.\n\n      Line  two.\n---" in (root / path).read_text()
