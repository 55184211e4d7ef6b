"""Options and output that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from inburgering_opendata.cli import FORMAT, PROJECT
from inburgering_opendata.toolkit.ground.project import Project, find_project, named_by_variable
from inburgering_opendata.toolkit.ground.visible import inert, shown
from inburgering_opendata.toolkit.validate.result import Outcome

if TYPE_CHECKING:
    from inburgering_opendata.toolkit.tables.rows import Row

P = ParamSpec("P")
T = TypeVar("T")


class _Date(click.ParamType[date]):
    """A day, written as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a day written as YYYY-MM-DD, such as 2023-01-01", param)


DATE = _Date()
DIRECTORY = click.Path(file_okay=False, path_type=Path)


def _remember_format(ctx: click.Context, _: click.Parameter, value: str) -> str:
    ctx.meta[FORMAT] = value
    return value


def format_option(*formats: str) -> Callable[[Any], Any]:
    """`--format`, the first of `formats` being the default."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        is_eager=True,
        callback=_remember_format,
        help="How the result is written to standard output.",
    )


def without_pandas(function: Callable[P, T]) -> Callable[P, T]:
    """Let a command that works on Arrow tables alone do without pandas, which is slow to import."""

    @wraps(function)
    def light(*args: P.args, **kwargs: P.kwargs) -> T:
        from inburgering_opendata.toolkit.ground.laziness import do_without

        do_without("pandas")
        return function(*args, **kwargs)

    return light


lang_option = click.option(
    "--lang",
    type=click.Choice(["en", "nl"]),
    default="en",
    show_default=True,
    help="The language of the words, English or Dutch.",
)

store_option = click.option(
    "--store",
    type=DIRECTORY,
    help="Folder of the store, outside any checkout.  "
    "[default: OPENDATA_STORE, or inburgering-opendata/store in the user's folder for data]",
)


dist_option = click.option(
    "--output",
    type=DIRECTORY,
    default="dist",
    show_default=True,
    help="Folder that gets DIST/V with the packages, zips and checksums.",
)

earlier_option = click.option(
    "--earlier",
    metavar="PATH",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="A release that was published before, or its package outcomes, as a folder or a zip; or "
    "its observation.csv. What is suppressed must hold against both together. May be repeated.",
)


fail_on_option = click.option(
    "--fail-on",
    type=click.Choice([Outcome.FAILED.value, Outcome.WARNING.value]),
    default=Outcome.FAILED.value,
    show_default=True,
    help="The mildest outcome that exits with 1.",
)


def complete_package(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The packages whose name starts with what was typed, for shell completion."""
    project = find_project(ctx.meta.get(PROJECT))
    return [name for name in project.package_names() if name.startswith(incomplete)]


def the_project(*, writes: bool = False) -> Project:
    """The project that the command at work is for, as `find_project` finds it.

    A line on standard error says so when it has no file; and which one it is, when the command
    writes.
    """
    project = find_project(click.get_current_context().meta.get(PROJECT))
    if not project.file.is_file():
        click.echo(
            f"note: {shown(project.file)} is not there, so the project has no title, no publisher "
            "and no subject",
            err=True,
        )
    if writes:
        project.sweep()
        tell_project(project)
    return project


def tell_project(project: Project) -> None:
    """Say on standard error which project a command that writes works on."""
    from inburgering_opendata.toolkit.describe.catalog import load_catalog

    about = f"{load_catalog(project).words['title']} ({project.root})"
    click.echo(f"project: {shown(about)}", err=True)


def tell_no_packages(project: Project) -> None:
    """Say on standard error that a project has none as yet, where it has none."""
    if not project.package_names():
        click.echo("note: the project has no packages yet; next: opendata add FILE", err=True)


