"""Make a branch, a pull request and a comment of the entry that an issue form becomes.

It is run with Python alone, `python3 -m generator.github.pulls`, because it may write. FORM
contains the JSON that `notices ci from-form` has printed, NUMBER the number of the issue, and
ENTRIES the path of the file with the entries of a list, if it is one. What people wrote goes
through GitHub's API as JSON, and nowhere else.
"""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha1
from operator import itemgetter
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, urlencode

from generator.core.problems import UserError, shorten
from generator.github import api, uploads

BOT = "github-actions[bot]"  # a name that no person can have
PATH = re.compile(r"content/(?:site\.yaml|(?:contracts|breaches)/[a-z0-9]+(?:-[a-z0-9]+)*\.md)")
FILE = re.compile(r"files/[a-z0-9]+(?:-[a-z0-9]+)*\.pdf")
ENCRYPTED = re.compile(rb"/Encrypt\s*(?:[0-9]+\s+[0-9]+\s+R|<<)")
UPLOADED = re.compile(r"[0-9]+/[\w.%-]+\.pdf", re.ASCII | re.IGNORECASE)
# https://github.blog/changelog/2022-05-03-github-actions-prevent-github-actions-from-creating-and-approving-pull-requests/
NOT_ALLOWED = "GitHub Actions is not permitted to create or approve pull requests"
# GitHub checks a workflow's own pull request only when a person asks for it. It used to start
# nothing; since June 2026 a run waits for approval: https://github.com/github/docs/pull/44419,
# https://github.com/orgs/community/discussions/199292
OPENED = """\
- [**The pull request**]({link}) contains the entry.
  To start its check, click *Approve workflows to run* there.
  If that button is missing, click *Close pull request*, and then *Reopen pull request*.
"""
NOT_OPENED = """\
- [**Open the pull request**]({link}): click *Create pull request* there. You are then its author, \
so someone else has to approve it.
"""
EDIT = """\
- [Edit the entry]({link}), or edit the form above. \
Once someone has edited the entry, the form no longer changes it.
"""
CHANGED = """\
The entry was changed [on its branch]({link}) after it was made from this form, \
so the form no longer changes it.
Edit it there.
"""
ENDED = """\
The [pull request]({link}) for this form is closed or merged, \
so the form no longer changes anything.
"""
FILE_ADDED = (
    "- [The contract]({link}) is on the branch: open it, and check that it is the right one.\n"
)
FILE_STAYS = """\
- The branch already has [`{name}`]({link}), which stays. If it is not the right contract, delete \
it there, and edit the form.
"""
FILE_MISSING = """\
- **The contract is missing**, and the check fails until it is there: {why}.
  Name it `{name}` on your computer, and [put it on the branch]({link}), as a PDF without \
any password, of at most 25 MB.
"""
OTHER = """\
- [{title}]({link}) is an open pull request about this notice, too.
  Merge it first. If this form could not be read without it, edit the form afterward.
"""
MOVED = """\
This form has already changed `{path}`, so it cannot change another notice.
Close this form and its pull request, and fill in a new form.
"""
BODY = """\
Made from form #{number}. A person must read it before it is merged.
{review}
Closes #{number}
{page}"""
# The text may become the message of a merge, after which it would keep *Publish* from starting:
# https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
SKIP = re.compile(r"\[(?=(?:(?:skip|no) ci|ci skip|skip actions|actions skip)\])", re.IGNORECASE)
COMMENTED = "The comment on the form says what to check.\n"
# GitHub stops only the author of a pull request from approving it:
# https://github.com/orgs/community/discussions/110185
REVIEW = """
A workflow is the author of this pull request, so GitHub would let the people who filled in the \
form approve it. **Someone else must approve it.**
"""
PAGE = """
### The text of the page, before and after

{difference}
"""
# Of a list of contracts, which becomes many entries.
SETTINGS = "content/site.yaml"
LIST_REPORT = """
### What became of each row

{difference}
"""
LIST_ENTRIES = """\
- [The entries]({link}) are on the branch. Once the pull request is open, correct them there.
"""
LIST_STAYS = """\
The list of this form is on its branch already, so the form no longer changes anything.
For another list, or for the same one once it is corrected, close this form and its pull request, \
and fill in a new one.
"""
LIST_LATE = """\
Nothing was changed, because something else has changed `{path}` in the meantime.
Edit this form in any way, and the list is read again.
"""


