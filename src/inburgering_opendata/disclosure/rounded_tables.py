"""Observations with rounded counts, and the rates and means of these."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pyarrow as pa

from inburgering_opendata.disclosure.cells import ROUNDED
from inburgering_opendata.disclosure.rounding import recomputed
from inburgering_opendata.disclosure.system import LinkedSystem


def with_rounded(
    protected: pa.Table, number: int, system: LinkedSystem, cells: Sequence[int]
) -> pa.Table:
    """A table with every count rounded, none suppressed, and what is computed of them anew.

    Sums of hours or money stay as they were protected: rounding to a few persons says nothing of
    them. So do means of suppressed sums. A rate of a numerator that is not published is suppressed,
    as it would publish it.

    Args:
        protected: by suppression, in the columns of observation, with `precision`.
        number: of this table in `system`.
        system: linked from the true values.
        cells: their rounded values.
    """
    names = ("value", "status", "precision")
    columns = {name: protected[name].to_pylist() for name in names}

    def put(row: int, value: Decimal | None) -> None:
        columns["value"][row] = value
        columns["status"][row] = "suppressed" if value is None else "observed"
        if value is not None:
            columns["precision"][row] = ROUNDED

    for row, cell in system.cell_of_row[number].items():
        if system.cells[cell].is_count:
            put(row, Decimal(cells[cell]))
    hidden = {
        cell
        for row, cell in system.cell_of_row[number].items()
        if columns["status"][row] == "suppressed"
    }
    for row, at in system.rate_of_row[number].items():
        rate = system.rates[at]
        is_told = not system.cells[rate.numerator].is_latent and rate.numerator not in hidden
        put(row, recomputed(rate, cells) if is_told else None)
    for name in names:
        position = protected.column_names.index(name)
        field = protected.schema.field(name)
        protected = protected.set_column(position, field, pa.array(columns[name], field.type))
    return protected
