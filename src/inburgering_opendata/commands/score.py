"""`opendata score`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import Progress, format_option
from inburgering_opendata.toolkit.ground.errors import DATA_WRONG
from inburgering_opendata.toolkit.ground.text import as_columns
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json
from inburgering_opendata.toolkit.ground.visible import told as as_told

MAXIMUM = 405


@click.command("score", short_help=COMMANDS["score"][1])
@click.argument("release", metavar="[RELEASE]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--at-least",
    "least",
    metavar="POINTS",
    type=click.IntRange(0, MAXIMUM),
    default=MAXIMUM,
    show_default=True,
    help="Exit with 1 when a dataset has fewer points.",
)
@click.option(
    "--online",
    is_flag=True,
    help="Ask the addresses themselves, once they are published. Without it the folder answers "
    "for them, at an address of this machine.",
)
@format_option("text", "json")
@click.pass_context
def command(
    ctx: click.Context, release: Path | None, least: int, online: bool, format_: str
) -> None:
    """Count the points that European portals give to each dataset.

    RELEASE is a release folder (default: the newest in dist). The points are those of the
    metadata quality assessment of data.europa.eu, 405 at most: findability 100, accessibility
    100, interoperability 110, reusability 75 and contextuality 20. Of the files of a dataset the
    best one counts. Addresses are asked for with HEAD, and must answer with 200 to 399.

    \b
    Examples:
      opendata score
      opendata score dist/2026.11.23 --at-least 351
      opendata score dist/2026.11.23 --online
      opendata score --format json | jq '.datasets[] | {title, points}'
    """
    from inburgering_opendata.toolkit.publish.catalogue.score.reports import (
        as_json,
        as_rows,
        lost_points,
        placeholders_told,
    )
    from inburgering_opendata.toolkit.publish.catalogue.score.scoring import score_release
    from inburgering_opendata.toolkit.releases.download.index import version_folders

    if release is None:
        release = next(iter(version_folders(Path("dist"))), Path("dist"))
    with Progress() as progress:
        score = score_release(release, progress, online=online)
    if format_ == "json":
        click.echo(shown_json(as_json(score, least)))
    else:
        click.echo(as_columns(as_rows(score), right=frozenset(range(1, 7))))
        if lost := lost_points(score):
            click.echo(as_told("\n" + "\n".join(lost)))
        if score.unanswered:
            unanswered = "\n".join(score.unanswered)
            click.echo(as_told(f"\nThese addresses do not answer:\n{unanswered}"))
        if told := placeholders_told(score):
            click.echo(as_told(f"\n{told}"))
    if any(each.points < least for each in score.datasets):
        ctx.exit(DATA_WRONG)
