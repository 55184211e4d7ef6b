"""`opendata completion`."""

from __future__ import annotations

import click

from inburgering_opendata.cli import COMMANDS


@click.command("completion", short_help=COMMANDS["completion"][1])
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for a shell.

    \b
    Examples:
      opendata completion bash >> ~/.bashrc
      opendata completion fish > ~/.config/fish/completions/opendata.fish
    """
    from click.shell_completion import get_completion_class

    from inburgering_opendata.cli import main

    completion = get_completion_class(shell)
    assert completion is not None
    # Only the name of the variable is needed here, not a shell that answers.
    script = completion(main, {}, "opendata", "_OPENDATA_COMPLETE")
    click.echo(script.source_template % script.source_vars())
