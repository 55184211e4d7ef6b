"""Record keys and cell keys: the secret chance by which a count is protected, drawn in SQL.

Every person has a record key, from a keyed hash (HMAC-SHA-256, RFC 2104) of the pseudonym with the
secret of the publication. The same persons have the same sum of record keys, wherever they are
counted. The cell key is a keyed hash of that sum and of the count: sums of keys would add up like
the counts themselves, and so tell of each other; their hashes do not.
"""

from __future__ import annotations

import duckdb

CELL_KEYS = 1_000_000_000
"""Cell keys are whole numbers from 0 up to this one, each as likely as any other."""

RECORD_KEY = "keyed('person:' || person_id)"
"""The record key of a trajectory, in SQL."""

COUNT_KEY = "keyed('count:' || {cell} || ':' || {count})"
"""What stands for the sum of record keys of a cell that was delivered as a count."""

CELL_KEY = f"(keyed('cell:' || {{keys}} || ':' || {{units}}) % {CELL_KEYS})"
"""The cell key, in SQL, of a sum of record keys and a count."""

_BLOCK = 64
"""Bytes of a block of SHA-256, to which HMAC fills a key up."""

_KEYED = """
create or replace temp macro keyed(message) as (
    '0x' || sha256({outer} || unhex(sha256({inner} || encode(message))))[1:15]
)::bigint
"""


def give_keyed_hash(connection: duckdb.DuckDBPyConnection, secret: bytes) -> None:
    """Makes the macro `keyed(message)`: the first 60 bits of HMAC-SHA-256, as a number.

    Args:
        secret: at most 64 bytes.
    """
    assert len(secret) <= _BLOCK
    filled = secret.ljust(_BLOCK, b"\0")
    inner, outer = (_blob(bytes(byte ^ pad for byte in filled)) for pad in (0x36, 0x5C))
    connection.execute(_KEYED.format(inner=inner, outer=outer))


def _blob(data: bytes) -> str:
    return "'" + "".join(f"\\x{byte:02X}" for byte in data) + "'::blob"
