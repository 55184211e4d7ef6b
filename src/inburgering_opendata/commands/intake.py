"""`opendata intake`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from inburgering_opendata.commands.options import (
    DATE,
    Progress,
    force_option,
    format_option,
    lang_option,
    municipality_code,
    refuse_to_overwrite,
    store_option,
    the_project,
    without_pandas,
)
from inburgering_opendata.outcomes.delivery.kinds import KINDS
from inburgering_opendata.subject import COMMANDS
from inburgering_opendata.toolkit.ground.errors import DATA_WRONG
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json

DECIMALS = {"comma": ",", "point": "."}
DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}


@click.command("intake", short_help=COMMANDS["intake"][1])
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
)
@click.option(
    "--kind", type=click.Choice(KINDS), help="Kind of delivery.  [default: by the header]"
)
@click.option("--as-of", type=DATE, help="Day on which the rows stand; trajectories need it.")
@click.option(
    "--municipality",
    "municipalities",
    multiple=True,
    metavar="NAME",
    help="Municipality that delivers, by code or name; may be repeated.  "
    "[default: the one that the rows are of]",
)
@click.option("--origin", help="Where the file came from.  [default: its name]")
@click.option("--sheet", help="Only sheet of a workbook to read.  [default: all with a header]")
@click.option("--encoding", help="Encoding of a CSV file.  [default: detected, or refused]")
@click.option(
    "--delimiter",
    type=click.Choice(list(DELIMITERS)),
    help="Delimiter of a CSV file.  [default: detected, or refused]",
)
@click.option(
    "--decimal",
    type=click.Choice(list(DECIMALS)),
    help="Decimal sign of numbers in text.  [default: detected, or refused]",
)
@click.option(
    "--pseudonyms",
    type=click.Path(dir_okay=False, path_type=Path, exists=True),
    help="CSV file with the columns new and old: which pseudonym a person had before.",
)
@click.option(
    "--annotate",
    "copy",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a copy of the sheets with the problems marked to this .xlsx, when there are any.",
)
@click.option(
    "--show-values",
    is_flag=True,
    help="Show values of persons in messages; never citizen service numbers or addresses.",
)
@force_option
@click.option("--dry-run", is_flag=True, help="Only look at the files; store nothing.")
@store_option
@lang_option
@format_option("text", "json")
@without_pandas
def command(
    files: tuple[Path, ...],
    kind: str | None,
    as_of: date | None,
    municipalities: tuple[str, ...],
    origin: str | None,
    sheet: str | None,
    encoding: str | None,
    delimiter: str | None,
    decimal: str | None,
    pseudonyms: Path | None,
    copy: Path | None,
    show_values: bool,
    force: bool,
    dry_run: bool,
    store: Path | None,
    lang: str,
    format_: str,
) -> None:
    """Take in deliveries of municipalities: CSV, xlsx or Parquet.

    Headers are Dutch or English. Everything that is wrong is told at once, by sheet, row, column
    and rule; a file with an error is refused whole. Citizen service numbers, e-mail addresses and
    columns with names are refused before anything is stored. What is accepted goes to a store
    outside the repository; a later delivery of the same municipality, period and day takes the
    place of the earlier one, which is kept. Persons keep their pseudonyms, as the noise in every
    count hangs on them: a delivery in which all are new is refused; --pseudonyms says which stands
    for which.

    \b
    Examples:
      opendata intake utrecht.xlsx --as-of 2025-12-31
      opendata intake utrecht.xlsx --as-of 2025-12-31 --lang nl --annotate fouten.xlsx
      opendata intake counts.csv --delimiter semicolon --decimal comma
      opendata intake region.xlsx --as-of 2025-12-31 --municipality GM0344
        --municipality GM0356
      opendata intake utrecht.xlsx --as-of 2026-12-31 --pseudonyms new-to-old.csv
    """

    from inburgering_opendata.outcomes.delivery.annotated import write_annotated
    from inburgering_opendata.outcomes.delivery.delimited import Stated
    from inburgering_opendata.outcomes.delivery.identity import shown_path
    from inburgering_opendata.outcomes.delivery.pseudonyms import read_mapping
    from inburgering_opendata.outcomes.delivery.report import as_json, as_text, wording_of
    from inburgering_opendata.outcomes.delivery.statement import Statement
    from inburgering_opendata.outcomes.delivery.store import Store, default_store
    from inburgering_opendata.outcomes.delivery.taking_in import Outcome, take_in
    from inburgering_opendata.toolkit.describe.language import LANGUAGES

    if copy and len(files) > 1:
        raise click.UsageError("--annotate is for one file at a time.")
    if copy and copy.suffix.lower() != ".xlsx":
        raise click.UsageError(f"--annotate writes a workbook; '{copy}' does not end in .xlsx.")
    if copy:
        refuse_to_overwrite(copy, force=force)
    project, language = the_project(writes=True), LANGUAGES[lang]
    codes = {municipality_code(project, named, as_of) for named in municipalities}
    place = None if dry_run else Store(store or default_store(), project)
    said = Statement(
        kind=kind,
        sheet=sheet,
        csv=Stated(encoding, delimiter and DELIMITERS[delimiter]),
        decimal_sign=decimal and DECIMALS[decimal],
        as_of=as_of,
        municipalities=tuple(sorted(codes)),
        origin=origin,
        pseudonyms=read_mapping(pseudonyms) if pseudonyms else {},
    )
    results = []
    refused = False
    for path in files:
        with Progress() as progress:
            progress(f"reading {shown_path(Path(path.name))}")
            taken = take_in(project, path, said, language, place)
        wording = wording_of(project, taken, language, show_values)
        refused = refused or taken.outcome is Outcome.REFUSED
        written = copy and write_annotated(copy, taken.examined, wording)
        if format_ == "json":
            results.append(as_json(taken, wording))
        else:
            for line in as_text(taken, wording, written):
                click.echo(line)
    if format_ == "json":
        click.echo(shown_json(results))
    if refused:
        click.get_current_context().exit(DATA_WRONG)
