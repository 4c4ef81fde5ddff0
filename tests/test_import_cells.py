"""One cell, heading, or data element: how people write it in tables, and how an entry states it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.authoring.writing import clean
from generator.content import data_elements
from generator.content.markdown import Renderer
from generator.core.settings import School
from generator.importing import cells
from generator.importing.rows import (
    CHANGE,
    leftover_body,
    leftover_group,
    leftover_item,
    split_change,
)

RENDERER = Renderer(frozenset(), frozenset())


def test_the_number_of_a_spreadsheet_is_a_date_and_is_named():
    """The report says which date the number was read as."""
    value, remark, _ = cells.day("46083")

    assert (value, remark) == ("2026-03-02", "46083 is a spreadsheet's number for 2026-03-02")


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")]
)
def test_a_column_without_a_heading_has_its_letters(index: int, letters: str):
    """After Z come two letters, and then three."""
    assert cells.column_letters(index) == letters


@pytest.mark.parametrize(
    ("text", "day", "moment", "is_complete"),
    [
        ("3/2/2026 3:40 PM", "2026-03-02", "2026-03-02 15:40", False),
        ("3/2/2026 3:40", "2026-03-02", "2026-03-02", False),
        ("3/2/2026", "2026-03-02", "2026-03-02", True),
        ("2026-03-02T15:40Z", None, None, True),
    ],
)
def test_a_moment_keeps_its_time(text, day, moment, is_complete):
    """A date keeps only part of a cell with a time; one before or after noon is not guessed."""
    assert (day, is_complete) == (cells.day(text).value, cells.day(text).is_complete)
    assert moment == cells.moment(text).value


@pytest.mark.parametrize(
    "midnight",
    ["00:00:00", "T00:00:00.000Z", "12:00:00 AM", "0:00", "at 12:00 a.m.", "00:00 -05:00"],
)
def test_a_spreadsheet_adds_midnight_to_a_date(midnight):
    """It is no time that anyone wrote."""
    text = f"2026-03-02{'' if midnight[0] == 'T' else ' '}{midnight}"

    assert ("2026-03-02", "", True) == cells.moment(text)


@pytest.mark.parametrize(
    ("text", "order", "remark"),
    [
        ("TBD", "MONTH_FIRST", "TBD is not a date that can be read"),
        (
            "3/2/2026",
            "MIXED",
            "3/2/2026 is not certain, because the column also has days before months",
        ),
    ],
)
def test_a_date_that_is_not_read_has_a_reason(text, order, remark):
    """The report says why the cell is in the text of the entry."""
    assert (None, remark, True) == cells.day(text, cells.DateOrder[order])


@pytest.mark.parametrize(
    ("text", "value", "is_complete"),
    [
        ("none", "none", True),
        ("Until terminated", "none", False),
        ("No expiration date", "none", False),
        ("6/30/2026", "2026-06-30", True),
        ("N/A", None, True),
        ("3 years", None, True),
    ],
)
def test_an_end_is_a_date_or_none(text, value, is_complete):
    """Wording for no end date is kept alongside `none`; an unknown end date is not `none`."""
    assert (value, is_complete) == (cells.end(text).value, cells.end(text).is_complete)


@pytest.mark.parametrize(
    ("text", "value", "remark", "is_complete"),
    [
        ("https://a.example/x", "https://a.example/x", "", True),
        (
            "www.a.example",
            "https://www.a.example",
            "www.a.example has no https://, which was added",
            True,
        ),
        (
            "play.a.example/b?c=1",
            "https://play.a.example/b?c=1",
            "play.a.example/b?c=1 has no https://, which was added",
            True,
        ),
        ("View\nhttps://a.example/x", "https://a.example/x", "", False),
        ("<https://a.example/x>", "https://a.example/x", "", False),
        ("https://a.example/x, https://b.example", "https://a.example/x", "", False),
        ("9984", None, "9984 is not a web address", True),
        ("see the office", None, "see the office is not a web address", True),
        ("javascript:alert(1)", None, "javascript:alert(1) is not a web address", True),
        ("//a.example", None, "//a.example is not a web address", True),
        ("mailto:a@b.example", None, "mailto:a@b.example is not a web address", True),
        ("dpa.pdf", "files/dpa.pdf", "", True),
        ("files/dpa.pdf", "files/dpa.pdf", "", True),
        (
            "other.pdf",
            None,
            "other.pdf is a file: put it into content/files/, and name it as `agreement`",
            True,
        ),
    ],
)
def test_a_web_address_is_found_or_left_to_the_text(text, value, remark, is_complete):
    """An address without a scheme gets one and a line in the report; a number or words are none."""
    assert (value, remark, is_complete) == cells.web(text, {"files/dpa.pdf"})


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("Dodd, Old Mill", "Old Mill is not a school in content/site.yaml"),
        ("Twin, Dodd", "Twin may be twin-a or twin-b"),
        ("&", "& is not a school in content/site.yaml"),
    ],
)
def test_schools_that_are_not_known_have_a_reason(text, remark):
    """If one school is unknown, none is taken, because the list would name only the others."""
    names = {"dodd": "Dodd School", "twin-a": "Twin School", "twin-b": "Twin School"}

    assert (None, remark, True) == cells.schools(text, [School(*pair) for pair in names.items()])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "name; grade level; schedules (teacher, course)",
            ["name", "grade level", "schedules (teacher, course)"],
        ),
        ("name, address (street, ZIP), phone", ["name", "address (street, ZIP)", "phone"]),
        ("name, first and last; phone", ["name, first and last", "phone"]),
        ("• name\n• phone\n\n- e-mail", ["name", "phone", "e-mail"]),
        ("name; name ;  Name", ["name", "Name"]),
        (";,;", []),
        (" ; ", []),
    ],
)
def test_a_cell_names_several_elements(text, expected):
    """Lines or semicolons separate elements; commas only if there are none, not in parentheses."""
    assert expected == cells.elements(text)


ELEMENTS = {
    "student-information": "student name¦Grade level¦grade¦IP addresses and cookies¦ghjk¦",
    "student-records": ("reading scores¦Daily attendance¦IEP or 504¦final grades of a course"),
    "student-generated-content": "essays¦quiz answers¦online communications captured",
}


@pytest.mark.parametrize(
    ("element", "kind"),
    [(element, kind) for kind, texts in ELEMENTS.items() for element in texts.split("¦")],
)
def test_the_kind_of_an_element_is_guessed(element, kind):
    """Its words decide; otherwise it is student information, the widest kind."""
    assert kind == data_elements.kind(element)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Product", "product"),
        ("RESOURCE\nName ", "product"),
        ("Vendor (legal name)", "contractor"),
        ("Expiration Date (MM/DD/YYYY)", "expires"),
        ("Student-Generated Content", "student-generated-content"),
        ("product_url", "website"),
        ("DPA (link)", "agreement"),
        ("Product (link)", ""),
        ("Contract #", ""),
        ("Effective date", ""),
        ("", ""),
        ("软件", ""),
    ],
)
def test_a_heading_is_known_by_many_names(heading, expected):
    """Case, symbols, and notes in parentheses are ignored; an effective date is no signing date."""
    assert expected == cells.field_of(heading)


def test_no_heading_means_two_fields():
    """Each known heading has one meaning, and is written in its normal form."""
    names = [name for names in cells.NAMES.values() for name in names]

    assert len(set(names)) == len(names)
    assert [cells.normalize(name) for name in names] == names


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (["App"], 'App does not map a column to a field; write it as "HEADING=field".'),
        (["=product"], '=product does not map a column to a field; write it as "HEADING=field".'),
        (
            ["App=prodct"],
            "`prodct` is not a field of a contract. Did you mean `product`? The fields are "
            "`product`",
        ),
        (
            ["App=product", "APP=contractor"],
            "`APP` is mapped to two fields; a column can only be one.",
        ),
    ],
)
def test_a_wrong_mapping_is_refused(mapping, message):
    """A `--map` without “=”, with an unknown field, or for two fields is refused."""
    with pytest.raises(cells.MappingError) as error:
        cells.parse_mapping(mapping)

    assert str(error.value).startswith(message)


def test_a_heading_may_contain_the_sign():
    """The last “=” is the sign between the heading and the field."""
    mapping = cells.parse_mapping(["a=b=product", "A=B=Product"])

    assert mapping == {cells.normalize("a=b"): "product"}


@pytest.mark.parametrize(
    ("texts", "is_change"),
    [
        (
            "Amendment¦Amendment 1¦Amend #2¦DPA Renewal¦First addendum to the contract¦Extension",
            True,
        ),
        ("Contract¦Automatic renewal: yes¦No amendment¦CT-NDPA Vendor Specific", False),
    ],
)
def test_an_amendment_is_not_a_contract(texts, is_change):
    """The type of an agreement says which it is."""
    assert [text for text in texts.split("¦") if bool(CHANGE.fullmatch(text)) != is_change] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Northstar Reader - Amendment 2", ("Northstar Reader", "amendment")),
        ("Northstar Reader (Renewal)", ("Northstar Reader", "renewal")),
        ("Example Covey Amend #1", ("Example Covey", "amendment")),
        ("Northstar Reader", ("", "")),
        ("Renewal", ("", "")),
    ],
)
def test_a_name_may_say_what_it_amends(name, expected):
    """Words after a product's name can say that its row is a change."""
    assert expected == split_change(name)


