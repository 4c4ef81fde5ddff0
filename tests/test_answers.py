"""Forms as people fill them in: each answer is understood or asked back, and none becomes false.

A file in `tests/answers/` has forms, each with its `kind`, its `answers` (added to those of the form
that it is `like`), what they `mean` as fields of the entry, what a helpful comment `asks`, and what
it `says` in any case. A form that nothing should be made of yet means `nothing`.
`python -m pytest tests/test_answers.py --renew-cases` writes the outcomes to `outcomes.txt`.

- right: the entry has what was meant;
- asked back: nothing can be published yet, or a note in the comment asks, with the words that help;
- refused: nothing can be published, without these words;
- unsaid: a comment does not say what it should;
- silent: something else can be published, and nothing asks.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.content import frontmatter
from generator.content.yaml_nodes import raw_value
from helpers.forms import FORMS, form_text
from helpers.program import notices
from helpers.roots import read_files, write_files

FOLDER = Path(__file__).parent / "answers"
NOW = "2026-11-25T12:00"  # a Wednesday
FILLED: dict[str, dict[str, Any]] = {
    f"{path.stem}: {name}": form
    for path in sorted(FOLDER.glob("*.yaml"))
    for name, form in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader).items()
}
OUTCOMES = FOLDER / "outcomes.txt"


def outcome(tmp_path: Path, form: dict[str, Any]) -> str:
    """Return what happens to a form, in one word."""
    files = read_files(FOLDER / "root")
    root = write_files(tmp_path / "root", {path: data.decode() for path, data in files.items()})
    answers = FORMS.get(form.get("like", ""), {}) | form["answers"]
    repeated = {name: text * int(form.get("times", 1)) for name, text in form["answers"].items()}
    (tmp_path / "form.md").write_text(form_text(form["kind"], answers | repeated), "utf-8")
    options = ("--root", root, "--now", NOW, "--format", "json")
    done = notices("ci", "from-form", tmp_path / "form.md", *options)
    reply = json.loads(done.stdout)
    comment = " ".join(reply["report"].split())
    is_asked = "asks" in form and form["asks"] in comment
    assert len(comment) < 40_000, "one comment that a person can read"
    if form.get("says", "") not in comment:
        return "unsaid"
    if done.returncode:
        return "asked back" if is_asked else "refused"
    node = frontmatter.read(reply["path"], reply["text"].encode()).fields
    fields: Any = raw_value(node)
    if form["kind"] in ("update", "change"):
        fields = fields[f"{form['kind']}s"][-1]
    if form["means"] != "nothing" and all(
        fields.get(name) == (value or None) for name, value in form["means"].items()
    ):
        return "right"
    return "asked back" if is_asked else "silent"


@pytest.mark.parametrize("name", FILLED)
def test_an_answer_is_understood_or_asked_back(
    tmp_path: Path, name: str, renew_cases: bool
) -> None:
    """The outcome is the recorded one, and never silent."""
    lines = dict(line.split(" = ") for line in OUTCOMES.read_text().splitlines())
    recorded, actual = lines.get(name), outcome(tmp_path, FILLED[name])
    if renew_cases:
        lines[name] = actual
        in_order = (each for each in FILLED if each in lines)
        OUTCOMES.write_text("".join(f"{each} = {lines[each]}\n" for each in in_order))
        return

    assert actual == recorded
    assert actual not in ("silent", "unsaid")


def test_almost_every_form_is_right_or_asked_back_helpfully() -> None:
    """Of forty forms, at most two are refused without a question, and none is silent."""
    recorded = [line.rpartition(" = ")[2] for line in OUTCOMES.read_text().splitlines()]
    counts = Counter(recorded)

    assert len(recorded) == len(FILLED) >= 40
    assert counts["silent"] == counts["unsaid"] == 0
    assert counts["refused"] * 20 <= len(recorded)
