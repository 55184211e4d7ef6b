"""`opendata validate`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.commands.options import DIRECTORY, Progress, format_option


@click.command("validate")
@click.argument("folder", metavar="[DIR]", type=DIRECTORY, default="build")
@format_option("text", "json")
@click.pass_context
def command(ctx: click.Context, folder: Path, format_: str) -> None:
    """Check every package in DIR, a build or a release (default: build).

    frictionless checks descriptors, types, constraints, keys and hashes; Great Expectations
    checks the schemas once more and the suites, such as the totals of the agreement.

    \b
    Examples:
      opendata validate
      opendata validate dist/2026.11.23
      opendata validate --format json | jq .outcome
    """
    from inburgering_opendata.project import installed_project
    from inburgering_opendata.validate.report import as_json, echo_text
    from inburgering_opendata.validate.run import validate_folder

    with Progress() as progress:
        result = validate_folder(installed_project(), folder, progress)
    if format_ == "json":
        click.echo(as_json(result))
    else:
        echo_text(result)
    ctx.exit(result.exit_code)
