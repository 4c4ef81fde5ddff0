"""Whatever bytes a target is handed, it says what is wrong with them inside of the file, soon, and twice the same."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import roots
from fuzzing import CONTRACT, TARGETS, HungError, look_at, seeds, soon, tried
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cases import CASES

from generator.drafting.forms import questions
from generator.problems import Span, problem

SEEDS = Path(__file__).resolve().parent / "seeds"
KEPT = {f"{path.parent.name}/{path.name}": path for path in sorted(SEEDS.glob("*/*"))}
QUICK = 60  # inputs by rote for each target, in the gate
SIGNS = [*"[]{}()<>&#*_`\\!|:-+=~?%@,./'\"", "---", "...", ": ", "- ", " #", "&a ", "*a ", "!a ", "<<: "]
WORDS = {
    "reader": [*roots.CONTRACT.split("\n"), *roots.CONTRACT.split(), "---\n", "changes:\n", "- {", "\ufeff", "\x85"],
    "markdown": [
        "> ",
        "- ",
        "1. ",
        "    ",
        "**",
        "![a](",
        "files/picture.png",
        ")",
        "&#1;",
        "<!--",
        "a\n: ",
        "\n\n",
        "https://a",
    ],
    "import": [
        "Product",
        "Company",
        ",",
        ";",
        "\t",
        '"',
        "\r\n",
        "3/2/2026",
        "K-5, 7",
        "https://a.example",
        "Amendment",
    ],
    "form": [*(f"### {one.label}\n\n" for one in questions("contract")), "_No response_\n\n", "a\n\n", "```\n"],
    "settings": [*roots.SITE.split("\n"), "languages: [en, es]\n", "schools: {a: {name: A}}\n", "theme: x\n"],
    "catalogue": ['msgid "', 'msgstr "', 'msgstr[0] "', '"\n', "#, fuzzy\n", "#~ ", "{name}", "\\n", "\\x", "msgctxt "],
}
WORDS["translation"] = [
    "---\n",
    "changes:\n",
    "updates:\n",
    "- foo\n",
    "[foo]",
    "[{}, ",
    "purpose: Leer.\n",
    "summary: a\n",
]
WORDS["add"] = [*WORDS["reader"], "changes: [", "changes:\n- kind: renewal\n"]


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Return bytes for a target: the words that it knows, in any order, repeated, among any others."""
    if name not in WORDS:
        return st.binary(max_size=200)
    word = st.sampled_from(WORDS[name]) | st.sampled_from(SIGNS) | st.sampled_from(" \n") | st.text(max_size=5)
    known = st.lists(word | st.builds(str.__mul__, word, st.integers(2, 60)), max_size=40).map("".join)
    changed = st.builds(_cut, st.sampled_from(seeds()[name]), st.integers(0), st.integers(0, 9), st.binary(max_size=9))
    return known.map(lambda text: text.encode("utf-8", "replace")) | changed | st.binary(max_size=200)


def _cut(seed: bytes, at: int, length: int, put: bytes) -> bytes:
    at %= len(seed) + 1
    return seed[:at] + put + seed[at + length :]


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_is_proof_against_any_bytes(name: str) -> None:
    """A few of the inputs that `make fuzz` hands over by the hundred thousand, the same ones each time."""

    @settings(max_examples=QUICK)
    @given(inputs(name))
    def hand_over(data: bytes) -> None:
        tried(TARGETS[name], data)

    hand_over()


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_reads_what_it_is_meant_to_read(name: str) -> None:
    """What a target begins with is no nonsense to it: it gets further than the first refusal."""
    for seed in seeds()[name]:
        tried(TARGETS[name], seed)

    assert tried(TARGETS[name], seeds()[name][0]) is not None


@pytest.mark.parametrize("case", KEPT)
def test_what_once_broke_a_target_breaks_it_no_more(case: str) -> None:
    """Each input that was ever found to break a target is kept, and read."""
    tried(TARGETS[case.partition("/")[0]], KEPT[case].read_bytes())


def test_every_case_is_read_too() -> None:
    """The mistakes of tests/cases/ stand inside of their files."""
    kinds = ("contract", "breach", "reading", "text")
    cases = sorted(path for kind in kinds for path in (CASES / kind).iterdir() if path.suffix in (".md", ".yaml"))

    assert len(cases) > 300
    for path in cases:
        tried(TARGETS["reader"], path.read_bytes())


def test_an_input_that_hangs_is_told() -> None:
    """What keeps the processor is stopped: the limit of a target is no promise alone."""
    with pytest.raises(HungError), soon(0.05):
        for _ in itertools.count():
            pass


@pytest.mark.parametrize("place", [(0, 1, 1, 1), (1, 9, 1, 9), (1, 2, 1, 1), (2, 1, 1, 1), (1, 1, 3, 2), (3, 1, 3, 1)])
def test_a_place_outside_of_its_file_is_told(place: tuple[int, int, int, int]) -> None:
    """A target fails where a problem stands before, behind or beside its text."""
    with pytest.raises(AssertionError):
        look_at([problem("E011", Span(CONTRACT, *place))], {CONTRACT: b"abc\nd"})
