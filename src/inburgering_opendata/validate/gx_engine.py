"""Run the list of checks with Great Expectations itself.

Importing this module costs seconds; it is imported only where a table is really checked.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

# Great Expectations makes millions of small objects while it is imported, and collecting garbage
# among them costs a tenth of the time; none of it is garbage.
gc.disable()
import great_expectations as gx  # noqa: E402
from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: E402
from great_expectations.datasource.fluent.interfaces import Batch  # noqa: E402
from great_expectations.expectations.expectation import Expectation  # noqa: E402
from great_expectations.expectations.registry import get_expectation_impl  # noqa: E402

gc.freeze()
gc.enable()

from inburgering_opendata.validate.checks import Check  # noqa: E402
from inburgering_opendata.validate.describing import Judgement, judge_native  # noqa: E402
from inburgering_opendata.validate.expectations import reference_tables  # noqa: E402
from inburgering_opendata.validate.frames import to_frame  # noqa: E402
from inburgering_opendata.validate.result import CheckResult, Failure, Outcome  # noqa: E402
from inburgering_opendata.validate.workspace import TableFile  # noqa: E402

# It logs what it drops and what it catches; both end up in our results instead.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)


class GxEngine:
    """One Great Expectations context, which writes no files and shows no progress bars."""

    def __init__(self) -> None:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("opendata").add_dataframe_asset("table")
        self._batches = asset.add_batch_definition_whole_dataframe("whole")

    def run(
        self, file: TableFile, checks: Sequence[Check], references: Mapping[str, pa.Table]
    ) -> list[CheckResult]:
        """The result of each of `checks` on the table of `file`, in the same order."""
        assert file.reading is not None
        frame = to_frame(file.reading, file.schema)
        batch = self._batches.get_batch({"dataframe": frame})
        expectations: dict[str, Expectation] = {}
        results: dict[str, CheckResult] = {}
        for check in checks:
            try:
                implementation = get_expectation_impl(check.type)
                expectations[check.id] = implementation(**check.kwargs, meta={"id": check.id})
            except Exception as error:  # any fault in a suite must show, never be dropped
                problem = f"the expectation cannot be loaded: {_one_line(error)}"
                results[check.id] = _not_checked(file, check, problem)
        with reference_tables(references):
            # Whether a check holds is cheap to know; every failing row is asked for only then.
            verdicts = _validate(batch, expectations.values(), "BOOLEAN_ONLY")
            failing = [e for id, e in expectations.items() if not verdicts[id].success]
            details = _validate(batch, failing, "COMPLETE") if failing else {}
        for check in checks:
            if check.id in expectations:
                answer = details.get(check.id, verdicts[check.id])
                results[check.id] = _result(file, check, answer)
        return [results[check.id] for check in checks]


def _validate(
    batch: Batch, expectations: Iterable[Expectation], result_format: str
) -> dict[str, Any]:
    """The answers of Great Expectations, by id of the check."""
    asked = list(expectations)
    suite = gx.ExpectationSuite(name="checks", expectations=asked)
    answers: list[Any] = list(
        batch.validate(suite, result_format={"result_format": result_format}).results
    )
    by_id = {answer.expectation_config.meta["id"]: answer for answer in answers}
    if len(by_id) != len(asked):
        missing = {str((expectation.meta or {}).get("id")) for expectation in asked} - set(by_id)
        raise RuntimeError(f"Great Expectations gave no answer to {sorted(missing)}")
    return by_id


def _result(file: TableFile, check: Check, answer: Any) -> CheckResult:
    if problem := _exception_message(answer.exception_info):
        return _not_checked(file, check, problem)
    details = answer.result.get("details", {})
    if "breaches" in details:
        judgement = Judgement(
            details["expected"], details["observed"], details["difference"], details["breaches"]
        )
    else:
        judgement = judge_native(check, answer.result, answer.success, file)
    failures = tuple(_failure(file, breach) for breach in judgement.breaches)
    if answer.success:
        outcome = Outcome.PASSED
    else:
        outcome = Outcome.WARNING if check.severity == "warning" else Outcome.FAILED
    return CheckResult(
        file.package,
        file.name,
        check.id,
        check.type,
        outcome,
        check.reason,
        judgement.expected,
        judgement.observed,
        judgement.difference,
        len(failures),
        failures,
        None if answer.success else f"Correct the source of {file.name} and assemble it again.",
    )


def _failure(file: TableFile, breach: Mapping[str, Any]) -> Failure:
    row = breach["row"]
    key = dict(breach["key"])
    line = None
    if row is not None:
        assert file.reading is not None and file.table is not None
        line = file.line_numbers[row]
        for name in file.schema.primary_key:
            if name in file.table.column_names:
                value = file.table.column(name)[row].as_py()
                key[name] = "(empty)" if value is None else str(value)
    return Failure(key, breach["expected"], breach["observed"], breach["difference"], line)


def _not_checked(file: TableFile, check: Check, problem: str) -> CheckResult:
    return CheckResult(
        file.package,
        file.name,
        check.id,
        check.type,
        Outcome.ERROR,
        check.reason,
        "the check can be made",
        f"it could not: {problem}",
        hint="Look first at the other results of this table and of the tables it refers to.",
    )


def _exception_message(info: Mapping[str, Any] | None) -> str | None:
    """The message of an exception that Great Expectations caught, in either of its two shapes."""
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
