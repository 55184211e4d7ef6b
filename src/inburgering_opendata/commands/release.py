"""`opendata release`."""

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
from inburgering_opendata.toolkit.ground.visible import shown, told


@click.command("release", short_help=COMMANDS["release"][1])
@click.option(
    "--build",
    "build_folder",
    type=DIRECTORY,
    default="build",
    show_default=True,
    help="Folder for the assembled packages.",
)
@dist_option
@earlier_option
@version_option
@official_option
def command(
    build_folder: Path,
    output: Path,
    earlier: tuple[Path, ...],
    version: str | None,
    official: bool,
) -> None:
    """Assemble, validate and publish, in a row.

    Earlier versions in the output are attacked together with it; --earlier names those that are
    elsewhere.

    \b
    Examples:
      opendata release
      opendata release --output /srv/data --version 2026.11.23
    """
    from inburgering_opendata.toolkit.assemble.build import build
    from inburgering_opendata.toolkit.describe.catalog import load_catalog
    from inburgering_opendata.toolkit.ground.version import check_version, default_version
    from inburgering_opendata.toolkit.releases.publishing.release import publish
    from inburgering_opendata.toolkit.releases.publishing.summary import Summary

    project = the_project(writes=True)
    earlier_releases(project, earlier)
    if official:
        load_catalog(project).refuse_placeholders()
    version = check_version(version or default_version(project))
    with Progress() as progress:
        build(project, (), build_folder, progress)
        release = publish(
            project,
            build_folder,
            output,
            version,
            progress,
            official=official,
            earlier=earlier,
        )
    tell_left_out(release.left_out)
    click.echo(shown(release.path) + ("" if release.new else " (was there already, byte for byte)"))
    click.echo(
        f"  {release.files} files, {sum(release.validation.counts().values())} checks passed"
    )
    tell_placeholders(project)
    if summary := project.told(Summary).of(release.tables):
        click.echo(told(f"\n{summary}"))
