"""The rule that a municipality was there on the day that a row speaks of."""

from __future__ import annotations

from datetime import date

from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, summed_up
from inburgering_opendata.toolkit.validate.spill import Spill


def municipalities_exist(
    table: Columns, column: str, day_column: str, register: Columns
) -> Finding:
    """The municipality in `column` existed on the day in `day_column`.

    A code that the register does not have at all is a question of its own, as is an empty cell.

    Args:
        table: `column` (CBS codes), `day_column`.
        register: code, valid_from, valid_to (empty: always, or still).
    """
    lives = {
        code: (start or date.min, end or date.max)
        for code, start, end in register.rows("code", "valid_from", "valid_to")
    }
    breaches: Spill[Breach] = Spill()
    for row, (code, day) in table.given([column, day_column]):
        if code not in lives:
            continue
        first, last = lives[code]
        if day < first:
            breaches.append(Breach(f"on {day} another, as {code} began on {first}", code, row=row))
        elif day > last:
            breaches.append(Breach(f"on {day} another, as {code} ended on {last}", code, row=row))
    return summed_up(
        f"each {column} existed on its {day_column}", f"{len(breaches)} rows not", breaches
    )
