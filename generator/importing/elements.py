"""The elements of student data that a cell names, and the kind that each is of, as far as its words tell.

The words are those of the Schedule of Data of the National Data Privacy Agreement and of a state's dictionary.
"""

from __future__ import annotations

import re

INFORMATION, RECORDS, CONTENT = KINDS = ("student-information", "student-records", "student-generated-content")

# The first line that holds a word of the element gives its kind; what none holds is student information.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (INFORMATION, ("grade level", "grade levels", "current grade", "next grade", "school of attendance")),
    (
        CONTENT,
        (
            *("student work", "student generated", "generated content", "essay", "essays", "writing", "writings"),
            *("artwork", "drawing", "drawings", "portfolio", "portfolios", "project", "projects", "answers"),
            *("survey responses", "responses", "communications", "messages", "posts", "recording", "recordings"),
            *("video", "videos", "voice", "audio", "submissions", "assignments submitted"),
        ),
    ),
    (
        RECORDS,
        (
            *("score", "scores", "grade", "grades", "assessment", "assessments", "test results", "observation"),
            *("evaluation", "evaluations", "transcript", "transcripts", "attendance", "absences", "conduct"),
            *("behavior", "behavioral", "discipline", "enrollment", "homeroom", "guidance counselor", "curriculum"),
            *("graduation", "schedule", "schedules", "course", "courses", "class", "classes", "class period"),
            *("english learner", "english language learner", "low income", "free or reduced", "medical", "health"),
            *("disability", "iep", "504", "special education", "living situation", "performance", "progress"),
            *("program membership", "programs", "extracurricular", "activities", "honors", "fines", "fees"),
            *("checkout", "balance", "eligibility", "eligible", "assignment", "assignments"),
        ),
    ),
)
PATTERNS = [(kind, re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")) for kind, words in WORDS]
LEVELS = re.compile(r"grades?|grade(?:\s*\(?s?\)?)?\s*level\w*")  # alone, it is the grade that a student is in
BULLET = re.compile(r"^\s*(?:[•·▪●◦*]|[-–](?=\s))\s*")
OUTSIDE_BRACKETS = re.compile(r",(?![^()]*\))")


def elements(text: str) -> list[str]:
    """Return the elements that a cell names: on lines, between semicolons, or else between commas; each once."""
    parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
    if len(parts) == 1:
        parts = OUTSIDE_BRACKETS.split(parts[0])
    found = [" ".join(BULLET.sub("", part).split()) for part in parts]
    return list(dict.fromkeys(part for part in found if part))


def kind(element: str) -> str:
    """Return the kind that an element most likely is of, § 10-234aa; student information where no word tells."""
    text = " ".join(re.findall(r"\w+", element.casefold()))
    if LEVELS.fullmatch(text):
        return INFORMATION
    return next((kind for kind, words in PATTERNS if words.search(text)), INFORMATION)
