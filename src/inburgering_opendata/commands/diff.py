"""`opendata diff`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import Progress, format_option, the_project
from inburgering_opendata.toolkit.ground.errors import DATA_WRONG
from inburgering_opendata.toolkit.ground.text import as_columns

PUBLISHED = click.Path(path_type=Path)


def _show_rules(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from inburgering_opendata.toolkit.releases.compare.rules import RULES

    rows = [(rule.level.name.lower(), rule.name, rule.why) for rule in RULES]
    click.echo(as_columns([("version", "change", "why"), *rows]))
    ctx.exit()


@click.command("diff", short_help=COMMANDS["diff"][1])
@click.argument("old", type=PUBLISHED)
@click.argument("new", type=PUBLISHED)
@format_option("text", "json", "markdown", "html")
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "any"]),
    help="Exit with 1 for a breaking change of a schema, or for any change.  [default: neither]",
)
@click.option(
    "--rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_rules,
    help="Show which changes of a schema are breaking, and why.",
)
@click.pass_context
def command(ctx: click.Context, old: Path, new: Path, format_: str, fail_on: str | None) -> None:
    """Show what changed from one release to another.

    OLD and NEW are each a release or build folder, a package, its datapackage.json, or a zip.
    Schema changes come with the rule that makes them breaking or not; rows are told apart as
    added, removed, revised, of another status, of another definition, or of a municipality that
    was recoded; the largest differences come first. The order of rows and columns, the format of
    a file and the way a number is written make no difference. JSON has every row.

    \b
    Examples:
      opendata diff dist/2026.09.21 dist/2026.11.23
      opendata diff old/funding.zip new/funding.zip --format markdown > notes.md
      opendata diff dist/2026.09.21 build --fail-on breaking
      opendata diff --rules
      opendata diff old new --format json | jq '.tables[] | select(.breaking).table'
    """
    from inburgering_opendata.toolkit.releases.compare.comparison import compare
    from inburgering_opendata.toolkit.releases.compare.reports.formats import FORMATS

    with Progress() as progress, compare(the_project(), old, new, progress) as comparison:
        progress("writing")
        for piece in FORMATS[format_](comparison):
            click.echo(piece, nl=False)
        failed = comparison.breaking if fail_on == "breaking" else not comparison.same
    if fail_on and failed:
        ctx.exit(DATA_WRONG)
