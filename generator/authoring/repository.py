"""Write a district's own repository: its settings, and callers of our workflows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from string import Template
from typing import NamedTuple

from generator.authoring import scaffold
from generator.authoring.desk import EVENTS
from generator.reports.github_format import code_block, new_file

SCRIPT = "notices"  # runs the program on a computer
WORKFLOWS = ".github/workflows/"
RULESETS = ".github/rulesets/"  # for a person to import
CALL = re.compile(  # of a workflow or an action of the program
    r"^ *(?:- )?uses: *([^ @/]+/[^ @/]+)/\.github/[^ @]+@(\S+)(?: *# *(\S+))?$", re.MULTILINE
)
README_DESK = """\
The easiest way is [the desk]({desk}), a page of our website.
You answer by choosing, and it writes the file. What happened?

{events}

"""
README_EVENT = "- [{title}]({desk}#event={name})"
# https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/configuring-issue-templates-for-your-repository#configuring-the-template-chooser
CHOOSER = "contact_links:\n{events}\n"
CHOOSER_EVENT = """\
  - name: {title}
    url: {desk}#event={name}
    about: At the desk, a page of our website. Answer by choosing, and it writes the file."""
# Files of earlier versions that this one does not have.
GONE = (
    f"{WORKFLOWS}from-form.yml",
    f"{WORKFLOWS}schedules.yml",
    *(
        f".github/ISSUE_TEMPLATE/{name}.yml"
        for name in (
            *("breach", "change", "contract", "correction", "desk", "list"),
            *("notified", "resolved", "settings", "update", "withdrawal", "yearly"),
        )
    ),
)
MINUTE = re.compile(r'^( *- cron: ")([1-5]?\d) ', re.MULTILINE)  # of a schedule, each hour
OWNER = re.compile(r"@[\w-]+(/[\w.-]+)?|[^@\s]+@[^@\s]+")  # @user, @organization/team, an email


class Program(NamedTuple):
    """A version of the program on GitHub.

    `repository` is OWNER/NAME, `commit` a full hash, and `tag` its name, such as v0.2.0, or "".
    """

    repository: str
    commit: str
    tag: str = ""

    @property
    def pinned(self) -> str:
        """The version as a workflow names it after the `@`: Dependabot updates both parts."""
        return f"{self.commit} # {self.tag}" if self.tag else self.commit


class _Template(Template):
    """A text with names that begin with `%`, because workflows and scripts are full of `$`."""

    delimiter = "%"


def files(
    templates: Mapping[str, str], program: Program, district: str, owner: str, desk: str = ""
) -> dict[str, str]:
    """Return all files of a repository but its settings, by path; `owner` is for CODEOWNERS.

    `desk` is the address of the desk, or "" if the site has none.
    """
    names = {
        "program": program.repository,
        "pinned": program.pinned,
        "district": district,
        "owner": owner,
        "desk": README_DESK.format(desk=desk, events=_events(README_EVENT, desk)) if desk else "",
        "chooser": CHOOSER.format(events=_events(CHOOSER_EVENT, desk)) if desk else "",
        "contract": new_file("../../new/main", *scaffold.begin("contract")),
        "breach": new_file("../../new/main", *scaffold.begin("breach")),
    }
    return {path: _Template(text).substitute(names) for path, text in templates.items()}


def _events(template: str, desk: str) -> str:
    """Return a text for each event of the desk, which has this address."""
    return "\n".join(
        template.format(title=event.title, name=name, desk=desk) for name, event in EVENTS.items()
    )


def renewed(templates: Mapping[str, str], program: Program) -> dict[str, str]:
    """Return the files that a new version rewrites, by path: the same for each district."""
    callers = {
        path: text
        for path, text in templates.items()
        if path.startswith((WORKFLOWS, RULESETS)) or path == SCRIPT
    }
    return files(callers, program, "", "")


def with_minute(text: str, present: bytes | None) -> str:
    """Return the text of a workflow whose schedule starts at the minute that it has at present.

    If the person who wrote a schedule leaves, GitHub stops it, and starts it again for another one
    who changes it:
    https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
    """
    own = MINUTE.search((present or b"").decode("utf-8", "replace"))
    return MINUTE.sub(rf"\g<1>{own[2]} ", text) if own else text


def new_texts(
    texts: Mapping[str, str],
    present: Container[str],
    gone: Iterable[str],
    repository: str,
    branch: str,
) -> str:
    """Return texts in Markdown, each after a link to the page of GitHub where a person pastes it.

    `texts` and `present`, the files that exist, are by path, and `gone` are paths of files to
    delete; `repository` is an address.
    """
    parts = ["## Copy each text into its file, or run `./notices update`"]
    for path, text in texts.items():
        page = f"edit/{branch}/{path}" if path in present else f"new/{branch}?filename={path}"
        parts.append(f"[{path}]({repository}/{page})\n\n{code_block(text.splitlines(), '')}")
    parts += [f"[Delete {path}]({repository}/delete/{branch}/{path})" for path in gone]
    return "\n\n".join(parts) + "\n"


def versions(callers: Mapping[str, str]) -> dict[Program, str]:
    """Return the versions that workflows call, each with the path of the first one that does."""
    calls: dict[Program, str] = {}
    for path, text in callers.items():
        for repository, commit, tag in CALL.findall(text):
            calls.setdefault(Program(repository, commit, tag), path)
    return calls


def are_owners(text: str) -> bool:
    """Return whether a text names people as CODEOWNERS does, with spaces between them."""
    return bool(text.split()) and all(map(OWNER.fullmatch, text.split()))
