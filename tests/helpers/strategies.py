"""What hypothesis draws from: the values of entries, and bytes for the targets of the fuzzer."""

from __future__ import annotations

from hypothesis import strategies as st

from generator.authoring import writing
from generator.authoring.issue_forms import questions
from helpers import roots
from helpers.fuzzing import seeds

TEXTS = st.text(max_size=40) | st.text("ab :#-,[]{}()\"'\n|>&*!%@`\\\t?.~", max_size=12)

LISTS = st.lists(TEXTS, max_size=4)

GROUPS = st.dictionaries(
    st.from_regex(r"[a-z]{1,4}(-[a-z]{1,4})?", fullmatch=True), TEXTS | LISTS, max_size=4
)

VALUES = TEXTS | LISTS | GROUPS | st.lists(GROUPS, max_size=3)


def cleaned(value: object) -> object:
    """Return a value as a source may have it."""
    if isinstance(value, str):
        return writing.clean(value)
    if isinstance(value, dict):
        return {name: cleaned(inner) for name, inner in value.items()}
    assert isinstance(value, list)
    return [cleaned(inner) for inner in value]


SIGNS = [*"[]{}()<>&#*_`\\!|:-+=~?%@,./'\"", *"---¦...¦: ¦- ¦ #¦&a ¦*a ¦!a ¦<<: ".split("¦")]

WORDS = {
    "reader": [
        *roots.CONTRACT.split("\n"),
        *roots.CONTRACT.split(),
        *"---\n¦changes:\n¦- {¦\ufeff¦\x85".split("¦"),
    ],
    "markdown": "> ¦- ¦1. ¦    ¦**¦![a](¦files/picture.png¦)¦&#1;¦<!--¦a\n: ¦\n\n¦https://a".split(
        "¦"
    ),
    "import": 'Product¦Company¦,¦;¦\t¦"¦\r\n¦3/2/2026¦K-5, 7¦https://a.example¦Amendment'.split(
        "¦"
    ),
    "form": [
        *(f"### {question.label}\n\n" for question in questions("contract")),
        *"_No response_\n\n¦a\n\n¦```\n".split("¦"),
    ],
    "settings": [
        *roots.SITE.split("\n"),
        *"languages: [en, es]\n¦schools: {a: {name: A}}\n¦theme: x\n".split("¦"),
    ],
    "catalogue": 'msgid "¦msgstr "¦msgstr[0] "¦"\n¦#, fuzzy\n¦#~ ¦{name}¦\\n¦\\x¦msgctxt '.split(
        "¦"
    ),
    "translation": (
        "---\n¦changes:\n¦updates:\n¦- foo\n¦[foo]¦[{}, ¦purpose: Leer.\n¦summary: a\n".split("¦")
    ),
}
WORDS["add"] = [*WORDS["reader"], "changes: [", "changes:\n- kind: renewal\n"]


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Return bytes for a target: its known words in any order, repeated, and mixed with others."""
    if name not in WORDS:
        return st.binary(max_size=200)
    word = (
        st.sampled_from(WORDS[name])
        | st.sampled_from(SIGNS)
        | st.sampled_from(" \n")
        | st.text(max_size=5)
    )
    known = st.lists(word | st.builds(str.__mul__, word, st.integers(2, 60)), max_size=40).map(
        "".join
    )
    changed = st.builds(
        _cut,
        st.sampled_from(seeds()[name]),
        st.integers(0),
        st.integers(0, 9),
        st.binary(max_size=9),
    )
    return (
        known.map(lambda text: text.encode("utf-8", "replace")) | changed | st.binary(max_size=200)
    )


def _cut(seed: bytes, at: int, length: int, put: bytes) -> bytes:
    at %= len(seed) + 1
    return seed[:at] + put + seed[at + length :]
