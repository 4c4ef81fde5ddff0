"""The mistakes a person can make: what is wrong, what to write instead, and why it matters."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """A kind of mistake; its code never changes meaning.

    A problem's values are filled into `says` and `advice`.
    `why` is what `notices explain` prints: what the code means and why it matters. `wrong` and
    `right` are examples.
    """

    title: str
    says: str
    advice: str
    why: str
    wrong: str
    right: str


STUDENT_DATA = "W501"  # its words are never repeated in a place that keeps them

CODES: dict[str, Code] = {
    # Files
    "E001": Code(
        "There is no content folder",
        "There is no folder `content` here.",
        "Run the command in the folder that contains `content/`, or name that folder: --root DIR.",
        why="The command looks for a folder `content` where you run it, and there is none. The "
        "whole site is made from that folder, so there is nothing to check.",
        wrong="notices check",
        right="notices check --root path/to/the/district",
    ),
    "E002": Code(
        "There are no settings",
        "There is no file `content/site.yaml`.",
        "Create it with at least: district, abbreviation, url, timezone, contact and "
        "feed_authority.",
        why="The settings say who the district is, who families can contact and where the site is "
        "published. No page can be made without them.",
        wrong="content/contracts/northstar-reader.md",
        right="content/contracts/northstar-reader.md\ncontent/site.yaml",
    ),
    "E003": Code(
        "The file is not UTF-8",
        "The file is not UTF-8 text: the byte {value} here is not part of any character.",
        "Save the file again with UTF-8 encoding.",
        why="UTF-8 is an encoding that covers every language. A file in an older encoding would "
        "show families the wrong letters.",
        wrong="saved as “Windows-1252” or “Latin-1”",
        right="saved as “UTF-8”",
    ),
    "E004": Code(
        "A line contains an invisible character",
        "This line contains the invisible character {value}.",
        "Delete it, or type an ordinary space instead. Invisible characters often come with text "
        "copied from another program.",
        why="The text contains a character that nobody can see, usually because it was copied from "
        "another program. It can break a page or a feed, or reverse the letters around it, and "
        "the cause would be hard to find. Arabic and Hebrew don't need it to read from right to "
        "left.",
        wrong='description: "Reading\\x07passages."  (with an invisible bell between the words)',
        right="description: Reading passages.",
    ),
    "E005": Code(
        "A line contains an invisible line break",
        "This line contains the invisible line break {value}.",
        "Delete it and press Enter instead. Invisible line breaks often come with text copied "
        "from another program.",
        why="The text contains a line break that an editor does not show. What looks like one line "
        "would be read as two.",
        wrong='description: "Reading\\u2028passages."  (with an invisible line break between the '
        "words)",
        right="description: Reading passages.",
    ),
    "E006": Code(
        "The file is too large",
        "The file is larger than {limit} bytes.",
        "Put long documents in `content/files/` and link to them in `agreement`.",
        why="A notice should be short enough for a family to read; the longest that we know of has "
        "nine thousand characters. A file this large is usually a document or a picture in the "
        "wrong folder.",
        wrong="content/contracts/northstar-reader.md, with the whole agreement pasted into it",
        right="agreement: files/northstar-reader-2025.pdf",
    ),
    "E007": Code(
        "The file cannot be read",
        "This cannot be read: {reason}.",
        "{advice}",
        why="The program cannot read something here: a link to another file or folder, a folder "
        "among the entries, or a file without permission. If it were skipped, a notice might be "
        "missing. A link could also publish a private file, and git does not keep what is behind "
        "it.",
        wrong="content/contracts/2025/northstar-reader.md",
        right="content/contracts/northstar-reader.md",
    ),
    "E008": Code(
        "The file name cannot be an address",
        "The name `{name}` cannot be the address of a page.",
        "Rename the file with lowercase letters, digits and single hyphens, for example "
        "`{example}`.",
        why="The name of a file becomes the address of its page and part of the ids of its feed "
        "items, and can never change. Lowercase letters, digits and single hyphens work the same "
        "on every computer.",
        wrong="content/contracts/Northstar Reader (new).md",
        right="content/contracts/northstar-reader.md",
    ),
    "E009": Code(
        "Two files have the same id",
        "`{other}` has the same id, `{name}`.",
        "Rename one of the two: the name of a file is the address of its page.",
        why="Two files would become the same page, because their names differ only in the ending. "
        "One of the two notices would be lost.",
        wrong="content/contracts/northstar-reader.md\ncontent/contracts/northstar-reader.yaml",
        right="content/contracts/northstar-reader.md\ncontent/contracts/northstar-writer.yaml",
    ),
    "E010": Code(
        "The file is not an entry",
        "`{name}` is neither a `.md` nor a `.yaml` file.",
        "{advice}",
        why="Only `.md` and `.yaml` files are entries. Any other file in these folders would be "
        "left out, although someone may think that it was published.",
        wrong="content/contracts/northstar-reader.docx",
        right="content/contracts/northstar-reader.md",
    ),
    "E011": Code(
        "The opening fence is missing",
        "The file does not begin with a line of three hyphens.",
        "{delete}Write `---` as the first line, then the fields, then `---` again, then the text.",
        why="An entry in a `.md` file begins with its fields, between two lines of three hyphens. "
        "Without the first line, nothing separates the fields from the text.",
        wrong="product: Northstar Reader\ncontractor: Example Northstar Learning, Inc.\n---",
        right="---\nproduct: Northstar Reader\ncontractor: Example Northstar Learning, Inc.\n---",
    ),
    "E012": Code(
        "The closing fence is missing",
        "The fields begin here, but no line of three hyphens ends them.",
        "Write `---` on its own line after the last field.",
        why="The fields end at a second line of three hyphens, which is missing. Everything "
        "after it would be read as fields.",
        wrong="---\n"
        "product: Northstar Reader\n"
        "contractor: Example Northstar Learning, Inc.\n"
        "\n"
        "Teachers create the accounts.",
        right="---\n"
        "product: Northstar Reader\n"
        "contractor: Example Northstar Learning, Inc.\n"
        "---\n"
        "\n"
        "Teachers create the accounts.",
    ),
    "E013": Code(
        "There are no fields",
        "The file has no fields.",
        "Write one field per line: its name, a colon, a space and its value.",
        why="There is nothing between the two lines of hyphens, or the file is empty. A notice "
        "must at least say who the contractor is.",
        wrong="---\n---\nTeachers create the accounts.",
        right="---\n"
        "contractor: Example Northstar Learning, Inc.\n"
        "---\n"
        "Teachers create the accounts.",
    ),
    "E014": Code(
        "The file is in a folder that Notices does not read",
        "`{name}` is not in a folder that Notices reads.",
        "Put entries in `content/contracts/` or `content/breaches/`, other files in "
        "`content/files/`, and the settings in `content/site.yaml`.",
        why="Notices reads only a few folders, and this file is outside them. Someone may think "
        "that it was published.",
        wrong="content/northstar-reader.md",
        right="content/contracts/northstar-reader.md",
    ),
    # YAML
    "E015": Code(
        "The translation has no entry",
        "This is a translation of `{name}`, but there is no such entry.",
        "Name it after its entry, with the language before the ending, or delete it.",
        why="A translation has the same name as its entry. Without the entry, there is no notice "
        "to show.",
        wrong="content/contracts/northstar.es.md  (next to northstar-reader.md)",
        right="content/contracts/northstar-reader.es.md",
    ),
    "E016": Code(
        "Two names are the same on other computers",
        "On a Mac or on Windows, `{name}` would replace `{other}`.",
        "Rename one of them so that they differ in more than capital letters.",
        why="A Mac and Windows treat `Plan.pdf` and `plan.pdf` as one file. Anyone who copies this "
        "folder to such a computer loses one of the two, and a notice then links to the wrong "
        "document.",
        wrong="content/files/Northstar.pdf\ncontent/files/northstar.pdf",
        right="content/files/northstar-2025.pdf\ncontent/files/northstar-2026.pdf",
    ),
    "E017": Code(
        "The file's name is a placeholder",
        "The file still has a placeholder for a name: `{name}`.",
        "Rename it, for example to `{example}`. The name becomes the address of the page and "
        "cannot change after that.",
        why="The link that creates a new file fills in a name that you are meant to replace. The "
        "name of the file becomes the address of the page, and can never change. The next new "
        "file would also have the same name.",
        wrong="content/contracts/name-of-the-product.md",
        right="content/contracts/northstar-reader.md",
    ),
    "E018": Code(
        "Windows does not allow the file's name",
        "Windows does not allow a file to be named `{name}`.",
        "Rename it, for example to `{example}`.",
        why="On Windows, names such as con, aux, nul and com1 mean a device, whatever their "
        "ending. Nobody could copy this folder to a computer with Windows, or work on it there.",
        wrong="content/contracts/aux.md",
        right="content/contracts/aux-1.md",
    ),
    "E019": Code(
        "The entry is in the wrong folder",
        "This is {kind}, but it is in `content/{section}/`.",
        "Move it to `content/{other}/`.",
        why="The folder decides which fields an entry has, and on which list families find it. "
        "This entry has fields that only entries in the other folder have.",
        wrong="content/breaches/northstar-reader.md  (with purpose, collects and executed)",
        right="content/contracts/northstar-reader.md",
    ),
    "E020": Code(
        "The line cannot be read",
        "This line cannot be read: {reason}.",
        "Write one field per line, `name: value`; write a list as [one, two], and put text with "
        "special characters in double quotes.",
        why="The fields are written in YAML, and this line is not valid YAML. The mistake is so "
        "rare that it has no message of its own.",
        wrong='description: "Reading\\passages"',
        right="description: Reading and passages",
    ),
    "E021": Code(
        "The line is indented with a tab",
        "This line has a tab where only spaces are allowed.",
        "Replace the tab with two spaces.",
        why="Indentation shows what belongs together, and different editors give a tab different "
        "widths. Spaces are the same everywhere.",
        wrong="collects:\n	student-information: [name]",
        right="collects:\n  student-information: [name]",
    ),
    "E022": Code(
        "A quote is not closed",
        "The text that this quote opens does not end where it should.",
        'Close it with the same quote at the end of the text. Inside the text, write `"` as '
        "`\\\"` and `'` as `''`.",
        why="Text in quotes ends with the same quote that began it. Here it does not end, or it "
        "ends too early because there is a quote inside it.",
        wrong='description: "The "best" reader',
        right='description: "The \\"best\\" reader"',
    ),
    "E023": Code(
        "An unquoted text contains a colon",
        "A text without quotes contains a colon and a space.",
        "Put the whole text in double quotes, for example {example}.",
        why="A colon followed by a space separates a field from its value. A second one on the "
        "same line makes it unclear where the value begins, unless the value is in quotes.",
        wrong="description: Reader: passages and quizzes",
        right='description: "Reader: passages and quizzes"',
    ),
    "E024": Code(
        "The text is cut off at #",
        "Everything from `{value}` on would be lost, because a # after a space begins a comment.",
        "Put the whole text in double quotes: {example}; for a comment, put a space after the #.",
        why="A # after a space begins a comment, so the rest of the line would be left out of the "
        "notice without a message. Quotes make it part of the text; a space after the # makes it "
        "a comment.",
        wrong="purpose: Reading in room #2",
        right='purpose: "Reading in room #2"',
    ),
    "E025": Code(
        "The text is cut off inside brackets",
        "`{value}` is cut off: inside brackets, a {mark} ends a text that has no quotes.",
        "Put the text in double quotes, for example {example}.",
        why="Inside brackets, a comma begins the next value and a colon makes a field. A text that "
        "contains either one would be cut in two.",
        wrong="collects: {student-information: [name: first and last]}",
        right='collects: {student-information: ["name: first and last"]}',
    ),
    "E026": Code(
        "A bracket is not closed",
        "The bracket {value} that opens here is not closed where it should be.",
        "Write the closing {close} after the last value, on the same line if you can, with "
        "commas between the values.",
        why="A bracket opens a list or a group, and the closing bracket is missing. Everything "
        "that follows would be part of it.",
        wrong="collects: {student-information: [name, grade level}",
        right="collects: {student-information: [name, grade level]}",
    ),
    "E027": Code(
        "The text begins with a special character",
        "A text cannot begin with `{value}` without quotes.",
        "Put the whole text in double quotes, for example {example}.",
        why="At the beginning of a text, some characters have a special meaning: @, `, %, &, *, ! "
        "and a few more. Quotes make them part of the text.",
        wrong="description: @home reading passages",
        right='description: "@home reading passages"',
    ),
    "E028": Code(
        "A field appears twice",
        "`{name}` appears a second time; the first is on line {line}.",
        "{advice}",
        why="The same field appears twice, but only one can count. Nobody can know which one "
        "was meant.",
        wrong="purpose: Reading practice.\npurpose: Reading practice at home.",
        right="purpose: Reading practice at home.",
    ),
    "E029": Code(
        "The merge key is not allowed",
        "`<<` is not a field.",
        "Write out the fields.",
        why="`<<` is how YAML copies fields from somewhere else. An entry spells everything out, "
        "so that anyone can read it.",
        wrong="<<: {purpose: Reading practice.}",
        right="purpose: Reading practice.",
    ),
    "E030": Code(
        "The file contains two documents",
        "A second set of fields begins here.",
        "Put each entry in its own file.",
        why="A line of three hyphens among the fields, or a `.yaml` file with several parts, "
        "begins a second set of fields. One file is one notice.",
        wrong="product: Northstar Reader\n--- # another\nproduct: Northstar Writer",
        right="product: Northstar Reader",
    ),
    "E031": Code(
        "Values are nested too deeply",
        "Values here are nested more than {limit} levels deep.",
        "Delete the extra brackets or indentation; no field needs them.",
        why="There are lists inside lists, deeper than any entry needs. A file like this could "
        "make the program run out of memory.",
        wrong="purpose: [[[[[[[[[[[[[[[[ … ]]]]]]]]]]]]]]]]",
        right="purpose: Reading practice.",
    ),
    "E032": Code(
        "The indentation is wrong",
        "This line does not line up with the lines above it.",
        "Begin each field of the entry at the start of the line, and indent what belongs to it "
        "by two spaces.",
        why="Lines that belong together begin in the same column. If a line begins in a different "
        "column, nobody can tell what it belongs to.",
        wrong="collects:\n    student-information: [name]\n  student-records: [grades]",
        right="collects:\n  student-information: [name]\n  student-records: [grades]",
    ),
    "E033": Code(
        "The colon and space are missing",
        "This is not a field: a colon and a space must follow the name of a field.",
        "Write `{example}`.",
        why="A colon separates a field from its value only if a space follows it. Without the "
        "space, the whole line is one word.",
        wrong="purpose:Reading practice.",
        right="purpose: Reading practice.",
    ),
    "E034": Code(
        "The name of a field is not a word",
        "There is a list or a group where the name of a field belongs.",
        "Write one field per line, `name: value`.",
        why="The name of a field is a word. A list or a group here is usually caused by a "
        "bracket at the beginning of the line.",
        wrong="[purpose]: Reading practice.",
        right="purpose: Reading practice.",
    ),
    "E035": Code(
        "The line belongs to no field",
        "This line is not a field and does not belong to one.",
        "If it continues the text above, indent it by two spaces; otherwise write `name: value`.",
        why="This line is not a field, and because it is not indented, it does not continue the "
        "text above it either.",
        wrong="purpose: Reading practice.\nand at home",
        right="purpose: Reading practice.\n  and at home",
    ),
    "E036": Code(
        "A field of the entry is indented",
        "`{name}` is a field of the entry, but it is inside `{parent}`.",
        "Remove the spaces at the beginning of the line.",
        why="The name is right but the place is wrong: with spaces before it, the field becomes "
        "part of the field above, where it has no meaning.",
        wrong="collects:\n  student-information: [name]\n  purpose: Reading practice.",
        right="collects:\n  student-information: [name]\npurpose: Reading practice.",
    ),
    "E037": Code(
        "The space after a hyphen is missing",
        "A space must follow the hyphen that begins an item of a list.",
        "Write `{example}`.",
        why="A hyphen begins an item of a list only if a space follows it. Without the space, the "
        "hyphen is part of the name of the field.",
        wrong="updates:\n  -on: 2026-11-18\n    text: The contractor has counted 412 students.",
        right="updates:\n  - on: 2026-11-18\n    text: The contractor has counted 412 students.",
    ),
    # One value
    "E101": Code(
        "The field is unknown",
        "There is no field `{name}`{place}.{meant}",
        "The fields are {choices}.",
        why="There is no field with this name, so its value would not be published. It is "
        "usually a typo, and the message shows the closest name.",
        wrong="porpose: Reading practice.",
        right="purpose: Reading practice.",
    ),
    "E102": Code(
        "A field is missing",
        "`{name}` is missing{place}.",
        "Add a line such as `{example}`.",
        why="The law or the page requires this field. An entry from before this site may leave it "
        "out if it has `legacy: true`.",
        wrong="product: Northstar Reader",
        right="product: Northstar Reader\ncontractor: Example Northstar Learning, Inc.",
    ),
    "E103": Code(
        "A field is empty",
        "`{field}` is empty.",
        "Write a value, for example `{example}`, or delete the line if the field is optional.",
        why="The field is there but has no value. A missing field is not an error if it is "
        "optional, but an empty one looks as if something was forgotten.",
        wrong="security:",
        right="security: Encrypted in transit and at rest.",
    ),
    "E104": Code(
        "The date is not real",
        "`{field}` is not a real date: {value}",
        "{advice}",
        why="There is no such day in the calendar, so nobody can know which day was meant. The "
        "legal deadlines are counted from these dates.",
        wrong="executed: 2025-02-30",
        right="executed: 2025-02-28",
    ),
    "E105": Code(
        "The date is written in another format",
        "`{field}` must be a date like 2026-03-07, not {value}",
        "{advice}",
        why="Dates are written as year, month and day, because 3/2/2026 is in March for one reader "
        "and in February for another. If the program can guess the day, the message shows every "
        "possible meaning.",
        wrong="executed: 8/18/2025",
        right="executed: 2025-08-18",
    ),
    "E106": Code(
        "The time does not exist",
        "`{field}` does not exist: on that day, the clocks skip over {value}",
        "Write the time that the clock showed, for example an hour later.",
        why="In spring, the clocks jump from 2 a.m. to 3 a.m., and the hour between does not "
        "exist. The 48 hours of a breach notice are counted from this time, so it must be real.",
        wrong="received: 2026-03-08 02:30",
        right="received: 2026-03-08 03:30",
    ),
    "E107": Code(
        "The value has the wrong form",
        "`{field}` must be {wanted}, not {got}.",
        "Write for example `{example}`.",
        why="The value has a form that the field does not accept, such as a list instead of text, "
        "or text instead of a group of fields.",
        wrong="description: [Reading, passages]",
        right="description: Reading passages.",
    ),
    "E108": Code(
        "The value is not one of the choices",
        "`{field}` cannot be {value}.{meant}",
        "Use {choices}.",
        why="The field accepts only a few words, and this is not one of them.",
        wrong="kind: vendor",
        right="kind: operator",
    ),
    "E109": Code(
        "The number is not a number",
        "`{field}` is not a whole number: {value}",
        "Write digits, for example `{field}: 412`, `{field}: about 400` or "
        "`{field}: at least 400`; or `{field}: unknown`.",
        why="The number of students is written in digits, or as `unknown`. If it is not exact, "
        "write `about` or `at least` before the digits; the page and the open data then say so.",
        wrong="students: several hundred",
        right="students: about 400",
    ),
    "E110": Code(
        "The address is unsafe",
        "A page cannot link to the address in `{field}`: {value}",
        "{advice}",
        why="A page may link only to web addresses. Other addresses can run a program in a "
        "family's browser, or lead nowhere.",
        wrong="website: javascript:alert(1)",
        right="website: https://northstar.example",
    ),
    "E111": Code(
        "The address has no https://",
        "`{field}` is not a complete web address: {value}",
        "Write it with https://, for example `{field}: {example}`.",
        why="Without https://, a browser looks for the address on this site, and the link leads "
        "nowhere.",
        wrong="website: northstar.example",
        right="website: https://northstar.example",
    ),
    "E112": Code(
        "The file is not under content/files/",
        "`{field}` must be a file under `content/files/` or a web address, not {value}{meant}",
        "Put the file in `content/files/` and write `files/` and its name, or write a web address.",
        why="The contract itself is a file under `content/files/` or a page on the web. Families "
        "could not open a path to anywhere else.",
        wrong="agreement: contracts/northstar.pdf",
        right="agreement: https://northstar.example/agreement.pdf",
    ),
    "E113": Code(
        "The file does not exist",
        "There is no file `content/{value}`.{meant}",
        "Put the file there or correct its name; capital letters matter.",
        why="The entry links to a file that does not exist, so the link would lead nowhere. "
        "Capital letters and spaces matter.",
        wrong="agreement: files/Northstar-2025.pdf",
        right="agreement: https://northstar.example/agreement.pdf",
    ),
    "E114": Code(
        "The grades cannot be read",
        "`{field}` is not a grade, a range or a list of them: {value}",
        "Grades are PK, K and 1 to 12; write for example `{field}: K-5` or `{field}: [6, 8]`.",
        why="Grades are PK, K and 1 to 12: one grade, a range from the lower to the higher, or a "
        "list. Families filter the list of products by grade, which works only with these.",
        wrong="grades: elementary",
        right="grades: K-5",
    ),
    "E115": Code(
        "The school is unknown",
        "There is no school `{value}`.{meant}",
        "{advice}",
        why="An entry names a school by its id in `content/site.yaml`. A school that is not there "
        "has no page and no feed, so its families would not see the notice.",
        wrong="schools: [nowhere]",
        right="schools: [dodd]",
    ),
    "E116": Code(
        "The contract is unknown",
        "There is no contract `{value}` in `content/contracts/`.{meant}",
        "Write the name of the contract's file without its ending, or use `contractor:` if there "
        "is no contract.",
        why="The breach names a contract that has no entry. The contractor, product and schools "
        "are taken from that entry.",
        wrong="contract: northstar-raeder",
        right="contract: northstar-reader",
    ),
    "E117": Code(
        "The kind of data is unknown",
        "`{name}` is not a kind of data.{meant}",
        "The kinds are {choices}.",
        why="The law names three kinds of student data, and a breach can also involve directory "
        "information. Data under any other name would be left out of the notice.",
        wrong="collects:\n  student-info: [name]",
        right="collects:\n  student-information: [name]",
    ),
    "E118": Code(
        "The date must be exact",
        "`{field}` is not exact enough: {value}",
        "On a new entry, write the day, for example 2025-08-18. Only an entry with `legacy: "
        "true` may leave it out.",
        why="On a new entry, the day is known, and the legal deadline is counted from it. Only an "
        "entry from before this site, with `legacy: true`, may give just a month.",
        wrong="executed: 2025-08",
        right="executed: 2025-08-18",
    ),
    "E119": Code(
        "The date has a time",
        "`{field}` is a day without a time, not {value}",
        "Write only the date, {example}.",
        why="This field is a day, and deadlines are counted from the day. A time would suggest "
        "more precision than there is.",
        wrong="executed: 2025-08-18 10:00",
        right="executed: 2025-08-18",
    ),
    "E120": Code(
        "The setting has the wrong form",
        "`{field}` must be {wanted}, not {value}",
        "Write for example `{example}`.",
        why="Every page or feed uses this setting, so its form has to be right.",
        wrong="feed_authority: Sample District",
        right="feed_authority: privacy.sample.example,2026",
    ),
    "E121": Code(
        "The picture is not a file of the site",
        "The picture must be a file under `content/files/`, not {value}",
        "Put the picture in `content/files/` and write ![what it shows](files/name.png).",
        why="Pictures come from `content/files/`, so that no other website learns who reads a "
        "notice. A picture on another website could also change or disappear.",
        wrong="![How data moves](https://northstar.example/picture.png)",
        right="[How data moves](https://northstar.example/picture.png)",
    ),
    "E122": Code(
        "The picture has no description",
        "The picture {value} has no text for people who cannot see it.",
        "Write what it shows between the brackets: ![what it shows]({value}).",
        why="People who cannot see the picture hear the text between its brackets. Without it, the "
        "notice tells them less than others, and federal law on accessibility does not allow "
        "that.",
        wrong="![](files/how-data-moves.png)",
        right="![Data moves from the school to the company](files/how-data-moves.png)",
    ),
    "E123": Code(
        "There are too many brackets",
        "The text has {value} square brackets; {limit} are allowed.",
        "Split the text, or delete the brackets that are not links.",
        why="A text with hundreds of square brackets takes very long to process. No notice needs "
        "that many links.",
        wrong="[[[[[[[[[[[[[[[[[[[[[[[[ …",
        right="Teachers create the accounts.",
    ),
    "E129": Code(
        "There are too many Markdown marks",
        "The text has more than {limit} Markdown marks, such as `*`, `_`, `` ` ``, `\\` and `#`.",
        "Split the text, or delete the marks that do not format anything.",
        why="Thousands of marks take very long to process. No notice needs that many; they usually "
        "come from another program.",
        wrong="\\*\\*\\*\\*\\*\\*\\*\\*\\*\\*\\*\\* …",
        right="Teachers create the *accounts*.",
    ),
    "E130": Code(
        "The text is nested too deeply",
        "The text contains lists or quotes that are nested more than {limit} levels deep.",
        "Delete the repeated `>`, `-` or `1.` marks; leave a blank line between two definitions.",
        why="There are quotes inside quotes, or lists inside lists, deeper than anyone reads. A "
        "text like this could make the program run out of memory.",
        wrong="> > > > > > > > > > > > > > > > …",
        right="> Teachers create the accounts.",
    ),
    "E124": Code(
        "The link is unsafe",
        "A page cannot link to this address: {value}",
        "Link to an address that begins with https://, mailto: or tel:, or to a file: "
        "files/name.pdf.",
        why="A page may link to web pages, email addresses, phone numbers and its own files. Any "
        "other link can run a program in a family's browser.",
        wrong="[Read more](javascript:alert(1))",
        right="[Read more](https://northstar.example)",
    ),
    "E128": Code(
        "The link leads nowhere",
        "There is no page or file at this address: {value}",
        "Link to files/name.pdf, product-notification/name-of-the-entry/ or "
        "breach-notification/name-of-the-entry/.",
        why="The link leads to a page or a file of this site that does not exist. Families who "
        "follow it would get an error page.",
        wrong="[The other product](product-notification/northstar-raeder/)",
        right="[The company](https://northstar.example)",
    ),
    "E125": Code(
        "This type of file is not published",
        "Files of this type are not published: `{name}`.",
        "Use one of {choices}.",
        why="Browsers run some types of files, and many families cannot open others. Notices "
        "publishes only types that everyone can open and that cannot run anything.",
        wrong="content/files/northstar.html",
        right="content/files/northstar.pdf",
    ),
    "E126": Code(
        "The time is not valid",
        "`{field}` has a time that cannot be read: {value}",
        "Write the date, a space, and the hours and minutes from 00:00 to 23:59, for example "
        "2025-08-20 15:10.",
        why="A time is written in hours and minutes, from 00:00 to 23:59. Deadlines in hours are "
        "counted from it.",
        wrong="received: 2025-08-20 25:10",
        right="received: 2025-08-20 15:10",
    ),
    "E127": Code(
        "The text is too long",
        "`{field}` is too long: it has {value} characters, and the limit is {limit}.",
        "Keep it short and put the rest in the text below the fields.",
        why="A one-line field appears in lists, feeds and search results. Longer text belongs "
        "below the fields.",
        wrong="description: Reading passages, and … (two pages more)",
        right="description: Reading passages.",
    ),
    "E131": Code(
        "The brackets are empty",
        "The brackets of `{field}` are empty.",
        "{advice} Otherwise list the data, for example `{example}`.",
        why="Empty brackets could mean that there is no data, that nobody knows, or that someone "
        "forgot to fill them in. The page would say “No student data”, so only the word "
        "`nothing` means that.",
        wrong="collects: {student-information: []}",
        right="collects: nothing",
    ),
    "E132": Code(
        "An element of data is not an answer",
        "`{value}` does not name any data, but the page would list it as data.",
        "{advice} Otherwise name the data, for example `{example}`.",
        why="Words such as “N/A”, “TBD” or “see Exhibit B” mean that the answer is missing. The "
        "page would list them as if they were data, and so would the open data.",
        wrong="collects: {student-information: [see Exhibit B]}",
        right="collects: {student-information: [name, grade level]}",
    ),
    "E133": Code(
        "The text shows nothing",
        "`{field}` would show nothing on the page: {value}",
        "Write words that a reader can see, or delete the line if the field is optional.",
        why="The value has only characters that nobody can see, such as a zero-width space, or "
        "Markdown marks without any words. The page would have a gap there, or a link without a "
        "name.",
        wrong='purpose: "\\u200b"',
        right="purpose: Reading practice.",
    ),
    "E134": Code(
        "The address of the site is not a folder",
        "`{field}` must be the folder in which the site is published, not {value}",
        "Write `{field}: {example}`.",
        why="The addresses of all pages and feeds begin with this one. After the name of a page, a "
        "question mark or a #, nothing more can follow, so every complete link would lead nowhere.",
        wrong="url: https://privacy.example/notices/index.html",
        right="url: https://privacy.example/notices/",
    ),
    "E135": Code(
        "The number is too large",
        "`{field}` is too large: {value}",
        "Correct it: no number may have more than nine digits.",
        why="There are not that many students. It is usually a typo, or a number of another kind, "
        "such as that of a phone.",
        wrong="students: 4120000000",
        right="students: 412",
    ),
    # Several values together
    "E201": Code(
        "Dates are out of order",
        "`{field}` ({value}) is {order} than `{name}` ({other}).",
        "Correct one of the two dates.",
        why="These dates cannot be in this order: a contract does not end before it is signed, "
        "and a breach is not discovered before it happens. At least one of them is wrong.",
        wrong="executed: 2026-08-18\nexpires: 2026-06-30",
        right="executed: 2025-08-18\nexpires: 2026-06-30",
    ),
    "E202": Code(
        "The list is out of order",
        "This {noun} ({value}) is earlier than the one above it ({other}).",
        "Put the oldest first; add a new {noun} at the end.",
        why="Changes and updates are listed in the order in which they happened. Their position is "
        "part of their id in the feeds, so a new one always goes at the end.",
        wrong="changes:\n"
        "  - {kind: renewal, executed: 2027-06-29, expires: 2028-06-30}\n"
        "  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}",
        right="changes:\n"
        "  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}\n"
        "  - {kind: renewal, executed: 2027-06-29, expires: 2028-06-30}",
    ),
    "E203": Code(
        "Contract and contractor are both given",
        "Use `contract` or {names}, not both.",
        "Keep `contract` and delete {names}.",
        why="The contract's entry already says who the contractor is and what the product is "
        "called. If both were here, they could differ.",
        wrong="contract: northstar-reader\ncontractor: Example Northstar Learning, Inc.",
        right="contract: northstar-reader",
    ),
    "E204": Code(
        "The date is too far off",
        "`{field}` is too far off to be right: {value}",
        "Correct the year; a date must be between {first} and {last}.",
        why="The date is so far off that it must be a typo. Lists are sorted by it, and "
        "deadlines are counted from it.",
        wrong="executed: 0225-08-18",
        right="executed: 2025-08-18",
    ),
    "E205": Code(
        "The entry is too new for `legacy`",
        "`legacy` is for entries from before {since}, and this one is from {value}.",
        "Delete `legacy: true` and fill in the fields that are then required.",
        why="`legacy` is for old entries about which some facts are no longer known. From the day "
        "that the settings give as `since`, entries must be complete.",
        wrong="legacy: true\nexecuted: 2026-10-01",
        right="executed: 2026-10-01",
    ),
    "E206": Code(
        "The text is in two places",
        "`body` is among the fields, but this file also has text below them.",
        "Move the text below the closing `---`.",
        why="In a `.md` file, the text is below the fields, and `body` would be a second text. "
        "Only a `.yaml` file has a `body`.",
        wrong="---\nbody: Teachers create the accounts.\n---\nFamilies need no account.",
        right="---\n"
        "purpose: Reading practice.\n"
        "---\n"
        "Teachers create the accounts. Families need no account.",
    ),
    "E208": Code(
        "A field is below the fields",
        "`{name}` is a field, but it is below the closing `---`, where everything is published "
        "as text.",
        "Move it above the closing `---`, with the lines that belong to it; if it is the beginning "
        "of a sentence, write a capital letter.",
        why="Only the lines between the two `---` are fields. Everything below them is text: the "
        "page would show this line under *Details*, and nothing would be updated, closed or "
        "withdrawn.",
        wrong="---\n"
        "product: Northstar Reader\n"
        "---\n"
        "withdrawn: {on: 2026-03-01, reason: Sent in error.}",
        right="---\n"
        "product: Northstar Reader\n"
        "withdrawn: {on: 2026-03-01, reason: Sent in error.}\n"
        "---",
    ),
    "E209": Code(
        "A renewal has no new end",
        "This renewal of {value} has no new end date; the old one is {other}.",
        "Add the new last day, such as `expires: 2027-06-30`, or `expires: none` if it runs "
        "until someone ends it.",
        why="A renewal gives the contract a new end date. Without it, the page would say that the "
        "contract ended on the old date, although it still runs.",
        wrong="changes:\n  - {kind: renewal, executed: 2026-06-29, notified: 2026-06-30}",
        right="changes:\n"
        "  - {kind: renewal, executed: 2026-06-29, notified: 2026-06-30, expires: 2027-06-30}",
    ),
    "E210": Code(
        "A past event has a date in the future",
        "`{field}` is in the future: {value}",
        "Write when it happened, or leave the line out until it has happened.",
        why="For the record, this date means that something was done. With a date in the future, "
        "the record would say that a deadline was met before anyone was notified.",
        wrong="notified: 2027-03-07",
        right="notified: 2026-03-07",
    ),
    "E211": Code(
        "The law has no such deadline",
        "`{name}` is not a deadline under `law: {law}`.",
        "Use `{use}` if you mean that, or leave the line out. The deadlines are {choices}.",
        why="Under `law: statute`, the district does not notify families of a contract directly; "
        "it posts the notice with the contract itself. You can set a limit only for a duty that "
        "you have.",
        wrong="law: statute\ndeadlines: {contract-notice: 3 days}",
        right="law: statute\ndeadlines: {contract-posting: 3 business days}",
    ),
    "E212": Code(
        "A limit is longer than state law allows",
        "`{field}` can end later than state law allows: {value}",
        "The limit of state law is {limit}; write a limit that never ends after that, or leave "
        "the line out.",
        why="A district may promise more than the law requires, but not less. With a longer limit, "
        "the record would say *met* for a notice that was late under state law. Limits in days "
        "and hours include weekends, so the two limits are compared for every day of the year.",
        wrong="deadlines: {family-breach-notice: 3 days}",
        right="deadlines: {family-breach-notice: 24 hours}",
    ),
    "E213": Code(
        "A business day is open and closed",
        "The same day is in `open` and in `closed`: {value}",
        "Delete it from one of the two.",
        why="`business_days` says on which days the office differs from the state's holidays. If "
        "a day is in both lists, nobody can tell whether it counts.",
        wrong="business_days: {open: [2026-10-12], closed: [2026-10-12]}",
        right="business_days: {open: [2026-10-12], closed: [2026-11-27]}",
    ),
    "E214": Code(
        "The entry does not say when the district learned about the breach",
        "`received` is unknown, and `learned` is missing.",
        "If the contractor reported the breach, write when, such as `received: 2026-11-12 "
        "15:40`. If the district learned about it on its own, add when: `learned: 2026-11-12 "
        "09:00`.",
        why="The deadline to notify families is counted from the contractor's notice. Only a "
        "breach that the district learned about on its own can be published before that notice "
        "arrives.",
        wrong="received: unknown",
        right="received: unknown\nlearned: 2026-11-12 09:00",
    ),
    "E215": Code(
        "The same data is involved and not involved",
        "{value} is in `involves` and in `not-involved`.",
        "Delete it from one of them. If an update changes one of them, change the other in the "
        "same update.",
        why="Families would read that the data was involved, and that it was not. `involves` and "
        "`not-involved` stay the same until an update changes them, so an update that changes "
        "one may have to change the other.",
        wrong="involves: {student-information: [name, password]}\nnot-involved: [password]",
        right="involves: {student-information: [name]}\nnot-involved: [password]",
    ),
    "E216": Code(
        "A year has two yearly notices",
        "{value} is the second notice in `yearly` for {year}, after {other}.",
        "Leave one line for each year: the first notice to all families in that year.",
        why="The record has one row for each year, so the other date would be ignored.",
        wrong="yearly: [{on: 2025-08-29, by: email}, {on: 2025-09-05, by: email}]",
        right="yearly: [{on: 2024-08-30, by: email}, {on: 2025-08-29, by: email}]",
    ),
    # Against what was published
    "E207": Code(
        "The translation has a field that the entry does not",
        "`{field}` is in the translation, but not in the entry.",
        "Delete it, or add it to the entry first.",
        why="A translation says what the entry says, in another language, and nothing more. Each "
        "item of a list translates the entry's item at the same position.",
        wrong="offers: Dos años de protección de identidad.  (the entry has no offers)",
        right="summary: Alguien pudo abrir las listas de clase.",
    ),
    "E301": Code(
        "A published entry is missing",
        "This entry was published and is now missing.",
        "Put the file back as it was. If the notice no longer applies, add `withdrawn:` with a "
        "date and a reason.",
        why="A published notice must not disappear: families were notified of it, feeds list it "
        "and other pages link to it. If it no longer applies, withdraw it. It then stays on the "
        "site, crossed out, with the reason.",
        wrong="content/contracts/northstar-reader.md  (deleted)",
        right="withdrawn:\n"
        "  on: 2026-03-01\n"
        "  reason: The contract was never signed by both sides.",
    ),
    "E302": Code(
        "A published entry was renamed",
        "This entry was published as `{name}`.",
        "Rename the file back to `{name}`. To correct the title of the page, change the fields "
        "in the file.",
        why="The name of the file is the address of the page and part of the ids of its feed "
        "items. Under a new name, every link would break and feed readers would announce the "
        "notice again. The title of the page comes from its fields, which you can change.",
        wrong="content/contracts/northstar.md  (published as northstar-reader.md)",
        right="content/contracts/northstar-reader.md",
    ),
    "E303": Code(
        "A published change or update is missing",
        "{what} was published and is now missing.",
        "Put it back where it was. You can correct its words there, or add a new one at the end.",
        why="Each change and each update is a notice of its own, and families have read it. You "
        "can correct its words or add a new one, but it must stay in the history.",
        wrong="updates: []  (one was published)",
        right="updates:\n  - on: 2026-11-18\n    text: The contractor has counted 412 students.",
    ),
    "E304": Code(
        "A published change or update has moved",
        "This {noun} was published as number {was} of the list and is now number {now}.",
        "Move it back to its place; add anything new at the end of the list.",
        why="The position in the list is part of the notice's id in the feeds. If it moves, feed "
        "readers show old news as new, and never show what is really new.",
        wrong="updates:\n"
        "  - {on: 2026-11-16, text: Forgotten until now.}\n"
        "  - {on: 2026-11-18, text: This was published first.}",
        right="updates:\n"
        "  - {on: 2026-11-18, text: This was published first.}\n"
        '  - {on: 2026-11-20, text: "On November 16, we also learned this."}',
    ),
    "E305": Code(
        "A published change or update was replaced",
        "{what} was published here, and this is a different one.",
        "Put the old one back, and add this one at the end of the list.",
        why="A different notice, with another date and other words, is in the place of one that "
        "was published. The old one would be missing from the history, and feed readers would "
        "not announce the new one. If it is the same notice and all of it was wrong, first "
        "correct its date and publish that, then correct its words.",
        wrong="changes:\n"
        "  - {kind: renewal, executed: 2027-06-29, expires: 2028-06-30}  (published as the "
        "renewal of 2026-06-29)",
        right="changes:\n"
        "  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}\n"
        "  - {kind: renewal, executed: 2027-06-29, expires: 2028-06-30}",
    ),
    "E306": Code(
        "A withdrawal was removed",
        "This entry was published as withdrawn, and `withdrawn` is now missing.",
        "Put `withdrawn` back. If the notice applies after all, say so in its reason, and post a "
        "new entry.",
        why="Families were told that the notice no longer applies. If it applies after all, that "
        "is news, and families need to see a new notice.",
        wrong="product: Northstar Reader  (published with `withdrawn`)",
        right="product: Northstar Reader\n"
        "withdrawn:\n"
        "  on: 2026-03-01\n"
        "  reason: The contract was never signed by both sides.",
    ),
    "E307": Code(
        "The feed authority was changed",
        "`feed_authority` was published as {other} and is now {value}.",
        "Write `feed_authority: {other}` again. It can stay the same even if the district's "
        "address changes.",
        why="`feed_authority` is part of the id of every item in the feeds. If it changes, every "
        "feed reader announces every notice again. It is a name, not an address, so it stays the "
        "same when the domain changes.",
        wrong="feed_authority: new-name.example,2027  (published as privacy.sample.example,2026)",
        right="feed_authority: privacy.sample.example,2026",
    ),
    # The theme
    "E501": Code(
        "There is no such theme",
        "There is no theme `{value}`.{meant}",
        "The themes are {choices}.",
        why="The settings name a theme that does not exist. Themes are the folders in `themes/`, "
        "and the built-in `default`.",
        wrong="theme: blue",
        right="theme: default",
    ),
    "E502": Code(
        "A template fails",
        "The template fails: {reason}.",
        "Correct the template, or delete it to use the one of the default theme.",
        why="A template of the theme has a mistake, so the program cannot make a page with it. "
        "This message is for the person who changed the theme; the entries are fine.",
        wrong="{% for contract in contracts %} {{ contract.title }}",
        right="{% for contract in contracts %} {{ contract.title }} {% endfor %}",
    ),
    "E503": Code(
        "A catalog cannot be read",
        "The catalog of translated sentences cannot be read: {reason}.",
        "Write each sentence as a `msgid` and a `msgstr`, both in double quotes.",
        why="The program cannot read the sentences of a language, so it cannot make any page in "
        "it. This message is for the person who changed the catalog; the entries are fine.",
        wrong='msgid "Status"\nmsgstr Estado',
        right='msgid "Status"\nmsgstr "Estado"',
    ),
    "E504": Code(
        "A translated sentence has different placeholders",
        "The translation of `{other}` has different placeholders: {value}",
        "Copy the words in braces exactly as they are in the sentence; never translate them.",
        why="The program replaces each word in braces with a name or a number. If a translation "
        "leaves one out, the page loses that name; if it has another, the program cannot make "
        "the page.",
        wrong='msgid "Grades {grades}"\nmsgstr "Grados {grados}"',
        right='msgid "Grades {grades}"\nmsgstr "Grados {grades}"',
    ),
    # Warnings
    "W101": Code(
        "A legacy entry is incomplete",
        "Not recorded: {fields}.",
        "If you find any of this later, add it; the program does not guess.",
        why="The entry is marked as one from before this site, and it lacks fields that a new "
        "entry must have. For these, the page says “not recorded”.",
        wrong="legacy: true\nexecuted: unknown",
        right="legacy: true\nexecuted: 2019-08",
    ),
    "W102": Code(
        "The time of receipt is missing",
        "`received` needs a time, because a limit in hours is counted from it: {value}",
        "Add the time when the notice arrived, for example `received: {example} 15:40`.",
        why="The limit is in hours (48, unless the settings say otherwise), and it starts when the "
        "contractor's notice arrives. Without the time, nobody can show that the deadline was "
        "met.",
        wrong="received: 2026-11-12",
        right="received: 2026-11-12 15:40",
    ),
    "W103": Code(
        "HTML is shown as text",
        "`{value}` is HTML, and the page will show it as plain text.",
        "Use Markdown: **bold**, *italic*, [a link](https://example.org), - a list.",
        why="HTML could run a program in a family's browser, so the page shows it as plain text. "
        "Markdown has everything that a notice needs.",
        wrong="Families <b>need no account</b>.",
        right="Families **need no account**.",
    ),
    "W104": Code(
        "The contract itself is missing",
        "`agreement` is missing: since {since}, student data may be shared only under a written "
        "contract.",
        "Put the contract into `content/files/` and add `agreement: files/{example}.pdf`, or say "
        "in `basis` why there is no contract.",
        why="State law requires a written contract, and requires the district to post the contract "
        "itself on its website (Public Act 18-125). Each renewal is a contract of its own.",
        wrong="collects: {student-information: [name]}\nbasis: contract",
        right="collects: {student-information: [name]}\n"
        "agreement: https://northstar.example/agreement.pdf",
    ),
    "W105": Code(
        "The end date is missing",
        "`expires` is missing.",
        "Add the last day of the contract, `expires: 2027-06-30`, or `expires: none` if it runs "
        "until someone ends it.",
        why="Families ask how long a contract runs, and the page shows whether it is active or "
        "ended. Without an end date, nobody can tell.",
        wrong="executed: 2025-08-18",
        right="executed: 2025-08-18\nexpires: none",
    ),
    "W106": Code(
        "The update is older than the notice",
        "This update ({value}) is dated before the notice was received ({other}).",
        "If one of the two dates is wrong, correct it.",
        why="An update is usually later than the notice that it adds to. An earlier date is "
        "possible if there was news before the contractor's letter, but it is usually a typo.",
        wrong="received: 2026-11-12 15:40\n"
        "updates:\n"
        "  - {on: 2026-11-10, text: We were told by phone.}",
        right="received: 2026-11-12 15:40\n"
        "updates:\n"
        "  - {on: 2026-11-13, text: We were told by phone.}",
    ),
    "W107": Code(
        "Dates are in an unusual order",
        "`{field}` ({value}) is {order} than `{name}` ({other}).",
        "If one of the two is wrong, correct it; the page shows both as they are.",
        why="The dates are in an order that is seldom right: for example, families were notified "
        "before the contract was signed. If the dates are right, leave them.",
        wrong="executed: 2025-08-18\nnotified: 2025-08-15",
        right="executed: 2025-08-18\nnotified: 2025-08-20",
    ),
    "W108": Code(
        "The date is in the future",
        "`{field}` is in the future: {value}",
        "Correct it if it is wrong; if it is right, it takes effect on that day.",
        why="The notice is published as it is, because a contract may be posted before it begins. "
        "Until that day, the page and the lists show what applies today.",
        wrong="withdrawn: {on: 2027-03-07, reason: Sent in error.}",
        right="withdrawn: {on: 2026-03-07, reason: Sent in error.}",
    ),
    "W109": Code(
        "Part of the text is not shown",
        "Part of this text cannot be published and is left out.",
        "Write it in plain Markdown: paragraphs, lists, tables, links and pictures.",
        why="The page cannot show part of the text safely, so it leaves that part out. The cause "
        "is usually a typo in the address of a link.",
        wrong="[Read more](https:// northstar.example)",
        right="[Read more](https://northstar.example)",
    ),
    "W110": Code(
        "The translation is not used",
        "This is a translation into `{value}`, but the site has no pages in that language.",
        "Write `languages: {choices}` in `content/site.yaml`, or delete the file.",
        why="The file is a translation into a language that is not in the settings. It does no "
        "harm, but no family can read it.",
        wrong="content/contracts/northstar-reader.es.md  (with languages: [en])",
        right="languages: [en, es]",
    ),
    "W111": Code(
        "The language is not used",
        "The theme has no sentences in `{value}`, so {then}.{meant}",
        "Remove the language, or add its sentences: `docs/languages.md` says how.",
        why="The settings list a language for which the theme has no catalog of sentences. If it "
        "is not the first language, it is left out. If it is the first, the entries are in that "
        "language and the theme's sentences are in English.",
        wrong="languages: [en, pl]",
        right="languages: [en, es]",
    ),
    "W112": Code(
        "A native speaker has not reviewed a language",
        "A native speaker has not reviewed the sentences in `{value}`, and each of its pages "
        "says so.",
        "Ask a native speaker to read them, and write the name and the date in line 1.",
        why="A wrong sentence in a language that nobody in the office reads can mislead a family. "
        "Until a native speaker has read all sentences, the pages say so.",
        wrong="# Reviewed by a native reader: not yet",
        right="# Reviewed by a native reader: Privacy Office, 2026-12-01",
    ),
    "W113": Code(
        "A line of the text looks like a field",
        "This line of the text begins like the field `{name}`.",
        "If it is the field, move it above the closing `---`; if it is a sentence, leave it.",
        why="Only the lines between the two `---` are fields. Everything below them is published "
        "as text. A sentence may begin with the name of a field, so this is only a warning.",
        wrong="---\nproduct: Northstar Reader\n---\nexpires: 2027-06-30",
        right="---\nproduct: Northstar Reader\nexpires: 2027-06-30\n---",
    ),
    "W114": Code(
        "The end of a renewal is not recorded",
        "This renewal of {value} has no new end date, so the page says “not recorded”; the old "
        "one is {other}.",
        "If you find the last day, add it, such as `expires: 2027-06-30`, or `expires: none` if "
        "the contract ran until someone ended it.",
        why="A renewal gives the contract a new end date. An entry from before this site may lack "
        "it; then nobody can tell whether the contract still runs, and the page says so.",
        wrong="legacy: true\nchanges:\n  - {kind: renewal, executed: 2026-06-29}",
        right="legacy: true\n"
        "changes:\n"
        "  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}",
    ),
    "W116": Code(
        "The curly quotes are published",
        "`{field}` is in curly quotes, and the page would show them: {value}",
        "If families should not see them, write `{other}` without them.",
        why="Straight quotes around a value only mark where it begins and ends. Curly quotes, "
        "which some programs type instead, are part of the text: the page, the feeds and the "
        "search would have them.",
        wrong="product: “Northstar Reader”",
        right="product: Northstar Reader",
    ),
    "W117": Code(
        "An element of data or a school is listed twice",
        "`{value}` is listed twice in `{field}`.",
        "Delete one of the two.",
        why="The page and the open data would list the same data, or the same school, twice. Data "
        "that differs only in capital letters is the same.",
        wrong="collects: {student-information: [name, grade level, Name]}",
        right="collects: {student-information: [name, grade level]}",
    ),
    # Deadlines
    "W118": Code(
        "The contract was not checked for the required terms",
        "`terms` is missing: the law lists ten terms that a contract must have.",
        "Compare the contract with the list in `docs/deadlines.md`, then add a line such as "
        "`terms: {{form: cet-addendum, checked: {example}}}`; list any term that it lacks in "
        "`missing:`.",
        why="A contract without the terms of § 10-234bb(a) becomes void after reasonable notice. "
        "Only someone who reads it can say what it contains, so `check --since` expects `terms` "
        "in each contract, and in each change with its own document, that is not published yet.",
        wrong="executed: 2026-09-14\nnotified: 2026-09-15\n"
        "agreement: https://northstar.example/agreement.pdf",
        right="executed: 2026-09-14\nnotified: 2026-09-15\n"
        "agreement: https://northstar.example/agreement.pdf\n"
        "terms: {form: cet-addendum, checked: 2026-09-14}",
    ),
    "W119": Code(
        "A pledge does not replace the contract",
        "`basis` is a pledge, and a pledge does not replace the contract that the law requires.",
        "Sign a contract with the company, then add it as `agreement` and write `basis: contract`. "
        "Until then, the page says that no contract is on file.",
        why="The law allows a district to share student data only under a written contract with "
        "ten required terms. A pledge does not have them, even if it is on file with the state's "
        "commission.",
        wrong="basis: pledge",
        right="basis: contract",
    ),
    "W120": Code(
        "A deadline has passed",
        "The deadline to {do} was {by}.",
        "{advice}",
        why="The law, or the district's own promise, sets a limit in days or hours, and it has "
        "passed. Families must still be notified. The notice is published, and the record says "
        "that it was late.",
        wrong="executed: 2026-09-01",
        right="executed: 2026-09-01\nnotified: 2026-09-03",
    ),
    "W121": Code(
        "A deadline is running",
        "The deadline to {do} is {by}.",
        "{advice}",
        why="The law, or the district's own promise, sets a limit in days or hours, and it has "
        "not passed yet. The deadline is the last moment, not the one to aim for.",
        wrong="executed: 2026-11-23",
        right="executed: 2026-11-23\nnotified: 2026-11-24",
    ),
    "W122": Code(
        "A deadline was missed",
        "The deadline to {do} was {by}, and this is later: {value}",
        "Correct the date if it is wrong. Otherwise leave it: the notice is published, and the "
        "record says that it was late.",
        why="This was done after its deadline. If the dates are right, don't change anything: the "
        "page and the record show them as they are.",
        wrong="executed: 2026-09-01\nnotified: 2026-10-15",
        right="executed: 2026-09-01\nnotified: 2026-09-03",
    ),
    "W123": Code(
        "An update does not say whether families were notified",
        "This update adds kinds of data or students, but lacks {fields}.",
        "Add when the news arrived and when families were notified, such as "
        "`received: {today} 09:00` and `notified: {{at: {today} 15:40, by: email}}`.",
        why="The update concerns families who have not been notified of what it adds, and the time "
        "to notify them starts when the news arrives. Without both dates, the record says "
        "*unknown*, and `notices due` lists the update.",
        wrong="updates:\n  - on: 2026-11-20\n    students: 412\n    text: It was 412 students.",
        right="updates:\n"
        "  - on: 2026-11-20\n"
        "    received: 2026-11-20 09:00\n"
        "    notified: 2026-11-20 15:40\n"
        "    students: 412\n"
        "    text: It was 412 students.",
    ),
    "W124": Code(
        "Families were not notified electronically",
        "Families must be notified directly and electronically, but `by` says: {value}",
        "If they also got an email or a message, write that, such as `by: email and letter`; "
        "otherwise leave it.",
        why="The district promises to notify families electronically. A paper letter or a call may "
        "be right in addition, and for some families it may be the only way; the record says how "
        "they were notified. A notice on the website does not reach each family.",
        wrong="notified: {at: 2025-08-20, by: letter}",
        right="notified: {at: 2025-08-20, by: email and letter}",
    ),
    "W125": Code(
        "An older contract that is still active is not posted",
        "`agreement` is missing, and this contract from before {since} is still active.",
        "If the district has the contract, add it: `agreement: files/{example}.pdf`. The next "
        "renewal must be in writing.",
        why="The contract is older than the law that requires written contracts, so nothing was "
        "missed. But the district may still share student data under it, and families expect to "
        "read it.",
        wrong="collects: {student-information: [name]}\nexecuted: 2016-09-30\nexpires: none",
        right="collects: {student-information: [name]}\nexecuted: 2016-09-30\nexpires: none\n"
        "agreement: https://northstar.example/agreement.pdf",
    ),
    "W126": Code(
        "The contractor's notice has not arrived",
        "`received` is unknown, so no deadline to notify families can be counted from it.",
        "Fill in `received` as soon as the contractor's notice arrives, and leave `learned` as it "
        "is.",
        why="The district learned about the breach on its own, and the record says *unknown* until "
        "the contractor's notice arrives. Families can be notified before that.",
        wrong="received: unknown\nlearned: 2026-11-12 09:00",
        right="received: 2026-11-13 15:40\nlearned: 2026-11-12 09:00",
    ),
    # Another law
    "W130": Code(
        "A Social Security number is involved",
        "`{value}` is involved, so Connecticut General Statutes § 36a-701b may apply as well.",
        "Call the district's lawyer today: that law requires separate notices to the Attorney "
        "General and to those affected.",
        why="The law on student data is not the only one. If a breach involves Social Security "
        "numbers, § 36a-701b requires separate notices within 60 days, one of them to the "
        "Attorney General. This program counts no deadline for them. The warning ends when the "
        "breach is resolved.",
        wrong="involves: {student-information: [name, Social Security number]}",
        right="involves: {student-information: [name, Social Security number]}\n"
        "resolved: 2026-11-20",
    ),
    "W131": Code(
        "Families could guess which child needs the service",
        "`{field}` narrows down who uses this service for special education.",
        "Delete `{field}`, so that the page does not show it, unless many students there use the "
        "service.",
        why="A service under the exception may be for one child. Anyone who knows the school or "
        "the grade could guess whose special education plan requires it.",
        wrong="basis: special-education-exception\ngrades: 3",
        right="basis: special-education-exception",
    ),
    "W132": Code(
        "A renewal does not end later",
        "This renewal ends on {value}, and the contract already ran until {other}.",
        "Correct the date, usually its year. If the contract now ends earlier, write "
        "`kind: amendment`.",
        why="A renewal gives the contract a later end. With an earlier one, or the same one, the "
        "page would say that the contract ends before it does.",
        wrong="expires: 2026-06-30\nchanges:\n"
        "  - {kind: renewal, executed: 2026-06-29, notified: 2026-06-30, expires: 2026-06-30}",
        right="expires: 2026-06-30\nchanges:\n"
        "  - {kind: renewal, executed: 2026-06-29, notified: 2026-06-30, expires: 2027-06-30}",
    ),
    "W133": Code(
        "A list of data has semicolons",
        "This is listed as a single kind of data: {value}",
        "Put commas between: {commas}.",
        why="Inside brackets, only a comma begins the next item. The page, the letter and the open "
        "data would name everything between two commas as one kind of data.",
        wrong="collects: {student-information: [name; grade level]}",
        right="collects: {student-information: [name, grade level]}",
    ),
    "W135": Code(
        "A name means two schools",
        "`{value}` already means the school `{name}`.",
        "Give each school names that no other school has, or delete the alias.",
        why="Families could not tell the schools apart in lists and on pages, and neither a form "
        "nor an import could tell which one is meant. Names that differ only in capital letters "
        "are the same.",
        wrong="schools:\n"
        "  dodd: {name: Dodd School}\n"
        "  dodd-annex: {name: Dodd Annex, aliases: [Dodd School]}",
        right="schools:\n"
        "  dodd: {name: Dodd School}\n"
        "  dodd-annex: {name: Dodd Annex, aliases: [Annex]}",
    ),
    "W136": Code(
        "An amendment changes nothing",
        "This amendment of {value} does not change any field.",
        "Add what it changes, such as `purpose:` or `collects:`, or at least its document, "
        "`agreement: files/{example}.pdf`.",
        why="An amendment is a notice of its own, and this one would not tell families what is "
        "new. A field with the same value as before changes nothing.",
        wrong="changes:\n  - {kind: amendment, executed: 2026-07-01, notified: 2026-07-02}",
        right="changes:\n"
        "  - kind: amendment\n"
        "    executed: 2026-07-01\n"
        "    notified: 2026-07-02\n"
        "    purpose: Reading practice in grades 3 to 8.",
    ),
    "W137": Code(
        "A block of code has no end",
        "This line begins a block of code, and no line ends it: {value}",
        "Delete the line, which often comes with a copied example; or repeat it after the code.",
        why="Three backticks or tildes begin and end text that is shown as code. A single such "
        "line is usually left from an example that someone copied, and the page would show it.",
        wrong="~~~\nFamilies need no account.",
        right="Families need no account.",
    ),
    # Warnings, against what was published
    "W301": Code(
        "A published date is changed",
        "`{field}` was published as {other} and is now {value}.",
        "If the old date was right, put it back: the law counts its deadlines from these dates.",
        why="The law counts its deadlines from this date, so changing it can make a late notice "
        "look timely. If the old date was a mistake, keep the new one; a reviewer should know "
        "about it.",
        wrong="received: 2026-11-13 09:00  (published as 2026-11-12 15:40)",
        right="received: 2026-11-12 15:40",
    ),
    "W302": Code(
        "There is more data than was published",
        "`{field}` has more data than was published: {value}",
        "If the data is new, delete it here and add {instead}; if it was forgotten, leave it.",
        why="The top of an entry says what families were told first. If the contractor collects "
        "more data now, that is an amendment, and families must be notified; if more is now "
        "known about a breach, that is an update.",
        wrong="collects: {student-information: [name, home address]}  (published with name alone)",
        right="collects: {student-information: [name]}\n"
        "changes:\n"
        "  - kind: amendment\n"
        "    executed: 2026-09-01\n"
        "    collects: {student-information: [name, home address]}",
    ),
    "W303": Code(
        "A translation is out of date",
        "{fields} changed after the entry was published, but the translation `{name}` did not.",
        "Update the translation, or ask someone who reads the language to do it.",
        why="The entry has changed, but its translation has not, so families who read the "
        "translation learn something else.",
        wrong="northstar-reader.md is changed, northstar-reader.es.md is not",
        right="northstar-reader.md and northstar-reader.es.md say the same",
    ),
    "W304": Code(
        "A new entry is marked as legacy",
        "This entry is new, but `legacy` allows it to be incomplete.",
        "Delete `legacy: true` unless the notice was published elsewhere before this site.",
        why="`legacy` is for notices that were published elsewhere before this site, when some "
        "facts are no longer known. A new contract or breach has no such reason.",
        wrong="legacy: true\nproduct: Northstar Reader",
        right="product: Northstar Reader",
    ),
    "W305": Code(
        "The published version cannot be read",
        "The version that was published{where} cannot be read, so nothing was compared.",
        "Compare the two versions yourself: nothing may be missing, and only words may differ.",
        why="The published entry has a mistake in how it is written, so the program cannot know "
        "what it said and whether something was removed. A person has to compare the two.",
        wrong="changes: two renewals  (as it was published)",
        right="changes:\n  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}",
    ),
    "W306": Code(
        "A published file is missing",
        "`{value}` was published and is now missing.",
        "{advice}",
        why="A file, a translation or a school was published and is now missing, so its address "
        "leads nowhere. That may be right if nobody should read the file.",
        wrong="content/files/northstar-reader-2025.pdf  (deleted)",
        right="content/files/northstar-reader-2025.pdf  (replaced by a corrected one)",
    ),
    "W307": Code(
        "A published fact is changed",
        "`{field}` was published as {other} and is now {value}.",
        "If the old value was right, put it back; if this is news, add a change or an update "
        "instead.",
        why="Who the contractor is, how many students are involved, when a contract ends, when and "
        "how families were notified: families and the record depend on these facts. If the old "
        "value was a mistake, keep the new one; a reviewer should know about it.",
        wrong="notified: 2026-08-20  (published as 2026-09-15)",
        right="notified: 2026-09-15",
    ),
    "W308": Code(
        "There is less data than was published",
        "`{field}` no longer names data that was published: {value}",
        "If less data is collected or involved now, put the old data back and add a change or an "
        "update; if the old data was a mistake, leave it out.",
        why="The top of an entry says what families were told first. If data is deleted there "
        "later, it looks as if it had never been there.",
        wrong="collects: {student-information: [name]}  (published with name and home address)",
        right="collects: {student-information: [name, home address]}",
    ),
    "W309": Code(
        "A late notice becomes a timely one",
        "This turns *late* into *met*: `{name}` of {value} was late as it was published.",
        "Ask why the dates or the limits have changed, and save the answer with your approval.",
        why="Before this change to the entry or the settings, the record said *late*; now it says "
        "*met*. That may be a correction, but it is also what tampering with the record looks "
        "like.",
        wrong="executed: 2026-09-01\nnotified: 2026-09-05  (published with notified: 2026-10-15)",
        right="executed: 2026-09-01\nnotified: 2026-10-15",
    ),
    "W310": Code(
        "A missed deadline disappears from the record",
        "`{name}` of {value} was *{other}* as it was published, and now it is {now}.",
        "Ask why this has changed, and save the answer with your approval.",
        why="Before this change to the entry or the settings, the record showed that a deadline "
        "was missed; now it does not. That may be a correction, such as of `basis`, `legacy` or "
        "`law`, but it is also what tampering with the record looks like.",
        wrong="basis: special-education-exception  (published with basis: contract)",
        right="basis: contract",
    ),
    # Warnings, between entries
    "W401": Code(
        "Two contracts for one product overlap",
        "`{name}` has the same product and contractor, and its term ({other}) overlaps this one "
        "({value}).",
        "If this is a renewal or an amendment, write it under `changes` in `{name}`; if both "
        "contracts run at the same time, leave it.",
        why="Two entries say that the same product of the same contractor is under contract at the "
        "same time. The second is usually a renewal or an amendment, which belongs in the first "
        "entry, so that families see one product with its history.",
        wrong="content/contracts/northstar-reader-2026.md  (a second entry for the same product)",
        right="changes:\n  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}",
    ),
    "W402": Code(
        "A breach does not name its contract",
        "{value} has {entries} among the contracts, but this breach names no contract.",
        "If it is about that contract, write `contract: {example}` instead of `contractor` and "
        "`product`.",
        why="The contractor has a contract on this site, but the breach does not say whether it is "
        "about that contract. Families look for breaches on the product's page.",
        wrong="contractor: Example Northstar Learning, Inc.",
        right="contract: northstar-reader",
    ),
    "W403": Code(
        "An open breach has no news",
        "The notice is open, and its latest news is from {value}, {days} days ago.",
        "Add an update, even if only to say that nothing new is known; or add `resolved:` with "
        "the day on which the breach was closed.",
        why="The notice of an open breach has had no news for thirty days. Families who heard that "
        "something went wrong want to know what happened next, even if nothing new is known.",
        wrong="received: 2026-09-01 10:00",
        right="received: 2026-09-01 10:00\nresolved: 2026-09-20",
    ),
    # Warnings, student data
    "W501": Code(
        "This looks like student data",
        "This looks like {what}.",
        "Remove it, because other people copy and keep what is published. If it is not about a "
        "student, leave it.",
        why="These words look like one student's data: a name, a birth date, a number, an "
        "address or a password. A public notice must not name a student, and what is published "
        "cannot be taken back, because other people copy and keep it. The district's own contact "
        "and the contractor's own website are fine.",
        wrong="Emma Johnson's mother called us at 203-555-0147.",
        right="A parent called us.",
    ),
    "W601": Code(
        "Two colors of the theme are too similar",
        "In {mode} mode, the text color `{text}` ({value}) on `{ground}` ({behind}) has a contrast "
        "of {ratio} to 1.",
        "Choose a darker or a lighter color: text needs at least 4.5 to 1.",
        why="People with low vision, and anyone in bright sunlight, cannot read text that is too "
        "similar to its background. WCAG 2.2, the international standard for accessible websites, "
        "requires this contrast (1.4.3).",
        wrong="--link: #7aa7d9;",
        right="--link: #1a4480;",
    ),
}
