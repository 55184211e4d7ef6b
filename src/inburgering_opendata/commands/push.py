"""`opendata push`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.commands.options import (
    DIRECTORY,
    Progress,
    format_option,
    the_project,
)
from inburgering_opendata.toolkit.ground.visible import as_json as shown_json
from inburgering_opendata.toolkit.ground.visible import shown

if TYPE_CHECKING:
    from inburgering_opendata.toolkit.ground.project import Project
    from inburgering_opendata.toolkit.releases.push.targets import Target


@click.command("push", short_help=COMMANDS["push"][1])
@click.argument("target", metavar="TARGET")
@click.option("--version", "version", metavar="V", help="The version.  [default: the newest]")
@click.option(
    "--output",
    type=DIRECTORY,
    default="dist",
    show_default=True,
    help="Folder in which it was published.",
)
@click.option("--dry-run", is_flag=True, help="Show each file that would be put; put nothing.")
@format_option("text", "json")
def command(target: str, version: str | None, output: Path, dry_run: bool, format_: str) -> None:
    """Bring a published version to where its readers are.

    TARGET is a folder; s3://BUCKET/FOLDER with the credentials of the environment
    (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION; AWS_ENDPOINT_URL for another server than
    Amazon's); or zenodo, with ZENODO_TOKEN, which gives the version a DOI, or zenodo:sandbox to try
    that, whose DOIs are written nowhere.

    A release whose files are not as its SHA256SUMS says is refused.

    To a folder or bucket, the folder of the version comes first, then the front page, and
    releases.json last: whatever happens halfway, readers have what they had. Each file is read back
    and compared. What is there already is not put again, and a version that is there with other
    contents is refused.

    \b
    Examples:
      opendata push /srv/www/data
      opendata push s3://open-data/inburgering --dry-run
      opendata push s3://open-data/inburgering --version 2026.11.23
      opendata push zenodo:sandbox --dry-run
    """
    from inburgering_opendata.toolkit.releases.push.pushing import folder_of, push

    _refuse_a_secret(target)
    project = the_project(writes=not dry_run)
    folder = folder_of(output, version)
    lines: list[str] = []
    with Progress() as progress:
        if address := _archive(target):
            done = _deposit(project, address, folder, dry_run, lines, progress)
        else:
            done = asdict(
                push(
                    _target(target),
                    folder,
                    is_trial=dry_run,
                    tell=lines.append,
                    progress=progress,
                )
            )
    if format_ == "json":
        click.echo(shown_json({**done, "is_trial": dry_run}))
        return
    if dry_run:
        for line in lines:
            click.echo(shown(line))
    does = "would be put" if dry_run else "put"
    click.echo(
        f"{shown(done['target'])}: {done['version']}, {len(done['put']):,} files {does}, "
        f"{len(done['there']):,} there already"
    )
    if done.get("doi"):
        click.echo(f"https://doi.org/{done['doi']} (all versions: {done['concept']})")
    for path in done.get("noted", ()):
        click.echo(f"the DOI of all versions was written into {shown(path)}")


def _refuse_a_secret(named: str) -> None:
    """Raises `TARGET_UNKNOWN` for an address with a name or key in it, which is not repeated."""
    scheme, separator, rest = named.partition("://")
    if separator and "@" in rest.partition("/")[0]:
        from inburgering_opendata.toolkit.ground.errors import OpendataError
        from inburgering_opendata.toolkit.releases.push.errors import TARGET_UNKNOWN

        shown_only = f"{scheme}://…@{rest.rpartition('@')[2]}"
        problem = "who pushes is said in the environment, never in an address"
        raise OpendataError(TARGET_UNKNOWN, target=shown_only, problem=problem)


def _archive(named: str) -> str | None:
    if named.partition(":")[0] != "zenodo":
        return None
    from inburgering_opendata.toolkit.ground.errors import OpendataError
    from inburgering_opendata.toolkit.releases.push.errors import TARGET_UNKNOWN
    from inburgering_opendata.toolkit.releases.push.zenodo import address_of

    if (address := address_of(named)) is None:
        problem = "it is zenodo, zenodo:sandbox, or zenodo: and the address of another archive"
        raise OpendataError(TARGET_UNKNOWN, target=named, problem=problem)
    return address


def _deposit(
    project: Project,
    address: str,
    folder: Path,
    is_trial: bool,
    lines: list[str],
    progress: Progress,
) -> dict[str, Any]:
    """Raises what `deposit` raises."""
    from inburgering_opendata.toolkit.describe.catalog import load_catalog
    from inburgering_opendata.toolkit.describe.data_package import load_data_packages
    from inburgering_opendata.toolkit.releases.push.depositing import (
        deposited_files,
        metadata,
        note_doi,
    )
    from inburgering_opendata.toolkit.releases.push.zenodo import Archive, deposit

    catalog = load_catalog(project)
    about = metadata(catalog, folder.name, load_data_packages(project))
    archive = Archive(address, lines.append, is_trial=is_trial)
    done = deposit(archive, deposited_files(folder), about, catalog.doi, progress)
    # Those of an archive to try things in lead nowhere.
    is_noted = done.concept and not (is_trial or archive.is_to_try)
    noted = note_doi(project, str(done.concept)) if is_noted else ()
    return {
        "target": address,
        "version": folder.name,
        **asdict(done),
        "noted": [str(path) for path in noted],
    }


def _target(named: str) -> Target:
    """Raises `TARGET_UNKNOWN`."""
    from inburgering_opendata.toolkit.ground.errors import OpendataError
    from inburgering_opendata.toolkit.releases.push.errors import TARGET_UNKNOWN
    from inburgering_opendata.toolkit.releases.push.targets import Bucket, Folder

    scheme, separator, _ = named.partition("://")
    if not separator:
        return Folder(Path(named))
    if scheme != "s3":
        problem = f"nothing is pushed to {scheme}://"
        raise OpendataError(TARGET_UNKNOWN, target=named, problem=problem)
    return Bucket(named)
