"""The schools that a text names, and every school that each name may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from generator.content.human import plain
from generator.core.settings import School

ALL_SCHOOLS = (
    r"all|(?:all|all of|every)(?: (?:the|our))? (?:schools?|grades?|grade levels?)"
    r"(?: (?:in|of) (?:the|our) district)?"
    r"|(?:the |our )?(?:all|entire|whole)[ -]?district|district[ -]?wide"
)
# A level, and how the names of its schools show it.
LEVELS = {
    r"elem(?:entary)?|es": r"(?i)\belementary\b",
    r"middle|ms|junior high|jr\.? high": r"(?i)\b(?:middle|junior high)\b",
    r"(?:senior )?high|hs": r"(?i)(?<!\bjunior )\bhigh\b",
}
SCHOOL_SEPARATOR = r"(?i)(\s*(?:[,;\n]|[&/]|\band\b)\s*)"
SURE_SEPARATOR = r"[,;\n]"  # but “and” may be in a name
NO_LETTER = re.compile(r"[\W_]+")  # nor a digit
BULLET = r"(?m)^\s*[-*•]\s+"


class WrittenSchool(NamedTuple):
    """A part of a text that names a school, and the ids of the schools that it may be."""

    text: str
    ids: tuple[str, ...]


def is_every_school(text: str) -> bool:
    """Return whether a text means all schools of the district."""
    return bool(re.fullmatch(ALL_SCHOOLS, plain(text).rstrip(".")))


def schools(text: str, known: Iterable[School]) -> tuple[WrittenSchool, ...]:
    """Return the parts of a text that name a school each, with the schools that each may be.

    A part may be an id, a name or an alias, with or without “School”; one that names none has no
    ids. A name may contain a comma or “and”. With schools “Oak and Elm”, “Hill High” and “Bay
    High”, the text “Oak and Elm, HS, Fir and Yew” has three parts:

        Oak and Elm  that school: the longest name that begins there is taken
        HS           Hill High or Bay High
        Fir and Yew  none: what is unknown on both sides of an “and” may be one name
    """
    known = tuple(known)
    names, longest = _school_names(known)
    pieces = re.split(
        SCHOOL_SEPARATOR, re.sub(BULLET, "", text).strip()
    )  # each second is a separator
    found = list[tuple[int, int, tuple[str, ...]]]()
    start = 0
    while start < len(pieces):
        ends = range(min(start + longest, len(pieces)), start, -2)  # of the longest name first
        written = {end: plain_name("".join(pieces[start:end])) for end in ends}
        end = next((end for end, name in written.items() if name in names), start + 1)
        ids = names.get(written[end], ())
        is_rest = found and not ids and not found[-1][2]
        if not ids and (by_level := _by_level(pieces[start], known)):
            found += [(start, end, meant) for meant in by_level]
        elif is_rest and not re.search(SURE_SEPARATOR, pieces[start - 1]):
            found[-1] = (found[-1][0], end, ())  # of an unknown name with “and”
        else:
            found.append((start, end, ids))
        start = end + 1
    parts = ((" ".join("".join(pieces[i:end]).split()), ids) for i, end, ids in found)
    return tuple(WrittenSchool(part, ids) for part, ids in parts if part)


def _by_level(text: str, known: Iterable[School]) -> list[tuple[str, ...]]:
    """Return the schools that a level means: each by itself for “all elementary”.

    “HS” means one school, which may be any of them.
    """
    level = of_level(text, known)
    is_all = re.match(r"(?:all|every|both|each) |.*schools\Z", plain(text))
    return [(id,) for id in level] if is_all or not level else [level]


def of_level(text: str, known: Iterable[School]) -> tuple[str, ...]:
    """Return the ids of the schools of a level, such as “HS” and “all elementary”, by their names.

    They are none for any other text. For a level with several schools, “HS” may be any of them.
    """
    words = re.sub(r"^(?:(?:all|every|both|each) )?(?:(?:of )?(?:the|our) )?", "", plain(text))
    words = re.sub(r"(?: schools?| levels?)+\Z", "", words)
    pattern = next((name for level, name in LEVELS.items() if re.fullmatch(level, words)), r"(?!)")
    is_open = (school for school in known if not school.closed)
    return tuple(school.id for school in is_open if re.search(pattern, school.name))


@cache
def _school_names(known: Sequence[School]) -> tuple[dict[str, tuple[str, ...]], int]:
    """Return the ids of the schools that each name may be, by its letters.

    A name without “School” at its end is that of a school only if no other has it in full. Also
    return how many pieces the longest name has, with the separators in it.
    """
    full = dict[str, dict[str, None]]()
    short = dict[str, dict[str, None]]()
    longest = 1
    for school in known:
        for name in (school.id, school.name, *school.aliases):
            longest = max(longest, len(re.split(SCHOOL_SEPARATOR, name)))
            full.setdefault(plain_name(name), {})[school.id] = None
            shortened = re.sub(r"\s+school\s*\Z", "", name, flags=re.IGNORECASE)
            short.setdefault(plain_name(shortened), {})[school.id] = None
    return {name: tuple(ids) for name, ids in (short | full).items() if name}, longest


@lru_cache(maxsize=100_000)
def plain_name(name: str) -> str:
    """Return a name for comparison, without case, spaces and punctuation."""
    return NO_LETTER.sub("", name.casefold())
