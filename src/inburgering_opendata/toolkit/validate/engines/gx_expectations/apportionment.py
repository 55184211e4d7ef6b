"""Expectations of a total that was divided."""

from __future__ import annotations

from typing import ClassVar

from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import FieldExpectation


class ExpectAmountsToFollowKey(FieldExpectation):
    """Each amount is less than one euro from total × key ÷ key total, and a larger key never has
    a smaller amount: what largest remainder guarantees, checked without computing it.
    """

    group_column: str
    amount_column: str
    key_value_column: str
    key_total_column: str
    success_keys: ClassVar[tuple[str, ...]] = (
        "group_column",
        "amount_column",
        "key_value_column",
        "key_total_column",
    )


class ExpectTargetsToFollowAdams(FieldExpectation):
    """Within a group the targets (`amount_column`) add up to `total_column` and are those of
    Adams' method for the key.

    Housing targets (Huisvestingswet 2014, art. 29(1)): the published ones that exclude arrears
    meet this rounding, and not the literal rounding-up of the text.
    """

    group_column: str
    amount_column: str
    key_value_column: str
    total_column: str
    success_keys: ClassVar[tuple[str, ...]] = (
        "group_column",
        "amount_column",
        "key_value_column",
        "total_column",
    )


class ExpectSharesToBeRoundedUp(FieldExpectation):
    """Each `amount_column` is `total_column` × `key_value_column` ÷ `key_total_column`, rounded
    up by itself (Huisvestingswet 2014, art. 29(1), to the letter).
    """

    amount_column: str
    key_value_column: str
    key_total_column: str
    total_column: str
    success_keys: ClassVar[tuple[str, ...]] = (
        "amount_column",
        "key_value_column",
        "key_total_column",
        "total_column",
    )
