"""What a rule is: one function, from which its expectation, arguments and preconditions follow."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Context, DivisionByZero, Inexact, InvalidOperation, localcontext
from types import ModuleType
from typing import Any, TypeVar, get_type_hints

from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.finding import Finding

EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero])
"""How decimals are added up: with more digits than the sum of any column has, or not at all."""

Reference = Callable[[str], Columns]
"""The table of a name, as the engine at work sees it."""

Judge = Callable[[Columns, Mapping[str, Any], Reference], Finding]
"""From a table, the arguments of an expectation and the other tables, to what was found."""

Function = TypeVar("Function", bound=Callable[..., Finding])


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """One type of expectation: its name, its arguments, what it reads, and who judges it.

    `judge` is None for what Great Expectations has of its own: each engine asks that its own way.
    """

    name: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    judge: Judge | None = None
    about: str = ""
    argument_types: Mapping[str, Any] = field(default_factory=dict)
    implicit_columns: tuple[str, ...] = ()
    """Columns of the checked table that it reads without being told."""
    implicit_tables: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Tables it refers to without being told, each with the columns it reads there."""
    about_table: bool = False
    """It looks at the table as a whole, so it can be asked of any table that can be read."""
    about_emptiness: bool = False
    """It asks whether values are there, so a column without any is not an obstacle."""


def rule(
    name: str,
    *,
    columns: tuple[str, ...] = (),
    tables: Mapping[str, tuple[str, tuple[str, ...]]] | None = None,
    about_emptiness: bool = False,
) -> Callable[[Function], Function]:
    """Make a function the rule of the expectation `name`.

    The first parameter of the function is the table that is judged; the others have the names of
    the arguments in a suite, and one with a default is optional. A parameter of the type `Columns`
    gets the table that its argument names, or the one that `tables` gives it.

    Args:
        columns: those of the judged table that it reads without being told.
        tables: by parameter, a table that no suite names, and the columns it reads there.
    """
    given = tables or {}

    def make(function: Function) -> Function:
        hints = get_type_hints(function, include_extras=True)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        told = [each for each in parameters if each.name not in given]
        named = [each.name for each in told if hints[each.name] is Columns]

        def judge(table: Columns, kwargs: Mapping[str, Any], reference: Reference) -> Finding:
            arguments = {
                key: reference(value) if key in named else value for key, value in kwargs.items()
            }
            others = {parameter: reference(other) for parameter, (other, _) in given.items()}
            with localcontext(EXACT):
                return function(table, **arguments, **others)

        made = Rule(
            name=name,
            required=tuple(each.name for each in told if each.default is each.empty),
            optional=tuple(each.name for each in told if each.default is not each.empty),
            judge=judge,
            about=inspect.getdoc(function) or "",
            argument_types={
                each.name: str if each.name in named else hints[each.name] for each in told
            },
            implicit_columns=columns,
            implicit_tables=tuple(given.values()),
            about_emptiness=about_emptiness,
        )
        function.rule = made  # type: ignore[attr-defined]
        return function

    return make


def rules_of(modules: Iterable[ModuleType]) -> dict[str, Rule]:
    """Every rule that was made in `modules`, by the name of its expectation."""
    found = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(made := getattr(value, "rule", None), Rule):
                found[made.name] = made
    return found
