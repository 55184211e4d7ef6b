"""`opendata secret`."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.commands.options import store_option, the_project
from inburgering_opendata.subject import COMMANDS
from inburgering_opendata.toolkit.ground.visible import shown


@click.group("secret", short_help=COMMANDS["secret"][1])
def command() -> None:
    """The secret with which the counts of a publication are perturbed.

    It stands beside the deliveries in the store and is made when it is first needed. Counting with
    another one than an earlier release used is refused, so keep a copy: without it, nothing can be
    counted anew. Whoever has it can undo the noise: it belongs in no release and in no repository.

    \b
    Examples:
      opendata secret show
      opendata secret export /mnt/safe/inburgering.key
      opendata secret import /mnt/safe/inburgering.key --store /srv/deliveries
    """


@command.command("show")
@store_option
def show(store: Path | None) -> None:
    """Show the fingerprint of the secret, as it stands in the column protection_key.

    \b
    Examples:
      opendata secret show
    """
    from inburgering_opendata.outcomes.disclosure.perturbation import perturbation_table
    from inburgering_opendata.outcomes.disclosure.secret import protection_key, read_secret
    from inburgering_opendata.outcomes.disclosure.settings import load_settings

    table = perturbation_table(load_settings(the_project()))
    click.echo(protection_key(read_secret(_path(store, writes=False)), table))


@command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@store_option
def export(file: Path, store: Path | None) -> None:
    """Write a copy of the secret to FILE, which only its owner may read.

    \b
    Examples:
      opendata secret export /mnt/safe/inburgering.key
    """
    from inburgering_opendata.outcomes.disclosure.secret import read_secret, write_secret

    write_secret(file, read_secret(_path(store, writes=True)))
    click.echo(f"{shown(file)}: whoever has this file can undo the noise; keep it apart")


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@store_option
def import_(file: Path, store: Path | None) -> None:
    """Take the secret in FILE for this store, when it has none of its own yet.

    \b
    Examples:
      opendata secret import /mnt/safe/inburgering.key
    """
    from inburgering_opendata.outcomes.disclosure.errors import SECRET_EXISTS
    from inburgering_opendata.outcomes.disclosure.secret import read_secret, write_secret
    from inburgering_opendata.toolkit.ground.errors import OpendataError

    path = _path(store, writes=True)
    secret = read_secret(file)
    try:
        write_secret(path, secret)
    except OpendataError as error:
        if error.kind is not SECRET_EXISTS or read_secret(path) != secret:
            raise
        click.echo(f"{shown(path)}: the same secret is there already")
        return
    click.echo(f"{shown(path)}: taken over")


def _path(store: Path | None, *, writes: bool) -> Path:
    from inburgering_opendata.outcomes.delivery.store import Store, default_store
    from inburgering_opendata.outcomes.disclosure.secret import FILE as SECRET

    return Store(store or default_store(), the_project(writes=writes)).path / SECRET
