"""Phrases that are no data, such as “N/A”, and the marks of lists, in the languages of staff.

Forms, imports and entries read with these tables. A phrase in another language, or a new one, is
one more alternative in its row.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_LENGTH = 2_000  # of a phrase: the patterns take quadratic time
COLONS = "[:\uff1a]"  # also the one of Chinese
REST = r"\s[^,;]*"  # other words in the same item
FEW = r"(?:\s[^\s,;]+){1,5}"  # unlike in a sentence
NOT = r"(?:does|do|did|will|is|are|was|were)(?: not|n[’']t)"
TAKEN = r"(?:collect|stor|shar|involv|receiv|us|requir|need|process|access)(?:e|ed|es|s)?"
GONE = (
    r"involved|affected|included|collected|shared|exposed|accessed|breached"
    r"|compromised"
)
DATA = r"(?:any )?(?:student )?(?:data|information|info|pii)"
PAPERS = (
    r"(?:attached|attachment|exhibit|schedule|appendix|addendum|agreement|contract|n?dpa|above"
    r"|below|website|privacy policy)s?"
)
# What a phrase means: in English, Spanish, Portuguese, Chinese and Arabic. The first one that
# matches counts, so “no data” is nothing, and “no passwords” denies something.
MEANINGS = {
    "nothing": (
        r"no?|0|none(?: at this time| collected| shared| involved)?|nothing|nil|zero"
        r"|no (?:student )?(?:data|information|pii)(?: (?:is|are|was|were))?"
        r"(?: (?:collected|shared|stored|involved))?(?: at this time)?"
        rf"|(?:[^\s,;]+ ){{0,2}}{NOT} {TAKEN} (?:anything|{DATA})(?: at this time)?",
        r"ning[uú]n[oa]?|nada|ning[uú]n dato|no hay(?: datos)?"
        r"|no se (?:recopilan?|recogen?|comparten?) (?:datos|nada|ning[uú]n dato)",
        r"nenhum(?:a|ns)?|nenhum dado|não|não há(?: dados)?"
        r"|não (?:coleta|recolhe|compartilha) (?:dados|nada|nenhum dado)",
        r"无|没有|无数据|没有数据|不收集(?:任何)?(?:学生)?(?:数据|信息|资料)",
        r"لا|لا شيء|لا يوجد|لا توجد بيانات|لا يجمع(?: أي)? بيانات",
    ),
    "unknown": (
        r"(?:still |currently )?unknown(?: at this time| at this point| yet| so far)?"
        rf"|tb[acd](?: (?:by|from|with|when|until|at|on){REST})?"
        rf"|(?:to|will) be (?:announced|confirmed|determined|provided)(?:{REST})?"
        r"|[?]+|not yet|no idea|unclear"
        r"|not (?:yet )?(?:determined|known|provided|recorded|specified|sure|clear|certain)"
        r"(?: yet)?|unsure|undetermined|unspecified|pending|under (?:investigation|review)"
        r"|(?:we |i |they )?(?:(?:still |currently )?(?:do not|don[’']t) know|are not sure)"
        rf"(?:{REST})?|(?:we are |we[’']re )?(?:still )?(?:a?waiting|investigating)(?:{REST})?",
        r"desconocid[oa]s?|(?:a[uú]n )?no (?:lo |se )?sab(?:e|emos)(?: a[uú]n| todav[ií]a)?"
        r"|por (?:determinar|confirmar)|pendiente|en investigación",
        r"desconhecid[oa]s?|(?:ainda )?não (?:se )?sab(?:e|emos)(?: ainda)?"
        r"|a (?:determinar|confirmar)|pendente|em investigação",
        r"未知|不知道|不清楚|尚不(?:清楚|知道)|待定|待确认|调查中",
        r"غير معروف|لا نعرف(?: بعد)?|لا نعلم(?: بعد)?|قيد التحقيق|قيد المراجعة",
    ),
    "blank": (r"n/?a|n\.a\.?|not applicable|[-–—.…]+", "no aplica", "não se aplica", "不适用"),
    "elsewhere": (
        rf"(?:please )?(?:see|refer to)\s[^,;:]*|{PAPERS.replace('schedule|', '')}"
        r"|schedule of data|as (?:(?:stated|described|noted|listed) )?(?:above|below)"
        r"|[^,;:]{1,60} (?:in|on|from|per|under) (?:the )?(?:attached )?(?:exhibit"
        r"|appendix|attachment|addendum|schedule of|n?dpa)(?: [^,;:]*)?"
        r"|(?:exhibit|appendix|attachment|addendum|schedule) [a-z0-9]{1,3}"
        r"(?:[^A-Za-z0-9,;:][^,;:]*)?"
        rf"|(?:as (?:in|per)|per|(?:as )?(?:described|listed) in) (?:the )?{PAPERS}"
        r"(?:[^A-Za-z0-9,;:][^,;:]*)?",
        rf"(?:ver|v[eé]ase|consulte|seg[uú]n){REST}|anexo(?: [a-z0-9]{{1,3}})?|adjunto",
        rf"(?:veja|vide|conforme){REST}|em anexo",
        r"(?:请?见|参见|请?参阅|请?参考|按照)[^,;]*|附件[^,;]{0,9}|附录[^,;]{0,9}",
        rf"(?:انظر|راجع|حسب){REST}|الملحق(?:{REST})?|مرفق",
    ),
    "same": (
        rf"(?:the |stays |all )?same(?:{REST})?|(?:there (?:is|are) )?no (?:new |other |further )?"
        rf"changes?(?:{REST})?|unchanged|not changed|nothing (?:new|else|more)|as before|ditto"
        r"|no (?:new|other|additional|further) (?:data|information|elements|kinds|types)",
        rf"(?:lo |el |la |los |las )?mism[oa]s?(?:{REST})?|sin cambios?|igual(?:{REST})?",
        rf"(?:o |a |os |as )?mesm[oa]s?(?:{REST})?|sem (?:alterações|alteração|mudanças?)",
        r"相同|同上|不变|(?:没有|无)(?:变化|变更|改变)|[与和跟同][^,;]{0,20}(?:相同|一样)",
        rf"نفس(?:{REST})?|لا تغيير|بدون تغيير|كما (?:هو|كان)|لا جديد",
    ),
    "vague": (
        r"y|yes|everything|anything|all|all (?:of )?(?:the |their |our )?(?:above|below|it|data"
        r"|(?:student )?information|student data|elements)|various|several|multiple|many|some|etc"
        r"|(?:various|different|many|multiple) (?:types|kinds|data|elements|things)(?: of data)?"
        rf"|(?:everything|anything|all) but{REST}",
        r"s[ií]|tod[oa]s?|todos los datos|toda la información|vari[oa]s",
        r"sim|tudo|todos os dados|vári[oa]s|divers[oa]s",
        r"是|全部|所有|(?:全部|所有)(?:学生)?(?:数据|信息|资料)|各种",
        r"نعم|الكل|كل شيء|(?:كل|جميع) البيانات|متنوع",
    ),
    "denied": (
        rf"(?:(?:and|but|or|also) )?(?:not|without|never|except|excluding|excluded|neither|nor"
        rf"|none of|no(?! (?:of|shows?|contact orders?)(?: |$))){REST}"
        rf"|(?:[^\s,;]+ ){{0,2}}{NOT} {TAKEN}{REST}"
        rf"|[^,;]{{1,80}} (?:and|but) (?:no|not|never|without){REST}"
        rf"|[^,;]{{1,80}} (?:except|excluding|excl\.|other than|apart from|instead of){FEW}"
        rf"|(?:[^\s,;]+ ){{0,3}}(?!(?:with|or|students?|those|families|home|internet|access) )"
        rf"[^\s,;]+ without{FEW}"
        rf"|[^,;]{{1,80}} {NOT} (?:{GONE})"
        rf"|[^,;]{{1,80}}[\s(–—-](?:not|never) (?:{GONE})"
        r"|[^,;]{1,80} [(](?:with )?(?:not|never|no|n|none|n/a|excluded|without)(?: [^()]*)?"
        rf"|[^:,;]{{1,80}}(?:(?: )?[:|=]| [–—-])(?: )?(?:no|n|none|false|never|not (?:{GONE}))"
        r"|[^,;]*(?:\[(?: )?\](?![(])|☐|□)[^,;]*|[^,;]*[❌✗✘][^,;]*|[^,;]+ ×|× [^,;]+"
        r"|[^,;~]*~~[^,;~]+~~[^,;~]*"
        r"|(?:none|nothing|nil|n/a)[\s(–—-][^,;]*"
        r"|(?:remove|delete|(?:removed|deleted|dropped)(?: )?:) [^,;]+"
        r"|[^,;?<>]+[?]+|(?:they|we) [^,;]+",
        rf"(?:sin|excepto|ning[uú]n[oa]?){REST}|[^:,;]{{1,80}}:(?: )?ning[uú]n[oa]?",
        rf"(?:não|sem|exceto|nenhuma?){REST}|[^:,;]{{1,80}}:(?: )?(?:não|nenhuma?)",
        rf"(?:没有|不包括|不含|不收集|无)[^,;]+|[^:,;]{{1,80}}{COLONS}(?: )?(?:否|无)",
        rf"(?:بدون|باستثناء|ما عدا|ليس|لا){REST}|[^:,;]{{1,80}}:(?: )?لا",
    ),
}


def _framed(pattern: str) -> str:
    """Return a pattern that ignores marks around what it matches."""
    return rf"""[\s("'*]*(?:{pattern})[\s).!。"'*]*"""


def _loosened_part(part: re.Match[str]) -> str:
    text = part[0]
    if text == " ":
        return r"\s+"
    if re.fullmatch(r"\[\w[\w-]*\]", text):
        return f"[{text[1:-1]}{text[1:-1].upper()}]"
    return f"[{text.upper()}{text}]" if text.isalpha() else text


# Of a text in lowercase with single spaces, by meaning.
_FRAMED = {name: _framed("|".join(patterns)) for name, patterns in MEANINGS.items()}
_MEANING = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _FRAMED.items()))
# The same of any text, in both Python and JavaScript.
NON_ANSWER = re.sub(r"\[[^]]*\]|\\.|[a-zà-ý]| ", _loosened_part, "|".join(_FRAMED.values()))


