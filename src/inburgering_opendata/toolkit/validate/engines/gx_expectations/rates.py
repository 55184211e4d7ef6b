"""Expectations of what is computed from amounts: ranks and quotients."""

from __future__ import annotations

from typing import ClassVar

from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import FieldExpectation


class ExpectRanksToFollowValues(FieldExpectation):
    """Within a `group_column` each `column` is the place of `value_column`, the largest first;
    equals share a rank, and the next one is skipped.
    """

    column: str
    group_column: str
    value_column: str
    success_keys: ClassVar[tuple[str, ...]] = ("column", "group_column", "value_column")


class ExpectQuotientsToFollowAmounts(FieldExpectation):
    """Each `column` is `factor` × `amount_column` ÷ `by_column`, or without that ÷ its sum in the
    `group_column`, rounded half up to `decimals`.
    """

    column: str
    group_column: str
    amount_column: str
    by_column: str | None = None
    factor: int = 1
    decimals: int = 0
    success_keys: ClassVar[tuple[str, ...]] = (
        "column",
        "group_column",
        "amount_column",
        "by_column",
        "factor",
        "decimals",
    )
