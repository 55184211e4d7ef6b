"""`opendata sources`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import (
    DIRECTORY,
    Progress,
    format_option,
    the_project,
)
from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, NOT_DONE, OpendataError
from inburgering_opendata.toolkit.ground.text import as_columns
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json

if TYPE_CHECKING:
    from inburgering_opendata.toolkit.ground.project import Project
    from inburgering_opendata.toolkit.refresh.declaration import Fetched

staging_option = click.option(
    "--staging",
    type=DIRECTORY,
    default="staged",
    show_default=True,
    help="Folder for what was fetched and is not pinned.",
)


@click.group("sources", short_help=COMMANDS["sources"][1], invoke_without_command=True)
@click.option(
    "--wanted",
    is_flag=True,
    help="Show the files that exist and are not at hand, with the address where they were seen.",
)
@staging_option
@format_option("text", "json")
@click.pass_context
def command(ctx: click.Context, wanted: bool, staging: Path, format_: str) -> None:
    """The pinned sources: who published them, when, and whether there is a newer edition.

    A newer edition is known when `opendata sources fetch` found one.

    \b
    Examples:
      opendata sources
      opendata sources --wanted
      opendata sources --format json
      opendata sources fetch                      what the publishers have today, and what changed
      opendata sources fetch population --accept  and pin it
    """
    if ctx.invoked_subcommand is not None:
        return
    if wanted:
        from inburgering_opendata.commands.list_ import show_wanted

        show_wanted(format_)
        return
    from inburgering_opendata.toolkit.describe.data_package import load_data_packages
    from inburgering_opendata.toolkit.refresh.declaration import fetch_of, name_of
    from inburgering_opendata.toolkit.refresh.staging import staged

    today = _today()
    found: list[dict[str, Any]] = []
    for package in load_data_packages(the_project()):
        for source in package.sources:
            name, newer = name_of(package, source), staged(staging, package, source)
            found.append(
                {
                    "source": name,
                    "table": source.table,
                    "title": source.title,
                    "title@nl": source.descriptor.get("title@nl"),
                    "publisher": source.publisher,
                    "address": source.address,
                    "licence": source.licence,
                    "date": source.date,
                    "age_in_days": (today - date.fromisoformat(source.date)).days,
                    "sha256": source.sha256,
                    "provisional": list(source.descriptor.get("provisional", ())),
                    "editions_before": len(source.descriptor.get("editions", ())),
                    "is_fetched": fetch_of(source) is not None,
                    "not_fetched": source.descriptor.get("not_fetched"),
                    "newer": newer and {"fetched": newer.fetched, "change": newer.change},
                }
            )
    if format_ == "json":
        click.echo(shown_json(found))
        return
    rows = [
        (
            str(each["source"]),
            str(each["table"]),
            str(each["date"]),
            f"{each['age_in_days']:,} days",
            str(each["licence"]),
            str(each["sha256"])[:8],
            _newer(each),
            str(each["publisher"]),
            str(each["address"]),
        )
        for each in found
    ]
    head = ("source", "table", "date", "age", "licence", "sha256", "newer", "publisher", "address")
    click.echo(as_columns([head, *rows], right=frozenset({3})))
    for each in found:
        if each["not_fetched"]:
            click.echo(f"{each['source']} is not fetched: {each['not_fetched']}")


def _newer(source: dict[str, Any]) -> str:
    if source["newer"]:
        return f"{source['newer']['fetched']}: {source['newer']['change']}"
    return "none known" if source["is_fetched"] else "not fetched"


@command.command("fetch")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--accept",
    is_flag=True,
    help="Pin what was fetched: the file, its hash and date; the edition of before is kept.",
)
@click.option(
    "--fewer",
    is_flag=True,
    help="With --accept: pin it also where rows are gone that are pinned now.",
)
@staging_option
@click.option(
    "--deadline",
    type=click.IntRange(min=1),
    default=1800,
    show_default=True,
    help="Seconds that all of it may take.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["change"]),
    help="Exit with 1 where something changed.  [default: a change is no failure]",
)
@format_option("text", "json", "markdown")
@click.pass_context
def fetch(
    ctx: click.Context,
    names: tuple[str, ...],
    accept: bool,
    fewer: bool,
    staging: Path,
    deadline: int,
    fail_on: str | None,
    format_: str,
) -> None:
    """Fetch what publishers have today, and show what changed since it was pinned.

    SOURCE is a name, a file or a table, as `opendata sources` lists them; without one, every source
    that says how it is fetched. Nothing pinned changes without --accept; what was fetched waits in
    the staging folder. Where rows are gone that are pinned now, --accept leaves it there as well,
    unless --fewer says that they may be. One address at a time is asked, and what its server says
    has not changed since is not sent again; one that fails does not stop the others.

    \b
    Examples:
      opendata sources fetch
      opendata sources fetch population --format markdown > difference.md
      opendata sources fetch municipalities/population_2022_2025 --accept
      opendata sources fetch population_2022_2025 --accept --fewer
    """
    if fewer and not accept:
        raise click.UsageError("--fewer says what --accept may pin: give both.")
    from inburgering_opendata.toolkit.refresh.asking import Visitor
    from inburgering_opendata.toolkit.refresh.refreshing import What, refreshed
    from inburgering_opendata.toolkit.refresh.reports import WRITERS
    from inburgering_opendata.toolkit.releases.compare.reports.formats import FORMATS

    project = the_project(writes=True)
    until = time.monotonic() + deadline
    with Progress() as progress, Visitor(_who(project), until) as visitor:
        found = [
            refreshed(
                project,
                one,
                visitor,
                accepts=accept,
                may_lose=fewer,
                staging=staging,
                today=_today(),
                tell=FORMATS[format_],
                progress=progress,
            )
            for one in _chosen(project, names)
        ]
    click.echo("".join(WRITERS[format_](found)), nl=False)
    for each in found:
        if each.error is not None:
            click.secho("error: ", fg="red", bold=True, err=True, nl=False)
            click.echo(f"{each.source}: {each.error.message} [{each.error.kind.code}]", err=True)
            click.secho("hint: ", fg="cyan", err=True, nl=False)
            click.echo(each.error.hint, err=True)
    if any(each.error is not None for each in found):
        ctx.exit(NOT_DONE)
    if fail_on and any(each.what is not What.SAME for each in found):
        ctx.exit(DATA_WRONG)


def _chosen(project: Project, names: Sequence[str]) -> list[Fetched]:
    """The sources that are named and say how they are fetched.

    Raises:
        OpendataError: `SOURCE_UNKNOWN` or `NOTHING_TO_FETCH`.
    """
    from inburgering_opendata.toolkit.describe.data_package import load_data_packages
    from inburgering_opendata.toolkit.refresh.declaration import Fetched, chosen, fetch_of
    from inburgering_opendata.toolkit.refresh.errors import NOTHING_TO_FETCH

    found = [
        Fetched(package=package, source=source, fetch=fetch)
        for package, source in chosen(load_data_packages(project), names)
        if (fetch := fetch_of(source)) is not None
    ]
    if not found:
        what = f"no source of {', '.join(names)}" if names else "no source"
        raise OpendataError(NOTHING_TO_FETCH, what=what, project=project.root)
    return found


def _who(project: Project) -> str:
    """Who asks, for the publisher's log: the toolkit, and the contact of the project."""
    from inburgering_opendata import __version__
    from inburgering_opendata.toolkit.describe.catalog import load_catalog

    catalog = load_catalog(project)
    said = f"opendata/{__version__} ({catalog.name}; {catalog.contact['email']})"
    return said.encode("ascii", "replace").decode()


def _today() -> date:
    return datetime.now(UTC).date()
