"""An entry made of a form → a branch and a pull request on GitHub, and one comment on the form that says so.

Run by Python alone, `python3 -m generator.github.pulls`, since it may write: FORM holds what `notices from-form` has
printed as JSON, NUMBER the number of the issue. What people wrote goes through GitHub's API as JSON, and nowhere else.
"""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from hashlib import sha1
from typing import NamedTuple
from urllib.parse import quote, urlencode

from generator.core.problems import shorten
from generator.github.api import MARK, Hub, HubError, ask, listed, named_hub, repository

BOT = "github-actions[bot]"  # a name that no person can have
PATH = re.compile(r"content/(?:contracts|breaches)/[a-z0-9]+(?:-[a-z0-9]+)*\.md")
# https://github.blog/changelog/2022-05-03-github-actions-prevent-github-actions-from-creating-and-approving-pull-requests/
REFUSED = "GitHub Actions is not permitted to create or approve pull requests"
# GitHub checks a workflow's own pull request only when a person asks for it. It used to start nothing; since June 2026
# a run waits for approval: https://github.com/github/docs/pull/44419, https://github.com/orgs/community/discussions/199292
OPENED = """\
- [**The pull request**]({link}) holds the entry.
  To start its check, press *Approve workflows to run* there.
  If that button is missing, press *Close pull request*, and then *Reopen pull request*.
"""
TO_BE_OPENED = "- [**Open the pull request**]({link}): GitHub lets no workflow of this repository do that.\n"
EDIT = "- [Edit the entry]({link}), or edit the form above, which counts until somebody edits the entry.\n"
CHANGED = """\
The entry was changed [on its branch]({link}) after it was made of this form, so the form no longer changes it.
Edit it there.
"""
ENDED = "The [pull request]({link}) of this form is closed or merged, so the form no longer changes anything.\n"
BODY = "Made of the form #{number}; a person is to read it before it is merged.\n\nCloses #{number}\n"


class Reply(NamedTuple):
    """What `notices from-form` makes of a form: its report in Markdown and the entry, if there is one."""

    report: str
    path: str = ""
    title: str = ""
    text: str = ""


class _Said(NamedTuple):
    """The comment that a form has got, and the file that was last made of it: its place, and git's name of its text."""

    id: int
    path: str
    blob: str


class _Pull(NamedTuple):
    """A pull request."""

    number: int
    link: str
    is_open: bool


def main() -> None:
    """Bring the branch, the pull request and the comment of a form up to date."""
    reply = Reply(**json.loads(os.environ["FORM"]))
    print(answer(named_hub(os.environ), int(os.environ["NUMBER"]), reply))


def answer(hub: Hub, number: int, reply: Reply) -> str:
    """Bring all of a form up to date, and return what was done. Raises HubError."""
    branch, said = _name(number), _said(hub, number)
    pull = _pull(hub, branch)
    if not reply.path:
        return _comment(hub, number, said, reply.report, said)
    if not PATH.fullmatch(reply.path):
        raise ValueError(f"{reply.path!r} is no place for an entry")
    if pull and not pull.is_open:
        return _comment(hub, number, said, ENDED.format(link=pull.link), said)
    _branch(hub, branch)
    blob = _file(hub, branch, reply, said)
    if not blob:
        link = f"{hub.home}/tree/{branch}"
        return _comment(hub, number, said, CHANGED.format(link=link), said)
    told = f"{reply.report}\n\n{_opened(hub, number, reply, pull, said)}"
    told += EDIT.format(link=f"{hub.home}/edit/{branch}/{reply.path}")
    return _comment(hub, number, said, told, _Said(0, reply.path, blob))


def title_of(text: str) -> str:
    """Return a title for a pull request, in which GitHub finds no person, no issue and no address.

    A merge takes it over into its message, where « fixes #1 » would close an issue.
    """
    plain = re.sub(r"[@#`<>]|:(?=//)", "", shorten(text))
    return re.sub(r"(?i)\b(GH)-(?=\d)", r"\1 ", plain)


def _name(number: int) -> str:
    """Return the name of the branch of a form."""
    return f"form/{number}"


