"""What is declared wrongly is named; what is declared rightly is the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from inburgering_opendata.outcomes.indicators.declaration import FILE, parse_indicators
from inburgering_opendata.outcomes.indicators.errors import INDICATORS_BROKEN
from inburgering_opendata.toolkit.ground.errors import OpendataError
from tests.indicators.made_up import INDICATORS, PROJECT
from tests.whole import first

DECLARED = (PROJECT.packages / FILE).read_bytes()
Change = Callable[[dict[str, Any]], object]


def declaration(change: Change, id: str = "pip_on_time") -> bytes:
    raw = yaml.safe_load(DECLARED)
    change(next(each for each in raw["indicators"] if each["id"] == id))
    return yaml.safe_dump(raw).encode()


@pytest.mark.parametrize(
    ("change", "words"),
    first(
        2,
        [
            (lambda i: i.update(kind="number"), "pip_on_time.kind' is 'number'; one of count, sum"),
            (lambda i: i.update(titel_nl="x"), "titel_nl', which is 'x'; did you mean 'title_nl'?"),
            (lambda i: i.update(title_nl=""), "title_nl"),
            (lambda i: i.pop("source"), "'indicators.pip_on_time.source' is missing"),
            (
                lambda i: i.update(where={"before": "pip_on"}),
                "'indicators.pip_on_time.where.before'",
            ),
            (
                lambda i: i.update(where={"within": {"day": "pip_on", "fortnights": 5}}),
                "fortnights",
            ),
            (
                lambda i: i.update(days_from={"asiel": "none", "gezin_overig": "none"}),
                "which event",
            ),
            (lambda i: i.update(days_from={"asiel": "housed"}), "gezin_overig"),
            (lambda i: i.update(breakdowns=[["age"]]), "age"),
            (lambda i: i.update(numerator="obliged"), "numerator"),
            (lambda i: i.update(id="pip_late"), "same id"),
            (lambda i: i.update(municipality="last"), "counts elsewhere"),
            (lambda i: i.update(parts=["nothing"]), "nothing"),
            (lambda i: i.update(kept="nothing"), "nothing"),
        ],
        "Another property is wrong in the same way.",
    ),
)
def test_a_mistake_is_named_with_the_indicator(change: Change, words: str) -> None:
    with pytest.raises(OpendataError) as caught:
        parse_indicators(Path("indicators.yaml"), declaration(change))
    assert caught.value.kind is INDICATORS_BROKEN
    assert words in caught.value.message


def test_every_indicator_of_the_agreements_is_declared() -> None:
    named = {
        *("obliged", "intake_started", "intake_finished", "pip_on_time", "route_chosen"),
        *("route_switched", "progress_talks", "interpreter_hours", "fulfilled", "dispensed"),
        *("extensions", "fines", "elip_left", "completed", "money_per_person"),
        *("with_paid_work_rate", "with_assistance_rate", "lesson_hours", "participation_hours"),
        *("self_reliance_hours_reached", "level_a2", "level_b1", "education_completed"),
        *("preparation_completed", "exam_ona_pass_rate", "ondertussengroep_left"),
        *(f"exam_{part}_pass_rate" for part in ("knm", "le", "lu", "sc", "sp")),
    }
    assert named <= {each.id for each in INDICATORS.all}


def test_a_rate_is_broken_down_as_both_its_parts_are() -> None:
    rate = INDICATORS["fulfilled_rate"]
    assert set(rate.breakdowns) == {("target_group",), ("legal_regime",), ("route",)}


def test_where_days_count_there_is_an_event_and_an_article_for_each_target_group() -> None:
    for id in ("pip_on_time", "fulfilled_in_term", "route_switched", "obliged"):
        indicator = INDICATORS[id]
        assert "none" not in indicator.days_from.values()
        assert set(indicator.article) == {"asiel", "gezin_overig"}
