"""JSON for machines: the whole result, every failing row included."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, ValidationResult

_AT_A_TIME = 1_000
# No text holds these: inside one, a quotation mark has a backslash before it.
_NO_CHECKS = '"checks": []'
_NO_FAILURES = '"failures": []'


def as_json(result: ValidationResult, _checked: Path) -> Iterator[str]:
    """The document of a release's validation.json, where it stood left out, in pieces.

    A failing row takes a line of its own; there may be more of them than fit in memory.
    """
    whole = {**result.summary(), "checks": []}
    before, after = json.dumps(whole, indent=2, ensure_ascii=False).split(_NO_CHECKS)
    yield before + '"checks": ['
    for number, check in enumerate(result.checks):
        yield ",\n" if number else "\n"
        yield from _check(check)
    yield ("\n  ]" if result.checks else "]") + after


def _check(check: CheckResult) -> Iterator[str]:
    text = json.dumps(replace(check, failures=()).to_dict(), indent=2, ensure_ascii=False)
    text = "    " + text.replace("\n", "\n    ")
    if not check.failures:
        yield text
        return
    before, after = text.split(_NO_FAILURES)
    yield before + '"failures": [\n'
    yield from _lines(check.failures)
    yield "\n      ]" + after


def _lines(failures: Iterable[Failure]) -> Iterator[str]:
    rest = iter(failures)
    separator = ""
    while some := list(islice(rest, _AT_A_TIME)):
        lines = (f"        {json.dumps(vars(each), ensure_ascii=False)}" for each in some)
        yield separator + ",\n".join(lines)
        separator = ",\n"
