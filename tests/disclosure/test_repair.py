"""Repair: a way round is found where it costs least, and it lets the cell move."""

from __future__ import annotations

from inburgering_opendata.disclosure.attack import attack
from inburgering_opendata.disclosure.detour import detour
from inburgering_opendata.disclosure.linking import link
from inburgering_opendata.disclosure.memory import Memory
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
    way = detour(pattern, small)
    assert way is not None
    assert sorted(pattern.values[cell] for cell in way.hides) == [9, 30, 40]
    for cell in way.hides:
        pattern.hide(cell)
    assert attack(as_published(pattern), SETTINGS).holds


def test_no_way_round_is_found_where_nothing_else_can_move() -> None:
    rows = [{"area": "PV24", "value": 0}, {"area": "GM0034", "value": 0}]
    system = link([table(rows)], RULES, REGISTER, (), SETTINGS)
    pattern = Pattern(system, true_values(system), SETTINGS)
    assert detour(pattern, 1) is None


def test_the_tables_of_a_way_round_are_possible_and_far_enough_apart() -> None:
    system = link([table(square(3))], RULES, REGISTER, (), SETTINGS)
    pattern = Pattern(system, true_values(system), SETTINGS)
    pattern.hide_primaries()
    [small] = pattern.primary
    way = detour(pattern, small)
    assert way is not None
    may_move = {small, *way.hides}
    moved = [0]
    for move in way.moves:
        assert move.keys() <= may_move
        point = pattern.truth.copy()
        point[list(move)] += list(move.values())
        assert (point >= 0).all()
        assert pattern.rows.hold(point)
        moved.append(move.get(small, 0))
    assert max(moved) - min(moved) >= SETTINGS.protection_width


def test_a_hurried_attack_believes_a_move_only_when_it_is_possible() -> None:
    system = link([table(square(3))], RULES, REGISTER, (), SETTINGS)
    pattern = Pattern(system, true_values(system), SETTINGS)
    pattern.hide_primaries()
    [small] = pattern.primary
    memory = Memory(pattern.values)
    memory.remember([{small: 9}])
    found = attack(as_published(pattern), SETTINGS, memory=memory, hurried=True)
    assert [each.cell for each in found.disclosures] == [small]


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
