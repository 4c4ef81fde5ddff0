"""A small district for the deadline tests: settings and entries as text, in memory or on disk."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from generator.compiler import Content, read_content
from generator.core.site import Inputs, Posting, Source
from helpers import program, roots

NOW = "2026-11-25T12:00"
SETTINGS = """\
district: Example Public Schools
abbreviation: EPS
url: https://privacy.example/notices/
timezone: America/New_York
contact: {name: Privacy Office, phone: 203-555-0100}
feed_authority: privacy.example,2026
"""
CONTRACT = {
    "product": "Northstar Reader",
    "contractor": "Northstar Learning",
    "description": "Reading passages.",
    "purpose": "Reading practice.",
    "collects": "{student-information: [name]}",
    "executed": "2026-11-16",
    "expires": "none",
    "agreement": "https://northstar.example/agreement.pdf",
}
BREACH = {
    "contractor": "Northstar Learning",
    "received": "2026-11-12 15:40",
    "discovered": "2026-11-04",
    "involves": "{student-information: [name]}",
    "students": "unknown",
    "summary": "Somebody could open class lists.",
}


def contract(**fields: str | None) -> str:
    """Return the text of a contract; a field that is None is left out."""
    return _entry({**CONTRACT, **fields})


def breach(**fields: str | None) -> str:
    """Return the text of a breach; a field that is None is left out."""
    return _entry({**BREACH, **fields})


def _entry(fields: dict[str, str | None]) -> str:
    lines = (f"{name}: {value}\n" for name, value in fields.items() if value is not None)
    return f"---\n{''.join(lines)}---\n"


def yearly(*messages: str) -> str:
    """Return the messages of the yearly notice; each is a day, and how it was sent if not by email.

    The text goes with the settings, as the messages are about no entry.
    """
    lines = []
    for message in messages:
        day, _, by = message.partition(" ")
        told = f"of: yearly, at: {day}, by: {by or 'email'}"
        lines.append(f"content/messages/{day}.md: {{{told}}}")
    return "\n".join(lines) or "# There is no yearly notice."


YEARLY = yearly("2026-08-28 email")


def read(
    entries: dict[str, str],
    settings: str = "",
    now: str = NOW,
    postings: Mapping[str, Posting] | None = None,
    file: str = "content/{name}.md",
) -> Content:
    """Read entries, named `contracts/x`, with more settings, and the postings that git knows.

    `file` is the path of each entry, with its name.
    """
    texts = {"content/site.yaml": f"{SETTINGS}{settings}\n"}
    texts |= {file.format(name=name): text for name, text in sorted(entries.items())}
    sources = [Source(path, data) for path, data in roots.separate_files(texts).items()]
    moment = datetime.fromisoformat(now)
    return read_content(Inputs(tuple(sources), {}, {"default": {}}, moment, postings=postings))


def write(root: Path, entries: dict[str, str], settings: str = "") -> None:
    """Write entries, named `contracts/x`, under a root; the yearly notice of 2026 was sent.

    Settings with what `yearly` returns replace that.
    """
    settings = settings if "yearly" in settings else f"{settings}\n{YEARLY}"
    texts = {f"content/{name}.md": text for name, text in entries.items()}
    roots.write_files(root, {**texts, "content/site.yaml": f"{SETTINGS}{settings}\n"})


def notices(
    command: str, root: Path, *options: str, now: str = NOW
) -> subprocess.CompletedProcess[str]:
    """Run a command of the program, such as "check" or "ci live"."""
    return program.notices(*command.split(), "--root", root, "--now", now, *options)
