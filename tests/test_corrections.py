"""The form “Complete or correct” changes what a published notice says, and hides no rewriting."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import yaml

from generator.authoring import events, issue_forms
from generator.content.fields import BREACH, CHANGE, CONTRACT, UPDATE, WITHDRAWN
from helpers.program import REPOSITORY


def test_the_form_names_every_field_that_a_notice_can_have() -> None:
    """Each field of the tables is there, except groups, lists of later notices, and `legacy`."""
    form = yaml.safe_load((REPOSITORY / ".github/ISSUE_TEMPLATE/correction.yml").read_text())
    says = form["body"][0]["attributes"]["value"]
    named = {
        field.name
        for group in (CONTRACT, CHANGE, BREACH, UPDATE, WITHDRAWN)
        for field in group.fields.values()
        if not events.has_fields(group, [field.name])
    }

    assert named == {"collects", "involves", "terms", "changes", "updates", "withdrawn", "legacy"}
    for group in events.KINDS.values():
        assert ", ".join(events.labels(group)) in says


def test_a_link_fills_in_the_notice_and_the_fields() -> None:
    """They are text boxes, because GitHub opens an empty issue if a link fills in a menu."""
    form = yaml.safe_load((REPOSITORY / ".github/ISSUE_TEMPLATE/correction.yml").read_text())
    types = {element["id"]: element["type"] for element in form["body"][1:]}
    address = issue_forms.correction_link(
        "https://github.com/d/n", "contracts/x/change-1", "Received", "Notified at"
    )

    assert dict(parse_qsl(urlsplit(address).query)) == {
        "template": "correction.yml",
        "notice": "contracts/x/change-1",
        "field": "Received",
        "field-2": "Notified at",
    }
    assert {types["notice"], types["field"], types["field-2"]} == {"input"}
