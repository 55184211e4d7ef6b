"""What Great Expectations is given to compare with."""

from __future__ import annotations

from great_expectations.core.id_dict import IDDict

from inburgering_opendata.toolkit.validate.engines.gx_frames import ExactNumber


def test_bounds_that_are_one_as_floats_are_not_one_to_great_expectations() -> None:
    # It names a metric by its arguments, and works out once what has one name.
    names = {
        IDDict({"column": "rate", "min_value": ExactNumber(bound)}).to_id()
        for bound in ("0.1", "0.1000000000000000000001")
    }
    assert len(names) == 2
