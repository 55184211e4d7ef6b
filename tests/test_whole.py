"""What `make test` leaves out has a reason, and something of every file is run."""

from __future__ import annotations

import pytest

from tests.whole import COLLECTED, as_lines, problems


def test_every_test_that_is_left_out_has_a_reason_and_no_file_is_left_out(
    pytestconfig: pytest.Config,
) -> None:
    assert problems(pytestconfig.stash[COLLECTED]) == []


def test_a_mark_without_a_reason_and_a_file_without_a_test_are_told() -> None:
    listed = (("a.py::one[x]", None), ("a.py::two", ""), ("b.py::three", "It takes a minute."))
    assert problems(listed) == [
        "a.py::two: no reason is given",
        "b.py: make test runs nothing of it",
    ]


def test_cases_of_one_test_are_listed_together() -> None:
    listed = (("a.py::one[x]", "Slow."), ("a.py::one[y]", "Slow."), ("a.py::two", None))
    assert as_lines(listed) == ["a.py::one (2): Slow."]