def meaning(text: str) -> str:
    """Return what a non-answer means, one of `MEANINGS`; "" for any other text.

    It is `nothing`; `unknown`; `blank`, such as “N/A”; `elsewhere`, such as “see Exhibit B”; the
    `same` as before; too `vague`, such as “various”; or it is `denied`, such as “no passwords”.
    """
    folded = " ".join(text.lower().split())
    match = _MEANING.fullmatch(folded) if len(text) <= MAX_LENGTH else None
    return (match.lastgroup or "") if match else ""


def is_no_name(text: str) -> bool:
    """Return whether a text is in the place of a name, as “TBD” and “see contract” are.

    “No Limits” and “See Saw” may be names.
    """
    found = meaning(text)
    is_elsewhere = found == "elsewhere" and re.search(PAPERS, text, re.IGNORECASE)
    return bool(is_elsewhere) or found not in ("", "denied", "elsewhere")


SUFFIX = re.compile(r"(?:inc|llc|ltd|corp|co|lp|pbc|gmbh)\.?", re.IGNORECASE)  # of a company
NO_COMPANY = re.compile(
    r"n\.?/?c\.?|nobody|no one|var(?:ies|y)|confidential|proprietary|in[- ]?house", re.IGNORECASE
)
# How a sentence begins that stands where a company should be named.
SENTENCE = re.compile(
    r"(?:none|no|not|unsure|unknown|ask|see|per|contact|call|check|confirm|verify|refer|please"
    r"|pending|to|as|we|they|the|our|vendor|contractor|company|provider|operator|supplier"
    r"|publisher|nobody)\b",
    re.IGNORECASE,
)


