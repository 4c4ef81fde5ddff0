"""Markdown becomes safe HTML, and text that is not shown as written is reported."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.content.addresses import is_safe
from generator.content.markdown import MAX_BRACKETS, MAX_MARKS, Renderer
from generator.core.characters import FORBIDDEN
from generator.core.model import ROOT
from helpers.tiers import swept

FILES = frozenset({"files/northstar.pdf", "files/picture.png", "files/a b.png", "files/50% é?.pdf"})
PAGES = frozenset(
    {"product-notification", "product-notification/northstar-reader", "breach-notification"}
)
RENDERER = Renderer(FILES, PAGES)
TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "code", "pre", "blockquote", "a"),
    *("img", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}}
ATTRIBUTES |= {"ol": {"start"}, "th": {"class"}, "td": {"class"}}


def html(text: str) -> str:
    """Return the HTML of a text, with `~/` for the way to the root."""
    return RENDERER.render(text)[0].replace(ROOT, "~/")


def offenses(text: str) -> list[tuple[str, str]]:
    """Return what is wrong with a text."""
    return [tuple(offense) for offense in RENDERER.render(text)[1]]


# What is shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        (
            "**bold** *italic* `code`",
            "<p><strong>bold</strong> <em>italic</em> <code>code</code></p>",
        ),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("3. three\n4. four", '<ol start="3"><li>three</li><li>four</li></ol>'),
        ("> quoted", "<blockquote><p>quoted</p></blockquote>"),
        ("Term\n: Meaning", "<dl><dt>Term</dt><dd>Meaning</dd></dl>"),
        ("    <b>", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("one  \ntwo", "<p>one<br>two</p>"),
        ("---", "<hr>"),
        (
            "|a|b|\n|:-|-:|\n|1|2|",
            '<table><thead><tr><th class="left">a</th><th class="right">b</th></tr></thead>'
            '<tbody><tr><td class="left">1</td><td class="right">2</td></tr></tbody></table>',
        ),
        (
            "|a|b|\n|-|-|\n|1|2|*3*|`4|`|\n|5|6||",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td>"
            "<td>2 | <em>3</em> | <code>4|</code></td></tr><tr><td>5</td><td>6</td></tr></tbody>"
            "</table>",
        ),
        ("[a](https://b.example)", '<p><a href="https://b.example">a</a></p>'),
        ("[a](mailto:b@c.example)", '<p><a href="mailto:b@c.example">a</a></p>'),
        ("[a](tel:+12035550100)", '<p><a href="tel:+12035550100">a</a></p>'),
        ("<https://b.example>", '<p><a href="https://b.example">https://b.example</a></p>'),
        ("<a@b.example>", '<p><a href="mailto:a@b.example">a@b.example</a></p>'),
        ("[a](#b)", '<p><a href="#b">a</a></p>'),
        ("[a](files/northstar.pdf)", '<p><a href="~/files/northstar.pdf">a</a></p>'),
        ("[a](product-notification/)", '<p><a href="~/product-notification/index.html">a</a></p>'),
        (
            "[a](product-notification/northstar-reader#change-1)",
            '<p><a href="~/product-notification/northstar-reader/index.html#change-1">a</a></p>',
        ),
        ('![a](files/picture.png "b")', '<p><img alt="a" src="~/files/picture.png" title="b"></p>'),
        ("![a](files/a%20b.png)", '<p><img alt="a" src="~/files/a%20b.png"></p>'),
        ('![a](<files/a b.png> "b")', '<p><img alt="a" src="~/files/a%20b.png" title="b"></p>'),
        ("[a](files/a%20b.png)", '<p><a href="~/files/a%20b.png">a</a></p>'),
        ("[a](files/a b.png)", '<p><a href="~/files/a%20b.png">a</a></p>'),
        ('[a](<files/a b.png> "b")', '<p><a href="~/files/a%20b.png" title="b">a</a></p>'),
        ("[a](<files/a b.png#c d>)", '<p><a href="~/files/a%20b.png#c%20d">a</a></p>'),
        ("[a](<files/50% é?.pdf>)", '<p><a href="~/files/50%25%20%C3%A9%3F.pdf">a</a></p>'),
        ("AT&T &amp; &copy; &lt;b&gt;", "<p>AT&amp;T &amp; © &lt;b&gt;</p>"),
        ("*a b**c*d", "<p>*a b**c*d</p>"),
        ("a < b > c", "<p>a &lt; b &gt; c</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text: str, expected: str):
    """Every mark of plain Markdown becomes HTML without a problem."""
    assert (expected, []) == (html(text), offenses(text))


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([1], [3]),
        ([2], [3]),
        ([6], [3]),
        ([1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 6, 6]),
        ([2, 4, 3, 2], [3, 5, 4, 3]),
        ([3, 2], [4, 3]),
    ],
)
def test_headings_begin_one_level_below_the_page(levels: list[int], expected: list[int]):
    """The highest heading in a text becomes `h3`; the others keep their distance, down to `h6`."""
    text = "\n\n".join(f"{'#' * level} a" for level in levels)

    assert "".join(f"<h{level}>a</h{level}>" for level in expected) == html(text)


@pytest.mark.parametrize(
    ("text", "expected", "tags"),
    [
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>", ["<b>"]),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", ["<script>"]),
        (
            "<img src=x onerror=alert(1)>",
            "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
            ["<img src=x onerror=alert(1)>"],
        ),
        ("<br/>", "<p>&lt;br/&gt;</p>", ["<br/>"]),
        ("<!-- a -->", "<p>&lt;!-- a --&gt;</p>", ["<!-- a -->"]),
        ("<!DOCTYPE html>", "<p>&lt;!DOCTYPE html&gt;</p>", ["<!DOCTYPE html>"]),
        ("<?php a ?>", "<p>&lt;?php a ?&gt;</p>", ["<?php a ?>"]),
        ("**<u>a</u>**", "<p><strong>&lt;u&gt;a&lt;/u&gt;</strong></p>", ["<u>"]),
        ("<a b='&amp;'>", "<p>&lt;a b='&amp;amp;'&gt;</p>", ["<a b='&amp;'>"]),
        ("<a `b`>", "<p>&lt;a `b`&gt;</p>", ["<a `b`>"]),
        (r"<a \#3>", r"<p>&lt;a \#3&gt;</p>", [r"<a \#3>"]),
        (r"<!-- \_ -->", r"<p>&lt;!-- \_ --&gt;</p>", [r"<!-- \_ -->"]),
        (
            "<a [b](https://c.example)>",
            "<p>&lt;a [b](https://c.example)&gt;</p>",
            ["<a [b](https://c.example)>"],
        ),
        ('[a](b "c (d', '<p>[a](b "c (d</p>', []),
        ("`<a>` `<b", "<p><code>&lt;a&gt;</code> `&lt;b</p>", []),
        (r"\`<a>\` \\<b>", r"<p>`&lt;a&gt;` \&lt;b&gt;</p>", ["<a>", "<b>"]),
        ("- <u>a\n- b", "<ul><li>&lt;u&gt;a</li><li>b</li></ul>", ["<u>"]),
        (
            "<div>\n\n*a*\n\n</div>",
            "<p>&lt;div&gt;</p><p><em>a</em></p><p>&lt;/div&gt;</p>",
            ["<div>"],
        ),
    ],
)
def test_html_is_shown_as_text(text: str, expected: str, tags: list[str]):
    """A tag is on the page as it is in the entry, and is reported once, where it begins."""
    assert (expected, [("W103", tag) for tag in tags]) == (html(text), offenses(text))


# What is refused


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("[a](javascript:alert(1))", "E110 text", "javascript:alert(1)"),
        ("[a](JavaScript:alert(1))", "E110 text", "JavaScript:alert(1)"),
        ("[a](<javascript:alert(1)>)", "E110 text", "javascript:alert(1)"),
        ("[a](vbscript:b)", "E110 text", "vbscript:b"),
        ("[a](data:text/html,b)", "E110 text", "data:text/html,b"),
        ("[a](ftp://b.example)", "E110 text", "ftp://b.example"),
        ("<ftp://b.example>", "E110 text", "ftp://b.example"),
        ("[a](//b.example)", "E110 text", "//b.example"),
        ("[a](/b)", "E110 text", "/b"),
        (r"[a](/\\b.example/)", "E110 text", r"/\b.example/"),
        (r"[a](no\_where)", "E113 page", "no_where"),
        ("[a](<b@c.example>d)", "E113 page", "b@c.exampled"),
        ("[a](java&#115;cript:alert(1))", "E113 page", "java&#115;cript:alert(1)"),
        ("[a](files/no.pdf)", "E113", "files/no.pdf"),
        ("[a](<files/no b.pdf>)", "E113", "files/no b.pdf"),
        ("[a](<files/a  b.png>)", "E113", "files/a  b.png"),
        ("[a](<a b/>)", "E113 page", "a b/"),
        ("[a](<java script:alert(1)>)", "E113 page", "java script:alert(1)"),
        ("[a](<java script:alert(1)#b>)", "E113 page", "java script:alert(1)#b"),
        ("[a](<//b c.example>)", "E110 text", "//b c.example"),
        ("[a](<javascript: alert(1)>)", "E110 text", "javascript: alert(1)"),
        ("[a](contracts/northstar-reader.md)", "E113 page", "contracts/northstar-reader.md"),
        ("[a](www.b.example)", "E113 page", "www.b.example"),
        ("[a](product-notification/nowhere/)", "E113 page", "product-notification/nowhere/"),
        ("[a](../site.yaml)", "E113 page", "../site.yaml"),
        ("![a](https://b.example/c.png)", "E112 picture", "https://b.example/c.png"),
        ("![a](files/no.png)", "E112 picture", "files/no.png"),
        ("![a](<files/no b.png>)", "E112 picture", "files/no b.png"),
        ("![](<files/a b.png>)", "E122", "files/a b.png"),
        ("![a](data:image/png;base64,AA)", "E112 picture", "data:image/png;base64,AA"),
        ("![](files/picture.png)", "E122", "files/picture.png"),
        ("![ ](files/picture.png)", "E122", "files/picture.png"),
    ],
)
def test_a_link_or_picture_that_cannot_be_published_is_refused(text: str, code: str, words: str):
    """A link goes to the web, email, a phone, or the site; a picture is a file with alt text."""
    assert [(code, words)] == offenses(text)


def test_a_text_has_at_most_400_brackets():
    """One more is refused at once, because the time is quadratic in their number."""
    too_many = "[" * (MAX_BRACKETS + 1)

    assert offenses("[" * MAX_BRACKETS) == []
    assert ("", [("E123", str(MAX_BRACKETS + 1))]) == (html(too_many), offenses(too_many))


def test_a_text_has_at_most_4000_marks():
    """One more is refused at once, because this time is quadratic too."""
    marks = "*a _b " * (MAX_MARKS // 2)

    assert offenses(marks) == []
    assert ("", [("E123 marks", "")]) == (html(f"{marks}`"), offenses(f"{marks}`"))
    assert [("E123 marks", "")] == offenses("# a\n\n" * (MAX_MARKS + 1))
    assert [("E123 marks", "")] == offenses("a\n---\n" * (MAX_MARKS + 1))


@pytest.mark.parametrize(
    ("text", "deeper"),
    [
        ("> " * 32 + "a", "> "),
        ("- " * 32 + "a", "- "),
        ("1. " * 32 + "a", "1. "),
        ("> - " * 16 + "a", "> "),
        ("a\n: b\n" * 32, "a\n: b\n"),
    ],
)
def test_a_text_is_at_most_32_levels_deep(text: str, deeper: str):
    """Nested quotes or lists and unseparated definitions hit a limit before Python's stack does."""
    assert offenses(text) == []
    assert ("", [("E031 text", "")]) == (html(deeper + text), offenses(deeper + text))


