"""Mutations of what is demanded of money: totals, shares, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutations.csv_table import CsvTable
from tests.mutations.mutation import Spoil, Spoilt

APPINGEDAM = "GM0003"
BEDUM = "GM0005"  # merged into Het Hogeland on 1 January 2019
EEMSDELTA = "GM1979"  # exists from 1 January 2021
AMSTERDAM = "GM0363"
THE_HAGUE = "GM0518"
ROTTERDAM = "GM0599"
PINNED = ("structural", "introduction", "current_group")


def _in_stream(table: CsvTable, stream: str, code: str = APPINGEDAM) -> int:
    return table.find(stream=stream, municipality_code=code)


def one_euro_too_much(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "earlier_support_2019")
    groups = ({"stream": "earlier_support_2019"},)
    return Spoilt(table.with_number(row, "amount_eur", 1), groups=groups)


def stream_left_out(table: CsvTable) -> Spoilt:
    rows = table.where(stream="earlier_support_2020")
    return Spoilt(table.without(rows), groups=({"stream": "earlier_support_2020"},))


def stream_nobody_agreed_on(table: CsvTable) -> Spoilt:
    extra = table.with_copy(_in_stream(table, "structural"), {"stream": "windfall"})
    return Spoilt(extra, groups=({"stream": "windfall"},))


def one_euro_too_little_in_each(table: CsvTable) -> Spoilt:
    for stream in PINNED:
        table = table.with_number(_in_stream(table, stream), "amount_eur", -1)
    return Spoilt(table, groups=tuple({"stream": stream} for stream in PINNED))


def pinned_stream_left_out(table: CsvTable) -> Spoilt:
    rows = table.where(stream="introduction")
    return Spoilt(table.without(rows), groups=({"stream": "introduction"},))


def stream_without_a_pin(table: CsvTable) -> Spoilt:
    """It has a national amount, but its total was pinned nowhere."""
    extra = table.with_copy(_in_stream(table, "structural"), {"stream": "letter_saving"})
    return Spoilt(extra, groups=({"stream": "letter_saving"},))


def one_euro_below_zero(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "introduction")
    return Spoilt(table.with_cells(row, {"amount_eur": "-1"}), rows=(row,))


def municipality_left_out(table: CsvTable) -> Spoilt:
    missing = {
        "stream": "introduction",
        "reference_date": "2020-01-01",
        "municipality_code": APPINGEDAM,
        "municipality_name": "Appingedam",
    }
    return Spoilt(table.without([_in_stream(table, "introduction")]), groups=(missing,))


def municipality_of_the_past(table: CsvTable) -> Spoilt:
    """Bedum had gone the very day on which the support of 2019 was divided."""
    row = _in_stream(table, "earlier_support_2019")
    past = table.with_copy(row, {"municipality_code": BEDUM})
    return Spoilt(past, rows=(len(table.rows),))


def one_inhabitant_too_many(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "current_group")
    return Spoilt(table.with_number(row, "key_value", 1), rows=(row,))


def one_inhabitant_more_to_share_with(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "current_group")
    return Spoilt(table.with_number(row, "inhabitants", 1), rows=(row,))


def inhabitants_of_another_date(table: CsvTable) -> Spoilt:
    row, other = _in_stream(table, "introduction"), _in_stream(table, "earlier_support_2019")
    outdated = {"key_value": table.cell(other, "key_value")}
    return Spoilt(table.with_cells(row, outdated), rows=(row,))


def one_inhabitant_too_few_in_the_country(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "current_group")
    return Spoilt(table.with_number(row, "key_total", -1), rows=(row,))


def one_euro_moved(table: CsvTable) -> Spoilt:
    """The Hague's share is rounded down and Amsterdam's up, so one euro is too far for both."""
    giver = _in_stream(table, "introduction", THE_HAGUE)
    taker = _in_stream(table, "introduction", AMSTERDAM)
    moved = table.with_number(giver, "amount_eur", -1).with_number(taker, "amount_eur", 1)
    return Spoilt(moved, rows=(giver, taker))


def two_amounts_swapped(table: CsvTable) -> Spoilt:
    """Rotterdam lies between the two and now gets less than The Hague, which is smaller."""
    row = _in_stream(table, "structural", AMSTERDAM)
    other = _in_stream(table, "structural", THE_HAGUE)
    swapped = table.with_cells(row, {"amount_eur": table.cell(other, "amount_eur")})
    swapped = swapped.with_cells(other, {"amount_eur": table.cell(row, "amount_eur")})
    between = _in_stream(table, "structural", ROTTERDAM)
    return Spoilt(swapped, rows=(row, other, between))


def no_key_total(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "introduction")
    return Spoilt(table.with_cells(row, {"key_total": "0"}), rows=(row,))


def no_key_value(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "introduction")
    return Spoilt(table.with_cells(row, {"key_value": ""}), rows=(row,))


def key_total_forgotten(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "introduction")
    return Spoilt(table.with_cells(row, {"key_total": ""}), rows=(row,))


def published_with_a_key(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "introduction")
    return Spoilt(table.with_cells(row, {"distribution_key": "published"}), rows=(row,))


def computed_and_called_official(table: CsvTable) -> Spoilt:
    row = table.find(stream="structural")
    return Spoilt(table.with_cells(row, {"basis": "official"}), rows=(row,))


def illustration_dressed_as_agreed(table: CsvTable) -> Spoilt:
    row = table.where(stream="structural")[0]
    return Spoilt(table.with_cells(row, {"basis": "agreed_key"}), rows=(row,))


def agreed_key_called_indicative(table: CsvTable) -> Spoilt:
    row = table.where(stream="introduction")[-1]
    return Spoilt(table.with_cells(row, {"basis": "indicative"}), rows=(row,))


def basis_without_stream(table: CsvTable) -> Spoilt:
    row = table.where(stream="introduction")[0]
    return Spoilt(table.with_cells(row, {"stream": ""}), rows=(row,))


def date_of_another_stream(table: CsvTable) -> Spoilt:
    """The stream and the date both stand in the referenced table, but not together."""
    row = _in_stream(table, "introduction")
    return Spoilt(table.with_cells(row, {"reference_date": "2019-01-01"}), rows=(row,))


def municipality_of_the_future(table: CsvTable) -> Spoilt:
    """Eemsdelta has inhabitants in the referenced table, but not yet on that date."""
    row = _in_stream(table, "introduction")
    return Spoilt(table.with_cells(row, {"municipality_code": EEMSDELTA}), rows=(row,))


def one_place_too_low(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "introduction", THE_HAGUE)
    return Spoilt(table.with_number(row, "rank", 1), rows=(row,))


def equals_told_apart(table: CsvTable) -> Spoilt:
    """Two municipalities that get as much have the same rank, and not one after the other."""
    column = "rank_per_inhabitant"
    ranks = [table.cell(row, column) for row in table.where(stream="introduction")]
    shared = next(rank for rank in ranks if ranks.count(rank) > 1)
    row = table.where(stream="introduction", rank_per_inhabitant=shared)[1]
    return Spoilt(table.with_number(row, column, 1), rows=(row,))


def one_place_too_high_per_inhabitant(table: CsvTable) -> Spoilt:
    row = table.where(stream="introduction", rank_per_inhabitant="1")[0]
    return Spoilt(table.with_number(row, "rank_per_inhabitant", 1), rows=(row,))


def share_cut_off(table: CsvTable) -> Spoilt:
    """The last decimal is rounded, not cut off."""
    row = _in_stream(table, "introduction", THE_HAGUE)
    share = table.cell(row, "share")
    return Spoilt(table.with_cells(row, {"share": share[:-1]}), rows=(row,))


def one_cent_per_inhabitant_more(table: CsvTable) -> Spoilt:
    row = _in_stream(table, "introduction", THE_HAGUE)
    return Spoilt(table.with_number(row, "amount_per_inhabitant_eurocent", 1), rows=(row,))


def one_euro_too_much_in_each(table: CsvTable) -> Spoilt:
    for name in PINNED:
        table = table.with_number(table.find(id=name), "amount_eur", 1)
    return Spoilt(table, groups=tuple({"id": name} for name in PINNED))


def amount_without_a_pin(table: CsvTable) -> Spoilt:
    extra = table.with_copy(table.find(id="structural"), {"id": "windfall"})
    return Spoilt(extra, groups=({"id": "windfall"},))


def earlier_support_ten_times_too_high(table: CsvTable) -> Spoilt:
    row = table.find(id="earlier_support_2019")
    spoilt = table.with_cells(row, {"amount_eur": "200000000"})
    return Spoilt(spoilt, groups=({"id": "earlier_support_2019"},))


def pinned_amount_left_out(table: CsvTable) -> Spoilt:
    row = table.find(id="current_group")
    return Spoilt(table.without([row]), groups=({"id": "current_group"},))


def one_euro_more_needed(table: CsvTable) -> Spoilt:
    row = table.find(id="aef_need")
    return Spoilt(table.with_number(row, "amount_eur", 1), groups=({"id": "structural"},))


def one_euro_less_agreed(table: CsvTable) -> Spoilt:
    row = table.find(id="structural")
    return Spoilt(table.with_number(row, "amount_eur", -1), groups=({"id": "structural"},))


def adjustment_left_out(table: CsvTable) -> Spoilt:
    row = table.find(id="knob_interpreter_rate")
    return Spoilt(table.without([row]), groups=({"id": "knob_interpreter_rate"},))


def section_of_a_budget(table: CsvTable) -> Spoilt:
    """A sum that a budget names dressed as one that the letter names."""
    row = table.find(id="provisions_2024_after")
    return Spoilt(table.with_cells(row, {"letter_section": "Afspraken A1"}), rows=(row,))


def ceiling_dressed_as_money(table: CsvTable) -> Spoilt:
    row = table.find(id="integration_grants_2021")
    budgeted = table.with_cells(row, {"nature": "budgeted", "counts": "true"})
    return Spoilt(budgeted, groups=({"nature": "budgeted"}, {"nature": "ceiling"}))


def promise_dressed_as_transfer(table: CsvTable) -> Spoilt:
    row = table.find(id="introduction")
    groups = ({"nature": "promised"}, {"nature": "transferred"})
    return Spoilt(table.with_cells(row, {"nature": "transferred"}), groups=groups)


def estimate_that_counts(table: CsvTable) -> Spoilt:
    row = table.find(id="aef_need")
    return Spoilt(table.with_cells(row, {"counts": "false"}), rows=(row,))


def ended_before_it_began(table: CsvTable) -> Spoilt:
    row = table.find(id="education_route")
    return Spoilt(table.with_cells(row, {"last_year": "2021"}), rows=(row,))


def one_euro_more_estimated(table: CsvTable) -> Spoilt:
    row = table.find(id="aef_introduction_low")
    groups = ({"id": "aef_introduction_low"},)
    return Spoilt(table.with_number(row, "amount_eur", 1), groups=groups)


def both_promise_and_transfer_count(table: CsvTable) -> Spoilt:
    """The second of the two rows with true is named: the transfer stands below the promise."""
    row = table.find(national_amount="introduction")
    spoilt = table.with_cells(row, {"counts": "true"})
    return Spoilt(spoilt, rows=(table.find(national_amount="introduction_transferred"),))


def part_counts_beside_the_whole(table: CsvTable) -> Spoilt:
    row = table.find(national_amount="current_group_elip")
    return Spoilt(table.with_cells(row, {"counts": "true"}), rows=(row,))


def money_that_counts_nowhere(table: CsvTable) -> Spoilt:
    row = table.find(national_amount="structural")
    spoilt = table.with_cells(row, {"counts": "false"})
    return Spoilt(spoilt, groups=({"money": "structural"},))


def transfer_taken_for_other_money(table: CsvTable) -> Spoilt:
    """So that it could be added to what was promised."""
    row = table.find(national_amount="introduction_transferred")
    return Spoilt(table.with_cells(row, {"money": "introduction_transferred"}), rows=(row,))


def realisation_left_out(table: CsvTable) -> Spoilt:
    row = table.find(national_amount="introduction_realised")
    return Spoilt(table.without([row]), groups=({"status": "realised"},))


def one_euro_more_in_time(table: CsvTable) -> Spoilt:
    row = table.find(national_amount="elip_2022")
    return Spoilt(table.with_number(row, "amount_eur", 1), rows=(row,))


def a_year_too_late(table: CsvTable) -> Spoilt:
    row = table.find(national_amount="guidance_2019")
    return Spoilt(table.with_number(row, "year", 1), rows=(row,))


def promised_in_time_but_transferred(table: CsvTable) -> Spoilt:
    row = table.find(national_amount="introduction")
    return Spoilt(table.with_cells(row, {"status": "transferred"}), rows=(row,))


def inferred_said_to_be_stated(table: CsvTable) -> Spoilt:
    row = table.find(national_amount="extra_running_costs_2022")
    return Spoilt(table.with_cells(row, {"stream_ground": "stated"}), rows=(row,))


def transfer_as_money_of_its_own(table: CsvTable) -> Spoilt:
    row = table.find(stream="introduction_transferred")
    return Spoilt(table.with_cells(row, {"same_money_as": ""}), rows=(row,))


def two_promises_called_the_same(table: CsvTable) -> Spoilt:
    row = table.find(stream="current_group")
    return Spoilt(table.with_cells(row, {"same_money_as": "structural"}), rows=(row,))


def statement_nobody_knows(table: CsvTable) -> Spoilt:
    row = table.find(id="vat_part_to_bcf")
    return Spoilt(table.with_cells(row, {"id": "vat"}), rows=(row,))


def statement_left_out(table: CsvTable) -> Spoilt:
    row = table.find(id="key_by_origin")
    return Spoilt(table.without([row]), groups=({"stream": "structural"},))


def receipt_left_out(table: CsvTable) -> Spoilt:
    row = table.find(reference_date="2020-01-01", receipts="GM0268")
    return Spoilt(table.without([row]), groups=({"receipts": "GM0268"},))


def range_upside_down(table: CsvTable) -> Spoilt:
    row = table.find(reference_date="2019-01-01", receipts="all")
    least = int(table.cell(row, "least_total_eur"))
    return Spoilt(table.with_cells(row, {"most_total_eur": str(least - 1)}), rows=(row,))


def range_without_an_end(table: CsvTable) -> Spoilt:
    row = table.find(reference_date="2019-01-01", receipts="GM1709")
    return Spoilt(table.with_cells(row, {"most_total_eur": ""}), rows=(row,))


def another_day_fits(table: CsvTable) -> Spoilt:
    row = table.find(reference_date="2020-01-01", receipts="all")
    return Spoilt(table.with_cells(row, {"has_published_total": "true"}), rows=(row,))


def the_day_does_not_fit(table: CsvTable) -> Spoilt:
    row = table.find(reference_date="2019-01-01", receipts="GM0268")
    return Spoilt(table.with_cells(row, {"has_published_total": "false"}), rows=(row,))


MUTATIONS: Mapping[tuple[str, str], tuple[Spoil, ...]] = {
    ("allocation", "totals_equal_national_amounts"): (
        one_euro_too_much,
        stream_left_out,
        stream_nobody_agreed_on,
    ),
    ("allocation", "pinned_totals"): (
        one_euro_too_little_in_each,
        pinned_stream_left_out,
        stream_without_a_pin,
    ),
    ("allocation", "no_negative_amount"): (one_euro_below_zero,),
    ("allocation", "municipalities_complete"): (municipality_left_out, municipality_of_the_past),
    ("allocation", "key_values_equal_population"): (
        one_inhabitant_too_many,
        inhabitants_of_another_date,
    ),
    ("allocation", "inhabitants_equal_population"): (one_inhabitant_more_to_share_with,),
    ("allocation", "key_totals_equal_population"): (one_inhabitant_too_few_in_the_country,),
    ("allocation", "amounts_follow_key"): (one_euro_moved, two_amounts_swapped, no_key_total),
    ("allocation", "ranks_follow_amounts"): (one_place_too_low,),
    ("allocation", "ranks_follow_amounts_per_inhabitant"): (
        one_place_too_high_per_inhabitant,
        equals_told_apart,
    ),
    ("allocation", "shares_follow_amounts"): (share_cut_off,),
    ("allocation", "amounts_per_inhabitant_follow"): (one_cent_per_inhabitant_more,),
    ("allocation", "key_value_of_computed_amounts"): (no_key_value, published_with_a_key),
    ("allocation", "key_total_of_computed_amounts"): (key_total_forgotten, published_with_a_key),
    # Which values stand together in another table, its schema cannot tell.
    ("allocation", "schema.foreign_key.stream+basis+distribution_key+reference_date.stream"): (
        date_of_another_stream,
        illustration_dressed_as_agreed,
        agreed_key_called_indicative,
    ),
    ("allocation", "schema.foreign_key.municipality_code+reference_date.population"): (
        municipality_of_the_future,
    ),
    ("national_amount", "pinned_totals"): (
        one_euro_too_much_in_each,
        pinned_amount_left_out,
        amount_without_a_pin,
        earlier_support_ten_times_too_high,
    ),
    ("national_amount", "aef_reconciliation"): (
        one_euro_more_needed,
        one_euro_less_agreed,
        adjustment_left_out,
    ),
    ("national_amount", "section_of_the_letter"): (section_of_a_budget,),
    ("national_amount", "amounts_of_each_nature"): (
        ceiling_dressed_as_money,
        promise_dressed_as_transfer,
    ),
    ("national_amount", "what_may_count"): (estimate_that_counts,),
    ("national_amount", "ends_after_it_begins"): (ended_before_it_began,),
    ("national_estimate", "pinned_totals"): (one_euro_more_estimated,),
    ("national_statement", "known_statements"): (statement_nobody_knows,),
    ("national_statement", "every_statement"): (statement_left_out,),
    ("implied_total", "every_receipt_on_every_day"): (receipt_left_out,),
    ("implied_total", "least_is_not_more"): (range_upside_down,),
    ("implied_total", "both_ends_or_none"): (range_without_an_end,),
    ("implied_total", "only_the_day_that_is_used"): (another_day_fits, the_day_does_not_fit),
    ("money_timeline", "the_same_money_counts_once"): (
        both_promise_and_transfer_count,
        part_counts_beside_the_whole,
        money_that_counts_nowhere,
    ),
    ("money_timeline", "known_sums_of_money"): (transfer_taken_for_other_money,),
    ("money_timeline", "every_amount_of_each_status"): (realisation_left_out,),
    ("money_timeline", "amounts_as_published"): (one_euro_more_in_time,),
    ("money_timeline", "years_as_published"): (a_year_too_late,),
    # Which values stand together in another table, its schema cannot tell.
    (
        "money_timeline",
        "schema.foreign_key.national_amount+status+stream+stream_ground+basis.national_amount",
    ): (
        promised_in_time_but_transferred,
        inferred_said_to_be_stated,
    ),
    ("stream", "the_same_money"): (transfer_as_money_of_its_own, two_promises_called_the_same),
    ("stream", "official_is_published"): (computed_and_called_official,),
    ("stream", "basis_of_stream"): (
        illustration_dressed_as_agreed,
        agreed_key_called_indicative,
        basis_without_stream,
    ),
}
