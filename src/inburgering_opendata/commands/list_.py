"""`opendata list`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import (
    format_option,
    tell_no_packages,
    the_project,
    without_pandas,
)
from inburgering_opendata.toolkit.ground.text import as_columns
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json
from inburgering_opendata.toolkit.ground.visible import shown

if TYPE_CHECKING:
    from inburgering_opendata.toolkit.assemble.assembly import Assembly
    from inburgering_opendata.toolkit.describe.wanted import WantedFile
    from inburgering_opendata.toolkit.ground.project import Project


@click.command("list", short_help=COMMANDS["list"][1])
@click.option(
    "--wanted",
    is_flag=True,
    help="Show the files that exist and are not at hand: what each would make official, where it "
    "was seen, and how it is added.",
)
@click.option(
    "--expectations",
    is_flag=True,
    help="Show the vocabulary of suites: each expectation with its arguments, their types and, "
    "with --format json, an example.",
)
@format_option("text", "json")
@without_pandas
def command(format_: str, wanted: bool, expectations: bool) -> None:
    """Show the packages and their tables, with rows and titles.

    Where a table cannot be made because a package is not installed, that is said, and its rows are
    not counted.

    \b
    Examples:
      opendata list
      opendata list --format json
      opendata list --wanted
      opendata list --expectations
    """
    if wanted and expectations:
        raise click.UsageError("--wanted and --expectations are two lists; ask for one.")
    if expectations:
        _show_expectations(format_)
        return
    if wanted:
        show_wanted(format_)
        return
    from inburgering_opendata.toolkit.assemble.assembly import Assembly
    from inburgering_opendata.toolkit.describe.data_package import load_data_packages
    from inburgering_opendata.toolkit.describe.language import in_all, languages_of, worded
    from inburgering_opendata.toolkit.describe.table_schema import load_table_schema

    project = the_project()
    tell_no_packages(project)
    languages = languages_of(project.languages)
    assembly = Assembly(project)
    found = [
        {
            "package": package.name,
            **worded(package.descriptor, "title"),
            "tables": [
                {
                    "table": table,
                    "rows": _rows(assembly, table),
                    **worded(schema.descriptor, "title"),
                }
                for table in package.tables
                for schema in [load_table_schema(project, table)]
            ],
        }
        for package in load_data_packages(project)
    ]
    if format_ == "json":
        click.echo(shown_json(found))
        return
    for number, package in enumerate(found):
        click.echo("\n" * bool(number), nl=False)
        click.secho(shown(package["package"]), bold=True, nl=False)
        click.echo(shown(f"  {in_all(languages, package, 'title')}"))
        rows = [
            (
                f"  {table['table']}",
                "not counted" if table["rows"] is None else f"{table['rows']:,} rows",
                in_all(languages, table, "title"),
            )
            for table in package["tables"]
        ]
        click.echo(as_columns(rows, right=frozenset({1})))


def _show_expectations(format_: str) -> None:
    from inburgering_opendata.toolkit.validate.vocabulary import vocabulary_of
    from inburgering_opendata.toolkit.validate.vocabulary_words import words_of

    found = [*words_of(vocabulary_of(the_project()))]
    if format_ == "json":
        click.echo(shown_json([asdict(each) for each in found]))
        return
    for number, each in enumerate(found):
        click.echo("\n" * bool(number), nl=False)
        click.secho(each.name, bold=True)
        click.echo(shown(f"  {each.about}"))
        rows = [
            (f"    {a.name}", a.type if a.required else f"{a.type} (may be left out)")
            for a in each.arguments
        ]
        click.echo(as_columns(rows))


def show_wanted(format_: str) -> None:
    from inburgering_opendata.toolkit.describe.data_package import load_data_packages
    from inburgering_opendata.toolkit.describe.wanted import wanted_files

    project = the_project()
    files = wanted_files(project, load_data_packages(project))
    if format_ == "json":
        found = [
            {
                "package": file.package,
                "table": file.table,
                "title": file.title,
                "title@nl": file.title_nl,
                "publisher": file.publisher,
                "address": file.address,
                "quote@nl": file.quote_nl,
                "note": file.note,
                "note@nl": file.note_nl,
                "makes": [asdict(figures) for figures in file.makes],
                "source": file.source,
                "add": _how_to_add(file, project),
            }
            for file in files
        ]
        click.echo(shown_json(found))
        return
    click.echo(f"Files that exist and are not at hand: {len(files)}")
    for file in files:
        click.secho("\n" + shown(f"{file.title_nl} · {file.title}"), bold=True)
        rows = [
            ("  publisher", file.publisher),
            ("  seen at", file.address),
            ("  which says", f"“{file.quote_nl}”"),
            *(
                (
                    f"  {figures.how}",
                    f"{figures.table}: {', '.join(figures.fields)} ({', '.join(figures.periods)})",
                )
                for figures in file.makes
            ),
            *([("  note", f"{file.note_nl} · {file.note}")] if file.note else []),
            ("  to add it", _how_to_add(file, project)),
        ]
        click.echo(as_columns(rows))


def _how_to_add(file: WantedFile, project: Project) -> str:
    declaration = file.declared_in.relative_to(project.root)
    if not file.is_read_as_it_is:
        return (
            f"add its figures to the source of {file.table}, with the new sha256, take its entry "
            f"out of 'wanted' in {declaration}, and run: opendata assemble && opendata validate"
        )
    return (
        f"save it in {declaration.parent / 'sources'}, move its entry in {declaration} from "
        "'wanted' to 'sources' with path, licence, date, sha256 and its columns (opendata schema "
        "package says how), and run: opendata assemble && opendata validate"
    )


def _rows(assembly: Assembly, table: str) -> int | None:
    """The rows of a table; None when it needs what is not installed, as the others are there."""
    from inburgering_opendata.toolkit.ground.errors import PACKAGE_MISSING, OpendataError
    from inburgering_opendata.toolkit.ground.missing import naming_what_is_missing

    try:
        with naming_what_is_missing():
            rows: int = assembly.table(table).num_rows
    except OpendataError as error:
        if error.kind is not PACKAGE_MISSING:
            raise
        click.echo(f"note: {table}: {error.message}", err=True)
        return None
    return rows
