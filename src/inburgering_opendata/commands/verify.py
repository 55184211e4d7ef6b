"""`opendata verify`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.cli import COMMANDS, FORMAT
from inburgering_opendata.commands.options import (
    Progress,
    earlier_option,
    earlier_releases,
    fail_on_option,
    format_option,
    project_to_check,
)
from inburgering_opendata.toolkit.validate.engines import ENGINES
from inburgering_opendata.toolkit.validate.reports.formats import FORMATS, document
from inburgering_opendata.toolkit.validate.result import Outcome


@click.command("verify", short_help=COMMANDS["verify"][1])
@click.argument("release", metavar="PATH|URL")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="duckdb",
    show_default=True,
    help="What runs the checks of validation.",
)
@earlier_option
@click.option(
    "--key",
    metavar="KEY|FILE",
    help="Public key of minisign that you trust, or the file with it.  "
    "[default: signature.key in opendata.toml]",
)
@fail_on_option
@format_option(*FORMATS)
@click.pass_context
def command(
    ctx: click.Context,
    release: str,
    engine: str,
    earlier: tuple[Path, ...],
    key: str | None,
    fail_on: str,
    format_: str,
) -> None:
    """Check that a release is what it says it is: one verdict.

    RELEASE is a release folder, a package or its zip, or the address of one. Checksums and
    descriptors; every format holds the same tables; every table is made anew from what was
    published and from the pinned sources, and must be the same bit for bit; and all that
    `opendata validate` checks. What comes from a confidential delivery is listed as not
    recomputable, which is a warning. Suppressed results are attacked with those of --earlier
    releases, as somebody who kept them could.

    What a release says of itself proves nothing. Without SHA256SUMS, or with other sources than
    those of this project, the outcome is unproven (exit code 4) where nothing is wrong. With a key
    SHA256SUMS.minisig is checked, without asking anybody.

    \b
    Examples:
      opendata verify dist/2026.11.23
      opendata verify dist/2027.06.01 --earlier dist/2026.11.23
      opendata verify funding.zip --format json | jq .outcome
      opendata verify dist/2026.11.23 --key minisign.pub --fail-on warning
      opendata verify https://data.example.org/inburgering/2026.11.23/
    """

    from inburgering_opendata.toolkit.describe.catalog import load_catalog
    from inburgering_opendata.toolkit.ground.partials import scratch_folder
    from inburgering_opendata.toolkit.releases.download.released import fetch_release
    from inburgering_opendata.toolkit.releases.verify.run import verify
    from inburgering_opendata.toolkit.releases.verify.signature import trusted_key

    with scratch_folder("opendata") as scratch, Progress() as progress:
        path = Path(release)
        if release.startswith(("https://", "http://")):
            path = fetch_release(release, scratch / "release", progress)
        project = project_to_check(path, scratch)
        # Of the key that a release names itself nothing follows.
        trusted = trusted_key(key or (None if project.alone else load_catalog(project).key))
        earlier_releases(project, earlier)
        result = verify(project, path, progress, engine=engine, earlier=earlier, key=trusted)
    for piece in document(format_, result, Path(release)):
        click.echo(piece, nl=False)
    ctx.meta.pop(FORMAT, None)
    ctx.exit(result.exit_code_for(Outcome(fail_on)))
