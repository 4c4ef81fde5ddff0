"""The desk in a browser, and GitHub as far as it is between the desk and the published page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from generator.authoring import desk_answers
from generator.authoring.questions import UPLOAD
from helpers.forge import NAME
from helpers.forms import send_form
from helpers.program import notices
from helpers.roots import PDF, write_files
from helpers.runner import GitHub

NOW = "2026-12-04T20:14-05:00"  # a Friday night
BUILT = "2026-12-04T20:14"


def body(answers: str, file: str = "") -> str:
    """Return the text of the issue that GitHub makes of the form with the box."""
    return (
        f"### {desk_answers.BOX}\n\n```yaml\n{answers.strip()}\n```\n\n"
        f"### {UPLOAD.label}\n\n{file or '_No response_'}"
    )


def reply(root: Path, answers: str, file: str = "") -> dict[str, Any]:
    """Return what the program replies to answers; the entry is written, as by a merge."""
    form = root / "form.md"
    form.write_text(body(answers, file), encoding="utf-8")
    options = ("--root", root, "--format", "json", "--now", BUILT)
    done = notices("ci", "from-form", form, *options)
    assert done.returncode in (0, 1), done.stderr
    form.unlink()
    said: dict[str, Any] = json.loads(done.stdout)
    if said["file"]:  # which the job takes from GitHub
        write_files(root, {f"content/{said['file']}": PDF})
    return said


def fields_of(text: str) -> dict[str, Any]:
    """Return the fields of an entry as texts."""
    fields: dict[str, Any] = yaml.load(text.split("---\n")[1], yaml.CBaseLoader)
    return fields


def form_at(address: str, templates: Path, file: str = "") -> str:
    """Return the issue that GitHub makes of the form at an address, as it is opened and submitted.

    An address fills in boxes of text. If it names anything else, GitHub opens the blank editor:
    https://github.com/orgs/community/discussions/15477
    """
    parts = urlsplit(address)
    query = {name: value for name, (value,) in parse_qs(parts.query, strict_parsing=True).items()}
    form = yaml.safe_load((templates / query.pop("template")).read_text(encoding="utf-8"))
    asked = {element["id"]: element for element in form["body"] if "id" in element}
    boxes = {id for id, element in asked.items() if element["type"] in ("input", "textarea")}
    uploads = {id: file for id, element in asked.items() if element["type"] == "upload"}

    assert (parts.scheme, parts.netloc, parts.path) == (
        "https",
        "github.com",
        f"/{NAME}/issues/new",
    )
    assert query.pop("title").strip()  # of the issue, which a person may change
    assert query.keys() <= boxes
    assert len(address) <= 6_000
    return "\n\n".join(
        f"### {element['attributes']['label']}\n\n{_submitted(element, {**uploads, **query}.get(id, ''))}"
        for id, element in asked.items()
    )


def _submitted(element: dict[str, Any], text: str) -> str:
    """Return what GitHub writes below the question for an answer."""
    language = element["attributes"].get("render")
    if not text:
        assert not element.get("validations", {}).get("required")
        return "_No response_"
    return f"```{language}\n{text.strip()}\n```" if language else text


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
        made.check_returncode()
        self.file.write_text(made.stdout, encoding="utf-8")

    def ask(self, name: str) -> Any:
        """Return a question, in its fold if it has one, which is open."""
        ask = self.page.locator(f"[id='ask-q-{name.replace('.', '-')}']")
        ask.evaluate(
            "ask => { for (let fold = ask; (fold = fold.parentElement?.closest('details')); ) "
            "fold.open = true; }"
        )
        return ask

    def fill(self, **answers: str) -> None:
        """Type texts, or days as 2026-12-04, or moments as 2026-12-04 19:30."""
        for name, answer in answers.items():
            ask = self.ask(name.replace("__", ".").replace("_", "-"))
            day, _, time = answer.partition(" ")
            if ask.locator("input[type=time]").count():
                ask.locator("input[type=date]").first.fill(day)
                ask.locator("input[type=time]").fill(time)
            else:
                box = "input:not([type=search], [type=checkbox], [type=radio]), textarea"
                ask.locator(box).first.fill(answer)

    def check(self, name: str, *words: str) -> None:
        """Check boxes or radio buttons of a question by their words."""
        ask = self.ask(name) if name else self.page.locator("form")
        for each in words:
            box = ask.get_by_label(each, exact=True).first
            box.evaluate(
                "box => { for (let fold = box; (fold = fold.parentElement?.closest('details')); ) "
                "fold.open = true; }"
            )
            box.check()

    def uncheck(self, name: str, *words: str) -> None:
        """Uncheck boxes of a question by their words."""
        for each in words:
            self.ask(name).get_by_label(each, exact=True).first.uncheck()

    def told(self, at: str, *means: str) -> None:
        """Say when and how families were told."""
        yes = self.page.locator("[name='g-notified'][value='yes']")
        if yes.count():
            yes.check()
        self.fill(notified__at=at)
        self.check("notified.by", *means)

    def text(self, selector: str) -> str:
        """Return the text of an element as it is seen."""
        text: str = self.page.locator(selector).inner_text()
        return text

    def fields(self, entry: str) -> dict[str, Any]:
        """Return the fields of an entry, such as contracts/northstar-reader, as texts."""
        return fields_of((self.root / f"content/{entry}.md").read_text(encoding="utf-8"))

    @property
    def answers(self) -> str:
        """What is in the box, as the address gives it to GitHub."""
        address = self.page.locator("#continue").get_attribute("href")
        query = parse_qs(urlsplit(address).query)
        assert query["template"] == ["desk.yml"]
        assert len(address) <= 6_000
        return query["answers"][0]

    def send(self, file: str = "") -> dict[str, Any]:
        """Continue on GitHub, and return the reply."""
        assert self.errors == []
        said = reply(self.root, self.answers, file)
        assert "It can be published." in said["report"], said["report"]
        return said


class DeskOfRepository(Desk):
    """The desk of a district on GitHub, whose answers become pull requests that a person merges."""

    def __init__(self, page: Any, github: GitHub) -> None:
        super().__init__(page, github.clone)
        self.github = github
        self.file = github.folder / "desk.html"

    def send(self, file: str = "") -> dict[str, Any]:
        """Continue on GitHub, submit the form, merge its pull request; return what came out.

        That is the comment on the form as `report`, with the title, the body and the files of the
        pull request, of which `path` is the entry.
        """
        assert self.errors == []
        address = self.page.locator("#continue").get_attribute("href")
        github = self.github
        issue = form_at(address, github.clone / ".github/ISSUE_TEMPLATE", file)
        run = send_form(github, issue)
        assert run.failed == [], run.log
        number = len(github.issues)
        branch, pull = f"form/{number}", github.pulls[-1]
        (report,) = github.issues[-1]["comments"]
        assert "It can be published." in report, report
        assert pull["head"] == branch
        assert pull["base"] == "main"
        assert f"Made from form #{number}." in pull["body"]
        assert f"Closes #{number}" in pull["body"]
        files = github.changed(branch)
        if "**The contract is missing**" in report:  # as the comment says, a person puts it there
            name = re.search(r"\[put it on the branch\]\([^)]*/upload/form/\d+/([^)]*)\)", report)
            assert name
            files[f"{name[1]}/{Path(report.partition('Name it `')[2].partition('`')[0])}"] = PDF
        github.waiting.remove(branch)
        github.commit(files, branch)
        if file:  # the other entries are checked when the site is published
            assert github.check(branch).failed == []
        github.press_merge(branch)
        path = next(path for path in files if path.endswith((".md", ".yaml")))
        return {**pull, "report": report, "files": [*files], "path": path}
