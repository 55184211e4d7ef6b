"""How many examples of hypothesis a test tries: all, or the share for a run between two edits."""

from __future__ import annotations

from hypothesis import settings

ALL, FEW = "all", "few"
SHARE = 10

# The same examples at every run: a red test must be red for everybody. Of few there are a tenth,
# as most of what breaks breaks many of them; `make test-all` tries all.
settings.register_profile(ALL, derandomize=True, deadline=None)
settings.register_profile(FEW, settings.get_profile(ALL), max_examples=100 // SHARE)


def examples(number: int) -> int:
    """`number` where everything is tried, else its share; for tests that name their own number."""
    few = settings.get_current_profile_name() == FEW
    return max(number // SHARE, 1) if few else number