def is_no_company(text: str) -> bool:
    """Return whether a text looks like no company: “none that we know of”, “Ask vendor”, “n/c”.

    A sentence has no capitals and digits after its first word; a name such as “See Saw Learning”
    has, or a legal form.
    """
    words = text.split()
    if words and SUFFIX.fullmatch(words[-1].strip(".,!()")):
        return False
    rest = "".join(word for word in words[1:] if word != "I")
    is_lower = rest != rest.upper() and rest == rest.lower() and not re.search(r"\d", rest)
    is_sentence = is_lower and bool(SENTENCE.match(text.strip()))
    return is_no_name(text) or bool(NO_COMPANY.fullmatch(text.strip(" .!"))) or is_sentence


# Lists

# Between items; not between parentheses, and not in a number such as 1,400.
ITEM = re.compile(
    r"(?:[(\uff08][^()\uff08\uff09]*[)\uff09]|[^,;\n\t\uff0c\uff1b、،؛•▪●]|,(?=\d{3}\b))+"
)
MARK = re.compile(
    r"\A\s*(?:(?:[-–—•·▪▫●○◦■◆►➢‣*✓✔☑☒]|o(?=\s)|\[[xX✓]\])\s*|\(?(?:\d{1,2}[.)]\s*(?=\D)|[a-zA-Z]\)))+"
)
YES = re.compile(
    r"(?:\s*[:|=]\s*|\s[-–—]\s)(?:yes|y|true|x|[✓✔✅☑])\Z|\s*[✓✔✅☑]\Z", re.IGNORECASE
)  # after an item
UNCHECKED = re.compile(r"\[ ?\]|[☐□]")
# Marks after an item, such as a row of a table of check boxes: “☐ No”, “☑ Yes ☐ No”, “| Y”.
BOX = r"\[[ xX✓]?\]|\([ xX]?\)|[☐□☑☒✓✔✅✗✘❌×]"
YES_NO = r"(?:yes|no|y|n|true|false|not (?:collected|involved|shared|stored|affected)|never)"
MARKED = re.compile(
    rf"\s*\|?\s*(?P<item>[^|\t]*?[\w)\]?”\"'])"
    rf"(?P<marks>(?:[\s|:=–—-]*(?:{BOX}|(?<![\w/]){YES_NO}(?![\w/])))+)[\s|.]*",
    re.IGNORECASE,
)
MARKED_BEFORE = re.compile(
    rf"\s*\|?\s*(?P<marks>{YES_NO})\s*[\t|:]\s*(?P<item>[^|\t,;]+?)[\s|]*", re.IGNORECASE
)
ONE_MARK = re.compile(rf"(?P<box>{BOX})?\s*(?P<word>\b{YES_NO}\b)?", re.IGNORECASE)
SEPARATED = re.compile(rf"[\t|]|{BOX}|[:=]")  # by a sign, or the mark is a sign
CELLS = re.compile(r" *[\t|] *")
EDGES = re.compile(r"\A *\| ?| ?\| *\Z")
CELL_MARK = re.compile(rf"(?:x|{BOX}|{YES_NO}|\s)*", re.IGNORECASE)
TABLE_HEAD = re.compile(
    r"[\s|:-]*|[\s|]*(?:student )?(?:data|information|elements?|items?|types?|kinds?|category)"
    r"(?: (?:elements?|of data|of information))?\s*[\t|:]\s*(?:collected|involved|shared|stored"
    r"|affected|yes ?/ ?no|y ?/ ?n|checked)[?]*[\s|]*",
    re.IGNORECASE,
)
MAX_ROW = 300  # characters: the patterns of marks take quadratic time
CROSS = re.compile(r"\s*xx?\s*", re.IGNORECASE)  # in a cell of its own
EMPTY_BOX = re.compile(r"\[ ?\]|\( ?\)|[☐□✗✘❌×]")
NO_WORD = re.compile(r"no|n|false|not .*|never", re.IGNORECASE)
ONLY_MARKS = re.compile(rf"(?:[\s|:=–—-]*(?:{BOX}|\b{YES_NO}\b))+[\s|.]*", re.IGNORECASE)
NUMBER_OF = re.compile(
    r".*\b(?:id|student|lunch|locker|phone|account|bus|card|badge|room) no\.?", re.IGNORECASE
)
# After this, each item of the line, or of the list below it, is what is not there.
NONE_OF = re.compile(
    r"\s*(?:none of (?:the following|these)|(?:data |information )?(?:not|never|isn[’']t) "
    r"(?:collected|involved|shared|stored|included|affected)|[^:,;]{0,40}\b(?:do|does|did|is|are|was"
    r"|were|will)(?: not|n[’']t) [^:,;]{1,40}|excluded|excluding|except(?: for)?|without|no|never)"
    rf"\s*{COLONS}\s*",
    re.IGNORECASE,
)
ONLY = re.compile(
    r"(?:only|just|solely) (?!child|parent)(?P<after>.+)|(?P<before>[^()]+?)(?: \(only\)| only)",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"\A\s*(?:(?:the )?(?:student )?(?:data|information)(?: elements?| types?)?"
    r"(?: (?:collected|shared|involved|affected))?|data (?:elements|collected)|elements"
    r"|(?:los )?datos[^:,;]{0,30}|(?:os )?dados[^:,;]{0,30}|[^:,;]{0,9}(?:数据|信息)|البيانات)"
    rf"\s*{COLONS}\s*",
    re.IGNORECASE,
)
DENIAL = re.compile(
    r"(?:(?:no|not|without|never|except|excluding|sin|excepto|não|sem|exceto|ning[uú]n[oa]?|nenhuma?"
    rf"|بدون|باستثناء|ليس|لا|(?:[^\s,;]+ ){{0,2}}{NOT} {TAKEN})\s+(?:any\s+)?"
    r"|没有|不包括|不含|不收集|无|(?:\[ ?\]|☐|□)\s*)(?P<after>.+)"
    rf"|(?P<before>[^:\uff1a]+?)(?:\s*[|=:\uff1a]|\s[-–—])\s*(?:no|n|none|false|não"
    r"|not collected|not involved|nenhuma?|ning[uú]n[oa]?|否|无|لا)\.?"
    rf"|(?P<above>.+?)(?: {NOT}|\s?[\s(–—-]\s?not) "
    r"(?:involved|affected|included|collected|shared)\)?\.?",
    re.IGNORECASE,
)