def test_a_text_that_is_too_deep_changes_no_later_text():
    """The parser forgets the lists that it was in; else a paragraph would be part of one."""
    assert offenses("\n".join("    " * level + "- a" for level in range(40))) == [("E031 text", "")]
    assert html("> a\n\nb") == "<blockquote><p>a</p></blockquote><p>b</p>"


def test_the_first_number_of_a_list_has_at_most_nine_digits():
    """A number that no browser starts a list with is reported and left out."""
    text = "9999999999. a"

    assert 'start="999999999"' in html("999999999. a")
    assert ("<ol><li>a</li></ol>", [("W109", "")]) == (html(text), offenses(text))


@pytest.mark.parametrize(
    "address",
    [
        *("https://a.example", "HTTP://a.example", "mailto:a@b.example", "tel:1", "files/a.pdf"),
        *("a/b#c", "#a", "?a=b", "a!.pdf", ""),
    ],
)
def test_an_address_is_safe(address: str):
    """The four schemes, and addresses within the site."""
    assert is_safe(address)


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:a", "JAVASCRIPT:a", " javascript:a", "\tjavascript:a", "java\nscript:a"),
        *("java\tscript:a", "\x01javascript:a", "data:a", "vbscript:a", "file:///a", "ftp://a"),
        *("x-y.z+1:a", "//a", "///a", "/a", "\\\\a", "/\\a", " //a", "\x00//a"),
    ],
)
def test_an_address_is_not_safe(address: str):
    """Every other scheme, a host without a scheme, and anything that hides either."""
    assert not is_safe(address)


