"""What is wrong with a delivery: the rule, where, and, kept apart, the value that broke it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inburgering_opendata.toolkit.validate.check import Check


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file: with the file, a sheet, a column or a cell.

    `value` is what a row says of a person, so it is shown only to whom may see it; nothing of it
    stands in the other properties.
    """

    rule: str
    """The section `problem` of words.toml has a sentence of this name."""
    sheet: str | None = None
    row: int | None = None
    """Row as the spreadsheet or editor numbers it, from 1; the header counts."""
    column: str | None = None
    """Letter of the column, as in a spreadsheet."""
    header: str | None = None
    """What stands above the column."""
    details: Mapping[str, object] = field(default_factory=dict)
    """What fills the gaps of the sentence; never a value of a row."""
    value: str | None = None
    check: Check | None = None
    """The expectation that was not met, when it is one."""
    is_empty: bool = False
    """There is nothing in the cell; without a column, the file does not have the field at all."""
    is_warning: bool = False
    """It is told, and does not keep the delivery out."""
