"""The vocabulary of student data: what its elements are called, and what each is about."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from generator.core.model import Data

INFORMATION, RECORDS, CONTENT = KINDS = (
    "student-information",
    "student-records",
    "student-generated-content",
)


class Subject(NamedTuple):
    """What some elements of student data are about, and the words by which they are recognized.

    `category` is the one of Exhibit B, the "Schedule of Data" of the National Data Privacy
    Agreement, with its elements, and other words for these, in `named`. An element with one of the
    whole `words` is of the kind that § 10-234aa defines. One with a word that begins with one of
    the `stems` is about the topic, which families ask about first if it is sensitive.
    """

    category: str = ""
    named: str = ""
    kind: str = INFORMATION
    words: str = ""
    topic: str = ""
    stems: str = ""
    is_sensitive: bool = False


SUBJECTS = (
    Subject(
        "application technology metadata",
        "ip address, ip addresses, ip addresses of users, "
        "ip addresses of users use of cookies etc, ip addresses and cookies, cookies, "
        "use of cookies, other application technology metadata, device id, device information, "
        "browsing history",
    ),
    Subject(
        "application technology metadata",
        "location, geolocation",
        topic="location", stems="location, geolocation, gps", is_sensitive=True,
    ),
    Subject(
        "application use statistics",
        "use statistics, usage statistics, usage data, metadata on user interaction, "
        "metadata on user interaction with application, metadata",
    ),
    Subject(
        "assessment",
        "standardized test scores, test scores, observation data, other assessment data, "
        "assessments, assessment data, assessment results",
        RECORDS,
        "score, scores, assessment, assessments, test results, observation, evaluation, "
        "evaluations",
    ),
    Subject(
        "attendance",
        "attendance data, daily attendance, school attendance, school daily attendance data, "
        "class attendance, class attendance data",
        RECORDS,
        "attendance, absences",
    ),
    Subject(
        "communications",
        "online communications, online communications captured, "
        "online communications captured emails blog entries, messages",
        CONTENT,
        "communications, messages, posts",
    ),
    Subject(
        "conduct",
        "behavior, conduct or behavior, conduct or behavioral, conduct or behavioral data, "
        "behavioral data, behavior data, discipline, discipline records",
        RECORDS,
        "conduct, behavior, behavioral, discipline",
        "discipline", "disciplin, suspension, expulsion, conduct, behavior", is_sensitive=True,
    ),
    Subject(
        "demographics",
        "date of birth, birth date, birthdate, dob, birthday, age, place of birth, gender, sex, "
        "ethnicity, race, ethnicity or race, race or ethnicity, race ethnicity, language, "
        "language information, "
        "language information native or primary language spoken by student, native language, "
        "primary language, other demographic information",
    ),
    Subject(
        "enrollment",
        "school enrollment, grade, grade level, grades, homeroom, guidance counselor, "
        "curriculum programs, specific curriculum programs, year of graduation, graduation year, "
        "other enrollment information",
        RECORDS,
        "grade, grades, enrollment, homeroom, guidance counselor, curriculum, graduation",
    ),
    Subject(words="grade level, grade levels, current grade, next grade, school of attendance"),
    Subject("parent guardian contact", "parent address, parent email, parent phone"),
    Subject(
        "parent guardian id",
        "parent id, parent id number, parent id number created to link parents to students",
    ),
    Subject(
        "parent guardian name", "parent name, guardian name, parent first and or last name"
    ),
    Subject(
        "schedule",
        "scheduled courses, class schedule, teacher name, teacher names",
        RECORDS,
        "schedule, schedules, course, courses, class, classes, class period",
    ),
    Subject(
        "special indicator",
        "english learner, english learner information, english language learner, "
        "english language learner information, ell, low income, low income status, "
        "free or reduced lunch, living situation, living situations, "
        "living situations homeless foster care, other indicator information",
        RECORDS,
        "english learner, english language learner, low income, free or reduced, "
        "living situation, eligibility, eligible",
    ),
    Subject(
        "special indicator",
        "medical alerts, medical alerts health data, health data, medical or health data",
        RECORDS,
        "medical, health",
        "health",
        "health, medical, medication, allerg, immunization, vaccin, diagnos, counseling",
        is_sensitive=True,
    ),
    Subject(
        "special indicator",
        "disability, disability information, iep, 504, iep or 504, "
        "specialized education services, specialized education services iep or 504",
        RECORDS,
        "disability, iep, 504, special education",
        "disability",
        "disabilit, special education, special needs, iep, 504, accommodation",
        is_sensitive=True,
    ),
    Subject(
        "contact",
        "address, home address, mailing address, email, email address, e mail, phone, "
        "phone number, telephone, telephone number",
        topic="contact", stems="email, e-mail, phone, telephone, contact, address",
    ),
    Subject(
        "identifiers",
        "id, id number, local id, local id number, local school district id number, "
        "district id, state id, state id number, sasid, provider assigned id, "
        "provider app assigned student id number, app assigned id, app username, username, "
        "user name, login",
    ),
    Subject(
        "identifiers",
        "app password, app passwords, password, passwords",
        topic="password", stems="password, passcode, login credential",
    ),
    Subject(
        "identifiers",
        "social security number",
        topic="social-security", stems="social security, ssn", is_sensitive=True,
    ),
    Subject(
        "name",
        "first and or last, first name, last name, full name, first and last name, "
        "first last name, first and or last name, first or last name",
    ),
    Subject(
        "in app performance",
        "performance, program performance, app performance, application performance, "
        "program application performance",
        RECORDS,
        "performance, progress",
    ),
    Subject(
        "program membership",
        "academic or extracurricular activities, extracurricular activities, activities, "
        "academic or extracurricular activities a student may belong to or participate in",
        RECORDS,
        "program membership, programs, extracurricular, activities, honors",
    ),
    Subject(
        "survey responses",
        "responses to surveys, responses to surveys or questionnaires, surveys",
        CONTENT,
        "answers, survey responses, responses",
    ),
    Subject(
        "work",
        "generated content, writing, pictures, photos, photographs, images, videos, video, "
        "generated content writing pictures etc, other work data",
        CONTENT,
        "student work, student generated, generated content, essay, essays, writing, writings, "
        "artwork, drawing, drawings, portfolio, portfolios, project, projects, recording, "
        "recordings, video, videos, submissions, assignments submitted",
    ),
    Subject(
        "work",
        "voice, voice recordings, audio",
        CONTENT,
        "voice, audio",
        "voice", "voice, audio", is_sensitive=True,
    ),
    Subject(kind=RECORDS, words="assignment, assignments"),
    Subject(
        topic="biometrics",
        stems="biometric, fingerprint, facial, face recognition, face scan", is_sensitive=True,
    ),
    Subject(
        "transcript",
        "course grades, course data, course grades performance scores, other transcript data, "
        "transcripts",
        RECORDS,
        "transcript, transcripts",
    ),
    Subject(
        "transportation",
        "bus assignment, pick up and or drop off location, pick up or drop off location, "
        "bus card id number, other transportation data",
    ),
    Subject(kind=RECORDS, words="fines, fees, checkout, balance"),
)  # fmt: skip


def _any(texts: list[str]) -> str:
    return "|".join(re.escape(word) for text in texts for word in text.split(", ") if word)


CATEGORIES = frozenset(subject.category for subject in SUBJECTS if subject.category)
# The elements of Exhibit B by their category, and all of them.
EXHIBIT_B = {
    category: {
        name
        for subject in SUBJECTS
        if subject.category == category
        for name in subject.named.split(", ")
    }
    for category in CATEGORIES
}
NAMED = CATEGORIES.union(*EXHIBIT_B.values())
TOPICS = {
    subject.topic: re.compile(rf"\b(?:{_any([subject.stems])})")
    for subject in SUBJECTS
    if subject.topic
}
SENSITIVE = frozenset(subject.topic for subject in SUBJECTS if subject.is_sensitive)
NO_WAY_TO_REACH = re.compile(r"\b(?:ip|mac|internet protocol) address(?:es)?\b")
# A grade level is no record, and the work of a student is no record because it has a grade.
KIND_PATTERNS = [
    (kind, re.compile(rf"\b(?:{_any([s.words for s in SUBJECTS if s.kind == kind])})\b"))
    for kind in (INFORMATION, CONTENT, RECORDS)
]
# Alone, "grade" is the grade that a student is in.
GRADE_LEVEL = re.compile(r"grades?|grade(?:\s*\(?s?\)?)?\s*level\w*")


@lru_cache(maxsize=1_000)  # because the same few elements are in most contracts
def topics(element: str) -> frozenset[str]:
    """Return the topics of an element, such as “health”; most elements have none."""
    words = NO_WAY_TO_REACH.sub("", element.lower())
    return frozenset(topic for topic, pattern in TOPICS.items() if pattern.search(words))


def topics_of(data: Data) -> set[str]:
    """Return the topics of all elements."""
    return {topic for element in data.elements for topic in topics(element)}


def sensitive(data: Data) -> list[str]:
    """Return the elements that are about a sensitive topic."""
    return [element for element in data.elements if topics(element) & SENSITIVE]


def kind(element: str) -> str:
    """Guess the kind of a data element, § 10-234aa; without a known word, student information."""
    text = " ".join(re.findall(r"\w+", element.casefold()))
    if GRADE_LEVEL.fullmatch(text):
        return INFORMATION
    return next((kind for kind, pattern in KIND_PATTERNS if pattern.search(text)), INFORMATION)
