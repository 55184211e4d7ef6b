"""`opendata lint`."""

from __future__ import annotations

import click

from inburgering_opendata.cli import COMMANDS, PROJECT
from inburgering_opendata.commands.options import format_option
from inburgering_opendata.toolkit.ground.errors import DATA_WRONG
from inburgering_opendata.toolkit.ground.visible import as_json


@click.command("lint", short_help=COMMANDS["lint"][1])
@click.option(
    "--fail-on",
    type=click.Choice(["error", "draft", "warning"]),
    default="error",
    show_default=True,
    help="The mildest finding that exits with 1; `draft` is a text that is still to be written.",
)
@format_option("text", "json", "github")
@click.pass_context
def command(ctx: click.Context, fail_on: str, format_: str) -> None:
    """Show everything that is wrong with the files of the project, all at once.

    That is opendata.toml, the packages, schemas, lists of categories, suites and corrections:
    unknown words with the nearest known one, titles that are missing, keys that lead nowhere,
    files that nothing uses, sources that are not the pinned ones, and what `publish` will refuse.
    Each has what to do. Exits with 1 when anything is wrong that stops a command.

    \b
    Examples:
      opendata lint
      opendata lint --fail-on draft           before publishing
      opendata lint --format github           in a workflow of GitHub Actions
      opendata lint --format json | jq '.findings[].path'
    """
    from inburgering_opendata.toolkit.upkeep.lint.finding import LADDER, Severity
    from inburgering_opendata.toolkit.upkeep.lint.run import lint
    from inburgering_opendata.toolkit.upkeep.lint.telling import (
        as_annotations,
        as_text,
        told,
    )

    project, findings = lint(ctx.meta.get(PROJECT))
    if format_ == "json":
        click.echo(as_json({"findings": [told(each, project.root) for each in findings]}))
    elif format_ == "github":
        click.echo(as_annotations(findings), nl=False)
    else:
        click.echo(as_text(findings, project.root))
    worst = LADDER[: LADDER.index(Severity(fail_on)) + 1]
    ctx.exit(DATA_WRONG if any(each.severity in worst for each in findings) else 0)
