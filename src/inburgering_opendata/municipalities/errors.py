"""Errors of carrying a table to other boundaries, and of naming a municipality."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, NOT_DONE, USAGE, ErrorKind

BOUNDARIES_TOO_EARLY = ErrorKind(
    "boundaries-too-early",
    USAGE,
    "table '{table}' cannot be given on the boundaries of {day}: its rows are of {first} or later",
    "Choose a day at or after {first}; a table can only be carried forward.",
)
BOUNDARIES_UNKNOWN = ErrorKind(
    "boundaries-unknown",
    USAGE,
    "boundaries of {day}: that day is yet to come, and so may be reorganisations",
    "Choose a day up to today.",
)
NOT_A_MUNICIPALITY = ErrorKind(
    "not-a-municipality",
    DATA_WRONG,
    "table '{table}': these did not exist on the date of their row: {codes}",
    "Correct the code or the date; the table municipality has the days of each.",
)
SPLIT_WITHOUT_KEY = ErrorKind(
    "split-without-key",
    NOT_DONE,
    "{municipality} was split on {day} over {receivers}; how many inhabitants went where is "
    "not known",
    "Choose a day before {day}, or add inhabitants_moved to municipality_change with its source.",
)
MUNICIPALITY_UNKNOWN = ErrorKind(
    "municipality-unknown",
    USAGE,
    "there is no municipality '{wanted}'{when}{what}",
    "Close to it: {near}. A CBS code such as GM0344 is always clear.",
)
MUNICIPALITY_AMBIGUOUS = ErrorKind(
    "municipality-ambiguous",
    USAGE,
    "'{wanted}' is the name of several municipalities{when}: {listed}",
    "Name one of them by its code, such as {code}.",
)
PLACE_AMBIGUOUS = ErrorKind(
    "place-ambiguous",
    USAGE,
    "there is a place '{wanted}' in several municipalities: {listed}",
    "Name one of them by its code, such as {code}. Close to it: {near}.",
)
PLACES_CHANGED = ErrorKind(
    "places-changed",
    NOT_DONE,
    "{path} is not the list of places that is pinned: its sha256 is {found}, pinned is {pinned}",
    "Put the file back, or pin it in places.toml with the source it is from.",
)
REGIONS_UNKNOWN = ErrorKind(
    "regions-unknown",
    USAGE,
    "there is no mapping to labour-market regions of {year}",
    "The years are: {years}.",
)
REGIONS_DO_NOT_FIT = ErrorKind(
    "regions-do-not-fit",
    USAGE,
    "the labour-market regions of {year} do not fit the boundaries of {day}: "
    "without a region: {without}; no municipality on that day: {gone}",
    "Choose the regions of another year, or the boundaries of the year of the regions.",
)
KEPT_COLUMN_DIFFERS = ErrorKind(
    "kept-column-differs",
    NOT_DONE,
    "rows that came together in {row} on the boundaries of {day} differ in a column that neither "
    "adds up nor is a text",
    "Name the column among the sums or the rates under `boundaries` in the table's schema.",
)
TABLE_WITHOUT_BOUNDARIES = ErrorKind(
    "table-without-boundaries",
    USAGE,
    "table '{table}' cannot be carried to other boundaries",
    "Only tables whose schema declares `boundaries` can.",
)
