"""The attack breaks releases that give somebody away, and names the equations that do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from inburgering_opendata.disclosure.attack import (
    AMOUNT_LEFT,
    CONTRIBUTOR,
    EXACT,
    GIVEN_AWAY,
    NARROW,
    RATE_LEFT,
    SMALL,
    AttackResult,
    attack,
)
from inburgering_opendata.disclosure.linking import link
from inburgering_opendata.disclosure.protection import protect
from inburgering_opendata.disclosure.settings import Settings
from inburgering_opendata.errors import OpendataError
from tests.disclosure.made_up import COLUMNS, RULES, municipalities, places, population, table

REGISTER = places()
SETTINGS = Settings()
DAY = date(2023, 1, 1)
FLEVOLAND = [c for c in municipalities(REGISTER, DAY) if REGISTER.province_of[c] == "PV24"]

Row = Mapping[str, object]


@pytest.fixture(scope="module")
def counted() -> pa.Table:
    """A province of six municipalities, two cohorts, every indicator; unprotected."""
    return population(REGISTER, FLEVOLAND, ["2022", "2023"], 600)


@pytest.fixture(scope="module")
def protected(counted: pa.Table) -> pa.Table:
    return protect(counted, RULES, REGISTER, SETTINGS).table


def attacked(
    *tables: pa.Table, earlier: Sequence[pa.Table] = (), settings: Settings = SETTINGS
) -> AttackResult:
    return attack(link(tables, RULES, REGISTER, earlier, settings), settings)


def found(result: AttackResult) -> dict[str, str]:
    return {result.name(each): each.how for each in result.disclosures}


def changed(observations: pa.Table, change: Callable[[dict[str, object]], None]) -> pa.Table:
    rows = observations.to_pylist()
    for row in rows:
        change(row)
    return pa.Table.from_pylist(rows, COLUMNS)


def test_what_is_protected_holds(protected: pa.Table) -> None:
    result = attacked(protected)
    assert result.holds
    assert result.suppressed > 100


def test_every_secondary_that_is_published_again_is_noticed_or_was_not_needed(
    counted: pa.Table, protected: pa.Table
) -> None:
    """Most of them are needed; without them something follows exactly, or nearly."""
    small = {"obliged", "fulfilled", "dispensation", "ended", "running", "pip"}
    broken = tried = 0
    for number, (before, after) in enumerate(
        zip(counted.to_pylist(), protected.to_pylist(), strict=True)
    ):
        secondary = after["status"] == "suppressed" and (before["value"] or 0) >= 5
        if secondary and after["indicator"] in small and tried < 12:
            rows = protected.to_pylist()
            rows[number] = before
            tried += 1
            broken += not attacked(pa.Table.from_pylist(rows, COLUMNS)).holds
    assert tried == 12
    assert broken >= 10


def test_a_cell_alone_in_its_sum_is_exact_and_the_sum_is_named() -> None:
    rows: list[Row] = [
        {"area": "PV24", "value": 60},
        {"area": "GM0034", "value": 57},
        {"area": "GM0050", "value": None},
    ]
    result = attacked(table(rows))
    [disclosure] = result.disclosures
    assert disclosure.how == EXACT
    assert result.equations_of(disclosure) == [
        "sum by municipality of a province: obliged, PV24, 2022 = obliged, GM0034, 2022"
        " + obliged, GM0050, 2022"
    ]


def test_tables_protected_apart_leak_through_what_links_them(counted: pa.Table) -> None:
    """Each indicator protected as if it stood alone, as tools that know one table do."""
    alone = []
    for indicator in ("obliged", "fulfilled", "dispensation", "ended", "running"):
        mask = [name == indicator for name in counted["indicator"].to_pylist()]
        part = counted.filter(pa.array(mask))
        apart = protect(part, RULES, REGISTER, SETTINGS).table
        assert attacked(apart).holds
        alone.append(apart)
    result = attacked(pa.concat_tables(alone))
    assert {EXACT, NARROW} <= set(found(result).values())
    equations = {words for each in result.disclosures for words in result.equations_of(each)}
    assert any(words.startswith("sum by part: obliged") for words in equations)


def test_a_rate_that_was_left_in_is_named() -> None:
    rows: list[Row] = [
        {"area": "GM0034", "indicator": "pip", "value": 200},
        {"area": "GM0034", "indicator": "pip_on_time", "value": None},
        {"area": "GM0034", "indicator": "pip_rate", "value": Decimal("1.5")},
    ]
    result = attacked(table(rows))
    hows = [(each.how, result.equations_of(each)) for each in result.disclosures]
    assert (RATE_LEFT, ["rate pip_rate, GM0034, 2022"]) in hows
    assert EXACT in {how for how, _ in hows}


def test_ninety_seven_of_a_hundred_tell_of_the_three() -> None:
    rows: list[Row] = [
        {"area": "GM0034", "indicator": "pip", "value": 100},
        {"area": "GM0034", "indicator": "pip_on_time", "value": 97},
        {"area": "GM0034", "indicator": "pip_rate", "value": 97},
    ]
    assert found(attacked(table(rows))) == {"pip, GM0034, 2022: not pip_on_time": EXACT}
    safe = protect(table(rows), RULES, REGISTER, SETTINGS).table
    assert safe["status"].to_pylist() == ["observed", "suppressed", "suppressed"]


def test_a_small_count_and_a_sum_over_few_are_named() -> None:
    rows: list[Row] = [
        {"area": "GM0034", "value": 3},
        {"area": "GM0034", "indicator": "pip", "value": None},
        {"area": "GM0034", "indicator": "talks", "value": 17},
        {"area": "GM0050", "value": 0},
    ]
    assert found(attacked(table(rows))) == {
        "obliged, GM0034, 2022": SMALL,
        "talks, GM0034, 2022": AMOUNT_LEFT,
    }


def test_who_is_alone_in_a_cell_must_not_learn_of_another() -> None:
    """Six in two cells: whoever is the one knows of the five; were it five, of the four."""
    apart: list[Row] = [
        {"area": "PV24", "value": 65},
        {"area": "GM0034", "value": 60},
        {"area": "GM0050", "value": None},
        {"area": "GM0995", "value": None},
    ]
    result = attacked(table(apart))
    assert set(found(result).values()) == {CONTRIBUTOR}
    assert all(result.equations_of(each) for each in result.disclosures)
    assert attacked(table(apart), settings=Settings(contributor="none")).holds
    six = [{**apart[0], "value": 66}, *apart[1:]]
    assert attacked(table(six)).holds


def test_an_earlier_release_counts(protected: pa.Table, counted: pa.Table) -> None:
    """What it published is known, and what it suppressed must stay unknown."""
    assert attacked(protected, earlier=[protected]).holds
    result = attacked(protected, earlier=[counted])
    assert GIVEN_AWAY in found(result).values()


def test_a_later_publication_of_figures_that_did_not_change_counts(protected: pa.Table) -> None:
    """Another pattern in the next publication gives away what both hide."""
    hidden = [
        r for r in protected.to_pylist() if r["status"] == "suppressed" and r["value"] is None
    ]
    first = hidden[0]

    def later(row: dict[str, object]) -> None:
        row["publication"] = "deliveries of 2027-06-30"

    now = changed(protected, later)
    assert attacked(now, earlier=[protected]).holds

    def told(row: dict[str, object]) -> None:
        same = all(
            row[n] == first[n] for n in ("indicator", "area", "period", "target_group", "route")
        )
        if same:
            row["value"], row["status"] = Decimal(7), "observed"

    result = attacked(now, earlier=[changed(protected, told)])
    assert GIVEN_AWAY in found(result).values()


def test_other_boundaries_count() -> None:
    """Weesp went to Amsterdam: with both days published, what Weesp had follows."""
    before, after = date(2022, 1, 1), date(2023, 1, 1)
    rows: list[Row] = [
        {"area": "GM0363", "boundaries": before, "value": 100},
        {"area": "GM0457", "boundaries": before, "value": None},
        {"area": "GM0363", "boundaries": after, "value": 103},
        {"area": "GM0394", "boundaries": before, "value": None},
        {"area": "GM0394", "boundaries": after, "value": 50},
    ]
    result = attacked(table(rows))
    assert found(result) == {"obliged, GM0457, 2022": EXACT, "obliged, GM0394, 2022": GIVEN_AWAY}
    [exact] = [each for each in result.disclosures if each.how == EXACT]
    assert "boundaries of a later day" in result.equations_of(exact)[0]


def test_a_sum_that_is_not_that_of_its_parts_is_a_contradiction() -> None:
    rows: list[Row] = [
        {"area": "PV24", "value": 10},
        {"area": "GM0034", "value": 7},
        {"area": "GM0050", "value": 6},
    ]
    with pytest.raises(OpendataError, match="PV24"):
        attacked(table(rows))


def test_an_attack_that_cannot_be_finished_does_not_hold(protected: pa.Table) -> None:
    late = Settings(attack_seconds=0)
    result = attack(link([protected], RULES, REGISTER), late)
    assert result.unfinished
    assert not result.holds


def test_figures_that_are_exempt_take_no_part() -> None:
    rows: list[Row] = [
        {"area": "GM0034", "value": 1, "disclosure": "exempt_public"},
        {"area": "GM0050", "value": 2, "disclosure": "exempt_computed"},
        {"area": "PV24", "value": 99, "disclosure": "exempt_public"},
    ]
    assert attacked(table(rows)).holds
