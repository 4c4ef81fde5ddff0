"""A catalog of any bytes is read in time, or reported at its line; none crashes the program."""

from __future__ import annotations

import pytest

from generator.core.problems import Span
from generator.site import catalog
from generator.site.catalog import MAX_BYTES
from helpers.fuzzing import time_limit

HEAD = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {forms}\\n"

"""
NUMBERED = 'msgid "{n} year"\nmsgid_plural "{n} years"\nmsgstr[0] "{n} año"\nmsgstr[1] "{n} años"\n'
SENTENCE = 'msgid "{n} year"\nmsgid_plural "{n} years"\n'
GOOD = HEAD.format(language="es", forms="nplurals=2; plural=n != 1;") + NUMBERED
UNUSABLE = "its plural rule cannot be used: "
OTHERS = "its plural rule chooses other forms than the 2 that it has"
ARABIC = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=0 && n%100<=2 ? 4 : 5);"
)


def found(text: str) -> list[tuple[int, str]]:
    """Return the line and the reason of each error in a catalog, in time."""
    themes = {"default": {"locale/es.po": text.encode()}}
    with time_limit(5):
        problems = [*catalog.problems("default", themes, "es", Span("x"), is_first=False)]
        errors = [problem for problem in problems if problem.is_error]
        if not errors:
            catalog.translations("default", themes, "es").ngettext("{n} year", "{n} years", 2)
    start = "The catalog of translated sentences cannot be read: "
    return [(error.span.line, error.message.removeprefix(start)) for error in errors]


@pytest.mark.parametrize(
    ("forms", "reason"),
    [
        ("nplurals=2; plural=n != 1;", ""),
        ("nplurals=2; plural=(n > 1);", ""),
        (ARABIC, ""),
        ("nplurals=300000000; plural=n != 1;", "its sentences have 1 to 6 forms, not 300,000,000."),
        ("nplurals=7; plural=n != 1;", "its sentences have 1 to 6 forms, not 7."),
        ("nplurals=0; plural=0;", "its sentences have 1 to 6 forms, not 0."),
        ("nplurals=-2; plural=0;", "its sentences have 1 to 6 forms, not -2."),
        (
            "nplurals*0=3; nplurals*1=00000; plural=0",
            "its sentences have 1 to 6 forms, not 300,000.",
        ),
        (f"nplurals={'9' * 5_000}; plural=0;", "Exceeds the limit"),
        (f"nplurals=2; plural={'(' * 500}n{')' * 500};", UNUSABLE),
        (f"nplurals=2; plural={'+'.join(['n'] * 20_000)};", UNUSABLE),
        (f"nplurals=2; plural={'9' * 5_000};", UNUSABLE),
        (f"nplurals=2; plural={'(' * 30}n{')' * 30};", UNUSABLE),
        ("nplurals=2; plural=__import__('os').system('id');", UNUSABLE),
        ("nplurals=2; plural=n%0;", f"{UNUSABLE}integer modulo by zero."),
        ("nplurals=2; plural=n/(n-5);", UNUSABLE),
        ("nplurals=2; plural=(n;", UNUSABLE),
        ("nplurals=2; plural=n;", OTHERS),
        ("nplurals=2; plural=n > 150 ? 2 : n != 1;", OTHERS),
        ("nplurals=2; plural=-1;", UNUSABLE),
    ],
)
def test_a_plural_rule_is_tried_before_a_page_needs_it(forms: str, reason: str) -> None:
    """It chooses one of the few forms that a language has, for each number, and runs no code."""
    in_each_form = "".join(f'msgstr[{i}] "{{n}} a"\n' for i in range(6 if forms == ARABIC else 2))
    mistakes = found(HEAD.format(language="es", forms=forms) + SENTENCE + in_each_form)

    assert len(mistakes) == bool(reason)
    assert all(reason in says and len(says) < 200 for _, says in mistakes), mistakes
    if reason.startswith((UNUSABLE, OTHERS)):
        assert [line for line, _ in mistakes] == [5]


TWO = "nplurals=2; plural=n != 1;"
LACKS = "this sentence has 1 of the 2 forms of its language."


@pytest.mark.parametrize(
    ("forms", "translated", "expected"),
    [
        (TWO, 'msgstr[0] "{n} año"\nmsgstr[1] "{n} años"\n', []),
        (TWO, 'msgstr[0] ""\nmsgstr[1] ""\n', []),  # not translated
        (TWO, 'msgstr[0] "{n} año"\n', [(7, LACKS)]),
        (TWO, 'msgstr[0] "{n} año"\nmsgstr[1] ""\n', [(7, LACKS)]),
        (TWO, 'msgstr "{n} año"\n', [(7, LACKS)]),
        (
            ARABIC,
            'msgstr[0] "{n} a"\nmsgstr[1] "{n} b"\n',
            [(7, LACKS.replace("1 of the 2", "2 of the 6"))],
        ),
        ("nplurals=1; plural=0;", 'msgstr[0] "{n} a"\n', []),
        (
            TWO,
            'msgstr[0] "{n} a"\nmsgstr[1] "{n} b"\nmsgstr[2] "{n} c"\n',
            [(7, "msg has more translations than num_plurals of catalog.")],
        ),
    ],
)
def test_a_sentence_with_a_number_has_each_form(
    forms: str, translated: str, expected: list[tuple[int, str]]
) -> None:
    """A page would show nothing where a form is missing; the line is that of the sentence."""
    assert found(HEAD.format(language="es", forms=forms) + SENTENCE + translated) == expected


SLOW = {
    "spaces and a letter": (" " * 1_000_000 + "x", True),
    "spaces after a word": ("msgid" + " " * 1_000_000 + "x", True),
    "a comment of spaces": ("#" + " " * 1_000_000, False),
    "a quote that never ends": ('msgid "' + "\\\\" * 500_000, True),
    "one sentence again and again": (
        "".join(f'# {i}\n#. {i}\n#: a:{i}\nmsgid "a"\nmsgstr "b"\n' for i in range(22_000)),
        False,
    ),
    "a sentence of many lines": ('msgid ""\n' + '"a"\n' * 250_000 + 'msgstr "b"\n', False),
    "brackets": ('msgid "' + "{<" * 250_000 + '"\nmsgstr "' + "{<" * 250_000 + '"\n', False),
    "flags": ("#, a, b\n" * 100_000 + 'msgid "a"\nmsgstr "b"\n', False),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_catalog_full_of_one_thing_is_read_or_refused_soon(name: str) -> None:
    """A catalog of the maximum size, with whatever took quadratic time once."""
    text, is_wrong = SLOW[name]

    assert MAX_BYTES * 0.9 < len(GOOD + text) <= MAX_BYTES or name in ("flags",)
    assert bool(found(GOOD + text)) == is_wrong
