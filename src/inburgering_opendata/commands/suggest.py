"""`opendata suggest`."""

from __future__ import annotations

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import the_project, without_pandas
from inburgering_opendata.toolkit.ground.visible import as_json, shown


@click.command("suggest", short_help=COMMANDS["suggest"][1])
@click.argument("table", metavar="TABLE")
@click.option("--write", is_flag=True, help="Put them into the suite, to be confirmed there.")
@without_pandas
def command(table: str, write: bool) -> None:
    """Suggest expectations of TABLE that hold of it now: totals, groups, completeness, ranges.

    Each has a reason that begins with TODO, which `validate` warns of and `publish` refuses:
    whether it must hold of the next edition, only a person knows. Confirm it by writing the
    reason, or take it out.

    \b
    Examples:
      opendata suggest measurement
      opendata suggest measurement --write
    """
    from inburgering_opendata.toolkit.upkeep.drafting.suggesting import (
        suggestions,
        write_suggestions,
    )

    project = the_project(writes=write)
    found = suggestions(project, table)
    if not write:
        click.echo(as_json(found))
        return
    if not found:
        click.echo(f"the suite of {shown(table)} has all of them")
        return
    path = write_suggestions(project, table, found)
    for each in found:
        click.echo(shown(f"{each['meta']['id']}: {each['meta']['reason']}"))
    click.echo(f"wrote {shown(path)}")