HOSTILE = [
    "[a link](https://a.example)",
    "![a picture](https://a.example/x.png)",
    "<b>bold</b> &lt; &amp; &#60; AT&T",
    "<https://a.example>",
    "**bold** __bold__ *i* _i_ `code` snake_case_name",
    "C:\\Users\\x \\* \\\\",
    *"# a heading¦- a list¦1. a list¦12) a list¦> a quotation¦: a definition".split("¦"),
    *("| a | table |", "=====", "---", "~~~", "* * *", "+ more", "    code"),
    '=HYPERLINK("https://a.example")',
    "[" * 500,
    "](" * 300,
    "x" * 5000,
    "مرحبا \u200f abc",
    "学生 数据",
    "---\nproduct: x\n---",
    "a\n\n\nb\n  # c",
]


def shown(markdown: str) -> tuple[list[str], tuple[object, ...]]:
    """Return the words that a text shows, and its offenses."""
    html, offenses = RENDERER.render(markdown)
    assert not re.search(r"<(?!/?(?:ul|li|p)>)", html), html
    return unescape(re.sub(r"<[^>]*>", " ", html)).split(), offenses


@pytest.mark.parametrize("text", HOSTILE)
def test_a_leftover_cell_shows_as_it_was_typed(text):
    """A cell never becomes a link, HTML, a list or a problem, whatever it contains."""
    body = leftover_body(
        [], [*leftover_item("Notes", text), *leftover_group("Amendment", [("Notes", text)])]
    )

    assert (f"Notes: {text} Amendment: Notes: {text}".split(), ()) == shown(body)


ANY = st.text(
    st.one_of(
        st.sampled_from("[]()<>&#*_`\\!|:-+=~0123. \n\tab;x1"),
        st.characters(exclude_categories=["Cs"]),
    )
)


@given(ANY, ANY)
def test_any_text_shows_as_it_was_typed(heading, text):
    """Every character of any cell is on the page, in order."""
    heading, text = " ".join(clean(heading).split()), clean(text)
    if not text.strip() or not heading:
        return

    words, offenses = shown(leftover_body([], leftover_item(heading, text)))
    assert ("".join(f"{heading}: {text}".split()), ()) == ("".join(words), offenses)
