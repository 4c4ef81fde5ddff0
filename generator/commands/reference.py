"""Print what the codes of problems mean, and the JSON Schemas."""

from __future__ import annotations

from typing import Literal

import click


@click.command(short_help="Explain a code of a problem.", epilog="Example: notices explain E104")
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain what a code means and why it matters, with examples; without CODE, list all codes."""
    from generator.reports import explanations

    if code is None:
        click.echo(explanations.overview())
        return
    try:
        click.echo(explanations.explain(code))
    except explanations.UnknownCodeError as error:
        raise click.UsageError(str(error)) from error


@click.command(
    short_help="Print a JSON Schema.", epilog="Example: notices schema contract > contract.json"
)
@click.argument("kind", type=click.Choice(["contract", "breach", "site"]))
def schema(kind: Literal["contract", "breach", "site"]) -> None:
    """Print the JSON Schema of an entry or the settings, for an editor that checks as you type."""
    from generator.content import json_schema

    click.echo(json_schema.printed(kind))
