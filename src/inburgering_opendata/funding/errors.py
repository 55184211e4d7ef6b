"""Errors of dividing money and targets: streams, keys, the grant, and reported figures."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, NOT_DONE, USAGE, ErrorKind

OFFICIAL_STREAM_UNKNOWN = ErrorKind(
    "official-stream-unknown",
    NOT_DONE,
    "there are official amounts for '{stream}', which is not in the source of the table stream",
    "Add a line with its titles to datapackages/funding/sources/stream.csv, or correct 'values' "
    "of the annex.",
)
OFFICIAL_FIGURE_TWICE = ErrorKind(
    "official-figure-twice",
    NOT_DONE,
    "{table}, {what}: two sources have an official figure for {municipality}",
    "Keep one of the two sources of {table} in datapackages/funding/package.json.",
)
OFFICIAL_TARGETS_UNFIT = ErrorKind(
    "official-targets-unfit",
    NOT_DONE,
    "half-year {half_year} has official targets that cannot be used: {problem}",
    "Add the national target of that half-year to housing_balance, or correct 'values' and "
    "'municipalities_on' of the annex.",
)
NOTHING_TO_DIVIDE_BY = ErrorKind(
    "nothing-to-divide-by",
    NOT_DONE,
    "stream '{stream}': no municipality has inhabitants on {date}",
    "Choose a reference_date that the table population has.",
)
UNKNOWN_NATIONAL_AMOUNT = ErrorKind(
    "unknown-national-amount",
    NOT_DONE,
    "stream '{stream}' is not an id of the table national_amount",
    "Name the stream after the national amount that it divides.",
)
SAME_MONEY_IN_A_CIRCLE = ErrorKind(
    "same-money-in-a-circle",
    NOT_DONE,
    "national_amount, '{id}': same_money_as and part_of lead to '{before}', which is no other "
    "amount of the table",
    "Name in same_money_as the amount at its earliest stage, and in part_of the whole.",
)
NO_POPULATION = ErrorKind(
    "no-population",
    NOT_DONE,
    "half-year {half_year}: the table population has no inhabitants on {day}",
    "Add the inhabitants of that day, with their source, to the package municipalities.",
)
NO_METHOD = ErrorKind(
    "no-method",
    NOT_DONE,
    "half-year {half_year}: one way of rounding is to be used for the housing target, and the "
    "table rule has: {methods}",
    "Give exactly one rule of rounding 'used' for that half-year in rule_period.",
)
NO_SUCH_FIGURE = ErrorKind(
    "no-such-figure",
    NOT_DONE,
    "reported_relation '{relation}': there is no reported figure of {place}, {period}, {subject}, "
    "at {source_address}",
    "Correct the term, or add the figure to reported_statement.",
)
UNKNOWN_RULE = ErrorKind(
    "unknown-rule",
    NOT_DONE,
    "{table}: '{rule}' is not a rule of rule_statement",
    "Correct the name, or state the rule in datapackages/funding/sources/rule_statement.csv.",
)
NO_PARAMETERS = ErrorKind(
    "no-parameters",
    USAGE,
    "there are no parameters for budget year {year}",
    "The years with parameters are: {years}. Others were not found; none was interpolated.",
)
INPUTS_MISSING = ErrorKind(
    "inputs-missing",
    USAGE,
    "grant {grant} needs what the reference figures lack: {names}",
    "Supply them with {example}{methods}.",
)
INPUT_UNKNOWN = ErrorKind(
    "input-unknown",
    USAGE,
    "grant {grant} takes no input '{name}'",
    "It takes: {known}.",
)
INPUT_UNREADABLE = ErrorKind(
    "input-unreadable",
    USAGE,
    "grant {grant}, input {name}: '{value}' is not what was expected: {expected}",
    "Write it as {expected}.",
)
CASELOAD_MISSING = ErrorKind(
    "caseload-missing",
    NOT_DONE,
    "{path}: there is no such caseload",
    "Name a CSV with the columns of the schema spuk_caseload.",
)
CASELOAD_UNCLEAR = ErrorKind(
    "caseload-unclear",
    DATA_WRONG,
    "{path}: it is not clear which municipality a row is of:\n{problems}",
    "Write the CBS code, such as GM0344.",
)
CASELOAD_TWICE = ErrorKind(
    "caseload-twice",
    DATA_WRONG,
    "caseload, {municipality}, year {year}, field '{column}': {first} and {second} are both given",
    "Keep one of the two, and leave the other cell empty.",
)
CASELOAD_INCOMPLETE = ErrorKind(
    "caseload-incomplete",
    DATA_WRONG,
    "caseload, year {year}, field '{column}': {count} municipalities are not right on the "
    "boundaries of {day}: {names}",
    "Give each municipality a number for that year (0 when there is nobody), and every row the "
    "boundaries it stands on.",
)
NO_NATIONAL_TARGET = ErrorKind(
    "no-national-target",
    USAGE,
    "input {name}: there is no national housing target of {half_year}",
    "Make the target another way: number:N, or first-half-plus:N.",
)
NATIONAL_TARGET_TOO_SMALL = ErrorKind(
    "national-target-too-small",
    USAGE,
    "input {name}: a national housing target of {target} persons is fewer than one for each of "
    "{count} municipalities, though each share is rounded up",
    "Give the target of the whole country, at least {count} persons.",
)
NOT_IN_CLOSED_LIST = ErrorKind(
    "not-in-closed-list",
    NOT_DONE,
    "reported_statement, {place} ({source_address}): {problem} is not declared",
    "Correct the statement, or declare it in reported_subject or reported_period. "
    "Declared are: {known}.",
)
NOTHING_TO_COMPARE_WITH = ErrorKind(
    "nothing-to-compare-with",
    NOT_DONE,
    "reported_statement, {place}, {period}, {subject}: reported_comparison lets it be compared, "
    "but there is no computed value for '{area}' in the whole of that period",
    "Correct the area or the period of the statement, or take the pair out of reported_comparison.",
)