@pytest.mark.parametrize(
    "text",
    [
        *("a &#x000fffe; b", "a &#00008238; b", "a &#X0202E b", "a &#00000000000002; b"),
        *("a &#1; b", "a &#2; b", "a &#x1b; b", "a &#xfffe; b", "a &#x202e; b", "a &#8297; b"),
        *("a &#x10ffff; b", "a &#x110000; b", "a &#1114112; b", "a &#9999999; b"),
        "[a](https://b.example/&#2;)",
    ],
)
def test_an_entity_makes_no_forbidden_character(text: str):
    """Entities do not put control characters or invalid characters on a page.

    A control character would break a feed, and one of them marks the path to the root.
    """
    page, offenses = RENDERER.render(text)

    assert offenses or not any(
        (ord(c) < 32 and c != "\n") or c in "\x7f\u202e\u2069\ufffe\uffff" for c in page
    )


@pytest.mark.parametrize(
    "text", ["[Note]: important", "[b]: javascript:alert(1)", "[a][b]", "*[HTML]: Hyper", "[^1]: a"]
)
def test_a_definition_is_shown_as_text(text: str):
    """Nothing is hidden: a definition of other Markdown dialects is shown as written."""
    assert (html(text), offenses(text)) == (f"<p>{text}</p>", [])


