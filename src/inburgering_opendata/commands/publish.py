"""`opendata publish`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import (
    DIRECTORY,
    Progress,
    dist_option,
    earlier_option,
    earlier_releases,
    official_option,
    tell_left_out,
    tell_placeholders,
    the_project,
    version_option,
)
from inburgering_opendata.toolkit.ground.visible import shown


@click.command("publish", short_help=COMMANDS["publish"][1])
@click.argument("folder", metavar="[DIR]", type=DIRECTORY, default="build")
@dist_option
@earlier_option
@version_option
@official_option
def command(
    folder: Path, output: Path, earlier: tuple[Path, ...], version: str | None, official: bool
) -> None:
    """Publish the packages in DIR as a release, when they pass validation.

    A version appears whole or not at all and is never overwritten; publishing the very same
    bytes again is fine. Earlier versions in the output are attacked together with it; --earlier
    names those that are elsewhere.

    \b
    Examples:
      opendata publish
      opendata publish --earlier 2026.11.23/outcomes.zip
      opendata publish build --output dist --version 2026.11.23
    """
    from inburgering_opendata.toolkit.ground.version import default_version
    from inburgering_opendata.toolkit.releases.publishing.release import publish

    project = the_project(writes=True)
    earlier_releases(project, earlier)
    with Progress() as progress:
        release = publish(
            project,
            folder,
            output,
            version or default_version(project),
            progress,
            official=official,
            earlier=earlier,
        )
    tell_left_out(release.left_out)
    if release.new:
        click.echo(f"published {shown(release.path)} ({release.files} files)")
    else:
        click.echo(f"{shown(release.path)} exists already with these very bytes; nothing to do")
    tell_placeholders(project)
