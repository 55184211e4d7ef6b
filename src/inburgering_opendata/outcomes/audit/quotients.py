"""Shares and means: one that is not divided from published figures tells of others."""

from __future__ import annotations

import math
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from inburgering_opendata.outcomes.indicators.declaration import (
    COUNTED,
    QUOTIENTS,
    Indicator,
    Indicators,
)

# A quotient is rounded to a step that is no larger than its noise, so by at most half of that.
# Whoever is not told a numerator or a denominator must not be told their quotient either.
_STRANGE = """
with divided as (
    select q.indicator || ', ' || q.area || ', ' || q.period as figure, q.value, b.value as bottom,
        d.finest, d.most, d.factor * n.value / nullif(b.value, 0) as quotient,
        sqrt($variance * (d.noise * d.noise + quotient * quotient)) / nullif(b.value, 0) as spread
    from shown q
    join quotient d on d.id = q.indicator
    left join shown n on n.indicator = d.numerator and {numerator}
    left join shown b on b.indicator = d.denominator and {denominator}
    where q.value is not null
)
select figure from divided
where not coalesce(
    bottom >= $least_denominator
        and abs(value - least(quotient, most)) <= greatest(finest, spread) / 2 + 0.005,
    false
)
order by figure
"""
_KEYS = ("publication", "area", "period", "target_group", "legal_regime", "route")


def strange_quotients(
    tables: Sequence[pa.Table],
    indicators: Indicators,
    *,
    variance: float,
    least_denominator: int,
) -> tuple[str, ...]:
    """The shares and means, in words, that do not follow from two published figures.

    Args:
        tables: observation, as it is published.
        variance: that of the noise of a count.
        least_denominator: a published denominator below it may not be divided by.
    """
    rows = [_row(each, indicators) for each in indicators.of_kind(*QUOTIENTS)]
    if not rows:
        return ()
    columns = ["indicator", *_KEYS, "value", "disclosure"]
    numerator, denominator = (
        f"({', '.join(f'{name}.{key}' for key in _KEYS)}) = ({', '.join(f'q.{k}' for k in _KEYS)})"
        for name in ("n", "b")
    )
    with duckdb.connect() as connection:
        connection.register("given", pa.concat_tables([t.select(columns) for t in tables]))
        connection.register("quotient", pa.Table.from_pylist(rows))
        # A figure that was public already, such as a share published by CBS, takes no part.
        connection.execute(
            "create temp table shown as select * replace (value::double as value) from given "
            "where disclosure <> 'exempt_public'"
        )
        found = connection.execute(
            _STRANGE.format(numerator=numerator, denominator=denominator),
            {"variance": variance, "least_denominator": least_denominator},
        ).fetchall()
    return tuple(figure for (figure,) in found)


def _row(quotient: Indicator, indicators: Indicators) -> dict[str, object]:
    numerator = indicators[str(quotient.numerator)]
    is_rate = quotient.kind == "rate"
    factor = 100.0 if is_rate else 1.0
    return {
        "id": quotient.id,
        "numerator": quotient.numerator,
        "denominator": quotient.denominator,
        "factor": factor,
        "most": 100.0 if is_rate else math.inf,
        "finest": 0.1 if is_rate else 0.01,
        # An amount of money has no noise.
        "noise": factor * numerator.noise_unit if numerator.kind in COUNTED else 0.0,
    }