def test_no_text_affects_the_next():
    """A definition in one text does not apply to the next."""
    RENDERER.render("[a][b]\n\n[b]: https://b.example\n\n*[HTML]: Hyper")

    assert (html("[a][b] HTML"), offenses("[a][b] HTML")) == ("<p>[a][b] HTML</p>", [])
    assert Renderer(FILES, PAGES).render("[a][b] *c*") == RENDERER.render("[a][b] *c*")


# Whatever it is


class Page(HTMLParser):
    """What a browser would find in some HTML."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.others: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def unsafe(text: str) -> list[object]:
    """Return the parts of some HTML that are not allowed."""
    page = Page(text)
    unsafe_parts: list[object] = [tag for tag, _ in page.tags if tag not in TAGS]
    for tag, attributes in page.tags:
        unsafe_parts += [
            (tag, name) for name in attributes if name not in ATTRIBUTES.get(tag, set())
        ]
        if attributes.get("class", "left") not in ("left", "center", "right"):
            unsafe_parts.append(attributes["class"])
        addresses = (attributes.get(name, "#") for name in ("href", "src"))
        unsafe_parts += [address for address in addresses if leads_out(address)]
    return unsafe_parts + page.others


def leads_out(address: str) -> bool:
    """Return whether an address leads a browser outside the web, email, phones, and the site."""
    plain = re.sub(r"[\x00-\x20]", "", address.removeprefix(ROOT)).lower()
    if address.startswith((ROOT, "#")):
        return bool(re.match(r"[/\\]|[a-z][a-z0-9+.-]*:", plain))  # a host, or a scheme
    return not plain.startswith(("https:", "http:", "mailto:", "tel:"))


MARKS = (
    "<script>¦</script>¦<b ¦<img src=x onerror=alert(1)>¦<a href='javascript:a'>¦<svg/onload=a>¦"
    "<style>¦<!--¦-->¦<?¦<![CDATA[¦]]>¦<iframe src=//a>¦<¦>¦&lt;¦&#60;¦&#x3c;¦&#106;avascript:¦"
    "&colon;¦&¦[a](¦[¦]¦](¦)¦![¦](javascript:a)¦](//a.example)¦](java\nscript:a)¦](data:a)¦"
    "](files/picture.png)¦](<¦>)¦ \"t\" ¦' onclick=a '¦[a]: ¦[a]¦javascript:a¦JaVaScRiPt&colon;a¦"
    "https://a.example¦\\¦`¦``¦*¦**¦_¦\n¦\n\n¦    ¦- ¦1. ¦# ¦> ¦|a|\n|-|\n|¦|¦: ¦\t¦---¦~~~¦"
    "<a@b.example>¦<https://a¦<ftp://a>¦\x02¦\x03¦\x02klzzwxh:0001\x03¦klzzwxh:0¦\x00¦é¦\u2028¦"
    "\ufeff¦a¦ ¦a b"
)
MARKED = st.lists(st.sampled_from(MARKS.split("¦")), max_size=30).map("".join)
MIXED = (
    '<name ¦<b>¦</b>¦<!--¦-->¦<!¦<?¦?>¦<form ¦<¦>¦/>¦=¦k="v"¦`¦``¦`x`¦\\¦\\#¦\\_¦\\`¦\\<¦\\\\¦[¦](¦]¦(¦)¦'
    '[this](https://x.example)¦[t](https://x.example "t (b¦![¦![a](files/picture.png)¦](<¦'
    '](files/picture.png)¦"¦ "t")¦\'¦<a@b.example>¦<https://x.example/¦<https://x.example>¦@¦://¦*¦'
    "**¦_¦__¦ ¦\n¦\n\n¦  \n¦- ¦1. ¦> ¦    ¦# ¦:¦~¦é¦&amp;¦&¦&lt;¦&NoBreak;¦&lrm;¦&NewLine;¦&Tab;¦&#;¦"
    "&#8238;¦&#x000fffe;¦&#00008238;¦&#X0202E;¦&#x202e¦&#00000000000002;¦&#0;¦&#1;¦&#x7F;¦&#128;¦&#x;"
).split("¦")
WORDS = st.sampled_from(
    ["word", "Wort", "語", "1", "a&b", "<b>", "</b>", "<!-- c -->", "<i a='b'>"]
)


@given(MARKED | st.text(max_size=100))
@example("[a](<script>\x02klzzwxh:0001\x03)")
def test_no_text_becomes_anything_unsafe(text: str):
    """Any text's HTML has only the tags and attributes of plain Markdown, and safe addresses."""
    assert unsafe(RENDERER.render(text)[0]) == []