class Reply(NamedTuple):
    """What `notices ci from-form` makes of a form: a report in Markdown, and the entry, if any.

    `title` says what the pull request does. `replaces` is git's name for the content of the entry
    before, or empty for a new entry. `page` shows in Markdown how its page changes. `about` is the
    name of the notice that the form is about, in lowercase words with hyphens. `file` is what the
    entry names as `agreement`, if it was `uploaded` with the form: the end of its address.
    A list of contracts has no path, but `entries`: new files by their paths, and perhaps the
    settings, whose content before is then in `replaces`.
    """

    report: str
    path: str = ""
    title: str = ""
    text: str = ""
    replaces: str = ""
    page: str = ""
    about: str = ""
    file: str = ""
    uploaded: str = ""
    entries: Mapping[str, str] = {}


class _Form(NamedTuple):
    """An issue form on GitHub."""

    repository: api.Repository
    number: int

    @property
    def branch(self) -> str:
        """The name of the branch for its entry."""
        return f"form/{self.number}"


class _EntryFile(NamedTuple):
    """The file made from a form, and git's name for its content; only a new one is removed."""

    path: str
    blob: str
    is_new: bool = True


def main() -> None:
    """Update the branch, the pull request and the comment of a form."""
    reply = Reply(**json.loads(os.environ["FORM"]))
    if file := os.environ.get("ENTRIES"):
        with open(file, encoding="utf-8") as entries:
            reply = reply._replace(entries=json.load(entries))
    repository = api.workflow_repository(os.environ)
    print(update_form(repository, int(os.environ["NUMBER"]), reply))


def update_form(repository: api.Repository, number: int, reply: Reply) -> str:
    """Update all that belongs to a form, and return a sentence about it. Raises GitHubError."""
    form = _Form(repository, number)
    comment, last = _find_comment(form)
    if reply.entries:
        return _propose_list(form, reply, comment)
    others = _other_pull_requests(form, reply.about)
    if not reply.path:
        return _write_comment(form, comment, f"{reply.report}\n{others}", last)
    if not PATH.fullmatch(reply.path):
        raise ValueError(f"{reply.path!r} is not a path for an entry")
    pull = _find_pull_request(form)
    if pull and pull["state"] != "open":
        return _write_comment(form, comment, ENDED.format(link=pull["html_url"]), last)
    if last and not last.is_new and last.path != reply.path:
        return _write_comment(form, comment, MOVED.format(path=last.path), last)
    _make_branch(form)
    file = _write_entry(form, reply, last)
    if file is None:
        link = f"{repository.url}/tree/{form.branch}"
        return _write_comment(form, comment, CHANGED.format(link=link), last)
    request_line, page = _open_pull_request(form, reply, pull, last)
    edit_line = EDIT.format(link=f"{repository.url}/edit/{form.branch}/{reply.path}")
    file_line = _write_file(form, reply) if reply.file else ""
    text = f"{reply.report}\n\n{request_line}{file_line}{edit_line}{others}{page}"
    return _write_comment(form, comment, text, file)


def _propose_list(form: _Form, reply: Reply, comment: int | None) -> str:
    """Make the branch with all entries of a list, once, and update the pull request and comment."""
    pull = _find_pull_request(form)
    if pull and pull["state"] != "open":
        return _write_comment(form, comment, ENDED.format(link=pull["html_url"]), None)
    is_there = api.find(form.repository, f"git/ref/heads/{form.branch}", dict) is not None
    if not is_there and (taken := _commit_list(form, reply)):
        return _write_comment(form, comment, LIST_LATE.format(path=taken), None)
    request_line, page = _open_pull_request(form, reply, pull, None)
    folder = LIST_ENTRIES.format(link=f"{form.repository.url}/tree/{form.branch}/content/contracts")
    said = LIST_STAYS if is_there and comment else reply.report
    return _write_comment(form, comment, f"{said}\n\n{request_line}{folder}{page}", None)


def _commit_list(form: _Form, reply: Reply) -> str:
    """Make the branch with one commit of all entries; return the path that has changed meanwhile.

    Nothing is written then: the entries were made from what the repository had before.
    """
    for path in reply.entries:
        if not PATH.fullmatch(path):
            raise ValueError(f"{path!r} is not a path for an entry")
    default = api.repository_info(form.repository).branch
    before = _blobs(form, default, "content/contracts")
    settings = _blobs(form, default, "content").get(SETTINGS, "")
    for path in reply.entries:
        if path in before or (path == SETTINGS and settings != reply.replaces):
            return path
    parts = {"object": {"sha": str}}
    tip = api.read(form.repository, "GET", f"git/ref/heads/{default}", parts)["object"]["sha"]
    shape = {"tree": {"sha": str}}
    base = api.read(form.repository, "GET", f"git/commits/{tip}", shape)["tree"]["sha"]
    files = [
        {"path": path, "mode": "100644", "type": "blob", "content": text}
        for path, text in reply.entries.items()
    ]
    body = {"base_tree": base, "tree": files}
    tree = api.read(form.repository, "POST", "git/trees", {"sha": str}, body)["sha"]
    fields = {"message": title_of(reply.title), "tree": tree, "parents": [tip]}
    commit = api.read(form.repository, "POST", "git/commits", {"sha": str}, fields)["sha"]
    ref = {"ref": f"refs/heads/{form.branch}", "sha": commit}
    api.request(form.repository, "POST", "git/refs", ref)
    return ""


