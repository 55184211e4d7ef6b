"""What Great Expectations lacks for this field, as custom expectations, and one of its own mended.

Importing this package registers them all.
"""

from inburgering_opendata.toolkit.validate.engines.gx_expectations import (
    apportionment,
    identity,
    municipalities,
    presence,
    rates,
    references,
    spells,
    sums,
    terms,
    values,
)

__all__ = [
    "apportionment",
    "identity",
    "municipalities",
    "presence",
    "rates",
    "references",
    "spells",
    "sums",
    "terms",
    "values",
]
