"""`opendata outcomes`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from inburgering_opendata.commands.options import (
    DATE,
    DIRECTORY,
    Progress,
    earlier_option,
    format_option,
    store_option,
    the_project,
    without_pandas,
)
from inburgering_opendata.subject import COMMANDS
from inburgering_opendata.toolkit.ground.text import as_columns
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json
from inburgering_opendata.toolkit.ground.visible import shown


@click.command("outcomes", short_help=COMMANDS["outcomes"][1])
@click.option(
    "--as-of", type=DATE, required=True, help="Count what happened up to and including this day."
)
@click.option(
    "--boundaries",
    type=DATE,
    help="Count on the municipal boundaries of this day.  [default: that of --as-of]",
)
@earlier_option
@click.option(
    "--output",
    type=DIRECTORY,
    default="outcomes",
    show_default=True,
    help="Folder that gets observation.csv, coverage.csv, disclosure_audit.csv, disclosure.md.",
)
@store_option
@format_option("text", "json")
@without_pandas
def command(
    as_of: date,
    boundaries: date | None,
    earlier: tuple[Path, ...],
    output: Path,
    store: Path | None,
    format_: str,
) -> None:
    """Count the deliveries in the store, protect the counts, and write them.

    Every indicator of datapackages/outcomes/indicators.yaml is counted by municipality, cohort
    year, target group, legal regime and route, with totals by province and nation. Each count is
    perturbed by the cell-key method, with the secret of the store (`opendata secret`), audited by
    three attackers, and withheld where one of them would find it out. Only what is protected is
    written. The completed trajectories, for `opendata grant`, identify people: they stay in the
    store.

    To publish the outcome, put the files among the sources of datapackages/outcomes and declare
    them in its package.json with the hashes shown, and with "confidential": true; add the table
    disclosure_audit to its tables. Counts of synthetic deliveries are refused there.

    \b
    Examples:
      opendata outcomes --as-of 2025-12-31
      opendata outcomes --as-of 2025-12-31 --boundaries 2026-01-01 --output counted
      opendata outcomes --as-of 2026-12-31 --earlier dist/2026.03.01
    """
    from inburgering_opendata.outcomes.delivery.store import Store, default_store
    from inburgering_opendata.outcomes.observations import refuse_without_results
    from inburgering_opendata.outcomes.publication import write_outcomes

    refuse_without_results(earlier)
    project = the_project(writes=True)
    with Progress() as progress:
        found = write_outcomes(
            project,
            Store(store or default_store(), project),
            as_of,
            boundaries or as_of,
            output,
            earlier,
            progress,
        )
    if format_ == "json":
        described = {
            "publication": found.publication,
            "synthetic": found.synthetic,
            "deliveries": list(found.deliveries),
            "municipalities": found.municipalities,
            "delivered": found.delivered,
            "statuses": found.statuses,
            "files": {str(output / name): digest for name, digest in found.files.items()},
            "caseload": str(found.caseload),
        }
        click.echo(shown_json(described))
        return
    click.echo(
        f"{found.publication}: {len(found.deliveries)} deliveries, "
        f"{found.delivered} of {found.municipalities} municipalities"
    )
    rows = [(status, f"{count:,}") for status, count in sorted(found.statuses.items())]
    click.echo(as_columns(rows, right=frozenset({1})))
    for name, digest in found.files.items():
        click.echo(f"{shown(output / name)}  sha256:{digest}")
    click.echo(f"{shown(found.caseload)}  not protected; for opendata grant --caseload")
    if found.synthetic:
        click.echo("Synthetic: none of this can be released.")
