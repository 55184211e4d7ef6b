"""`opendata schema`."""

from __future__ import annotations

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import the_project
from inburgering_opendata.toolkit.ground.text import as_columns


@click.command("schema", short_help=COMMANDS["schema"][1])
@click.argument("kind", required=False)
def command(kind: str | None) -> None:
    """Print the JSON Schema of a kind of file that a project declares; without KIND, list them.

    It is what reading such a file asks, whichever command reads it: a property that it does not
    have is refused. Editors can show it while a file is written.

    \b
    Examples:
      opendata schema                               the kinds, and where such files stand
      opendata schema table > table.schema.json     for an editor
    """
    from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
    from inburgering_opendata.toolkit.ground.files import to_json
    from inburgering_opendata.toolkit.validate.kinds import json_schema, kinds_of

    project = the_project()
    kinds = kinds_of(project)
    if kind is None:
        click.echo(as_columns([(each.name, each.files) for each in kinds.values()]))
        return
    if kind not in kinds:
        meant = did_you_mean(kind, kinds)
        told = f"The kinds are: {', '.join(kinds)}."
        raise click.UsageError(f"There is no kind '{kind}'{meant or '.'} {told}")
    click.echo(to_json(json_schema(project, kinds[kind])).decode(), nl=False)
