"""`opendata list`."""

from __future__ import annotations

import json

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import as_columns, format_option


@click.command("list", short_help=COMMANDS["list"][1])
@format_option("text", "json")
def command(format_: str) -> None:
    """Show the packages and their tables, with rows and titles.

    \b
    Examples:
      opendata list
      opendata list --format json
    """
    from inburgering_opendata.toolkit.assemble.assembly import Assembly
    from inburgering_opendata.toolkit.describe.data_package import load_data_packages
    from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
    from inburgering_opendata.toolkit.ground.project import installed_project

    project = installed_project()
    assembly = Assembly(project)
    found = [
        {
            "package": package.name,
            "title": package.title,
            "title@nl": package.descriptor["title@nl"],
            "tables": [
                {
                    "table": table,
                    "rows": assembly.table(table).num_rows,
                    "title": schema.title,
                    "title@nl": schema.descriptor["title@nl"],
                }
                for table in package.tables
                for schema in [load_table_schema(project, table)]
            ],
        }
        for package in load_data_packages(project)
    ]
    if format_ == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for number, package in enumerate(found):
        click.echo("\n" * bool(number), nl=False)
        click.secho(package["package"], bold=True, nl=False)
        click.echo(f"  {package['title@nl']} · {package['title']}")
        rows = [
            (
                f"  {table['table']}",
                f"{table['rows']:,} rows",
                f"{table['title@nl']} · {table['title']}",
            )
            for table in package["tables"]
        ]
        click.echo(as_columns(rows, right=frozenset({1})))
