"""The attack finds all there is, and protection leaves nothing: both counted out in full."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from inburgering_opendata.disclosure.attack import EXACT, NARROW, attack
from inburgering_opendata.disclosure.linking import link
from inburgering_opendata.disclosure.protection import protect
from inburgering_opendata.disclosure.settings import Settings
from tests.disclosure.brute_force import (
    GROUPS,
    NAMES,
    PLACES,
    CellName,
    as_table,
    as_values,
    possible,
    with_margins,
)
from tests.disclosure.made_up import RULES, places

REGISTER = places()
OUTSIDER = Settings(contributor="none")

inner_cells = st.fixed_dictionaries(
    {(place, group): st.integers(0, 9) for place in PLACES for group in GROUPS}
)


@hypothesis_settings(max_examples=40)
@given(inner_cells, st.sets(st.sampled_from(NAMES)))
def test_the_attack_finds_exactly_what_counting_out_finds(
    inner: Mapping[CellName, int], hidden: set[CellName]
) -> None:
    values = with_margins(inner)
    published = {name: None if name in hidden else value for name, value in values.items()}
    system = link([as_table(published)], RULES, REGISTER)

    found = attack(system, OUTSIDER)

    assert found.unfinished == []
    names = list(published)
    reported = {names[d.cell]: d.how for d in found.disclosures if d.how in (EXACT, NARROW)}
    options = possible(published)
    narrow = {n for n in hidden if max(options[n]) - min(options[n]) < OUTSIDER.protection_width}
    exact = {name for name in hidden if len(options[name]) == 1}
    assert set(reported) == narrow
    assert {name for name, how in reported.items() if how == EXACT} == exact


@hypothesis_settings(max_examples=40)
@given(inner_cells)
def test_no_protected_cell_can_be_counted_out(inner: Mapping[CellName, int]) -> None:
    values = with_margins(inner)
    settings = Settings()

    protected = protect(as_table(values), RULES, REGISTER, settings)

    published = as_values(protected.table)
    options = possible(published)
    for name, value in published.items():
        if value is None:
            assert max(options[name]) - min(options[name]) >= settings.protection_width
            assert values[name] in options[name]
        else:
            assert value == values[name]
            assert not settings.is_sensitive("obliged", value)
    assert protected.cost.primary == sum(0 < value < 5 for value in values.values())


@hypothesis_settings(max_examples=40)
@given(inner_cells)
def test_nobody_who_is_alone_in_a_cell_can_count_out_a_small_other(
    inner: Mapping[CellName, int],
) -> None:
    values = with_margins(inner)
    settings = Settings()

    published = as_values(protect(as_table(values), RULES, REGISTER, settings).table)

    hidden = [name for name, value in published.items() if value is None]
    for known in hidden:
        if 1 not in possible(published)[known]:
            continue
        options = possible({**published, known: 1})
        for other in set(hidden) - {known}:
            only = options[other]
            nested = only == {1}  # a total of which all else is zero: the same person
            assert nested or len(only) > 1 or not settings.is_sensitive("obliged", min(only))