def _blobs(form: _Form, ref: str, folder: str) -> dict[str, str]:
    """Return git's names for the files of a folder by their paths, at a branch."""
    query = urlencode({"ref": ref}, quote_via=quote)
    # The list of a folder has files of any size: https://docs.github.com/rest/repos/contents
    shape = [{"path": str, "sha": str}]
    found = api.find(form.repository, f"contents/{folder}?{query}", shape) or ()
    return {file["path"]: file["sha"] for file in found}


def blob(data: bytes) -> str:
    """Return git's name for the content of a file."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def title_of(text: str) -> str:
    """Return a title for a pull request, without mentions, references to issues, or addresses.

    GitHub takes it into the message of a commit and of the merge, where "fixes #1" would close an
    issue, and "[skip ci]" would start no workflow.
    """
    plain = re.sub(r"[@#`<>\[\]]|:(?=//)", "", shorten(text))
    return re.sub(r"(?i)\b(GH)-(?=\d)", r"\1 ", plain)


def _make_branch(form: _Form) -> None:
    """Make the branch from the default branch, unless it exists."""
    if api.find(form.repository, f"git/ref/heads/{form.branch}", dict) is None:
        default = api.repository_info(form.repository).branch
        parts = {"object": {"sha": str}}
        tip = api.read(form.repository, "GET", f"git/ref/heads/{default}", parts)
        ref = {"ref": f"refs/heads/{form.branch}", "sha": tip["object"]["sha"]}
        api.request(form.repository, "POST", "git/refs", ref)


def _write_entry(form: _Form, reply: Reply, last: _EntryFile | None) -> _EntryFile | None:
    """Write the entry, and return its file; None if a person changed the last, or it is taken."""
    if last and _blob(form, last.path) != last.blob:
        return None
    data = reply.text.encode()
    new = blob(data)
    is_update = last is not None and last.path == reply.path
    current = last.blob if last and is_update else _blob(form, reply.path)
    if current != new:
        if current and not is_update and current != reply.replaces:
            return None
        content = b64encode(data).decode()
        change = {"message": title_of(reply.title), "content": content, "branch": form.branch}
        if current:
            change["sha"] = current
        api.request(form.repository, "PUT", f"contents/{reply.path}", change)
    if last and not is_update:
        removal = {"message": "Rename", "branch": form.branch, "sha": last.blob}
        api.request(form.repository, "DELETE", f"contents/{last.path}", removal)
    return _EntryFile(reply.path, new, is_new=not reply.replaces)


def _write_file(form: _Form, reply: Reply) -> str:
    """Put the uploaded contract on the branch, and return a line for the comment.

    A file of that name is never replaced. Whatever goes wrong, the line says what to do by hand.
    """
    if not (FILE.fullmatch(reply.file) and UPLOADED.fullmatch(reply.uploaded)):
        raise ValueError(f"{reply.file!r} from {reply.uploaded!r} is not an uploaded file")
    folder, _, name = f"content/{reply.file}".rpartition("/")
    tree = f"{form.branch}/{folder}"
    old = _blobs(form, form.branch, folder).get(f"{folder}/{name}")
    try:
        data = _uploaded(form, reply.uploaded)
        if not old:
            content = b64encode(data).decode()
            change = {"message": f"Add {name}", "content": content, "branch": form.branch}
            api.request(form.repository, "PUT", f"contents/{folder}/{name}", change)
    except (OSError, UserError) as error:
        if not old:
            link = f"{form.repository.url}/upload/{tree}"
            return FILE_MISSING.format(why=error, name=name, link=link)
        data = b""
    template = FILE_ADDED if old in (None, blob(data)) else FILE_STAYS
    return template.format(link=f"{form.repository.url}/blob/{tree}/{name}", name=name)


def _uploaded(form: _Form, end: str) -> bytes:
    """Return a PDF that was uploaded with a form. Raises OSError, or UserError with the reason."""
    data = uploads.fetch(form.repository.server, end)
    # Only the check looks further, because it can't write. A scan is better than nothing.
    if b"%PDF-" not in data[:1024] or b"%%EOF" not in data:
        raise UserError("it is not a PDF that opens")
    if ENCRYPTED.search(data):
        raise UserError("it is encrypted, perhaps only against changes")
    return data


def _open_pull_request(
    form: _Form, reply: Reply, pull: api.Json, last: _EntryFile | None
) -> tuple[str, str]:
    """Open or update the pull request; return its line, and the page if only a comment has it."""
    title = title_of(reply.title)
    template = LIST_REPORT if reply.entries else PAGE
    page = template.format(difference=reply.page) if reply.page else ""
    is_ours = not pull or (pull["user"] or {}).get("login") == BOT
    review = REVIEW if is_ours else ""
    body = SKIP.sub("[ ", BODY.format(number=form.number, page=page, review=review))
    if pull:
        # A person may have improved the title and the text, which stay if the entry did.
        if last and last.path != reply.path:
            _update(form, pull, title=title, body=body)
        elif last and last.blob != blob(reply.text.encode()):
            _update(form, pull, body=body)
        return OPENED.format(link=pull["html_url"]), ""
    base = api.repository_info(form.repository).branch
    fields = {"title": title, "head": form.branch, "base": base, "body": body}
    try:
        opened = api.read(form.repository, "POST", "pulls", {"html_url": str}, fields)
    except api.GitHubError as error:
        if NOT_ALLOWED not in str(error):
            raise
        return NOT_OPENED.format(link=_compare_link(form, base, title)), page
    return OPENED.format(link=opened["html_url"]), ""


def _update(form: _Form, pull: api.Json, **changes: str) -> None:
    """Replace the title or the text of an open pull request."""
    api.request(form.repository, "PATCH", f"pulls/{pull['number']}", changes)


def _compare_link(form: _Form, base: str, title: str) -> str:
    """Return the address of GitHub's page that opens the pull request, filled in.

    https://docs.github.com/pull-requests/collaborating-with-pull-requests/proposing-changes-to-your-work-with-pull-requests/using-query-parameters-to-create-a-pull-request
    """
    body = BODY.format(number=form.number, page="", review=COMMENTED)
    query = urlencode({"expand": "1", "title": title, "body": body}, quote_via=quote)
    return f"{form.repository.url}/compare/{base}...{form.branch}?{query}"


def _write_comment(form: _Form, id: int | None, text: str, file: _EntryFile | None) -> str:
    """Write or update our comment, which ends with a hidden line that names the file."""
    hidden = "form"
    if file:  # the last word says that the entry existed before
        hidden += f" {file.path} {file.blob}{'' if file.is_new else ' changed'}"
    body = {"body": f"{text.strip()}\n\n<!-- notices: {hidden} -->\n"}
    if id:
        api.request(form.repository, "PATCH", f"issues/comments/{id}", body)
        return f"Updated the comment on form {form.number}."
    api.request(form.repository, "POST", f"issues/{form.number}/comments", body)
    return f"Commented on form {form.number}."


def _find_comment(form: _Form) -> tuple[int | None, _EntryFile | None]:
    """Return the id of our own comment on a form, and the file last made from it, if any."""
    parts = {"id": int, "body": api.TEXT, "user": dict | None}
    for comment in api.list_all(form.repository, f"issues/{form.number}/comments", parts):
        hidden = api.HIDDEN.search(comment["body"] or "")
        if hidden and (comment["user"] or {}).get("login") == BOT:
            match hidden[1].split():
                case ["form", path, name, *more] if PATH.fullmatch(path):
                    return comment["id"], _EntryFile(path, name, is_new=not more)
                case ["form", *_]:
                    return comment["id"], None
    return None, None


def _other_pull_requests(form: _Form, about: str) -> str:
    """Return a line for each open pull request of another form whose title names the notice."""
    if not about:
        return ""
    parts = {"html_url": str, "title": str, "head": {"ref": str}}
    lines = ""
    for pull in api.list_all(form.repository, "pulls", parts, state="open"):
        ref = pull["head"]["ref"]
        title = normalize("NFKD", pull["title"]).casefold()
        words = "-".join(re.findall("[a-z0-9]+", title.encode("ascii", "ignore").decode()))
        if ref.startswith("form/") and ref != form.branch and f"-{about}-" in f"-{words}-":
            lines += OTHER.format(title=title_of(pull["title"]), link=pull["html_url"])
    return lines


def _find_pull_request(form: _Form) -> api.Json:
    """Return the newest pull request of the branch, or None."""
    owner = form.repository.name.partition("/")[0]
    query = urlencode({"head": f"{owner}:{form.branch}", "state": "all"})
    parts = [{"number": int, "html_url": str, "state": str, "user": dict | None}]
    pulls = api.read(form.repository, "GET", f"pulls?{query}", parts)
    return max(pulls, key=itemgetter("number"), default=None)


def _blob(form: _Form, path: str) -> str:
    """Return git's name for the content of a file on the branch, or nothing if it is missing."""
    query = urlencode({"ref": form.branch}, quote_via=quote)
    answer = api.find(form.repository, f"contents/{path}?{query}", {"sha": str})
    return str(answer["sha"]) if answer else ""


if __name__ == "__main__":
    main()
