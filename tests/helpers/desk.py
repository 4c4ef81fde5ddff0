"""The desk in a browser, and the files that come out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from generator.content import frontmatter
from generator.content.yaml_nodes import raw_value
from helpers.program import notices
from helpers.roots import PDF, write_files

NOW = "2026-12-04T20:14-05:00"  # a Friday night
BUILT = "2026-12-04T20:14"
REPOSITORY = "https://github.com/example/notices"
OPEN_FOLDS = (
    "node => { for (let fold = node; (fold = fold.parentElement?.closest('details')); ) "
    "fold.open = true; }"
)


def read(path: str, text: str) -> tuple[dict[str, Any], str]:
    """Return the fields of a file as texts, and the text below them; nothing in it is refused."""
    document = frontmatter.read(path, text.encode())
    assert document.problems == [], (text, document.problems)
    fields = raw_value(document.fields)
    assert isinstance(fields, dict)
    return fields, document.body.text.strip() if document.body else ""


def file_at(address: str) -> tuple[str, str]:
    """Return the path and the text that an address fills in at GitHub, "" for a text to paste."""
    parts = urlsplit(address)
    query = parse_qs(parts.query, strict_parsing=True)
    assert (parts.scheme, parts.netloc) == ("https", "github.com")
    assert "/new/" in parts.path
    return query["filename"][0], query.get("value", [""])[0]


class Desk:
    """The desk of a district's folder, made again each time that it is opened."""

    def __init__(self, page: Any, root: Path) -> None:
        self.page = page
        self.root = root
        self.file = root / "desk.html"
        self.errors: list[str] = []
        page.clock.install(time=NOW)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text))

    def open(self, fragment: str) -> None:
        """Open the page as it is published now, at an event."""
        self.make()
        self.page.goto("about:blank")
        self.page.goto(f"{self.file.as_uri()}#{fragment}")

    def make(self) -> None:
        """Make the page from the content."""
        made = notices("desk", "--root", self.root, "--now", BUILT)
        assert made.returncode == 0, made.stderr
        self.file.write_text(made.stdout, encoding="utf-8")

    def ask(self, name: str) -> Any:
        """Return a question, in its fold if it has one, which is open."""
        ask = self.page.locator(f"[id='ask-q-{name.replace('.', '-')}']")
        ask.evaluate(OPEN_FOLDS)
        return ask

    def fill(self, **answers: str) -> None:
        """Type texts, or days as 2026-12-04, or moments as 2026-12-04 19:30."""
        for name, answer in answers.items():
            ask = self.ask(name.replace("__", ".").replace("_", "-"))
            day, _, time = answer.partition(" ")
            if ask.locator("input[type=time]").count():
                ask.locator("input[type=date]").first.fill(day)
                ask.locator("input[type=time]").first.fill(time)
            else:
                box = "input:not([type=search], [type=checkbox], [type=radio]), textarea"
                ask.locator(box).first.fill(answer)

    def check(self, name: str, *words: str) -> None:
        """Check boxes or radio buttons of a question by their words."""
        ask = self.ask(name) if name else self.page.locator("form")
        for each in words:
            box = ask.get_by_label(each, exact=True).first
            box.evaluate(OPEN_FOLDS)
            box.check()

    def uncheck(self, name: str, *words: str) -> None:
        """Uncheck boxes of a question by their words."""
        for each in words:
            self.ask(name).get_by_label(each, exact=True).first.uncheck()

    def told(self, at: str, *means: str) -> None:
        """Say when and how families were told, in a message or in a notice."""
        group = self.page.locator("[name='g-notified'][value='yes']")
        name = ""
        if group.count():
            group.check()
            name = "notified."
        self.fill(**{f"{name}at".replace(".", "__"): at})
        self.check(f"{name}by", *means)

    def text(self, selector: str) -> str:
        """Return the text of an element as it is seen."""
        text: str = self.page.locator(selector).inner_text()
        return text

    @property
    def path(self) -> str:
        """The path of the file, as the page shows it."""
        return self.text(".path code")

    @property
    def written(self) -> str:
        """The text of the file, as the page shows it."""
        text: str = self.page.locator("#notation").text_content()
        return text

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the file as texts."""
        return read(self.path, self.written)[0]

    @property
    def body(self) -> str:
        """The text below the fields."""
        return read(self.path, self.written)[1]

    def send(self) -> str:
        """Go to GitHub, commit what its editor is filled in with, and return its path."""
        assert self.errors == []
        path, text = file_at(self.page.locator("#go").get_attribute("href"))
        assert (path, text) == (self.path, self.written)
        assert not (self.root / path).exists()
        with self.page.expect_popup() as popup:
            self.page.locator("#go").click()
        popup.value.close()
        write_files(self.root, {path: text})
        for file in self.fields.values():  # which a person has put on GitHub first
            if isinstance(file, str) and file.startswith("files/"):
                write_files(self.root, {f"content/{file}": PDF})
        return path

    def problems(self) -> str:
        """Return what the check says of the content."""
        checked = notices("check", "--root", self.root, "--now", BUILT)
        return checked.stdout + checked.stderr
