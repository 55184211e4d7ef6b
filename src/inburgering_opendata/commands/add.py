"""`opendata add`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import DATE, the_project, without_pandas
from inburgering_opendata.toolkit.ground.visible import shown


@click.command("add", short_help=COMMANDS["add"][1])
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--table", metavar="NAME", help="Name of the table.  [default: that of the file]")
@click.option(
    "--package", metavar="NAME", help="Package of the table.  [default: the only one, or a new one]"
)
@click.option("--title", help="What the table and its source are called.")
@click.option(
    "--key", metavar="COLUMN", multiple=True, help="Column of the primary key; may be repeated."
)
@click.option("--licence", metavar="NAME", help="Licence of the file, such as CC-BY-4.0.")
@click.option("--publisher", help="Who published it.  [default: the publisher of the project]")
@click.option("--address", metavar="URL", help="Where it was published.")
@click.option("--date", "day", type=DATE, metavar="DATE", help="Its date.  [default: today]")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook that has more than one.")
@click.option(
    "--header", type=click.IntRange(min=1), help="Line or row with the names of the columns."
)
@click.option(
    "--header-rows", type=click.IntRange(min=1), help="How many lines or rows name the columns."
)
@click.option("--notes", type=click.IntRange(min=0), help="How many notes are below the table.")
@click.option("--delimiter", metavar="SIGN", help="What stands between the cells of a CSV file.")
@click.option("--encoding", metavar="NAME", help="Encoding of a CSV file, such as cp1252.")
@without_pandas
def command(
    files: tuple[Path, ...],
    table: str | None,
    package: str | None,
    title: str | None,
    key: tuple[str, ...],
    licence: str | None,
    publisher: str | None,
    address: str | None,
    day: date | None,
    sheet: str | None,
    header: int | None,
    header_rows: int | None,
    notes: int | None,
    delimiter: str | None,
    encoding: str | None,
) -> None:
    """Add a table from a file: CSV of any dialect, a workbook, or Parquet.

    Its types, units, missing values, categories, key and references are taken from what it holds,
    and written down as drafts: schema, suite, and a pinned source in package.json. The file stays
    as it was published; how it is written is declared. What only a person knows becomes a TODO,
    which `validate` warns of and `publish` refuses; what was seen and may be otherwise stands
    there too, to be confirmed.

    \b
    Examples:
      opendata add stations.csv
      opendata add measurements.xlsx --sheet 2026 --licence CC-BY-4.0
      opendata add numbers.csv --table population --key municipality --key year
    """
    from inburgering_opendata.toolkit.upkeep.drafting.adding import add
    from inburgering_opendata.toolkit.upkeep.drafting.draft import Told

    if len(files) > 1 and (table or title or key):
        raise click.UsageError("--table, --title and --key are of a single file.")
    given = {
        "sheet": sheet,
        "header": header,
        "headerRows": header_rows,
        "notes": notes,
        "delimiter": delimiter,
        "encoding": encoding,
    }
    told = Told(
        table=table,
        package=package,
        title=title,
        key=key,
        licence=licence,
        publisher=publisher,
        address=address,
        date=day,
        layout={name: value for name, value in given.items() if value is not None},
    )
    project = the_project(writes=True)
    for file in files:
        added = add(project, file, told)
        click.echo(f"{added.package}/{added.table}: {added.rows:,} rows")
        for path in added.files:
            click.echo(f"  wrote {shown(path)}")
        for line in added.seen:
            click.echo(f"  confirm {shown(line)}")
    click.echo("next: opendata lint --fail-on draft    what is still to be written")
