"""Expectations of single values: their type and their bounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from great_expectations.compatibility.pydantic import StrictInt
from great_expectations.core.types import Comparable
from great_expectations.expectations.core.expect_column_values_to_be_between import (
    ExpectColumnValuesToBeBetween as _Between,
)

from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import (
    BatchExpectationOfOurs,
    columns_of,
)
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding


class ExpectColumnValuesToBeBetween(_Between):
    """Great Expectations' own, with exact bounds left exact: it makes floats of them, for which
    2^53 and 2^53 + 1 are the same, and 0.1 is more than a tenth.
    """

    min_value: StrictInt | Decimal | Comparable | None = None  # type: ignore[assignment]
    max_value: StrictInt | Decimal | Comparable | None = None  # type: ignore[assignment]


class ExpectColumnValuesToBeOfFieldType(BatchExpectationOfOurs):
    """Every value of `column` is a value of the Table Schema type `field_type`.

    The reader has kept a value that it could not read as the text it found.
    """

    column: str
    field_type: str
    success_keys: ClassVar[tuple[str, ...]] = ("column", "field_type")

    def judge(self, batch: Any) -> Finding:
        expected = f"every {self.column} is a {self.field_type}"
        breaches = tuple(
            Breach(expected, text, row=row)
            for row, text in columns_of(batch).misread(self.column, self.field_type)
        )
        return Finding(expected, f"{len(breaches)} rows not" if breaches else "it is so", breaches)
