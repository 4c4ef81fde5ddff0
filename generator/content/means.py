"""The means by which families are notified: whether one is electronic, is not, or is not known.

Every duty to notify families directly is to notify them electronically. A letter, a call or a
post on the web is only an addition. What was not sent, or not to families, is no notice at all.
What was sent to a part of the families leaves open how the others were notified.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Means = Literal["electronic", "other", "unknown", "none"]

# A means with one of these words is electronic, whatever else it says: “letter by email”.
ELECTRONIC = (
    "e-?mail|e mail|gmail|electronic(?! sign| board| marquee)|electronically|text|texting|sms|mms"
    "|app|push|whatsapp|wechat|e-?newsletter|(?:direct|instant|chat|portal) message|portal|chat"
)
# What schools send messages with. Most also make calls: “SchoolMessenger call” is no message.
SERVICES = (
    r"aeries|apptegy|aspen|blackboard|bloomz|bright ?(?:arrow|wheel)|campus (?:messenger|parent)"
    r"|canvas|class ?dojo|class ?tag|constant contact|edlio|edulink|everbridge|finalsite"
    r"|google classroom|group ?me|infinite campus|jupiter ed|k-?12 alerts|kinvolve|konstella"
    r"|mail ?chimp|(?:microsoft|ms) teams|parent ?locker|parent ?square|parent ?vue|peachjar"
    r"|power ?announcement|power ?school|regroup|remind(?:\.com|101)?|school ?messenger"
    r"|school ?status|schoology|see ?saw|skyward|smore|student ?vue|swift ?(?:reach|k-?12)"
    r"|talking ?points|thrill ?share"
)
# One with none of those and one of these is not: “letter sent home”.
OTHER = (
    "letter|mail|mailer|mailbox|usps|postal|post office|postcard|envelope|paper|print|hard copy"
    r"|(?:tele)?phone(?! numbers?\b)|call|robo[- ]?call|auto-?call|voice ?mail|voice|landline"
    "|radio|tv|television|flyer|flier|leaflet|pamphlet|brochure|hand-?out|poster|banner|backpack"
    "|sent home|take-?home|in[- ]person|face to face|meeting|assembly|assemblies|conference|visit"
    r"|verbally|orally|sign(?!(?:ed)? (?:up|in)\b)|signage|marquee|bulletin board|newspaper|press"
    "|news release|web ?site|web ?page|home ?page|web(?! portal)|blog|social media|social network"
    "|facebook|instagram|twitter|tweet|tiktok|youtube|linkedin|nextdoor|x|^post|us post|courier"
    "|fedex|door ?hanger|verbal"
)
# Beside those, these words name no means; any other word may be the name of one: “hand delivered”.
NO_NAME = (
    "a|all|also|an|as|at|by|certified|class|copy|district|each|english|every|families|family|first"
    "|for|from|guardians?|home|in|languages?|of|office|on|our|out|parents?|portuguese|post|posted"
    "|principal|receipt|registered|return|schools?|sent|spanish|staff|students?|superintendent"
    "|teachers?|the|their|them|through|to|us|via|was|were|with"
)
_NEGATED = r"\b(?:no|non|not(?! only| just)|never|without|except|instead of|rather than)\b[^,;)]*"
_IN_PARENTHESES = r"\([^()]*\)?"
_SEVERAL = r"[,;/&+]|\b(?:and|or|then|plus|but)\b"
_ELECTRONIC = rf"\b(?:{ELECTRONIC})(?:s|ed|ing)?\b"
_SERVICE = rf"\b(?:{SERVICES})\b"
_OTHER = rf"\b(?:{OTHER})(?:s|ed|ing)?\b"
_WORD = r"[^\W\d_]+"

# What says of a means that it was not used, or not yet.
_FAILED = r"\b(?:bounc\w+|fail\w*|undeliver\w+|rejected|not (?:delivered|received|reached))\b"
_FOR_FEW = (
    r"\b(?:\d+|one|two|three|some|few|several|a couple)(?: of)? (?:(?:the|our|e-?mail) )*"
    r"(?:famil\w+|parents?|guardians?|addresses|address|e-?mails?|messages?|texts?|recipients?"
    r"|households?|people|bounc\w+|fail\w+|were|was|not|undeliver\w+)\b"
)
_NOT_DONE = (
    r"\b(?:will|shall|(?:would|should|must) be|going to|to be|to follow|plann(?:ed|ing)|plans? to"
    r"|scheduled|tomorrow|tonight|(?:mail|text|letter|message|app|it) later|later today|soon"
    r"|next (?:day|week|month|school day|business day)|upcoming|draft\w*|pending|in progress"
    r"|in preparation|intend\w*|about to|a?waiting|on hold|queued|(?<!-)unsent|as soon as|asap"
    r"|tb[acd]|(?:once|when) (?:ready|approved|signed|the|we|it|they)|to ?do|need(?:s|ed)? to"
    r"|(?:could|did|has|have|was|were)(?: not|n[’']t)|not (?:yet|been|sent|done"
    r"|notified|able|required|needed|necessary|applicable)|never|unable|cancel\w*|recalled"
    r"|attempt\w*|tried|trying|nobody|no one)\b"
    r"|^(?:how|no|none|nothing|not|later|no (?:notice|means|message|notification)(?: sent)?)$"
)
# Who works for the district or the company: a message to them alone tells no family.
_STAFF = (
    r"(?:staff|teachers?|faculty|employees?|principals?|administrat(?:ors?|ion)|admins?|nurses?"
    r"|(?:school )?board(?: members?)?|superintendent|central office|vendors?|contractors?|company"
    r"|lawyers?|attorneys?|counsel|police|press|colleagues|it (?:department|team|office))"
)
_FAMILIES = (
    r"\b(?:famil(?:y|ies)|parents?|guardians?|caregivers?|households?|homes?|students?|pupils?"
    r"|child(?:ren)?|mothers?|fathers?|everyone|everybody|community)\b"
)
_TO_STAFF = (
    r"\b(?:to|for|emailed|texted|told|notified) (?:(?:all|the|our|only|school|district) )*"
    rf"{_STAFF}\b|\bonly (?:to )?{_STAFF}\b|\b{_STAFF} only\b"
    rf"|^(?:all )?(?:staff|internal) (?:e-?mail|memo)\w*$|^\W*{_STAFF} by\b"
    r"|\binternal(?:ly)?\b"
)
_WHO = (
    r"(?:famil(?:y|ies)|parents?|guardians?|caregivers?|households?|those|people|everyone"
    r"|everybody|anyone|whoever|all)"
)
_SHARE = (
    r"(?:most|many|some|several|few|half|certain|part of|number of|majority"
    r"|(?:nearly|almost) (?:all|every))"
)
# What only some families have or did; all whom a breach involves have children, data and records.
_ADDRESS = r"(?:e-?mails?|address(?:es)?|accounts?|cells?|mobiles?|internet|access)"
_DID = (
    r"(?:ha(?:ve|d|s)(?! (?:\w+ )?(?:child\w*|kids?|students?|sons?|daughters?|data|records?|been))"
    r"|gave|given?|provided?|shared?|sign(?:ed)? (?:up|in)|logged in|opted|subscrib\w+|regist\w+"
    r"|enabled|consented|downloaded|installed|uses? it|receives?|follow|could|can)"
)
# What says that a message was not to every family.
_PARTIAL = "|".join(
    (
        # A share: “to most”, “some of the parents”, “90% of families”, “380 of the 412”.
        r"\b(?:to|for|reached|emailed|texted) (?:(?:only|just|about|roughly|an?|the) )*"
        rf"{_SHARE}\b",
        rf"\b{_SHARE} (?:of )?(?:(?:all|the|our) )*{_WHO}\b",
        r"\bin most\b|\b(?:mostly|mainly|largely|partly)\b|\b(?!100)\d+ ?(?:%|percent)",
        r"\b(\d[\d,]*) (?:out )?of (?:(?:the|our|all) )*(?!\1\b)\d",
        # A condition: “parents who signed up”, “those on file”, “where we have an address”.
        rf"\b{_WHO} (?:who|that|we|(?:for )?whom we) (?:\w+ ){{,2}}{_DID}\b",
        rf"\b{_WHO} (?:whose|with) (?:(?:an?|valid|known|working|current) )*{_ADDRESS}\b",
        rf"\b{_WHO} (?:on file|registered|signed up|subscribed)\b",
        rf"\b{_WHO} (?:who|that) (?:are|is|was|were) (?:in|on|using) (?:our |the )?"
        rf"(?:{SERVICES})\b",
        rf"\b{_WHO} (?:(?:who|that) (?:are|is|was|were) )?on (?:our |the )?"
        r"(?:(?:e-?mail|mailing|distribution) list|list-?serv)\b",
        r"\b(?:subscrib|follow)ers\b|\bopted[- ]in\b",
        r"\b(?:where|wherever|if|when|whenever|unless|as (?:far|many))\b.*"
        rf"\b(?:{_ADDRESS}|{_DID}|on file|available|possible|known|applicable|reach)\b",
        # An exception: “all but two families”, “a few have no email”.
        r"\b(?:except|excepting|excluding|apart from|other than)\b",
        r"\b(?:all but|not all|not every(?:one)?)\b",
        rf"\b(?:have|had|has|with) no {_ADDRESS}\b",
    )
)
_AND = r"(?:,|,? and|,? &|/) ?"
_ALSO_STAFF = (
    rf"\b{_STAFF} ?{_AND}(?=(?:all |the )?{_FAMILIES})"
    rf"|(?<=\w\b) ?{_AND}(?:all |the |our )?{_STAFF}\b(?=$|[.;,)])"
)
_CLAUSE = r",(?!\d{3}\b)|[;()]|[.!] |\b(?:and|(?<!\ball )but|then|plus)\b"


@lru_cache(maxsize=1_000)  # most notices name the same few
def means(by: str) -> Means:
    """Return which means the field `by` names, which is not empty.

    One `electronic` means is enough. All are `other` only if each is known to be no electronic one,
    and they are `unknown` if one of them may be, or if only some families surely got it: “email to
    most”. It is `none` if nothing was sent, or not yet, or not to families: “email to staff only”,
    “will email”, “email bounced”.
    """
    text = " ".join(by.casefold().split()).strip(" .!")
    sent = _sent(text)
    if sent is None:
        return "none"
    if not _names_any(sent):
        return "unknown"
    if (to_all := _without_partial(sent)) != sent:
        return "electronic" if to_all and means(to_all) == "electronic" else "unknown"
    sent = re.sub(_NEGATED, "", sent)
    parts = re.split(_SEVERAL, re.sub(_IN_PARENTHESES, "", sent))
    if re.search(_ELECTRONIC, sent) or any(map(_is_service, parts)):
        return "electronic"
    is_unnamed = re.search(r"\w", sent) and not re.search(_OTHER, sent)
    if is_unnamed or any(map(_is_unknown, parts)):
        return "unknown"
    return "other"


def _sent(text: str) -> str | None:
    """Return a text without the means that families did not get; None if that leaves none.

    “email; letters will follow” is an email. A clause without a means is about all the others:
    “email, not yet sent”. What failed for a few was sent to the others: “email, 12 bounced”.
    """
    told = re.sub(_ALSO_STAFF, " ", text)
    clauses = [clause for clause in re.split(_CLAUSE, told) if clause.strip()]
    missed = [clause for clause in clauses if _is_missed(clause)]
    if not missed:
        return text
    kept = [clause for clause in clauses if clause not in missed and _names_any(clause)]
    return ", ".join(kept) if kept and all(map(_names_any, missed)) else None


def _without_partial(text: str) -> str:
    """Return a text without the messages that only some families got; "" if that leaves none.

    A clause without a means is about all the others: “email, where we have an address”. What was
    added for a part of the families takes nothing away: “email (a letter to those without email)”.
    """
    clauses = [clause for clause in re.split(_CLAUSE, text) if clause.strip()]
    partial = [clause for clause in clauses if _is_partial(clause)]
    if not partial:
        return text
    return ", ".join(c for c in clauses if c not in partial) if all(map(_is_sent, partial)) else ""


def _names_any(text: str) -> bool:
    """Return whether a text names a means that is known."""
    return any(re.search(pattern, text) for pattern in (_ELECTRONIC, _SERVICE, _OTHER))


def _is_missed(clause: str) -> bool:
    """Return whether a clause says that something was not sent, or not to families."""
    if re.search(_FAILED, clause) and not re.search(_FOR_FEW, clause):
        return True
    if re.search(_NOT_DONE, clause.strip()):
        return True
    return bool(re.search(_TO_STAFF, clause) and not re.search(_FAMILIES, clause))


def _is_partial(clause: str) -> bool:
    """Return whether a clause says that some families may not have got an electronic message."""
    named = re.sub(_NEGATED, "", clause)
    is_addition = re.search(_OTHER, named) and not re.search(_ELECTRONIC, named)
    return bool(re.search(_PARTIAL, clause)) and not (is_addition or re.search(_FAILED, clause))


def _is_sent(clause: str) -> bool:
    """Return whether a clause names what was sent, and not only what families lack."""
    return _names_any(re.sub(_NEGATED, "", clause))


def _is_service(part: str) -> bool:
    """Return whether this is a service that sends messages, and not one of its calls."""
    return bool(re.search(_SERVICE, part)) and not re.search(_OTHER, part)


def _is_unknown(part: str) -> bool:
    """Return whether this may be the name of an electronic means."""
    words = re.findall(_WORD, part)
    return not re.search(_OTHER, part) and any(not re.fullmatch(NO_NAME, word) for word in words)
