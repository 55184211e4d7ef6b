"""Counted cells become published figures: by the table, and no otherwise."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest

from inburgering_opendata.outcomes.audit.quotients import strange_quotients
from inburgering_opendata.outcomes.disclosure.perturbation import CHANCES, perturbation_table
from inburgering_opendata.outcomes.disclosure.protection import CELL, protect
from inburgering_opendata.outcomes.disclosure.settings import Settings
from tests.indicators.made_up import INDICATORS, OBSERVATION, PROVINCES, as_table, trajectory
from tests.indicators.test_counting import counted

SETTINGS = Settings()
TABLE = perturbation_table(SETTINGS)
KEY = "0123456789abcdef"

Rows = dict[tuple[str, ...], dict[str, Any]]


def people() -> pa.Table:
    """Hundreds in one municipality, few in another."""
    rows = []
    for number in range(400):
        first = number % 9 != 0
        rows.append(
            trajectory(
                f"{number:06}",
                municipality_code="GM0001" if first else "GM0002",
                target_group="asiel" if number % 3 else "gezin_overig",
                route="B" if number % 4 else None,
                exam_knm="Geslaagd" if number % 5 else "Gezakt",
                progress_talks=number % 11,
                interpreter_hours=Decimal("1.25") if number % 2 else None,
                fines=1 if number % 50 == 0 else 0,
                fines_eurocent=34_000 if number % 50 == 0 else 0,
            )
        )
    return as_table(rows)


@pytest.fixture(scope="module")
def before() -> pa.Table:
    amounts = {"structural": dict.fromkeys(PROVINCES, 250_000)}
    return counted(people(), delivered=set(PROVINCES), amounts=amounts)


def protected(before: pa.Table, **more: Any) -> pa.Table:
    return protect(
        before, INDICATORS, TABLE, SETTINGS, protection_key=KEY, schema=OBSERVATION, **more
    )


def by_cell(table: pa.Table) -> Rows:
    return {tuple(row[name] for name in CELL): row for row in table.to_pylist()}


def test_each_count_gets_what_the_table_says_for_it_and_its_key(before: pa.Table) -> None:
    after = by_cell(protected(before))
    for cell, row in by_cell(before).items():
        if row["cell_key"] is None:
            assert after[cell]["value"] == row["value"]
            continue
        shown = row["units"] + TABLE.added(row["units"], row["cell_key"])
        assert after[cell]["value"] == shown * row["noise_unit"], cell
        assert (after[cell]["precision"], after[cell]["protection_key"]) == ("perturbed", KEY)


def test_a_sum_is_counted_in_units_of_its_noise(before: pa.Table) -> None:
    rows = [row for row in before.to_pylist() if row["indicator"] == "progress_talks"]
    assert {row["noise_unit"] for row in rows} == {8}
    for row in rows:
        if row["cell_key"] is not None:
            assert row["units"] == int(Fraction(row["value"]) / 8 + Fraction(1, 2))


def test_the_interval_holds_the_figure_and_nearly_always_the_truth(before: pa.Table) -> None:
    truth = by_cell(before)
    within = []
    for cell, row in by_cell(protected(before)).items():
        if row["value"] is None or row["precision"] != "perturbed":
            assert row["interval_low"] is row["interval_high"] is None
            continue
        assert row["interval_low"] <= row["value"] <= row["interval_high"]
        if cell in truth:
            within.append(row["interval_low"] <= truth[cell]["value"] <= row["interval_high"])
    assert sum(within) >= 0.95 * len(within)


def test_noise_that_takes_a_share_above_the_whole_leaves_an_interval_below_it() -> None:
    everybody = [trajectory(f"{number:06}", exam_knm="Geslaagd") for number in range(200)]
    before = counted(as_table(everybody), delivered=set(PROVINCES))
    # The last cell key adds most to a count, and the first takes most away from it.
    keys = [
        None if key is None else (CHANCES - 1) * (name == "exam_knm_passed")
        for name, key in zip(
            *(before[n].to_pylist() for n in ("indicator", "cell_key")), strict=True
        )
    ]
    place = before.column_names.index("cell_key")
    turned = before.set_column(place, before.schema.field(place), pa.array(keys, pa.int64()))
    rows = protected(turned).to_pylist()
    shares = [
        (row["value"], row["interval_high"], row["interval_low"])
        for row in rows
        if row["indicator"] == "exam_knm_pass_rate" and row["value"] is not None
    ]
    assert shares
    for value, high, low in shares:
        assert value == high == 100
        assert 90 < low < 100


def test_shares_and_means_are_divided_from_what_is_published(before: pa.Table) -> None:
    rows = by_cell(protected(before))
    seen = set()
    for cell, row in rows.items():
        indicator = INDICATORS[row["indicator"]]
        if indicator.kind not in ("rate", "mean"):
            continue
        top, bottom = (
            rows[(cell[0], str(name), *cell[2:])]
            for name in (indicator.numerator, indicator.denominator)
        )
        statuses = {top["status"], bottom["status"]}
        if "not_applicable" in statuses:
            assert row["status"] == "not_applicable"
        elif bottom["value"] < SETTINGS.least_denominator:
            assert (row["status"], row["value"]) == ("withheld", None)
        else:
            factor = 100 if indicator.kind == "rate" else 1
            quotient = factor * Fraction(top["value"]) / Fraction(bottom["value"])
            spread = _spread(quotient, factor, indicator.numerator, bottom["value"])
            assert (
                abs(Fraction(row["value"]) - quotient) <= max(spread, 0.1 * factor / 100) / 2 + 1e-9
            )
            assert row["interval_low"] <= row["value"] <= row["interval_high"]
            seen.add(indicator.id)
    assert {"exam_knm_pass_rate", "progress_talks_per_person", "money_per_person"} <= seen


def _spread(quotient: Fraction, factor: int, numerator: str | None, bottom: Decimal) -> float:
    above = INDICATORS[str(numerator)]
    noise = 0 if above.kind == "money" else factor * above.noise_unit
    variance = float(SETTINGS.variance)
    return float((variance * (noise**2 + float(quotient) ** 2)) ** 0.5 / float(bottom))


def test_nothing_is_told_of_a_share_that_its_figures_do_not_tell(before: pa.Table) -> None:
    limits = {"variance": 2.25, "least_denominator": 40}
    table = protected(before)
    assert strange_quotients([table], INDICATORS, **limits) == ()  # type: ignore[arg-type]
    [at] = [
        number
        for number, row in enumerate(table.to_pylist())
        if (row["indicator"], row["area"], row["target_group"], row["legal_regime"], row["route"])
        == ("exam_knm_pass_rate", "GM0001", "total", "total", "total")
    ]
    values = table["value"].to_pylist()
    values[at] += 3
    told = table.set_column(
        table.schema.get_field_index("value"), "value", pa.array(values, pa.decimal128(15, 2))
    )
    [figure] = strange_quotients([told], INDICATORS, **limits)  # type: ignore[arg-type]
    assert figure == "exam_knm_pass_rate, GM0001, 2023"


def test_what_is_withheld_is_gone_and_so_is_what_is_divided_from_it(before: pa.Table) -> None:
    publication = before["publication"][0].as_py()
    cell = (publication, "exam_knm_passed", "GM0001", "2023", "total", "total", "total")
    rows = by_cell(protected(before, withheld=[cell]))
    rate = (cell[0], "exam_knm_pass_rate", *cell[2:])
    for name in (cell, rate):
        assert (rows[name]["status"], rows[name]["value"]) == ("withheld", None)
    taken = (cell[0], "exam_knm_taken", *cell[2:])
    assert rows[taken]["status"] == "observed"


def test_the_same_counts_give_the_same_bytes_in_whatever_order_they_come(before: pa.Table) -> None:
    turned = before.take(pa.array(range(before.num_rows - 1, -1, -1)))
    assert protected(before).equals(protected(turned))
