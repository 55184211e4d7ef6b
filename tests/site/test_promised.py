"""Pages tell promise, transfer and receipts apart, and fill every number from the tables."""

from __future__ import annotations

import csv
import re
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from inburgering_opendata.toolkit.describe.language import DUTCH
from inburgering_opendata.toolkit.tables.rows import Row
from tests.sharing import VERSION

TIMELINE = f"toegezegd-begroot-overgemaakt-gerealiseerd-{VERSION}"


def text_of(path: Path) -> str:
    """What a reader sees of a page, without what it quotes."""
    page = path.read_text(encoding="utf-8")
    page = re.sub(r"<(script|style|q|blockquote)[ >].*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def rows_of(release: Path, table: str) -> list[Row]:
    rows: list[Row] = pq.read_table(release / f"funding/data/{table}.parquet").to_pylist()
    return rows


@pytest.mark.parametrize("page", ["methode.html", "gemeente/GM0268.html", "gemeente/GM1709.html"])
def test_the_receipts_and_what_they_leave_are_told(site: Path, release: Path, page: str) -> None:
    said = text_of(site / page)
    for row in rows_of(release, "implied_total"):
        if row["municipality_code"]:
            assert f"als ontvangen {DUTCH.euros(row['reported_eur'])}" in said
            continue
        day = row["reference_date"].isoformat()
        assert f"met de inwoners van {day}" in said
        if row["least_total_eur"] is not None:
            both = (DUTCH.euros(row["least_total_eur"]), DUTCH.euros(row["most_total_eur"]))
            assert f"van {both[0]} tot en met {both[1]}" in said
    assert "dat dit het btw-deel is, is hier afgeleid" in said
    assert said.count("is er geen toets van") + said.count("geen toets ervan") == 1


@pytest.mark.parametrize("code", ["GM0268", "GM1709", "GM0344"])
def test_a_municipality_sees_promise_and_transfer_as_the_same_money(
    site: Path, release: Path, code: str
) -> None:
    said = text_of(site / f"gemeente/{code}.html")
    amounts = {
        row["stream"]: row["amount_eur"]
        for row in rows_of(release, "allocation")
        if row["municipality_code"] == code
    }
    for stream, nature in (
        ("introduction", "toegezegd"),
        ("introduction_transferred", "overgemaakt"),
    ):
        assert f"{DUTCH.euros(amounts[stream])} berekend deel van wat is {nature}" in said
        other = f"{nature}, berekend voor deze gemeente {DUTCH.euros(amounts[stream])}."
        assert f"{other} Tel de twee nooit op." in said
    together = DUTCH.euros(amounts["introduction"] + amounts["introduction_transferred"])
    assert together not in said
    assert not re.search(r"\b(kreeg|krijgt|kregen)\b", said)


def test_the_picture_of_money_in_time_has_every_amount_with_its_stage(
    site: Path, release: Path
) -> None:
    with (site / f"pictures/{TIMELINE}.csv").open(encoding="utf-8", newline="") as stream:
        drawn = {row["national_amount"]: row for row in csv.DictReader(stream)}
    published = rows_of(release, "money_timeline")
    assert {name: (row["status"], int(row["amount_eur"])) for name, row in drawn.items()} == {
        row["national_amount"]: (row["status"], row["amount_eur"]) for row in published
    }
    picture = (site / f"pictures/{TIMELINE}.svg").read_text(encoding="utf-8")
    for stage in ("Toegezegd", "Begroot", "Overgemaakt", "Gerealiseerd"):
        assert stage in picture
    for row in published:
        assert DUTCH.euros(row["amount_eur"]) in picture


def test_no_cell_of_the_money_is_the_promise_and_the_transfer_together(release: Path) -> None:
    promised_and_transferred = 36_500_000 + 34_405_000
    for path in sorted((release / "funding/data").glob("*.csv")):
        assert str(promised_and_transferred) not in path.read_text(encoding="utf-8"), path.name
