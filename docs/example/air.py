"""What the project about the air tells the toolkit: a derived table, and a rule of its own.

It stands beside opendata.toml, which names it: `subject = "air"`.
"""

from __future__ import annotations

import sys

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.assemble.derivations import Derivations, derives, tables_of
from inburgering_opendata.toolkit.subject import Subject
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, as_text, summed_up
from inburgering_opendata.toolkit.validate.rules.rule import rule, rules_of
from inburgering_opendata.toolkit.validate.told import Rules


@derives()
def yearly_mean(measurement: pa.Table) -> pa.Table:
    """The mean of each station and substance by year, of the concentrations that there are.

    A rule has the name of its table, and its parameters those of the tables that it needs.

    Args:
        measurement: station, substance, measured_at, concentration.
    """
    rows = measurement.filter(measurement.column("concentration").is_valid())
    rows = rows.append_column("year", pc.year(rows.column("measured_at")))
    grouped = rows.group_by(["station", "substance", "year"]).aggregate(
        [("concentration", "sum"), ("concentration", "count")]
    )
    # Exact to the end: sum and number are divided only here, and rounded once.
    means = [
        round(total / number, 2)
        for total, number in zip(
            grouped.column("concentration_sum").to_pylist(),
            grouped.column("concentration_count").to_pylist(),
            strict=True,
        )
    ]
    return pa.table(
        {
            "station": grouped.column("station"),
            "substance": grouped.column("substance"),
            "year": grouped.column("year"),
            "measurements": grouped.column("concentration_count"),
            "mean": pa.array(means, pa.decimal128(6, 2)),
        }
    )


@rule("expect_values_to_be_multiples")
def values_are_multiples(table: Columns, column: str, of: int) -> Finding:
    """Each value of `column` is a multiple of `of`."""
    breaches = [
        Breach(f"a multiple of {of}", as_text(value), row=row, column=column)
        for row, (value,) in table.numbered(column)
        if value is not None and value % of
    ]
    return summed_up(
        f"every {column} is a multiple of {of}", f"{len(breaches)} rows are not so", breaches
    )


_HERE = sys.modules[__name__]

SUBJECT = Subject(
    derivations=Derivations(tables=lambda: tables_of([_HERE])),
    rules=Rules(of=lambda: rules_of([_HERE])),
)
