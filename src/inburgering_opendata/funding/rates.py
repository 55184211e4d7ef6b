"""Shares, ranks and amounts a head: what follows from the amounts of a municipal table.

They are computed after the amounts, and computed anew when a table is carried to the boundaries
of another date.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

SHARE_DECIMALS = 10


def allocation_rates(table: pa.Table) -> pa.Table:
    """`table` with what each amount is per inhabitant, its rank, and its share of the stream.

    Args:
        table: stream, amount_eur (whole euros), inhabitants.

    Returns:
        Its columns and amount_per_inhabitant_eurocent (rounded half up), rank and
        rank_per_inhabitant (1 for the largest; equals share a rank, the next is skipped) and
        share (decimal, 10 places, rounded half up).
    """
    streams = []
    for stream in pc.unique(table["stream"]):
        rows = table.filter(pc.equal(table["stream"], stream))
        amounts, heads = rows["amount_eur"].to_pylist(), rows["inhabitants"].to_pylist()
        per_head = [
            _divided(100 * amount, inhabitants)
            for amount, inhabitants in zip(amounts, heads, strict=True)
        ]
        total = sum(amounts)
        shares = [Decimal(_divided(n * 10**SHARE_DECIMALS, total)) for n in amounts]
        streams.append(
            rows.append_column("amount_per_inhabitant_eurocent", pa.array(per_head, pa.int64()))
            .append_column("rank", pa.array(ranks(amounts), pa.int64()))
            .append_column("rank_per_inhabitant", pa.array(ranks(per_head), pa.int64()))
            .append_column("share", pa.array([s.scaleb(-SHARE_DECIMALS) for s in shares]))
        )
    return pa.concat_tables(streams, promote_options="permissive")


def housing_target_rates(table: pa.Table) -> pa.Table:
    """`table` with what the target differs from the published one.

    Args:
        table: persons, published_persons (may be empty).

    Returns:
        Its columns and difference (empty where nothing was published).
    """
    published = table["published_persons"].cast(pa.int64())
    return table.append_column("difference", pc.subtract(table["persons"], published))


def housing_result_rates(table: pa.Table) -> pa.Table:
    """`table` with the difference: realised − target, where realised is exact.

    A view has added figures up and does not say how precise they are: it has no difference.
    """
    if "realised_precision" not in table.column_names:
        return table
    exact = pc.equal(table["realised_precision"], "exact")
    realised = pc.if_else(exact, table["realised"].cast(pa.int64()), None)
    return table.append_column("difference", pc.subtract(realised, table["target"]))


def ranks(values: Sequence[int]) -> list[int]:
    """The rank of each value: 1 for the largest; equals share a rank, and the next is skipped."""
    first: dict[int, int] = {}
    for rank, value in enumerate(sorted(values, reverse=True), start=1):
        first.setdefault(value, rank)
    return [first[value] for value in values]


def _divided(number: int, by: int) -> int:
    """`number` ÷ `by`, both 0 or more, rounded half up, in whole numbers."""
    return (2 * number + by) // (2 * by) if by else 0
