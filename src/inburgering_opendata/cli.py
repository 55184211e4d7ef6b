"""`opendata`: a group of commands, each imported only when it is asked for."""

from __future__ import annotations

import importlib
import os
from typing import Any

import click

from inburgering_opendata import __version__
from inburgering_opendata.toolkit.ground.errors import NOT_DONE, OpendataError

# In the order of the journey: the module of each command, and what it does, so that the help of
# the group need not import them all.
COMMANDS = {
    "list": ("list_", "Show the packages and their tables, with rows and titles."),
    "assemble": ("assemble", "Make data packages from the pinned sources."),
    "validate": ("validate", "Check a build, a release, a package or a table."),
    "publish": ("publish", "Publish a build as a release, when it passes validation."),
    "release": ("release", "Assemble, validate and publish, in a row."),
    "diff": ("diff", "Show what changed from one release to another."),
    "verify": ("verify", "Check that a release is what it says it is."),
    "score": ("score", "Count the points that European portals give to each dataset."),
    "cite": ("cite", "Show how to cite a release, a package or a table."),
    "download": ("download", "Fetch released packages, checked and cached."),
    "site": ("site", "Make the pages of a release or build, to look at."),
    "explain": ("explain", "Explain what a municipality gets, and why."),
    "grant": ("grant", "Compute the grant (SPUK) of a year from a caseload."),
    "template": ("template", "Make the file in which a municipality delivers."),
    "intake": ("intake", "Take in deliveries of municipalities, checked."),
    "store": ("store", "List or purge the deliveries that were taken in."),
    "secret": ("secret", "Show, export or import the secret that protects counts."),
    "outcomes": ("outcomes", "Count, protect and write what was delivered."),
    "completion": ("completion", "Print the completion script for a shell."),
}

FORMAT = "opendata.format"
"""Where a command with `--format` says in `ctx.meta` how errors are to be written."""


class Journey(click.Group):
    """The group: lists its commands in order, and turns errors into messages and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"inburgering_opendata.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except OpendataError as error:
            _report(ctx, error.kind.code, error.message, error.hint, error.kind.exit_code)
        except BrokenPipeError:
            # Whoever read our output has had enough; nothing more can be said to them.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            ctx.exit(NOT_DONE)
        except OSError as error:
            problem = f"{error.filename or 'a file'}: {error.strerror or error}"
            hint = "Check that the file and its folder may be read and written, and try again."
            _report(ctx, "system", problem, hint, NOT_DONE)
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except Exception as error:
            if os.environ.get("OPENDATA_DEBUG"):
                raise
            problem = f"an unforeseen fault: {type(error).__name__}: {error}"
            hint = "Please report it; OPENDATA_DEBUG=1 shows where it happened."
            _report(ctx, "unforeseen", problem, hint, NOT_DONE)


def _report(ctx: click.Context, code: str, message: str, hint: str, exit_code: int) -> None:
    if ctx.meta.get(FORMAT) == "json":
        import json

        error = {"code": code, "message": message, "hint": hint}
        click.echo(json.dumps({"outcome": "error", "error": error}, indent=2, ensure_ascii=False))
    click.secho("error: ", fg="red", bold=True, err=True, nl=False)
    click.echo(f"{message} [{code}]", err=True)
    click.secho("hint: ", fg="cyan", err=True, nl=False)
    click.echo(hint, err=True)
    ctx.exit(exit_code)


@click.group(cls=Journey, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="opendata")
def main() -> None:
    """Open data on the money and results of Dutch civic integration.

    From pinned sources to data packages, checked and published.

    \b
    Examples:
      opendata list                          what there is
      opendata assemble                      make the packages in build/
      opendata validate                      check them
      opendata release                       assemble, validate, publish

    \b
    Exit codes:
      0 good · 1 the data is wrong · 2 wrong usage · 3 could not be checked or done
    """
