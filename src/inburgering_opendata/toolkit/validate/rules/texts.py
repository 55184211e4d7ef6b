"""The rule about what text is made of."""

from __future__ import annotations

from inburgering_opendata.toolkit.describe.table_schema import TEXT_CHECK
from inburgering_opendata.toolkit.ground.texts import fault_of
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import Text
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, summed_up
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill


@rule(TEXT_CHECK)
def values_are_text(table: Columns, column: Text) -> Finding:
    """Every value of `column` can be read as it stands.

    It is not only spaces; no sign of it was lost, is read in another encoding than it was written
    in, or cannot be seen; and it is in the form NFC. A schema implies it of each field of text.
    """
    breaches = Spill(
        Breach(f"text, but {fault}", _shown(text), row=row, column=column)
        for row, text in table.unsure_texts(column)
        if (fault := fault_of(text))
    )
    return summed_up(
        f"every {column} is text that can be read as it stands",
        f"{len(breaches)} rows are not",
        breaches,
    )


def _shown(text: str) -> str:
    return text if text.strip() else f"'{text}'"
