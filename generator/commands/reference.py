"""Print what the codes of problems mean, and the JSON Schemas."""

from __future__ import annotations

from typing import Literal

import click


@click.command(short_help="Explain a code of a problem.", epilog="Example: notices explain E104")
@click.argument("code", required=False)
@click.option("--all", "all_codes", is_flag=True, help="Print the page of all codes, in Markdown.")
@click.option("--fields", is_flag=True, help="Print the page of all fields, in Markdown.")
def explain(code: str | None, all_codes: bool, fields: bool) -> None:
    """Explain what a code means and why it matters, with examples; without CODE, list all codes."""
    from generator.reports import explanations

    if fields:
        click.echo(explanations.fields_page(), nl=False)
    elif all_codes:
        click.echo(explanations.page(), nl=False)
    elif code is None:
        click.echo(explanations.overview())
    else:
        try:
            click.echo(explanations.answer(code))
        except explanations.UnknownCodeError as error:
            raise click.UsageError(str(error)) from error


@click.command(short_help="Print a JSON Schema.", epilog="Example: notices schema contract > contract.json")
@click.argument("kind", type=click.Choice(["contract", "breach", "site"]))
@click.option("--form", is_flag=True, help="Print the issue form for GitHub instead.")
def schema(kind: Literal["contract", "breach", "site"], form: bool) -> None:
    """Print the JSON Schema of an entry or the settings, for an editor that checks as you type."""
    from generator.authoring import issue_forms
    from generator.content import json_schema

    if not form:
        click.echo(json_schema.printed(kind))
    elif kind == "site":
        raise click.UsageError("The settings have no form; `contract` and `breach` have one.")
    else:
        click.echo(issue_forms.printed(kind), nl=False)
