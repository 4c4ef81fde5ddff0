"""Verify a line of the branch `published` against the content of that day."""

from __future__ import annotations

import io
import tarfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from generator import __version__
from generator.authoring.repository import WORKFLOWS, Program, versions
from generator.commands import options
from generator.commands.reporting import WRONG, say
from generator.commands.wiring import MAKING, mapped, read
from generator.compiler import make_pages, plan_site
from generator.content.context import Context
from generator.core.problems import UserError, shorten
from generator.core.publication import BRANCH, MINUTES, Publication, publication
from generator.core.site import Inputs
from generator.rules.postings import postings
from generator.system import git, live
from generator.system.history import read_history

NO_LINE = (
    f"This is not a line of the branch `{BRANCH}`: {{line}}. Copy the whole line, with its two "
    "times, commit, hash and address, and put it in quotation marks."
)
NOT_HERE = f"The branch `{BRANCH}` is not here. Fetch it: git fetch origin {BRANCH}"
LOST = (
    "Git no longer has the commit {commit}: the history was rewritten, or this is another "
    "repository. Only somebody who has the older history can verify this line."
)
IS_THERE = f"The branch `{BRANCH}` has this line, in {{path}}, since {{since}}."
IS_FALSE = f"FALSE: the branch `{BRANCH}` does not have this line in {{path}}."
OTHER_ADDRESS = "FALSE: the settings of that commit have the address {url}."
TRUE = (
    "TRUE: the content of {commit} gives exactly this site, with the SHA-256 hash {hash}, as of "
    "{built}."
)
DIFFERENT = (
    "FALSE: the content of {commit} gives another site as of {built}, with the SHA-256 hash {hash}."
)
UNKNOWN = (
    "UNKNOWN: this version of the program ({own}) does not give this hash, and the workflows of "
    "that commit call another one: {theirs}. Follow *Proof of publication* in `docs/proof.md` with "
    "that version."
)
SIGNED = (
    f"GitHub shows the commit that added the line, with its own date and as *Verified*, under the "
    f"history of the branch `{BRANCH}`."
)


@click.command(epilog='Example: notices ci verify "2026-11-25T17:03:10Z 0123… 8f43… https://…"')
@click.argument("line")
@options.root
def verify(line: str, root: Path) -> int:
    """Verify a line of the branch `published` against the content of that day.

    LINE is the whole line. The command says whether the branch has it, and builds the site again
    from the commit and the time that it names, in memory. It needs the full history and that
    branch, and none of the artifacts that GitHub keeps for 90 days. It ends with 0 only if the line
    is true.
    """
    proof = publication(" ".join(line.split()))
    if proof is None:
        raise UserError(NO_LINE.format(line=shorten(line)))
    since = _since(root, proof)
    if not since:
        say(IS_FALSE.format(path=proof.path))
        return WRONG
    say(IS_THERE.format(path=proof.path, since=since))
    sentence = _verdict(root, proof)
    say(sentence)
    say(SIGNED)
    return 0 if sentence.startswith("TRUE") else WRONG


def _since(root: Path, proof: Publication) -> str:
    """Return the time of the commit that added a line, or "" if the branch lacks it now."""
    name = git.branches(root).find(BRANCH, git.REMOTES, git.LOCAL)
    if name is None:
        raise UserError(NOT_HERE)
    lines = git.text_at(root, name, proof.path).splitlines()
    if proof.line not in lines:
        return ""
    log = ("log", "--reverse", "--format=%cI", f"-S{proof.line}", name, "--", proof.path)
    return git.run(root, *log).decode().partition("\n")[0]


def _verdict(root: Path, proof: Publication) -> str:
    """Return whether the content of a commit gives the site that a line is about."""
    values = {"commit": proof.commit, "built": f"{proof.built:{MINUTES}}"}
    try:
        archive = git.archive(root, proof.commit)
    except git.UnknownCommitError:
        return LOST.format(commit=proof.commit)
    with TemporaryDirectory(prefix="notices-") as folder:
        then = Path(folder)
        _unpack(archive, then)
        inputs = read(then, proof.built)
        settings = Context.of(inputs).settings
        if settings and settings.url != proof.url:
            return OTHER_ADDRESS.format(url=settings.url)
        hashes = [_hash(each, then) for each in (_with_postings(root, inputs), inputs)]
    if proof.hash in hashes:
        return TRUE.format(hash=proof.hash, **values)
    now, theirs = (_version(root, revision) for revision in ("HEAD", proof.commit))
    if now != theirs or not hashes[0]:
        return UNKNOWN.format(own=__version__, theirs=theirs.pinned if theirs else "none")
    return DIFFERENT.format(hash=hashes[0], **values)


def _unpack(archive: bytes, folder: Path) -> None:
    """Write the files of a tar that git has made below a folder; a site is made from no link."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            if file := files.extractfile(member) if member.isfile() else None:
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.read())


def _with_postings(root: Path, inputs: Inputs) -> Inputs:
    """Return inputs with what git knew about each notice at that time, as on GitHub Pages."""
    known, changed = postings(read_history(root), Context.of(inputs).now)
    return replace(inputs, postings=known, unread=(*inputs.unread, *changed))


def _hash(inputs: Inputs, root: Path) -> str:
    """Return the hash of the site of some inputs, or "" if this version refuses them."""
    outcome = make_pages(plan_site(inputs, mapped(None)), mapped(None, MAKING))
    return live.site_hash(outcome.pages, root) if outcome.site else ""


def _version(root: Path, revision: str) -> Program | None:
    """Return the version of the program that the workflow *Publish* of a revision calls."""
    path = f"{WORKFLOWS}publish.yml"
    return next(iter(versions({path: git.text_at(root, revision, path)})), None)
