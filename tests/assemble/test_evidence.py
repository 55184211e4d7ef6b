"""Rules and evidence: counted from what was reported, by the words of its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from inburgering_opendata.funding.errors import NO_SUCH_FIGURE, UNKNOWN_RULE
from inburgering_opendata.funding.fit import fits_of
from inburgering_opendata.funding.precision import meets, rounding_of
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.project import Project
from tests.assemble.test_assembly import refusal, rewrite_source

ADAMS, LARGEST = "housing_adams", "housing_largest_remainder"
ORDINARY, UP = "housing_ordinary_rounding", "housing_rounded_up"


@pytest.fixture(scope="module")
def tables(project: Project) -> dict[str, list[dict[str, Any]]]:
    assembly = Assembly(project)
    names = ("evidence", "evidence_count", "rule", "reported_figure")
    return {name: assembly.table(name).to_pylist() for name in names}


def test_the_municipal_targets_that_are_stated_without_arrears(
    tables: dict[str, list[dict[str, Any]]],
) -> None:
    """Counted by hand from the pages: 19 of 2020 to 2024-H1."""
    met: Counter[str] = Counter()
    figures: Counter[str] = Counter()
    for row in tables["evidence_count"]:
        if row["class"] == "stated" and row["period"] < "2024-H2":
            figures[row["rule"]] += row["figures"]
            met[row["rule"]] += row["met"]
    assert set(figures.values()) == {19}
    assert met == {ADAMS: 19, UP: 8, ORDINARY: 10, LARGEST: 10}


def test_a_rule_is_refuted_where_another_meets_more(
    tables: dict[str, list[dict[str, Any]]],
) -> None:
    fits = {
        row["rule"]: (row["fit"], row["met"], row["compared"], row["met_unused"])
        for row in tables["rule"]
        if row["period"] == "2025-H1"
    }
    assert fits == {
        ADAMS: ("refuted", 2, 3, 2),
        LARGEST: ("met", 3, 3, 1),
        ORDINARY: ("met", 3, 3, 3),
        UP: ("refuted", 0, 3, 0),
    }
    untested = [r for r in tables["rule"] if r["period"] in ("2024-H2", "2025-H2", "2026-H1")]
    assert {(row["fit"], row["compared"]) for row in untested} == {("untested", 0)}
    assert {row["fit"] for row in tables["rule"] if row["use"] == "used"} <= {
        "met",
        "partly_met",
        "untested",
    }


def test_every_target_is_counted_whether_or_not_it_fits(
    tables: dict[str, list[dict[str, Any]]],
) -> None:
    """A figure is not comparable by the words of its source, never as it does not fit."""
    of_adams = [row for row in tables["evidence"] if row["rule"] == ADAMS]
    derived = [row for row in of_adams if row["class"] == "derived"]
    reported = [row for row in tables["reported_figure"] if row["arrears"]]
    assert len(of_adams) - len(derived) == len(reported)
    for row in of_adams:
        if row["class"] in ("unstated", "arrears_inside"):
            assert not row["is_comparable"]
    missed = {
        (row["place"], row["period"])
        for row in of_adams
        if row["is_comparable"] and not row["is_met"]
    }
    assert missed == {
        ("Noord-Holland (province)", "2020-H2"),
        ("Doetinchem", "2022-H1"),
        ("Groningen", "2025-H1"),
    }
    [groningen] = [row for row in derived if row["place"] == "Groningen"]
    assert (groningen["value"], groningen["computed_value"]) == (36, 37)
    assert groningen["derivation"] == "240 - 204"


SAID_OF_ARREARS = {
    "inside": ("incl. arrears", "incl. achterstand"),
    "without": ("excl. arrears", "excl. achterstand"),
    "unstated": ("arrears: not stated", "achterstand: niet vermeld"),
}
"""How a remark says in English and Dutch whether arrears are inside."""


def contradicting(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The place and remark of figures of which the remark says something else than `arrears`."""
    return [
        (row["place"], row[column])
        for row in rows
        for arrears, words in SAID_OF_ARREARS.items()
        for column, said in zip(("remark", "remark_nl"), words, strict=True)
        if row["arrears"] not in (None, arrears) and said in (row[column] or "")
    ]


