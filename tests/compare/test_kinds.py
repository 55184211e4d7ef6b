"""A value revised, a status changed, a municipality recoded and a definition changed differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.compare.made_up import Row, difference, field, release, schema, table_of
from tests.whole import first

CHANGES = schema(
    [
        field("date", "string"),
        field("old_municipality_code", "string"),
        field("new_municipality_code", "string"),
    ],
    ["date", "old_municipality_code", "new_municipality_code"],
    "municipality_change",
)
REGISTER = [
    {"date": "2016", "old_municipality_code": "GM0001", "new_municipality_code": "GM0003"},
    {"date": "2016", "old_municipality_code": "GM0002", "new_municipality_code": "GM0003"},
    {"date": "2020", "old_municipality_code": "GM0003", "new_municipality_code": "GM0004"},
    {"date": "2022", "old_municipality_code": "GM0457", "new_municipality_code": "GM0363"},
]
FIGURES = schema(
    [
        field("code", "string", constraints={"required": True}),
        field("year", "integer", constraints={"required": True}),
        field("value", "integer", unit="persons"),
        field("status", "string", constraints={"enum": ["observed", "suppressed"]}),
        field("basis", "string", defines=True),
        field("seat", "string"),
    ],
    ["code", "year"],
)


def row(code: str, value: int | None = 1, status: str = "observed", **more: Any) -> Row:
    return {
        "code": code,
        "year": 2020,
        "value": value,
        "status": status,
        "basis": "law",
        "seat": "GM0001",
        **more,
    }


Compare = Callable[[Sequence[Row], Sequence[Row]], dict[str, Any]]


@pytest.fixture
def found(tmp_path: Path) -> Compare:
    def compare(old: Sequence[Row], new: Sequence[Row]) -> dict[str, Any]:
        before = release(tmp_path / "old", [(FIGURES, old), (CHANGES, REGISTER)])
        after = release(tmp_path / "new", [(FIGURES, new), (CHANGES, REGISTER)])
        return table_of(difference(before, after))

    return compare


@pytest.mark.parametrize(
    ("after", "kind"),
    first(
        5,
        [
            (row("GM0363", 2), "value_revised"),
            (row("GM0363", None), "value_revised"),
            (row("GM0363", None, "suppressed"), "status_changed"),
            (row("GM0363", 1, "suppressed"), "status_changed"),
            (row("GM0363", 2, basis="agreed"), "definition_changed"),
            (row("GM0363", None, "suppressed", basis="agreed"), "definition_changed"),
            (row("GM0363", seat="GM0003"), "recoded"),
            (row("GM0363", seat="GM0363"), "value_revised"),
            (row("GM0363", 2, seat="GM0003"), "value_revised"),
        ],
        "Another change is explained in the same way.",
    ),
)
def test_a_changed_row_is_called_after_what_explains_it(
    after: Row, kind: str, found: Compare
) -> None:
    [change] = found([row("GM0363")], [after])["rows"]
    assert (change["change"], change["kind"]) == ("changed", kind)


def test_a_suppressed_value_that_is_published_is_a_status_not_a_revision(found: Compare) -> None:
    table = found([row("GM0363", None, "suppressed")], [row("GM0363", 7)])
    [change] = table["rows"]
    assert change["kind"] == "status_changed"
    assert change["cells"] == [
        {"field": "value", "old": None, "new": 7, "difference": None},
        {"field": "status", "old": "suppressed", "new": "observed", "difference": None},
    ]


def kinds(table: dict[str, Any]) -> list[tuple[str, str, str, list[str]]]:
    return sorted(
        (c["change"], c["kind"], c["key"]["code"], c.get("others", [])) for c in table["rows"]
    )


def test_a_merger_is_told_on_both_sides_step_by_step(found: Compare) -> None:
    table = found([row("GM0001", 2), row("GM0002", 3)], [row("GM0004", 5)])
    assert kinds(table) == [
        ("added", "recoded", "GM0004", ["GM0001", "GM0002"]),
        ("removed", "recoded", "GM0001", ["GM0004"]),
        ("removed", "recoded", "GM0002", ["GM0004"]),
    ]


def test_a_municipality_that_took_in_another_is_recoded_too(found: Compare) -> None:
    table = found([row("GM0457", 2), row("GM0363", 3)], [row("GM0363", 5)])
    assert kinds(table) == [
        ("changed", "recoded", "GM0363", ["GM0457"]),
        ("removed", "recoded", "GM0457", ["GM0363"]),
    ]


def test_only_a_row_with_the_same_rest_of_the_key_was_recoded(found: Compare) -> None:
    table = found([row("GM0457", year=2019)], [row("GM0363")])
    assert kinds(table) == [("added", "added", "GM0363", []), ("removed", "removed", "GM0457", [])]


def test_without_a_reorganisation_a_row_went_and_another_came(found: Compare) -> None:
    table = found([row("GM0363")], [row("GM0457")])
    assert kinds(table) == [("added", "added", "GM0457", []), ("removed", "removed", "GM0363", [])]


def test_the_largest_differences_come_first(found: Compare) -> None:
    codes = ["GM0101", "GM0102", "GM0103", "GM0104"]
    values = [5, -900, 70, 70]
    old = [row(code, 1000) for code in codes]
    new = [row(code, 1000 + value) for code, value in zip(codes, values, strict=True)]
    rows = found(old, new)["rows"]
    assert [r["key"]["code"] for r in rows] == ["GM0102", "GM0103", "GM0104", "GM0101"]
    assert [r["cells"][0]["difference"] for r in rows] == [-900, 70, 70, 5]


def test_nothing_moved_to_a_row_that_stayed_the_same(found: Compare) -> None:
    table = found([row("GM0457", 2), row("GM0363", 3)], [row("GM0363", 3)])
    assert kinds(table) == [("removed", "removed", "GM0457", [])]


def test_where_nothing_is_counted_a_municipality_moves_to_a_row_that_stays(tmp_path: Path) -> None:
    regions = schema([field("code", "string"), field("region", "string")], ["code"], "regions")
    both = [{"code": "GM0363", "region": "A"}, {"code": "GM0457", "region": "A"}]
    before = release(tmp_path / "old", [(regions, both), (CHANGES, REGISTER)])
    after = release(tmp_path / "new", [(regions, both[:1]), (CHANGES, REGISTER)])
    table = table_of(difference(before, after), "regions")
    assert kinds(table) == [("removed", "recoded", "GM0457", ["GM0363"])]
