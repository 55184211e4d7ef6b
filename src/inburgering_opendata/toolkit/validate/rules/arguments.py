"""What the arguments of an expectation may be: said in the signature of its rule, beside the name.

A parameter that names a column says of which types that may be, as `amount_column: Number`, and one
that gives values says of which column they must be, as `Annotated[…, ValuesOf("amount_column")]`. A
column of which nothing is said may be of any type. A suite is held to it when it is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

COMPARABLE = ("string", "integer", "number", "date", "datetime")
"""Types of which one value may be more than another."""


@dataclass(frozen=True)
class OfType:
    """The column, or each of the columns, is of one of these types of Table Schema."""

    types: tuple[str, ...]


@dataclass(frozen=True)
class Like:
    """The column is of the type of the one that another argument names; of a list, one by one."""

    other: str


@dataclass(frozen=True)
class There:
    """The column is one of the table that another argument names."""

    table: str


@dataclass(frozen=True)
class ValuesOf:
    """Each value is one that the column can have which another argument names; with `bound` it may
    lie between two of them.
    """

    column: str
    bound: bool = False


@dataclass(frozen=True)
class KeysOf:
    """The names of an object are values of a column, as text."""

    column: str


@dataclass(frozen=True)
class Days:
    """Each value, or each name of an object, is a day such as 2020-01-31."""


@dataclass(frozen=True)
class Between:
    """Each number is at least, and at most, so much."""

    least: int
    most: int = 2**31 - 1


@dataclass(frozen=True)
class Several:
    """There are at least so many, all different."""

    least: int = 1


Text = Annotated[str, OfType(("string",))]
Whole = Annotated[str, OfType(("integer",))]
Number = Annotated[str, OfType(("integer", "number"))]
Numbers = Annotated[Sequence[str], OfType(("integer", "number"))]
Day = Annotated[str, OfType(("date",))]
Flag = Annotated[str, OfType(("boolean",))]
Comparable = Annotated[str, OfType(COMPARABLE)]
Different = Annotated[Sequence[str], Several()]
Count = Annotated[int, Between(0, 2**63 - 1)]
