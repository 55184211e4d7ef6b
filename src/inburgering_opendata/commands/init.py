"""`opendata init`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS, PROJECT
from inburgering_opendata.toolkit.describe.language import CODES
from inburgering_opendata.toolkit.ground.visible import shown


@click.command("init", short_help=COMMANDS["init"][1])
@click.argument(
    "given", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), required=False
)
@click.option("--title", help="What the project is called.  [default: the name of the folder]")
@click.option("--title-nl", help="The same in Dutch, where the project has both languages.")
@click.option("--description", help="What the data are about.")
@click.option("--publisher", help="The organisation that publishes.")
@click.option("--contact", metavar="EMAIL", help="Whom to write to.")
@click.option(
    "--language",
    "languages",
    metavar="CODE",
    type=click.Choice(CODES),
    multiple=True,
    help="The language of titles and descriptions, such as en, nl or fr; once for each, the main "
    "one first.  [default: en]",
)
@click.option("--place", help="What the data are about on the map, such as Ireland.")
@click.option(
    "--place-address", metavar="URI", help="The URI of the place, as the EU list of countries has."
)
@click.option("--theme", "themes", multiple=True, help="Code of the EU list, such as ENVI.")
@click.option(
    "--action",
    metavar="OWNER/NAME@VERSION",
    default="OWNER/NAME@VERSION",
    show_default=True,
    help="Where the action of this toolkit is on GitHub, for the workflow and the hook.",
)
def command(
    given: Path | None,
    title: str | None,
    title_nl: str | None,
    description: str | None,
    publisher: str | None,
    contact: str | None,
    languages: tuple[str, ...],
    place: str | None,
    place_address: str | None,
    themes: tuple[str, ...],
    action: str,
) -> None:
    """Begin a project in DIR, or with --project DIR; in the working folder when both are left out.

    Writes opendata.toml, what git is told, folders, a workflow, a pre-commit configuration, a
    README with the next commands; a file that is there stays as it is. In a terminal it asks for
    what no option says; elsewhere that becomes a TODO or a placeholder.

    \b
    Examples:
      opendata init
      opendata init air --title "Air quality" --publisher "Bureau of Air" --contact desk@air.test
      opendata init lucht --title Luchtkwaliteit --language nl
    """
    from inburgering_opendata.toolkit.upkeep.drafting.beginning import Answers, begin

    folder = _folder(given, click.get_current_context().meta.get(PROJECT))
    asks = in_a_terminal()
    _refuse_unknown(themes)

    def asked(given: str | None, question: str, default: str = "") -> str | None:
        if given is not None or not asks:
            return given
        return click.prompt(question, default=default, show_default=bool(default)) or None

    name = folder.resolve().name
    title = (asked(title, "What is the project called?", name) or "").strip() or name
    if not languages and asks:
        told = click.prompt(
            "In which language are titles and descriptions?",
            type=click.Choice(["en", "nl", "both"]),
            default="en",
        )
        languages = ("en", "nl") if told == "both" else (told,)
    languages = languages or ("en",)
    answers = Answers(
        title=title,
        title_nl=asked(title_nl, "And in Dutch?") if {"en", "nl"} <= {*languages} else title_nl,
        description=asked(description, "What are the data about, in a sentence?"),
        publisher=asked(publisher, "Which organisation publishes?"),
        contact=asked(contact, "Which address for mail do people write to?"),
        languages=languages,
        place=asked(place, "Which place are the data about?"),
        place_address=place_address,
        themes=themes,
        action=action,
    )
    written, kept = begin(folder, answers)
    click.echo(f"project: {shown(f'{title} ({folder.resolve()})')}", err=True)
    for path in written:
        click.echo(f"wrote {shown(path)}")
    for path in kept:
        click.echo(f"left {shown(path)} as it was")
    here = "" if folder.resolve() == Path.cwd() else f"cd {shown(folder)} && "
    click.echo(f"next: {here}opendata add FILE")


def _folder(given: Path | None, named: Path | None) -> Path:
    """Where the project begins: DIR and `--project` both say it, and must not say two things.

    Raises:
        UsageError: they do.
    """
    if given is not None and named is not None and given.resolve() != named.resolve():
        raise click.UsageError(
            f"DIR is '{given}' and --project is '{named}': name the folder of the project once."
        )
    return given or named or Path()


def _refuse_unknown(themes: tuple[str, ...]) -> None:
    """Let only codes of the EU list pass.

    Raises:
        BadParameter: it names the nearest one.
    """
    if not themes:
        return
    from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
    from inburgering_opendata.toolkit.publish.catalogue.terms import controlled_list

    known = controlled_list("data-theme").concepts
    for theme in themes:
        if theme not in known:
            meant = did_you_mean(theme, known) or ";"
            problem = f"'{theme}' is no theme of the EU list{meant} it has {', '.join(known)}."
            raise click.BadParameter(problem, param_hint="'--theme'")


def in_a_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()
