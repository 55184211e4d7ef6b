"""`opendata validate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from inburgering_opendata.cli import COMMANDS, FORMAT, PROJECT
from inburgering_opendata.commands.options import (
    Progress,
    earlier_option,
    earlier_releases,
    fail_on_option,
    format_option,
    project_to_check,
    tell_project,
    the_project,
)
from inburgering_opendata.toolkit.assemble.errors import (
    SOURCE_CHANGED,
    SOURCE_LAID_OUT_OTHERWISE,
    SOURCE_MISSING,
    SOURCE_UNREADABLE,
    TABLE_UNDECLARED,
)
from inburgering_opendata.toolkit.describe.errors import CORRECTION_STALE, CORRECTIONS_UNREADABLE
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.engines import ENGINES, LOCAL
from inburgering_opendata.toolkit.validate.reports.formats import (
    FORMATS,
    Report,
    document,
    parse_report,
    write_reports,
)
from inburgering_opendata.toolkit.validate.reports.github import append_step_summary, as_github
from inburgering_opendata.toolkit.validate.result import Outcome


class ReportType(click.ParamType[Report]):
    """`FILE` or `FORMAT=FILE`, refused before anything is checked."""

    name = "report"

    def convert(
        self, value: str | Report, param: click.Parameter | None, ctx: click.Context | None
    ) -> Report:
        if isinstance(value, Report):
            return value
        try:
            return parse_report(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="file")]


@click.command("validate", short_help=COMMANDS["validate"][1])
@click.argument("path", metavar="[PATH]", type=click.Path(path_type=Path), default="build")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="What runs the checks: Great Expectations itself with frictionless as a second opinion, "
    "the same checks as SQL, fast and in bounded memory, or Great Expectations on Spark.",
)
@click.option(
    "--master",
    metavar="URL",
    default=LOCAL,
    show_default=True,
    help="Where Spark works, with --engine spark.",
)
@click.option(
    "--assemble",
    is_flag=True,
    help="Assemble the project into a folder of its own first and check that, whatever a build "
    "folder holds; PATH is left out then.",
)
@click.option("--table", metavar="NAME", help="The table that a single CSV or Parquet file holds.")
@earlier_option
@format_option(*FORMATS)
@click.option(
    "--report",
    "reports",
    metavar="[FORMAT=]FILE",
    type=ReportType(),
    multiple=True,
    help="Write the result to FILE as well, whatever the outcome; may be given several times. "
    "The ending tells the format: .txt, .json, .xml (JUnit), .md or .html.",
)
@fail_on_option
@click.pass_context
def command(
    ctx: click.Context,
    path: Path,
    engine: str,
    master: str,
    assemble: bool,
    table: str | None,
    earlier: tuple[Path, ...],
    format_: str,
    reports: tuple[Report, ...],
    fail_on: str,
) -> None:
    """Check a build, a release, a package or a table.

    PATH is a build or release folder (default: build), a datapackage.json, a zip, or one CSV or
    Parquet file with --table. frictionless checks descriptors, types, constraints, keys and
    hashes; Great Expectations checks the schemas once more and the suites, such as the totals of
    the agreement. Suppressed results are attacked, as somebody with all these tables could.

    A release of which the project at hand knows no package is checked by the schemas and suites
    that lie in it. Where nothing is wrong the outcome is unproven then (exit code 4): it is
    self-consistent only, as what a release says of itself proves nothing.

    \b
    Examples:
      opendata validate
      opendata validate dist/2026.11.23 --fail-on warning
      opendata validate dist/2027.06.01 --earlier dist/2026.11.23
      opendata validate funding.zip --engine duckdb
      opendata validate my.csv --table allocation
      opendata validate --assemble            as a hook or a workflow does
      opendata validate --report validation.html --report validation.json
      opendata validate --format json | jq .outcome
      opendata validate --format github       in a workflow of GitHub Actions
    """
    from inburgering_opendata.toolkit.ground.laziness import do_without
    from inburgering_opendata.toolkit.ground.partials import scratch_folder
    from inburgering_opendata.toolkit.validate.run import validate_path

    if assemble and ctx.get_parameter_source("path") is not ParameterSource.DEFAULT:
        raise click.UsageError("--assemble checks what it assembles: leave PATH out.")
    if engine == "duckdb":
        do_without("pandas")
    try:
        with scratch_folder("opendata-build") as scratch, Progress() as progress:
            project = the_project() if assemble else project_to_check(path, scratch)
            if reports and not project.alone:
                tell_project(project)
            earlier_releases(project, earlier)
            if assemble:
                _assemble(project, scratch / "build", progress)
            result = validate_path(
                project,
                scratch / "build" if assemble else path,
                progress,
                engine=engine,
                table=table,
                master=master,
                earlier=earlier,
            )
    except OpendataError as error:
        _tell_what_stopped(ctx, error, path, reports, format_)
        raise
    try:
        write_reports(reports, result, path)
    finally:
        # Standard output has its one document now; an error goes to standard error alone.
        if format_ == "github":
            from inburgering_opendata.toolkit.validate.edited import edited_places

            click.echo(as_github(result, path, edited_places(project)))
        else:
            for piece in document(format_, result, path):
                click.echo(piece, nl=False)
        ctx.meta.pop(FORMAT, None)
    if format_ == "github":
        append_step_summary(result, path)
    ctx.exit(result.exit_code_for(Outcome(fail_on)))


def _assemble(project: Project, folder: Path, progress: Progress) -> None:
    from inburgering_opendata.toolkit.assemble.build import build

    build(project, (), folder, progress)


def _tell_what_stopped(
    ctx: click.Context, error: OpendataError, path: Path, reports: Sequence[Report], format_: str
) -> None:
    """Put into every report, and beside the files at fault, what is wrong with the project.

    Of what is only not there, such as a build, nothing is written.
    """
    from inburgering_opendata.toolkit.upkeep.stopped import stopped_by

    if error.kind not in STOPPING:
        return
    result = stopped_by(error, ctx.meta.get(PROJECT))
    write_reports(reports, result, path)
    if format_ == "github":
        click.echo(as_github(result, path))
        append_step_summary(result, path)
        ctx.meta.pop(FORMAT, None)


STOPPING = (
    PROJECT_FILE_BROKEN,
    CORRECTIONS_UNREADABLE,
    CORRECTION_STALE,
    SOURCE_MISSING,
    SOURCE_CHANGED,
    SOURCE_UNREADABLE,
    SOURCE_LAID_OUT_OTHERWISE,
    TABLE_UNDECLARED,
)
"""Errors of the project itself: a workflow is to show these beside its files."""
