"""Protection: little lost, the same at every run, and nothing touched that takes no part."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from inburgering_opendata.disclosure.attack import attack
from inburgering_opendata.disclosure.linking import link
from inburgering_opendata.disclosure.protection import protect
from inburgering_opendata.disclosure.report import report_on
from inburgering_opendata.disclosure.settings import Settings
from inburgering_opendata.errors import OpendataError
from tests.disclosure.made_up import RULES, places, population, table
from tests.disclosure.test_attack import FLEVOLAND, REGISTER, SETTINGS

COUNTS = {rule.id for rule in RULES.values() if rule.kind == "count"}


@pytest.fixture(scope="module")
def counted() -> pa.Table:
    return population(REGISTER, FLEVOLAND, ["2022"], 400)


def test_it_is_the_same_at_every_run(counted: pa.Table) -> None:
    first, second = (protect(counted, RULES, places(), SETTINGS).table for _ in range(2))
    assert first.equals(second)


def test_only_value_and_status_change_and_only_of_suppressed_rows(counted: pa.Table) -> None:
    after = protect(counted, RULES, REGISTER, SETTINGS).table
    assert after.schema == counted.schema
    for old, new in zip(counted.to_pylist(), after.to_pylist(), strict=True):
        if new["status"] == "suppressed":
            assert new["value"] is None
            old = {**old, "value": None, "status": "suppressed"}
        assert old == new


def test_no_small_count_is_left_and_zeros_stand(counted: pa.Table) -> None:
    after = protect(counted, RULES, REGISTER, SETTINGS).table.to_pylist()
    values = [
        row["value"] for row in after if row["indicator"] in COUNTS and row["value"] is not None
    ]
    assert not any(value is not None and 0 < value < 5 for value in values)
    before = sum(row["value"] == 0 for row in counted.to_pylist() if row["indicator"] in COUNTS)
    assert values.count(0) == before


def test_zeros_can_be_protected_too() -> None:
    rows = [
        {"area": "PV24", "value": 80},
        {"area": "GM0034", "value": 50},
        {"area": "GM0050", "value": 0},
        {"area": "GM0995", "value": 30},
    ]
    settings = Settings(zeros="protect")
    after = protect(table(rows), RULES, REGISTER, settings).table
    assert after["value"].to_pylist()[2] is None


def test_exempt_figures_are_left_alone_however_small() -> None:
    rows = [
        {"area": "GM0034", "value": 1, "disclosure": "exempt_public"},
        {"area": "GM0050", "value": 2, "disclosure": "exempt_computed"},
        {"area": "GM0995", "value": 3},
    ]
    after = protect(table(rows), RULES, REGISTER, SETTINGS).table
    assert after["status"].to_pylist() == ["observed", "observed", "suppressed"]


def test_rates_and_sums_go_with_the_counts_they_are_of() -> None:
    rows = [
        {"area": "GM0034", "indicator": "pip", "value": 4},
        {"area": "GM0034", "indicator": "talks", "value": 30},
        {"area": "GM0034", "indicator": "talks_per_person", "value": Decimal("7.5")},
        {"area": "GM0050", "indicator": "pip", "value": 40},
        {"area": "GM0050", "indicator": "talks", "value": 300},
        {"area": "GM0050", "indicator": "talks_per_person", "value": Decimal("7.5")},
    ]
    after = protect(table(rows), RULES, REGISTER, SETTINGS).table
    assert after["status"].to_pylist() == ["suppressed"] * 3 + ["observed"] * 3


def test_an_indicator_can_have_a_minimum_of_its_own() -> None:
    rows = [
        {"area": "GM0034", "indicator": "dispensation", "value": 8},
        {"area": "GM0034", "value": 8},
    ]
    settings = Settings(minimum_counts={"dispensation": 10})
    after = protect(table(rows), RULES, REGISTER, settings).table
    assert after["status"].to_pylist() == ["suppressed", "observed"]


def test_a_municipality_that_did_not_deliver_adds_nothing_and_hides_nothing() -> None:
    rows = [
        {"area": "PV24", "value": 60},
        {"area": "GM0034", "value": 57},
        {"area": "GM0050", "value": 3},
        {"area": "GM0995", "status": "not_reported"},
    ]
    after = protect(table(rows), RULES, REGISTER, SETTINGS).table
    assert after["status"].to_pylist()[2:] == ["suppressed", "not_reported"]
    assert after["status"].to_pylist().count("suppressed") == 2


def test_what_an_earlier_release_gave_away_cannot_be_protected_any_more() -> None:
    rows = [
        {"area": "PV24", "value": 65},
        {"area": "GM0034", "value": 57},
        {"area": "GM0050", "value": 3},
        {"area": "GM0995", "value": 5},
    ]
    first = [{**row, "value": None} if row["value"] == 3 else row for row in rows]
    with pytest.raises(OpendataError, match="no pattern of suppression"):
        protect(table(rows), RULES, REGISTER, SETTINGS, earlier=[table(first)])


def test_the_report_says_what_is_lost_and_nothing_that_readers_could_not_compute(
    counted: pa.Table,
) -> None:
    found = protect(counted, RULES, REGISTER, SETTINGS)
    lines = {(line.indicator, line.area_type): line for line in found.report.lines}
    statuses = [
        row["status"]
        for row in found.table.to_pylist()
        if row["indicator"] == "ended" and row["area_type"] == "municipality"
    ]
    line = lines["ended", "municipality"]
    assert (line.figures, line.suppressed) == (len(statuses), statuses.count("suppressed"))
    assert line.value_kept_percent is not None and line.value_kept_percent < 100
    assert lines["pass_rate", "municipality"].value_kept_percent is None
    assert report_on(found.table, frozenset(COUNTS | {"talks"})) == found.report
    assert f"| ended | municipality | {len(statuses)} |" in found.report.as_markdown()
    assert found.report.table.num_rows == len(found.report.lines)


def test_stricter_settings_hide_more_and_looser_ones_do_not_hold_against_them(
    counted: pa.Table,
) -> None:
    strict = protect(counted, RULES, REGISTER, Settings(minimum_count=10, protection_width=10))
    loose = protect(counted, RULES, REGISTER, Settings(minimum_count=3, protection_width=3))
    assert strict.cost.primary > loose.cost.primary
    system = link([loose.table], RULES, REGISTER)
    assert not attack(system, SETTINGS).holds
