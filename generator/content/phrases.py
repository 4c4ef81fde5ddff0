"""Phrases that are no data, such as “N/A”, and the marks of lists, in the languages of staff.

Forms, imports and entries read with these tables. A phrase in another language, or a new one, is
one more alternative in its row.
"""

from __future__ import annotations

import re

MAX_LENGTH = 2_000  # of a phrase: the patterns take quadratic time
COLONS = "[:\uff1a]"  # also the one of Chinese
REST = r"\s[^,;]*"  # other words in the same item
NOT = r"(?:does|do|did|will|is|are|was|were)(?: not|n[’']t)"
TAKEN = r"(?:collect|stor|shar|involv|receiv|us|requir|need|process|access)(?:e|ed|es|s)?"
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
        r"|(?:various|different|many|multiple) (?:types|kinds|data|elements|things)(?: of data)?",
        r"s[ií]|tod[oa]s?|todos los datos|toda la información|vari[oa]s",
        r"sim|tudo|todos os dados|vári[oa]s|divers[oa]s",
        r"是|全部|所有|(?:全部|所有)(?:学生)?(?:数据|信息|资料)|各种",
        r"نعم|الكل|كل شيء|(?:كل|جميع) البيانات|متنوع",
    ),
    "denied": (
        rf"(?:no|not|without|never|except|excluding){REST}"
        rf"|(?:[^\s,;]+ ){{0,2}}{NOT} {TAKEN}{REST}"
        rf"|[^,;]{{1,80}} (?:and|but) (?:no|not|without){REST}"
        rf"|[^,;]{{1,80}} {NOT} (?:involved|affected|included|collected|shared)"
        r"|[^,;]{1,80}[\s(–—-]not (?:involved|affected|included|collected)"
        r"|[^:,;]{1,80}(?:(?: )?[:|=]| [–—-])(?: )?(?:no|n|none|false|not collected|not involved)"
        r"|(?:\[(?: )?\]|☐|□)[^,;]*|[^,;]*[❌✗✘][^,;]*|[^,;~]*~~[^,;~]+~~[^,;~]*"
        r"|(?:none|nothing|nil|n/a)[\s(–—-][^,;]*"
        r"|(?:remove|delete|(?:removed|deleted|dropped)(?: )?:) [^,;]+",
        rf"(?:sin|excepto|ning[uú]n[oa]?){REST}|[^:,;]{{1,80}}:(?: )?ning[uú]n[oa]?",
        rf"(?:não|sem|exceto|nenhuma?){REST}|[^:,;]{{1,80}}:(?: )?(?:não|nenhuma?)",
        rf"(?:没有|不包括|不含|不收集|无)[^,;]+|[^:,;]{{1,80}}{COLONS}(?: )?(?:否|无)",
        rf"(?:بدون|باستثناء|ما عدا|ليس|لا){REST}|[^:,;]{{1,80}}:(?: )?لا",
    ),
}  # fmt: skip


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
    """Return whether a text stands for no name, as “TBD” does; “No Limits” may be a name."""
    found = meaning(text)
    is_elsewhere = found == "elsewhere" and re.search(PAPERS, text, re.IGNORECASE)
    return bool(is_elsewhere) or found not in ("", "denied", "elsewhere")


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


def items(text: str) -> list[str]:
    """Return the items on lines or between commas, semicolons or tabs, without marks or labels."""
    lines = "\n".join(LABEL.sub("", MARK.sub("", line, 1), 1) for line in text.split("\n"))
    texts = (" ".join(MARK.sub("", item, 1).split()) for item in ITEM.findall(lines))
    found = (YES.sub("", text) for text in texts)
    return [item for item in found if item]


def denied(item: str) -> str:
    """Return what an item says is not there: “passwords” for “no passwords”, or the item itself."""
    match = DENIAL.fullmatch(item)
    return (match["after"] or match["before"] or match["above"]).strip() if match else item
