"""`opendata diff` on the real release: no false difference, every true one, in every format."""

from __future__ import annotations

import json
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from inburgering_opendata.toolkit.releases.compare import relations
from tests.compare.made_up import difference, field, release, schema, table_of

Run = Callable[..., Result]

MISTYPED = pa.schema([("id", pa.string()), ("v", pa.float64())])


def rewritten(path: Path, change: Callable[[list[str]], None]) -> None:
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    change(lines)
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")


def revise(build: Path) -> None:
    path = build / "funding" / "data" / "allocation.csv"
    data = path.read_text(encoding="utf-8")
    assert data.count("introduction,GM0344,Utrecht,749805,") == 1
    path.write_text(
        data.replace("introduction,GM0344,Utrecht,749805,", "introduction,GM0344,Utrecht,749705,")
    )


@pytest.mark.whole(reason="It looks at what is no difference; make test at what is one.")
def test_order_format_and_writing_make_no_difference(
    small_build: Path, small_folder: Path, opendata: Run
) -> None:
    def shuffle(lines: list[str]) -> None:
        random.Random(1).shuffle(lines)

    data = small_folder / "funding" / "data"
    rewritten(data / "allocation.csv", shuffle)
    stream = data / "stream.csv"
    stream.write_bytes(stream.read_bytes().replace(b"\n", b"\r\n"))
    housing = data / "housing_target.csv"
    pq.write_table(pa_csv.read_csv(housing), housing.with_suffix(".parquet"))
    package = small_folder / "municipalities" / "datapackage.json"
    described = json.loads(package.read_text(encoding="utf-8"))
    described["resources"].reverse()
    package.write_text(json.dumps(described))
    run = opendata("diff", small_build, small_folder, "--fail-on", "any")
    assert run.exit_code == 0, run.output
    assert "Nothing changed." in run.stdout


@pytest.mark.whole(reason="make test shows a revision of the air project in every format.")
def test_a_revision_is_shown_with_values_difference_and_total(
    pristine_build: Path, build_folder: Path, opendata: Run
) -> None:
    revise(build_folder)
    run = opendata("diff", pristine_build, build_folder, "--fail-on", "any")
    assert run.exit_code == 1
    text = run.stdout
    assert "No breaking changes." in text
    assert "1 × value revised" in text
    [row] = [line for line in text.splitlines() if "GM0344" in line]
    assert row.split()[-4:] == ["amount_eur", "749805", "749705", "-100"]
    assert "introduction, GM0344 Utrecht" in row
    assert "Totals that stayed the same: amount_eur (5), " in text
    [total] = [line for line in text.splitlines() if "stream introduction" in line]
    assert total.split()[-3:] == ["36,500,000", "36,499,900", "-100"]
    as_html = ("--format", "html", "--fail-on", "breaking")
    run = opendata("diff", pristine_build, build_folder, *as_html)
    assert run.exit_code == 0
    html = run.stdout
    regions = re.findall(r'role="region" aria-label="([^"]*)"', html)
    assert regions[1:] == ["funding/allocation: Totals: 1", "funding/allocation: Rows changed: 1"]


