"""A benchmark that is run in pieces reads as one table."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.measure import Case, Comparison, Measurement, Run
from tests.benchmarks.results import merged, read_results, write_results


def measured(name: str, seconds: float) -> Comparison:
    case = Case(name, [], "peer", [], aim=1.5, seconds=0.5, later=1, peak_mb=1024)
    return Comparison(case, Measurement([Run(seconds, 100.0)]), Measurement([Run(1.0, 50.0)]))


def test_a_case_that_is_measured_again_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    comparisons = read_results(path)
    for name, seconds in (("one", 3.0), ("two", 2.0), ("one", 0.4)):
        comparisons = merged(comparisons, measured(name, seconds))
        write_results(path, comparisons)
    assert read_results(path) == [measured("one", 0.4), measured("two", 2.0)]


def test_every_aim_is_judged_by_itself() -> None:
    assert measured("one", 0.4).met
    slow = measured("one", 1.9)
    assert slow.aims == {"≤ 1.5": False, "≤ 0.5 s": False, "≤ 1 s more": True, "≤ 1,024 MB": True}
    assert not slow.met
