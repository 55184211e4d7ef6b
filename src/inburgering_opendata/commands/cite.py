"""`opendata cite`."""

from __future__ import annotations

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import (
    format_option,
    tell_placeholders,
    the_project,
    version_option,
)
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json
from inburgering_opendata.toolkit.ground.visible import told


@click.command("cite", short_help=COMMANDS["cite"][1])
@click.argument("name", metavar="[PACKAGE|TABLE]", required=False)
@format_option("text", "bibtex", "cff", "json")
@click.option(
    "--lang",
    metavar="CODE",
    help="Language of the title and the words around it: one of the project.  [default: its first]",
)
@version_option
def command(name: str | None, format_: str, lang: str | None, version: str | None) -> None:
    """Show how to cite a release, a package or a table.

    Without a name it is the release as a whole, as its CITATION.cff has it. The addresses are
    those of opendata.toml. JSON is an item of CSL, as Zotero and pandoc read it.

    \b
    Examples:
      opendata cite
      opendata cite funding --lang en
      opendata cite allocation --format bibtex --version 2026.11.23
      opendata cite --format cff --lang en > CITATION.cff
    """
    from inburgering_opendata.toolkit.describe.catalog import load_catalog
    from inburgering_opendata.toolkit.ground.version import check_version, default_version
    from inburgering_opendata.toolkit.publish.catalogue.citation import (
        bibtex,
        cff,
        csl_json,
        sentence,
    )
    from inburgering_opendata.toolkit.publish.catalogue.cited import cite

    project = the_project()
    citation = cite(project, name, check_version(version or default_version(project)))
    languages = {each.code: each for each in load_catalog(project).languages}
    if lang not in (None, *languages):
        raise click.UsageError(f"--lang {lang}: the project has {', '.join(languages)}.")
    language = languages[lang or next(iter(languages))]
    if format_ == "json":
        click.echo(shown_json([csl_json(citation, language)]))
    else:
        written = {"text": sentence, "bibtex": bibtex, "cff": cff}[format_](citation, language)
        click.echo(told(written.rstrip("\n")))
    tell_placeholders(project)
