"""The same checks on the long table, as others would write them: `python -m … PEER FILE`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

KEY = ("municipality_code", "year", "indicator", "population_group")
COLUMNS = (*KEY, "value", "status", "unit", "source")
CODE = "^GM[0-9]{4}$"
STATUSES = ("observed", "provisional")


def hand_written_sql(path: Path) -> bool:
    """DuckDB, by hand: what somebody who knows SQL would run, with its default settings."""
    import duckdb

    with duckdb.connect() as connection:
        source = f"'{path}'"
        if path.suffix == ".csv":
            connection.execute(f"create table t as from {source}")
            source = "t"
        nulls = ", ".join(f"count_if({column} is null)" for column in COLUMNS)
        [found] = connection.execute(
            f"select {nulls}, count_if(not regexp_matches(municipality_code, '{CODE}')), "
            f"count_if(status not in {STATUSES}), count_if(value < 0) from {source}"
        ).fetchall()
        [[strays]] = connection.execute(
            f"select count(*) from {source} where municipality_code not in "
            f"(select municipality_code from '{path.parent / 'municipality.csv'}')"
        ).fetchall()
        [[doubled]] = connection.execute(
            f"select count(*) from (select 1 from {source} group by {', '.join(KEY)} "
            "having count(*) > 1)"
        ).fetchall()
        totals = connection.execute(
            f"select status, sum(value) from {source} group by status"
        ).fetchall()
    right = {name: int(total) for name, total in totals} == _totals(path)
    return right and not any(found) and not strays and not doubled


def plain_great_expectations(path: Path) -> bool:
    """Great Expectations on a pandas frame, with its own expectations only."""
    import great_expectations as gx
    import pandas as pd

    frame = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    codes = pd.read_csv(path.parent / "municipality.csv")["municipality_code"].tolist()
    total = sum(_totals(path).values())
    gxe: Any = gx.expectations
    expectations: list[Any] = [gxe.ExpectColumnValuesToNotBeNull(column=c) for c in COLUMNS]
    expectations += [
        gxe.ExpectColumnValuesToMatchRegex(column="municipality_code", regex=CODE),
        gxe.ExpectColumnValuesToBeInSet(column="municipality_code", value_set=codes),
        gxe.ExpectColumnValuesToBeInSet(column="status", value_set=list(STATUSES)),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=list(KEY)),
        gxe.ExpectColumnValuesToBeBetween(column="value", min_value=0),
        gxe.ExpectColumnSumToBeBetween(column="value", min_value=total, max_value=total),
    ]
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("p").add_dataframe_asset("t")
    batch = asset.add_batch_definition_whole_dataframe("b").get_batch({"dataframe": frame})
    return bool(batch.validate(gx.ExpectationSuite(name="s", expectations=expectations)).success)


def pandera_on_polars(path: Path) -> bool:
    """pandera on a polars frame; keys and totals, which it does not have, in polars itself."""
    import pandera.polars as pandera
    import polars

    read = polars.read_parquet if path.suffix == ".parquet" else polars.read_csv
    frame = read(path)
    codes = polars.read_csv(path.parent / "municipality.csv")["municipality_code"].to_list()
    checks = {
        "municipality_code": [pandera.Check.str_matches(CODE), pandera.Check.isin(codes)],
        "status": [pandera.Check.isin(STATUSES)],
        "value": [pandera.Check.ge(0)],
    }
    columns = {name: pandera.Column(checks=checks.get(name), nullable=False) for name in COLUMNS}
    schema = pandera.DataFrameSchema(columns, unique=list(KEY))
    schema.validate(frame)  # raises where the table is wrong
    sums = frame.group_by("status").agg(polars.col("value").sum())
    return dict(sums.iter_rows()) == _totals(path)


def frictionless_with_keys(path: Path) -> bool:
    """frictionless on the CSV file, with primary and foreign key."""
    from frictionless import Package

    schema = json.loads((path.parent / "project" / "schemas" / "long.schema.json").read_text())
    resources = [
        {"name": "long", "type": "table", "path": "long.csv", "schema": schema},
        {"name": "municipality", "type": "table", "path": "municipality.csv"},
    ]
    package = Package.from_descriptor(
        {"name": "bench", "resources": resources}, basepath=str(path.parent)
    )
    return bool(package.validate().valid)


def _totals(path: Path) -> dict[str, int]:
    totals: dict[str, int] = json.loads((path.parent / "totals.json").read_text())
    return totals


PEERS = {
    "sql": hand_written_sql,
    "gx": plain_great_expectations,
    "pandera": pandera_on_polars,
    "frictionless": frictionless_with_keys,
}

if __name__ == "__main__":
    if not PEERS[sys.argv[1]](Path(sys.argv[2])):
        raise SystemExit("the peer found the table wrong, so its time means nothing")