class Item(NamedTuple):
    """An item of a list, and whether the list says that it is there."""

    text: str
    is_there: bool = True


def items(text: str) -> list[str]:
    """Return the items that are there, on lines or between commas, semicolons or tabs.

    They have no marks or labels. An item with an empty box or a “no” beside it is not there.
    """
    return [item.text for item in answers(text) if item.is_there]


def left_out(text: str) -> list[str]:
    """Return the items of a list of which it says that they are not there: “Email ☐ No”."""
    return [item.text for item in answers(text) if not item.is_there]


def answers(text: str) -> list[Item]:
    """Return all items of a list, without marks or labels, and whether each is there."""
    found = list[Item]()
    are_denied = False
    is_table = _is_table(text)
    columns = list[str]()
    for line in text.split("\n"):
        cells = _cells(line)
        if {"yes", "no"} <= {cell.casefold() for cell in cells[1:]}:
            columns = [cell.casefold() for cell in cells]  # of a table with a column for each
        elif columns and len(cells) > 1:
            found.append(Item(cells[0], _is_in_column("yes", cells, columns)))
        elif none_of := NONE_OF.match(line):
            denied_here = _denied_in(line[none_of.end() :])
            found += denied_here
            are_denied = not denied_here  # then those on the next lines
        elif are_denied and line.strip() and not LABEL.match(line):
            found += _denied_in(line)
        elif not TABLE_HEAD.fullmatch(line):
            are_denied = False
            found += _answers_in(line, is_table=is_table)
    return [item for item in found if item.text]


