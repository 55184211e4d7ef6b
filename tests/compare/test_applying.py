"""A diff is complete: applied to the old release it gives the new one, whatever the two are."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from tests.compare.made_up import (
    applied,
    as_texts,
    difference,
    field,
    release,
    schema,
    table_of,
)
from tests.examples import examples
from tests.publish.formats.sample import moments

TEXTS = st.text("ab ,\"'\n;é€=-0", min_size=1, max_size=4).filter(lambda text: text.strip())
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "string": TEXTS,
    "integer": st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3),
    "number": st.decimals(-99999, 99999, places=2),
    "date": st.dates(date(1, 1, 1), date(9999, 12, 31)),
    "datetime": moments(),
    "boolean": st.booleans(),
}
RETYPED = {
    "integer": "string",
    "number": "string",
    "date": "string",
    "datetime": "string",
    "boolean": "string",
}
KEYS = st.tuples(st.sampled_from(["GM0001", "GM0002", "GM0457", "GM0363"]), st.integers(1, 4))
Made = tuple[TableSchema, list[dict[str, Any]]]


def fields_of(types: Mapping[str, str]) -> list[dict[str, Any]]:
    key = [
        field("place", "string", constraints={"required": True}),
        field("year", "integer", constraints={"required": True}),
    ]
    exact = {"precision": 9, "decimals": 2}
    return key + [field(n, t, **(exact if t == "number" else {})) for n, t in types.items()]


def converted(value: Any, old: str, new: str) -> Any:
    return value if old == new or value is None else as_texts({"": value})[""]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Made, Made]:
    """Two versions of a table: columns come, go, move and change type; rows and the key as well,
    and there may be no key at all.
    """
    types = draw(st.dictionaries(st.sampled_from("abcde"), st.sampled_from([*VALUES])))
    kept = {name: kind for name, kind in types.items() if draw(st.integers(0, 4))}
    retyped = {n: RETYPED.get(k, k) if draw(st.integers(0, 4)) == 0 else k for n, k in kept.items()}
    more = draw(st.dictionaries(st.sampled_from("fg"), st.sampled_from([*VALUES]), max_size=1))
    new_types = dict(draw(st.permutations([*(retyped | more).items()])))

    def some(kind: str) -> Any:
        return draw(st.none() | VALUES[kind])

    old_keys = draw(st.lists(KEYS, unique=True, max_size=8))
    old = {key: {name: some(kind) for name, kind in types.items()} for key in old_keys}
    new: dict[tuple[str, int], dict[str, Any]] = {}
    for key, row in old.items():
        if draw(st.integers(0, 3)):
            new[key] = {
                name: converted(row[name], types[name], kind)
                if name in row and draw(st.integers(0, 3))
                else some(kind)
                for name, kind in new_types.items()
            }
    for key in draw(st.lists(KEYS, unique=True, max_size=4)):
        new.setdefault(key, {name: some(kind) for name, kind in new_types.items()})
    some_key: Sequence[str] = draw(st.sampled_from([["place", "year"]] * 4 + [[]]))
    key_columns = draw(st.permutations(some_key))
    shape = random.Random(draw(st.integers(0, 99)))
    return (
        _made(types, some_key, old, shape),
        _made(new_types, key_columns, new, shape),
    )


def _made(
    types: Mapping[str, str],
    key: Sequence[str],
    rows: Mapping[tuple[str, int], Mapping[str, Any]],
    shape: random.Random,
) -> Made:
    listed = [{"place": place, "year": year, **row} for (place, year), row in rows.items()]
    shape.shuffle(listed)
    return schema(fields_of(types), key), listed


@settings(max_examples=examples(60))
@given(pairs(), st.booleans(), st.booleans())
def test_a_diff_applied_to_the_old_release_gives_the_new_one(
    pair: tuple[Made, Made], old_in_parquet: bool, new_in_parquet: bool
) -> None:
    (old_schema, old), (new_schema, new) = pair
    with tempfile.TemporaryDirectory() as folder:
        before = release(Path(folder, "old"), [(old_schema, old)], parquet=old_in_parquet)
        after = release(Path(folder, "new"), [(new_schema, new)], parquet=new_in_parquet)
        table = table_of(difference(before, after))
    wanted = {tuple(as_texts(row)[name] for name in new_schema.field_names) for row in new}
    assert applied(table, old, new_schema) == wanted
    unlike = {tuple(sorted(as_texts(row).items())) for row in old} != {
        tuple(sorted(as_texts(row).items())) for row in new
    }
    assert unlike or not table["rows"]


def test_another_key_that_old_rows_do_not_have_for_themselves_shows_rows_by_value(
    tmp_path: Path,
) -> None:
    rows = [{"place": "a", "year": 1, "a": 1}, {"place": "b", "year": 1, "a": 2}]
    old = schema(fields_of({"a": "integer"}), ["place", "year"])
    new = schema(fields_of({"a": "integer"}), ["year"])
    before = release(tmp_path / "old", [(old, rows)])
    after = release(tmp_path / "new", [(new, rows[1:])])
    table = table_of(difference(before, after))
    assert (table["count"]["removed"], table["count"]["added"]) == (1, 0)
    assert applied(table, rows, new) == {("b", "1", "2")}


def test_of_rows_without_a_key_the_same_ones_are_counted_off(tmp_path: Path) -> None:
    described = schema(fields_of({"a": "integer"}), [])
    one, other = {"place": "a", "year": 1, "a": None}, {"place": "b", "year": 1, "a": 2}
    before = release(tmp_path / "old", [(described, [one, one, other])])
    after = release(tmp_path / "new", [(described, [other, one, other])])
    table = table_of(difference(before, after))
    went, came = sorted(table["rows"], key=lambda row: str(row["change"]), reverse=True)
    assert (went["change"], went["cells"][0]["old"]) == ("removed", "a")
    assert (came["change"], came["cells"][0]["new"]) == ("added", "b")


def test_numbers_are_the_same_however_many_decimals_they_are_written_with(tmp_path: Path) -> None:
    def made(decimals: int, value: str) -> Made:
        fields = [field("id", "string"), field("v", "number", precision=9, decimals=decimals)]
        return schema(fields, ["id"]), [{"id": "a", "v": Decimal(value)}]

    before = release(tmp_path / "old", [made(2, "10.50")])
    after = release(tmp_path / "new", [made(4, "10.5000")])
    table = table_of(difference(before, after))
    assert table["rows"] == []
    assert [change["rule"] for change in table["schema"]["changes"]] == ["type_changed"]


def test_a_moment_that_became_a_text_is_the_same_moment(tmp_path: Path) -> None:
    def made(kind: str, value: Any) -> Made:
        return schema([field("id", "string"), field("at", kind)], ["id"]), [
            {"id": "a", "at": value}
        ]

    noon = datetime(987, 1, 31, 12, tzinfo=UTC)
    before = release(tmp_path / "old", [made("datetime", noon)])
    after = release(tmp_path / "new", [made("string", "0987-01-31T12:00:00Z")])
    table = table_of(difference(before, after))
    assert table["rows"] == []
    assert [change["rule"] for change in table["schema"]["changes"]] == ["type_changed"]
