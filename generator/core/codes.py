"""The mistakes a person can make, each once: what is wrong, what to write instead, and why it matters."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """A kind of mistake; its code never changes meaning. `says` and `advice` are filled with a problem's values.

    `why` is for the person who asks: what it means and why it matters, with an example of wrong and right.
    """

    title: str
    says: str
    advice: str
    why: str
    wrong: str
    right: str


STUDENT_DATA = "W501"  # the words that it is about are not repeated where they would be kept

CODES: dict[str, Code] = {
    # Files
    "E001": Code(
        "There is no content folder",
        "There is no folder `content` here.",
        "Run the command in the folder that holds `content/`, or name it: --root DIR.",
        why="The command looks for the folder `content` where it is started, and there is none. All that a "
        "site is made from stands in that folder, so nothing can be checked.",
        wrong="notices check",
        right="notices check --root path/to/the/district",
    ),
    "E002": Code(
        "There are no settings",
        "There is no file `content/site.yaml`.",
        "Create it with at least: district, abbreviation, url, timezone, contact and feed_authority.",
        why="The settings say who the district is, whom families ask and where the site stands. Without them "
        "no page can be made.",
        wrong="content/contracts/northstar-reader.md",
        right="content/contracts/northstar-reader.md\ncontent/site.yaml",
    ),
    "E003": Code(
        "The file is not UTF-8",
        "The file is not UTF-8 text: here is a byte {value} that no character has.",
        "Save the file again with the encoding UTF-8.",
        why="Text is kept as UTF-8, in which every language can be written. A file that another program has "
        "saved in an older encoding would show wrong letters to families.",
        wrong="saved as « Windows-1252 » or « Latin-1 »",
        right="saved as « UTF-8 »",
    ),
    "E004": Code(
        "There is a control character",
        "Here is the invisible character {value}.",
        "Delete it; it often comes along when text is copied from another program.",
        why="A character that nobody sees came along, mostly by copying from another program. It can break a "
        "page or a feed, or reverse the letters around it, and nobody would find out why. Arabic and Hebrew are "
        "read from the right without one.",
        wrong='description: "Reading\\x07passages."  (with an invisible bell between the words)',
        right="description: Reading passages.",
    ),
    "E005": Code(
        "There is an invisible line end",
        "Here is the invisible line end {value}.",
        "Delete it and press Enter instead; it often comes along when text is copied from another program.",
        why="The text holds a line end that an editor does not show as one. What looks like one line would be "
        "read as two.",
        wrong='description: "Reading\\u2028passages."  (with an invisible line end between the words)',
        right="description: Reading passages.",
    ),
    "E006": Code(
        "The file is too large",
        "The file is larger than {limit} bytes.",
        "Put long documents into `content/files/` and name them in `agreement`.",
        why="A notice is short enough to be read by a family; the longest real one has nine thousand letters. "
        "What is this large is mostly a document or a picture that was put into the wrong folder.",
        wrong="content/contracts/northstar-reader.md, with the whole agreement pasted into it",
        right="agreement: files/northstar-reader-2025.pdf",
    ),
    "E007": Code(
        "The file cannot be read",
        "This cannot be read: {reason}.",
        "{advice}",
        why="Something stands here that cannot be read: a link that leads out of the folder, a folder among "
        "the entries, a file without permission. It is not passed over in silence, because a notice would "
        "then be missing.",
        wrong="content/contracts/2025/northstar-reader.md",
        right="content/contracts/northstar-reader.md",
    ),
    "E008": Code(
        "The file's name is not an id",
        "The name `{name}` cannot be the address of a page.",
        "Rename the file to small letters, digits and single hyphens, for example `{example}`.",
        why="The name of a file becomes the address of its page and the name of its feed items, and stays for "
        "ever. So it is written in small letters, digits and single hyphens, which every computer reads "
        "alike.",
        wrong="content/contracts/Northstar Reader (new).md",
        right="content/contracts/northstar-reader.md",
    ),
    "E009": Code(
        "Two files have one id",
        "`{other}` has the same id, `{name}`.",
        "Give one of the two another name: the name of a file is the address of its page.",
        why="Two files would become the same page: their names differ only in the ending. One of the two "
        "notices would be lost.",
        wrong="content/contracts/northstar-reader.md\ncontent/contracts/northstar-reader.yaml",
        right="content/contracts/northstar-reader.md\ncontent/contracts/northstar-writer.yaml",
    ),
    "E010": Code(
        "The file is no entry",
        "`{name}` is neither a `.md` nor a `.yaml` file.",
        "{advice}",
        why="Only `.md` and `.yaml` files are entries. Anything else in these folders would be left out, and "
        "somebody would believe that it was published.",
        wrong="content/contracts/northstar-reader.docx",
        right="content/contracts/northstar-reader.md",
    ),
    "E011": Code(
        "The opening fence is missing",
        "The file does not begin with a line of three hyphens.",
        "Write `---` as the first line, then the fields, then `---` again, then the text.",
        why="An entry in a `.md` file begins with its fields, between two lines of three hyphens. Without the "
        "first line nobody can tell the fields from the text.",
        wrong="product: Northstar Reader\ncontractor: Example Northstar Learning, Inc.\n---",
        right="---\nproduct: Northstar Reader\ncontractor: Example Northstar Learning, Inc.\n---",
    ),
    "E012": Code(
        "The closing fence is missing",
        "The fields begin here, and no line of three hyphens ends them.",
        "Write `---` on a line of its own after the last field.",
        why="The fields end at a second line of three hyphens, and it is missing. All that follows would be "
        "taken for fields.",
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
        "Write one field a line: its name, a colon, a space and its value.",
        why="There is nothing between the fences, or the file is empty. A notice says at least with whom the "
        "contract is.",
        wrong="---\n---\nTeachers create the accounts.",
        right="---\ncontractor: Example Northstar Learning, Inc.\n---\nTeachers create the accounts.",
    ),
    "E014": Code(
        "The file is in no folder that is read",
        "`{name}` stands where nothing is read.",
        "Entries belong into `content/contracts/` or `content/breaches/`, other files into `content/files/`, "
        "the settings into `content/site.yaml`.",
        why="Only a few folders are read, and this file stands beside them. Left alone, somebody would "
        "believe that it was published.",
        wrong="content/northstar-reader.md",
        right="content/contracts/northstar-reader.md",
    ),
    # YAML
    "E015": Code(
        "A translation of nothing",
        "This is a translation of `{name}`, and there is no such entry.",
        "Give it the name of its entry, with the language before the ending, or delete it.",
        why="A translation has the name of the entry that it is of. Without the entry there is no notice to show.",
        wrong="content/contracts/northstar.es.md  (beside northstar-reader.md)",
        right="content/contracts/northstar-reader.es.md",
    ),
    "E016": Code(
        "Two names are one on other computers",
        "On a Mac or on Windows, `{name}` would stand in the place of `{other}`.",
        "Rename one of them; small and capital letters alone do not tell two names apart.",
        why="A Mac and Windows take `Plan.pdf` and `plan.pdf` for one file. Whoever copies this folder there loses one "
        "of the two, and a notice then leads to the wrong document.",
        wrong="content/files/Northstar.pdf\ncontent/files/northstar.pdf",
        right="content/files/northstar-2025.pdf\ncontent/files/northstar-2026.pdf",
    ),
    "E017": Code(
        "The file's name is a placeholder",
        "The file still has a placeholder for a name: `{name}`.",
        "Rename it, for example to `{example}`. The name becomes the address of the page and cannot change after that; "
        "if the page is already published, write `published_names: [{key}]` in `content/site.yaml` instead.",
        why="A link to a new file fills in a name that you are meant to replace. The name of the file becomes the "
        "address of the page, and stays the same forever. The next new file would have the same name.",
        wrong="content/contracts/name-of-the-product.md",
        right="content/contracts/northstar-reader.md",
    ),
    "E018": Code(
        "Windows does not allow the file's name",
        "Windows does not allow a file to be named `{name}`.",
        "Rename it, for example to `{example}`; if it is already published, write `published_names: [{key}]` in "
        "`content/site.yaml` instead.",
        why="On Windows, names such as con, aux, nul and com1 mean a device, whatever their ending. Nobody could copy "
        "this folder to a computer with Windows, or work on it there.",
        wrong="content/contracts/aux.md",
        right="content/contracts/aux-1.md",
    ),
    "E020": Code(
        "The line cannot be read",
        "This line cannot be read: {reason}.",
        "Write one field a line, `name: value`; a list as [one, two], a text with special characters in double quotes.",
        why="The line means something to the computer that it cannot make sense of. It is the rare mistake "
        "that has no sentence of its own.",
        wrong='description: "Reading\\passages"',
        right="description: Reading and passages",
    ),
    "E021": Code(
        "A tab indents the line",
        "A tab stands where only spaces may stand.",
        "Replace the tab with two spaces.",
        why="Indentation says what belongs to what, and a tab has no width of its own: two editors show it in "
        "two ways. Spaces are the same everywhere.",
        wrong="collects:\n	student-information: [name]",
        right="collects:\n  student-information: [name]",
    ),
    "E022": Code(
        "A quote is not closed",
        "The text that this quote opens does not end where it should.",
        "Close it with the same quote at the end of the text; a `\"` inside a text is written `\\\"`, a `'` as `''`.",
        why="A text in quotes ends with the same quote that began it. Here it ends nowhere, or too early "
        "because a quote stands inside of it.",
        wrong='description: "The "best" reader',
        right='description: "The \\"best\\" reader"',
    ),
    "E023": Code(
        "A colon stands in an unquoted text",
        "A colon and a space stand inside a text that has no quotes.",
        "Put the whole text in double quotes, for example {example}.",
        why="A colon with a space after it separates a field from its value. A second one in the same line "
        "makes it unclear where the value begins, unless the value stands in quotes.",
        wrong="description: Reader: passages and quizzes",
        right='description: "Reader: passages and quizzes"',
    ),
    "E024": Code(
        "The text is cut at #",
        "All from `{value}` on would be lost: a # after a space begins a comment.",
        "Put the whole text in double quotes: {example}; for a comment, put a space after the #.",
        why="After a space, a # begins a comment: all from there on would be left out of the notice without a "
        "word. Quotes say that it belongs to the text; a space after the # says that it is a comment.",
        wrong="purpose: Reading in room #2",
        right='purpose: "Reading in room #2"',
    ),
    "E025": Code(
        "The text is cut inside brackets",
        "`{value}` is cut: inside brackets a {mark} ends a text that has no quotes.",
        "Put the text in double quotes, for example {example}.",
        why="Between brackets a comma begins the next value and a colon makes a field. A text with one of "
        "them would be cut in two.",
        wrong="collects: {student-information: [name: first and last]}",
        right='collects: {student-information: ["name: first and last"]}',
    ),
    "E026": Code(
        "A bracket is not closed",
        "The bracket {value} that opens here is not closed where it should be.",
        "Write the closing {close} after the last value, on the same line if you can, with commas between the values.",
        why="A bracket opens a list or a group, and what closes it is missing. All that follows would be part of it.",
        wrong="collects: {student-information: [name, grade level}",
        right="collects: {student-information: [name, grade level]}",
    ),
    "E027": Code(
        "The text begins with a special character",
        "A text cannot begin with `{value}` without quotes.",
        "Put the whole text in double quotes, for example {example}.",
        why="At the beginning of a text some characters mean something to the computer: @, `, %, &, *, ! and "
        "a few more. Quotes say that they are part of the text.",
        wrong="description: @home reading passages",
        right='description: "@home reading passages"',
    ),
    "E028": Code(
        "A field stands twice",
        "`{name}` stands here a second time; the first is on line {line}.",
        "Keep one of the two.",
        why="The same field stands twice, and only one of the two could count. Nobody could tell which was meant.",
        wrong="purpose: Reading practice.\npurpose: Reading practice at home.",
        right="purpose: Reading practice at home.",
    ),
    "E029": Code(
        "The merge key is not allowed",
        "`<<` is not a field.",
        "Write the fields out.",
        why="`<<` is a way of YAML to copy fields from elsewhere. An entry says all that it says in plain "
        "words, so that anybody can read it.",
        wrong="<<: {purpose: Reading practice.}",
        right="purpose: Reading practice.",
    ),
    "E030": Code(
        "The file holds two documents",
        "A second set of fields begins here.",
        "Put each entry into a file of its own.",
        why="A line of three hyphens among the fields, or a `.yaml` file with several parts, begins a second "
        "set of fields. One file is one notice.",
        wrong="product: Northstar Reader\n--- # another\nproduct: Northstar Writer",
        right="product: Northstar Reader",
    ),
    "E031": Code(
        "Values are nested too deep",
        "Here values are nested more than {limit} deep.",
        "No field needs that: delete the extra brackets or indentation.",
        why="Lists stand in lists in lists, deeper than any entry needs. A file made like this could stop the "
        "computer.",
        wrong="purpose: [[[[[[[[[[[[[[[[ … ]]]]]]]]]]]]]]]]",
        right="purpose: Reading practice.",
    ),
    "E032": Code(
        "The indentation is off",
        "This line does not line up with the lines above it.",
        "Begin a field of the entry at the start of the line, and what belongs to it two spaces further in.",
        why="What belongs together begins in the same column. A line that begins in another one belongs to nothing.",
        wrong="collects:\n    student-information: [name]\n  student-records: [grades]",
        right="collects:\n  student-information: [name]\n  student-records: [grades]",
    ),
    "E033": Code(
        "Colon and space are missing",
        "This line is not a field: after a field's name come a colon and a space.",
        "Write `{example}`.",
        why="A colon separates a field from its value only with a space after it. Without the space the whole "
        "line is one word.",
        wrong="purpose:Reading practice.",
        right="purpose: Reading practice.",
    ),
    "E034": Code(
        "A field's name is not a word",
        "A list or a mapping stands where a field's name belongs.",
        "Write one field a line, `name: value`.",
        why="A list or a group stands where the name of a field belongs. It is mostly a bracket at the "
        "beginning of a line.",
        wrong="[purpose]: Reading practice.",
        right="purpose: Reading practice.",
    ),
    "E035": Code(
        "The line belongs to no field",
        "This line is not a field, and belongs to none.",
        "If it goes on with the text above, begin it with two spaces; otherwise write `name: value`.",
        why="This line is no field, and no text above it goes on here. It would belong to nothing.",
        wrong="purpose: Reading practice.\nand at home",
        right="purpose: Reading practice.\n  and at home",
    ),
    "E036": Code(
        "A field of the entry is indented",
        "`{name}` is a field of the entry, and stands inside `{parent}`.",
        "Begin its line without spaces.",
        why="The name is right and the place is not: with spaces before it, the field belongs to the one "
        "above. There it would say nothing.",
        wrong="collects:\n  student-information: [name]\n  purpose: Reading practice.",
        right="collects:\n  student-information: [name]\npurpose: Reading practice.",
    ),
    # One value
    "E101": Code(
        "The field is unknown",
        "There is no field `{name}`{place}.{meant}",
        "The fields are {choices}.",
        why="There is no field of this name, so what it says would not be published. Mostly it is a slip of "
        "the finger, and the nearest name is shown.",
        wrong="porpose: Reading practice.",
        right="purpose: Reading practice.",
    ),
    "E102": Code(
        "A field is missing",
        "`{name}` is missing{place}.",
        "Add a line such as `{example}`.",
        why="The law or the page needs this field, and it is missing. An entry from before this site may lack "
        "it, if it says `legacy: true`.",
        wrong="product: Northstar Reader",
        right="product: Northstar Reader\ncontractor: Example Northstar Learning, Inc.",
    ),
    "E103": Code(
        "A field is empty",
        "`{field}` is empty.",
        "Write a value, for example `{example}`, or delete the line if it may be absent.",
        why="The field is there and says nothing. That is told apart from a field that is not there, because "
        "something was meant.",
        wrong="security:",
        right="security: Encrypted in transit and at rest.",
    ),
    "E104": Code(
        "The date is not real",
        "`{field}` is not a real date: {value}",
        "{advice}",
        why="No calendar has this day, so nobody can tell which one was meant. The law counts its deadlines "
        "from these dates.",
        wrong="executed: 2025-02-30",
        right="executed: 2025-02-28",
    ),
    "E105": Code(
        "The date is written another way",
        "`{field}` is not written as a date is here: {value}",
        "{advice}",
        why="Dates are written as year, month and day, which nobody can mistake: 3/2/2026 is in March for one "
        "reader and in February for another. Where the day can be guessed, it is shown both ways.",
        wrong="executed: 8/18/2025",
        right="executed: 2025-08-18",
    ),
    "E106": Code(
        "The time does not exist",
        "`{field}` does not exist: on that day the clocks go forward over {value}",
        "Write the time that the clock showed, for example an hour later.",
        why="In spring the clocks jump from two to three, and the hour between does not exist. The 48 hours "
        "of a breach notice are counted from this time, so it has to be a real one.",
        wrong="received: 2026-03-08 02:30",
        right="received: 2026-03-08 03:30",
    ),
    "E107": Code(
        "The value has another shape",
        "`{field}` takes {wanted}, and this is {got}.",
        "Write for example `{example}`.",
        why="The field takes one kind of value and has another: a list where a text belongs, or a text where "
        "a group of fields belongs.",
        wrong="description: [Reading, passages]",
        right="description: Reading passages.",
    ),
    "E108": Code(
        "The value is unknown",
        "`{field}` cannot be {value}.{meant}",
        "It is {choices}.",
        why="The field takes one of a few words, and this is none of them. What it would mean is unknown.",
        wrong="kind: vendor",
        right="kind: operator",
    ),
    "E109": Code(
        "The number is not a number",
        "`{field}` is not a whole number: {value}",
        "Write digits, for example `{field}: 412`, or `unknown`.",
        why="How many students are concerned is a number in digits, or `unknown`. Words such as « about 400 » "
        "cannot be added up or compared; they have room in the summary.",
        wrong="students: about 400",
        right="students: 412",
    ),
    "E110": Code(
        "The address is unsafe",
        "`{field}` is not an address that a page may link to: {value}",
        "Write an address that begins with https://.",
        why="A page may link to web addresses only. Other addresses can run a program in a family's browser, "
        "or lead nowhere.",
        wrong="website: javascript:alert(1)",
        right="website: https://northstar.example",
    ),
    "E111": Code(
        "The address has no scheme",
        "`{field}` is not a whole web address: {value}",
        "Write it with https://, for example `{field}: {example}`.",
        why="Without https:// a browser takes the address for a page of this site, and the link leads nowhere.",
        wrong="website: northstar.example",
        right="website: https://northstar.example",
    ),
    "E112": Code(
        "The file is not under content/files/",
        "`{field}` names a file that is not under `content/files/`: {value}",
        "Put the file into `content/files/` and write `files/` and its name, or write a web address.",
        why="The contract itself is a file under `content/files/` or a page on the web. A path to anywhere "
        "else would not be there for families.",
        wrong="agreement: contracts/northstar.pdf",
        right="agreement: https://northstar.example/agreement.pdf",
    ),
    "E113": Code(
        "The file does not exist",
        "There is no file `content/{value}`.{meant}",
        "Put the file there, or correct its name; small and capital letters count.",
        why="The entry names a file that is not there. The link would lead nowhere; capital letters and spaces count.",
        wrong="agreement: files/Northstar-2025.pdf",
        right="agreement: https://northstar.example/agreement.pdf",
    ),
    "E114": Code(
        "The grades cannot be read",
        "`{field}` is not a grade, a range or a list of them: {value}",
        "Grades are PK, K and 1 to 12; write for example `{field}: K-5` or `{field}: [6, 8]`.",
        why="Grades are PK, K and 1 to 12, one, a range from the lower to the higher, or a list. Families "
        "look for the products of a grade, so other words cannot be found.",
        wrong="grades: elementary",
        right="grades: K-5",
    ),
    "E115": Code(
        "The school is unknown",
        "There is no school `{value}`.{meant}",
        "{advice}",
        why="A school is named by its id in `content/site.yaml`. One that is not there has no page and no "
        "feed, and its families would not be told.",
        wrong="schools: [nowhere]",
        right="schools: [dodd]",
    ),
    "E116": Code(
        "The contract is unknown",
        "There is no contract `{value}` in `content/contracts/`.{meant}",
        "Write the name of the contract's file without its ending, or `contractor:` if there is none.",
        why="The breach names a contract that has no entry. Contractor, product and schools are taken from there.",
        wrong="contract: northstar-raeder",
        right="contract: northstar-reader",
    ),
    "E117": Code(
        "The kind of data is unknown",
        "`{name}` is not a kind of data.{meant}",
        "The kinds are {choices}.",
        why="The law names three kinds of student data, and directory information beside them in a breach. "
        "Under another name the data would be left out of the notice.",
        wrong="collects:\n  student-info: [name]",
        right="collects:\n  student-information: [name]",
    ),
    "E118": Code(
        "The date must be exact",
        "`{field}` is not exact enough: {value}",
        "On a new entry write the day, for example 2025-08-18; only `legacy: true` may leave it open.",
        why="On a new entry the day is known, and the law counts from it. Only an entry from before this site "
        "may give a month, with `legacy: true`.",
        wrong="executed: 2025-08",
        right="executed: 2025-08-18",
    ),
    "E119": Code(
        "The date takes no time",
        "`{field}` is a day, without a time: {value}",
        "Write only the date, {example}.",
        why="This date is a day, and a time beside it would say more than is known or counted.",
        wrong="executed: 2025-08-18 10:00",
        right="executed: 2025-08-18",
    ),
    "E120": Code(
        "The setting is malformed",
        "`{field}` is not {wanted}: {value}",
        "Write for example `{example}`.",
        why="The setting has another form than it must have. Every page or feed would carry it.",
        wrong="feed_authority: Sample District",
        right="feed_authority: privacy.sample.example,2026",
    ),
    "E121": Code(
        "The picture is not a file of the site",
        "The picture is not a file under `content/files/`: {value}",
        "Put the picture into `content/files/` and write ![what it shows](files/name.png).",
        why="Pictures come from `content/files/`, so that no other host learns who reads a notice. A picture "
        "from elsewhere could also change or vanish.",
        wrong="![How data moves](https://northstar.example/picture.png)",
        right="[How data moves](https://northstar.example/picture.png)",
    ),
    "E122": Code(
        "The picture has no description",
        "The picture {value} has no text for those who cannot see it.",
        "Write what it shows between the brackets: ![what it shows]({value}).",
        why="Somebody who cannot see the picture hears the text between its brackets instead. Without it the "
        "notice says less to them than to others, which the law does not allow either.",
        wrong="![](files/how-data-moves.png)",
        right="![Data moves from the school to the company](files/how-data-moves.png)",
    ),
    "E123": Code(
        "There are too many brackets",
        "The text has {value} square brackets; {limit} are allowed.",
        "Split the text, or delete the brackets that are no links.",
        why="A text with hundreds of square brackets takes the computer very long to read. No notice has that "
        "many links.",
        wrong="[[[[[[[[[[[[[[[[[[[[[[[[ …",
        right="Teachers create the accounts.",
    ),
    "E129": Code(
        "There are too many marks",
        "The text has more than {limit} marks of Markdown, such as `*`, `_`, `` ` ``, `\\` and `#`.",
        "Split the text, or delete the marks that shape nothing.",
        why="Thousands of marks make the computer search very long for where each one ends. No notice has that "
        "many; they come with what another program has written.",
        wrong="\\*\\*\\*\\*\\*\\*\\*\\*\\*\\*\\*\\* …",
        right="Teachers create the *accounts*.",
    ),
    "E130": Code(
        "The text is nested too deep",
        "The text holds lists or quotes that are nested more than {limit} deep.",
        "Delete the `>`, `-` or `1.` that stand in front of each other; leave a line empty between two definitions.",
        why="Quotes stand in quotes, or lists in lists, deeper than anybody reads. A text made like this could stop "
        "the computer.",
        wrong="> > > > > > > > > > > > > > > > …",
        right="> Teachers create the accounts.",
    ),
    "E124": Code(
        "The link is unsafe",
        "A page may not link to this: {value}",
        "Link to an address that begins with https://, mailto: or tel:, or to a file: files/name.pdf.",
        why="A page may link to web pages, mail addresses, phone numbers and its own files. Any other link "
        "can run a program in a family's browser.",
        wrong="[Read more](javascript:alert(1))",
        right="[Read more](https://northstar.example)",
    ),
    "E128": Code(
        "The link leads nowhere",
        "There is no page or file at this address: {value}",
        "Link to files/name.pdf, product-notification/name-of-the-entry/ or breach-notification/name-of-the-entry/.",
        why="The link names a page or a file of this site that does not exist. A family would meet an empty page.",
        wrong="[The other product](product-notification/northstar-raeder/)",
        right="[The company](https://northstar.example)",
    ),
    "E125": Code(
        "The kind of file is not published",
        "A file of this kind is not published: `{name}`.",
        "Use one of {choices}.",
        why="Browsers run some kinds of files, and families cannot open others. Only kinds that everybody can "
        "open and that run nothing are published.",
        wrong="content/files/northstar.html",
        right="content/files/northstar.pdf",
    ),
    "E126": Code(
        "The time is not a time",
        "`{field}` has a time that cannot be read: {value}",
        "Write the date, a space, and hours and minutes from 00:00 to 23:59, for example 2025-08-20 15:10.",
        why="A time is written in hours and minutes, from 00:00 to 23:59. Deadlines in hours are counted from it.",
        wrong="received: 2025-08-20 25:10",
        right="received: 2025-08-20 15:10",
    ),
    "E127": Code(
        "The text is too long",
        "`{field}` is too long: it has {value} characters, and {limit} are allowed.",
        "Keep it short and put the rest into the text below the fields.",
        why="A field of one line stands in lists, feeds and search results. What is longer belongs into the "
        "text below the fields.",
        wrong="description: Reading passages, and … (two pages more)",
        right="description: Reading passages.",
    ),
    "E131": Code(
        "The brackets are empty",
        "The brackets of `{field}` are empty.",
        "{advice} Otherwise list the data, for example `{example}`.",
        why="Empty brackets may mean that there is no data, that nobody knows, or that somebody forgot to fill them "
        "in. The page would say “No student data”, so only the word `nothing` says that.",
        wrong="collects: {student-information: []}",
        right="collects: nothing",
    ),
    "E132": Code(
        "An element of data is not an answer",
        "`{value}` does not name any data, but the page would list it as data.",
        "{advice} Otherwise name the data, for example `{example}`.",
        why="Words such as “N/A”, “TBD” or “see Exhibit B” say that there is no answer here. In a list of data they "
        "would be published as one more kind of data, and the open data would count them.",
        wrong="collects: {student-information: [see Exhibit B]}",
        right="collects: {student-information: [name, grade level]}",
    ),
    "E133": Code(
        "The text shows nothing",
        "`{field}` would show nothing on the page: {value}",
        "Write words that a reader can see, or delete the line if the field is optional.",
        why="The value has only characters that nobody can see, such as a zero-width space, or marks of Markdown "
        "without a word. The page would have an empty place, and a link would have no name.",
        wrong='purpose: "\\u200b"',
        right="purpose: Reading practice.",
    ),
    # Several values together
    "E201": Code(
        "Dates are out of order",
        "`{field}` ({value}) is {order} than `{name}` ({other}).",
        "Correct one of the two dates.",
        why="One thing cannot come before the other: no contract ends before it is signed, no breach is "
        "discovered before it happens. One of the two dates is wrong.",
        wrong="executed: 2026-08-18\nexpires: 2026-06-30",
        right="executed: 2025-08-18\nexpires: 2026-06-30",
    ),
    "E202": Code(
        "The list is out of order",
        "This {noun} ({value}) is earlier than the one above it ({other}).",
        "Put the oldest first; a new {noun} goes to the end.",
        why="Changes and updates stand in the order in which they happened. Their place is their name in the "
        "feeds, so a new one always goes to the end.",
        wrong="changes:\n"
        "  - {kind: renewal, executed: 2027-06-29, expires: 2028-06-30}\n"
        "  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}",
        right="changes:\n"
        "  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}\n"
        "  - {kind: renewal, executed: 2027-06-29, expires: 2028-06-30}",
    ),
    "E203": Code(
        "Contract and contractor both stand",
        "`{name}` stands beside `contract`, which already says it.",
        "Keep `contract` and delete `{name}`.",
        why="The contract's entry already says who the contractor is and what the product is called. Said "
        "twice, the two could differ.",
        wrong="contract: northstar-reader\ncontractor: Example Northstar Learning, Inc.",
        right="contract: northstar-reader",
    ),
    "E204": Code(
        "The date is far off",
        "`{field}` is too far off to be right: {value}",
        "Correct the year; a date here lies between {first} and {last}.",
        why="The date is so far off that it can only be a slip of the finger. Lists are sorted by it, and "
        "deadlines counted from it.",
        wrong="executed: 0225-08-18",
        right="executed: 2025-08-18",
    ),
    "E205": Code(
        "The entry is too new to be legacy",
        "`legacy` is for entries from before {since}, and this one is of {value}.",
        "Delete `legacy: true` and fill in what is then asked for.",
        why="`legacy` excuses what nobody knows any more of old contracts. The settings name a day from which "
        "on everything is known.",
        wrong="legacy: true\nexecuted: 2026-10-01",
        right="executed: 2026-10-01",
    ),
    "E206": Code(
        "The text is in two places",
        "`body` stands among the fields, and this file has its text below them.",
        "Move the text below the closing `---`.",
        why="In a `.md` file the text stands below the fields, and `body` would be a second one. Only a "
        "`.yaml` file has a `body`.",
        wrong="---\nbody: Teachers create the accounts.\n---\nFamilies need no account.",
        right="---\npurpose: Reading practice.\n---\nTeachers create the accounts. Families need no account.",
    ),
    "E208": Code(
        "A field is below the fields",
        "`{name}` is a field, but it is below the closing `---`, where everything is published as text.",
        "Move it above the closing `---`, with the lines that belong to it; if it is part of a sentence, begin the "
        "line with a capital letter.",
        why="Only the lines between the two `---` are fields. Everything below them is text: the page would show "
        "this line under *Details*, and nothing would be updated, closed or withdrawn.",
        wrong="---\nproduct: Northstar Reader\n---\nwithdrawn: {on: 2026-03-01, reason: Sent in error.}",
        right="---\nproduct: Northstar Reader\nwithdrawn: {on: 2026-03-01, reason: Sent in error.}\n---",
    ),
    "E209": Code(
        "A renewal has no new end",
        "This renewal of {value} gives no new end; the contract was to end on {other}.",
        "Add the new last day, such as `expires: 2027-06-30`, or `expires: none` if it runs until someone ends it.",
        why="A renewal replaces the end of the contract. Without a new one, the page would say that the contract ended "
        "on the old date, although it still runs.",
        wrong="changes:\n  - {kind: renewal, executed: 2026-06-29, notified: 2026-06-30}",
        right="changes:\n  - {kind: renewal, executed: 2026-06-29, notified: 2026-06-30, expires: 2027-06-30}",
    ),
    "E210": Code(
        "What has happened is dated in the future",
        "`{field}` is in the future: {value}",
        "Write when it happened, or leave the line out until it has.",
        why="The record counts this date as something that was done. A date that is still to come shows nothing, and "
        "a deadline would be met by it before anybody was notified.",
        wrong="notified: 2027-03-07",
        right="notified: 2026-03-07",
    ),
    "E211": Code(
        "The law has no such deadline",
        "`{name}` is no deadline under `law: {law}`.",
        "Use `{use}` if you mean that, or leave the line out. The deadlines are {choices}.",
        why="Under `law: statute` a contract is not announced to families directly: its notice is posted with the "
        "contract itself. A clock of your own must be for a duty that you have.",
        wrong="law: statute\ndeadlines: {contract-notice: 3 days}",
        right="law: statute\ndeadlines: {contract-posting: 3 business days}",
    ),
    "E212": Code(
        "A deadline ends after that of state law",
        "`{field}` can end later than state law allows: {value}",
        "The limit of state law is {limit}; write a limit that never ends after that, or leave the line out.",
        why="A district may promise more than the law, not less. With a longer limit, the record would say *met* of a "
        "notice that was late by law. Days and hours also count weekends, so the two are compared for every day.",
        wrong="deadlines: {family-breach-notice: 3 days}",
        right="deadlines: {family-breach-notice: 24 hours}",
    ),
    "E213": Code(
        "A business day is open and closed",
        "`closed` names a day that `open` names too: {value}",
        "Take it out of one of the two.",
        why="`business_days` says on which days the office differs from the state's holidays. A day that is both would "
        "make a deadline end on two days.",
        wrong="business_days: {open: [2026-10-12], closed: [2026-10-12]}",
        right="business_days: {open: [2026-10-12], closed: [2026-11-27]}",
    ),
    "E214": Code(
        "Nobody says how the district came to know",
        "`received` is unknown, and `learned` is missing.",
        "If the contractor reported the breach, write when, such as `received: 2026-11-12 15:40`. If the district "
        "found out by itself, add when: `learned: 2026-11-12 09:00`.",
        why="The time to notify families starts with the contractor's notice. Only a breach that the district found "
        "out by itself may be published before that notice comes.",
        wrong="received: unknown",
        right="received: unknown\nlearned: 2026-11-12 09:00",
    ),
    # Against what was published
    "E207": Code(
        "A translation of what is not there",
        "`{field}` is translated, and the entry has none there.",
        "Take it out, or write it in the entry's own language first.",
        why="A translation says what the entry says, in another language. What the entry does not say, no "
        "page may say; each item of a list stands for the item of the entry at the same place.",
        wrong="offers: Dos años de protección de identidad.  (the entry has no offers)",
        right="summary: Alguien pudo abrir las listas de clase.",
    ),
    "E301": Code(
        "A published entry is gone",
        "This entry was published, and is gone.",
        "Put the file back as it was; a notice that does not hold gets `withdrawn:` with a date and a reason.",
        why="Families were told, feeds carry it, others link to it: a notice that was published does not "
        "vanish. One that does not hold is withdrawn; it stays, struck through, with the reason.",
        wrong="content/contracts/northstar-reader.md  (deleted)",
        right="withdrawn:\n  on: 2026-03-01\n  reason: The contract was never signed by both sides.",
    ),
    "E302": Code(
        "A published entry has another name",
        "This entry was published as `{name}`.",
        "Rename the file back to `{name}`; to correct what the page is called, change the fields in it.",
        why="The name of the file is the address of the page and part of the name of its feed items. Under "
        "another name every link would break, and all readers of the feeds would be told a second time. "
        "What the page is called is in its fields, and may change.",
        wrong="content/contracts/northstar.md  (published as northstar-reader.md)",
        right="content/contracts/northstar-reader.md",
    ),
    "E303": Code(
        "A published change or update is gone",
        "{what} was published, and is missing here.",
        "Put it back where it stood; what it said may be corrected there, or by a new one at the end.",
        why="Each change and each update is a notice of its own, which families were told. What it said may "
        "be corrected where it stands, or by a new one, and it stays in the history.",
        wrong="updates: []  (one was published)",
        right="updates:\n  - on: 2026-11-18\n    text: The contractor has counted 412 students.",
    ),
    "E304": Code(
        "A published change or update has moved",
        "This {noun} was published as number {was} of the list, and is now number {now}.",
        "Put it back to its place; what is new goes to the end of the list.",
        why="The place in the list is the name of the notice in the feeds. If it moves, readers of the feeds "
        "see old news as new, and never see the new.",
        wrong="updates:\n"
        "  - {on: 2026-11-16, text: Forgotten until now.}\n"
        "  - {on: 2026-11-18, text: This was published first.}",
        right="updates:\n"
        "  - {on: 2026-11-18, text: This was published first.}\n"
        '  - {on: 2026-11-20, text: "On November 16, we also learned this."}',
    ),
    "E305": Code(
        "A published change or update is replaced",
        "{what} was published here, and this is another one.",
        "Put the old one back, and add this one at the end of the list.",
        why="A notice of another day with other words stands where one was published. The old one would be "
        "gone from the history, and readers of the feeds would not be told of the new one. If it is the "
        "same one and all of it was wrong, correct its date first and publish that, then its words.",
        wrong="changes:\n"
        "  - {kind: renewal, executed: 2027-06-29, expires: 2028-06-30}  (published as the renewal of 2026-06-29)",
        right="changes:\n"
        "  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}\n"
        "  - {kind: renewal, executed: 2027-06-29, expires: 2028-06-30}",
    ),
    "E306": Code(
        "A withdrawal is undone",
        "This entry was published as withdrawn, and `withdrawn` is missing.",
        "Put `withdrawn` back; if the notice holds after all, say so in its reason, and post a new entry.",
        why="Families were told that the notice does not hold. That it holds after all is news, and needs a "
        "notice that they will see.",
        wrong="product: Northstar Reader  (published with `withdrawn`)",
        right="product: Northstar Reader\n"
        "withdrawn:\n"
        "  on: 2026-03-01\n"
        "  reason: The contract was never signed by both sides.",
    ),
    "E307": Code(
        "The feed authority is changed",
        "`feed_authority` was published as {other}, and is now {value}.",
        "Write `feed_authority: {other}` again; it may stay even when the district's address changes.",
        why="`feed_authority` is part of the name of every item in the feeds. If it changes, every reader of "
        "the feeds is told of every notice once more. It is a name, not an address: it stays when the "
        "domain changes.",
        wrong="feed_authority: new-name.example,2027  (published as privacy.sample.example,2026)",
        right="feed_authority: privacy.sample.example,2026",
    ),
    # The theme
    "E501": Code(
        "The theme is unknown",
        "There is no theme `{value}`.{meant}",
        "The themes are {choices}.",
        why="The settings name a look that is not there. The looks are the folders in `themes/`, and "
        "`default`, which is built in.",
        wrong="theme: blue",
        right="theme: default",
    ),
    "E502": Code(
        "A template fails",
        "The template fails: {reason}.",
        "Correct the template, or delete it so that the default theme's stands in.",
        why="A template of the theme has a mistake, and no page can be made with it. This is for whoever "
        "changed the theme; entries are not at fault.",
        wrong="{% for contract in contracts %} {{ contract.title }}",
        right="{% for contract in contracts %} {{ contract.title }} {% endfor %}",
    ),
    "E503": Code(
        "A catalogue cannot be read",
        "The catalogue of sentences cannot be read: {reason}.",
        "Write each sentence as a `msgid` and a `msgstr`, both in double quotes.",
        why="The sentences of a language cannot be read, and no page can be made in it. This is for whoever "
        "changed the catalogue; entries are not at fault.",
        wrong='msgid "Status"\nmsgstr Estado',
        right='msgid "Status"\nmsgstr "Estado"',
    ),
    "E504": Code(
        "A translated sentence has other gaps",
        "The translation of `{other}` differs in what is filled in: {value}",
        "Write the words in braces as they are in the sentence, and no others: they are never translated.",
        why="What stands in braces is filled in with a name or a number. A translation that lacks it loses "
        "the name, and one that has another cannot be filled in.",
        wrong='msgid "Grades {grades}"\nmsgstr "Grados {grados}"',
        right='msgid "Grades {grades}"\nmsgstr "Grados {grades}"',
    ),
    # Warnings
    "W101": Code(
        "A legacy entry lacks fields",
        "Not recorded: {fields}.",
        "Add what is found later; nothing is guessed meanwhile.",
        why="The entry is marked as one from before this site, and lacks what the law asks of a new one. The "
        "page says « not recorded »; nothing is guessed.",
        wrong="legacy: true\nexecuted: unknown",
        right="legacy: true\nexecuted: 2019-08",
    ),
    "W102": Code(
        "The time of receipt is missing",
        "`received` has no time, and its hours are counted: {value}",
        "Add the time when the notice came in, for example `received: {example} 15:40`.",
        why="Where hours are counted, 48 of them unless the settings say otherwise, they run from the moment when "
        "the contractor's notice came in. Without the time nobody can show that the deadline was met.",
        wrong="received: 2026-11-12",
        right="received: 2026-11-12 15:40",
    ),
    "W103": Code(
        "HTML is shown as text",
        "`{value}` is HTML, and will be shown as it stands here.",
        "Use Markdown: **bold**, *italic*, [a link](https://example.org), - a list.",
        why="Raw HTML could run a program in a family's browser, so it is shown as the letters that it is. "
        "Markdown has what a notice needs.",
        wrong="Families <b>need no account</b>.",
        right="Families **need no account**.",
    ),
    "W104": Code(
        "The contract itself is missing",
        "`agreement` is missing: since {since}, student data may be shared only under a written contract.",
        "Put it into `content/files/` and add `agreement: files/{example}.pdf`, or say in `basis` why there is none.",
        why="State law asks for a written contract, and for the contract itself on the website (Public Act 18-125). "
        "Each renewal is a contract of its own. Families and auditors look for it.",
        wrong="collects: {student-information: [name]}\nbasis: contract",
        right="collects: {student-information: [name]}\nagreement: https://northstar.example/agreement.pdf",
    ),
    "W105": Code(
        "The end is not given",
        "`expires` is missing.",
        "Add the last day of the contract, `expires: 2027-06-30`, or `expires: none` if it runs until ended.",
        why="Families ask how long a contract runs, and the page tells active ones from ended ones. Without "
        "an end nobody can tell.",
        wrong="executed: 2025-08-18",
        right="executed: 2025-08-18\nexpires: none",
    ),
    "W106": Code(
        "The update is older than the notice",
        "This update ({value}) is dated before the notice was received ({other}).",
        "Correct one of the two dates if one is wrong.",
        why="An update is mostly later than the notice that it adds to. An earlier date is possible when news "
        "came before the contractor's letter; mostly it is a slip of the finger.",
        wrong="received: 2026-11-12 15:40\nupdates:\n  - {on: 2026-11-10, text: We were told by phone.}",
        right="received: 2026-11-12 15:40\nupdates:\n  - {on: 2026-11-13, text: We were told by phone.}",
    ),
    "W107": Code(
        "Dates are in an unusual order",
        "`{field}` ({value}) is {order} than `{name}` ({other}).",
        "Correct one of the two if it is wrong; the page shows both as they are.",
        why="The dates are in an order that seldom is right, such as families told before the contract was "
        "signed. If it is right, leave it; the page shows both as they are.",
        wrong="executed: 2025-08-18\nnotified: 2025-08-15",
        right="executed: 2025-08-18\nnotified: 2025-08-20",
    ),
    "W108": Code(
        "The date is in the future",
        "`{field}` is in the future: {value}",
        "Correct it if it is wrong; if it is right, it takes effect on that day.",
        why="The notice is published as it is, because a contract may be posted before it begins. Until that day "
        "the status and the lists show what holds today.",
        wrong="withdrawn: {on: 2027-03-07, reason: Sent in error.}",
        right="withdrawn: {on: 2026-03-07, reason: Sent in error.}",
    ),
    "W109": Code(
        "A part of the text is not shown",
        "A part of this text cannot be published and is left out.",
        "Write it in plain Markdown: paragraphs, lists, tables, links and pictures.",
        why="A part of the text cannot be shown safely, and the page would miss it. It is mostly a link with "
        "a slip in its address.",
        wrong="[Read more](https:// northstar.example)",
        right="[Read more](https://northstar.example)",
    ),
    "W110": Code(
        "The translation is not used",
        "This is a translation into `{value}`, and the site has no pages in that language.",
        "Write `languages: {choices}` into `content/site.yaml`, or delete the file.",
        why="The file is a translation, and the settings do not name its language. It does no harm, and no "
        "family reads it.",
        wrong="content/contracts/northstar-reader.es.md  (with languages: [en])",
        right="languages: [en, es]",
    ),
    "W111": Code(
        "The language is not used",
        "The theme has no sentences in `{value}`, so {then}.",
        "Take the language out, or add its sentences: `docs/languages.md` says how.",
        why="The settings name a language for which the theme has no catalogue of sentences. A further language "
        "is then left out; the first one is that of the entries, and has the theme's sentences in English.",
        wrong="languages: [en, pl]",
        right="languages: [en, es]",
    ),
    "W112": Code(
        "Nobody has reviewed a language",
        "The sentences in `{value}` were not reviewed by a native reader, and each of its pages says so.",
        "Have somebody read them who grew up with the language, and write who and when into line 1.",
        why="A sentence that is wrong in a language that nobody here reads can mislead a family. Until "
        "somebody has read them all, the pages say that nobody has.",
        wrong="# Reviewed by a native reader: not yet",
        right="# Reviewed by a native reader: Privacy Office, 2026-12-01",
    ),
    "W113": Code(
        "A line of the text looks like a field",
        "This line of the text begins like the field `{name}`.",
        "If it is the field, move it above the closing `---`; if it is a sentence, leave it.",
        why="Only the lines between the two `---` are fields. Everything below them is published as text. A sentence "
        "may begin with the name of a field, so this is only a warning.",
        wrong="---\nproduct: Northstar Reader\n---\nexpires: 2027-06-30",
        right="---\nproduct: Northstar Reader\nexpires: 2027-06-30\n---",
    ),
    "W114": Code(
        "The end of a renewal is not recorded",
        "This renewal of {value} gives no new end, so the page says “not recorded”; its end was {other}.",
        "Add the last day if it is found, such as `expires: 2027-06-30`, or `expires: none` if it ran until someone "
        "ended it.",
        why="A renewal replaces the end of the contract. An entry from before this site may lack the new end; then "
        "nobody can tell whether the contract still runs, and the page says so.",
        wrong="legacy: true\nchanges:\n  - {kind: renewal, executed: 2026-06-29}",
        right="legacy: true\nchanges:\n  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}",
    ),
    "W115": Code(
        "A published name stays",
        "The name `{name}` would not be allowed for a new file.",
        "It is published and must stay as it is; `published_names` in `content/site.yaml` lists it.",
        why="The name is a placeholder, or Windows does not allow it. It is already part of the address of a page, "
        "so it stays, and the settings list it as an exception.",
        wrong="published_names: [contracts/name-of-the-product]",
        right="content/contracts/northstar-reader.md",
    ),
    "W116": Code(
        "The curly quotes are published",
        "`{field}` is in curly quotes, and the page would show them: {value}",
        "If they are not meant to be seen, write `{other}` without them.",
        why="Straight quotes around a value only mark where it begins and ends. Curly quotes, which other programs "
        "put in their place, are part of the text: the page, the feeds and the search would have them.",
        wrong="product: “Northstar Reader”",
        right="product: Northstar Reader",
    ),
    "W117": Code(
        "An element of data is listed twice",
        "`{value}` is listed twice in `{field}`.",
        "Delete one of the two.",
        why="The page and the open data would list the same data twice. Capital letters do not make it different.",
        wrong="collects: {student-information: [name, grade level, Name]}",
        right="collects: {student-information: [name, grade level]}",
    ),
    # Deadlines
    "W118": Code(
        "Nobody has checked what the contract contains",
        "`terms` is missing: the law lists ten terms that a contract must have.",
        "Compare the contract with the list in `docs/deadlines.md`, then add a line such as "
        "`terms: {{form: cet-addendum, checked: {example}}}`, with `missing:` if any of them is not there.",
        why="A contract without the terms of § 10-234bb(a) is void after reasonable notice. Only someone who reads it "
        "can say what is in it, so this is asked for each contract since the day that `since` names in the settings.",
        wrong="executed: 2026-09-14\nnotified: 2026-09-15\nagreement: https://northstar.example/agreement.pdf",
        right="executed: 2026-09-14\nnotified: 2026-09-15\nagreement: https://northstar.example/agreement.pdf\n"
        "terms: {form: cet-addendum, checked: 2026-09-14}",
    ),
    "W119": Code(
        "A pledge does not replace the contract",
        "`basis` is a pledge, and a pledge does not replace the contract that the law requires.",
        "Sign a contract with the company, then write it in `agreement` and `basis: contract`. Until then, the page "
        "says that no contract is on file.",
        why="The law allows student data to be shared only under a written contract with ten required terms. A pledge, "
        "even one that the state's commission keeps, is a promise without them.",
        wrong="basis: pledge",
        right="basis: contract",
    ),
    "W120": Code(
        "A deadline has passed",
        "The deadline to {do} was {by}.",
        "{advice}",
        why="The law, or the district's own promise, gives a number of days or hours, and they are over. A late notice "
        "is still owed, and is published; the record says that it was late.",
        wrong="executed: 2026-09-01",
        right="executed: 2026-09-01\nnotified: 2026-09-03",
    ),
    "W121": Code(
        "A deadline is running",
        "The deadline to {do} is {by}.",
        "{advice}",
        why="The law, or the district's own promise, gives a number of days or hours, and they are running. The moment "
        "that is named is the last one, not the one to aim for.",
        wrong="executed: 2026-11-23",
        right="executed: 2026-11-23\nnotified: 2026-11-24",
    ),
    "W122": Code(
        "A deadline was missed",
        "The deadline to {do} was {by}, and this is later: {value}",
        "Correct the date if it is wrong; a late notice is published, and the record says that it was late.",
        why="This was done after the last moment of its limit. If the dates are right, nothing can be changed: the "
        "page and the record show them as they are.",
        wrong="executed: 2026-09-01\nnotified: 2026-10-15",
        right="executed: 2026-09-01\nnotified: 2026-09-03",
    ),
    "W123": Code(
        "Nobody can say whether families know the news",
        "This update adds kinds of data or students, but lacks {fields}.",
        "Add when the news came and when families were notified, such as "
        "`received: {today} 09:00` and `notified: {{at: {today} 15:40, by: email}}`.",
        why="What an update adds concerns families who have not been notified of it, and the time to notify them "
        "starts with the news. Without both dates the record says *unknown*, and `notices due` lists it.",
        wrong="updates:\n  - on: 2026-11-20\n    students: 412\n    text: It was 412 students.",
        right="updates:\n  - on: 2026-11-20\n    received: 2026-11-20 09:00\n    notified: 2026-11-20 15:40\n"
        "    students: 412\n    text: It was 412 students.",
    ),
    "W124": Code(
        "Families were notified on paper",
        "Families are to be notified electronically, and this says: {value}",
        "If they also got an email or the like, write that, such as `by: email and letter`; else leave it.",
        why="The district's page asks for electronic notice. A letter on paper may be right besides, and may be all "
        "that reaches a family; the record says by what means it was.",
        wrong="notified: {at: 2025-08-20, by: letter}",
        right="notified: {at: 2025-08-20, by: email and letter}",
    ),
    "W125": Code(
        "An older contract that still runs is not posted",
        "`agreement` is missing, and this contract from before {since} still runs.",
        "Add it if the district has it, such as `agreement: files/{example}.pdf`; the next renewal must be in writing.",
        why="The law on written contracts is younger than this contract, so nothing is wrong. But student data may "
        "still be shared under it, and families expect to read it.",
        wrong="collects: {student-information: [name]}\nexecuted: 2016-09-30\nexpires: none",
        right="collects: {student-information: [name]}\nexecuted: 2016-09-30\nexpires: none\n"
        "agreement: https://northstar.example/agreement.pdf",
    ),
    "W126": Code(
        "The contractor's notice has not come",
        "`received` is unknown: the time to notify families is counted from the contractor's notice.",
        "Write `received` as soon as that notice comes, and leave `learned` as it is.",
        why="The district found out by itself, and the record says *unknown* until the contractor's notice comes. "
        "Families can be notified before that.",
        wrong="received: unknown\nlearned: 2026-11-12 09:00",
        right="received: 2026-11-13 15:40\nlearned: 2026-11-12 09:00",
    ),
    # Another law
    "W130": Code(
        "A Social Security number is involved",
        "`{value}` is involved, so Connecticut General Statutes § 36a-701b may apply as well.",
        "Ask counsel today: that law has a notice of its own to the Attorney General and to those affected.",
        why="The law on student data is not the only one. When Social Security numbers got out, § 36a-701b asks for "
        "notices of its own, within 60 days, and one of them goes to the Attorney General. This program counts no "
        "deadline for it. The warning ends when the breach is resolved.",
        wrong="involves: {student-information: [name, Social Security number]}",
        right="involves: {student-information: [name, Social Security number]}\nresolved: 2026-11-20",
    ),
    # Warnings, against what was published
    "W301": Code(
        "A published date is changed",
        "`{field}` was published as {other}, and is now {value}.",
        "Correct it if the old one was right: the law counts its deadlines from these dates.",
        why="The law counts its deadlines from this date, so a change of it can make a late notice look "
        "timely. If the old one was a mistake, the new one is right; a person should know of it.",
        wrong="received: 2026-11-13 09:00  (published as 2026-11-12 15:40)",
        right="received: 2026-11-12 15:40",
    ),
    "W302": Code(
        "More data than was published",
        "`{field}` names more data than was published: {value}",
        "If the data came in later, take them out here and add {instead}; if they were forgotten, leave them.",
        why="The top of an entry says what families were told at first. If more data are collected since, "
        "that is an amendment of which they are to be told; if more became known of a breach, that is an "
        "update.",
        wrong="collects: {student-information: [name, home address]}  (published with name alone)",
        right="collects: {student-information: [name]}\n"
        "changes:\n"
        "  - kind: amendment\n"
        "    executed: 2026-09-01\n"
        "    collects: {student-information: [name, home address]}",
    ),
    "W303": Code(
        "A translation is behind",
        "{fields} changed since the entry was published, and the translation `{name}` did not.",
        "Bring the translation up to date, or have somebody do it who reads the language.",
        why="The words of the first language have changed, and the translation has not. Families who read it "
        "are told something else.",
        wrong="northstar-reader.md is changed, northstar-reader.es.md is not",
        right="northstar-reader.md and northstar-reader.es.md say the same",
    ),
    "W304": Code(
        "A new entry is marked as legacy",
        "This entry is new here, and `legacy` excuses what it lacks.",
        "Delete `legacy: true` unless the notice stood somewhere else before this site.",
        why="`legacy` is for notices that stood somewhere else before this site, of which nobody knows "
        "everything any more. A new contract or breach has no such excuse.",
        wrong="legacy: true\nproduct: Northstar Reader",
        right="product: Northstar Reader",
    ),
    "W305": Code(
        "The past cannot be read",
        "What was published{where} cannot be read, so nothing was compared.",
        "Compare the two yourself: nothing may be missing, and only words may differ.",
        why="The entry that was published has a mistake of form, so the program cannot tell what it said and "
        "whether something was taken back. A person has to compare the two.",
        wrong="changes: two renewals  (as it was published)",
        right="changes:\n  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}",
    ),
    "W306": Code(
        "A published file is gone",
        "`{value}` was published, and is gone.",
        "{advice}",
        why="A file, a translation or a school was published and is gone, and its address leads nowhere now. "
        "That may be right, when a file held what nobody may read.",
        wrong="content/files/northstar-reader-2025.pdf  (deleted)",
        right="content/files/northstar-reader-2025.pdf  (replaced by a corrected one)",
    ),
    "W307": Code(
        "A published fact is changed",
        "`{field}` was published as {other}, and is now {value}.",
        "Correct it if the old one was right; news belongs into a change or an update of its own.",
        why="Who the contractor is, how many students are involved, until when a contract runs, when and how families "
        "were notified: this is what the record and the pages rest on. If the old value was a mistake, the new one is "
        "right; a person should know of it.",
        wrong="notified: 2026-08-20  (published as 2026-09-15)",
        right="notified: 2026-09-15",
    ),
    "W308": Code(
        "Less data than was published",
        "`{field}` no longer names data that was published: {value}",
        "If less is collected or involved now, put it back and add a change or an update; else leave it.",
        why="The top of an entry says what families were notified of at first. What is left out here later looks as if "
        "it had never been there.",
        wrong="collects: {student-information: [name]}  (published with name and home address)",
        right="collects: {student-information: [name, home address]}",
    ),
    "W309": Code(
        "A late notice becomes a timely one",
        "This turns *late* into *met*: `{name}` of {value} was late as it was published.",
        "Ask why the dates or the limits have changed, and keep the answer with the approval of this change.",
        why="As it was published, the record said *late*; with this change, of the entry or of the settings, it says "
        "*met*. That may be a correction. It is also what rewriting the evidence looks like.",
        wrong="executed: 2026-09-01\nnotified: 2026-09-05  (published with notified: 2026-10-15)",
        right="executed: 2026-09-01\nnotified: 2026-10-15",
    ),
    # Warnings, between entries
    "W401": Code(
        "Two contracts for one product overlap",
        "`{name}` has the same product and contractor, and its term ({other}) overlaps this one ({value}).",
        "If this is a renewal or an amendment, write it under `changes` in `{name}`; if both run at once, leave it.",
        why="Two entries say that the same product of the same contractor is under contract at one time. "
        "Mostly the second is a renewal or an amendment, which belongs into the first, so that families "
        "see one product with its history.",
        wrong="content/contracts/northstar-reader-2026.md  (a second entry for the same product)",
        right="changes:\n  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}",
    ),
    "W402": Code(
        "A breach does not name its contract",
        "{value} has {entries} among the contracts, and this breach names no contract.",
        "If it is about that contract, write `contract: {example}` instead of `contractor` and `product`.",
        why="The contractor has a contract in this list, and the breach does not say whether it is the one. "
        "Families look on the product's page for what went wrong.",
        wrong="contractor: Example Northstar Learning, Inc.",
        right="contract: northstar-reader",
    ),
    "W403": Code(
        "An open breach has no news",
        "The notice is open, and its last news is of {value}, {days} days ago.",
        "Add an update, if only that nothing new is known; or `resolved:` with the day when it was closed.",
        why="Nothing was said about an open breach for thirty days. Families who heard that something went "
        "wrong want to hear how it goes on, if only that nothing new is known.",
        wrong="received: 2026-09-01 10:00",
        right="received: 2026-09-01 10:00\nresolved: 2026-09-20",
    ),
    # Warnings, student data
    "W501": Code(
        "This looks like student data",
        "This looks like {what}.",
        "Take it out: what is published is copied and kept by others. If it is about no student, leave it.",
        why="These words look like data of one student: a name, a birth date, a number, an address, a "
        "password. A public notice names no student; what is published once is copied and kept by others, "
        "and cannot be taken back. The district's own contact and the contractor's own site are no "
        "finding.",
        wrong="Emma Johnson's mother called us at 203-555-0147.",
        right="A parent called us.",
    ),
}
