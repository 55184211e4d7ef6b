"""`opendata assemble`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import (
    DIRECTORY,
    Progress,
    as_columns,
    complete_package,
)


@click.command("assemble", short_help=COMMANDS["assemble"][1])
@click.argument("packages", metavar="[PACKAGE]...", nargs=-1, shell_complete=complete_package)
@click.option(
    "--output",
    type=DIRECTORY,
    default="build",
    show_default=True,
    help="Folder that gets DIR/<package>/datapackage.json and data/<table>.csv.",
)
def command(packages: tuple[str, ...], output: Path) -> None:
    """Make data packages from the pinned sources: all of them, or those named.

    A source whose sha256 is not the declared one stops the assembly; nothing is written then.

    \b
    Examples:
      opendata assemble
      opendata assemble funding --output /tmp/build
    """
    from inburgering_opendata.assemble.build import build
    from inburgering_opendata.project import installed_project

    with Progress() as progress:
        built = build(installed_project(), packages, output, progress)
    rows = [(str(table.path), f"{table.rows:,} rows") for table in built]
    click.echo(as_columns(rows, right=frozenset({1})))
