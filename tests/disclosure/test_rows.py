"""Sparse rows say the same as the whole matrix would."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.disclosure.linear_program import Program
from inburgering_opendata.disclosure.rows import NO_END, Rows

SMALL = st.integers(-4, 4)
BOUND = st.one_of(st.none(), st.integers(-9, 9))


System = tuple[np.ndarray, list[int | None], list[int | None]]
"""A matrix, and the bounds of its rows."""


@st.composite
def systems(draw: st.DrawFn) -> System:
    """A matrix without empty rows, and bounds of its rows."""
    width, height = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    dense = [
        draw(st.lists(SMALL, min_size=width, max_size=width).filter(any)) for _ in range(height)
    ]
    bounds = st.lists(BOUND, min_size=height, max_size=height)
    return np.array(dense, dtype=np.int64), draw(bounds), draw(bounds)


def sparse(dense: np.ndarray, low: list[int | None], high: list[int | None]) -> Rows:
    rows = ({int(at): int(row[at]) for at in np.flatnonzero(row)} for row in dense)
    return Rows.of(rows, low, high, dense.shape[1])


def holds(
    dense: np.ndarray, low: list[int | None], high: list[int | None], point: np.ndarray
) -> bool:
    return all(
        (below is None or total >= below) and (above is None or total <= above)
        for total, below, above in zip((dense @ point).tolist(), low, high, strict=True)
    )


@given(systems(), st.data())
def test_rows_hold_where_the_matrix_does(system: System, data: st.DataObject) -> None:
    dense, low, high = system
    rows = sparse(dense, low, high)
    point = np.array(data.draw(st.lists(SMALL, min_size=rows.width, max_size=rows.width)))
    assert rows.sums(point).tolist() == (dense @ point).tolist()
    assert rows.hold(point) == holds(dense, low, high, point)
    for column in range(rows.width):
        assert rows.of_column(column).tolist() == np.flatnonzero(dense[:, column]).tolist()


@given(systems(), st.data())
def test_around_some_unknowns_all_others_are_as_they_were(
    system: System, data: st.DataObject
) -> None:
    dense, low, high = system
    rows = sparse(dense, low, high)
    point = np.array(data.draw(st.lists(SMALL, min_size=rows.width, max_size=rows.width)))
    moving = sorted(data.draw(st.sets(st.integers(0, rows.width - 1), min_size=1)))
    others = np.array(data.draw(st.lists(SMALL, min_size=len(moving), max_size=len(moving))))
    moved = point.copy()
    moved[moving] = others
    touched = rows.touching(moving)
    around = rows.around(point, np.array(moving))
    assert around.hold(others) == holds(
        dense[touched], [low[r] for r in touched], [high[r] for r in touched], moved
    )


@given(systems(), st.data())
def test_a_whole_point_near_a_broken_one_is_a_solution(system: System, data: st.DataObject) -> None:
    """Whatever is broken off, what comes back is whole and fulfils every row, or is nothing."""
    dense, _, _ = system
    width = dense.shape[1]
    true = np.array(data.draw(st.lists(st.integers(0, 6), min_size=width, max_size=width)))
    totals = (dense @ true).tolist()
    rows = sparse(dense, totals, totals)
    program = Program(rows, np.zeros(width, np.int64), np.full(width, 50), float("inf"))
    broken = true + np.array(
        data.draw(st.lists(st.sampled_from([0.0, 0.5, -0.25]), min_size=width, max_size=width))
    )
    found = program.whole_near(broken)
    assert found is None or (dense @ found).tolist() == totals
    assert program.whole_near(true.astype(float)) is not None
    assert rows.low.tolist() == totals
    assert NO_END not in np.abs(rows.low)
