"""`opendata pin`."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import DIRECTORY, the_project, without_pandas
from inburgering_opendata.toolkit.ground.visible import shown


@click.command("pin", short_help=COMMANDS["pin"][1])
@click.argument("tables", metavar="[TABLE]...", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Show what would be pinned, and write nothing.")
@click.option(
    "--build",
    type=DIRECTORY,
    default="build",
    show_default=True,
    help="Folder with the packages as they were assembled before, to show which rows changed.",
)
@without_pandas
def command(tables: tuple[str, ...], dry_run: bool, build: Path) -> None:
    """Pin the sources as they are now: hashes, totals and numbers of rows.

    Of a new edition, put the file in the place of the old one and give this command: it shows what
    changed, for review, and writes the new hashes into package.json and the new totals and counts
    into the suites. Ranges and reasons stay as they are. A source that cannot be read stops it,
    and nothing is written then.

    \b
    Examples:
      opendata pin
      opendata pin measurement --dry-run
    """
    from inburgering_opendata.toolkit.upkeep.drafting.pinning import pins_of

    project = the_project(writes=not dry_run)
    pins = pins_of(project, tables, build)
    if not dry_run:
        pins.write()  # before a word of it, which `opendata pin | head` may cut off
    for path, pinned in groupby(pins.pinned, key=lambda each: each.path):
        click.echo(shown(path.relative_to(project.root)))
        for each in pinned:
            click.echo(f"  {shown(each.place)}: {shown(each.before)} → {shown(each.after)}")
    for table in pins.revised:
        click.echo(
            f"{table.table}: {table.added:,} rows added, {table.removed:,} removed, "
            f"{table.changed:,} changed since {shown(build)}"
        )
        for example in (*table.examples, *table.doubled):
            click.echo(f"  {shown(example)}")
    if pins.unseen:
        click.echo(
            f"{', '.join(pins.unseen)}: which rows changed is not known, as {shown(build)} has no "
            "such table; `git diff` shows the source"
        )
    if not pins.pinned:
        click.echo("everything is pinned as it is")
    elif dry_run:
        click.echo("nothing was written; without --dry-run it is")
    else:
        click.echo("next: opendata assemble && opendata validate")
