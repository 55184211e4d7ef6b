"""`opendata`: a group of commands, each imported only when it is asked for."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from inburgering_opendata import __version__
from inburgering_opendata.toolkit.ground.errors import (
    NOT_DONE,
    PROJECT_FILE_BROKEN,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.interruption import came, leave, watching
from inburgering_opendata.toolkit.ground.streams import write_utf8
from inburgering_opendata.toolkit.ground.visible import as_json, shown

_MODULES = "inburgering_opendata.commands"

GROUPS = {
    "Project": {
        "init": "Begin a project: its file, folders, workflow and README.",
        "lint": "Show all that is wrong with the files of the project.",
        "schema": "Print what may stand in a file that a project declares.",
    },
    "Data": {
        "add": "Add a table from a file, with drafts of all that declares it.",
        "list": "Show the packages and their tables, with rows and titles.",
        "pin": "Pin the sources as they are now, and show what changed.",
        "sources": "Show the pinned sources, and fetch what publishers have today.",
        "assemble": "Make data packages from the pinned sources.",
    },
    "Checks": {
        "suggest": "Suggest expectations of a table, drafted from its data.",
        "validate": "Check a build, a release, a package or a table.",
    },
    "Publication": {
        "publish": "Publish a build as a release, when it passes validation.",
        "release": "Assemble, validate and publish, in a row.",
        "push": "Bring a release to where its readers are: a folder or a bucket.",
        "diff": "Show what changed from one release to another.",
        "verify": "Check that a release is what it says it is.",
        "score": "Count the points that European portals give to each dataset.",
        "site": "Make the pages of a release or build, to look at.",
    },
    "Use": {
        "cite": "Show how to cite a release, a package or a table.",
        "download": "Fetch released packages, checked and cached.",
        "completion": "Print the completion script for a shell.",
    },
}
"""The commands of the toolkit along the journey, and what each does, so that the help of the group
need not import them all."""

_FILES = {"list": "list_"}
"""The modules that have another name than their command, as Python keeps that for itself."""

COMMANDS = {
    name: (f"{_MODULES}.{_FILES.get(name, name)}", summary)
    for group in GROUPS.values()
    for name, summary in group.items()
}
"""By name: the module of each command of the toolkit, and what it does."""

FORMAT = "opendata.format"
"""Where a command with `--format` says in `ctx.meta` how errors are to be written."""

PROJECT = "opendata.project"
"""Where `--project` stands in `ctx.meta`."""

_NAMED = "opendata.named"
"""Where the same stands before the arguments are parsed, as commands and help depend on it."""


def commands_of(named: Path | None = None) -> dict[str, tuple[str, str]]:
    """The commands for the project that is at hand, or for the named one, in order.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, of a project file that is not TOML or names a subject
            that is not there.
    """
    from inburgering_opendata.toolkit.ground.project import glance_at_project
    from inburgering_opendata.toolkit.subject import Commands

    return {**COMMANDS, **glance_at_project(named).told(Commands).of}


def _heading(named: Path | None) -> str:
    """What the commands of the subject are listed under."""
    from inburgering_opendata.toolkit.ground.project import glance_at_project
    from inburgering_opendata.toolkit.subject import Commands

    return glance_at_project(named).told(Commands).heading


def _of_any_project() -> dict[str, tuple[str, str]]:
    """The commands of the toolkit, and those of the subject that this code came with."""
    from inburgering_opendata.subject import SUBJECT

    return {**COMMANDS, **SUBJECT.commands.of}


def _named_project(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    if value is not None:
        ctx.meta[PROJECT] = value
    name = ctx.find_root().invoked_subcommand
    if name is not None and not ctx.resilient_parsing:
        _refuse_unless_it_has(ctx.meta.get(PROJECT), name)
    return value


def _refuse_unless_it_has(named: Path | None, name: str) -> None:
    """Let only a command pass that the project at hand has."""
    if name in COMMANDS or name in commands_of(named):
        return
    from inburgering_opendata.toolkit.ground.project import find_project

    root = find_project(named).root
    raise click.UsageError(f"The project in {root} has no command '{name}'.")


def _named_in(arguments: Sequence[str]) -> Path | None:
    """What `--project` names, wherever it stands among the arguments; of several the last one."""
    named = None
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--project="):
            named = argument.partition("=")[2]
        elif argument == "--project" and number + 1 < len(arguments):
            named = arguments[number + 1]
    return None if named is None else Path(named)


def _command_of_subject(named: Path | None, name: str, module: str) -> click.Command:
    """The command that the subject has in a module, which may stand beside `opendata.toml`.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, as there is no such module or no command in it.
        ModuleNotFoundError: it is installed, and a package that it needs is not.
    """
    from inburgering_opendata.toolkit.ground.project import glance_at_project, module_of

    project = glance_at_project(named)
    try:
        command: click.Command = module_of(project.root, module).command
    except (ImportError, AttributeError) as error:
        if isinstance(error, ModuleNotFoundError) and not f"{module}.".startswith(f"{error.name}."):
            raise
        problem = f"the command '{name}' of the subject '{project.subject}' is not there: {error}"
        raise OpendataError(PROJECT_FILE_BROKEN, path=project.file, problem=problem) from error
    return command


def project_option() -> click.Option:
    """`--project`, which every command has, and the group as well."""
    return click.Option(
        ["--project"],
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        expose_value=False,
        is_eager=True,
        callback=_named_project,
        help="Folder of the project, with opendata.toml.  [default: OPENDATA_PROJECT, the working "
        "folder or one above it, or the project that this toolkit came with]",
    )


def _with_project(command: click.Command) -> click.Command:
    """The command with `--project`, those below it too."""
    if not any(each.name == "project" for each in command.params):
        command.params.append(project_option())
    if isinstance(command, click.Group):
        for each in command.commands.values():
            _with_project(each)
    return command


class Journey(click.Group):
    """Lists its commands in groups along the journey, and turns errors into messages and exit
    codes."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        write_utf8()
        with watching(), _quiet_disk():
            try:
                return super().main(*args, **kwargs)
            except BaseException as error:
                if came():
                    leave()
                if not isinstance(error, OSError):
                    raise
                # Help is written before any command is asked, and nothing may be left to write to.
                with suppress(OSError):
                    click.echo(f"error: {shown(error.strerror or error)} [system]", err=True)
                sys.exit(NOT_DONE)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with _before_click():
            return super().make_context(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_NAMED] = _named_in(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._listed(ctx))

    def _listed(self, ctx: click.Context) -> dict[str, tuple[str, str]]:
        try:
            return commands_of(ctx.meta.get(_NAMED))
        except OpendataError:
            # Whoever asks for help because the project is broken must get it.
            return dict(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = {**_of_any_project(), **self._listed(ctx)}
        if cmd_name not in known:
            return None
        module, _ = known[cmd_name]
        if module.startswith(f"{_MODULES}."):
            command: click.Command = importlib.import_module(module).command
            return _with_project(command)
        try:
            return _with_project(_command_of_subject(ctx.meta.get(_NAMED), cmd_name, module))
        except OpendataError:
            if ctx.resilient_parsing:  # while somebody types it is not there
                return None
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and not ctx.resilient_parsing:
            # Of a command that is not there no help is given either; whoever asks for help because
            # the project is broken must get it.
            with suppress(OpendataError):
                _refuse_unless_it_has(ctx.meta.get(_NAMED), name)
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups = {group: dict(commands) for group, commands in GROUPS.items()}
        own = {name: each[1] for name, each in self._listed(ctx).items() if name not in COMMANDS}
        if own:
            groups[_heading(ctx.meta.get(_NAMED))] = own
        longest = max(len(name) for group in groups.values() for name in group)
        for group, commands in groups.items():
            with formatter.section(group):
                formatter.write_dl([(n.ljust(longest), each) for n, each in commands.items()])

    def invoke(self, ctx: click.Context) -> Any:
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            with _before_click():
                return super().invoke(ctx)
        except OpendataError as error:
            kind = error.kind
            others = _other_problems(ctx, error)
            _report(ctx, kind.code, error.message, error.hint, kind.exit_code, others)
        except BrokenPipeError:
            # Whoever read our output has had enough; nothing more can be said to them.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            ctx.exit(NOT_DONE)
        except OSError as error:
            problem = shown(f"{error.filename or 'a file'}: {error.strerror or error}")
            hint = "Check that the file and its folder may be read and written, and try again."
            _report(ctx, "system", problem, hint, NOT_DONE, ())
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except Exception as error:
            if isinstance(error, ModuleNotFoundError) and (missing := _missing(ctx, error)):
                kind = missing.kind
                _report(ctx, kind.code, missing.message, missing.hint, kind.exit_code, ())
            if os.environ.get("OPENDATA_DEBUG"):
                raise
            problem = shown(f"an unforeseen fault: {type(error).__name__}: {error}")
            hint = "Please report it; OPENDATA_DEBUG=1 shows where it happened."
            _report(ctx, "unforeseen", problem, hint, NOT_DONE, ())


@contextmanager
def _quiet_disk() -> Iterator[None]:
    """Let the disk fail in silence where nobody can be told.

    A file that could not be written is closed when it is thrown away, which fails once more: the
    error was told by then, and a traceback below it helps nobody.
    """

    def tell(unraisable: sys.UnraisableHookArgs) -> None:
        if not isinstance(unraisable.exc_value, OSError):
            before(unraisable)

    before, sys.unraisablehook = sys.unraisablehook, tell
    try:
        yield
    finally:
        sys.unraisablehook = before


@contextmanager
def _before_click() -> Iterator[None]:
    """What Click would tell in its own way: an interruption, and arguments that are repeated."""
    try:
        yield
    except KeyboardInterrupt:
        if came():
            leave()
        raise
    except click.ClickException as error:
        error.message = shown(error.message)  # type: ignore[misc]
        raise


def _missing(ctx: click.Context, error: ModuleNotFoundError) -> OpendataError | None:
    """What is to be installed, or the module of the subject that another one cannot import."""
    from inburgering_opendata.toolkit.ground.missing import missing_package
    from inburgering_opendata.toolkit.ground.project import glance_at_project

    missing = missing_package(error)
    with suppress(OpendataError):
        name = (error.name or "").partition(".")[0]
        path = glance_at_project(ctx.meta.get(_NAMED)).root / f"{name}.py"
        if missing and path.is_file():
            problem = (
                "modules beside opendata.toml do not import one another; what several of them need "
                "is to be installed as a package"
            )
            return OpendataError(PROJECT_FILE_BROKEN, path=path, problem=problem)
    return missing


def _other_problems(ctx: click.Context, error: OpendataError) -> list[str]:
    """What else is wrong with the files of the project, when one of them stopped a command."""
    if error.kind is not PROJECT_FILE_BROKEN:
        return []
    # Whatever happens here, the error itself must be told.
    with suppress(Exception):
        from inburgering_opendata.toolkit.upkeep.lint.run import other_problems

        return other_problems(ctx.meta.get(_NAMED), error)
    return []


def _report(
    ctx: click.Context, code: str, message: str, hint: str, exit_code: int, others: Sequence[str]
) -> None:
    if came():
        leave()  # the error is what a library made of the interruption
    if ctx.meta.get(FORMAT) == "json":
        error: dict[str, Any] = {"code": code, "message": message, "hint": hint}
        if others:
            error["others"] = [*others]
        told = as_json({"outcome": "error", "error": error})
        # Where nothing can be written, which may be the error itself, the rest is still told.
        with suppress(OSError):
            click.echo(told)
    click.secho("error: ", fg="red", bold=True, err=True, nl=False)
    click.echo(f"{message} [{code}]", err=True)
    for other in others:
        click.secho("as well: ", fg="red", err=True, nl=False)
        click.echo(other, err=True)
    click.secho("hint: ", fg="cyan", err=True, nl=False)
    click.echo(hint, err=True)
    ctx.exit(exit_code)


@click.group(cls=Journey, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="opendata")
def main() -> None:
    """Open data, from pinned sources to data packages, checked and published.

    This toolkit came with a project: the money and results of Dutch civic integration.

    \b
    Examples:
      opendata list                          what there is
      opendata assemble                      make the packages in build/
      opendata validate                      check them
      opendata release                       assemble, validate, publish

    \b
    Exit codes:
      0 good · 1 the data is wrong · 2 wrong usage · 3 could not be checked or done
      4 nothing is wrong, and nothing that can be trusted says that it is right
      130 stopped by Ctrl-C
    """


_with_project(main)
