"""`opendata assemble`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import (
    DATE,
    DIRECTORY,
    Progress,
    complete_package,
    tell_no_packages,
    the_project,
    without_pandas,
)
from inburgering_opendata.municipalities.errors import BOUNDARIES_UNKNOWN
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.text import as_columns


@click.command("assemble", short_help=COMMANDS["assemble"][1])
@click.argument("packages", metavar="[PACKAGE]...", nargs=-1, shell_complete=complete_package)
@click.option(
    "--output",
    type=DIRECTORY,
    default="build",
    show_default=True,
    help="Folder that gets DIR/<package>/datapackage.json and data/<table>.csv.",
)
@click.option(
    "--boundaries",
    type=DATE,
    metavar="DATE",
    help="Give every municipal table on the boundaries of this day as well, such as 2023-01-01.",
)
@click.option(
    "--regions",
    type=int,
    metavar="YEAR",
    help="With --boundaries: add up to the labour-market regions of this year too, if they fit.",
)
@without_pandas
def command(
    packages: tuple[str, ...], output: Path, boundaries: date | None, regions: int | None
) -> None:
    """Make data packages from the pinned sources: all of them, or those named.

    A source whose sha256 is not the declared one stops the assembly; nothing is written then.

    With --boundaries a table such as allocation stays as it is, and allocation_on_20230101 comes
    beside it: mergers added up, splits divided by the inhabitants that moved and marked as
    estimated, ranks and shares computed anew. Rows of a later date than DATE are left out.

    \b
    Examples:
      opendata assemble
      opendata assemble funding --output /tmp/build
      opendata assemble --boundaries 2023-01-01
      opendata assemble --boundaries 2023-01-01 --regions 2026
    """
    from inburgering_opendata.toolkit.assemble.build import build
    from inburgering_opendata.toolkit.describe.views import Views

    if regions is not None and boundaries is None:
        raise click.UsageError("--regions needs --boundaries: regions are of a date.")
    if boundaries is not None and boundaries > date.today():
        raise OpendataError(BOUNDARIES_UNKNOWN, day=boundaries)
    views = {
        **({"boundaries": boundaries.isoformat()} if boundaries else {}),
        **({"regions": regions} if regions else {}),
    }
    project = the_project(writes=True)
    if missing := sorted(views.keys() - set(project.told(Views).properties)):
        raise click.UsageError(f"--{missing[0]}: this project has no such views of its tables.")
    with Progress() as progress:
        built = build(project, packages, output, progress, views=views)
    if not built:
        tell_no_packages(project)
        return
    rows = [(str(table.path), f"{table.rows:,} rows") for table in built]
    click.echo(as_columns(rows, right=frozenset({1})))
