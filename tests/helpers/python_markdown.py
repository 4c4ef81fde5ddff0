"""Python-Markdown by itself, and texts to compare it with: what simple Markdown must become."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

import nh3
from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

COMMON = (  # of which most texts are made, so that many of them are simple
    "word ¦A b. ¦**bold** ¦*it* ¦[t](https://x.example/y) ¦& ¦“a” ¦9 ¦(¦.¦, ¦\n¦\n\n¦\n- item¦"
    "\n\n- item\n- two\n\n¦\n\n| a | b |\n|---|---|\n| c | d |\n\n"
)
RARE = (
    "**a *b* c** ¦[t](https://x.example:99999999) ¦[t](https://.)¦[*t*](http://x.example)¦"
    "(https://x.example)¦[l](product-notification)¦[z](mailto:a@b.example)¦\n* item¦\n+ item¦"
    "1. item\n¦\n9. ¦\n: ¦\n> ¦\n# ¦\n---\n¦\n===\n¦\n| a | b |\n|---|:-:|\n| c |\n¦| x | y |\n¦"
    "|---|---|\n¦|¦**¦*¦***¦_¦__¦[¦](¦]¦)¦!¦![¦&amp;¦&#1;¦<b>¦<¦>¦'¦\"¦`¦\\¦ ¦  ¦    ¦\t¦:¦-¦--¦~¦"
    "~~~¦#¦=¦é¦Ω¦中¦İ¦²¦ⅷ¦\x00¦\x02¦\x03¦klzzwxh:0001¦\x0b¦\x0c¦\r¦\x1c¦\x7f¦\x85¦\xa0¦\u0301¦"
    "\u200b¦\u2028¦\u3000¦\ufeff"
)


def texts(seed: int, count: int) -> Iterator[str]:
    """Yield texts of pieces of Markdown, the same ones for a seed."""
    choices, common, rare = Random(seed), COMMON.split("¦"), RARE.split("¦")
    for _ in range(count):
        pieces = choices.choice([common, rare, [*common * 20, *rare]])
        text = "".join(choices.choice(pieces) for _ in range(choices.randrange(1, 13)))
        yield text.strip(" \n") if choices.random() < 0.7 else text


def rendered(text: str) -> str:
    """Return what Python-Markdown makes of a text, sanitized."""
    return nh3.clean(_markdown().reset().convert(text))


@cache
def _markdown() -> Markdown:
    extensions = [TableExtension(), SaneListExtension(), DefListExtension()]
    markdown = Markdown(extensions=extensions, output_format="html")
    markdown.treeprocessors.deregister("prettify")  # only whitespace between elements
    return markdown
