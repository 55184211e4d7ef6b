"""`opendata store`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inburgering_opendata.commands.options import (
    format_option,
    municipality_code,
    store_option,
    the_project,
)
from inburgering_opendata.subject import COMMANDS
from inburgering_opendata.toolkit.ground.errors import NOT_DONE
from inburgering_opendata.toolkit.ground.text import as_columns
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json

if TYPE_CHECKING:
    from inburgering_opendata.outcomes.delivery.store import Damaged, Delivery


@click.group("store", short_help=COMMANDS["store"][1])
def command() -> None:
    """The deliveries that were taken in, in a folder outside the repository.

    \b
    Examples:
      opendata store list
      opendata store list --municipality Utrecht --format json
      opendata store purge                        what is past its retention, only listed
      opendata store purge --yes                  and deleted
      opendata store purge --municipality GM0344 --older-than 365 --yes
    """


municipality_option = click.option(
    "--municipality", metavar="NAME", help="Only deliveries of this municipality: code or name."
)


@command.command("list")
@store_option
@municipality_option
@format_option("text", "json")
def list_(store: Path | None, municipality: str | None, format_: str) -> None:
    """Show the deliveries in the order in which they came.

    \b
    Examples:
      opendata store list
      opendata store list --store /srv/deliveries --format json
    """
    from inburgering_opendata.outcomes.delivery.store import Store, default_store

    code = _code(municipality)
    opened = Store(store or default_store(), the_project())
    deliveries, damaged = opened.look()
    found = [d for d in deliveries if code is None or code in d.municipalities]
    _show(found, format_, damaged)


@command.command("purge")
@store_option
@municipality_option
@click.option(
    "--older-than",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="Received at least so many days ago.  [default: retention.toml of the store]",
)
@click.option(
    "--delivery",
    "ids",
    multiple=True,
    metavar="ID",
    help="This delivery, however old it is and also when it is damaged; may be repeated.",
)
@click.option("--yes", is_flag=True, help="Delete them; without it they are only listed.")
@format_option("text", "json")
def purge(
    store: Path | None,
    municipality: str | None,
    older_than: int | None,
    ids: tuple[str, ...],
    yes: bool,
    format_: str,
) -> None:
    """Delete deliveries by municipality and age, or those that are named; for good.

    Of a delivery by several municipalities only the named one goes. Without --older-than the
    retention counts: trajectory_days (1461), count_days (3653) and superseded_days (365) in
    retention.toml of the store; the numbers in brackets are our defaults, no rule of law.
    A delivery that is damaged says neither, so it is only deleted when it is named: while there is
    one, the exit code is 3.

    \b
    Examples:
      opendata store purge
      opendata store purge --yes
      opendata store purge --municipality GM0344 --older-than 0 --yes
      opendata store purge --delivery 000001-trajectory-1a2b3c4d --yes
    """
    from datetime import UTC, datetime

    from inburgering_opendata.outcomes.delivery.purging import purge as purge_of
    from inburgering_opendata.outcomes.delivery.retention import load_retention, to_purge
    from inburgering_opendata.outcomes.delivery.store import Store, default_store

    code = _code(municipality)
    opened = Store(store or default_store(), the_project(writes=yes))
    retention = load_retention(opened.path / "retention.toml")
    now = datetime.now(UTC)
    deliveries, damaged = opened.look()
    unread: list[Damaged] = []
    if ids:
        known = {each.id for each in deliveries} | {each.id for each in damaged}
        if unknown := sorted({*ids} - known):
            raise click.UsageError(f"--delivery: the store has no delivery '{unknown[0]}'.")
        named = [delivery for delivery in deliveries if delivery.id in ids]
        going = to_purge(named, now, retention, older_than or 0, code)
        unread = [each for each in damaged if each.id in ids]
    else:
        going = to_purge(deliveries, now, retention, older_than, code)
    left = [each for each in damaged if each not in unread]
    _show(going, format_, left, unread)
    if yes:
        purge_of(opened, unread)
        purge_of(opened, going, code)
    if format_ == "text" and (number := len(going) + len(unread)):
        what = "deleted" if yes else "would be deleted; --yes deletes them"
        click.echo(f"{number} {what}")
    if left:
        click.get_current_context().exit(NOT_DONE)


def _code(municipality: str | None) -> str | None:
    return None if municipality is None else municipality_code(the_project(), municipality)


def _show(
    deliveries: Sequence[Delivery],
    format_: str,
    damaged: Sequence[Damaged],
    going: Sequence[Damaged] = (),
) -> None:
    """Show deliveries; beside them those that are damaged, and of those the ones that go."""
    from inburgering_opendata.outcomes.delivery.identity import identifying_cell
    from inburgering_opendata.toolkit.ground.visible import inert

    for each in damaged:
        error = each.error()
        click.echo(f"warning: {error.message} [{error.kind.code}]\nhint: {error.hint}", err=True)
    if format_ == "json":
        shown = [_as_json(d) for d in deliveries]
        shown += [{"id": each.id, "damaged": each.problem} for each in (*damaged, *going)]
        click.echo(shown_json(shown))
        return
    for each in going:
        click.echo(f"{each.id}  damaged: {inert(each.problem)}")
    if not deliveries:
        if damaged or going:
            return
        click.echo("no deliveries")
        return
    header = ("delivery", "received", "as of", "rows", "municipalities", "", "origin")
    rows = [
        (
            d.id,
            f"{d.received_at:%Y-%m-%d %H:%M}",
            d.as_of.isoformat(),
            f"{d.rows:,}",
            ", ".join(d.municipalities[:5]) + (" …" if len(d.municipalities) > 5 else ""),
            f"superseded by {d.superseded_by}" if d.superseded_by else _mark(d),
            "(withheld)" if identifying_cell(d.origin) else inert(d.origin),
        )
        for d in deliveries
    ]
    click.echo(as_columns([header, *rows], right=frozenset({3})))


def _mark(delivery: Delivery) -> str:
    return "synthetic" if delivery.synthetic else "current"


def _as_json(delivery: Delivery) -> dict[str, object]:
    from inburgering_opendata.outcomes.delivery.record import as_json

    return {**as_json(delivery), "superseded_by": delivery.superseded_by}