def test_a_remark_says_of_arrears_what_the_figure_does(
    tables: dict[str, list[dict[str, Any]]],
) -> None:
    reported = tables["reported_figure"]
    assert contradicting(reported) == []
    told = [row for row in reported if "incl. arrears" in (row["remark"] or "")]
    # A correction of the flag alone would leave the remark as it was.
    other = [{**row, "arrears": "unstated"} for row in told]
    assert len(contradicting(other)) == 2 * len(told) > 0


def test_what_is_comparable_stands_beside_the_computed_value(
    tables: dict[str, list[dict[str, Any]]],
) -> None:
    """No figure is compared in one table and left out of the other."""
    key = ("place", "period", "subject", "source_address")
    beside = {
        tuple(row[name] for name in key): row["computed_value"]
        for row in tables["reported_figure"]
        if row["compared_with"] == "housing_target"
    }
    used = {(r["rule"], r["period"]) for r in tables["rule"] if r["use"] == "used"}
    compared = {
        tuple(row[name] for name in key): row["computed_value"]
        for row in tables["evidence"]
        if (row["rule"], row["period"]) in used
        and row["is_comparable"]
        and row["subject"] == "housing_target_excl_arrears"
    }
    assert compared == beside


@pytest.mark.parametrize(
    ("precision", "value", "met", "missed"),
    [
        ("exact", 52, [52], [51, 53]),
        ("thousands", 352_000, [351_500, 351_833, 352_499], [351_499, 352_500]),
        ("about", 145, [143, 147], [142, 148]),
        ("about", 600, [550, 649], [549, 650]),
        ("rounded", 7, [7], [6, 8]),
        ("just_under", 400, [300, 399], [299, 400]),
        ("just_over", 50, [50, 99], [49, 100]),
        ("at_least", 246, [246, 900], [245]),
    ],
)
def test_a_figure_is_met_within_its_own_rounding(
    precision: str, value: int, met: list[int], missed: list[int]
) -> None:
    assert [meets(precision, value, computed) for computed in met] == [True] * len(met)
    assert [meets(precision, value, computed) for computed in missed] == [False] * len(missed)


def test_what_is_exact_or_in_thousands_says_its_rounding() -> None:
    assert rounding_of("exact", 352_000) == 1
    assert rounding_of("thousands", 352_500) == 1_000
    assert rounding_of("about", 0) == 1


@pytest.mark.parametrize(
    ("met_by", "words"),
    [
        ({"a": [True, True], "b": [True, False]}, {"a": "met", "b": "refuted"}),
        ({"a": [True, False], "b": [False, True]}, {"a": "partly_met", "b": "partly_met"}),
        ({"a": [False], "b": [False]}, {"a": "partly_met", "b": "partly_met"}),
    ],
)
def test_a_fit_is_what_the_figures_say(
    met_by: dict[str, list[bool]], words: dict[str, str]
) -> None:
    def rows(precision: str) -> list[dict[str, object]]:
        same = {"stream": "s", "period": "2020", "is_comparable": True, "precision": precision}
        return [{**same, "rule": r, "is_met": met} for r, each in met_by.items() for met in each]

    found = {rule: word for (_, rule, _), (_, word) in fits_of(rows("exact")).items()}
    assert found == words
    rounded = {word for _, word in fits_of(rows("about")).values()}
    assert "refuted" not in rounded, "a rounded figure refutes nothing"


@pytest.mark.parametrize(
    ("source", "old", "new", "kind"),
    [
        ("rule_period", b"housing_adams,2020,used", b"housing_adamz,2020,used", UNKNOWN_RULE),
        ("reported_term", b",Doetinchem,2021-12-31,", b",Doetinchem,2020-12-31,", NO_SUCH_FIGURE),
        # Of a list of twelve municipalities the six without arrears were once left out.
        (
            "reported_statement",
            b"GM0664,Goes,Goes,2020-12-31,",
            b"GM0664,Goes,Goes,2020-12-30,",
            NO_SUCH_FIGURE,
        ),
    ],
)
def test_what_names_nothing_stops_the_assembly(
    own_project: Project, tmp_path: Path, source: str, old: bytes, new: bytes, kind: object
) -> None:
    rewrite_source(own_project, old, new, f"funding/sources/{source}.csv")
    assert refusal(own_project, tmp_path / "build", "funding").kind is kind
