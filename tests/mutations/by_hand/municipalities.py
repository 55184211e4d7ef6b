"""Mutations of what is demanded of municipalities: who existed when, and with how many."""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutations.csv_table import CsvTable
from tests.mutations.mutation import WHOLE_TABLE, Key, Spoil, Spoilt

APPINGEDAM = "GM0003"  # ended on 31 December 2020 and went, with Delfzijl and Loppersum, to
EEMSDELTA = "GM1979"  # which exists from 1 January 2021
BEDUM = "GM0005"  # ended on 31 December 2018
AMSTERDAM = "GM0363"
MERGED: Key = {
    "municipality_code": "GM0003, GM0010, GM0024, GM1979",
    "reference_date": "2021-01-01",
}
COUNTED_ON = (
    *(f"{year}-01-01" for year in range(2015, 2023)),
    "2022-03-24",
    *(f"{year}-01-01" for year in range(2023, 2027)),
)


def ended_before_it_began(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=APPINGEDAM)
    return Spoilt(table.with_cells(row, {"valid_from": "2021-01-01"}), rows=(row,))


def ended_a_day_late(table: CsvTable) -> Spoilt:
    late = table.with_cells(table.find(municipality_code=APPINGEDAM), {"valid_to": "2021-01-01"})
    return Spoilt(late, groups=({"date": "2021-01-01"},))


def began_a_day_late(table: CsvTable) -> Spoilt:
    late = table.with_cells(table.find(municipality_code=EEMSDELTA), {"valid_from": "2021-01-02"})
    return Spoilt(late, groups=({"date": "2021-01-01"},))


def municipality_forgotten(table: CsvTable) -> Spoilt:
    forgotten = table.without([table.find(municipality_code=AMSTERDAM)])
    return Spoilt(forgotten, groups=tuple({"date": day} for day in COUNTED_ON))


def ends_beyond_the_last_count(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=AMSTERDAM)
    return Spoilt(table.with_cells(row, {"valid_to": "2026-12-31"}), rows=(row,))


def begins_beyond_the_last_count(table: CsvTable) -> Spoilt:
    begun = table.with_copy(
        0, {"municipality_code": "GM9999", "valid_from": "2027-01-01", "valid_to": ""}
    )
    return Spoilt(begun, rows=(len(table.rows),))


def ended_without_a_change(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=AMSTERDAM)
    return Spoilt(table.with_cells(row, {"valid_to": "2025-12-31"}), rows=(row,))


def ended_though_the_change_was_later(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=APPINGEDAM)
    return Spoilt(table.with_cells(row, {"valid_to": "2020-12-30"}), rows=(row,))


def successor_forgotten(table: CsvTable) -> Spoilt:
    """The three that became Eemsdelta went into nothing then."""
    rows = tuple(table.find(municipality_code=code) for code in ("GM0003", "GM0010", "GM0024"))
    return Spoilt(table.without([table.find(municipality_code=EEMSDELTA)]), rows=rows)


def began_without_a_change(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=AMSTERDAM)
    return Spoilt(table.with_cells(row, {"valid_from": "2016-01-01"}), rows=(row,))


def province_under_the_name_of_another(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=AMSTERDAM)
    return Spoilt(table.with_cells(row, {"province": "Zuid-Holland"}), rows=(row,))


def thirteenth_province(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=AMSTERDAM)
    return Spoilt(table.with_cells(row, {"province_code": "PV99"}), groups=WHOLE_TABLE)


def province_folded_into_another(table: CsvTable) -> Spoilt:
    codes = ["PV23" if code == "PV24" else code for code in table.column("province_code")]
    return Spoilt(table.with_column("province_code", codes), groups=WHOLE_TABLE)


def not_on_the_map(table: CsvTable) -> Spoilt:
    missing = {"municipality_code": APPINGEDAM, "municipality_name": "Appingedam"}
    row = table.find(municipality_code=APPINGEDAM)
    return Spoilt(table.without([row]), groups=(missing,))


def on_the_map_though_gone(table: CsvTable) -> Spoilt:
    """Bedum had gone before 2020."""
    return Spoilt(table.with_copy(0, {"municipality_code": BEDUM}), rows=(len(table.rows),))


def _merger(table: CsvTable) -> int:
    return table.find(old_municipality_code=APPINGEDAM, new_municipality_code=EEMSDELTA)


def change_a_day_late(table: CsvTable) -> Spoilt:
    row = _merger(table)
    return Spoilt(table.with_cells(row, {"date": "2021-01-02"}), rows=(row,))


def change_of_one_that_goes_on(table: CsvTable) -> Spoilt:
    row = _merger(table)
    return Spoilt(table.with_cells(row, {"old_municipality_code": AMSTERDAM}), rows=(row,))


def change_into_one_that_is_gone(table: CsvTable) -> Spoilt:
    row = _merger(table)
    return Spoilt(table.with_cells(row, {"new_municipality_code": BEDUM}), rows=(row,))


def change_into_one_unheard_of(table: CsvTable) -> Spoilt:
    row = _merger(table)
    return Spoilt(table.with_cells(row, {"new_municipality_code": "GM9999"}), rows=(row,))


def merger_left_out(table: CsvTable) -> Spoilt:
    old = ("GM0003", "GM0010", "GM0024")
    groups = (
        {"new_municipality_code": EEMSDELTA},
        *({"old_municipality_code": code} for code in old),
    )
    return Spoilt(table.without(table.where(new_municipality_code=EEMSDELTA)), groups=groups)


