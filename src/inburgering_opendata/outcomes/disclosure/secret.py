"""The secret of a publication, from which every cell key is drawn.

It is made once, at its first use, and stays beside the deliveries: another one would be a second
draw of every count. Whoever has it can undo the noise; it is in no release.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.outcomes.disclosure.errors import (
    ANOTHER_SECRET,
    SECRET_EXISTS,
    SECRET_MISSING,
    SECRET_UNREADABLE,
)
from inburgering_opendata.outcomes.disclosure.perturbation import PerturbationTable
from inburgering_opendata.toolkit.ground.errors import WRITE_FAILED, OpendataError
from inburgering_opendata.toolkit.ground.files import read_regular
from inburgering_opendata.toolkit.ground.folders import write_flushed
from inburgering_opendata.toolkit.ground.partials import partial_folder
from inburgering_opendata.toolkit.ground.syncing import flush_name, make_folder

FILE = "secret.key"
_BYTES = 32
_TEXT = re.compile(r"[0-9a-f]{64}\n?")
_SHOWN = 16
"""Hexadecimal digits of a fingerprint: enough to tell secrets apart, and no help to guess one."""


def read_secret(path: Path) -> bytes:
    """The secret in the file `path`.

    Raises:
        OpendataError: `SECRET_MISSING`, or `SECRET_UNREADABLE` when it is not 64 hexadecimal
            digits.
    """
    try:
        text = read_regular(path).decode("ascii")
    except FileNotFoundError as error:
        raise OpendataError(SECRET_MISSING, path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise OpendataError(SECRET_UNREADABLE, path=path) from error
    if not _TEXT.fullmatch(text):
        raise OpendataError(SECRET_UNREADABLE, path=path)
    return bytes.fromhex(text.strip())


def new_secret(path: Path) -> bytes:
    """A new secret, written to the file `path`, which only its owner may read.

    Raises:
        OpendataError: `SECRET_EXISTS` or `WRITE_FAILED`.
    """
    secret = secrets.token_bytes(_BYTES)
    write_secret(path, secret)
    return secret


def write_secret(path: Path, secret: bytes) -> None:
    """Write a secret whole or not at all, and never over a file that is there.

    Raises:
        OpendataError: `SECRET_EXISTS` or `WRITE_FAILED`.
    """
    try:
        make_folder(path.parent, 0o700)
        with partial_folder(path) as partial:
            made = partial / "new"
            write_flushed(made, [secret.hex().encode() + b"\n"], 0o600)
            # A link, unlike a rename, fails where a file is.
            os.link(made, path)
            flush_name(path)
    except FileExistsError as error:
        raise OpendataError(SECRET_EXISTS, path=path) from error
    except OSError as error:
        raise OpendataError(WRITE_FAILED, path=path, problem=error.strerror or error) from error


def protection_key(secret: bytes, table: PerturbationTable) -> str:
    """The fingerprint of a secret together with the table that is drawn from with it."""
    drawn = ";".join(f"{c} {a} {w}" for c, row in table.weights.items() for a, w in row.items())
    return hmac.new(secret, f"fingerprint:{drawn}".encode(), "sha256").hexdigest()[:_SHOWN]


def secret_for(path: Path, table: PerturbationTable, used: frozenset[str]) -> bytes:
    """The secret in `path`, or a new one when nothing was protected before.

    Args:
        used: the fingerprints in what was published before.

    Raises:
        OpendataError: `ANOTHER_SECRET` when what was published was protected with another secret
            or table; and what reading and writing raise.
    """
    if path.exists():
        secret = read_secret(path)
    elif used:
        raise OpendataError(ANOTHER_SECRET, used=", ".join(sorted(used)), own="none yet")
    else:
        secret = new_secret(path)
    own = protection_key(secret, table)
    if used - {own}:
        raise OpendataError(ANOTHER_SECRET, used=", ".join(sorted(used)), own=own)
    return secret


def keys_in(observation: pa.Table) -> frozenset[str]:
    """The fingerprints in a table observation; none in one of before there were any."""
    if "protection_key" not in observation.column_names:
        return frozenset()
    return frozenset(key for key in observation["protection_key"].unique().to_pylist() if key)
