"""Checks what is added to a published entry: that an end, a change or an update is complete."""

from __future__ import annotations

from collections.abc import Iterator

from generator.content.frontmatter import Document
from generator.content.yaml_nodes import Node, folded
from generator.core.model import Loc
from generator.core.problems import Problem, problem

Notices = dict[Loc, dict[str, Node]]


def additions_are_complete(before: Document, after: Document) -> Iterator[Problem]:
    """Yield what a person should know about what is new in an entry that was published."""
    old, new = dict(before.notices()), dict(after.notices())
    yield from _early_ends_have_documents(old, new, after)
    yield from _resolved_breaches_have_summaries(old, new, after)
    yield from _resolved_breaches_have_no_news(old, new, after)


def _early_ends_have_documents(old: Notices, new: Notices, after: Document) -> Iterator[Problem]:
    """A new amendment with another end names its own document, which has to be posted."""
    for loc, fields in new.items():
        is_amendment = loc[:1] == ("changes",) and folded(fields.get("kind")) == "amendment"
        if loc not in old and is_amendment and "expires" in fields and "agreement" not in fields:
            yield problem("W186", after.place(*loc))


def _resolved_breaches_have_summaries(
    old: Notices, new: Notices, after: Document
) -> Iterator[Problem]:
    """A breach that is now resolved has a summary from its end, perhaps in its last update."""
    resolved = new[()].get("resolved")
    if resolved is None or "resolved" in old[()]:
        return
    dated = [folded(fields.get("on")) for fields in new.values() if fields and "summary" in fields]
    if max(dated, default="") < folded(resolved) and "summary" in new[()]:
        loc = next(loc for loc in reversed([*new]) if "summary" in new[loc])
        summary = folded(new[loc]["summary"])
        yield problem("W187", after.place(*loc, "summary"), value=summary)


def _resolved_breaches_have_no_news(
    old: Notices, new: Notices, after: Document
) -> Iterator[Problem]:
    """An update that is new, and from after the end of a breach, does not leave it resolved."""
    on = new[()].get("resolved")
    if on is None or "resolved" not in old[()]:
        return
    for loc, fields in new.items():
        is_later = loc[:1] == ("updates",) and folded(fields.get("on")) >= folded(on)
        if is_later and loc not in old and loc[-1] != "withdrawn":
            yield problem("W188", after.place(*loc), value=folded(on))