def _cells(line: str) -> list[str]:
    """Return the cells of a row, between tabs or bars; a row in Markdown has bars around it."""
    return [cell.strip() for cell in CELLS.split(EDGES.sub("", line))]


def _is_in_column(name: str, cells: list[str], columns: list[str]) -> bool:
    """Return whether a row has a mark in one of the columns that are named so, and in no other."""
    marked = {column for column, cell in zip(columns[1:], cells[1:], strict=False) if cell}
    return marked == {name}


def _answers_in(line: str, *, is_table: bool) -> list[Item]:
    """Return the items of a line, which may be one row of a table, with marks in other cells."""
    if row := _marked(line, is_table=is_table):
        return [row]
    found = list[Item]()
    for part in ITEM.findall(LABEL.sub("", MARK.sub("", line, 1), 1)):
        if row := _marked(part, is_table=is_table):
            found.append(row)
        elif text := YES.sub("", " ".join(MARK.sub("", part, 1).split())):
            is_there = not UNCHECKED.match(text)
            found.append(Item(text if is_there else UNCHECKED.sub("", text, 1).strip(), is_there))
    return found


def _denied_in(line: str) -> list[Item]:
    """Return the items of a line without marks, after a text which says that none is there."""
    parts = (MARK.sub("", part, 1) for part in ITEM.findall(MARK.sub("", line, 1)))
    texts = (" ".join(part.split()) for part in parts)
    return [Item(text, is_there=False) for text in texts if text]


