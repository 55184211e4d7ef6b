"""The tables that are made from a declaration, in YAML: each with what makes its rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

Rows = Callable[[Path, bytes, pa.Schema], pa.Table]


def _indicator(path: Path, data: bytes, schema: pa.Schema) -> pa.Table:
    from inburgering_opendata.outcomes.indicators.declaration import parse_indicators
    from inburgering_opendata.outcomes.indicators.table import indicator_rows

    return indicator_rows(parse_indicators(path, data), schema)


def _perturbation(path: Path, data: bytes, schema: pa.Schema) -> pa.Table:
    from inburgering_opendata.outcomes.disclosure.perturbation import perturbation_table
    from inburgering_opendata.outcomes.disclosure.settings import parse_settings

    return perturbation_table(parse_settings(path, data)).rows.select(schema.names).cast(schema)


DECLARED: dict[str, Rows] = {"indicator": _indicator, "perturbation": _perturbation}
"""By table; the path is for messages."""
