"""Errors of indicators: their declaration, and what is counted."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, NOT_DONE, USAGE, ErrorKind

INDICATORS_BROKEN = ErrorKind(
    "indicators-broken",
    NOT_DONE,
    "{path}: indicator '{indicator}': {problem}",
    "Correct it there; the words of a declaration are explained at the top of that file.",
)
MUNICIPALITY_SPLIT = ErrorKind(
    "municipality-split",
    DATA_WRONG,
    "{count} trajectories are of {municipality}, which was split before {day}",
    "A person cannot be divided: ask who delivered them where each lived after the split.",
)
MUNICIPALITY_STRANGE = ErrorKind(
    "municipality-strange",
    DATA_WRONG,
    "{codes} did not exist on {day} and have no successor then",
    "Correct the municipality in the delivery, or choose another day for --boundaries.",
)
COUNTED_TWICE = ErrorKind(
    "counted-twice",
    DATA_WRONG,
    "{municipality} delivered trajectories and also a count of {indicators} in {period}",
    "Keep one of the two: withdraw the count, or deliver it for other years only.",
)
COUNT_UNKNOWN = ErrorKind(
    "count-unknown",
    DATA_WRONG,
    "a count was delivered of {problem}",
    "Declared in indicators.yaml are: {known}.",
)
NOTHING_DELIVERED = ErrorKind(
    "nothing-delivered",
    NOT_DONE,
    "{path}: there is no delivery that counts up to {day}",
    "Take one in with `opendata intake`, or name another --store or --as-of.",
)
OUTPUT_IN_STORE = ErrorKind(
    "output-in-store",
    USAGE,
    "{path} lies inside the store",
    "Choose an --output outside it: what is protected is meant to leave, the store is not.",
)
