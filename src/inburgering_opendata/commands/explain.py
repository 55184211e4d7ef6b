"""`opendata explain`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.commands.options import (
    DIRECTORY,
    format_option,
    lang_option,
    municipality_row,
    the_project,
    without_pandas,
)
from inburgering_opendata.subject import COMMANDS
from inburgering_opendata.toolkit.ground.errors import DATA_WRONG
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json
from inburgering_opendata.toolkit.ground.visible import told


@click.command("explain", short_help=COMMANDS["explain"][1])
@click.argument("municipality", required=False)
@click.option("--stream", help="Only this stream, or housing_target, or provisions.")
@click.option("--total", metavar="STREAM", help="The sum of a stream beside the national amount.")
@click.option(
    "--from",
    "folder",
    type=DIRECTORY,
    help="Build or release to explain.  [default: build, or the pinned sources without one]",
)
@lang_option
@click.option(
    "--grant",
    "grants",
    type=DIRECTORY,
    multiple=True,
    help="Folder that `opendata grant` wrote, to explain too; may be repeated.",
)
@format_option("text", "json", "markdown")
@without_pandas
def command(
    municipality: str | None,
    stream: str | None,
    total: str | None,
    folder: Path | None,
    grants: tuple[Path, ...],
    lang: str,
    format_: str,
) -> None:
    """Explain every amount of a municipality, from the sentence it comes from to the last euro.

    Where `opendata` is not found: `make setup` puts it at .venv/bin/opendata of the checkout, so
    write .venv/bin/opendata explain Utrecht, or first source .venv/bin/activate.

    MUNICIPALITY is a CBS code, a name or a larger place; accents and capitals are forgiven. Each
    number is computed anew from the published tables and must equal them.

    \b
    Examples:
      opendata explain Utrecht
      opendata explain GM0344 --stream introduction --format markdown
      opendata explain Zwolle --lang nl
      opendata explain Utrecht --stream housing_target
      opendata explain Utrecht --grant grant/2023-provisional
      opendata explain --total structural
    """
    from dataclasses import asdict

    from inburgering_opendata.explain.explanation import Explainer
    from inburgering_opendata.explain.tables import read_published
    from inburgering_opendata.explain.wording import in_words, total_in_words
    from inburgering_opendata.toolkit.describe.language import LANGUAGES

    if (municipality is None) == (total is None):
        raise click.UsageError("Name a municipality, or a stream with --total.")
    if folder is None and Path("build/funding").is_dir():
        folder = Path("build")
    published = read_published(the_project(), folder, grants)
    explainer = Explainer(published)
    if total is not None:
        summed = explainer.total(total)
        as_json = format_ == "json"
        words = total_in_words(summed, LANGUAGES[lang])
        click.echo(shown_json(asdict(summed)) if as_json else told(words))
        if summed.difference_eur:
            click.get_current_context().exit(DATA_WRONG)
        return
    row = municipality_row(published.rows["municipality"], municipality or "")
    explanation = explainer.explain(row, stream)
    if format_ == "json":
        click.echo(shown_json(asdict(explanation)))
    else:
        click.echo(told(in_words(explanation, format_ == "markdown", LANGUAGES[lang])))