class _Balanced(HTMLParser):
    """Collects the text, and fails on an end tag that does not fit."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, _: object) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_values_are_text_in_every_format(tmp_path: Path, opendata: Run) -> None:
    described = schema([field("id", "string"), field("v", "string")], ["id"])
    old = release(tmp_path / "old", [(described, [{"id": "a", "v": "1"}])])
    new = release(tmp_path / "new", [(described, [{"id": "a", "v": "<b>|`x`\x1b[31m"}])])
    html = opendata("diff", old, new, "--format", "html").stdout
    parser = _Balanced()
    parser.feed(html)
    assert parser.open == []
    assert "<b>|`x`\\x1b[31m" in parser.text
    assert "<b>" not in html
    markdown = opendata("diff", old, new, "--format", "markdown").stdout
    assert "&lt;b&gt;\\|\\`x\\`" in markdown
    for format_ in ("text", "markdown", "html"):
        assert "\x1b[31m" not in opendata("diff", old, new, "--format", format_).stdout
    found = json.loads(opendata("diff", old, new, "--format", "json").stdout)
    assert table_of(found)["rows"][0]["cells"][0]["new"] == "<b>|`x`\x1b[31m"


@pytest.fixture
def as_zip(build_folder: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "funding.zip", "w") as archive:
        for path in (build_folder / "funding").rglob("*"):
            archive.write(path, path.relative_to(build_folder))
    return tmp_path / "funding.zip"


@pytest.mark.whole(reason="validate reads packages by the same door, in each of the forms.")
def test_a_package_may_be_a_folder_a_descriptor_or_a_zip(
    pristine_build: Path, build_folder: Path, as_zip: Path, opendata: Run
) -> None:
    shutil.rmtree(build_folder)
    package = pristine_build / "funding"
    for one in (package, package / "datapackage.json"):
        run = opendata("diff", one, as_zip, "--format", "json")
        assert json.loads(run.stdout)["same"] is True


def test_tables_and_columns_that_come_and_go_break_or_do_not(tmp_path: Path) -> None:
    first = schema([field("id", "string"), field("v", "integer")], ["id"])
    second = schema([field("id", "string"), field("w", "integer")], ["id"])
    other = schema([field("id", "string")], ["id"], "other")
    old = release(tmp_path / "old", [(first, [{"id": "a", "v": 1}]), (other, [{"id": "z"}])])
    new = release(tmp_path / "new", [(second, [{"id": "a", "w": 2}])])
    found = difference(old, new)
    assert found["breaking"] is True
    assert table_of(found, "other")["change"] == "removed"
    assert table_of(found, "other")["count"]["removed"] == 1
    table = table_of(found)
    rules = [change["rule"] for change in table["schema"]["changes"]]
    assert rules == ["field_removed", "field_added"]
    assert table["rows"] == []
    assert table["filled"][0]["cells"][0]["new"] == 2
    back = difference(new, old)
    assert table_of(back, "other")["change"] == "added"
    assert table_of(back, "other")["breaking"] is False


def test_a_column_that_was_renamed_is_told_of_as_such_and_its_values_are_compared(
    tmp_path: Path,
) -> None:
    """Also where it is the key and where others refer to it. That a release of before has a
    register under other names is no matter: the project's own one is asked where codes went."""
    rows = [{"code": code, "v": n} for n, code in enumerate(("GM0003", "GM1979"))]
    went = {"date": "2020", "old_code": "GM0001", "new_code": "GM0002"}
    refer = {"fields": ["code"], "reference": {"resource": "register", "fields": ["code"]}}
    old: Any = [
        (schema([field("code", "string"), field("v", "integer")], ["code"], "register"), rows),
        (schema([field("code", "string")], ["code"], foreignKeys=[refer]), [{"code": "GM0003"}]),
        (schema([field(name, "string") for name in went], ["date"], "municipality_change"), [went]),
    ]
    key = {**field("code", "string"), "name": "municipality_code", "renamedFrom": "code"}
    there = {"resource": "register", "fields": ["municipality_code"]}
    more: Any = {"foreignKeys": [{"fields": ["code"], "reference": there}]}
    new: Any = [
        (
            schema([field("v", "integer"), key], ["municipality_code"], "register"),
            [{"municipality_code": row["code"], "v": 0} for row in rows],
        ),
        (schema([field("code", "string")], ["code"], **more), [{"code": "GM1979"}]),
    ]
    found = difference(release(tmp_path / "old", old), release(tmp_path / "new", new))
    table = table_of(found, "register")
    changes = [(c["rule"], c["field"], c["old"]) for c in table["schema"]["changes"]]
    assert changes[0] == ("field_renamed", "municipality_code", "code")
    assert [rule for rule, _, _ in changes[1:]] == ["field_moved"]
    [row] = table["rows"]
    assert row["key"] == {"municipality_code": "GM1979"}
    assert row["cells"] == [{"field": "v", "old": 1, "new": 0, "difference": -1}]
    assert table["breaking"] is True
    referring = table_of(found)
    assert referring["schema"]["changes"] == [], "the key refers to what it referred to"
    assert {row["kind"] for row in referring["rows"]} == {"recoded"}


def test_sources_that_changed_are_told_from_those_that_came(tmp_path: Path) -> None:
    described = schema([field("id", "string")], ["id"])
    rows = [(described, [{"id": "a"}])]

    def source(title: str, path: str, hash_: str) -> dict[str, str]:
        return {"table": "figures", "title": title, "path": path, "hash": hash_, "date": "2020"}

    kept = source("kept", "https://example.org/kept", "sha256:0")
    old = [kept, source("edition 1", "https://example.org/e", "sha256:1")]
    old += [source("same title", "https://example.org/t", "sha256:2")]
    new = [source("same title", "https://example.org/t", "sha256:3")]
    new += [source("edition 2", "https://example.org/e", "sha256:4"), kept]
    new += [source("new", "https://example.org/n", "sha256:5")]
    before = release(tmp_path / "old", rows, sources=old)
    found = difference(before, release(tmp_path / "new", rows, sources=new))
    [package] = found["packages"]
    changes = [
        (c["change"], (c["old"] or {}).get("title"), (c["new"] or {}).get("title"))
        for c in package["sources"]
    ]
    assert sorted(changes, key=str) == [
        ("added", None, "new"),
        ("changed", "edition 1", "edition 2"),
        ("changed", "same title", "same title"),
    ]
    assert found["same"] is False
    [edition] = [c for c in package["sources"] if (c["new"] or {}).get("title") == "edition 2"]
    assert edition["properties"] == ["hash", "title"]