def project_to_check(path: Path, scratch: Path) -> Project:
    """The project by which what is at `path` is checked; a line says so when it lies in there.

    Args:
        path: of anything that `opendata validate` checks.
        scratch: a folder that stays as long as the project is used.
    """
    from inburgering_opendata.toolkit.validate.project_in import project_in

    named = click.get_current_context().meta.get(PROJECT) or named_by_variable()
    project = find_project(named)
    found = project if named else project_in(project, path, scratch)
    if not found.alone:
        return the_project()
    click.echo(
        f"note: no project at hand knows what is in {shown(path)}, so it is checked by what it "
        "says of itself",
        err=True,
    )
    return found


def municipality_code(project: Project, wanted: str, day: date | None = None) -> str:
    """The code of the municipality that was named by code or by name, in the project's register.

    Args:
        day: of several with that name, the one that existed then is meant.

    Raises:
        OpendataError: `MUNICIPALITY_UNKNOWN`, `MUNICIPALITY_AMBIGUOUS` or `PLACE_AMBIGUOUS`.
    """
    from inburgering_opendata.toolkit.assemble.assembly import Assembly

    register = Assembly(project).table("municipality").to_pylist()
    return str(municipality_row(register, wanted, day)["municipality_code"])


def municipality_row(register: Iterable[Row], wanted: str, day: date | None = None) -> Row:
    """The row of the municipality that was named by its code, its name or a place in it; of a
    place it is said in which municipality it lies.

    Raises:
        OpendataError: `MUNICIPALITY_UNKNOWN`, `MUNICIPALITY_AMBIGUOUS` or `PLACE_AMBIGUOUS`.
    """
    from inburgering_opendata.municipalities.names import Names, named

    names = Names(register)
    row = names.find(wanted, day, places=True)
    if not names.called(wanted):
        click.echo(f"note: {shown(wanted)} is a place in {named(row)}", err=True)
    return row


def earlier_releases(project: Project, earlier: Sequence[Path]) -> None:
    """Refuse what `--earlier` names, when the project cannot compare with it."""
    from inburgering_opendata.toolkit.validate.told import ReleaseChecks

    refuse_unfit = project.told(ReleaseChecks).refuse_unfit
    if earlier and refuse_unfit is None:
        raise click.UsageError("--earlier: this project has no checks across releases.")
    if refuse_unfit is not None:
        refuse_unfit(earlier)


version_option = click.option(
    "--version",
    "version",
    metavar="V",
    help="Calendar version, such as 2026.11.23 or 2026.11.23.1.  "
    "[default: the date of the commit in UTC, or of SOURCE_DATE_EPOCH]",
)

official_option = click.option(
    "--official",
    is_flag=True,
    help="Refuse placeholders for the publisher and the addresses in opendata.toml.",
)


def tell_placeholders(project: Project) -> None:
    """Say on standard error, once and plainly, that what is shown has placeholders in it."""
    from inburgering_opendata.toolkit.describe.catalog import load_catalog

    if told := load_catalog(project).placeholders_told():
        click.echo(f"note: {told}", err=True)


force_option = click.option(
    "--force", is_flag=True, help="Write over a file that is there, which may have been filled in."
)


def refuse_to_overwrite(path: Path, *, force: bool) -> None:
    """Stop before a file is lost that somebody may have filled in.

    Raises:
        OpendataError: `FILE_IN_THE_WAY`.
    """
    from inburgering_opendata.toolkit.ground.errors import FILE_IN_THE_WAY, OpendataError

    if not force and (path.exists() or path.is_symlink()):
        raise OpendataError(FILE_IN_THE_WAY, path=path)


class Progress:
    """One line on standard error that says what is being done; silent when that is piped."""

    def __init__(self) -> None:
        self._shown = 0
        self._visible = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __call__(self, message: str) -> None:
        message = inert(message)
        if self._visible:
            click.echo("\r" + message.ljust(self._shown), err=True, nl=False)
            self._shown = len(message)

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._shown:
            click.echo("\r" + " " * self._shown + "\r", err=True, nl=False)


def tell_left_out(tables: Sequence[str]) -> None:
    """Say on stderr which tables are too large for a workbook."""
    if tables:
        told = "left out of the Excel workbooks, as they are too large: "
        click.echo(told + ", ".join(tables), err=True)
