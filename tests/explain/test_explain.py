"""An explanation says what is published, and nothing that does not follow from it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.explain.explanation import Explainer
from inburgering_opendata.explain.tables import read_published
from inburgering_opendata.explain.wording import in_words, words_of_explanations
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.rows import TextRow
from tests.whole import first

Run = Callable[..., Result]


def published(folder: Path, table: str) -> list[TextRow]:
    with next(folder.glob(f"*/data/{table}.csv")).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.whole(
    reason="It explains every municipality; make test holds every grant against its table."
)
def test_every_number_of_every_municipality_is_the_published_one(
    project: Project, pristine_build: Path
) -> None:
    tables = read_published(project, pristine_build)
    explainer = Explainer(tables)
    amounts = {
        (row["stream"], row["municipality_code"]): row
        for row in published(pristine_build, "allocation")
    }
    amounts_of = {key: row["amount_eur"] for key, row in amounts.items()}
    targets = {
        (row["half_year"], row["municipality_code"]): row
        for row in published(pristine_build, "housing_target")
    }
    reported = [r for r in published(pristine_build, "reported_figure") if r["municipality_code"]]
    found = []
    for municipality in tables.rows["municipality"]:
        explanation = explainer.explain(municipality)
        for stream in explanation.streams:
            row = amounts.pop((stream.stream, municipality["municipality_code"]))
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
            said = in_words(explanation)
            assert f"computed amount: € {stream.amount_eur:,}, its share of what was" in said
            for other in stream.same_money:
                assert amounts_of[other.stream, municipality["municipality_code"]] == str(
                    other.amount_eur
                )
        for target in explanation.targets:
            row = targets.pop((target.half_year, municipality["municipality_code"]))
            for column in ("persons", "is_computed_by", "status", "national_target", "inhabitants"):
                assert str(getattr(target, column)) == row[column]
            for rule, persons in target.candidates.items():
                assert str(persons) == row[rule.replace("housing", "persons", 1)]
            if target.divisor is None:
                tie = "2021-H2"
                assert target.half_year == tie or target.is_computed_by != "housing_adams"
            else:
                assert -(-target.inhabitants // Fraction(target.divisor)) == target.persons
        found += [*explanation.reported, *(f for s in explanation.streams for f in s.reported)]
    assert not amounts, "these were not explained"
    assert not targets, "nor were these"
    assert sorted((f.period, f.subject, str(f.value), f.address) for f in found) == sorted(
        (row["period"], row["subject"], row["value"], row["source_address"]) for row in reported
    )


@pytest.mark.parametrize(
    ("about", "table", "old", "new", "words"),
    first(
        3,
        [
            ("introduction", "allocation", "749805,", "749806,", "749806, but 749805 follows"),
            ("introduction", "allocation", "inhabitants,357597,", "inhabitants,7,", "key_value is"),
            (
                "introduction",
                "population",
                "Utrecht,2020-01-01,3",
                "Utrecht,2020-01-01,2",
                "key_value",
            ),
            (
                "introduction",
                "population",
                "Amsterdam,2020-01-01,8",
                "Amsterdam,2020-01-01,7",
                "key_total",
            ),
            (
                "housing_target",
                "housing_target",
                "2022-H2,GM0344,Utrecht,275,",
                "2022-H2,GM0344,Utrecht,276,",
                "but 275",
            ),
            (
                "housing_target",
                "housing_target",
                ",275,278,278,278,",
                ",275,278,278,277,",
                "but 278",
            ),
            (
                "housing_target",
                "housing_balance",
                "2022-H2,13500,",
                "2022-H2,13501,",
                "national_target",
            ),
            (
                "housing_target",
                "population",
                "Amsterdam,2021-01-01,8",
                "Amsterdam,2021-01-01,7",
                "s_total is",
            ),
        ],
        "Another number does not follow.",
    ),
)
def test_a_published_number_that_does_not_follow_is_refused(
    opendata: Run, build_folder: Path, about: str, table: str, old: str, new: str, words: str
) -> None:
    """A wrong number of another municipality counts where this one follows from it."""
    [path] = build_folder.glob(f"*/data/{table}.csv")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    run = opendata("explain", "GM0344", "--from", build_folder, "--stream", about)
    assert run.exit_code == 1
    assert f"stream {about}" in run.stderr and words in run.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    first(
        4,
        [
            (["Bergen"], ["Bergen (NH) (GM0373)", "Bergen (L) (GM0893)"]),
            (["GM9999"], ["no name in the register"]),
            (["Utrecht", "--stream", "windfall"], ["introduction"]),
            ([], ["Name a municipality"]),
            (["Utrcht"], ["Utrecht (GM0344)"]),
            (["Utrecht (PV)"], ["that is the province Utrecht", "Utrecht (GM0344)"]),
            (["alphen"], ["Alphen aan den Rijn (GM0484)", "Alphen-Chaam (GM1723)"]),
            (["Utrecht", "--stream", "windfall"], ["provisions", "housing_target"]),
            (["Utrecht", "--stream", "provisions"], ["opendata grant", "--grant"]),
            (["--total", "windfall"], ["introduction"]),
            (["Utrecht", "--total", "structural"], ["Name a municipality"]),
        ],
        "It is unclear for another reason.",
    ),
)
def test_what_is_not_clear_is_wrong_usage_with_a_way_out(
    opendata: Run, pristine_build: Path, arguments: list[str], words: list[str]
) -> None:
    run = opendata("explain", *arguments, "--from", pristine_build)
    assert run.exit_code == 2
    assert all(word in run.stderr for word in words)


@pytest.mark.parametrize("wanted", ["0164", "hengelo", "Hengelo (O.)"])
def test_a_municipality_is_named_by_code_or_name(
    opendata: Run, pristine_build: Path, wanted: str
) -> None:
    run = opendata("explain", wanted, "--from", pristine_build, "--stream", "introduction")
    assert run.exit_code == 0, run.output
    assert run.stdout.startswith("Hengelo (GM0164)")


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


def test_promise_and_transfer_stand_side_by_side_and_are_the_same_money(
    opendata: Run, pristine_build: Path
) -> None:
    """By hand: 34,405,000 × 36,961 ÷ 17,282,163 = 73,581.25; 36,500,000 gives 77,852."""
    text = opendata("explain", "Moerdijk", "--from", pristine_build).stdout
    assert "computed amount: € 77,852, its share of what was promised" in text
    assert "computed amount: € 73,581, its share of what was transferred" in text
    assert "basis: inferred key" in text
    for title, national, amount in (
        ("Introduction money, promised (introduction)", "€ 36,500,000 was promised", "77,852"),
        (
            "Introduction money, transferred (introduction_transferred)",
            "€ 34,405,000 was transferred",
            "73,581",
        ),
    ):
        told = f"the same money as {title}, of which {national}, computed for this municipality: €"
        assert f"{told} {amount}; never add the two up" in text
    told = json.loads(
        opendata("explain", "Moerdijk", "--from", pristine_build, "--format", "json").stdout
    )
    alone = [stream["stream"] for stream in told["streams"] if not stream["same_money"]]
    assert sorted(alone) == [
        "current_group",
        "earlier_support_2019",
        "earlier_support_2020",
        "structural",
    ]


@pytest.mark.parametrize(
    ("stream", "lines"),
    [
        (
            "introduction_transferred",
            [
                "rule that is used, 2020: That total is divided by inhabitants of 2019-01-01; "
                "met: 2 of 2, 1 of 1 without those it was found with",
                "other rule, 2020: That total is divided by inhabitants of 2020-01-01; refuted: 0",
                "Nijmegen reported as received € 352,000 (in thousands); nothing was chosen by it",
                "Moerdijk reported as received € 73,581 (exact); the date was chosen by it",
                "a total from € 34,404,415 to € 34,405,349 gives all",
                "would take a total from € 34,497,297 to € 34,498,233",
                "with the inhabitants of 2021-01-01 no total gives all",
                "€ 2,095,000 less than was promised: that this is the part for VAT is inferred",
            ],
        ),
        (
            "structural",
            [
                "rule of the illustration, 2023: The total is divided by inhabitants of "
                "2020-01-01; refuted: 0 of 1",
            ],
        ),
    ],
)
@pytest.mark.parametrize(
    "name", first(1, ["Moerdijk", "Nijmegen"], "The same is told of the other.")
)
def test_how_well_the_rule_of_a_stream_is_known_is_told(
    opendata: Run, pristine_build: Path, name: str, stream: str, lines: list[str]
) -> None:
    text = opendata("explain", name, "--from", pristine_build, "--stream", stream).stdout
    assert [line for line in lines if line not in text] == []


def test_what_a_figure_is_taken_for_is_said_to_be_inferred(
    opendata: Run, pristine_build: Path
) -> None:
    arguments = ("explain", "Bodegraven-Reeuwijk", "--from", pristine_build)
    said = (
        "2023, Running costs, reported as a gap in the budget (that it is this grant is inferred)"
    )
    text = opendata(*arguments).stdout
    assert f"{said}: € 116,116 (exact); not comparable" in text
    assert "met: 1 of 1, all of which it was found with" in text
    dutch = opendata(*arguments, "--lang", "nl").stdout
    assert "(dat het deze uitkering is, is afgeleid): € 116.116" in dutch


def test_a_total_that_receipts_do_not_leave_is_refused(opendata: Run, build_folder: Path) -> None:
    path = build_folder / "funding/data/implied_total.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(",34404415,") == 2
    path.write_text(text.replace(",34404415,", ",34404416,"), encoding="utf-8")
    run = opendata("explain", "Utrecht", "--from", build_folder)
    assert run.exit_code == 1
    assert "least_total_eur of implied_total (2019-01-01) is published as 34404416" in run.stderr


def test_what_was_reported_stands_beside(opendata: Run, pristine_build: Path) -> None:
    run = opendata("explain", "Stein", "--from", pristine_build, "--format", "json")
    streams = {stream["stream"]: stream for stream in json.loads(run.stdout)["streams"]}
    [figure] = streams["earlier_support_2019"]["reported"]
    [row] = [
        row
        for row in published(pristine_build, "reported_figure")
        if (row["place"], row["period"], row["subject"]) == ("Stein", "2019", "earlier_support")
    ]
    assert (str(figure["value"]), str(figure["computed"])) == (row["value"], row["computed_value"])
    assert figure["difference"] is None and not row["difference"], "a value in thousands"
    assert streams["introduction"]["reported"] == []


def test_figures_of_a_year_and_figures_that_nothing_compares_with_are_told(
    opendata: Run, pristine_build: Path
) -> None:
    arguments = ("explain", "Oostzaan", "--from", pristine_build)
    text = opendata(*arguments).stdout
    assert "2023, Housing target, without arrears or lead: 22 (exact); computed: 22" in text
    assert "Arrears on the housing target: 9 (exact); not comparable" in text
    stated = opendata("explain", "Hollands Kroon", "--from", pristine_build, "--lang", "nl").stdout
    assert "is berekend (Of er achterstand in zit is niet bekend: in evidence" in stated
    contested = opendata("explain", "Kapelle", "--from", pristine_build).stdout
    assert "2 (exact); contested: the same source has 3 as well; not comparable" in contested
    told = json.loads(opendata(*arguments, "--stream", "housing_target", "--format", "json").stdout)
    assert [(f["subject"], f["computed"]) for f in told["reported"]] == [
        ("housing_target_excl_arrears", 22)
    ]
    assert told["streams"] == []
    assert told["targets"]


def test_a_difference_that_does_not_follow_is_refused(opendata: Run, build_folder: Path) -> None:
    path = build_folder / "funding/data/reported_figure.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(",GM0431,Oostzaan,housing_target,22,0,") == 1
    path.write_text(
        text.replace(
            ",GM0431,Oostzaan,housing_target,22,0,", ",GM0431,Oostzaan,housing_target,22,1,"
        )
    )
    run = opendata("explain", "Oostzaan", "--from", build_folder)
    assert run.exit_code == 1
    assert "difference of reported_figure (2023) is published as 1, but 0 follows" in run.stderr


def test_half_years_without_a_national_target_are_named(
    opendata: Run, pristine_build: Path
) -> None:
    text = opendata("explain", "Utrecht", "--from", pristine_build).stdout
    assert "2024-H2: the national target was not found" in text
    last = max(row["half_year"] for row in published(pristine_build, "housing_balance"))
    assert f"no national target was found after {last}" in text
    gone = opendata("explain", "Weesp", "--from", pristine_build).stdout
    assert "national target was" not in gone and "2022-H1" in gone
    # Of the letter itself no address is known, which its source says.
    assert "not found (https://vng.nl/)" in gone


@pytest.mark.parametrize(
    ("language", "budgets"),
    [
        ("en", ("budget 2020 of the gemeentefonds (", "budget 2021 of Finance, http")),
        ("nl", ("begroting 2020 gemeentefonds (", "begroting 2021 Financiën, http")),
    ],
)
def test_the_budgets_are_named_in_the_language_of_the_explanation(
    language: str, budgets: tuple[str, ...], opendata: Run, pristine_build: Path
) -> None:
    arguments = ("explain", "Moerdijk", "--from", pristine_build, "--lang", language)
    text = opendata(*arguments).stdout
    assert all(each in text for each in budgets)
    assert ("Rijksbegroting" in text) == (language == "nl")


def test_in_markdown_a_quote_stands_below_its_line(opendata: Run, pristine_build: Path) -> None:
    arguments = ("explain", "Utrecht", "--from", pristine_build, "--format", "markdown")
    lines = opendata(*arguments).stdout.splitlines()
    quotes = [line for line in lines if "“" in line]
    assert quotes
    assert all(line.startswith("  - “") for line in quotes)


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


def with_header(folder: Path, change: Callable[[Path, str], str]) -> None:
    """Each table of a folder with another first line."""
    for path in folder.glob("*/data/*.csv"):
        header, line_feed, rest = path.read_text(encoding="utf-8").partition("\n")
        path.write_text(change(path, header) + line_feed + rest, encoding="utf-8")


def test_a_release_with_the_earlier_names_of_columns_is_explained(
    opendata: Run, pristine_build: Path, build_folder: Path, project: Project
) -> None:
    renamed: list[tuple[str, str]] = []

    def earlier(path: Path, header: str) -> str:
        was = {
            field.name: field.renamed_from
            for field in load_table_schema(project, path.stem).fields
            if field.renamed_from
        }
        renamed.extend((path.stem, name) for name in was.values())
        return ",".join(was.get(name, name) for name in header.split(","))

    with_header(build_folder, earlier)
    assert {("municipality", "code"), ("municipality_change", "old_code")} <= {*renamed}
    for_now = opendata("explain", "Moerdijk", "--from", pristine_build)
    assert opendata("explain", "Moerdijk", "--from", build_folder).stdout == for_now.stdout


def test_a_table_of_another_version_is_named_with_the_column_that_it_lacks(
    opendata: Run, build_folder: Path
) -> None:
    with_header(
        build_folder,
        lambda path, header: header.replace("fit,", "fitted,") if path.stem == "rule" else header,
    )
    run = opendata("explain", "Moerdijk", "--from", build_folder)
    assert run.exit_code == 3
    assert "table rule has no column 'fit'" in run.output
    assert "Explain it with the version that made it" in run.output


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
    for word in (
        "computed amount: €",
        "per inhabitant",
        "basis:",
        "rounding",
        "Sources",
        "reported as received for",
    ):
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


def test_a_target_says_its_method_and_how_well_that_is_known(
    opendata: Run, pristine_build: Path
) -> None:
    arguments = ("explain", "Groningen", "--stream", "housing_target", "--from", pristine_build)
    lines = {line.strip()[:7]: line for line in opendata(*arguments).stdout.splitlines()}
    assert "by Adams’ method (meets 4 of 4 comparable" in lines["2023-H2"]
    assert "one for every 1,008.67 inhabitants" in lines["2023-H2"]
    first = lines["2025-H1"]
    assert "204 persons of 15,000" in first and "by largest remainder (meets 3 of 3" in first
    assert "1 of 1 without those it was found with" in first
    assert "202 by Adams’ method, 204 by ordinary rounding" in first
    assert "tied with ordinary rounding" in first and "for every" not in first
    assert "before the national target was lowered: 240 of 17,700" in first
    assert "before the national target was lowered" not in lines["2024-H1"]
    assert "by largest remainder (untested: no comparable figure" in lines["2025-H2"]


def test_a_place_is_explained_by_its_municipality_which_is_said(
    opendata: Run, pristine_build: Path
) -> None:
    run = opendata("explain", "Zaandam", "--stream", "introduction", "--from", pristine_build)
    assert run.exit_code == 0
    assert "note: Zaandam is a place in Zaanstad (GM0479)\n" in run.stderr
    assert run.stdout.startswith("Zaanstad (GM0479)")
