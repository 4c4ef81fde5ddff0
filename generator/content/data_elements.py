"""The vocabulary of student data: what its elements are called, and what each is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from generator.core.model import CONTRACT_KINDS

KINDS = tuple(name.replace("_", "-") for name in CONTRACT_KINDS)
INFORMATION, RECORDS, CONTENT = KINDS


class Topic(NamedTuple):
    """What elements of student data are about, and the words by which they are recognized.

    Each word stands for its plural, too, “pick up” also for “pickup” and “pick-up”, and “allerg*”
    for every word that begins so. What is in `never` only looks like the topic. `step` is what a
    family can do after a breach, if anything helps (`generator/answers/elements.py`). § 36a-701b,
    the other breach law, covers the topic if `other_law`, but a password only with an `email` or a
    `login`.
    """

    words: str
    step: str = ""
    is_sensitive: bool = True
    other_law: bool = False
    never: str = ""


# What families fear, by the names that themes have in `topics`; the most urgent steps first.
TOPICS = {
    "social-security": Topic(
        "social sec*, soc sec*, ssn*, ss number, ss no", "freeze", other_law=True
    ),
    "account": Topic(
        "credit card, debit card, payment card, bank card, card number, card no, cvv, "
        "bank account, bank number, account number, account no, acct, routing number, routing no, "
        "iban",
        "account",
        other_law=True,
        never="library card, student card, school card, "
        "id card, identity card, identification card, bus card, lunch card, meal card",
    ),
    "password": Topic(
        "pass word*, pass code*, pass phrase*, pin, pin code, pin number, "
        "credential, security question, secret question, security answer",
        "password",
    ),
    "identity": Topic(
        "tax id*, tax number, taxpayer*, itin, ip pin, identity protection pin, "
        "passport*, military id*, driver licen*, drivers licen*, driving licen*, license number, "
        "learners permit, dl number, dl no, state identification card, state id card, "
        "state issued id*, government id*, government issued id*, non driver id*, "
        "alien registration, green card",
        other_law=True,
    ),
    "biometrics": Topic(
        "biometric*, finger print*, finger scan, hand print*, palm print, "
        "palm scan, face print*, face recognition, face scan, face geometry, face id, facial*, "
        "iris*, retina*, eye scan, voice print",
        other_law=True,
    ),
    "health": Topic(
        "health*, medic*, nurse*, doctor, physician, hospital, allerg*, immuni*, "
        "vaccin*, diagnos*, illness, disease, sick*, injur*, concussion, asthma*, diabet*, "
        "epilep*, seizure, epipen, insulin, diet*, drug*, trauma*, physical exam, sports physical, "
        "bmi, height, weight, heart rate, genetic*, dna, social emotional*, covid*, pregnan*, "
        "prescription, insurance, counseling, counselling, therap*, psych*, mental*, depress*, "
        "anxiety, suicid*, self harm*, dental*, vision, hearing test, hearing screening, blood*",
        other_law=True,
        never="health class, health course, health grade, health education, mental math",
    ),
    "disability": Topic(
        "disab*, special ed*, specialized ed*, sped, special needs, "
        "special services, iep, 504, individualized ed*, accommodation, impair*, autis*, adhd, "
        "dyslex*, speech therapy"
    ),
    "discipline": Topic(
        "disciplin*, suspen*, expul*, expel*, conduct, misconduct, behavio*, "
        "detention, incident, bully*, harass*, arrest*, police, juvenile, probation, truan*, "
        "threat*"
    ),
    "immigration": Topic(
        "immigra*, citizen*, visa, refugee, asylum, migrant, undocumented, "
        "nationalit*, national origin, country of birth, country of origin, birth country, "
        "place of birth, birth place",
        never="citizenship grade, citizenship score, digital citizenship",
    ),
    "income": Topic(
        "income, lunch*, meal, free or reduced*, free and reduced*, reduced price*, "
        "frl, frpl, household size, poverty, economic status, economically*, socio economic*, "
        "snap benefit, tanf, welfare, salar*, fee waiver, financial aid, financial status, "
        "direct certification, cafeteria"
    ),
    "home": Topic(
        "homeless*, foster*, living situation, mckinney*, shelter, housing, custody, "
        "dcf, unaccompanied, family situation"
    ),
    "race": Topic("race, racial*, ethnic*, hispanic, latino, latina, latinx, tribe, tribal*"),
    "religion": Topic("religio*, faith, church"),
    "orientation": Topic(
        "sexual*, gender identit*, gender expression, lgbt*, transgender*, pronoun"
    ),
    "location": Topic(
        "location, geolocation, gps, latitude, longitude, whereabouts, bus stop, "
        "bus route, bus assignment, pick up, drop off",
        never="school location, class location, class room location, building location",
    ),
    "browsing": Topic(
        "browsing*, browser histor*, search histor*, search term, search quer*, "
        "web histor*, internet histor*, viewing histor*, web site visited, web sites visited, "
        "sites visited, pages visited, web activity, internet activity, online activity, "
        "online behavior, screen shot, keystroke"
    ),
    "messages": Topic(
        "message, messaging, chat, chat bot*, communications, correspondence, "
        "conversation, e mail content, content of e mail, e mail sent, e mails sent, blog*, forum, "
        "sms"
    ),
    "recordings": Topic(
        "photo, photograph*, picture, image, video*, voice*, audio*, recording, "
        "selfie, portrait, web cam*, camera, head shot, class picture, class photo"
    ),
    "login": Topic("user name, user id, log in, account name", is_sensitive=False),
    "email": Topic("e mail", "calls", is_sensitive=False),
    "contact": Topic(
        "phone*, telephone*, cell, mobile number, contact, address*",
        "calls",
        is_sensitive=False,
        never="ip address, mac address, internet protocol address, web address, device address",
    ),
}


# Elements that the desk offers to check, by what they are about; the catalogs translate each. Those
# for which a family may have to act come first.
OFFERED = {
    "Look for these first: families may have to act": (
        "social security number",
        "bank account number",
        "credit card number",
        "passwords",
        "driver's license number",
        "passport number",
        "fingerprints",
        "health information",
        "special education information",
        "discipline",
    ),
    "About the student": (
        "name",
        "date of birth",
        "gender",
        "grade level",
        "school",
        "student number",
        "language spoken at home",
        "ethnicity or race",
        "place of birth",
        "immigration status",
        "religion",
        "sexual orientation",
        "gender identity",
    ),
    "How to reach the family": (
        "home address",
        "phone number",
        "email address",
        "parent name",
        "emergency contacts",
        "bus route",
    ),
    "School records": (
        "grades",
        "test scores",
        "reading level",
        "attendance",
        "class schedule",
        "enrollment information",
        "english language learner status",
        "accommodation information",
        "free or reduced lunch eligibility",
        "homeless status",
        "foster care status",
        "meal purchases",
        "fees",
    ),
    "Health": ("allergies", "immunization dates", "disability"),
    "What students write or make": (
        "written answers",
        "quiz answers",
        "essays",
        "messages",
        "drawings",
        "photographs",
        "voice recordings",
        "videos",
    ),
    "Use of the app": (
        "usernames",
        "ip address",
        "device identifiers",
        "gps location",
        "browsing history",
        "usage data",
    ),
}


class Subject(NamedTuple):
    """How a category of data is worded, and its kind.

    `category` is the one of Exhibit B, the "Schedule of Data" of the National Data Privacy
    Agreement, with its elements, and other words for these, in `named`. An element with one of the
    whole `words` is of the kind that § 10-234aa defines.
    """

    category: str = ""
    named: str = ""
    kind: str = INFORMATION
    words: str = ""


SUBJECTS = (
    Subject(
        "application technology metadata",
        "ip address, ip addresses, ip addresses of users, "
        "ip addresses of users use of cookies etc, ip addresses and cookies, cookies, "
        "use of cookies, other application technology metadata, device id, device information, "
        "browsing history, location, geolocation",
    ),
    Subject(
        "application use statistics",
        "use statistics, usage statistics, usage data, "
        "metadata on user interaction, metadata on user interaction with application, metadata",
    ),
    Subject(
        "assessment",
        "standardized test scores, test scores, observation data, "
        "other assessment data, assessments, assessment data, assessment results",
        RECORDS,
        "score, assessment, test results, observation, evaluation",
    ),
    Subject(
        "attendance",
        "attendance data, daily attendance, school attendance, "
        "school daily attendance data, class attendance, class attendance data",
        RECORDS,
        "attendance, absence",
    ),
    Subject(
        "communications",
        "online communications, online communications captured, "
        "online communications captured emails blog entries, messages",
        CONTENT,
        "communications, message, post",
    ),
    Subject(
        "conduct",
        "behavior, conduct or behavior, conduct or behavioral, "
        "conduct or behavioral data, behavioral data, behavior data, discipline, "
        "discipline records",
        RECORDS,
        "conduct, behavior, behavioral, discipline",
    ),
    Subject(
        "demographics",
        "date of birth, birth date, birthdate, dob, birthday, age, "
        "place of birth, gender, sex, ethnicity, race, ethnicity or race, race or ethnicity, "
        "race ethnicity, language, language information, "
        "language information native or primary language spoken by student, native language, "
        "primary language, other demographic information",
    ),
    Subject(
        "enrollment",
        "school enrollment, grade, grade level, grades, homeroom, "
        "guidance counselor, curriculum programs, specific curriculum programs, "
        "year of graduation, graduation year, other enrollment information",
        RECORDS,
        "grade, enrollment, homeroom, guidance counselor, curriculum, graduation",
    ),
    Subject(words="grade level, current grade, next grade, school of attendance"),
    Subject("parent guardian contact", "parent address, parent email, parent phone"),
    Subject(
        "parent guardian id",
        "parent id, parent id number, parent id number created to link parents to students",
    ),
    Subject("parent guardian name", "parent name, guardian name, parent first and or last name"),
    Subject(
        "schedule",
        "scheduled courses, class schedule, teacher name, teacher names",
        RECORDS,
        "schedule, course, class",
    ),
    Subject(
        "special indicator",
        "english learner, english learner information, "
        "english language learner, english language learner information, ell, low income, "
        "low income status, free or reduced lunch, living situation, living situations, "
        "living situations homeless foster care, other indicator information, medical alerts, "
        "medical alerts health data, health data, medical or health data, disability, "
        "disability information, iep, 504, iep or 504, specialized education services, "
        "specialized education services iep or 504",
        RECORDS,
        "english learner, "
        "english language learner, low income, free or reduced, living situation, eligibility, "
        "eligible, medical, health, disability, iep, 504, special education",
    ),
    Subject(
        "contact",
        "address, home address, mailing address, email, email address, e mail, "
        "phone, phone number, telephone, telephone number",
    ),
    Subject(
        "identifiers",
        "id, id number, local id, local id number, "
        "local school district id number, district id, state id, state id number, sasid, "
        "provider assigned id, provider app assigned student id number, app assigned id, "
        "app username, username, user name, login, app password, app passwords, password, "
        "passwords, social security number",
    ),
    Subject(
        "name",
        "first and or last, first name, last name, full name, first and last name, "
        "first last name, first and or last name, first or last name",
    ),
    Subject(
        "in app performance",
        "performance, program performance, app performance, "
        "application performance, program application performance",
        RECORDS,
        "performance, progress",
    ),
    Subject(
        "program membership",
        "academic or extracurricular activities, "
        "extracurricular activities, activities, "
        "academic or extracurricular activities a student may belong to or participate in",
        RECORDS,
        "program membership, programs, extracurricular, activities, honor",
    ),
    Subject(
        "survey responses",
        "responses to surveys, responses to surveys or questionnaires, surveys",
        CONTENT,
        "answer, response",
    ),
    Subject(
        "work",
        "generated content, writing, pictures, photos, photographs, images, videos, "
        "video, generated content writing pictures etc, other work data, voice, voice recordings, "
        "audio",
        CONTENT,
        "student work, student generated, generated content, essay, writing, "
        "artwork, drawing, portfolio, project, recording, video, submission, "
        "assignments submitted, voice, audio",
    ),
    Subject(kind=RECORDS, words="assignment"),
    Subject(
        "transcript",
        "course grades, course data, course grades performance scores, "
        "other transcript data, transcripts",
        RECORDS,
        "transcript",
    ),
    Subject(
        "transportation",
        "bus assignment, pick up and or drop off location, "
        "pick up or drop off location, bus card id number, other transportation data",
    ),
    Subject(kind=RECORDS, words="fine, fee, checkout, balance"),
)


# Words of elements that families have no reason to fear, such as “grade level” and “quiz answers”;
# written as in `Topic`. An element with another word, such as “student profile” or “other data”,
# may be about anything.
ORDINARY = (
    # who the student and the family are
    "name, first, last, full, middle, initial, preferred, nickname, age, birth, date, dob, "
    "birthday, birthdate, month, year, gender, sex, language, spoken, native, primary, home, id, "
    "number, student, parent, guardian, family, child, children, teacher, staff, e mail, mail, "
    "school, district, local, state, assigned, phone, address, mailing, street, city, zip, town, "
    "contact, emergency",
    # what the school keeps
    "grade, level, homeroom, class, course, schedule*, section, enroll*, graduation, attendance, "
    "absence, tardy, tardies, transcript, gpa, credit, score, result, test, exam, assessment, "
    "quiz, quizzes, rubric, standardized, benchmark, progress, performance, mastery, feedback, "
    "award, honor, activit*, club, program, extracurricular, membership, sport, team, library, "
    "card, book, checkout, fine, fee, bus, term, semester, current, next, visit, food, purchase",
    # what the student makes
    "answer, response, writing, written, essay, draft, poem, story, stories, drawing, artwork, "
    "art, project, assignment, homework, work, portfolio, page, design, caption, review, comment, "
    "puzzle, lab, notebook, pad, submission, submitted, model, slide, presentation, code, block, "
    "building, aloud, play, playing",
    # what the software keeps
    "cookie, login, user name, user, account, app, application, device, browser, type, operating, "
    "system, use, usage, statistics, time, spent, minute, click, lesson, game, attempt, session",
    # subjects
    "reading, math, mathematics, science, music, history, spelling, typing, practice, english, "
    "spanish, french, geography, algebra, coding",
    # between these
    "a, an, and, at, by, for, from, if, in, is, of, on, or, s, that, the, their, to, who, with",
)


def _pattern(words: str) -> str:
    """Return the pattern of words as `Topic` has them, for the text that `_plain_words` returns."""
    return rf"\b{forms(words)}\b"


def forms(words: str) -> str:
    """Return a regular expression, in lowercase, for all forms of words as `Topic` has them."""
    stems = words.replace(" ", " ?").replace(", ?", "|").replace("*", r"\w*")
    return f"(?:{stems})(?:s|es)?"


ORDINARY_WORD = forms(", ".join(ORDINARY))
CATEGORIES = frozenset(subject.category for subject in SUBJECTS if subject.category)
NAMED = CATEGORIES.union(*(subject.named.split(", ") for subject in SUBJECTS if subject.named))
# The elements of Exhibit B that one understands only with their category, such as “Email”.
SHORT = {"id", "id number"}.union(
    *(s.named.split(", ") for s in SUBJECTS if s.category in ("contact", "name"))
)
TOPIC_PATTERNS = {
    name: (_pattern(topic.words), _pattern(topic.never or "(?!)")) for name, topic in TOPICS.items()
}
# A grade level is no record, and the work of a student is no record because it has a grade.
KIND_PATTERNS = [
    (kind, _pattern(", ".join(s.words for s in SUBJECTS if s.words and s.kind == kind)))
    for kind in (INFORMATION, CONTENT, RECORDS)
]
# Alone, "grade" is the grade that a student is in.
GRADE_LEVEL = r"grades?|grade(?:\s*\(?s?\)?)?\s*level\w*"


@lru_cache(maxsize=1_000)  # because the same few elements are in most contracts
def topics(element: str) -> tuple[str, ...]:
    """Return the topics of an element, such as “health”, the most urgent first, or nothing."""
    words = _plain_words(element)
    return tuple(
        topic
        for topic, (pattern, never) in TOPIC_PATTERNS.items()
        if re.search(pattern, re.sub(never, "", words))
    )


@lru_cache(maxsize=1_000)
def worry(element: str) -> str:
    """Return the most urgent sensitive topic of an element, or "" if it has none."""
    return next((topic for topic in topics(element) if TOPICS[topic].is_sensitive), "")


def topics_of(elements: Iterable[str]) -> list[str]:
    """Return the topics of elements, in the order of `TOPICS`."""
    found = {topic for element in elements for topic in topics(element)}
    return [topic for topic in TOPICS if topic in found]


@lru_cache(maxsize=1_000)
def is_recognized(element: str) -> bool:
    """Return whether each word of an element is about a topic, or is an ordinary one.

    Only then is it sure that it is about no other topic: “name and more” may be anything.
    """
    words = _plain_words(element)
    for pattern, never in TOPIC_PATTERNS.values():
        words = re.sub(pattern, " ", re.sub(never, " ", words))
    return all(re.fullmatch(ORDINARY_WORD, word) for word in words.split())


def kind(element: str) -> str:
    """Guess the kind of a data element, § 10-234aa; without a known word, student information."""
    text = _plain_words(element)
    if re.fullmatch(GRADE_LEVEL, text):
        return INFORMATION
    return next((kind for kind, pattern in KIND_PATTERNS if re.search(pattern, text)), INFORMATION)


# Other words for the same element, where a person who compares two lists would not notice.
ALIKE = [
    _pattern(words)
    for words in (
        "social security number, social security, ssn, ss number",
        "date of birth, birth date, birthday, dob",
        "e mail, e mail address",
        "phone, phone number, telephone, telephone number",
        "password, app password, account password",
        "address, home address, mailing address, street address",
        "name, full name, first and last name, first last name",
    )
]
INITIALS = re.compile(r"(?<=\b[^\W\d_])\.\s?(?=[^\W\d_]\b)")  # the points in “S.S.N.”
WHOSE = re.compile(r"^(?:(?:the|their|students?|child(?:ren)?s?) )+")


@lru_cache(maxsize=1_000)
def key(element: str) -> str:
    """Return what an element has in common with its other spellings: “SSNs”, “Social Security”."""
    words = WHOSE.sub("", _plain_words(element))
    alike = next((i for i, pattern in enumerate(ALIKE) if re.fullmatch(pattern, words)), None)
    return re.sub(r"(?<=[^s])s\b", "", words) if alike is None else f"alike {alike}"


def _plain_words(element: str) -> str:
    """Return an element's words in lowercase, so that “Driver’s-License_No.” has no other form."""
    text = re.sub("['’]", "", element.casefold().replace("#", " number"))
    return " ".join(re.findall(r"[^\W_]+", INITIALS.sub("", text)))
