"""The expectation that values identify nobody."""

from __future__ import annotations

from typing import ClassVar

from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import FieldExpectation


class ExpectValuesToIdentifyNobody(FieldExpectation):
    """No value of `column` looks like a citizen service number (nine digits that pass the
    eleven-test) or an e-mail address.
    """

    column: str
    success_keys: ClassVar[tuple[str, ...]] = ("column",)
