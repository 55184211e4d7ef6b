"""Completed trajectories as the caseload of the grant: number AIA of Besluit inburgering 2021."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pyarrow as pa

from inburgering_opendata.funding.grant.grant import ACT_IN_FORCE
from inburgering_opendata.outcomes.counting.register import Register
from inburgering_opendata.outcomes.indicators.declaration import FILE, Indicators
from inburgering_opendata.outcomes.indicators.errors import INDICATORS_BROKEN
from inburgering_opendata.toolkit.ground.errors import OpendataError

COMPLETED = "completed"


def must_count_completed(indicators: Indicators) -> None:
    """That the completed trajectories are declared, by municipality and target group.

    Raises:
        OpendataError: `INDICATORS_BROKEN`.
    """
    problem = None
    if COMPLETED not in indicators:
        problem = "it is not declared, and the caseload of the grant is counted by it"
    elif ("target_group",) not in indicators[COMPLETED].breakdowns:
        problem = "breakdowns lacks [target_group], which the grant needs"
    if problem:
        raise OpendataError(INDICATORS_BROKEN, path=FILE, indicator=COMPLETED, problem=problem)


def completed_caseload(
    observations: pa.Table,
    indicators: Indicators,
    register: Register,
    delivered: Collection[str],
    as_of: date,
    schema: pa.Schema,
) -> pa.Table:
    """Trajectories of asylum status holders completed in each whole year since the act began.

    Art. 10.3: the grant of year t counts those of t − 2. The other numbers of the caseload are
    DUO's; they stay empty.

    Args:
        observations: unprotected, as `count_observations` returns them.
        delivered: municipalities of the register that delivered trajectories.
        schema: the Arrow schema of the table spuk_caseload, in whose columns the result is.

    Returns:
        A row for each municipality and year; without a number for one that did not deliver.

    Raises:
        OpendataError: `INDICATORS_BROKEN` when completed trajectories are not counted by
            municipality and target group.
    """
    must_count_completed(indicators)
    counted = {
        (row["area"], row["period"]): row
        for row in observations.to_pylist()
        if row["indicator"] == COMPLETED
        and row["area_type"] == "municipality"
        and (row["target_group"], row["legal_regime"], row["route"]) == ("asiel", "total", "total")
    }
    rows = []
    whole_years = as_of.year + (as_of == date(as_of.year, 12, 31))
    for year in range(ACT_IN_FORCE, whole_years):
        for code in register.codes:
            found = counted.get((code, str(year)))
            number = found["value"] if found else 0 if code in delivered else None
            rows.append(
                {
                    **dict.fromkeys(schema.names),
                    "municipality_code": code,
                    "year": year,
                    "boundaries_on": register.day,
                    COMPLETED: None if number is None else int(number),
                }
            )
    return pa.Table.from_pylist(rows, schema)