@pytest.fixture
def spoilt(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    described = schema([field("id", "string"), field("v", "integer")], ["id"])
    rows = [{"id": "a", "v": 1}, {"id": "b", "v": 2}]
    yield (
        release(tmp_path / "old", [(described, rows)]),
        release(tmp_path / "new", [(described, rows)]),
    )


@pytest.mark.parametrize(
    ("spoil", "code", "exit_code", "words"),
    [
        ("id,v\na,1\na,2\n", "key-repeated", 1, "several rows have the primary key"),
        ("id,v\na,1\nb,one\n", "table-unreadable", 3, "row 2, v: 'one', integer was expected"),
        ("id\na\n", "table-unreadable", 3, "no column v"),
        ("", "table-unreadable", 3, "the file is empty"),
        (None, "table-unreadable", 3, "no such file"),
    ],
)
def test_a_table_that_cannot_be_compared_is_an_error_that_names_it(
    spoil: str | None,
    code: str,
    exit_code: int,
    words: str,
    spoilt: tuple[Path, Path],
    opendata: Run,
) -> None:
    path = spoilt[1] / "made_up" / "data" / "figures.csv"
    path.unlink() if spoil is None else path.write_text(spoil)
    run = opendata("diff", *spoilt)
    assert run.exit_code == exit_code
    assert code in run.stderr
    assert "figures.csv" in run.stderr
    assert words in run.stderr
    assert run.stdout == ""


def test_a_parquet_file_of_another_type_is_named_with_its_column(
    spoilt: tuple[Path, Path], opendata: Run
) -> None:
    path = spoilt[1] / "made_up" / "data" / "figures.parquet"
    pq.write_table(pa_csv.read_csv(path.with_suffix(".csv")).cast(MISTYPED), path)
    run = opendata("diff", *spoilt)
    assert run.exit_code == 3
    assert "the column v holds DOUBLE, integer was expected" in run.stderr


def test_releases_without_a_package_in_common_are_not_compared(
    pristine_build: Path, spoilt: tuple[Path, Path], opendata: Run
) -> None:
    run = opendata("diff", pristine_build, spoilt[0])
    assert run.exit_code == 2
    assert "not-comparable" in run.stderr


def test_a_table_that_moved_to_another_package_breaks(tmp_path: Path) -> None:
    moving = schema([field("id", "string")], ["id"]), [{"id": "a"}]
    kept = schema([field("id", "string")], ["id"], "kept"), [{"id": "a"}]
    old = release(tmp_path / "old", [moving, kept])
    new = release(release(tmp_path / "new", [kept]), [moving], package="other")
    table = table_of(difference(old, new))
    assert [change["rule"] for change in table["schema"]["changes"]] == ["table_moved"]
    assert table["breaking"]
    assert table["rows"] == []


@pytest.mark.whole(reason="It writes tables that are large; smaller ones are compared everywhere.")
def test_tables_larger_than_the_memory_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit in memory goes to disk; rows that change by one are all found."""
    monkeypatch.setattr(relations, "MEMORY_LIMIT", "60MB")
    described = schema([field("id", "string"), field("v", "integer"), field("t", "string")], ["id"])
    rows = [{"id": f"{n:09}", "v": n, "t": f"text {n}" * 9} for n in range(300_000)]
    old = release(tmp_path / "old", [(described, rows)], parquet=True)
    changed = [{**row, "v": -1} if n % 1000 == 1 else row for n, row in enumerate(rows)]
    new = release(tmp_path / "new", [(described, changed)], parquet=True)
    count = table_of(difference(old, new))["count"]
    assert (count["changed"], count["added"], count["removed"]) == (300, 0, 0)


@pytest.mark.whole(reason="make test tries what a change is called, in test_kinds.")
def test_a_rule_that_is_known_better_or_worse_changed_its_status(
    pristine_build: Path, build_folder: Path, opendata: Run
) -> None:
    """What a schema marks with `tellsStatus` is a status, whatever its values are called."""
    path = build_folder / "funding" / "data" / "rule.csv"
    text = path.read_text(encoding="utf-8")
    [line] = [line for line in text.splitlines() if line.startswith("housing_adams,2020-H2,")]
    assert ",partly_met,2,1," in line
    better = line.replace(",partly_met,2,1,", ",met,2,2,")
    path.write_text(text.replace(line, better), encoding="utf-8")
    run = opendata("diff", pristine_build, build_folder, "--format", "json")
    [table] = [each for each in json.loads(run.stdout)["tables"] if each["table"] == "rule"]
    [row] = table["rows"]
    assert (row["kind"], row["key"]["period"]) == ("status_changed", "2020-H2")
    assert "status changed" in opendata("diff", pristine_build, build_folder).stdout
