"""What would identify a person may stand in no table of them."""

from __future__ import annotations

from inburgering_opendata.outcomes.spelling import PERHAPS, identifies
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import Text
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, summed_up
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill


@rule("expect_values_to_identify_nobody")
def values_identify_nobody(table: Columns, column: Text) -> Finding:
    """No value of `column` looks like a citizen service number or an e-mail address."""
    breaches = Spill(
        Breach("no citizen service number or e-mail address", "one (withheld)", row=row)
        for row, text in table.matching(column, PERHAPS)
        if identifies(text)
    )
    return summed_up(
        f"no {column} looks like a citizen service number or an e-mail address",
        f"{len(breaches)} rows do",
        breaches,
    )
