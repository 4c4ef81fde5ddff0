"""The mistakes a person can make: what is wrong, what to write instead, and why it matters."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """A kind of mistake; its code never changes meaning.

    A problem's values are filled into `says` and `advice`, or into another of the `MESSAGES`.
    `why` says why it matters. `wrong` and `right` are examples. `instead` says what to do, in a
    sentence that needs no values: because `advice` has some, or because the situation must change,
    not the text, so that no example is right. A date or a word that someone copies to silence a
    warning would make the record false.
    """

    title: str
    says: str
    advice: str
    why: str
    wrong: str
    right: str = ""
    instead: str = ""


STUDENT_DATA = "W501"  # its words are never repeated in a place that keeps them

# Codes that were joined with another because they said the same; none is used again.
JOINED = (
    "E004 E005, E011 E012, E010 E014, E009 E016, E008 E017 E018, E023 E024 E025 E027, E022 "
    "E026, E032 E035 E036, E033 E037, E104 E106 E126, E115 E116, E107 E120, E112 E121, E110 "
    "E124, E113 E128, E123 E129, E031 E130, E103 E133, E109 E135, W106 W107, W110 W111, "
    "W105 W114"
)
MERGED = {old: new for new, *joined in map(str.split, JOINED.split(", ")) for old in joined}

CODES: dict[str, Code] = {
    # Files
    "E001": Code(
        "There is no content folder",
        "There is no folder `content` here.",
        "Run the command in the folder that contains `content/`, or name that folder: --root DIR.",
        why="The whole site is made from that folder, and the current folder does not contain it.",
        wrong="notices check",
        right="notices check --root path/to/the/district",
    ),
    "E002": Code(
        "There are no settings",
        "There is no file `content/site.yaml`.",
        "Create it with district, abbreviation, url, timezone, contact and feed_authority.",
        why="The settings say who the district is, and no page can be made without them.",
        wrong="content/contracts/northstar-reader.md",
        right="content/contracts/northstar-reader.md\ncontent/site.yaml",
        instead="Create `content/site.yaml` with district, abbreviation, url, timezone, contact "
        "and feed_authority.",
    ),
    "E003": Code(
        "The file is not UTF-8",
        "The file is not UTF-8 text: the byte {value} here is not part of any character.",
        "Save the file again with UTF-8 encoding.",
        why="In another encoding, families would see the wrong letters. UTF-8 has every language.",
        wrong="saved as “Windows-1252” or “Latin-1”",
        right="saved as “UTF-8”",
    ),
    "E004": Code(
        "A line contains an invisible character or line break",
        "This line contains the invisible character {value}.",
        "Delete it, or type an ordinary space instead. Invisible characters often come with text "
        "copied from another program.",
        why="It usually comes with copied text, and can break a page or a feed without being seen.",
        wrong='description: "Reading\\x07passages."  (with an invisible bell between the words)',
        right="description: Reading passages.",
    ),
    "E006": Code(
        "The file is too large",
        "The file is larger than {limit} bytes.",
        "Put long documents in `content/files/` and link to them in `agreement`.",
        why="A notice is short. A large file is usually a document or a picture in a wrong place.",
        wrong="content/contracts/northstar-reader.md, with the whole agreement pasted into it",
        right="agreement: files/northstar-reader-2025.pdf",
    ),
    "E007": Code(
        "The file cannot be read",
        "This cannot be read: {reason}.",
        "{advice}",
        why="If it were skipped, a notice might be missing. A link could publish a private file.",
        wrong="content/contracts/2025/northstar-reader.md",
        right="content/contracts/northstar-reader.md",
        instead="Do what the message says: move the file, save it again, or put the file itself in "
        "place of a link.",
    ),
    "E008": Code(
        "The file needs another name",
        "The name `{name}` cannot be the address of a page.",
        "Rename the file with lowercase letters, digits and single hyphens, for example "
        "`{example}`.",
        why="The name becomes the page's address and part of its feed ids, and can never change.",
        wrong="content/contracts/Northstar Reader (new).md",
        right="content/contracts/northstar-reader.md",
        instead="Rename the file with lowercase letters, digits and single hyphens, such as "
        "`northstar-reader.md`.",
    ),
    "E009": Code(
        "Two files have the same name",
        "`{other}` has the same id, `{name}`.",
        "Rename one of the two: the name of a file is the address of its page.",
        why="Two files would become one page, or replace each other on a Mac or on Windows.",
        wrong="content/contracts/northstar-reader.md\ncontent/contracts/northstar-reader.yaml",
        right="content/contracts/northstar-reader.md\ncontent/contracts/northstar-writer.yaml",
    ),
    "E010": Code(
        "The file is in the wrong folder, or has the wrong ending",
        "`{name}` is neither a `.md` nor a `.yaml` file.",
        "{advice}",
        why="Someone may think that it was published. Only some folders and endings are read.",
        wrong="content/contracts/northstar-reader.docx",
        right="content/contracts/northstar-reader.md",
        instead="Move the file to the folder that the message names, or save it as a `.md` file.",
    ),
    # Fields, as they are written
    "E011": Code(
        "A line of three hyphens is missing",
        "The file does not begin with a line of three hyphens.",
        "{delete}Write `---` as the first line, then the fields, then `---` again, then the text.",
        why="The fields are between two such lines. Without them, they could be text.",
        wrong="product: Northstar Reader\ncontractor: Example Northstar Learning, Inc.\n---",
        right="---\nproduct: Northstar Reader\ncontractor: Example Northstar Learning, Inc.\n---",
        instead="Write `---` as the first line, then the fields, then `---` again, then the text.",
    ),
    "E013": Code(
        "There are no fields",
        "The file has no fields.",
        "Write one field per line: its name, a colon, a space and its value.",
        why="The file is empty or has only text, and does not say who the contractor is.",
        wrong="---\n---",
        right="---\ncontractor: Example Northstar Learning, Inc.\n---",
    ),
    "E015": Code(
        "The translation has no entry",
        "This is a translation of `{name}`, but there is no such entry.",
        "Name it after its entry, with the language before the ending, or delete it.",
        why="A translation has the name of its entry, and shows nothing without it.",
        wrong="content/contracts/northstar.es.md  (next to northstar-reader.md)",
        right="content/contracts/northstar-reader.es.md",
        instead="Name the translation after its entry, with the language before the ending, or "
        "delete it.",
    ),
    "E019": Code(
        "The entry is in the wrong folder",
        "This is {kind}, but it is in `content/{section}/`.",
        "Move it to `content/{other}/`.",
        why="The folder decides which fields an entry has, and in which list families find it.",
        wrong="content/breaches/northstar-reader.md  (with purpose, collects and executed)",
        right="content/contracts/northstar-reader.md",
        instead="Move the file to the folder that the message names.",
    ),
    "E020": Code(
        "The line cannot be read",
        "This line cannot be read: {reason}.",
        "Write one field per line, `name: value`; write a list as [one, two], and put text with "
        "special characters in double quotes.",
        why="It is not valid YAML, in a way so rare that it has no message of its own.",
        wrong='description: "Reading\\passages"',
        right="description: Reading and passages",
    ),
    "E021": Code(
        "The line is indented with a tab",
        "This line has a tab where only spaces are allowed.",
        "Replace the tab with two spaces.",
        why="Editors give a tab different widths, so it does not show what belongs together.",
        wrong="collects:\n\tstudent-information: [name]",
        right="collects:\n  student-information: [name]",
    ),
    "E022": Code(
        "A quote or a bracket is not closed",
        "The text that this quote opens does not end where it should.",
        'Close it with the same quote at the end of the text. Inside the text, write `"` as `\\"` '
        "and `'` as `''`.",
        why="Without the closing mark, everything that follows would be part of the text.",
        wrong='description: "The "best" reader',
        right='description: "The \\"best\\" reader"',
    ),
    "E023": Code(
        "The text needs quotes",
        "A text without quotes contains a colon and a space.",
        "Put the whole text in double quotes, for example {example}.",
        why="In YAML, a colon, a # or a comma can end a text. In quotes, it is part of the text.",
        wrong="description: Reader: passages and quizzes",
        right='description: "Reader: passages and quizzes"',
        instead="Put the whole text in double quotes.",
    ),
    "E028": Code(
        "A field appears twice",
        "`{name}` appears a second time; the first is on line {line}.",
        "{advice}",
        why="Only one of the two can count, and nobody can know which one was meant.",
        wrong="purpose: Reading practice.\npurpose: Reading practice at home.",
        right="purpose: Reading practice at home.",
        instead="Keep the line that is right, and delete the other one.",
    ),
    "E029": Code(
        "The merge key is not allowed",
        "`<<` is not a field.",
        "Write out the fields instead of `<<`.",
        why="`<<` copies fields from elsewhere. An entry says everything, so anyone can read it.",
        wrong="<<: {purpose: Reading practice.}",
        right="purpose: Reading practice.",
    ),
    "E030": Code(
        "The file contains two documents",
        "A second set of fields begins here.",
        "Put each entry in its own file.",
        why="Three hyphens among the fields begin a second set of them. One file is one notice.",
        wrong="product: Northstar Reader\n--- # another\nproduct: Northstar Writer",
        right="product: Northstar Reader",
    ),
    "E031": Code(
        "Values or texts are nested too deeply",
        "Values here are nested more than {limit} levels deep.",
        "Delete the extra brackets or indentation; no field needs them.",
        why="Nobody reads lists inside so many lists, and they could use up the memory.",
        wrong="purpose: [[[[[[[[[[[[[[[[ … ]]]]]]]]]]]]]]]]",
        right="purpose: Reading practice.",
    ),
    "E032": Code(
        "The line is not where it belongs",
        "This line does not line up with the lines above it.",
        "Begin each field at the start of the line, and indent what belongs to it by two spaces.",
        why="Only its indentation shows which field a line belongs to.",
        wrong="collects:\n    student-information: [name]\n  student-records: [grades]",
        right="collects:\n  student-information: [name]\n  student-records: [grades]",
    ),
    "E033": Code(
        "A space is missing",
        "This is not a field: a colon and a space must follow the name of a field.",
        "Write `{example}`.",
        why="Without a space after the colon or the hyphen, the whole line is one word.",
        wrong="purpose:Reading practice.",
        right="purpose: Reading practice.",
        instead="Put a space after the colon or the hyphen.",
    ),
    "E034": Code(
        "The name of a field is missing",
        "There is a list or a group where the name of a field belongs.",
        "Write one field per line, `name: value`.",
        why="A list or a group here usually comes from a bracket at the beginning of the line.",
        wrong="[purpose]: Reading practice.",
        right="purpose: Reading practice.",
    ),
    "E040": Code(
        "The folder has no entry",
        "This folder has no file `{path}` beside it, so nothing says what these files are about.",
        "Give the folder the name of its entry.{meant} If the entry was renamed, rename it back.",
        why="What came later is in a folder with the name of its entry, and alone it says nothing.",
        wrong="content/breaches/2026-11-northstar/update-2026-11-17.md",
        right="content/breaches/2026-11-northstar-reader/update-2026-11-17.md",
        instead="Give the folder the name of its entry.",
    ),
    "E041": Code(
        "The name of the file says no kind",
        "The name begins with `{value}`, which is no kind of file.{meant}",
        "A file in this folder begins with {choices}, such as `{example}-2026-11-17.md`.",
        why="The name says what the file is, and becomes its address. A file of no kind is not "
        "published.",
        wrong="content/breaches/2026-11-northstar-reader/news-2026-11-17.md",
        right="content/breaches/2026-11-northstar-reader/update-2026-11-17.md",
        instead="Begin the name with the kind of the file, such as `update-2026-11-17.md`.",
    ),
    "E043": Code(
        "What came later has a file of its own",
        "`{name}` is not in an entry: what came later is in a file of its own.",
        "Delete it here, and save this as `{path}`:\n{file}",
        why="A published file stays as it is, so that git says since when each notice is there.",
        wrong="updates:\n  - on: 2026-11-17\n    text: The contractor has counted 412 students.",
        right="content/breaches/2026-11-northstar-reader/update-2026-11-17.md",
        instead="Delete it, and save the file that the message prints.",
    ),
    "E044": Code(
        "The file has no text",
        "There is no text below the second `---`.",
        "Write it there. {what}",
        why="The text is what families read, so without it the page would say nothing.",
        wrong="---\non: 2026-11-17\n---",
        right="---\non: 2026-11-17\n---\nThe contractor has counted 412 students.",
        instead="Write the text below the second line of three hyphens.",
    ),
    "E045": Code(
        "The file that this is about is not there",
        "There is no file `{value}` in this folder.{meant}",
        "The other files here are {choices}. To mean the entry itself, leave `of` out.",
        why="Nobody could tell what was corrected or withdrawn.",
        wrong="of: update-2026-11-71",
        right="of: update-2026-11-17",
        instead="Write the name of a file in this folder, without its ending.",
    ),
    "E046": Code(
        "A correction is not corrected",
        "`{value}` is itself a correction.",
        "Write another correction of the file that it is about, or withdraw `{value}`.",
        why="Families could not follow which value is right.",
        wrong="of: correction-2026-11-20",
        right="of: update-2026-11-17",
        instead="Correct the file that the correction is about, or withdraw the correction.",
    ),
    "E047": Code(
        "The correction changes nothing",
        "The page already says this value of `{field}`.",
        "Delete the field here, or write what is right.",
        why="A correction appears in the history of the notice, and would say that it was wrong.",
        wrong="right: {students: 412}  (the notice says 412)",
        right="right: {students: 438}",
        instead="Delete the field from the correction, or write what is right.",
    ),
    "E048": Code(
        "This is news to families, not a correction",
        "It adds {what}, which families have to be told.",
        "Instead, save this as `{path}`:\n{file}\nIf what families received was right, and "
        "only the page was wrong, write `told: yes` here.",
        why="The deadline to notify families counts from news. A correction tells nobody.",
        wrong="right: {students: 900}  (the notice says 412)",
        right="content/breaches/2026-11-northstar-reader/update-2026-11-20.md",
        instead="Save the update or the amendment that the message prints.",
    ),
    "E049": Code(
        "A required field can't be removed",
        "`{value}` is required, so a correction can't take it away.",
        "Give the right value in `right`. If nobody knows it, write `unknown` there.",
        why="The page would no longer say what the law requires.",
        wrong="remove: [executed]",
        right="remove: [website]",
    ),
    "E050": Code(
        "There is still a text in a file that was taken back",
        "This file says `taken-back`, and still has a text.",
        "Delete everything below the second `---`.",
        why="Whatever contained data about a student is deleted, also in part.",
        wrong="---\ntaken-back: 2026-11-20\n---\nA text.",
        right="---\ntaken-back: 2026-11-20\n---",
    ),
    # One value
    "E101": Code(
        "The field is unknown",
        "There is no field `{name}`{place}.{meant}",
        "The fields are {choices}.",
        why="It would not be published. The cause is usually a typo.",
        wrong="porpose: Reading practice.",
        right="purpose: Reading practice.",
        instead="Correct the name of the field; the message lists the names that are possible "
        "there.",
    ),
    "E102": Code(
        "A field is missing",
        "`{name}` is missing{place}.",
        "Add a line such as `{example}`.",
        why="The law or the page requires it. Only an entry with `legacy: true` may lack it.",
        wrong="product: Northstar Reader",
        right="product: Northstar Reader\ncontractor: Example Northstar Learning, Inc.",
        instead="Add the line, or answer the question on the form. Where the message allows it, "
        "write `unknown` if nobody knows.",
    ),
    "E103": Code(
        "A field is empty",
        "`{field}` is empty.",
        "Write a value, for example `{example}`, or delete the line if the field is optional.",
        why="It looks as if something was forgotten, and would leave a gap on the page.",
        wrong="security:",
        right="security: Encrypted in transit and at rest.",
        instead="Write a value after the colon, or delete the line if the field is optional.",
    ),
    "E104": Code(
        "The date or the time does not exist",
        "`{field}` is not a real date: {value}",
        "{advice}",
        why="Legal deadlines are counted from these dates. In spring, the clocks skip an hour.",
        wrong="executed: 2025-02-30",
        instead="Copy the date from the document. Nobody can tell which day was meant.",
    ),
    "E105": Code(
        "The date is written in another format",
        "`{field}` must be a date like 2026-03-07, not {value}",
        "{advice}",
        why="3/2/2026 is in March for one reader and in February for another. Forms and lists read "
        "the month first, and say in words what they have read.",
        wrong="executed: 8/18/2025",
        right="executed: 2025-08-18",
        instead="Write the year, the month and the day with hyphens between, such as `2025-08-18`.",
    ),
    "E107": Code(
        "The value has the wrong form",
        "`{field}` must be {wanted}, not {got}.",
        "Write for example `{example}`.",
        why="The field or setting does not accept this form, such as a list instead of text.",
        wrong="description: [Reading, passages]",
        right="description: Reading passages.",
        instead="Write the value as the example in the message shows.",
    ),
    "E108": Code(
        "The value is not one of the choices",
        "`{field}` cannot be {value}.{meant}",
        "Use {choices}.",
        why="The field accepts only a few words, and this is not one of them.",
        wrong="kind: vendor",
        right="kind: operator",
        instead="Use one of the words that the message lists.",
    ),
    "E109": Code(
        "The number cannot be right",
        "`{field}` is not a whole number: {value}",
        "Write digits, for example `{field}: 412`, `{field}: about 400` or `{field}: at least "
        "400`; or `{field}: unknown`.",
        why="The number is in digits, at most nine; only `about` or `at least` may precede them.",
        wrong="students: about four hundred",
        right="students: about 400",
        instead="Write digits, such as `412`, `about 400` or `at least 400`; or write `unknown`.",
    ),
    "E110": Code(
        "The address is unsafe",
        "A page cannot link to the address in `{field}`: {value}",
        "{advice}",
        why="An address of any other kind could run a program in a family's browser.",
        wrong="website: javascript:alert(1)",
        right="website: https://northstar.example",
        instead="Write an address that begins with https://, or name a file in `content/files/`.",
    ),
    "E111": Code(
        "The address has no https://",
        "`{field}` is not a complete web address: {value}",
        "Write it with https://, for example `{field}: {example}`.",
        why="A browser would look for the address on this site, and the link leads nowhere.",
        wrong="website: northstar.example",
        right="website: https://northstar.example",
        instead="Write the whole address, with https:// at its beginning.",
    ),
    "E112": Code(
        "The file is not under content/files/",
        "`{field}` must be a file under `content/files/` or a web address, not {value}{meant}",
        "Put the file in `content/files/` and write `files/` and its name, or write a web address.",
        why="Families cannot open other paths, and a picture elsewhere can change or disappear.",
        wrong="agreement: contracts/northstar.pdf",
        right="agreement: https://northstar.example/agreement.pdf",
    ),
    "E113": Code(
        "The file or the page does not exist",
        "There is no file `content/{value}`.{meant}",
        "Put the file there or correct its name; capital letters matter.",
        why="Families who follow the link would get an error page.",
        wrong="agreement: files/Northstar-2025.pdf",
        right="agreement: https://northstar.example/agreement.pdf",
    ),
    "E114": Code(
        "The grades cannot be read",
        "`{field}` is not a grade, a range or a list of them: {value}",
        "Grades are PK, K and 1 to 12; write for example `{field}: K-5` or `{field}: [6, 8]`.",
        why="Grades are PK, K and 1 to 12. Families filter the list of products by grade.",
        wrong="grades: elementary",
        right="grades: K-5",
        instead="Write PK, K or numbers from 1 to 12, such as `K-5` or `[6, 8]`.",
    ),
    "E115": Code(
        "The school or the contract is unknown",
        "There is no school `{value}`.{meant}",
        "{advice}",
        why="Each school has a page and a feed, and a breach takes its facts from its contract.",
        wrong="schools: [nowhere]",
        right="schools: [dodd]",
        instead="Write the id of a school from `content/site.yaml`, or the name of a contract's "
        "file without its ending.",
    ),
    "E117": Code(
        "The law has no such kind of data",
        "`{name}` is not a kind of data.{meant}",
        "The kinds are {choices}.",
        why="The law names the kinds of student data. Data under any other name is left out.",
        wrong="collects:\n  student-info: [name]",
        right="collects:\n  student-information: [name]",
        instead="Use one of the kinds of data that the message lists.",
    ),
    "E118": Code(
        "The date must be exact",
        "`{field}` is not exact enough: {value}",
        "On a new entry, write the true day, as YYYY-MM-DD. Only an entry with `legacy: true` may "
        "leave it out.",
        why="The legal deadline is counted from it. Only a legacy entry may give just a month.",
        wrong="executed: 2025-08",
        instead="Write the day that is on the contract.",
    ),
    "E119": Code(
        "The date has a time",
        "`{field}` is a day without a time, not {value}",
        "Write only the date, {example}.",
        why="Deadlines are counted from the day. A time would seem more exact than it is.",
        wrong="executed: 2025-08-18 10:00",
        right="executed: 2025-08-18",
        instead="Write only the date, without the time.",
    ),
    "E122": Code(
        "The picture has no description",
        "The picture {value} has no text for people who cannot see it.",
        "Write what it shows between the brackets: ![what it shows]({value}).",
        why="People who cannot see the picture hear this text. Federal law requires it.",
        wrong="![](files/how-data-moves.png)",
        right="![Data moves from the school to the company](files/how-data-moves.png)",
        instead="Between the brackets, write what the picture shows.",
    ),
    "E123": Code(
        "The text has too many brackets or marks",
        "The text has {value} square brackets; {limit} are allowed.",
        "Split the text, or delete the brackets that are not links.",
        why="Such a text takes very long to process. It usually comes from another program.",
        wrong="[[[[[[[[[[[[[[[[[[[[[[[[ …",
        right="Teachers create the accounts.",
    ),
    "E125": Code(
        "This type of file is not published",
        "Files of this type are not published: `{name}`.",
        "Use one of {choices}.",
        why="Browsers run some types of files, and others keep more than they show: a hidden "
        "sheet, a comment, an earlier version. Many families cannot open them.",
        wrong="content/files/northstar.html",
        right="content/files/northstar.pdf",
        instead="Save the file as one of the types that the message lists, such as a PDF.",
    ),
    "E127": Code(
        "The text is too long",
        "`{field}` is too long: it has {value} characters, and the limit is {limit}.",
        "Keep it short and put the rest in the text below the fields.",
        why="A one-line field appears in lists, feeds and search results.",
        wrong="description: Reading passages, and … (two pages more)",
        right="description: Reading passages.",
    ),
    "E131": Code(
        "No data is named",
        "`{field}` names no data.",
        "{advice} Otherwise list the data, for example `{example}`.",
        why="Empty brackets can mean no data, unknown data or a forgotten answer. Only `nothing` "
        "is clear.",
        wrong="collects: {student-information: []}",
        instead="List the data. Write `nothing` only if you know that there is no data.",
    ),
    "E132": Code(
        "This is not a kind of data",
        "`{value}` is not data, but the page would list it as data.",
        "{advice} Otherwise list the data, for example `{example}`.",
        why="Words such as “N/A” or “see Exhibit B” mean that the answer is missing.",
        wrong="collects: {student-information: [see Exhibit B]}",
        right="collects: {student-information: [name, grade level]}",
        instead="List the data itself. Write `nothing` only if you know that there is no data.",
    ),
    "E134": Code(
        "The address of the site is not a folder",
        "`{field}` must be the folder where the site is published, not {value}",
        "Write `{field}: {example}`.",
        why="The addresses of all pages and feeds begin with this one, so it must be a folder.",
        wrong="url: https://privacy.example/notices/index.html",
        right="url: https://privacy.example/notices/",
        instead="Write the address of the folder, with a slash at its end.",
    ),
    "E136": Code(
        "A setting still has the value of the template",
        "The template has this value: {value}",
        "Write your district's own, as step 3 of `docs/set-up.md` says.",
        why="Families would read it, and `feed_authority` can never change once it is published.",
        wrong="feed_authority: your-district.example,2026",
        right="feed_authority: privacy.example,2026",
    ),
    "E137": Code(
        "Families had not been notified earlier",
        "This update says `notified: earlier`, but {name} does not say that families were "
        "notified.",
        "If they were, add `notified` to {name} first, with the true date. If not, delete this "
        "`notified`, and notify them today.",
        why="The page would say that the earlier notices had reached everyone, and nothing shows "
        "it. A notice that was late stays late.",
        wrong="students: about 400  (and no `notified`)\nupdates:\n  - {on: 2026-11-20, text: They "
        "are 412., students: 412, notified: earlier}",
        instead="Add to each earlier notice when families were notified of it, or notify them "
        "today.",
    ),
    "E138": Code(
        "A breach of the district's own has a contractor's fields",
        "This breach is the district's own (`by: district`), and {names} would be about a "
        "contractor.",
        "Delete {names}, and write as `discovered` when the district found out. If a contractor "
        "lost the data, delete `by`.",
        why="Families would read that a company lost the data, and its 30 or 60 days would run.",
        wrong="by: district\ncontract: northstar-reader\nreceived: 2026-11-12 15:40",
        instead="Keep `by: district` and the true date as `discovered`, and delete the others.",
    ),
    "E140": Code(
        "No website can have this address",
        "No website can have this address: {value}",
        "Open the page in a browser, and copy its address from there.",
        why="No browser opens it. It may also look like the address of another website.",
        wrong="website: https://northstar.example:99999/",
        right="website: https://northstar.example/",
    ),
    "E145": Code(
        "A team cannot be assigned an issue",
        "GitHub assigns no issue to a team: {value}",
        "Write the account of each person instead, for example `people: [example-officer]`.",
        why="Nobody would be told of a deadline: GitHub assigns issues only to people.",
        wrong="people: [example/privacy]",
        right="people: [example-officer, example-technology]",
    ),
    # Several values together
    "E201": Code(
        "Dates are out of order",
        "`{field}` ({value}) is {order} than `{name}` ({other}).",
        "Compare both with the document, and correct the one that is wrong.",
        why="A contract ends after it is signed, and a breach happens before it is discovered.",
        wrong="executed: 2026-08-18\nexpires: 2026-06-30",
        right="executed: 2026-08-18\nexpires: 2027-06-30",
    ),
    "E203": Code(
        "Contract and contractor are both given",
        "Use `contract` or {names}, not both.",
        "If the contract has a page, keep `contract` and delete {names}. If it has none, delete "
        "`contract`.",
        why="The contract's entry already has these facts. If both were here, they could differ.",
        wrong="contract: northstar-reader\ncontractor: Example Northstar Learning, Inc.",
        right="contract: northstar-reader",
        instead="Keep `contract`, and delete the company and the product.",
    ),
    "E204": Code(
        "The date is too far in the past or the future",
        "`{field}` is too far off to be right: {value}",
        "Correct the year; a date must be between {first} and {last}.",
        why="The date must be a typo. Lists are sorted by it, and deadlines are counted from it.",
        wrong="executed: 0225-08-18",
        right="executed: 2025-08-18",
        instead="Correct the year. The message says between which days a date must be.",
    ),
    "E205": Code(
        "The entry is too new for `legacy`",
        "`legacy` is for entries from before {since}, and this one is from {value}.",
        "Delete `legacy: true` and fill in the fields that are then required.",
        why="Only old facts may be lost. From the day `since` on, entries must be complete.",
        wrong="legacy: true\nexecuted: 2026-10-01",
        right="executed: 2026-10-01",
    ),
    "E206": Code(
        "The text is in two places",
        "`body` is among the fields, but this file also has text below them.",
        "Move the text below the closing `---`.",
        why="In a `.md` file, the text is below the fields. Only a `.yaml` file has a `body`.",
        wrong="---\nbody: Teachers create the accounts.\n---\nFamilies need no account.",
        right="---\npurpose: Reading practice.\n---\nFamilies need no account.",
    ),
    "E207": Code(
        "The translation has a field that the entry does not",
        "`{field}` is in the translation, but not in the entry.",
        "Delete it, or add it to the entry first.",
        why="A translation says the same as its entry, with the items of lists in the same order.",
        wrong="offers: Dos años de protección de identidad.  (the entry has no offers)",
        right="summary: Alguien pudo abrir las listas de clase.",
        instead="Delete the field, or add it to the entry first.",
    ),
    "E208": Code(
        "A field is below the closing line",
        "`{name}` is a field, but it is below the closing `---`, where everything is text.",
        "Move it above the closing `---`, with the lines that belong to it; if it is the beginning "
        "of a sentence, write a capital letter.",
        why="Below the second `---`, all lines are text, and the page would not have the field.",
        wrong="---\nproduct: Reader\n---\nposted: 2025-09-01",
        right="---\nproduct: Reader\nposted: 2025-09-01\n---",
    ),
    "E209": Code(
        "A renewal has no new end",
        "This renewal of {value} has no new end date; the old one is {other}.",
        "Add the new last day, such as `expires: 2027-06-30`, or `expires: none`.",
        why="The page would say that the contract ended on the old date, although it continues.",
        wrong="kind: renewal\nexecuted: 2026-06-29",
        instead="Look up the new last day in the renewal. Write `expires: none` only if it has no "
        "end date.",
    ),
    "E210": Code(
        "A past event has a date in the future",
        "`{field}` is in the future: {value}",
        "Write when it happened, or leave the line out until it has happened.",
        why="The record would say that a deadline was met before anyone was notified.",
        wrong="notified: 2027-03-07",
        instead="Leave the line out until it has happened. If it has, write the true date.",
    ),
    "E211": Code(
        "The law has no such deadline",
        "`{name}` is not a deadline under `law: {law}`.",
        "Use `{use}` if you mean that, or leave the line out. The deadlines are {choices}.",
        why="You can set a limit only for a duty that you have under this `law`.",
        wrong="law: statute\ndeadlines: {contract-notice: 3 days}",
        right="law: statute\ndeadlines: {contract-posting: 3 business days}",
        instead="Use the name of a deadline that the message lists, or delete the line.",
    ),
    "E212": Code(
        "A limit is longer than state law allows",
        "`{field}` can end later than state law allows: {value}",
        "State law's limit is {limit}; write one that never ends after it, or delete the line.",
        why="A district may promise more than state law requires, not less. Weekends count too.",
        wrong="deadlines: {family-breach-notice: 3 days}",
        right="deadlines: {family-breach-notice: 24 hours}",
        instead="Write a limit that never ends after that of state law, or delete the line.",
    ),
    "E213": Code(
        "A day is in both lists of business days",
        "The same day is in `open` and in `closed`: {value}",
        "Delete it from one of the two.",
        why="Nobody can tell whether the office is open on a day that is in both lists.",
        wrong="business_days: {open: [2026-10-12], closed: [2026-10-12]}",
        right="business_days: {open: [2026-10-12]}",
        instead="Delete the day from one of the two lists.",
    ),
    "E214": Code(
        "The entry does not say when the district learned about the breach",
        "`received` is unknown, and `learned` is missing.",
        "If the contractor reported the breach, write when: `received: YYYY-MM-DD HH:MM`. If the "
        "district learned about it on its own, add when: `learned: YYYY-MM-DD HH:MM`.",
        why="Before the contractor's notice, the district must have learned about it on its own.",
        wrong="received: unknown",
        instead="Write when the contractor's notice arrived, or add when the district learned "
        "about the breach on its own.",
    ),
    "E215": Code(
        "The same data is involved and not involved",
        "{value} is in `involves` and in `not-involved`.",
        "Ask the company which is true, and delete it from the other. If an update changes one, "
        "change both in it.",
        why="Families would read that the data was involved, and that it was not.",
        wrong="involves: {student-information: [name, password]}\nnot-involved: [password]",
        instead="Ask the company which is true, and delete the data from the other list.",
    ),
    "E217": Code(
        "The contracts of a breach are with several contractors",
        "The contracts of this breach are with several contractors: {value}",
        "Write a notice for each contractor, with only its contracts.",
        why="Each company reports its own breach, and families ask the one that had their data.",
        wrong="contract: [northstar-reader, word-garden]  (of two companies)",
        right="contract: [northstar-reader, northstar-math]  (both of one company)",
    ),
    "E218": Code(
        "Families were not notified by these means",
        "`by` does not name a message that reached families: {value}",
        "If one did, write only how: email, text message, app message, letter or call. If none "
        "did, delete `notified`, and add it when one has.",
        why="The page would say that families were notified, and the record that a deadline was "
        "met. A message to staff, a plan or a draft tells no family.",
        wrong="notified: {at: 2025-08-20, by: email to staff only}",
        instead="If no message has reached families, delete `notified`, and add it when one has.",
    ),
    "E219": Code(
        "A subcontractor is not a company",
        "This is not the name of a company, but the page would list it as one: {value}",
        "Write only names of companies. If there are none, or you don't know any, delete it. If it "
        "is the name of a company, write its legal name, such as “… LLC”.",
        why="Families read there which companies hold the data. “Ask vendor” is no answer.",
        wrong="subcontractors: [none that we know of]",
        instead="Write only the names of companies. If there are none, or you don't know any, "
        "delete the line.",
    ),
    "E221": Code(
        "Not every program reads all of a data file",
        "`{field}` is there twice, and most programs keep only the last one.",
        "Write one property with both values, or delete one.",
        why="JSON does not forbid it, and readers drop one of the two values without a word.",
        wrong='{"product": {"name": "Word Garden", "name": "Word Garden Plus"}}',
        right='{"product": {"name": "Word Garden", "aliases": ["Word Garden Plus"]}}',
    ),
    # Changes to what was published
    "E301": Code(
        "A published notice is missing",
        "This file was published and is now missing.",
        "Put the file back as it was. If the notice no longer applies, add a withdrawal of it.",
        why="Families and feeds link to it. A withdrawn notice stays on the site, crossed out.",
        wrong="content/contracts/northstar-reader.md  (deleted)",
        right="content/contracts/northstar-reader.md  (as it was published)",
    ),
    "E302": Code(
        "A published file was renamed",
        "This file was published as `{name}`.",
        "Rename the file back to `{name}`. To correct the page's title, change its fields.",
        why="Every link to the page would break, and feeds would announce the notice again.",
        wrong="content/contracts/northstar.md  (published as northstar-reader.md)",
        right="content/contracts/northstar-reader.md",
        instead="Rename the file back. To correct the page's title, change its fields.",
    ),
    "E307": Code(
        "The feed authority was changed",
        "`feed_authority` was published as {other} and is now {value}.",
        "Write `feed_authority: {other}` again. It can stay even if the address changes.",
        why="It is part of every id in the feeds, so every notice would be announced again.",
        wrong="feed_authority: new-name.example,2027  (published as privacy.sample.example,2026)",
        right="feed_authority: privacy.sample.example,2026",
        instead="Write the published value again. It can stay even if the address of the site "
        "changes.",
    ),
    "E308": Code(
        "A new notice does not say how families were notified",
        "Families were notified, but `by` does not say how.",
        "Say in `by` all the ways in which you reached them. An email, a text message or an app "
        "message meets the deadline; a letter or a call alone does not. If nobody knows anymore, "
        "write `by: unknown`.",
        why="Only an electronic notice meets the deadline, so the record must not guess. What was "
        "published without the means stays as it is.",
        wrong="notified: 2026-11-13 17:30",
        instead="Ask the person who sent the message, and write all the ways in which it reached "
        "families. If nobody knows, write `by: unknown`.",
    ),
    "E310": Code(
        "A published fact was changed",
        "`{field}` was published with another value.",
        "Restore the published value here, and save this as `{path}`:\n{file}",
        why="Families have read the published value. A correction says what is right, and since "
        "when, and keeps what was said.",
        wrong="students: 438  (published as another number)",
        right="content/breaches/2026-11-northstar-reader/correction-2026-11-20.md",
        instead="Restore the published value, and save the file that the message prints.",
    ),
    "E311": Code(
        "A fact was added to a published file",
        "`{field}` was not in the published file.",
        "Delete it here, and save this as `{path}`:\n{file}",
        why="A file of its own says since when it is known.",
        wrong="resolved: 2026-12-01  (added to a published breach)",
        right="content/breaches/2026-11-northstar-reader/resolved-2026-12-01.md",
        instead="Delete it, and save the file that the message prints.",
    ),
    "E312": Code(
        "A published file was taken back",
        "This file was published, and everything in it was deleted.",
        "That is right only for data about a student. Then merge against this check, and start "
        "*Publish* by hand.",
        why="Data about a student goes at once. Anything else that was published stays, so a "
        "person has to decide.",
        wrong="taken-back: 2026-11-20",
        instead="If it contained data about a student, merge against this check, and start "
        "*Publish* by hand.",
    ),
    # The theme
    "E501": Code(
        "There is no such theme",
        "There is no theme `{value}`.{meant}",
        "The themes are {choices}.",
        why="Themes are the folders in `themes/`, and the built-in `default`.",
        wrong="theme: blue",
        right="theme: default",
        instead="Use the name of a theme that the message lists.",
    ),
    "E502": Code(
        "A template fails",
        "The template fails: {reason}.",
        "Correct the template, or delete it to use the one of the default theme.",
        why="This is for the person who changed the theme; the entries are fine.",
        wrong="{% for contract in contracts %} {{ contract.title }}",
        right="{% for contract in contracts %} {{ contract.title }} {% endfor %}",
    ),
    "E503": Code(
        "A catalog cannot be read",
        "The catalog of translated sentences cannot be read: {reason}.",
        "Write each sentence as a `msgid` and a `msgstr`, both in double quotes.",
        why="This is for the person who changed the catalog; the entries are fine.",
        wrong='msgid "Status"\nmsgstr Estado',
        right='msgid "Status"\nmsgstr "Estado"',
    ),
    "E504": Code(
        "A translated sentence has different placeholders or elements",
        "The translation of `{other}` has different placeholders, elements or quotation marks: "
        "{value}",
        "Copy each word in braces and each element from the sentence unchanged, and don't "
        "add any. For quotation marks, use “ ” or « ».",
        why="Each word in braces becomes a name or a number, and an element is a part of the page.",
        wrong='msgid "Grades {grades}"\nmsgstr "Grados {grados}"',
        right='msgid "Grades {grades}"\nmsgstr "Grados {grades}"',
    ),
    # Warnings: one entry
    "W101": Code(
        "A legacy entry is incomplete",
        "Not on file: {fields}.",
        "If you find any of this later, add it; the program does not guess.",
        why="A new entry must have these fields. For an old one, the page leaves out what is lost.",
        wrong="legacy: true\nexecuted: unknown",
        instead="Leave it as it is. If you find the date, add it.",
    ),
    "W102": Code(
        "The time of receipt is missing",
        "`{field}` needs a time, because a limit in hours is counted from it: {value}",
        "Add the time when that was, such as `{field}: {example} HH:MM`.",
        why="Without the time, nobody can show that the deadline in hours was met.",
        wrong="received: 2026-11-12",
        instead="Add the time when the notice arrived, such as that of the email, never a later "
        "one.",
    ),
    "W103": Code(
        "HTML is shown as text",
        "`{value}` is HTML, and the page will show it as plain text.",
        "Use Markdown: **bold**, *italic*, [a link](https://example.org), - a list.",
        why="HTML could run a program in a browser. Markdown has everything that a notice needs.",
        wrong="Families <b>need no account</b>.",
        right="Families **need no account**.",
        instead="Use Markdown: two asterisks before and after a bold word, a hyphen before each "
        "item of a list.",
    ),
    "W104": Code(
        "The contract itself is missing",
        "`agreement` is missing: since {since}, student data may be shared only under a written "
        "contract.",
        "Put the contract in `content/files/` and add `agreement: files/{example}.pdf`, or say "
        "in `basis` why there is no contract.",
        why="Public Act 18-125 requires a written contract on the website, also for each renewal.",
        wrong="collects: {student-information: [name]}\nbasis: contract",
        right="collects: {student-information: [name]}\nagreement: https://a.example/b.pdf",
        instead="Put the contract in `content/files/` and name it in `agreement`, or say in "
        "`basis` why there is no contract.",
    ),
    "W105": Code(
        "The end date is missing",
        "`expires` is missing.",
        "Add the last day, `expires: 2027-06-30`, or `expires: none` if it has no end date.",
        why="Without an end date, nobody can tell whether the contract is active or ended.",
        wrong="executed: 2025-08-18",
        right="executed: 2025-08-18\nexpires: 2027-06-30",
        instead="Look up the last day in the contract. Write `expires: none` only if the contract "
        "has no end date.",
    ),
    "W106": Code(
        "Dates are in an unusual order",
        "This update ({value}) is dated before the notice was received ({other}).",
        "If one of the two dates is wrong, correct it.",
        why="It is possible, but seldom right: for example, an update is older than its notice.",
        wrong="on: 2026-11-08  (the notice was received on 2026-11-09)",
        instead="If both dates are right, leave them.",
    ),
    "W108": Code(
        "The date is in the future",
        "`{field}` is in the future: {value}",
        "Correct it if it is wrong; if it is right, it takes effect on that day.",
        why="It may be right: until that day, the page and the lists show what applies today.",
        wrong="executed: 2027-03-07",
        instead="If the date is right, leave it.",
    ),
    "W109": Code(
        "Part of the text is not shown",
        "Part of this text cannot be published and is left out.",
        "Write it in plain Markdown: paragraphs, lists, tables, links and pictures.",
        why="It could not be shown safely. The cause is usually a typo in the address of a link.",
        wrong="[Read more](https:/ /northstar.example)",
        right="[Read more](https://northstar.example)",
    ),
    "W110": Code(
        "A language is not used",
        "This is a translation into `{value}`, but the site has no pages in that language.",
        "Write `languages: {choices}` in `content/site.yaml`, or delete the file.",
        why="Families can read it only if both the settings and the theme have the language.",
        wrong="content/contracts/northstar-reader.es.md  (with languages: [en])",
        right="languages: [en, es]",
        instead="Add the language to `languages` in `content/site.yaml`, or delete the file.",
    ),
    "W112": Code(
        "A native speaker has not reviewed a language",
        "A native speaker has not reviewed the sentences in `{value}`, and its pages say so.",
        "Ask a native speaker to read them, and write the name and the date in line 1.",
        why="A wrong sentence in a language that nobody in the office reads can mislead a family.",
        wrong="# Reviewed by a native reader: not yet",
        right="# Reviewed by a native reader: Privacy Office, 2026-12-01",
    ),
    "W113": Code(
        "A line of the text looks like a field",
        "This line of the text begins like the field `{name}`.",
        "If it is the field, move it above the closing `---`; if it is a sentence, leave it.",
        why="Only lines between the two `---` are fields, but a sentence may begin like one.",
        wrong="---\nproduct: Northstar Reader\n---\nexpires: 2027-06-30",
        right="---\nproduct: Northstar Reader\nexpires: 2027-06-30\n---",
    ),
    "W116": Code(
        "The page would show curly quotes",
        "`{field}` is in curly quotes, and the page would show them: {value}",
        "If families should not see them, write `{other}` without them.",
        why="Curly quotes are part of the text, on pages, in feeds and in the search.",
        wrong="product: “Northstar Reader”",
        right="product: Northstar Reader",
        instead="Delete the quotes, unless families should see them.",
    ),
    "W117": Code(
        "An element of data or a school is listed twice",
        "`{value}` is listed twice in `{field}`.",
        "Delete one of the two.",
        why="The page and the open data would list it twice. Capital letters do not matter.",
        wrong="collects: {student-information: [name, grade level, Name]}",
        right="collects: {student-information: [name, grade level]}",
    ),
    "W118": Code(
        "The contract was not checked for the required terms",
        "`terms` is missing: the law lists ten terms that a contract must have.",
        "Compare the contract with the list in `docs/deadlines.md`, then add a line such as "
        "`terms: {{form: cet-addendum, checked: YYYY-MM-DD}}`; list any term that it lacks in "
        "`missing:`.",
        why="A contract without the terms of § 10-234bb(a) is void if the district asks the "
        "contractor to add them and it does not (PA 17-200).",
        wrong="executed: 2026-09-14\nnotified: 2026-09-15",
        instead="Compare the contract with the ten terms, then record the day on which you did.",
    ),
    "W119": Code(
        "A pledge does not replace the contract",
        "`basis` is a pledge, and a pledge does not replace the contract that the law requires.",
        "Sign a contract with the company, then add it as `agreement` and write `basis: contract`. "
        "Until then, the page says that no contract is on file.",
        why="A pledge does not have the terms that the law requires, even if it is on file.",
        wrong="basis: pledge",
        instead="Sign a contract with the company. Only then change the basis.",
    ),
    "W120": Code(
        "A deadline has passed",
        "The deadline to {do} was {by}.",
        "{advice}",
        why="Families must still be notified; the record says that it was late.",
        wrong="executed: 2026-09-01",
        instead="Notify families today; record today's date and time. Never enter an earlier "
        "date, unless they really were notified then.",
    ),
    "W121": Code(
        "A deadline is running",
        "The deadline to {do} is {by}.",
        "{advice}",
        why="The limit is the last moment, not the one to aim for.",
        wrong="executed: 2026-11-23",
        instead="Notify families before the deadline, then record the date and time when you did.",
    ),
    "W122": Code(
        "A deadline was missed",
        "The deadline to {do} was {by}, and this is later: {value}",
        "Correct the date if it is wrong. Otherwise leave it: the notice is published, and the "
        "record says that it was late.",
        why="If the dates are right, leave them: the page and the record show them as they are.",
        wrong="executed: 2026-09-01\nnotified: 2026-10-15",
        instead="If the dates are right, leave them: it was late, and the record says so.",
    ),
    "W123": Code(
        "An update does not say whether families were notified",
        "This update adds data, students or schools, but lacks {fields}.",
        "Add when the new information arrived, and when families were notified: `received: "
        "YYYY-MM-DD HH:MM` and `notified: {{at: YYYY-MM-DD HH:MM, by: HOW}}`. If they were not, "
        "notify them today. If nothing was added, use the same words for the data as before.",
        why="The time to notify starts when it arrives. Without dates, it is *unknown*.",
        wrong="on: 2026-11-20\ninvolves: {student-information: [name]}",
        instead="Notify families of what is new, then record when the information arrived and when "
        "they were notified.",
    ),
    "W124": Code(
        "Families were not notified electronically",
        "{source} requires an electronic notice to families, and `by` has none: {value}",
        "If they also got an email or a message, write that, such as `by: email and letter`. If "
        "not, notify them electronically, and write that date.",
        why="State law requires it for a breach and once a year, and the district promises it for "
        "a contract. A letter, a call or a post is only an addition, and meets no limit.",
        wrong="notified: {at: 2025-08-20, by: letter}",
        instead="Send families an email or a message as well, then record when, and all the ways.",
    ),
    "W125": Code(
        "A document of a contract is missing",
        "`agreement` is missing, and this contract from before {since} is still active.",
        "If the district has the contract, add it: `agreement: files/{example}.pdf`. The next "
        "renewal must be in writing.",
        why="Families cannot read what was agreed. An amendment is posted only with a document of "
        "its own.",
        wrong="collects: {student-information: [name]}\nexecuted: 2016-09-30\nexpires: none",
        right="collects: {student-information: [name]}\nexecuted: 2016-09-30\nexpires: none\n"
        "agreement: https://a.example/b.pdf",
        instead="If the district has the contract, put it in `content/files/` and name it in "
        "`agreement`. The next renewal must be in writing.",
    ),
    "W126": Code(
        "The contractor's notice has not arrived",
        "`received` is unknown, so no deadline to notify families can be counted from it.",
        "Fill in `received` when the contractor's notice arrives, and leave `learned` as it is.",
        why="Families can be notified before it arrives; the record says *unknown* until then.",
        wrong="received: unknown\nlearned: 2026-11-12 09:00",
        instead="Ask the contractor for its notice. Until it arrives, leave `unknown`.",
    ),
    "W130": Code(
        "Another breach law may apply as well",
        "`{value}` is involved, so Connecticut General Statutes § 36a-701b may apply as well.",
        "Call the district's lawyer today: that law requires separate notices to the Attorney "
        "General and to those affected. This is a reminder, and not a mistake in the entry.",
        why="State law sets 60 days for separate notices, and requires 24 months of identity "
        "protection for a Social Security number; Notices counts no deadline for them. It covers "
        "numbers of identity documents, cards and accounts, health data, biometrics, and a "
        "password with a user name or an email address.",
        wrong="involves: {student-information: [Social Security number]}",
        instead="Call the lawyer, and enter the protection that is offered, if any. Nothing else "
        "in the entry has to change.",
    ),
    "W131": Code(
        "Families could guess which child needs the service",
        "`{field}` narrows down who uses this service for special education.",
        "Delete `{field}`, unless many students there use the service.",
        why="Anyone who knows the school or the grade could guess which child needs the service.",
        wrong="basis: special-education-exception\ngrades: 3",
        right="basis: special-education-exception",
        instead="Delete the schools and the grades, unless many students there use the service.",
    ),
    "W132": Code(
        "A renewal does not end later",
        "This renewal ends on {value}, and the contract already ran until {other}.",
        "Correct the date. If the contract now ends earlier, write `kind: amendment`.",
        why="The page would say that the contract ends before it does.",
        wrong="kind: renewal\nexecuted: 2026-06-29\nexpires: 2026-06-30",
        right="kind: renewal\nexecuted: 2026-06-29\nexpires: 2027-06-30",
    ),
    "W133": Code(
        "A list of data has semicolons",
        "This is listed as a single kind of data: {value}",
        "Put commas between: {commas}.",
        why="Only a comma begins the next item, so this would be one kind of data.",
        wrong="collects: {student-information: [name; grade level]}",
        right="collects: {student-information: [name, grade level]}",
        instead="Put commas between the kinds of data.",
    ),
    "W135": Code(
        "A name means two schools",
        "`{value}` already means the school `{name}`.",
        "Give each school names that no other school has, or delete the alias.",
        why="Families, forms and imports could not tell which school is meant.",
        wrong="schools: {dodd: {name: Dodd School}, annex: {name: Annex, aliases: [Dodd School]}}",
        right="schools: {dodd: {name: Dodd School}, annex: {name: Annex, aliases: [Annex 2]}}",
    ),
    "W136": Code(
        "An amendment changes nothing",
        "This amendment of {value} does not change any field.",
        "Add what it changes, such as `purpose:` or `collects:`, or at least its document, "
        "`agreement: files/{example}.pdf`.",
        why="It would not tell families what is new. The same value as before changes nothing.",
        wrong="kind: amendment\nexecuted: 2026-07-01",
        right="kind: amendment\nexecuted: 2026-07-01\npurpose: Reading in grade 3.",
        instead="Add what the amendment changes, such as its purpose, or at least its document.",
    ),
    "W137": Code(
        "A block of code has no end",
        "This line begins a block of code, and no line ends it: {value}",
        "Delete the line, which often comes with a copied example; or repeat it after the code.",
        why="Three backticks or tildes begin and end code. A single line is often a leftover.",
        wrong="~~~\nFamilies need no account.",
        right="Families need no account.",
    ),
    "W139": Code(
        "The contractor is not known",
        "`contractor` is not the name of a company: {value}",
        "Publish it now, and name the company here as soon as you know it.",
        why="Families look for the company's name, and the law counts from its notice.",
        wrong="contractor: unknown",
        instead="Publish the notice now, and name the company as soon as you know it.",
    ),
    "W140": Code(
        "There was no contract for a time",
        "The contract ended on {other}, and this was signed on {value}.",
        "Correct the date if one of them is wrong. If not, nothing covered the time between them, "
        "and the page shows two periods.",
        why="State law requires a written contract whenever student data is shared.",
        wrong="kind: renewal\nexecuted: 2026-09-01\nexpires: 2027-06-30",
        instead="If the dates are right, leave them. No contract covered the time between.",
    ),
    "W145": Code(
        "A list leaves out data that was listed before",
        "`{field}` no longer lists {value}.",
        "If only something new should be added, write the whole list, with the data from before.",
        why="A change replaces the whole list, so families read that the rest is no longer there.",
        wrong="involves: {student-information: [date of birth]}  (the data was name and address)",
        right="involves: {student-information: [name, address, date of birth]}",
    ),
    "W146": Code(
        "This answer tells families nothing",
        "`{field}` says only “{value}”.",
        "Write a sentence for families, for example `{example}`.",
        why="The law requires this text, and families cannot look elsewhere for it.",
        wrong="purpose: see contract",
        right="purpose: Reading practice in grades 3 to 6.",
        instead="Write a sentence that tells families what they need to know.",
    ),
    "W147": Code(
        "Not everyone can read the contract",
        "`{value}` contains pictures of pages, without text that a screen reader can read.",
        "Ask the contractor for the PDF that was made from the text, or let a program recognize "
        "the text (OCR), and replace the file.",
        why="Federal rules (28 CFR 35.200) require documents on a district's website to be "
        "accessible from 2027-04-26; a year later with fewer than 50,000 residents.",
        wrong="agreement: files/northstar-scan.pdf  (pictures of pages)",
        right="agreement: files/northstar.pdf",
    ),
    "W148": Code(
        "It is not clear how families were notified",
        "Nobody can tell whether each family got an electronic notice, so the record says "
        "*unknown*: {value}",
        "Name the means in plain words: email, text message, app message, letter or call. If it "
        "reached only some families, notify the others, and add how.",
        why="State law asks for an electronic notice. A service that you name with its kind of "
        "message, such as “app message with …”, is understood.",
        wrong="notified: {at: 2025-08-20, by: hand delivered}",
        instead="Ask the person who sent it, and say in plain words how it reached families.",
    ),
    "W149": Code(
        "A notice does not say how families were notified",
        "This does not say how families were notified.",
        "If you know it, say in `by` all the ways in which they were reached: email, text message, "
        "app message, letter or call.",
        why="The page says that our records don’t say how. It counts as it did when it was "
        "published, but nobody can show that it was electronic.",
        wrong="notified: 2025-08-20",
        instead="If you know how families were notified, add it; if not, leave it as it is.",
    ),
    "W150": Code(
        "An entry of the last month is marked as legacy",
        "`legacy` is for notices from before this site, and this one is from {value}.",
        "If families learn of it only here, delete `legacy: true` and fill in what is then "
        "required: its deadlines count. If it was published elsewhere before, leave it.",
        why="Of a legacy entry, the record says *unknown*, and nothing is due.",
        wrong="legacy: true\nexecuted: 2026-11-16  (a week ago)",
        right="executed: 2026-11-16",
    ),
    "W151": Code(
        "The word “only” is not data",
        "“Only” would be published as a part of the data: {value}",
        "Write `{other}`. The page lists nothing else anyway.",
        why="The list already says that nothing else is collected or involved.",
        wrong="collects: {student-information: [first name only]}",
        right="collects: {student-information: [first name]}",
        instead="Leave out the word “only”. The page lists nothing else anyway.",
    ),
    "W152": Code(
        "Nothing shows that families were notified of the district's own breach",
        "This breach is the district's own, and lacks {fields}.",
        "Notify families today, if that was not done. Then add what is missing, with the true "
        "dates.",
        why="State law counts from a contractor's notice, so it sets no time for this. Families "
        "need to know all the same. A limit of your own is `own-breach-notice` in `deadlines`.",
        wrong="by: district\ndiscovered: 2026-11-12 15:40  (and no `notified`)",
        instead="Notify families today, then record that day and time.",
    ),
    "W153": Code(
        "An update adds something, and says that families knew it",
        "This update says that the earlier notices had reached everyone, and it has what they did "
        "not: {what}.",
        "If all of these families had been notified of all of this data, leave `earlier`; the "
        "check does not ask again. If not, notify them, and write when: `notified: {{at: "
        "YYYY-MM-DD HH:MM, by: HOW}}`.",
        why="A count that became exact adds nobody. A school or a kind of data that is new is news "
        "for someone, and then the time to notify families runs.",
        wrong="students: about 400\nnotified: {at: 2026-11-13, by: email}\nupdates:\n  - {on: "
        "2026-11-20, text: They are 412., students: 412, notified: earlier}  (a new update)",
        instead="Ask whether each of these families had been notified. If so, leave `earlier`.",
    ),
    "W154": Code(
        "The protection is shorter than another law requires",
        "§ 36a-701b(b) requires 24 months of protection for a Social Security number, and this is "
        "{value}.",
        "Ask the district's lawyer if that law binds the district. If {value} months are what is "
        "offered, leave it.",
        instead="Ask the district's lawyer if that law binds the district. If the shorter time is "
        "what is offered, leave it.",
        why="Families read how long they are protected. The law is clear about companies; if it "
        "binds a school board, counsel has to say (†).",
        wrong="involves: {student-information: [Social Security number]}\nprotection: {months: 12, "
        "by: Example Identity Services}",
        right="involves: {student-information: [Social Security number]}\nprotection: {months: 24, "
        "by: Example Identity Services}",
    ),
    "W155": Code(
        "The contractor's notice came before its discovery",
        "`discovered` ({value}) is later than `received` ({other}).",
        "If the contractor first reported only a possible breach, leave both dates. If not, "
        "correct the wrong one.",
        why="A contractor may warn of a possible breach before it is sure. Families must be told "
        "within the limit from that first notice.",
        wrong="discovered: 2026-11-14\nreceived: 2026-11-12 15:40",
        instead="If the first notice was about a possible breach, leave both dates.",
    ),
    "W156": Code(
        "The first notice of a breach says that nobody is affected",
        "The first notice says that {what}.",
        "Ask the contractor. If it does not know yet, write `unknown`. If it is sure, leave it.",
        why="A breach of no student data needs no notice to families. Often, `nothing` or 0 means "
        "that nobody has looked yet.",
        wrong="involves: nothing\nstudents: 0",
        instead="Ask the contractor. Write `unknown` if it does not know yet.",
    ),
    "W157": Code(
        "A text names grades, and `grades` is empty",
        "The text says “{value}”, and `grades` is not filled in.",
        "Add the grades of the students who are affected. If they may be in any grade, leave it.",
        why="The page of a school shows a family what may involve its child's grade, and reads the "
        "grades in this field. Without it, the breach is shown to every grade.",
        wrong="summary: A list of students in grades 3 to 5 was copied.",
        instead="Add the grades of the students, such as `grades: 3-5`.",
    ),
    "W158": Code(
        "A PDF has more than its pages",
        "`{name}` contains a script.",
        "Export it again without scripts, and replace the file. In Acrobat, choose *Remove hidden "
        "information*.",
        why="People trust a PDF from their district, and what it contains is published.",
        wrong="content/files/northstar.pdf  (with a comment about a student)",
        right="content/files/northstar.pdf  (only the pages)",
    ),
    "W159": Code(
        "A picture says where it was taken",
        "`{name}` contains the place where it was taken.",
        "Save it without the place, and replace the file. On Windows: *Properties*, *Details*, "
        "*Remove Properties and Personal Information*; on a Mac, in *Preview*: *Tools*, *Show "
        "Inspector*, *GPS*, *Remove Location Info*.",
        why="It may be the home of a student or of a teacher, and anyone can read it.",
        wrong="content/files/essay.jpg  (with a latitude and a longitude)",
        right="content/files/essay.jpg  (without them)",
    ),
    "W160": Code(
        "A file is not what its name says",
        "`{name}` begins like a file of another type.",
        "Open it on a computer. If it does not open, get the file again; if it does, save it as "
        "what its name says.",
        why="A browser shows it as what its name says, so families would see nothing. It may also "
        "be a program.",
        wrong="content/files/northstar.pdf  (a Word file that was renamed)",
        right="content/files/northstar.pdf  (exported as PDF)",
    ),
    "W161": Code(
        "This type of file is no longer published",
        "New files of this type are not published: `{name}`.",
        "If it is new, save it as one of {choices}. If it was published before, leave it: "
        "families may have its address.",
        instead="If it is new, save it as one of the types that the message lists, such as a PDF. "
        "If it was published before, leave it: families may have its address.",
        why="Such a file may have a hidden sheet, a comment or an earlier version that nobody "
        "meant to publish. Many families cannot open it.",
        wrong="content/files/northstar.docx",
        right="content/files/northstar.pdf",
    ),
    "W162": Code(
        "An address is only for one network",
        "This is a number or a name inside a network, not the address of a website: {value}",
        "Write the address that families can open at home.",
        why="Elsewhere it leads nowhere, or to another machine.",
        wrong="website: http://192.168.0.12/reader",
        right="website: https://northstar.example/reader",
    ),
    "W163": Code(
        "An address mixes alphabets",
        "This address mixes letters of several alphabets; its real name is {host}: {value}",
        "Compare it with what the company writes. If it is another one, copy the right address.",
        why="A letter of another alphabet can look the same and lead to another website.",
        wrong="website: https://n\u043erthstar.example/  (with a Cyrillic o)",
        right="website: https://northstar.example/",
    ),
    "W164": Code(
        "A link names another website than it leads to",
        "The words of this link are the address of another website than that of the link: {value}",
        "Write the same address twice, or words that say what is there.",
        why="Families trust the words, and are led elsewhere.",
        wrong="[https://www.ct.gov](https://northstar.example/terms)",
        right="[the terms](https://northstar.example/terms)",
    ),
    "W165": Code(
        "A name has a character that nobody sees",
        "This has {character}, which nobody sees: {value}",
        "Delete the character, or type the words again.",
        why="Two names that look the same would be two, and programs that read the data would find "
        "what people do not see.",
        wrong="product: North\\u200bstar Reader",
        right="product: Northstar Reader",
    ),
    "W166": Code(
        "A word mixes alphabets",
        "This word has letters of the alphabets {alphabets}, such as {character}: {value}",
        "Type the word again.",
        instead="Delete the word, and type it again.",
        why="It looks like another word, and no search finds it.",
        wrong="product: R\u0435ader  (with a Cyrillic e)",
        right="product: Reader",
    ),
    "W170": Code(
        "A property of a data file is almost one of the format",
        "`{name}` in `{place}` is not in the format, so programs skip it.",
        "Write `{meant}` if you mean that. A name of your own belongs below `law`.",
        instead="Write the name that the message gives if you mean that. A name of your own "
        "belongs below `law`.",
        why="A misspelled `breaches` would drop every breach, and nobody would be told.",
        wrong='{"expries": "2026-06-30"}',
        right='{"expires": "2026-06-30"}',
    ),
    "W171": Code(
        "A data file names something that it does not have",
        "`{field}` names {value}, which is not in this file.",
        "Correct the id, or add what it names.",
        why="A reader cannot follow the id. Leave out what another publisher's file has.",
        wrong='{"contracts": ["tag:southfield.example,2026:raeder"]}',
        right='{"contracts": ["tag:southfield.example,2026:reader"]}',
    ),
    "W172": Code(
        "Two dates of a data file are not in their order",
        "`{field}` is {order} `{other}`.",
        "Correct the date that is wrong. If both are right, leave them.",
        why="A program that counts days between them would find less than none.",
        wrong='{"executed": "2025-08-18", "expires": "2025-06-30"}',
        right='{"executed": "2025-08-18", "expires": "2026-06-30"}',
    ),
    "W173": Code(
        "A notice in a data file is of another domain",
        "`{field}` is of {value}, which is not a domain of the publisher: {times}.",
        "If somebody else gave the notice, say who in its `publisher`. Otherwise, correct it.",
        why="An id of another publisher makes a reader take two notices for one.",
        wrong='{"id": "tag:northfield.example,2026:tutor"}',
        right='{"id": "tag:southfield.example,2026:tutor"}',
    ),
    "W174": Code(
        "A value of a data file is very long",
        "`{field}` has {size}, more than {limit}.",
        "Shorten it; a long document belongs on a page of its own.",
        why="A reader may cut it. So many names of one product are usually a mistake of a program.",
        wrong='{"product": {"aliases": ["Word 1", "Word 2", …]}}',
        right='{"product": {"aliases": ["Word Garden Plus"]}}',
    ),
    "W175": Code(
        "A code in a data file is unknown",
        "`{field}` is a code that this version of the format does not have: {value}",
        "Use a code from the format's page, or leave it out.",
        why="A reader skips a code that it does not know.",
        wrong='{"topics": ["social-security"]}',
        right='{"topics": ["ssn"]}',
    ),
    "W176": Code(
        "Two values of a data file contradict each other",
        "`{field}` does not fit: {reason}.",
        "Correct the one that is wrong.",
        why="Readers would tell families different things, and each would be right.",
        wrong='{"status": "open", "resolved": "2026-03-06"}',
        right='{"status": "resolved", "resolved": "2026-03-06"}',
    ),
    "W186": Code(
        "A new end has no document",
        "This amendment changes when the contract ends, and names no document for that.",
        "Add `agreement`, the signed document, which must be posted as well.",
        why="Public Act 18-125 requires each amendment on the website. Until its document is "
        "there, the record says that it is due, and then overdue.",
        wrong="changes:\n  - {kind: amendment, executed: 2026-11-20, expires: 2026-11-30}  (new)",
        instead="Name the signed document of the amendment in `agreement`.",
    ),
    "W187": Code(
        "A resolved breach has an older summary",
        "The breach is resolved, and the first thing that families read is older: {value}",
        "If that is still right, leave it. If not, first add an update with a new `summary`.",
        why="After the end, “we do not know yet” at the top of the page worries families.",
        wrong="summary: We do not know yet who opened the file.\nresolved: 2026-11-24  (new)",
        instead="If the summary is no longer right, add an update with a new one.",
    ),
    "W188": Code(
        "A resolved breach has a new update",
        "This update is new, and the breach is still marked as resolved on {value}.",
        "If the breach is open again, delete `resolved`. If not, leave it.",
        why="The page says that nothing more is to come, and no reminder asks for an update.",
        wrong="resolved: 2026-11-02\nupdates:\n  - {on: 2026-11-24, text: More.}  (a new update)",
        instead="If the breach is open again, delete `resolved`. If not, leave it.",
    ),
    # Warnings: changes to what was published
    "W180": Code(
        "A summary is not translated",
        "Families who read {languages} get this in `{first}`: `{field}` has no translation.",
        "Add {files}, with `{field}` in it. Don't let families wait for it: the letters say in "
        "which language it is.",
        why="A letter in a family's language whose most important paragraph is in another one is "
        "hard to read.",
        wrong="content/breaches/2026-11-lists.md  (on a site with `languages: [en, es]`)",
        right="content/breaches/2026-11-lists.md\ncontent/breaches/2026-11-lists.es.md",
        instead="Add a translation of the text for each language, and send the letters in time "
        "anyway.",
    ),
    "W190": Code(
        "Two files say the same",
        "`{name}` {what} already, and the first counts.",
        "Delete this file, unless it is published already: then it does no harm.",
        why="Two people may have added the same on one day, each without seeing the other's file.",
        wrong="resolved-2026-12-01.md and resolved-2026-12-02.md",
        right="resolved-2026-12-01.md",
        instead="Delete one of the two files.",
    ),
    "W191": Code(
        "The file that a message is about was removed",
        "`{value}` was published, and is not there any more.",
        "If it was removed because it contained data about a student, leave this as it is.",
        why="The message was sent, and stays in the record.",
        wrong="of: [breaches/2026-11-northstar-reader]  (which was removed)",
        instead="If the file was removed because it contained data about a student, leave the "
        "message as it is.",
    ),
    "W192": Code(
        "A new notice is dated before a published one",
        "This is dated before `{name}` of {value}, which was published earlier.",
        "Check the date. It takes away nothing that the later one says.",
        why="The page shows it before the other one, as if families had read it first.",
        wrong="on: 2026-11-12  (an update of 2026-11-17 was published)",
        instead="Check the date; if it is right, leave it.",
    ),
    "W303": Code(
        "A translation is out of date",
        "{fields} changed after the entry was published, but the translation `{name}` did not.",
        "Update the translation, or ask someone who reads the language to do it.",
        why="Families who read the translation read something different.",
        wrong="northstar-reader.md is changed, northstar-reader.es.md is not",
        right="northstar-reader.md and northstar-reader.es.md say the same",
    ),
    "W304": Code(
        "A new entry is marked as legacy",
        "This entry is new, but `legacy` allows it to be incomplete.",
        "Delete `legacy: true` unless the notice was published elsewhere before this site.",
        why="`legacy` is for notices that were published elsewhere before this site.",
        wrong="legacy: true\nproduct: Northstar Reader",
        right="product: Northstar Reader",
    ),
    "W305": Code(
        "The published version cannot be read",
        "The version that was published cannot be read, so nothing was compared.",
        "Compare the two versions yourself: nothing may be missing, and only words may differ.",
        why="It has a mistake, so only a person can tell whether something was removed.",
        wrong="schools: Dodd: 7-8  (as it was published)",
        instead="Compare the two versions yourself.",
    ),
    "W306": Code(
        "A published file is missing",
        "`{value}` was published and is now missing.",
        "{advice}",
        why="Its address leads nowhere now. That may be right if nobody should read it.",
        wrong="content/files/northstar-reader-2025.pdf  (deleted)",
        right="content/files/northstar-reader-2025.pdf  (replaced by a corrected one)",
        instead="Put the file back, unless nobody should read it.",
    ),
    "W309": Code(
        "A late notice would count as on time",
        "This turns *late* into *met*: `{name}` of {value} was late as it was published.",
        "Ask why the dates or the limits have changed, and save the answer with your approval.",
        why="The change may be a correction, but it is also what tampering looks like.",
        wrong="executed: 2026-09-01\nnotified: 2026-09-05  (published with notified: 2026-10-15)",
        right="executed: 2026-09-01\nnotified: 2026-10-15",
    ),
    "W310": Code(
        "A deadline disappears, or the notice of a missed one is withdrawn",
        "`{name}` of {value} was *{other}* as it was published, and now it is {state}.",
        "Ask why this has changed, and save the answer with your approval.",
        why="A correction or a withdrawal may be right, but tampering looks the same.",
        wrong="basis: special-education-exception  (published with basis: contract)",
        right="basis: contract",
    ),
    "W311": Code(
        "The proof of publication was changed",
        "Commit {id} of the branch `published` {fault}{more}.",
        "Ask who made it, and why. If it changed or deleted lines, put them back: until then, the "
        "record says *unknown* where they matter. The warning stays.",
        why="Only the workflow *Live* may add to that branch, one line with each commit.",
        wrong="2026-11-18T17:03:10Z …  (written as 2026-11-25T17:03:10Z …)",
        right="2026-11-25T17:03:10Z …",
    ),
    "W312": Code(
        "A published text was changed",
        "`{field}` was published as a text and {what}.",
        "A typing error may be fixed here. What is new belongs in a change or an update.",
        why="Families have read another text, so someone should look at both.",
        wrong="[See the company's statement](https://northstar.example/incident)",
        right="Someone copied a list. [The company's statement](https://northstar.example/incident)",
    ),
    "W313": Code(
        "A published file is replaced",
        "`{value}` was published with other content.",
        "Compare the two: a better copy of the same contract may stay. Publish anything else under "
        "another name, with a change.",
        why="The page and its date stay the same, so nobody sees that the contract is another one.",
        wrong="content/files/northstar-reader-2025.pdf  (other terms under the same name)",
        right="content/files/northstar-reader-2026.pdf  (with an amendment)",
    ),
    # Warnings: several entries, student data and the theme
    "W401": Code(
        "Two contracts for one product overlap",
        "`{name}` has the same product and contractor, and its term ({other}) overlaps this one "
        "({value}).",
        "If this is a renewal or an amendment, write it under `changes` in `{name}`; if both "
        "contracts run at the same time, leave it.",
        why="The second is usually a renewal or an amendment, which belongs in the first.",
        wrong="content/contracts/northstar-reader-2026.md  (a second entry for the same product)",
        right="changes:\n  - {kind: renewal, executed: 2026-06-29, expires: 2027-06-30}",
        instead="If this is a renewal or an amendment, write it under `changes` of the first "
        "entry. If both contracts run at the same time, leave it.",
    ),
    "W402": Code(
        "A breach does not say which contract it is about",
        "{value} has {entries} among the contracts, but this breach has no `contract`.",
        "If it is about that contract, write `contract: {example}` instead of `contractor` and "
        "`product`.",
        why="Families look for breaches on the product's page.",
        wrong="contractor: Example Northstar Learning, Inc.",
        right="contract: northstar-reader",
        instead="If the breach is about a contract on the list, name it as `contract`, and delete "
        "the company and the product.",
    ),
    "W403": Code(
        "An open breach has no recent update",
        "The notice is open, with nothing new since {value}, {days} days ago.",
        "Post an update, even if only to say that nothing new is known. Only if the breach has "
        "been resolved, add `resolved` with that day.",
        why="Families want to know what happened next, even if nothing new is known.",
        wrong="received: 2026-09-01 10:00",
        instead="Ask the company what is new, and add an update, even if nothing is.",
    ),
    "W404": Code(
        "A contract lists a closed school",
        "`{value}` closed on {other}, before this was signed.",
        "Name {instead} instead, in this contract or in its next change.",
        why="Families of the other school can't find what their children use on its page.",
        wrong="executed: 2026-08-20\nschools: [annex]  (which closed on 2026-06-30)",
        right="executed: 2026-08-20\nschools: [dodd]",
        instead="Name the school that the closed one has become part of, in this contract or in "
        "its next change.",
    ),
    "W405": Code(
        "The settings do not say since when this site exists",
        "{entries} with `legacy: true`, and no line `since`: without it, no renewal and no update "
        "of them is ever due.",
        "Add the first day that new notices were published here: `since: YYYY-MM-DD`.",
        why="What is older may have been published elsewhere, so the record says *unknown*. What "
        "is dated from that day on has deadlines like any other notice.",
        wrong="legacy: true  (in an entry, and no line `since` in content/site.yaml)",
        instead="Add `since` with the first day that new notices were published here.",
    ),
    "W406": Code(
        "A breach was reported after the data was said to be deleted",
        "The contractor of `{name}` confirmed on {value} that the student data was deleted, and "
        "this breach was reported later.",
        "Ask the contractor what it still had, and say it in an update. Leave the day of the "
        "confirmation: the page of the product says both.",
        why="Families were told that the data was gone. They need to know which of the two is so.",
        wrong="contract: northstar-reader  (which has deletion: {confirmed: 2026-07-20})",
        instead="Ask the contractor, and tell families in an update what it says.",
    ),
    "W407": Code(
        "A breach names the district as the contractor",
        "This breach names the district as its contractor: {value}",
        "If the district itself lost the data, write `by: district` instead of `contractor`, and "
        "when it found out as `discovered`; leave out `received`.",
        why="A contractor has 30 or 60 days to notify the district. The district has not.",
        wrong="contractor: Example Public Schools  (the district itself)",
        instead="If the district itself lost the data, say so in `by`, and leave out the "
        "contractor.",
    ),
    "W409": Code(
        "No notice links to a file",
        "No notice links to `{name}`, and it is published.",
        "If it is for a notice, link to it there. If nobody should read it, delete it, also a "
        "draft: its address can be guessed. If families have its address, leave it.",
        why="Everything in `content/files/` is on the website, also what nobody links to.",
        wrong="content/files/northstar-draft.pdf  (and no entry has files/northstar-draft.pdf)",
        right="agreement: files/northstar-draft.pdf",
    ),
    "W501": Code(
        "This looks like student data",
        "This looks like {what}.",
        "Remove it, because other people copy and keep what is published. If it is not about a "
        "student, leave it.",
        why="What is published cannot be taken back. The district's own contact is fine.",
        wrong="Emma Johnson's mother called us at 203-555-0147.",
        right="A parent called us.",
    ),
    "W601": Code(
        "Two colors of the theme are too similar",
        "In {mode} mode, the text color `{text}` ({value}) on `{ground}` ({behind}) has a contrast "
        "of {ratio} to 1.",
        "Choose a darker or a lighter color: text needs at least 4.5 to 1.",
        why="People with low vision cannot read such text; WCAG 2.2 requires a contrast (1.4.3).",
        wrong="--link: #7aa7d9;",
        right="--link: #1a4480;",
    ),
}

# What a code says and advises in another case, by its code and the name of the case.
OTHER_MESSAGES = {
    "E008 message": (
        "The name `{name}` does not begin with the day of the message.",
        "Name it after the day it was sent, such as `2026-11-13.md`.",
    ),
    "E015 later": (
        "This is a translation of `{name}`, which is not in this folder.{meant}",
        "Name it after the file that it translates, with the language before the ending.",
    ),
    "E041 section": (
        "The folder of a {of} has no file of the kind `{value}`.",
        "A file in this folder begins with {choices}.",
    ),
    "E043 empty": (
        "`{name}` is not in an entry: what came later is in a file of its own.",
        "Delete it.",
    ),
    "E044 field": (
        "The text of this file is written below the fields, not as `{name}`.",
        "Write it below the second `---`, without quotes.",
    ),
    "E044 none": (
        "This kind of file has no text.",
        "Delete what is below the second `---`. If families should read it, write an update.",
    ),
    "E045 message": (
        "There is no notice `{value}`.{meant}",
        "Write the path of the notice below `content/`, without its ending, such as "
        "`contracts/northstar-reader`; or `yearly`.",
    ),
    "E047 nothing": (
        "This correction says neither what is `right` nor what to `remove`.",
        "Add the right value, such as `right: {{students: 438}}`. To change a text, edit it in its "
        "own file.",
    ),
    "E047 field": (
        "The file has no field `{value}` to remove.",
        "Delete it here.",
    ),
    "E310 removed": (
        "`{field}` was published, and is not in the file any more.",
        "Restore it here, and save this as `{path}`:\n{file}\nIf it is data about a student, "
        "leave it out, merge against this check, and start *Publish* by hand.",
    ),
    "E004 break": (
        "This line contains the invisible line break {value}.",
        "Delete it and press Enter instead. Invisible line breaks often come with text "
        "copied from another program.",
    ),
    "E008 placeholder": (
        "The file still has a placeholder for a name: `{name}`.",
        "Rename it, for example to `{example}`. The name becomes the address of the page "
        "and cannot change after that.",
    ),
    "E008 windows": (
        "Windows does not allow a file to be named `{name}`.",
        "Rename it, for example to `{example}`.",
    ),
    "W147 locked": (
        "`{value}` is encrypted, so it may not open, or a screen reader may not read it.",
        "Save it without any password or protection, and replace the file.",
    ),
    "W147 broken": (
        "`{value}` is not a PDF that opens.",
        "Open it on a computer. If that fails, get the file again, and replace it.",
    ),
    "W158 launch": (
        "`{name}` opens a program or another file.",
        "Export it again without such an action, and replace the file. In Acrobat, choose *Remove "
        "hidden information*.",
    ),
    "W158 attachment": (
        "`{name}` has another file attached.",
        "If families should read that file, publish it as well. Export this one again without it, "
        "or delete it in the list of attachments, and replace the file.",
    ),
    "W158 comment": (
        "`{name}` has comments.",
        "Delete them, or export the PDF again without comments, and replace the file.",
    ),
    "W165 accents": (
        "A letter in this has so many accents that they cover other words: {value}",
        "Delete the accents, or type the words again.",
    ),
    "E009 capitals": (
        "On a Mac or on Windows, `{name}` would replace `{other}`.",
        "Rename one of them so that they differ in more than capital letters.",
    ),
    "E010 folder": (
        "`{name}` is not in a folder that Notices reads.",
        "Put entries in `content/contracts/` or `content/breaches/`, other files in "
        "`content/files/`, and the settings in `content/site.yaml`.",
    ),
    "E011 closing": (
        "The fields begin here, but no line of three hyphens ends them.",
        "Write `---` on its own line after the last field.",
    ),
    "E022 bracket": (
        "The bracket {value} that opens here is not closed where it should be.",
        "Write the closing {close} after the last value, on the same line if you can, with "
        "commas between the values.",
    ),
    "E023 comment": (
        "Everything from `{value}` on would be lost, because a # after a space begins a comment.",
        "Put the whole text in double quotes: {example}; for a comment, put a space after the #.",
    ),
    "E023 brackets": (
        "`{value}` is cut off: inside brackets, a {mark} ends a text that has no quotes.",
        "Put the text in double quotes, for example {example}.",
    ),
    "E023 beginning": (
        "A text cannot begin with `{value}` without quotes.",
        "Put the whole text in double quotes, for example {example}.",
    ),
    "E031 text": (
        "The text contains lists or quotes that are nested more than {limit} levels deep.",
        "Delete the repeated `>`, `-` or `1.` marks; leave a blank line between two definitions.",
    ),
    "E032 alone": (
        "This line is not a field and does not belong to one.",
        "If it continues the text above, indent it by two spaces; otherwise write `name: value`.",
    ),
    "E032 inside": (
        "`{name}` is a field of the entry, but it is inside `{parent}`.",
        "Remove the spaces at the beginning of the line.",
    ),
    "E033 hyphen": (
        "A space must follow the hyphen that begins an item of a list.",
        "Write `{example}`.",
    ),
    "E102 date": ("`{name}` is missing{place}.", "Add the line `{example}` with the true date."),
    "E103 date": (
        "`{field}` is empty.",
        "Write the true date, `{example}`, or delete the line if the field is optional.",
    ),
    "E103 invisible": (
        "`{field}` would show nothing on the page: {value}",
        "Write words that a reader can see, or delete the line if the field is optional.",
    ),
    "E104 skipped": (
        "`{field}` does not exist: on that day, the clocks skip over {value}",
        "Write the time that the clock showed, for example an hour later.",
    ),
    "E104 time": (
        "`{field}` has a time that cannot be read: {value}",
        "Write the date, a space, and the hours and minutes from 00:00 to 23:59, for "
        "example 2025-08-20 15:10.",
    ),
    "E006 data": (
        "The file is larger than {limit} bytes.",
        "Write one file for each district, or leave out the history.",
    ),
    "E221 half": (
        "`{field}` has half of a character, which most programs cannot write again.",
        "Write the character itself, in UTF-8.",
    ),
    "W170 section": (
        "`{name}` in `{place}` is not in the format, so programs skip the notices in it.",
        "Put contracts in `contracts`, and breaches in `breaches`.",
    ),
    "E102 data": ("`{name}` is missing in `{place}`.", "{advice}"),
    "E107 data": ("`{field}` must be {wanted}, not {got}.", "{advice}"),
    "E107 setting": ("`{field}` must be {wanted}, not {value}", "Write for example `{example}`."),
    "W146 optional": (
        "`{field}` says only “{value}”.",
        "Leave it out, because the page would say so; or write a sentence, such as `{example}`.",
    ),
    "E109 large": (
        "`{field}` is too large: {value}",
        "Correct it: no number may have more than nine digits.",
    ),
    "E110 text": (
        "A page cannot link to this address: {value}",
        "Link to an address that begins with https://, mailto: or tel:, or to a file: "
        "files/name.pdf.",
    ),
    "E112 picture": (
        "The picture must be a file under `content/files/`, not {value}",
        "Put the picture in `content/files/` and write ![what it shows](files/name.png).",
    ),
    "E113 page": (
        "There is no page or file at this address: {value}",
        "Link to files/name.pdf, product-notification/name-of-the-entry/ or "
        "breach-notification/name-of-the-entry/.",
    ),
    "E115 itself": ("The school `{value}` cannot become part of itself.", "{advice}"),
    "E115 contract": (
        "There is no contract `{value}` in `content/contracts/`.{meant}",
        "Write the name of the contract's file without its ending, several as `[a, b]`, or use "
        "`contractor:` if there is no contract.",
    ),
    "E123 marks": (
        "The text has more than {limit} Markdown marks, such as `*`, `_`, `` ` ``, `\\` and `#`.",
        "Split the text, or delete the marks that do not format anything.",
    ),
    "W105 renewal": (
        "This renewal of {value} has no new end date, so the page says that it is not known; the "
        "old one is {other}.",
        "If you find the last day, add it: `expires: 2027-06-30`, or `expires: none`.",
    ),
    "W106 git": (
        "`posted` is {value}, but git first saw this notice on {other}.",
        "Delete `posted` if the notice was first on this site: git knows the day. If it was on the "
        "district's website before, keep proof of that day.",
    ),
    "W106 order": (
        "`{field}` ({value}) is {order} than `{name}` ({other}).",
        "If one of the two is wrong, correct it; the page shows both as they are.",
    ),
    "W119 terms": (
        "`terms` is about a contract, and `basis` is {value}. The page does not show it.",
        "Delete `terms`; or if there is a contract, write `basis: contract`.",
    ),
    "W123 number": (
        "This update gives a more exact number of students, but lacks {fields}.",
        "If the earlier notices had reached all of these families, write `notified: earlier`. If "
        "not, notify the others today, and add `received: YYYY-MM-DD HH:MM`, when the number "
        "arrived, and `notified: {{at: YYYY-MM-DD HH:MM, by: HOW}}`.",
    ),
    "W130 protection": (
        "`{value}` is involved, so Connecticut General Statutes § 36a-701b may apply as well, and "
        "the notice names no protection against identity theft.",
        "Call the district's lawyer today: that law requires separate notices to the Attorney "
        "General and to those affected, and 24 months of protection for a Social Security number. "
        "Then enter what is offered, `protection: {{months: 24, by: …}}`, or `protection: not "
        "required`; the letter says nothing of it before.",
    ),
    "W125 amended": (
        "This amendment has the same document as before: {value}",
        "Name the signed amendment, such as `agreement: files/{example}-amendment.pdf`. If the "
        "address stayed the same, put the file in `content/files/` under its own name.",
    ),
    "W311 commits": (
        "{proofs} of publication, the first from {day}, of commits that the published branch no "
        "longer contains: someone has rewritten its history.",
        "If you did it to take back student data, keep a note; otherwise, ask who did it.",
    ),
    "W310 again": (
        "This may be the breach that was withdrawn as {value}, where `{name}` was *{other}*.",
        "Ask whether it is. If so, `received` is the day of the contractor's first report.",
    ),
    "W403 promised": (
        "The notice promises more by {value}, and has no update since.",
        "Add an update, even if only to say that nothing new is known; it can give the next day.",
    ),
    "W110 theme": (
        "The theme has no sentences in `{value}`, so {then}.{meant}",
        "Remove the language, or add its sentences: `docs/languages.md` says how.",
    ),
    "W131 all": (
        "`schools: all` says that all schools use this service for special education.",
        "Delete the line; the page does not say which schools use it.",
    ),
    "W131 breach": (
        "`{field}` narrows down whose data a service for special education had.",
        "Delete `{field}`, unless many students there use the service, and leave it out of the "
        "texts as well. Notify the parents of each affected student separately.",
    ),
    "W131 students": (
        "So few students of a service for special education could be guessed.",
        "If the number is right, leave it; but name no school and no grade, here or in the texts. "
        "Notify the parents of each affected student separately.",
    ),
}
MESSAGES = {code: (kind.says, kind.advice) for code, kind in CODES.items()} | OTHER_MESSAGES
