"""The tables that are computed from other tables: each with the rule that makes it.

A rule is a pure function whose parameters are named after the tables it needs. One that needs its
own table gets the rows that the sources have of it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pyarrow as pa

from inburgering_opendata.funding import housing, rates, reconciliation, reported
from inburgering_opendata.funding import streams as funding
from inburgering_opendata.funding.grant import grant
from inburgering_opendata.outcomes import tables as outcomes

Rule = Callable[..., pa.Table]

RULES: dict[str, Rule] = {
    "aef_reconciliation": reconciliation.aef_reconciliation,
    "allocation": funding.allocation,
    "coverage": outcomes.coverage,
    "housing_result": outcomes.housing_result,
    "housing_target": housing.housing_target,
    "housing_target_evidence": housing.housing_target_evidence,
    "observation": outcomes.observation,
    "reported_figure": reported.reported_figure,
    "spuk_grant": grant.spuk_grant,
    "stream": funding.stream,
}

RATES: dict[str, Callable[[pa.Table], pa.Table]] = {
    "allocation": rates.allocation_rates,
    "housing_result": rates.housing_result_rates,
    "housing_target": rates.housing_target_rates,
    "spuk_grant": grant.grant_rates,
}
"""What adds the rates to a table: ranks, shares and the like, computed after all amounts."""


def tables_needed(rule: Rule) -> tuple[str, ...]:
    return tuple(inspect.signature(rule).parameters)