def _is_table(text: str) -> bool:
    """Return whether an item has a mark in another cell, or each of several ends with yes or no."""
    rows = map(_cells, text.split("\n"))
    if any(any(row[1:]) and all(map(CELL_MARK.fullmatch, row[1:])) for row in rows):
        return True
    parts = [part for part in ITEM.findall(text) if part.strip()]
    return len(parts) > 1 and all(
        (row := MARKED.fullmatch(part)) and re.search(r"\w", row["marks"]) for part in parts
    )


def _marked(text: str, *, is_table: bool) -> Item | None:
    """Return the item of a row, and whether its mark says yes; None if this is no such row.

    A word alone, as in “lunch no”, is a mark only in a table, or in a cell of its own.
    """
    if len(text) > MAX_ROW:
        return None
    first, *others = _cells(text)
    if others and all(map(CELL_MARK.fullmatch, others)) and (is_table or any(others)):
        return _named(first, " ".join(others))
    row = MARKED.fullmatch(text) or MARKED_BEFORE.fullmatch(text)
    if not row or UNCHECKED.match(row["item"]) or len(ITEM.findall(MARK.sub("", row["item"]))) > 1:
        return None
    if row.re is MARKED and not SEPARATED.search(row["marks"]):
        is_number = NUMBER_OF.fullmatch(row[0].strip())
        if is_number or not (is_table or re.search(r"\s{2}|[–—-]", row["marks"])):
            return None
    return _named(row["item"], row["marks"])


def _named(item: str, marks: str) -> Item | None:
    """Return an item without marks and labels, and whether its marks say yes; None without one."""
    name = " ".join(LABEL.sub("", MARK.sub("", item, 1), 1).split())
    return Item(name, is_yes(marks)) if name and not ONLY_MARKS.fullmatch(name) else None


def is_yes(marks: str) -> bool:
    """Return whether marks say that something is there: “☑”, “☑ Yes ☐ No”; but not “☐ No”."""
    if CROSS.fullmatch(marks):
        return True
    pairs = [(mark["box"], mark["word"]) for mark in ONE_MARK.finditer(marks) if mark[0].strip()]
    chosen = [(box, word) for box, word in pairs if not (box and EMPTY_BOX.fullmatch(box))]
    return bool(chosen) and not any(word and NO_WORD.fullmatch(word) for _, word in chosen)


def without_only(item: str) -> str:
    """Return the data in “only the name” or “first name only”; any other item as it is."""
    match = ONLY.fullmatch(item)
    return (match["after"] or match["before"]).strip() if match else item


def denied(item: str) -> str:
    """Return what an item says is not there: “passwords” for “no passwords”, or the item itself."""
    match = DENIAL.fullmatch(item)
    return (match["after"] or match["before"] or match["above"]).strip() if match else item
