"""Phrases that are no data, such as “N/A”, and the marks of lists, in the languages of staff.

Forms, imports and entries read with these tables. A phrase in another language, or a new one, is
one more alternative in its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

BAR = " ¦ "  # between the parts of an answer that stays whole: nobody writes it
MAX_LENGTH = 2_000  # of a phrase: the patterns take quadratic time
COLONS = "[:\uff1a]"  # also the one of Chinese
REST = r"\s[^,;]*"  # other words in the same item
FEW = r"(?:\s[^\s,;]+){1,5}"  # unlike in a sentence
NOT = r"(?:does|do|did|will|is|are|was|were)(?: not|n[’']t)"
TAKEN = r"(?:collect|includ|stor|shar|involv|receiv|us|requir|need|process|access)(?:e|ed|es|s)?"
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
        r"no?|0|(?:none|nothing)(?: at this time| so far| yet| collected| shared| involved)?"
        r"|nil|zero"
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
        r"y|yes|everything|anything|all"
        r"|all (?:of )?(?:the |their |our )?(?:above|below|it|data"
        r"|(?:student )?information|student data|elements)|various|several|multiple|many|some|etc"
        r"|(?:various|different|many|multiple) (?:types|kinds|data|elements|things)(?: of data)?"
        rf"|(?:everything|anything|all) (?:else|but{REST})",
        r"s[ií]|tod[oa]s?|todos los datos|toda la información|vari[oa]s",
        r"sim|tudo|todos os dados|vári[oa]s|divers[oa]s",
        r"是|全部|所有|(?:全部|所有)(?:学生)?(?:数据|信息|资料)|各种",
        r"نعم|الكل|كل شيء|(?:كل|جميع) البيانات|متنوع",
    ),
    "denied": (
        rf"(?:(?:and|but|or|also) )?(?:not|without|never|except|excluding|excluded|neither|nor"
        rf"|none of|no(?! (?:of|shows?|contact orders?)(?: |$))):?{REST}"
        rf"|(?:[^\s,;]+ ){{0,2}}{NOT} {TAKEN}{REST}"
        rf"|[^,;]{{1,80}} (?:and|but) (?:no|not|never|without){REST}"
        rf"|[^,;]{{1,80}} (?:except|excluding|excl\.|other than|apart from|instead of){FEW}"
        rf"|(?:[^\s,;]+ ){{0,3}}(?!(?:with|or|students?|those|families|home|internet|access) )"
        rf"[^\s,;]+ without{FEW}"
        rf"|[^,;]{{1,80}} {NOT} (?:{GONE})"
        rf"|[^,;]{{1,80}}[\s(–—-](?:not|never) (?:{GONE})"
        r"|[^,;]{1,80} [(](?:with )?(?:not|never|no|n|none|n/a|excluded|without)(?: [^()]*)?"
        rf"|[^:,;]{{1,80}}(?:(?: )?[:|=]| [–—-])(?: )?(?:no|n|none|false|never|not (?:{GONE}))"
        r"|[\s\S]*(?:\[(?: )?\](?![(\[])|[(] [)]|[☐□❌✗✘¦])[\s\S]*|[^,;]+ ×|× [^,;]+"
        r"|[^,;~]*~~[^,;~]+~~[^,;~]*"
        r"|(?:none|nothing|nil|n/a)[\s(–—-][^,;]*"
        r"|(?:remove|delete|(?:removed|deleted|dropped)(?: )?:) [^,;]+"
        r"|[^,;?<>]+[?]+|(?:they|we) [^,;]+"
        r"|(?:[^,;]* )?(?:maybe|perhaps|possibly|probably|unclear|unsure|unconfirmed|uncertain"
        r"|not sure|for sure|hopefully)(?: [^,;]*)?",
        rf"(?:sin|excepto|ning[uú]n[oa]?){REST}|[^:,;]{{1,80}}:(?: )?ning[uú]n[oa]?",
        rf"(?:não|sem|exceto|nenhuma?){REST}|[^:,;]{{1,80}}:(?: )?(?:não|nenhuma?)",
        rf"(?:没有|不包括|不含|不收集|无)[^,;]+|[^:,;]{{1,80}}{COLONS}(?: )?(?:否|无)",
        rf"(?:بدون|باستثناء|ما عدا|ليس|لا){REST}|[^:,;]{{1,80}}:(?: )?لا",
    ),
}


def _framed(pattern: str) -> str:
    """Return a pattern that ignores marks around what it matches."""
    return rf"""[\s("'*]*(?:{pattern})[\s).:!。"'*]*"""


def _loosened_part(part: re.Match[str]) -> str:
    text = part[0]
    if text == " ":
        return r"\s+"
    if text.isalpha():
        return f"[{text.upper()}{text}]"
    if re.fullmatch(r"\[\w[\w-]*\]", text):
        return f"[{text[1:-1]}{text[1:-1].upper()}]"
    return text


_FRAMED = {name: _framed("|".join(patterns)) for name, patterns in MEANINGS.items()}
# Of a text in lowercase with single spaces: all meanings but the last one, and that one.
_DENIED = re.compile(_FRAMED["denied"])
_NO_ANSWER = re.compile(
    "|".join(f"(?P<{name}>{framed})" for name, framed in _FRAMED.items() if name != "denied")
)
# The same of any text, in both Python and JavaScript.
NON_ANSWER = re.sub(r"\[[^]]*\]|\\.|[a-zà-ý]| ", _loosened_part, "|".join(_FRAMED.values()))


def meaning(text: str, *, may_deny: bool = True) -> str:
    """Return what a non-answer means, one of `MEANINGS`; "" for any other text.

    It is `nothing`; `unknown`; `blank`, such as “N/A”; `elsewhere`, such as “see Exhibit B”; the
    `same` as before; too `vague`, such as “various”; or, if it `may_deny`, it is `denied`, such as
    “no passwords”. A name or a sentence may not: “No Limits” is a company.
    """
    if len(text) > MAX_LENGTH:
        return ""
    folded = " ".join(text.lower().split())
    if found := _NO_ANSWER.fullmatch(folded):
        return str(found.lastgroup)
    return "denied" if may_deny and _DENIED.fullmatch(folded) else ""


def is_no_name(text: str) -> bool:
    """Return whether a text is in the place of a name, as “TBD” and “see contract” are.

    “No Limits” and “See Saw” may be names.
    """
    found = meaning(text, may_deny=False)
    is_elsewhere = found == "elsewhere" and re.search(PAPERS, text, re.IGNORECASE)
    return bool(is_elsewhere) or found not in ("", "elsewhere")


# Of a company, perhaps with a remark: “LLC (hosting)”.
SUFFIX = r"(?i)(?:inc|llc|ltd|corp|co|lp|pbc|gmbh)\.?(?: \([^()]*\))?"
NO_COMPANY = (
    r"(?i)n\.?/?c\.?|nobody|no one|others?|etc|var(?:ies|y)|confidential|proprietary|in[- ]?house"
)
# How a sentence begins that stands where a company should be named.
SENTENCE = (
    r"(?i)(?:none|no|not|unsure|unknown|maybe|perhaps|possibly|probably|ask|see|per|contact|call|check"
    r"|confirm|verify|refer|please|pending|to|as|we|they|the|our|vendor|contractor|company|provider|operator|supplier"
    r"|publisher|nobody)\b"
)
LOWERCASE = r"\W?[a-z]+(?:['’-][a-z]+)*\W*"


def is_no_company(text: str) -> bool:
    """Return whether a text looks like no company: “none that we know of”, “Ask vendor”, “n/c”.

    A sentence goes on in lowercase after its first word; a name such as “See Saw Learning” does
    not, or has a legal form. Between the cells of a table are bars, see `items`.
    """
    if BAR in text:
        return True
    words = text.split()
    if words and re.fullmatch(SUFFIX, words[-1].strip(".,!()")):
        return False
    goes_on = len(words) > 1 and bool(re.fullmatch(LOWERCASE, words[1]))
    is_sentence = goes_on and bool(re.match(SENTENCE, text.strip()))
    return is_no_name(text) or bool(re.fullmatch(NO_COMPANY, text.strip(" .!"))) or is_sentence


# Lists

# Between items; not between parentheses, and not in a number such as 1,400.
ITEM = r"(?:[(\uff08][^()\uff08\uff09]*[)\uff09]|[^,;\n\t\uff0c\uff1b、،؛•▪●]|,(?=\d{3}\b))+"
BULLET = r"\A\s*(?:(?:[-–—•·▪▫●○◦■◆►➢‣*]|o(?=\s))\s*|\(?(?:\d{1,2}[.)]\s*(?=\D)|[a-zA-Z]\)))+"
LABEL = (
    r"(?i)\A\s*(?:(?:the )?(?:student )?(?:data|information)(?: elements?| types?)?"
    r"(?: (?:collected|shared|involved|affected))?|data (?:elements|collected)|elements"
    r"|(?:los )?datos[^:,;]{0,30}|(?:os )?dados[^:,;]{0,30}|[^:,;]{0,9}(?:数据|信息)|البيانات)"
    rf"\s*{COLONS}\s*"
)
CELL = r"[^|\t\n]+"
RULE = r"[\s:-]*"  # in a cell below the heading of a table
SENTENCE_END = r"(?<=[a-z]{3})[.!]\s+(?=[A-Z])"
CLAUSE = r"(?i)\b(?:was|were|says?|said|told|thank|[a-z]+n['’]t)\b"
MAX_WORDS = 9  # of an element of data, apart from what is in parentheses
# Marks of what is there, in a list in which others may not be.
CHECKED = r"(?i)\A(?:x\s|(?:yes|y|n)\s?:)|\[x\]|[(]x[)]|[☑☒✓✔✅]|[:|=–—-]\s?(?:yes|y|true|x)[.]?\Z"
ENDS_WITH_YES_OR_NO = r"(?i).{1,80}\s(?:yes|no|y|n)[.]?"
ONLY = (
    r"(?i)(?:only|just|solely) (?!child|parent)(?P<after>.+)|(?P<before>[^()]+?)(?: \(only\)| only)"
)


def items(text: str) -> list[str]:
    """Return the items of a list, on lines or between commas or semicolons, without bullets.

    A table stays one item, because only its columns say what each cell means: “Name ¦ Yes”.
    """
    lines = [re.sub(BULLET, "", line, count=1) for line in text.split("\n")]
    if re.search(r"[|\t]", "\n".join(map(str.strip, lines))):
        cells = re.findall(CELL, "\n".join(lines))
        return [
            _in_one_row(" ".join(cell.split()) for cell in cells if not re.fullmatch(RULE, cell))
        ]
    parts = (part for line in lines for part in re.findall(ITEM, re.sub(LABEL, "", line, count=1)))
    found = (" ".join(re.sub(BULLET, "", part, count=1).split()) for part in parts)
    return [*filter(None, found)]


def data(text: str) -> list[str]:
    """Return the elements of a list of data; one, which is no data, if it denies or tells some.

    So the check asks about all of “Name; Not collected: SSN, email”, and not about a part of it.
    """
    found = items(re.sub(SENTENCE_END, "\n", text))
    if any(re.search(CHECKED, item) for item in found):
        return [_in_one_row([*found, ""])]
    is_table = all(re.fullmatch(ENDS_WITH_YES_OR_NO, item) for item in found)
    is_denied = any(
        meaning(item) in ("nothing", "vague", "denied") or is_sentence(item) for item in found
    )
    return [_in_one_row(found)] if len(found) > 1 and (is_table or is_denied) else found


def is_sentence(item: str) -> bool:
    """Return whether an element of data says more than its name: “vendor says only names”."""
    plain = re.sub(r"\([^()]*\)", "", item)
    return len(plain.split()) > MAX_WORDS or bool(re.search(CLAUSE, plain))


def _in_one_row(parts: Iterable[str]) -> str:
    """Return parts with bars between them, which no element of data and no company has."""
    return BAR.join(parts).strip()


def without_only(item: str) -> str:
    """Return the data in “only the name” or “first name only”; any other item as it is."""
    match = re.fullmatch(ONLY, item)
    return (match["after"] or match["before"]).strip() if match else item
