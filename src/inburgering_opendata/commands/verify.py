"""`opendata verify`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS, FORMAT
from inburgering_opendata.commands.options import (
    Progress,
    earlier_option,
    earlier_releases,
    format_option,
    the_project,
)
from inburgering_opendata.toolkit.validate.engines import ENGINES
from inburgering_opendata.toolkit.validate.reports.formats import FORMATS, document


@click.command("verify", short_help=COMMANDS["verify"][1])
@click.argument("release", metavar="PATH|URL")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="duckdb",
    show_default=True,
    help="What runs the checks of validation.",
)
@earlier_option
@format_option(*FORMATS)
@click.pass_context
def command(
    ctx: click.Context, release: str, engine: str, earlier: tuple[Path, ...], format_: str
) -> None:
    """Check that a release is what it says it is: one verdict.

    RELEASE is a release folder, a package or its zip, or the address of one. Checksums and
    descriptors; every format holds the same tables; every table is made anew from what was
    published and from the pinned sources, and must be the same bit for bit; and all that
    `opendata validate` checks. What comes from a confidential delivery is listed as not
    recomputable, which is a warning. Suppressed results are attacked with those of --earlier
    releases, as somebody who kept them could.

    \b
    Examples:
      opendata verify dist/2026.11.23
      opendata verify dist/2027.06.01 --earlier dist/2026.11.23
      opendata verify funding.zip --format json | jq .outcome
      opendata verify https://data.example.org/inburgering/2026.11.23/
    """

    from inburgering_opendata.toolkit.ground.partials import scratch_folder
    from inburgering_opendata.toolkit.releases.download.released import fetch_release
    from inburgering_opendata.toolkit.releases.verify.run import verify

    project = the_project()
    earlier_releases(project, earlier)
    with scratch_folder("opendata") as scratch, Progress() as progress:
        path = Path(release)
        if release.startswith(("https://", "http://")):
            path = fetch_release(release, scratch / "release", progress)
        result = verify(project, path, progress, engine=engine, earlier=earlier)
    for piece in document(format_, result, Path(release)):
        click.echo(piece, nl=False)
    ctx.meta.pop(FORMAT, None)
    ctx.exit(result.exit_code)
