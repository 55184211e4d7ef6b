"""`opendata template`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.commands.options import (
    force_option,
    municipality_code,
    refuse_to_overwrite,
    the_project,
)
from inburgering_opendata.outcomes.delivery.kinds import KINDS
from inburgering_opendata.subject import COMMANDS
from inburgering_opendata.toolkit.ground.visible import shown


@click.command("template", short_help=COMMANDS["template"][1])
@click.argument("kind", metavar="trajectory|count", type=click.Choice(KINDS))
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="File to write, .xlsx or .csv.",
)
@click.option("--municipality", help="Code or name of a municipality that the first rows have.")
@force_option
def command(kind: str, output: Path, municipality: str | None, force: bool) -> None:
    """Make the file in which a municipality delivers trajectories or counts.

    A workbook has Dutch headers, drop-down lists, a codebook and the rules that rows keep to; a
    CSV file has the headers alone.

    \b
    Examples:
      opendata template trajectory --output trajecten.xlsx
      opendata template trajectory --municipality Utrecht --output utrecht.xlsx
      opendata template count --output tellingen.csv
    """
    from inburgering_opendata.outcomes.delivery.template import (
        to_csv_template,
        to_workbook_template,
    )
    from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
    from inburgering_opendata.toolkit.ground.files import write_whole
    from inburgering_opendata.toolkit.validate.suites import load_suite

    if output.suffix.lower() not in (".xlsx", ".csv"):
        raise click.UsageError(f"'{output}' ends in neither .xlsx nor .csv.")
    refuse_to_overwrite(output, force=force)
    project = the_project(writes=True)
    schema = load_table_schema(project, kind)
    code = municipality_code(project, municipality) if municipality is not None else None
    if output.suffix.lower() == ".csv":
        data = to_csv_template(schema, code)
    else:
        data = to_workbook_template(schema, load_suite(project, kind), code)
    write_whole(output, data)
    click.echo(shown(output))
