"""What the audit found is published as numbers, and its suite holds them to the limits."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from inburgering_opendata.outcomes.disclosure.report import as_markdown, audit_rows
from inburgering_opendata.outcomes.disclosure.withholding import Protected
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_writer import to_csv
from inburgering_opendata.toolkit.validate.run import validate_path
from tests.audit.made_up import SETTINGS, one_cohort
from tests.whole import first

TABLE = "disclosure_audit"


@pytest.fixture(scope="module")
def protected() -> Protected:
    return one_cohort()


def rows(protected: Protected, project: Project) -> pa.Table:
    schema = arrow_schema(load_table_schema(project, TABLE))
    return audit_rows(protected, "deliveries of 2025-12-31", schema)


def test_each_attacker_has_a_row_for_each_period(protected: Protected, project: Project) -> None:
    found = rows(protected, project).to_pylist()
    periods = {row["period"] for row in found}
    assert "2023" in periods
    assert len(found) == 3 * len(periods)
    assert {row["withheld"] for row in found if row["period"] == "2023"} == {
        protected.withheld["2023"]
    }


def test_the_report_says_what_is_withheld_and_that_sums_are_nearly_additive(
    protected: Protected,
) -> None:
    text = as_markdown(protected, SETTINGS)
    for words in ("Sums are nearly but not exactly additive", "Optellingen kloppen bijna"):
        assert words in text
    assert "| outsider | 2023 |" in text
    assert "| obliged | municipality |" in text


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({}, None),
        ({"certain": 1}, "nothing_certain"),
        ({"narrow": 1}, "nothing_narrow"),
        ({"publication": "synthetic deliveries of 2025-12-31"}, "nothing_synthetic"),
    ],
)
@pytest.mark.parametrize(
    "engine", first(1, ["duckdb", "gx"], "The engines agree on every expectation of this suite.")
)
def test_numbers_beyond_the_limits_fail(
    protected: Protected,
    project: Project,
    tmp_path: Path,
    engine: str,
    changes: dict[str, object],
    check: str | None,
) -> None:
    table = rows(protected, project)
    spoilt = table.to_pylist()
    spoilt[0] |= changes
    path = tmp_path / f"{TABLE}.csv"
    path.write_bytes(to_csv(pa.Table.from_pylist(spoilt, table.schema)))
    found = validate_path(project, path, engine=engine, table=TABLE)
    failed = {each.check for each in found.checks if each.outcome != "passed"}
    assert failed == ({check} if check else set())
