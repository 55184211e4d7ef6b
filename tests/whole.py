"""`python -m tests.whole`: the tests that only `make test-all` runs, and why.

They are marked `@pytest.mark.whole(reason="…")`, and `make test` leaves them out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

import pytest

Listed = tuple[str, str | None]
"""The address of a test, and the reason of its mark; None for a test without."""

COLLECTED = pytest.StashKey[Iterable[Listed]]()
"""Everything that was found, before any of it was left out."""


def first(number: int, cases: Iterable[object], reason: str) -> list[Any]:
    """The cases of a test, of which `make test` runs the first ones."""
    mark = pytest.mark.whole(reason=reason)
    return [case if n < number else _marked(case, mark) for n, case in enumerate(cases)]


def _marked(case: object, mark: pytest.MarkDecorator) -> Any:
    values = case if isinstance(case, tuple) else (case,)
    return pytest.param(*values, marks=[mark])


def reason_of(item: pytest.Item) -> str | None:
    mark = item.get_closest_marker("whole")
    return str(mark.kwargs.get("reason", "")).strip() if mark else None


def problems(listed: Iterable[Listed]) -> list[str]:
    """Marks without a reason, and files of which `make test` would run nothing."""
    tests = list(listed)
    kept = {file_of(test) for test, reason in tests if reason is None}
    return [
        *(f"{test}: no reason is given" for test, reason in tests if reason == ""),
        *(f"{file}: make test runs nothing of it" for file in _files(tests) if file not in kept),
    ]


def as_lines(listed: Iterable[Listed]) -> list[str]:
    """A line for each test and reason, with the number of cases."""
    cases = Counter((test.split("[")[0], reason) for test, reason in listed if reason is not None)
    return [f"{test} ({number}): {reason}" for (test, reason), number in cases.items()]


def file_of(test: str) -> str:
    return PurePath(test.split("::")[0]).as_posix()


def _files(tests: Iterable[Listed]) -> list[str]:
    return list(dict.fromkeys(file_of(test) for test, _ in tests))


class _Listing:
    """Prints what was found instead of running it."""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        print("\n".join(as_lines(session.config.stash[COLLECTED])))
        return True


def main() -> int:
    status = pytest.main(["-qq", "-n", "0", "--no-summary"], plugins=[_Listing()])
    return 0 if status is pytest.ExitCode.NO_TESTS_COLLECTED else int(status)


if __name__ == "__main__":
    from tests import whole  # the module that conftest.py has, not this second one

    raise SystemExit(whole.main())
