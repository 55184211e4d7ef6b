"""An explanation says what is published, and nothing that does not follow from it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.boundaries.municipality_names import find_municipality
from inburgering_opendata.describe.language import DUTCH, ENGLISH
from inburgering_opendata.explain.explanation import Explainer
from inburgering_opendata.explain.tables import Row, read_published
from inburgering_opendata.explain.wording import in_words, words_of_explanations
from inburgering_opendata.project import Project

Run = Callable[..., Result]


def published(folder: Path, table: str) -> list[Row]:
    with next(folder.glob(f"*/data/{table}.csv")).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_number_of_every_municipality_is_the_published_one(
    project: Project, pristine_build: Path
) -> None:
    tables = read_published(project, pristine_build)
    explainer = Explainer(tables)
    amounts = {
        (row["stream"], row["municipality_code"]): row
        for row in published(pristine_build, "allocation")
    }
    targets = published(pristine_build, "housing_target")
    explained = 0
    for municipality in tables.rows["municipality"]:
        explanation = explainer.explain(municipality)
        for stream in explanation.streams:
            row = amounts.pop((stream.stream, municipality["code"]))
            assert str(stream.amount_eur) == row["amount_eur"]
            assert (
                str(stream.amount_per_inhabitant_eurocent) == row["amount_per_inhabitant_eurocent"]
            )
            assert (str(stream.rank), stream.share) == (row["rank"], row["share"])
            division = stream.division
            assert division
            assert division.share_whole + division.extra == stream.amount_eur
            assert stream.key_value
            assert stream.key_total
            assert (
                division.share_whole * stream.key_total + division.remainder
                == stream.national_amount_eur * stream.key_value
            )
            assert f"€ {stream.amount_eur:,}" in in_words(explanation)
        explained += len(explanation.targets)
    assert not amounts, "these were not explained"
    assert explained == len(targets)


def test_a_published_number_that_does_not_follow_is_refused(
    opendata: Run, build_folder: Path
) -> None:
    path = build_folder / "funding/data/allocation.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("introduction,GM0344,749805", "introduction,GM0344,749806"))
    run = opendata("explain", "GM0344", "--from", build_folder)
    assert run.exit_code == 1
    assert "749806, but 749805 follows" in run.stderr


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("GM0344", "GM0344"),
        ("gm344", "GM0344"),
        ("utrecht", "GM0344"),
        ("Sudwest fryslan", "GM1900"),
        ("Den Haag", "GM0518"),
        ("'s-Gravenhage (gemeente)", "GM0518"),
        ("Bergen (NH.)", "GM0373"),
        ("Haaren", "GM0788"),
    ],
)
def test_a_municipality_is_found_by_code_or_name(
    project: Project, pristine_build: Path, wanted: str, code: str
) -> None:
    register = read_published(project, pristine_build).rows["municipality"]
    assert find_municipality(register, wanted)["code"] == code


def test_every_municipality_of_today_is_found_by_its_own_name(
    project: Project, pristine_build: Path
) -> None:
    register = read_published(project, pristine_build).rows["municipality"]
    today = [row for row in register if not row["valid_to"]]
    assert [find_municipality(register, row["name"]) for row in today] == today


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Bergen"], ["Bergen (NH) (GM0373)", "Bergen (L) (GM0893)"]),
        (["Utrect"], ["Utrecht (GM0344)"]),
        (["Utrecht", "--stream", "windfall"], ["introduction"]),
        (["--total", "windfall"], ["introduction"]),
        ([], ["Name a municipality"]),
        (["Utrecht", "--total", "structural"], ["Name a municipality"]),
    ],
)
def test_what_is_not_clear_is_wrong_usage_with_a_way_out(
    opendata: Run, pristine_build: Path, arguments: list[str], words: list[str]
) -> None:
    run = opendata("explain", *arguments, "--from", pristine_build)
    assert run.exit_code == 2
    assert all(word in run.stderr for word in words)


def test_a_municipality_that_is_gone_leads_to_its_successors(
    opendata: Run, pristine_build: Path
) -> None:
    gone = opendata("explain", "Haaren", "--from", pristine_build).stdout
    for successor in ("Boxtel (GM0757)", "Oisterwijk (GM0824)", "Tilburg (GM0855)", "Vught"):
        assert successor in gone
    assert "Introduction money" in gone, "it existed on the reference date"
    new = opendata("explain", "Land van Cuijk", "--from", pristine_build).stdout
    assert "Boxmeer (GM0756)" in new
    assert "2023-H1" in new


def test_what_was_reported_stands_beside(opendata: Run, pristine_build: Path) -> None:
    run = opendata("explain", "Stein", "--from", pristine_build, "--format", "json")
    streams = {stream["stream"]: stream for stream in json.loads(run.stdout)["streams"]}
    [figure] = streams["earlier_support_2019"]["reported"]
    [row] = [
        row
        for row in published(pristine_build, "reported_figure")
        if (row["place"], row["period"]) == ("Stein", "2019")
    ]
    assert (str(figure["value"]), str(figure["difference"])) == (row["value"], row["difference"])
    assert streams["introduction"]["reported"] == []


def test_the_total_is_the_national_amount(opendata: Run, build_folder: Path) -> None:
    run = opendata("explain", "--total", "structural", "--from", build_folder)
    assert run.exit_code == 0
    assert run.stdout.count("€ 35,200,000") == 2
    path = build_folder / "funding/data/allocation.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "structural,GM0344" not in line))
    run = opendata("explain", "--total", "structural", "--from", build_folder, "--format", "json")
    assert run.exit_code == 1
    assert json.loads(run.stdout)["difference_eur"] < 0


def test_without_a_build_the_pinned_sources_are_explained(
    opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pristine_build: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ("explain", "Groningen", "--format", "markdown")
    assert opendata(*arguments).stdout == opendata(*arguments, "--from", pristine_build).stdout


def test_dutch_says_the_same_in_dutch(opendata: Run, pristine_build: Path) -> None:
    """The same numbers, written the Dutch way, and not one English sentence left."""
    arguments = ("explain", "Stein", "--from", pristine_build)
    english, dutch = (opendata(*arguments, "--lang", lang).stdout for lang in ("en", "nl"))
    assert "plaats" in dutch and "Taakstelling huisvesting" in dutch
    for word in (" amount: €", "per inhabitant", "basis:", "rounding", "Sources", "reported for"):
        assert word in english
        assert word not in dutch
    digits = [re.sub(r"[^0-9]", "", english.split("Sources")[0].replace("A1", ""))]
    assert digits == [re.sub(r"[^0-9]", "", dutch.split("Bronnen")[0].replace("A1", ""))]


def test_every_sentence_is_there_in_both_languages_with_the_same_gaps() -> None:
    english, dutch = (words_of_explanations(language) for language in (ENGLISH, DUTCH))
    gaps = re.compile(r"\{(\w+)\}")
    assert {name: sorted(gaps.findall(text)) for name, text in english.sentences.items()} == {
        name: sorted(gaps.findall(text)) for name, text in dutch.sentences.items()
    }
