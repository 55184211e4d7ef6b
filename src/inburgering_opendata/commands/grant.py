"""`opendata grant`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.commands.options import (
    DIRECTORY,
    Progress,
    format_option,
    the_project,
    without_pandas,
)
from inburgering_opendata.subject import COMMANDS
from inburgering_opendata.toolkit.ground.text import as_columns
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json
from inburgering_opendata.toolkit.ground.visible import inert, shown


def _named(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The inputs by name, from NAME=VALUE."""
    named: dict[str, str] = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise click.BadParameter(f"'{text}' is not NAME=VALUE, such as LPAS=25000")
        if name in named:
            raise click.BadParameter(f"{name} is given twice")
        named[name] = value
    return named


@click.command("grant", short_help=COMMANDS["grant"][1])
@click.option("--year", type=int, required=True, help="Budget year.")
@click.option(
    "--caseload",
    "caseloads",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    multiple=True,
    help="CSV with the columns of the schema spuk_caseload: persons by municipality and year.  "
    "May be repeated: each file gives the numbers it has.",
)
@click.option("--definitive", is_flag=True, help="The definitive grant instead of the provisional.")
@click.option(
    "--set",
    "inputs",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_named,
    help="An input that the reference figures lack; without it the error names what is needed.",
)
@click.option(
    "--output",
    type=DIRECTORY,
    default="grant",
    show_default=True,
    help="Folder that gets DIR/<year>-<stage>/spuk_grant.csv and spuk_supplied.csv.",
)
@format_option("text", "json")
@without_pandas
def command(
    year: int,
    caseloads: tuple[Path, ...],
    definitive: bool,
    inputs: dict[str, str],
    output: Path,
    format_: str,
) -> None:
    """Compute the grant for integration provisions (SPUK) of every municipality.

    By the formula in Besluit inburgering 2021, chapter 10, exact to the eurocent, with every
    intermediate and with the effect of performance funding. What was supplied is written beside
    the outcome. Nothing of it enters a release.

    A national housing target (LHT of year t, LHT_t1 of year t - 1) is made by twice-first-half,
    both-halves, first-half-plus:N or number:N.

    \b
    Examples:
      opendata grant --year 2023 --caseload duo.csv --set LHT=twice-first-half
        --set LHT_t1=both-halves
      opendata grant --year 2023 --caseload duo.csv --definitive
      opendata grant --year 2026 --caseload duo.csv --caseload completed.csv
        --set LPAS=25000 --set LHT_t1=both-halves --set PO=0.15 --set abo_amount=3500.00
      opendata grant --year 2026 --caseload duo.csv --set LPAS=25000 --set LHT_t1=both-halves
        --set PO=0.15 --set abo_amount=3500.00
    """
    from inburgering_opendata.funding.grant.files import write_grant

    with Progress() as progress:
        progress(f"computing the grants of {year}")
        written = write_grant(the_project(writes=True), year, caseloads, definitive, inputs, output)
    if format_ == "json":
        found = {
            "grant": written.grant,
            "municipalities": written.municipalities,
            "totals_eurocent": written.totals,
            "inputs": written.inputs,
            "files": [str(path) for path in written.files],
        }
        click.echo(shown_json(found))
        return
    rows = [
        (name, f"€ {cents // 100:,}.{cents % 100:02}") for name, cents in written.totals.items()
    ]
    click.echo(f"{written.grant}: {written.municipalities} municipalities")
    click.echo(as_columns(rows, right=frozenset({1})))
    click.echo(
        "inputs: "
        + "; ".join(f"{inert(name)} = {shown(value)}" for name, value in written.inputs.items())
    )
    for path in written.files:
        click.echo(shown(path))
