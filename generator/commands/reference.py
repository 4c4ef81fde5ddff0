"""What can be looked up: codes of problems, and the schema of an entry."""

from __future__ import annotations

from typing import Literal

import click


@click.command(short_help="Say what a code means.", epilog="Example: notices explain E104")
@click.argument("code", required=False)
@click.option("--all", "whole", is_flag=True, help="Print the page of all codes, in Markdown.")
@click.option("--fields", is_flag=True, help="Print the page of all fields, in Markdown.")
def explain(code: str | None, whole: bool, fields: bool) -> None:
    """Say what a code of a problem means, why it matters, and what is wrong and right; without CODE, list them all."""
    from generator.reports import explanations

    if fields:
        from generator.reports import explanations

        click.echo(explanations.fields_page(), nl=False)
        return
    try:
        text = explanations.page() if whole else explanations.answer(code) if code else explanations.overview()
    except explanations.UnknownCodeError as error:
        raise click.UsageError(str(error)) from error
    click.echo(text, nl=not whole)


@click.command(short_help="Print a JSON Schema.", epilog="Example: notices schema contract > contract.json")
@click.argument("kind", type=click.Choice(["contract", "breach", "site"]))
@click.option("--form", is_flag=True, help="Print the issue form for GitHub instead.")
def schema(kind: Literal["contract", "breach", "site"], form: bool) -> None:
    """Print the JSON Schema of an entry or of the settings, for an editor that checks while somebody writes."""
    from generator.authoring import issue_forms
    from generator.content import json_schema

    if not form:
        click.echo(json_schema.printed(kind))
    elif kind == "site":
        raise click.UsageError("The settings have no form; `contract` and `breach` have one.")
    else:
        click.echo(issue_forms.printed(kind), nl=False)
