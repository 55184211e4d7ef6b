"""What a grant is computed with: the parameters of its year, and what must be supplied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import pyarrow as pa

from inburgering_opendata.funding.errors import (
    INPUT_UNKNOWN,
    INPUT_UNREADABLE,
    INPUTS_MISSING,
    NO_PARAMETERS,
)
from inburgering_opendata.toolkit.ground.errors import OpendataError

_T = TypeVar("_T")

CASELOAD_SOURCE = "caseload"
"""The input that says where the caseload comes from; every grant records it."""

MEANING = {
    CASELOAD_SOURCE: "where the caseload comes from",
    "LHT": "how the national housing target of year t was made",
    "LHT_t1": "how the national housing target of year t - 1 was made",
    "LPAS": "the national forecast of asylum status holders of year t, in persons",
    "PO": "the expected share in the education route, such as 0.15",
    "abo_amount": "the amount for the education route in euros, such as 3500.00",
}

TARGET_METHODS = (
    "twice-first-half, both-halves, first-half-plus:N (N persons forecast for the second half) "
    "or number:N (N persons)"
)


@dataclass(frozen=True)
class NationalTarget:
    """How the national number of a year is made: from published half-years, a number, or both."""

    name: str
    method: str
    number: int | None = None

    def half_years(self, year: int) -> Iterator[tuple[str, int]]:
        """The half-years of housing_balance that are added up, and how often each counts."""
        if self.method == "number":
            return
        yield f"{year}-H1", 2 if self.method == "twice-first-half" else 1
        if self.method == "both-halves":
            yield f"{year}-H2", 1


@dataclass(frozen=True)
class Inputs:
    """The supplied inputs of one grant."""

    definitive: bool
    target_t: NationalTarget | None = None
    target_t1: NationalTarget | None = None
    po: Decimal | None = None
    abo_amount: int | None = None
    """In eurocents."""


@dataclass(frozen=True)
class Parameters:
    """The parameters of a budget year: amounts in eurocents, weights in hundredths."""

    formula: str
    amount: Mapping[str, int]
    weight: Mapping[str, int]
    pa_t: int
    pa_t1: int


def read_parameters(spuk_parameter: pa.Table, year: int) -> Parameters:
    """The parameters of `year`.

    Raises:
        OpendataError: `NO_PARAMETERS`, with the years that have them.
    """
    rows = [row for row in spuk_parameter.to_pylist() if row["budget_year"] == year]
    if not rows:
        years = sorted(set(spuk_parameter["budget_year"].to_pylist()))
        raise OpendataError(NO_PARAMETERS, year=year, years=", ".join(map(str, years)))
    hundredths = {
        (row["kind"], row["variable"]): row["amount_eurocent"]
        if row["kind"] == "amount"
        else int(row["value"] * 100)
        for row in rows
    }
    return Parameters(
        formula=rows[0]["formula"],
        amount={name: hundredths["amount", name] for name in ("go", "a", "b", "c")},
        weight={name: hundredths["weight", name] for name in "abcd"},
        pa_t=hundredths["share", "pa_t"],
        pa_t1=hundredths["share", "pa_t1"],
    )


def names_needed(formula: str, definitive: bool) -> tuple[str, ...]:
    """The inputs that a grant needs besides the caseload."""
    if formula == "2022":
        return (CASELOAD_SOURCE,) if definitive else (CASELOAD_SOURCE, "LHT", "LHT_t1")
    if definitive:
        return (CASELOAD_SOURCE, "abo_amount")
    return (CASELOAD_SOURCE, "LPAS", "LHT_t1", "PO", "abo_amount")


def read_inputs(
    grant: str, parameters: Parameters, definitive: bool, supplied: Mapping[str, str]
) -> Inputs:
    """The inputs of a grant from what was supplied by name.

    Raises:
        OpendataError: `INPUTS_MISSING`, `INPUT_UNKNOWN` or `INPUT_UNREADABLE`.
    """
    needed = names_needed(parameters.formula, definitive)
    if unknown := sorted(supplied.keys() - set(needed)):
        known = ", ".join(name for name in needed if name != CASELOAD_SOURCE) or "none"
        raise OpendataError(INPUT_UNKNOWN, grant=grant, name=", ".join(unknown), known=known)
    if missing := [name for name in needed if name not in supplied]:
        listed = "; ".join(f"{name}: {MEANING[name]}" for name in missing)
        raise OpendataError(
            INPUTS_MISSING,
            grant=grant,
            names=listed,
            example=" ".join(f"--set {name}=…" for name in missing),
            methods=f"; a national target is made by {TARGET_METHODS}"
            if any(name.startswith("LHT") for name in missing)
            else "",
        )

    def read(name: str, reader: Callable[[str], _T], expected: str) -> _T | None:
        if name not in needed:
            return None
        try:
            return reader(supplied[name])
        except ValueError as error:
            raise OpendataError(
                INPUT_UNREADABLE, grant=grant, name=name, value=supplied[name], expected=expected
            ) from error

    def target(name: str) -> Callable[[str], NationalTarget]:
        return lambda text: _national_target(name, text)

    return Inputs(
        definitive=definitive,
        target_t=read("LPAS", _forecast, "a whole number of persons, such as 25000")
        or read("LHT", target("LHT"), TARGET_METHODS),
        target_t1=read("LHT_t1", target("LHT_t1"), TARGET_METHODS),
        po=read("PO", _share, "a share from 0 to 1 with a point, such as 0.15"),
        abo_amount=read("abo_amount", _eurocents, "euros with a point and two decimals"),
    )


def _national_target(name: str, text: str) -> NationalTarget:
    method, colon, number = text.partition(":")
    if method in ("twice-first-half", "both-halves") and not colon:
        return NationalTarget(name, method)
    if method in ("first-half-plus", "number"):
        return NationalTarget(name, method, _whole(number))
    raise ValueError(text)


def _forecast(text: str) -> NationalTarget:
    return NationalTarget("LPAS", "number", _whole(text))


def _whole(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise ValueError(text)
    return int(text)


def _share(text: str) -> Decimal:
    if not re.fullmatch(r"0(\.[0-9]{1,8})?|1(\.0{1,8})?", text):
        raise ValueError(text)
    return Decimal(text)


def _eurocents(text: str) -> int:
    if not re.fullmatch(r"(0|[1-9][0-9]{0,8})\.[0-9]{2}", text):
        raise ValueError(text)
    return int(text.replace(".", ""))