def _branch(hub: Hub, branch: str) -> None:
    """Make the branch, from the default branch as it is now, if it is not there."""
    if _found(hub, f"git/ref/heads/{branch}") is None:
        main = json.loads(ask(hub, "GET", f"git/ref/heads/{repository(hub).branch}"))["object"]["sha"]
        ask(hub, "POST", "git/refs", {"ref": f"refs/heads/{branch}", "sha": main})


def _file(hub: Hub, branch: str, reply: Reply, said: _Said | None) -> str:
    """Put the entry on its branch, in place of the one before; return git's name of its text.

    Nothing is done, and nothing returned, where a person has changed the one before.
    """
    data = reply.text.encode()
    blob = sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()
    before = _blob(hub, branch, said.path) if said and said.path else ""
    held = before if said and said.path == reply.path else _blob(hub, branch, reply.path)
    if said and said.path and before != said.blob:
        return ""
    if held != blob:
        if held and (not said or said.path != reply.path):
            return ""
        name = reply.path.removeprefix("content/").removesuffix(".md")
        told = {"message": f"Add {name}", "content": b64encode(data).decode(), "branch": branch}
        ask(hub, "PUT", f"contents/{reply.path}", {**told, **({"sha": held} if held else {})})
    if said and said.path and said.path != reply.path:
        ask(hub, "DELETE", f"contents/{said.path}", {"message": "Rename", "branch": branch, "sha": before})
    return blob


def _opened(hub: Hub, number: int, reply: Reply, pull: _Pull | None, said: _Said | None) -> str:
    """Open the pull request, or give it its title; return what is said of it."""
    title = f"Add {title_of(reply.title)}"
    if pull:
        if said and said.path != reply.path:  # else a person may have given it a better one
            ask(hub, "PATCH", f"pulls/{pull.number}", {"title": title})
        return OPENED.format(link=pull.link)
    base = repository(hub).branch
    told = {"title": title, "head": _name(number), "base": base, "body": BODY.format(number=number)}
    try:
        made = json.loads(ask(hub, "POST", "pulls", told))
    except HubError as error:
        if REFUSED not in str(error):
            raise
        return TO_BE_OPENED.format(link=f"{hub.home}/compare/{base}...{_name(number)}?expand=1")
    return OPENED.format(link=made["html_url"])


def _comment(hub: Hub, number: int, said: _Said | None, text: str, now: _Said | None) -> str:
    """Write the one comment of a form, or write it anew; `now` is the file that it stands for."""
    mark = f"<!-- notices: form {now.path} {now.blob} -->" if now else "<!-- notices: form -->"
    body = {"body": f"{text.strip()}\n\n{mark}\n"}
    if said:
        ask(hub, "PATCH", f"issues/comments/{said.id}", body)
        return f"Updated the comment on form {number}."
    ask(hub, "POST", f"issues/{number}/comments", body)
    return f"Commented on form {number}."


def _said(hub: Hub, number: int) -> _Said | None:
    """Return our comment on a form, if there is one; what others write is none, whatever it says."""
    for one in listed(hub, f"issues/{number}/comments"):
        mark = MARK.search(one["body"] or "")
        if one["user"]["login"] == BOT and mark and mark[1].split()[:1] == ["form"]:
            path, blob = (*mark[1].split()[1:3], "", "")[:2]
            return _Said(one["id"], path if PATH.fullmatch(path) else "", blob)
    return None


def _pull(hub: Hub, branch: str) -> _Pull | None:
    """Return the newest pull request of a branch, if there was one."""
    query = urlencode({"head": f"{hub.repository.partition('/')[0]}:{branch}", "state": "all"})
    found = json.loads(ask(hub, "GET", f"pulls?{query}"))
    newest = max(found, key=lambda one: int(one["number"]), default=None)
    return newest and _Pull(newest["number"], newest["html_url"], newest["state"] == "open")


def _blob(hub: Hub, branch: str, path: str) -> str:
    """Return git's name of a file's text on a branch, or nothing if it is not there."""
    found = _found(hub, f"contents/{path}?{urlencode({'ref': branch}, quote_via=quote)}")
    return str(json.loads(found)["sha"]) if found else ""


def _found(hub: Hub, path: str) -> bytes | None:
    """Return what GitHub answers, or None where it knows nothing of that name."""
    try:
        return ask(hub, "GET", path)
    except HubError as error:
        if error.code == 404:
            return None
        raise


if __name__ == "__main__":
    main()