@pytest.mark.parametrize("seed", swept(range(400), [0, 1]))
def test_a_text_has_no_hidden_character_and_loses_no_word(seed: int):
    """Code, escapes, links, tags and references inside one another are shown or reported.

    Python-Markdown puts placeholders into a text, which would stay if one is inside another.
    """
    choices = Random(seed)
    for _ in range(500):
        pieces = choices.choices(MIXED, k=choices.randrange(1, 14))
        words = [f"q{i}z" for i in range(len(pieces))]
        text = "".join(f"{piece}{word}" for piece, word in zip(pieces, words, strict=True))
        page, found = RENDERER.render(text)
        codes = {code for code, _ in found}

        assert "E004" in codes or not FORBIDDEN.search(page.replace(f'="{ROOT}', '="')), text
        assert not any(words.startswith("U+") for _, words in found), text
        assert codes - {"W103"} or all(word in page for word in words), text


@given(MARKED)
def test_a_text_always_becomes_the_same_html(text: str):
    """The HTML depends only on the text."""
    assert RENDERER.render(text) == RENDERER.render(text)


@given(st.lists(WORDS, max_size=12))
def test_every_word_of_a_text_is_shown(words: list[str]):
    """HTML among words is shown like the words around it."""
    page = Page(RENDERER.render(" ".join(words))[0])

    assert words == [] or " ".join(words).split() == page.text.split()


@pytest.mark.parametrize(
    ("code", "text"),
    [("E123", "[" * 500), ("E123 marks", "*a* " * 3_000), ("E031 text", "> " * 50 + "a")],
)
def test_a_text_that_is_not_rendered_has_one_offense(code: str, text: str) -> None:
    """What else is wrong with it is reported once it can be rendered."""
    assert [found for found, _ in offenses(f"{text} &#1;")] == [code]
