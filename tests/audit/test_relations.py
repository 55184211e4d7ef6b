"""What the audit derives from the declarations holds for persons, and misses nothing said."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from inburgering_opendata.outcomes.audit.implications import Term, excludes, implies, term_of
from inburgering_opendata.outcomes.audit.relations import Relations, relations_of
from inburgering_opendata.outcomes.counting.canonical import meaning_of
from inburgering_opendata.outcomes.indicators.conditions import parse_condition
from inburgering_opendata.toolkit.ground.project import Project
from tests.audit.made_up import RELATIONS, country_wide
from tests.indicators.made_up import INDICATORS

PASSED, TAKEN = ["Geslaagd"], ["Gezakt", "Geslaagd"]


def term(raw: Any) -> Term:
    return term_of(parse_condition(raw), {"asiel": "pip", "gezin_overig": "pip"})


@pytest.mark.parametrize(
    ("first", "second", "is_so"),
    [
        (
            {"one_of": {"exam_knm": PASSED}},
            {"one_of": {"exam_knm": TAKEN}},
            True,
        ),
        (
            {"one_of": {"exam_knm": TAKEN}},
            {"one_of": {"exam_knm": PASSED}},
            False,
        ),
        ({"one_of": {"exam_knm": PASSED}}, {"one_of": {"exam_sp": PASSED}}, False),
        ({"one_of": {"exam_knm": PASSED}}, {"given": "exam_knm"}, True),
        ({"at_least": {"fines": 2}}, {"at_least": {"fines": 1}}, True),
        ({"at_least": {"fines": 1}}, {"at_least": {"fines": 2}}, False),
        ({"within": {"day": "ended_on", "weeks": 10}}, {"given": "ended_on"}, True),
        (
            {"within": {"day": "ended_on", "weeks": 10}},
            {"within": {"day": "ended_on", "months": 3}},
            True,
        ),
        (
            {"within": {"day": "ended_on", "weeks": 10}},
            {"within": {"day": "ended_on", "months": 2}},
            False,
        ),
        ({"passed": {"years": 3}}, {"passed": {"weeks": 10}}, True),
        ({"passed": {"weeks": 10}}, {"passed": {"years": 3}}, False),
        ({"passed": {"years": 3}}, {"given": "pip_on"}, True),
        ({"given": "pip_on"}, {"any": [{"given": "pip_on"}, {"passed": {"weeks": 10}}]}, True),
        ({"any": [{"given": "pip_on"}, {"passed": {"weeks": 10}}]}, {"given": "pip_on"}, True),
        ({"any": [{"given": "pip_on"}, {"given": "ended_on"}]}, {"given": "pip_on"}, False),
        ({"missing": "ended_on"}, {"not": {"one_of": {"end_reason": ["Overlijden"]}}}, False),
        ({"not": {"given": "route"}}, {"not": {"one_of": {"route": ["B"]}}}, True),
        ({"one_of": {"route": ["B"]}}, {"not": {"one_of": {"route": ["Z"]}}}, True),
        ([{"given": "ended_on"}, {"given": "pip_on"}], {"given": "pip_on"}, True),
        ({"given": "pip_on"}, [{"given": "ended_on"}, {"given": "pip_on"}], False),
    ],
)
def test_one_condition_implies_another(first: Any, second: Any, is_so: bool) -> None:
    assert implies(term(first), term(second)) is is_so


def test_conditions_that_nobody_can_meet_together_exclude_each_other() -> None:
    nowhere = term({"missing": "route"})
    assert excludes(term({"one_of": {"route": ["B"]}}), nowhere)
    assert excludes(nowhere, term({"one_of": {"route": ["B"]}}))
    assert excludes(term({"one_of": {"route": ["B"]}}), term({"one_of": {"route": ["Z"]}}))
    assert not excludes(nowhere, term({"given": "pip_on"}))


def pairs(relations: Relations) -> set[tuple[str, str]]:
    names = relations.names
    return {(names[each.part], names[each.whole]) for each in relations.residuals}


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("fulfilled_in_term", "fulfilled"),
        ("fulfilled_in_term", "term_over"),
        ("intake_finished", "intake_started"),
        ("intake_finished asiel", "obliged asiel"),
        ("exam_knm_passed", "exam_knm_taken"),
        ("pip_on_time", "pip_due"),
        ("term_over", "pip_due"),
        ("route_switched", "pip_due"),
        ("route_chosen", "obliged WI2021"),
        ("fined", "obliged"),
        ("fined", "fines"),
        ("extended Z", "extensions Z"),
        ("elip_left", "ondertussengroep_left"),
        ("exempted_temporarily", "still_obliged"),
    ],
)
def test_a_part_of_something_is_known_to_be_one(part: str, whole: str) -> None:
    assert (part, whole) in pairs(RELATIONS)


def test_cells_of_the_same_persons_are_one_variable_and_impossible_ones_none() -> None:
    of = RELATIONS.variable_of
    same = [
        (("obliged", "total", "total", "B"), ("route_chosen", "total", "total", "B")),
        (
            ("map_completed", "total", "total", "total"),
            ("map_completed", "total", "WI2021", "total"),
        ),
    ]
    for one, other in same:
        assert of[one] == of[other]
    assert of["obliged", "total", "total", "total"] != of["obliged", "total", "WI2021", "total"]
    assert ("route_chosen", "total", "total", "none") not in of
    assert ("elip_left", "total", "total", "B") not in of, "the route is of another act"


def test_every_relation_holds_for_the_true_counts_of_a_country() -> None:
    published, truth = country_wide()
    known = truth >= 0
    nation = set(published.nations.tolist())
    tried = 0
    for each in RELATIONS.sums:
        columns = [c for c in range(truth.shape[1]) if not each.only_nation or c in nation]
        variables = [each.whole, *each.parts]
        there = known[variables][:, columns].all(axis=0)
        if there.any():
            chosen = truth[:, np.array(columns)[there]]
            assert (chosen[each.whole] == chosen[list(each.parts)].sum(axis=0)).all(), each
            tried += 1
    assert tried > 500
    assert (truth[known] >= 0).all(), "nobody of a part is not of its whole"


def test_what_the_audit_says_of_a_regime_is_a_rule_of_deliveries(project: Project) -> None:
    suite = json.loads((project.expectations / "trajectory.json").read_text(encoding="utf-8"))
    ruled = {
        rule["kwargs"]["column"]: tuple(rule["kwargs"]["condition_values"])
        for rule in suite["expectations"]
        if rule["type"] == "expect_values_to_be_given_where"
        and rule["kwargs"]["condition_column"] == "legal_regime"
    }
    assert dict(INDICATORS.only_in) == ruled


def test_counts_that_were_delivered_are_the_same_where_the_audit_says_so() -> None:
    """The key of a count is drawn by a reading of the declarations of its own."""
    counts = {each.id for each in INDICATORS.of_kind("count")}
    cells = [cell for cell in RELATIONS.variable_of if cell[0] in counts]
    meanings = {cell: meaning_of(cell, INDICATORS) for cell in cells}
    by_variable: dict[int, set[str]] = {}
    for cell in cells:
        by_variable.setdefault(RELATIONS.variable_of[cell], set()).add(str(meanings[cell]))
    assert not [texts for texts in by_variable.values() if len(texts) > 1]


def test_breakdowns_by_two_dimensions_add_up_to_those_by_one() -> None:
    both = ("target_group", "route")
    wider = replace(
        INDICATORS,
        all=tuple(
            replace(each, breakdowns=(*each.breakdowns, both)) if each.id == "obliged" else each
            for each in INDICATORS.all
        ),
    )
    relations = relations_of(wider)
    of = relations.variable_of
    whole = of["obliged", "asiel", "total", "total"]
    parts = tuple(of["obliged", "asiel", "total", route] for route in ("none", "B", "O", "Z"))
    assert (whole, parts) in {(each.whole, each.parts) for each in relations.sums}
