"""Errors of disclosure control."""

from __future__ import annotations

from inburgering_opendata.errors import DATA_WRONG, NOT_DONE, ErrorKind

SETTINGS_WRONG = ErrorKind(
    "disclosure-settings-wrong",
    NOT_DONE,
    "{path}, '{name}': {value} is not {expected}",
    "Correct it; the file itself says what each setting means.",
)
INDICATOR_UNDECLARED = ErrorKind(
    "disclosure-indicator-undeclared",
    DATA_WRONG,
    "observation: the indicator '{indicator}' is not declared",
    "Declare it in indicators.yaml: what is not known to be a count, a sum or a rate cannot be "
    "protected.",
)
RATE_OF_NOTHING = ErrorKind(
    "disclosure-rate-of-nothing",
    DATA_WRONG,
    "observation: there is no row of '{denominator}', of which {rate} is a rate",
    "Give the denominator beside the rate: without it nobody can tell how small it is.",
)
SUM_OF_NOBODY = ErrorKind(
    "disclosure-sum-of-nobody",
    DATA_WRONG,
    "observation: there is no row of '{persons}', the persons whom the sum {amount} is over",
    "Name the count of persons under persons_of in disclosure.yaml, or publish it beside the sum.",
)
CONTRADICTION = ErrorKind(
    "disclosure-contradiction",
    DATA_WRONG,
    "the published cells contradict each other: {equation}",
    "Correct the counts: an attack on cells that cannot all be true says nothing.",
)
NO_HOLDING_PATTERN = ErrorKind(
    "disclosure-not-protected",
    NOT_DONE,
    "no pattern of suppression was found that holds against the attack: {count} cells are left, "
    "in {equations}",
    "Publish fewer margins, or look whether an earlier release already gives these cells away.",
)
NO_ROUNDING = ErrorKind(
    "disclosure-not-rounded",
    NOT_DONE,
    "no table of multiples of {base} was found in which all sums are exact: {problem}",
    "Take another base, give it longer, by attack_seconds in disclosure.yaml, or do not round.",
)
ROUNDED_TO_WHAT = ErrorKind(
    "disclosure-rounded-to-what",
    DATA_WRONG,
    "observation: {figure} is rounded to protect people, and disclosure.yaml does not say to what",
    "Give the base that it was rounded to under rounding in disclosure.yaml.",
)
PROTECTION_UNFINISHED = ErrorKind(
    "disclosure-protection-unfinished",
    NOT_DONE,
    "protection could not be finished: {problem}",
    "Nothing was written. Give it longer, by attack_seconds in disclosure.yaml, or count less.",
)
