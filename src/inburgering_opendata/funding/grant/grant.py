"""The grant for integration provisions (SPUK) by the formula in law, exact to the eurocent.

Besluit inburgering 2021, chapter 10, and Regeling inburgering 2021, art. 10.1 to 10.4. For budget
year t a municipality gets U = BGO + BA (+ ABO from 2026 on):

- BGO = AGO × go, for family and other migrants;
- BA = GG ÷ ΣGG × TBA, for asylum status holders, where the municipal base GG is made with weights
  (a to d) and the national budget TBA with amounts (a to c);
- ABO, for the education route.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.apportionment import adams, largest_remainder
from inburgering_opendata.funding.errors import (
    NATIONAL_TARGET_TOO_SMALL,
    NO_NATIONAL_TARGET,
    NO_POPULATION,
)
from inburgering_opendata.funding.grant.caseload import Caseload
from inburgering_opendata.funding.grant.inputs import (
    Inputs,
    NationalTarget,
    Parameters,
    read_inputs,
    read_parameters,
)
from inburgering_opendata.funding.official import Figures, amounts_of
from inburgering_opendata.municipalities.reorganisations import Reorganisations
from inburgering_opendata.toolkit.assemble.derivations import derives
from inburgering_opendata.toolkit.ground.errors import OpendataError

ACT_IN_FORCE = 2022
"""First year in which a trajectory under the act can have been completed."""

FIRST_YEAR_WITH_D = 2026
"""First budget year with weight d above 0; it counts what was completed since the act began."""

_PER_CENT, _TO_E4 = 100, 100
"""Shares are in hundredths and weights in cents, so that a base is whole in ten-thousandths."""

_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("grant", "municipality_code", "basis", "formula")),
        *((name, pa.int64()) for name in ("family_and_other", "bgo_eurocent")),
        *((name, pa.int64()) for name in ("number_t", "number_t1", "number_t2")),
        *((name, pa.int64()) for name in ("completed_counted", "gg", "gg_total", "tba_eurocent")),
        *((name, pa.int64()) for name in ("ba_eurocent", "abo_eurocent", "total_eurocent")),
        *((f"{name}_eurocent", pa.int64()) for name in ("ba_without_d", "total_without_d")),
        *((f"{name}_eurocent", pa.int64()) for name in ("effect_of_d", "official_total")),
        ("boundaries_on", pa.date32()),
        ("inputs_estimated", pa.bool_()),
    ]
)
"""The columns of the table but its rates, so that it has them without a row as well."""


@dataclass(frozen=True)
class Numbers:
    """What the bases are made of, by municipality: year t, t - 1, t - 2, and what was completed."""

    t: Mapping[str, int]
    t1: Mapping[str, int]
    t2: Mapping[str, int]
    completed: Mapping[str, int]


def grant_rates(table: pa.Table) -> pa.Table:
    """`table` with the share of each base in the national sum, rounded half up at ten decimals, and
    with what the computed grant differs from the official one.
    """
    columns = (table["gg"].to_pylist(), table["gg_total"].to_pylist())
    shares = [
        Decimal(_rounded(Fraction(base * 10**10, whole))).scaleb(-10)
        for base, whole in zip(*columns, strict=True)
    ]
    official = table["official_total_eurocent"].cast(pa.int64())
    return table.append_column("share", pa.array(shares, pa.decimal128(11, 10))).append_column(
        "official_difference_eurocent", pc.subtract(table["total_eurocent"], official)
    )


@derives(finish=grant_rates)
def spuk_grant(
    spuk_caseload: pa.Table,
    spuk_supplied: pa.Table,
    spuk_parameter: pa.Table,
    housing_balance: pa.Table,
    population: pa.Table,
    municipality: pa.Table,
    municipality_change: pa.Table,
    official_amount: pa.Table,
) -> pa.Table:
    """The grants that `spuk_supplied` names, of every municipality of their budget year.

    Args:
        spuk_caseload: municipality_code, year, boundaries_on, and the numbers of persons.
        spuk_supplied: grant (such as 2023-provisional), name, value.
        spuk_parameter: budget_year, variable, kind, amount_eurocent, value, formula.
        housing_balance: half_year, persons.
        population: municipality_code, reference_date, inhabitants.
        official_amount: stream, municipality_code, amount_eur; what was published of a grant stands
            beside it.

    Returns:
        The columns of the table `spuk_grant` but its rates; no row where nothing was supplied.

    Raises:
        OpendataError: `NO_PARAMETERS` with the years that have them, `INPUTS_MISSING`,
            `INPUT_UNKNOWN`, `INPUT_UNREADABLE`, `CASELOAD_INCOMPLETE`, `NO_NATIONAL_TARGET`,
            `NATIONAL_TARGET_TOO_SMALL` or `SPLIT_WITHOUT_KEY`.
    """
    changes = Reorganisations.of(municipality_change, municipality)
    targets = {
        row["half_year"]: row["persons"]
        for row in housing_balance.to_pylist()
        if row["persons"] is not None
    }
    inhabitants: dict[date, dict[str, int]] = {}
    for row in population.to_pylist():
        on_day = inhabitants.setdefault(row["reference_date"], {})
        on_day[row["municipality_code"]] = row["inhabitants"]
    supplied: dict[str, dict[str, str]] = {}
    for row in spuk_supplied.to_pylist():
        supplied.setdefault(row["grant"], {})[row["name"]] = row["value"]
    official = amounts_of(official_amount)
    rows: list[dict[str, Any]] = []
    for grant, values in supplied.items():
        year, stage = int(grant[:4]), grant[5:]
        parameters = read_parameters(spuk_parameter, year)
        inputs = read_inputs(grant, parameters, stage == "definitive", values)
        caseload = Caseload(spuk_caseload, changes, year)
        targets_of = _Targets(targets, inhabitants, changes, date(year, 1, 1))
        published = official.get(stream_of(grant), {})
        rows += [
            {**row, "official_total_eurocent": _official(published, row["municipality_code"])}
            for row in _grant(grant, year, parameters, inputs, caseload, targets_of)
        ]
    return pa.Table.from_pylist(rows, _SCHEMA)


def stream_of(grant: str) -> str:
    """The stream in which the published amounts of a grant stand, such as `provisions_2022` for
    2022-provisional and `provisions_2022_definitive`.
    """
    year, stage = grant.split("-")
    return f"provisions_{year}" + ("" if stage == "provisional" else f"_{stage}")


def _official(published: Figures, code: str) -> int | None:
    row = published.get(code)
    return 100 * int(row["amount_eur"]) if row else None


def _grant(
    grant: str,
    year: int,
    parameters: Parameters,
    inputs: Inputs,
    caseload: Caseload,
    targets: _Targets,
) -> list[dict[str, Any]]:
    definitive = inputs.definitive
    family = caseload.numbers("family_and_other", year if definitive else year - 2)
    completed = _completed(year, parameters, caseload)
    if definitive:
        asylum = [caseload.numbers("asylum", year - back) for back in range(3)]
        numbers = Numbers(asylum[0], asylum[1], asylum[2], completed)
        shares = (100, 100)
        national = [sum(number.values()) for number in asylum]
    else:
        shares = (parameters.pa_t, parameters.pa_t1)
        of_t, national_t = targets.of_year(year, inputs.target_t)
        of_t1, national_t1 = targets.of_year(year - 1, inputs.target_t1)
        provisional = caseload.numbers("asylum_provisional", year - 2)
        numbers = Numbers(of_t, of_t1, provisional, completed)
        national = [national_t, national_t1, sum(provisional.values())]

    tba = _rounded(
        Fraction(
            national[0] * shares[0] * parameters.amount["a"]
            + national[1] * shares[1] * parameters.amount["b"]
            + national[2] * _PER_CENT * parameters.amount["c"],
            _PER_CENT,
        )
    )
    bases = _bases(numbers, shares, parameters.weight, caseload.codes)
    without = _bases(numbers, shares, {**parameters.weight, "d": 0}, caseload.codes)
    ba, ba_without = largest_remainder(tba, bases), largest_remainder(tba, without)
    abo = _education(parameters, inputs, caseload, numbers, year)
    rows = []
    for code in caseload.codes:
        bgo = family[code] * parameters.amount["go"]
        total, total_without = (bgo + part[code] + abo[code] for part in (ba, ba_without))
        rows.append(
            {
                "grant": grant,
                "municipality_code": code,
                "basis": "statutory_formula",
                "formula": parameters.formula,
                "family_and_other": family[code],
                "bgo_eurocent": bgo,
                "number_t": numbers.t[code],
                "number_t1": numbers.t1[code],
                "number_t2": numbers.t2[code],
                "completed_counted": completed[code],
                "gg": bases[code],
                "gg_total": sum(bases.values()),
                "tba_eurocent": tba,
                "ba_eurocent": ba[code],
                "abo_eurocent": abo[code],
                "total_eurocent": total,
                "ba_without_d_eurocent": ba_without[code],
                "total_without_d_eurocent": total_without,
                "effect_of_d_eurocent": total - total_without,
                "boundaries_on": date(year, 1, 1),
                "inputs_estimated": code in caseload.estimated | targets.estimated,
            }
        )
    return rows


def _completed(year: int, parameters: Parameters, caseload: Caseload) -> dict[str, int]:
    """The completed trajectories that count: none while d is 0; those of t - 2; and in the first
    year with d above 0 all since the act began, up to and including t - 2 (art. 10.3(5)).
    """
    if not parameters.weight["d"]:
        return dict.fromkeys(caseload.codes, 0)
    first = ACT_IN_FORCE if year == FIRST_YEAR_WITH_D else year - 2
    years = [caseload.numbers("completed", counted) for counted in range(first, year - 1)]
    return {code: sum(numbers[code] for numbers in years) for code in caseload.codes}


def _bases(
    numbers: Numbers, shares: tuple[int, int], weight: Mapping[str, int], codes: list[str]
) -> dict[str, int]:
    """GG of each municipality, in ten-thousandths."""
    return {
        code: numbers.t[code] * shares[0] * weight["a"]
        + numbers.t1[code] * shares[1] * weight["b"]
        + numbers.t2[code] * _TO_E4 * weight["c"]
        + numbers.completed[code] * _TO_E4 * weight["d"]
        for code in codes
    }


def _education(
    parameters: Parameters, inputs: Inputs, caseload: Caseload, numbers: Numbers, year: int
) -> dict[str, int]:
    """ABO of each municipality, in eurocents; none before the text of 2026."""
    if inputs.abo_amount is None:
        return dict.fromkeys(caseload.codes, 0)
    if inputs.definitive:
        route = caseload.numbers("education_route", year)
        return {code: route[code] * inputs.abo_amount for code in caseload.codes}
    assert inputs.po is not None
    each = Fraction(parameters.pa_t, _PER_CENT) * Fraction(inputs.po) * inputs.abo_amount
    return {code: _rounded(numbers.t[code] * each) for code in caseload.codes}


class _Targets:
    """National targets, and how they fall on the municipalities of the budget year.

    Each is divided by Adams' method over the inhabitants of 1 January of the year before, on the
    boundaries of its own year, and then carried to those of the budget year: after a
    reorganisation the grant uses a reasonable estimate of the situation as if the new boundaries
    had already applied (art. 10.3(1)).
    """

    def __init__(
        self,
        half_years: Mapping[str, int],
        inhabitants: Mapping[date, Mapping[str, int]],
        changes: Reorganisations,
        day: date,
    ) -> None:
        self._half_years = half_years
        self._inhabitants = inhabitants
        self._changes = changes
        self._day = day
        self.estimated: set[str] = set()

    def of_year(self, year: int, target: NationalTarget | None) -> tuple[dict[str, int], int]:
        """The target of each municipality, and of the country, as `target` says it is made."""
        assert target is not None
        national = target.number or 0
        for half_year, times in target.half_years(year):
            if half_year not in self._half_years:
                raise OpendataError(NO_NATIONAL_TARGET, half_year=half_year, name=target.name)
            national += times * self._half_years[half_year]
        counted, start = date(year - 1, 1, 1), date(year, 1, 1)
        if counted not in self._inhabitants:
            raise OpendataError(NO_POPULATION, half_year=f"{year}-H1", day=counted)
        carried, estimated = self._changes.carry(self._inhabitants[counted], counted, start)
        if national < (least := sum(number > 0 for number in carried.values())):
            raise OpendataError(
                NATIONAL_TARGET_TOO_SMALL, name=target.name, target=national, count=least
            )
        divided, estimated_too = self._changes.carry(adams(national, carried), start, self._day)
        self.estimated |= estimated_too | {
            receiver
            for code in estimated
            for receiver in self._changes.successors(code, start, self._day)
        }
        return divided, national


def _rounded(number: Fraction) -> int:
    """A number of 0 or more in whole ones, rounded half up."""
    return int(number + Fraction(1, 2))
