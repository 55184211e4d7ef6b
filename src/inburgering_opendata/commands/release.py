"""`opendata release`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import (
    DIRECTORY,
    Progress,
    as_columns,
    earlier_option,
    official_option,
    version_option,
)


@click.command("release", short_help=COMMANDS["release"][1])
@click.option(
    "--build",
    "build_folder",
    type=DIRECTORY,
    default="build",
    show_default=True,
    help="Folder for the assembled packages.",
)
@click.option(
    "--output",
    type=DIRECTORY,
    default="dist",
    show_default=True,
    help="Folder that gets DIST/V with the packages, zips and checksums.",
)
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
    from inburgering_opendata.funding.totals import stream_totals
    from inburgering_opendata.outcomes.observations import refuse_without_results
    from inburgering_opendata.toolkit.assemble.build import build
    from inburgering_opendata.toolkit.describe.catalog import load_catalog
    from inburgering_opendata.toolkit.ground.project import installed_project
    from inburgering_opendata.toolkit.ground.version import check_version, default_version
    from inburgering_opendata.toolkit.releases.publishing.release import publish

    refuse_without_results(earlier)
    project = installed_project()
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
    click.echo(f"{release.path}" + ("" if release.new else " (was there already, byte for byte)"))
    click.echo(
        f"  {release.files} files, {sum(release.validation.counts().values())} checks passed"
    )
    rows = [("stream", "municipalities", "sum (EUR)", "national amount (EUR)", "basis")]
    rows += [
        (
            total.stream,
            str(total.municipalities),
            f"{total.sum:,}",
            f"{total.national:,}",
            total.basis,
        )
        for total in stream_totals(release.tables)
    ]
    click.echo("\n" + as_columns(rows, right=frozenset({1, 2, 3})))
    click.echo(
        "\nRead the basis before an amount: an indicative division was agreed by nobody, and "
        "structural is an illustration\non the inhabitants and boundaries of 1 January 2020."
    )
