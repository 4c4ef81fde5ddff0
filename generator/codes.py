"""The mistakes a person can make, each once: what is wrong, and what to write instead."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """A kind of mistake; its code never changes meaning. `says` and `advice` are filled with a problem's values."""

    title: str
    says: str
    advice: str


STUDENT_DATA = "W501"  # the words that it is about are not repeated where they would be kept

CODES: dict[str, Code] = {
    # Files
    "E001": Code(
        "There is no content folder",
        "There is no folder `content` here.",
        "Run the command in the folder that holds `content/`, or name it: --root DIR.",
    ),
    "E002": Code(
        "There are no settings",
        "There is no file `content/site.yaml`.",
        "Create it with at least: district, abbreviation, url, timezone, contact and feed_authority.",
    ),
    "E003": Code(
        "The file is not UTF-8",
        "The file is not UTF-8 text: here is a byte {value} that no character has.",
        "Save the file again with the encoding UTF-8.",
    ),
    "E004": Code(
        "There is a control character",
        "Here is the invisible character {value}.",
        "Delete it; it often comes along when text is copied from another program.",
    ),
    "E005": Code(
        "There is an invisible line end",
        "Here is the invisible line end {value}.",
        "Delete it and press Enter instead; it often comes along when text is copied from another program.",
    ),
    "E006": Code(
        "The file is too large",
        "The file is larger than {limit} bytes.",
        "Put long documents into `content/files/` and name them in `agreement`.",
    ),
    "E007": Code(
        "The file cannot be read",
        "This cannot be read: {reason}.",
        "{advice}",
    ),
    "E008": Code(
        "The file's name is not an id",
        "The name `{name}` cannot be the address of a page.",
        "Rename the file to small letters, digits and single hyphens, for example `{example}`.",
    ),
    "E009": Code(
        "Two files have one id",
        "`{other}` has the same id, `{name}`.",
        "Give one of the two another name: the name of a file is the address of its page.",
    ),
    "E010": Code(
        "The file is no entry",
        "`{name}` is neither a `.md` nor a `.yaml` file.",
        "{advice}",
    ),
    "E011": Code(
        "The opening fence is missing",
        "The file does not begin with a line of three hyphens.",
        "Write `---` as the first line, then the fields, then `---` again, then the text.",
    ),
    "E012": Code(
        "The closing fence is missing",
        "The fields begin here, and no line of three hyphens ends them.",
        "Write `---` on a line of its own after the last field.",
    ),
    "E013": Code(
        "There are no fields",
        "The file has no fields.",
        "Write one field a line: its name, a colon, a space and its value.",
    ),
    "E014": Code(
        "The file is in no folder that is read",
        "`{name}` stands where nothing is read.",
        "Entries belong into `content/contracts/` or `content/breaches/`, other files into `content/files/`, "
        "the settings into `content/site.yaml`.",
    ),
    # YAML
    "E020": Code(
        "The line cannot be read",
        "This line cannot be read: {reason}.",
        "Write one field a line, `name: value`; a list as [one, two], a text with special characters in double quotes.",
    ),
    "E021": Code(
        "A tab indents the line",
        "A tab stands where only spaces may stand.",
        "Replace the tab with two spaces.",
    ),
    "E022": Code(
        "A quote is not closed",
        "The text that this quote opens does not end where it should.",
        "Close it with the same quote at the end of the text; a `\"` inside a text is written `\\\"`, a `'` as `''`.",
    ),
    "E023": Code(
        "A colon stands in an unquoted text",
        "A colon and a space stand inside a text that has no quotes.",
        "Put the whole text in double quotes, for example {example}.",
    ),
    "E024": Code(
        "The text is cut at #",
        "All from `{value}` on would be lost: a # after a space begins a comment.",
        'Put the whole text in double quotes, for example {field}: "Room #2"; for a comment, put a space after the #.',
    ),
    "E025": Code(
        "The text is cut inside brackets",
        "`{value}` is cut: inside brackets a {mark} ends a text that has no quotes.",
        "Put the text in double quotes, for example {example}.",
    ),
    "E026": Code(
        "A bracket is not closed",
        "The bracket {value} that opens here is not closed where it should be.",
        "Write the closing {close} after the last value, on the same line if you can, with commas between the values.",
    ),
    "E027": Code(
        "The text begins with a special character",
        "A text cannot begin with `{value}` without quotes.",
        "Put the whole text in double quotes, for example {example}.",
    ),
    "E028": Code(
        "A field stands twice",
        "`{name}` stands here a second time; the first is on line {line}.",
        "Keep one of the two.",
    ),
    "E029": Code(
        "The merge key is not allowed",
        "`<<` is not a field.",
        "Write the fields out.",
    ),
    "E030": Code(
        "The file holds two documents",
        "A second set of fields begins here.",
        "Put each entry into a file of its own.",
    ),
    "E031": Code(
        "Values are nested too deep",
        "Here values are nested more than {limit} deep.",
        "No field needs that: delete the extra brackets or indentation.",
    ),
    "E032": Code(
        "The indentation is off",
        "This line does not line up with the lines above it.",
        "Begin a field of the entry at the start of the line, and what belongs to it two spaces further in.",
    ),
    "E033": Code(
        "Colon and space are missing",
        "This line is not a field: after a field's name come a colon and a space.",
        "Write `{example}`.",
    ),
    "E034": Code(
        "A field's name is not a word",
        "A list or a mapping stands where a field's name belongs.",
        "Write one field a line, `name: value`.",
    ),
    "E035": Code(
        "The line belongs to no field",
        "This line is not a field, and belongs to none.",
        "If it goes on with the text above, begin it with two spaces; otherwise write `name: value`.",
    ),
    "E036": Code(
        "A field of the entry is indented",
        "`{name}` is a field of the entry, and stands inside `{parent}`.",
        "Begin its line without spaces.",
    ),
    # One value
    "E101": Code(
        "The field is unknown",
        "There is no field `{name}`{place}.{meant}",
        "The fields are {choices}.",
    ),
    "E102": Code(
        "A field is missing",
        "`{name}` is missing{place}.",
        "Add a line such as `{example}`.",
    ),
    "E103": Code(
        "A field is empty",
        "`{field}` is empty.",
        "Write a value, for example `{example}`, or delete the line if it may be absent.",
    ),
    "E104": Code(
        "The date is not real",
        "`{field}` is not a real date: {value}",
        "{advice}",
    ),
    "E105": Code(
        "The date is written another way",
        "`{field}` is not written as a date is here: {value}",
        "{advice}",
    ),
    "E106": Code(
        "The time does not exist",
        "`{field}` does not exist: on that day the clocks go forward over {value}",
        "Write the time that the clock showed, for example an hour later.",
    ),
    "E107": Code(
        "The value has another shape",
        "`{field}` takes {wanted}, and this is {got}.",
        "Write for example `{example}`.",
    ),
    "E108": Code(
        "The value is unknown",
        "`{field}` cannot be {value}.{meant}",
        "It is {choices}.",
    ),
    "E109": Code(
        "The number is not a number",
        "`{field}` is not a whole number: {value}",
        "Write digits, for example `{field}: 412`, or `unknown`.",
    ),
    "E110": Code(
        "The address is unsafe",
        "`{field}` is not an address that a page may link to: {value}",
        "Write an address that begins with https://.",
    ),
    "E111": Code(
        "The address has no scheme",
        "`{field}` is not a whole web address: {value}",
        "Write it with https://, for example `{field}: {example}`.",
    ),
    "E112": Code(
        "The file is not under content/files/",
        "`{field}` names a file that is not under `content/files/`: {value}",
        "Put the file into `content/files/` and write `files/` and its name, or write a web address.",
    ),
    "E113": Code(
        "The file does not exist",
        "There is no file `content/{value}`.{meant}",
        "Put the file there, or correct its name; small and capital letters count.",
    ),
    "E114": Code(
        "The grades cannot be read",
        "`{field}` is not a grade, a range or a list of them: {value}",
        "Grades are PK, K and 1 to 12; write for example `{field}: K-5` or `{field}: [6, 8]`.",
    ),
    "E115": Code(
        "The school is unknown",
        "There is no school `{value}`.{meant}",
        "{advice}",
    ),
    "E116": Code(
        "The contract is unknown",
        "There is no contract `{value}` in `content/contracts/`.{meant}",
        "Write the name of the contract's file without its ending, or `contractor:` if there is none.",
    ),
    "E117": Code(
        "The kind of data is unknown",
        "`{name}` is not a kind of data.{meant}",
        "The kinds are {choices}.",
    ),
    "E118": Code(
        "The date must be exact",
        "`{field}` is not exact enough: {value}",
        "On a new entry write the day, for example 2025-08-18; only `legacy: true` may leave it open.",
    ),
    "E119": Code(
        "The date takes no time",
        "`{field}` is a day, without a time: {value}",
        "Write only the date, {example}.",
    ),
    "E120": Code(
        "The setting is malformed",
        "`{field}` is not {wanted}: {value}",
        "Write for example `{example}`.",
    ),
    "E121": Code(
        "The picture is not a file of the site",
        "The picture is not a file under `content/files/`: {value}",
        "Put the picture into `content/files/` and write ![what it shows](files/name.png).",
    ),
    "E122": Code(
        "The picture has no description",
        "The picture {value} has no text for those who cannot see it.",
        "Write what it shows between the brackets: ![what it shows]({value}).",
    ),
    "E123": Code(
        "There are too many brackets",
        "The text has {value} square brackets; {limit} are allowed.",
        "Split the text, or delete the brackets that are no links.",
    ),
    "E124": Code(
        "The link is unsafe",
        "A page may not link to this: {value}",
        "Link to an address that begins with https://, mailto: or tel:, or to a file: files/name.pdf.",
    ),
    "E128": Code(
        "The link leads nowhere",
        "There is no page or file at this address: {value}",
        "Link to files/name.pdf, product-notification/name-of-the-entry/ or breach-notification/name-of-the-entry/.",
    ),
    "E125": Code(
        "The kind of file is not published",
        "A file of this kind is not published: `{name}`.",
        "Use one of {choices}.",
    ),
    "E126": Code(
        "The time is not a time",
        "`{field}` has a time that cannot be read: {value}",
        "Write the date, a space, and hours and minutes from 00:00 to 23:59, for example 2025-08-20 15:10.",
    ),
    "E127": Code(
        "The text is too long",
        "`{field}` is too long: it has {value} characters, and {limit} are allowed.",
        "Keep it short and put the rest into the text below the fields.",
    ),
    # Several values together
    "E201": Code(
        "Dates are out of order",
        "`{field}` ({value}) is {order} than `{name}` ({other}).",
        "Correct one of the two dates.",
    ),
    "E202": Code(
        "The list is out of order",
        "This {noun} ({value}) is earlier than the one above it ({other}).",
        "Put the oldest first; a new {noun} goes to the end.",
    ),
    "E203": Code(
        "Contract and contractor both stand",
        "`{name}` stands beside `contract`, which already says it.",
        "Keep `contract` and delete `{name}`.",
    ),
    "E204": Code(
        "The date is far off",
        "`{field}` is too far off to be right: {value}",
        "Correct the year; a date here lies between {first} and {last}.",
    ),
    "E205": Code(
        "The entry is too new to be legacy",
        "`legacy` is for entries from before {since}, and this one is of {value}.",
        "Delete `legacy: true` and fill in what is then asked for.",
    ),
    "E206": Code(
        "The text is in two places",
        "`body` stands among the fields, and this file has its text below them.",
        "Move the text below the closing `---`.",
    ),
    # Against what was published
    "E301": Code(
        "A published entry is gone",
        "This entry was published, and is gone.",
        "Put the file back as it was; a notice that does not hold gets `withdrawn:` with a date and a reason.",
    ),
    "E302": Code(
        "A published entry has another name",
        "This entry was published as `{name}`.",
        "Rename the file back to `{name}`; to correct what the page is called, change the fields in it.",
    ),
    "E303": Code(
        "A published change or update is gone",
        "{what} was published, and is missing here.",
        "Put it back where it stood; what it said may be corrected there, or by a new one at the end.",
    ),
    "E304": Code(
        "A published change or update has moved",
        "This {noun} was published as number {was} of the list, and is now number {now}.",
        "Put it back to its place; what is new goes to the end of the list.",
    ),
    "E305": Code(
        "A published change or update is replaced",
        "{what} was published here, and this is another one.",
        "Put the old one back, and add this one at the end of the list.",
    ),
    "E306": Code(
        "A withdrawal is undone",
        "This entry was published as withdrawn, and `withdrawn` is missing.",
        "Put `withdrawn` back; if the notice holds after all, say so in its reason, and post a new entry.",
    ),
    "E307": Code(
        "The feed authority is changed",
        "`feed_authority` was published as {other}, and is now {value}.",
        "Write `feed_authority: {other}` again; it may stay even when the district's address changes.",
    ),
    # The theme
    "E501": Code(
        "The theme is unknown",
        "There is no theme `{value}`.{meant}",
        "The themes are {choices}.",
    ),
    "E502": Code(
        "A template fails",
        "The template fails: {reason}.",
        "Correct the template, or delete it so that the default theme's stands in.",
    ),
    # Warnings
    "W101": Code(
        "A legacy entry lacks fields",
        "Not recorded: {fields}.",
        "Add what is found later; nothing is guessed meanwhile.",
    ),
    "W102": Code(
        "The time of receipt is missing",
        "`received` has no time, and its hours are counted: {value}",
        "Add the time when the notice came in, for example `received: {example} 15:40`.",
    ),
    "W103": Code(
        "HTML is shown as text",
        "`{value}` is HTML, and will be shown as it stands here.",
        "Use Markdown: **bold**, *italic*, [a link](https://example.org), - a list.",
    ),
    "W104": Code(
        "The contract itself is missing",
        "`agreement` is missing: since October 2016 there must be a written contract, and families expect to read it.",
        "Put it into `content/files/` and add `agreement: files/{example}.pdf`, or say in `basis` why there is none.",
    ),
    "W105": Code(
        "The end is not given",
        "`expires` is missing.",
        "Add the last day of the contract, `expires: 2027-06-30`, or `expires: none` if it runs until ended.",
    ),
    "W106": Code(
        "The update is older than the notice",
        "This update ({value}) is dated before the notice was received ({other}).",
        "Correct one of the two dates if one is wrong.",
    ),
    "W107": Code(
        "Dates are in an unusual order",
        "`{field}` ({value}) is {order} than `{name}` ({other}).",
        "Correct one of the two if it is wrong; the page shows both as they are.",
    ),
    "W108": Code(
        "The date lies ahead",
        "`{field}` has not come yet: {value}",
        "Correct it if it is wrong; a notice tells what has happened.",
    ),
    "W109": Code(
        "A part of the text is not shown",
        "A part of this text cannot be published and is left out.",
        "Write it in plain Markdown: paragraphs, lists, tables, links and pictures.",
    ),
    "W110": Code(
        "The translation is not used",
        "`{name}` is a translation, and this version publishes one language.",
        "Keep the file; it is used as soon as translations are published.",
    ),
    "W111": Code(
        "The language is not used",
        "Pages in `{value}` are not published by this version.",
        "Keep the line; it is used as soon as translations are published.",
    ),
    # Deadlines
    "W120": Code(
        "Time to tell families is up",
        "Families were to be told by {by}, and {fields} is missing.",
        "Tell them now, then add a line such as `notified: {{at: {today} 15:40, by: email}}`.",
    ),
    "W121": Code(
        "Time to tell families is running",
        "Families are to be told by {by}, and {fields} is missing.",
        "Tell them in time, then add a line such as `notified: {{at: {today} 15:40, by: email}}`.",
    ),
    "W122": Code(
        "Families were told late",
        "Families were told on {value}; that was due by {by}.",
        "Correct the date if it is wrong; a late notice is published, and the record says that it was late.",
    ),
    # Warnings, against what was published
    "W301": Code(
        "A published date is changed",
        "`{field}` was published as {other}, and is now {value}.",
        "Correct it if the old one was right: the law counts its deadlines from these dates.",
    ),
    "W302": Code(
        "More data than was published",
        "`{field}` names more data than was published: {value}",
        "If the data came in later, take them out here and add {instead}; if they were forgotten, leave them.",
    ),
    "W303": Code(
        "A translation is behind",
        "{fields} changed since the entry was published, and the translation `{name}` did not.",
        "Bring the translation up to date, or have somebody do it who reads the language.",
    ),
    "W304": Code(
        "A new entry is marked as legacy",
        "This entry is new here, and `legacy` excuses what it lacks.",
        "Delete `legacy: true` unless the notice stood somewhere else before this site.",
    ),
    "W305": Code(
        "The past cannot be read",
        "What was published{where} cannot be read, so nothing was compared.",
        "Compare the two yourself: nothing may be missing, and only words may differ.",
    ),
    "W306": Code(
        "A published file is gone",
        "`{value}` was published, and is gone.",
        "{advice}",
    ),
    # Warnings, between entries
    "W401": Code(
        "Two contracts for one product overlap",
        "`{name}` has the same product and contractor, and its term ({other}) overlaps this one ({value}).",
        "If this is a renewal or an amendment, write it under `changes` in `{name}`; if both run at once, leave it.",
    ),
    "W402": Code(
        "A breach does not name its contract",
        "{value} has {entries} among the contracts, and this breach names no contract.",
        "If it is about that contract, write `contract: {example}` instead of `contractor` and `product`.",
    ),
    "W403": Code(
        "An open breach has no news",
        "The notice is open, and its last news is of {value}, {days} days ago.",
        "Add an update, if only that nothing new is known; or `resolved:` with the day when it was closed.",
    ),
    # Warnings, student data
    "W501": Code(
        "This looks like student data",
        "This looks like {what}.",
        "Take it out: what is published is copied and kept by others. If it is about no student, leave it.",
    ),
}
