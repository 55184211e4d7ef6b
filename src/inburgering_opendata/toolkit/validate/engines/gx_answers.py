"""Ask Great Expectations, and take nothing it answers for granted.

It drops what it does not know, catches what goes wrong, and reports both in several shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import great_expectations as gx
from great_expectations.expectations.registry import get_expectation_impl

from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.describing import in_words, rows_finding, table_finding
from inburgering_opendata.toolkit.validate.engines import (  # noqa: F401  (they register themselves)
    gx_pairs,
    gx_values,
)
from inburgering_opendata.toolkit.validate.engines.gx_configuration import configured_once
from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import expectation_of
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding
from inburgering_opendata.toolkit.validate.vocabulary import LET_BE

WHETHER = {"result_format": "BOOLEAN_ONLY"}

RowsOf = Callable[[Check, Sequence[Any]], list[tuple[int, str]]]
"""From what Great Expectations names a failing row by, to its number and what it holds."""


def ask(
    batch: Any,
    checks: Sequence[Check],
    which_rows: Mapping[str, Any],
    rows_of: RowsOf,
    end_of_text: str,
) -> dict[str, Finding | str]:
    """What Great Expectations finds in `batch`, or why it could not, by id of the check.

    Args:
        which_rows: the result format in which it names every failing row.
        end_of_text: how the patterns of the engine at work say "here the text ends".

    Raises:
        RuntimeError: it gave no answer to something it was asked.
    """
    findings: dict[str, Finding | str] = {}
    asked: dict[str, Any] = {}
    for check in checks:
        try:
            implementation = _implementation(check)
            arguments = _arguments(check, end_of_text)
            asked[check.id] = implementation(**arguments, meta={"id": check.id})
        except Exception as error:  # any fault in a suite must show, never be dropped
            findings[check.id] = f"the expectation cannot be loaded: {_one_line(error)}"
    # Whether a check holds is cheap to know; every failing row is asked for only then.
    verdicts = _validate(batch, asked, WHETHER)
    failing = {id: asked[id] for id in asked if _has_more_to_say(verdicts[id])}
    answers = verdicts | _validate(batch, failing, which_rows)
    by_id = {check.id: check for check in checks}
    return findings | {id: _finding(by_id[id], answers[id], rows_of) for id in asked}


def _implementation(check: Check) -> Any:
    if check.rule is not None and check.rule.judge is not None:
        return expectation_of(check.rule)
    return get_expectation_impl(check.type)


def _arguments(check: Check, end_of_text: str) -> dict[str, Any]:
    """The arguments of `check` as Great Expectations must be given them to mean the same.

    In the patterns of Python and Java `$` also matches before a line feed at the end, so that a
    code with a line feed behind it would pass. A comparison of two columns fails as a whole on an
    empty value, unless told otherwise.
    """
    arguments = dict(check.kwargs)
    pattern = str(arguments.get("regex", ""))
    is_own = check.rule is not None and check.rule.judge is not None
    if not is_own and pattern.endswith("$") and not pattern.endswith(r"\$"):
        arguments["regex"] = pattern[:-1] + end_of_text
    if check.type == "expect_column_pair_values_a_to_be_greater_than_b":
        arguments["ignore_row_if"] = LET_BE
    return arguments


def _validate(
    batch: Any, asked: Mapping[str, Any], result_format: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers of Great Expectations, by id of the check."""
    if not asked:
        return {}
    suite = gx.ExpectationSuite(name="checks", expectations=list(asked.values()))
    with configured_once():
        answers = batch.validate(suite, result_format=dict(result_format)).results
    by_id = {answer.expectation_config.meta["id"]: answer for answer in answers}
    if missing := sorted(set(asked) - set(by_id)):
        raise RuntimeError(f"Great Expectations gave no answer to {missing}")
    return by_id


def _has_more_to_say(answer: Any) -> bool:
    return not (answer.success or _problem(answer) or "details" in answer.result)


def _finding(check: Check, answer: Any, rows_of: RowsOf) -> Finding | str:
    if problem := _problem(answer):
        return problem
    details = answer.result.get("details", {})
    if "breaches" in details:
        breaches = tuple(Breach(**breach) for breach in details["breaches"])
        return Finding(details["expected"], details["observed"], breaches, details["difference"])
    if answer.success:
        return rows_finding(check)
    if "unexpected_index_list" not in answer.result:
        observed = answer.result.get("observed_value")
        words = in_words(observed) if isinstance(observed, list) else str(observed)
        return table_finding(check, False, words)
    found = rows_of(check, answer.result["unexpected_index_list"] or ())
    if len(found) != (count := answer.result["unexpected_count"]):
        return f"Great Expectations counts {count} rows and names {len(found)}"
    return rows_finding(check, found)


def _problem(answer: Any) -> str | None:
    """The message of an exception that Great Expectations caught, in either of its two shapes."""
    info = answer.exception_info
    if not info:
        return None
    nested = info if "raised_exception" not in info else {"": info}
    for part in nested.values():
        if isinstance(part, Mapping) and part.get("raised_exception"):
            return _one_line(part.get("exception_message") or "unknown problem")
    return None


def _one_line(problem: object) -> str:
    text = " ".join(str(problem).split())
    return text[:300] if text else type(problem).__name__
