"""What a rule says of a row and of its group, so that an engine can ask it of all rows at once.

An expression is no judgement: where it is true the rule surely holds, and an engine may leave out
what it is true of. Whatever is left is judged by the rule itself, exactly, in Python; so an
expression that an engine cannot work out, as a number grows too large, costs time and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add, and_, or_


@dataclass(frozen=True, eq=False)
class Expression:
    """An operator and what it is applied to: other expressions, numbers, or names."""

    operator: str
    parts: tuple[Expression | int | str, ...]

    def __add__(self, other: Expression | int) -> Expression:
        return Expression("+", (self, other))

    def __sub__(self, other: Expression | int) -> Expression:
        return Expression("-", (self, other))

    def __mul__(self, other: Expression | int) -> Expression:
        return Expression("*", (self, other))

    __rmul__ = __mul__

    def __floordiv__(self, other: Expression | int) -> Expression:
        """What is divided as Python does where both are positive; by nothing it is not known."""
        return Expression("//", (self, other))

    def __abs__(self) -> Expression:
        return Expression("abs", (self,))

    def __lt__(self, other: Expression | int) -> Expression:
        return Expression("<", (self, other))

    def __gt__(self, other: Expression | int) -> Expression:
        return Expression(">", (self, other))

    def __le__(self, other: Expression | int) -> Expression:
        return Expression("<=", (self, other))

    def __ge__(self, other: Expression | int) -> Expression:
        return Expression(">=", (self, other))

    def __and__(self, other: Expression) -> Expression:
        return Expression("and", (self, other))

    def __or__(self, other: Expression) -> Expression:
        return Expression("or", (self, other))

    def __invert__(self) -> Expression:
        return Expression("not", (self,))

    def equals(self, other: Expression | int) -> Expression:
        return Expression("=", (self, other))

    def same_as(self, other: Expression) -> Expression:
        """Equal, or both empty."""
        return Expression("same", (self, other))

    def is_empty(self) -> Expression:
        return Expression("empty", (self,))


def column(name: str) -> Expression:
    """The value of a column."""
    return Expression("column", (name,))


def text(value: object) -> Expression:
    """A value, such as a date, as a text writes it."""
    return Expression("text", (str(value),))


def one_of(each: Expression, values: Iterable[object]) -> Expression:
    """That it is one of these values, each given as a text writes it."""
    return Expression("one of", (each, *map(text, values)))


def whole(name: str) -> Expression:
    """The value of a column of integers; of another column nothing is sure."""
    return Expression("whole", (name,))


def size() -> Expression:
    """How many rows the group has."""
    return Expression("size", ())


def total(each: Expression) -> Expression:
    """The sum over the group."""
    return Expression("total", (each,))


def least(each: Expression) -> Expression:
    """The least of the group."""
    return Expression("least", (each,))


def place(each: Expression) -> Expression:
    """One more than how many in the group are larger."""
    return Expression("place", (each,))


def first(each: Expression) -> Expression:
    """That of the first row of the group, in its order."""
    return Expression("first", (each,))


def previous(each: Expression) -> Expression:
    """That of the row before in the group, in its order."""
    return Expression("previous", (each,))


def following(each: Expression) -> Expression:
    """That of the next row in the group, in its order."""
    return Expression("following", (each,))


def sum_of(terms: Iterable[Expression]) -> Expression:
    return reduce(add, terms)


def every(conditions: Iterable[Expression]) -> Expression:
    """That all of them hold."""
    return reduce(and_, conditions)


def some(conditions: Iterable[Expression]) -> Expression:
    """That one of them holds."""
    return reduce(or_, conditions)
