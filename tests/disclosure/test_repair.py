"""Repair: a way round is found where it costs least, and it lets the cell move."""

from __future__ import annotations

from inburgering_opendata.disclosure.attack import attack
from inburgering_opendata.disclosure.detour import detour
from inburgering_opendata.disclosure.linking import link
from inburgering_opendata.disclosure.pattern import Pattern
from inburgering_opendata.disclosure.protection import as_published, protect, true_values
from tests.disclosure.made_up import RULES, table
from tests.disclosure.test_attack import REGISTER, SETTINGS

GROUPS = ("asiel", "gezin_overig")


def square(small: int) -> list[dict[str, object]]:
    """A province of three municipalities by target group, in which one cell is `small`."""
    parts = {"GM0034": (small, 40), "GM0050": (30, 9), "GM0995": (60, 70)}
    rows: list[dict[str, object]] = []
    for area, values in [
        *parts.items(),
        ("PV24", tuple(map(sum, zip(*parts.values(), strict=True)))),
    ]:
        rows.append({"area": area, "value": sum(values)})
        rows += [
            {"area": area, "target_group": group, "value": value}
            for group, value in zip(GROUPS, values, strict=True)
        ]
    return rows


def test_the_way_round_is_the_cheapest_square() -> None:
    system = link([table(square(3))], RULES, REGISTER, (), SETTINGS)
    pattern = Pattern(system, true_values(system), SETTINGS)
    pattern.hide_primaries()
    [small] = pattern.primary
    hidden = detour(pattern, small)
    assert sorted(pattern.values[cell] for cell in hidden) == [9, 30, 40]
    for cell in hidden:
        pattern.hide(cell)
    assert attack(as_published(pattern), SETTINGS).holds


def test_no_way_round_is_found_where_nothing_else_can_move() -> None:
    rows = [{"area": "PV24", "value": 0}, {"area": "GM0034", "value": 0}]
    system = link([table(rows)], RULES, REGISTER, (), SETTINGS)
    pattern = Pattern(system, true_values(system), SETTINGS)
    assert detour(pattern, 1) == []


def test_a_sum_of_zero_stands_where_the_number_of_its_persons_does_not() -> None:
    """Such as talks of whoever has no route yet: all know that there are none."""
    rows = [
        {"area": area, "indicator": name, "value": value}
        for area, persons in (("PV24", 90), ("GM0034", 3), ("GM0050", 47), ("GM0995", 40))
        for name, value in (("pip", persons), ("talks", 0))
    ]
    after = protect(table(rows), RULES, REGISTER, SETTINGS).table.to_pylist()
    assert {row["status"] for row in after if row["indicator"] == "talks"} == {"observed"}
    assert [row["status"] for row in after if row["indicator"] == "pip"].count("suppressed") == 2