def in_no_region(table: CsvTable) -> Spoilt:
    missing = {"year": "2020", "municipality_code": APPINGEDAM, "municipality_name": "Appingedam"}
    row = table.find(municipality_code=APPINGEDAM, year="2020")
    return Spoilt(table.without([row]), groups=(missing,))


def in_a_region_though_gone(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=APPINGEDAM, year="2020")
    return Spoilt(table.with_copy(row, {"year": "2026"}), rows=(len(table.rows),))


def region_too_many(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=AMSTERDAM, year="2020")
    spoilt = table.with_cells(row, {"region_name": "Groot Amsterdam (oud)"})
    return Spoilt(spoilt, groups=({"year": "2020"},))


def region_too_few(table: CsvTable) -> Spoilt:
    for row in table.where(region_name="Flevoland", year="2026"):
        table = table.with_cells(row, {"region_name": "Groningen"})
    return Spoilt(table, groups=({"year": "2026"},))


def regions_of_one_year_left_out(table: CsvTable) -> Spoilt:
    return Spoilt(table.without(table.where(year="2020")), groups=({"year": "2020"},))


def regions_of_a_third_year(table: CsvTable) -> Spoilt:
    return Spoilt(table.with_copy(0, {"year": "2021"}), groups=({"year": "2021"},))


def inhabitants_missing(table: CsvTable) -> Spoilt:
    missing = {
        "municipality_code": EEMSDELTA,
        "reference_date": "2021-01-01",
        "municipality_name": "Eemsdelta",
    }
    row = table.find(municipality_code=EEMSDELTA, reference_date="2021-01-01")
    return Spoilt(table.without([row]), groups=(missing,))


def inhabitants_of_one_that_is_gone(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=APPINGEDAM, reference_date="2020-01-01")
    extra = table.with_copy(row, {"reference_date": "2021-01-01"})
    return Spoilt(extra, rows=(len(table.rows),))


def one_inhabitant_too_many(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=AMSTERDAM, reference_date="2022-01-01")
    spoilt = table.with_number(row, "inhabitants", 1)
    return Spoilt(spoilt, groups=({"reference_date": "2022-01-01"},))


def new_year_ten_times_too_high(table: CsvTable) -> Spoilt:
    for row in table.where(reference_date="2025-01-01"):
        inhabitants = str(int(table.cell(row, "inhabitants")) * 10)
        table = table.with_copy(row, {"reference_date": "2026-01-01", "inhabitants": inhabitants})
    return Spoilt(table, groups=({"reference_date": "2026-01-01"},))


def year_left_out(table: CsvTable) -> Spoilt:
    rows = table.where(reference_date="2023-01-01")
    return Spoilt(table.without(rows), groups=({"reference_date": "2023-01-01"},))


def forgotten_at_a_merger(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=APPINGEDAM, reference_date="2020-01-01")
    return Spoilt(table.without([row]), groups=(MERGED,))


def counted_twice_at_a_merger(table: CsvTable) -> Spoilt:
    row = table.find(municipality_code=APPINGEDAM, reference_date="2020-01-01")
    return Spoilt(table.with_copy(row, {"reference_date": "2021-01-01"}), groups=(MERGED,))


def just_over_three_percent_at_a_merger(table: CsvTable) -> Spoilt:
    """The fewest inhabitants that are too many."""
    parts = ("GM0003", "GM0010", "GM0024")
    before = [table.find(municipality_code=c, reference_date="2020-01-01") for c in parts]
    was = sum(int(table.cell(row, "inhabitants")) for row in before)
    row = table.find(municipality_code=EEMSDELTA, reference_date="2021-01-01")
    spoilt = table.with_cells(row, {"inhabitants": str(was * 103 // 100 + 1)})
    return Spoilt(spoilt, groups=(MERGED,))


MUTATIONS: Mapping[tuple[str, str], tuple[Spoil, ...]] = {
    ("municipality", "dates_in_order"): (ended_before_it_began,),
    ("municipality", "counts_on_1_january"): (
        ended_a_day_late,
        began_a_day_late,
        municipality_forgotten,
        ends_beyond_the_last_count,
        begins_beyond_the_last_count,
    ),
    ("municipality", "ends_in_a_reorganisation"): (
        ended_without_a_change,
        ended_though_the_change_was_later,
        successor_forgotten,
        began_without_a_change,
    ),
    ("municipality", "code_of_province"): (province_under_the_name_of_another,),
    ("municipality", "twelve_provinces"): (thirteenth_province, province_folded_into_another),
    ("municipality_centroid", "complete"): (not_on_the_map, on_the_map_though_gone),
    ("municipality_change", "fits_register"): (
        change_a_day_late,
        change_of_one_that_goes_on,
        change_into_one_that_is_gone,
        change_into_one_unheard_of,
    ),
    ("municipality_change", "complete"): (merger_left_out,),
    ("municipality_region", "complete"): (in_no_region, in_a_region_though_gone),
    ("municipality_region", "thirty_five_regions"): (
        region_too_many,
        region_too_few,
        regions_of_one_year_left_out,
        regions_of_a_third_year,
    ),
    ("population", "complete"): (inhabitants_missing, inhabitants_of_one_that_is_gone),
    ("population", "national_totals"): (
        one_inhabitant_too_many,
        year_left_out,
        new_year_ten_times_too_high,
    ),
    ("population", "continues_across_reorganisations"): (
        forgotten_at_a_merger,
        counted_twice_at_a_merger,
        just_over_three_percent_at_a_merger,
    ),
}
