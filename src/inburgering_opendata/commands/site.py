"""`opendata site`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import DIRECTORY, Progress, the_project
from inburgering_opendata.toolkit.ground.visible import shown


@click.command("site", short_help=COMMANDS["site"][1])
@click.argument("folder", metavar="[DIR]", type=DIRECTORY, default="build")
@click.option(
    "--output",
    type=DIRECTORY,
    required=True,
    help="A folder that gets the pages; it may not be there yet, unless made by this command.",
)
def command(folder: Path, output: Path) -> None:
    """Make the pages of the release or build in DIR, to look at before it is published.

    A release that was published has its pages already, in its folder site. The pages link to the
    files in DIR; open index.html in a browser.

    \b
    Examples:
      opendata site --output build-site
      opendata site dist/2026.11.23 --output pages
    """
    import os

    from inburgering_opendata.toolkit.describe.catalog import load_catalog
    from inburgering_opendata.toolkit.publish.site.contents import read_contents
    from inburgering_opendata.toolkit.publish.site.placing import place_site
    from inburgering_opendata.toolkit.publish.site.site import site_files
    from inburgering_opendata.toolkit.publish.site.told import Pages

    project = the_project(writes=True)
    catalog, told = load_catalog(project), project.told(Pages)
    with Progress() as progress:
        progress("reading")
        contents = read_contents(folder)
        progress("making pages")
        base = os.path.relpath(folder, output).replace(os.sep, "/") + "/"
        count = place_site(site_files(contents, catalog, told, base), output)
    click.echo(f"{shown(output / 'index.html')} ({count} files)")
