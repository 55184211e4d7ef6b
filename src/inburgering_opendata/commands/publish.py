"""`opendata publish`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import (
    DIRECTORY,
    Progress,
    official_option,
    version_option,
)


@click.command("publish", short_help=COMMANDS["publish"][1])
@click.argument("folder", metavar="[DIR]", type=DIRECTORY, default="build")
@click.option(
    "--output",
    type=DIRECTORY,
    default="dist",
    show_default=True,
    help="Folder that gets DIST/V with the packages, zips and checksums.",
)
@version_option
@official_option
def command(folder: Path, output: Path, version: str | None, official: bool) -> None:
    """Publish the packages in DIR as a release, when they pass validation.

    A version appears whole or not at all and is never overwritten; publishing the very same
    bytes again is fine.

    \b
    Examples:
      opendata publish
      opendata publish build --output dist --version 2026.11.23
    """
    from inburgering_opendata.project import installed_project
    from inburgering_opendata.publish.release import publish
    from inburgering_opendata.publish.version import default_version

    project = installed_project()
    with Progress() as progress:
        release = publish(
            project,
            folder,
            output,
            version or default_version(project),
            progress,
            official=official,
        )
    if release.new:
        click.echo(f"published {release.path} ({release.files} files)")
    else:
        click.echo(f"{release.path} exists already with these very bytes; nothing to do")
