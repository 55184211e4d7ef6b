"""`opendata download`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import (
    DIRECTORY,
    Progress,
    complete_package,
    format_option,
    the_project,
)
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json
from inburgering_opendata.toolkit.ground.visible import shown


@click.command("download", short_help=COMMANDS["download"][1])
@click.argument("packages", metavar="[PACKAGE]...", nargs=-1, shell_complete=complete_package)
@click.option(
    "--version",
    "version",
    metavar="V",
    default="latest",
    show_default=True,
    help="Calendar version of the release.",
)
@click.option(
    "--from",
    "address",
    metavar="URL",
    help="Address of the folder with releases.json.  "
    "[default: OPENDATA_FROM, or addresses.catalog in opendata.toml]",
)
@click.option(
    "--output",
    type=DIRECTORY,
    default=".",
    show_default=True,
    help="Folder that gets V with the zips and SHA256SUMS.",
)
@format_option("text", "json")
def command(
    packages: tuple[str, ...], version: str, address: str | None, output: Path, format_: str
) -> None:
    """Fetch the packages of a release, all of them when none is named.

    Every file is checked by its hash and kept in a cache (OPENDATA_CACHE), so that it is fetched
    once; a download that was cut off goes on where it stopped. What was seen before is remembered:
    a version with other files is refused, and a newest release older than before is told of.

    \b
    Examples:
      opendata download
      opendata download funding --version 2026.11.23 --output data
      opendata download --from https://data.example.org/inburgering/
    """

    from inburgering_opendata.toolkit.releases.download.released import base_address, download

    def warn(message: str) -> None:
        click.secho("warning: ", fg="yellow", err=True, nl=False)
        click.echo(shown(message), err=True)

    base = base_address(the_project(writes=True), address)
    with Progress() as progress:
        placed = download(base, packages, version, output, progress, warn)
    if format_ == "json":
        click.echo(shown_json([str(path) for path in placed]))
    else:
        for path in placed:
            click.echo(shown(path))
