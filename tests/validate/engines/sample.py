"""A small table with every type and every kind of check, good and bad, for engines to agree on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.table_schema import Field, ForeignKey, TableSchema
from inburgering_opendata.toolkit.ground.project import installed_project
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.engines.engine import Engine, UnreadableTableError
from inburgering_opendata.toolkit.validate.implied import compile_schema
from inburgering_opendata.toolkit.validate.vocabulary import vocabulary_of
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.validate.every_rule import ARGUMENTS
from tests.validate.usual import MadeUp, required_arguments

VOCABULARY = vocabulary_of(installed_project())
_WORDS = ("title", "title@nl", "description", "description@nl")


def field(name: str, type: str, **more: Any) -> Field:
    return Field(name, type, {"name": name, "type": type, **dict.fromkeys(_WORDS, name), **more})


def schema(
    name: str, fields: Sequence[Field], key: Sequence[str], *keys: ForeignKey
) -> TableSchema:
    return TableSchema(
        name=name,
        fields=tuple(fields),
        primary_key=tuple(key),
        foreign_keys=keys,
        descriptor=dict.fromkeys(_WORDS, name),
    )


REGISTER = schema(
    "municipality",
    [
        field("municipality_code", "string"),
        field("municipality_name", "string"),
        field("valid_from", "date"),
        field("valid_to", "date"),
    ],
    ["municipality_code"],
)
CHANGES = schema(
    "municipality_change",
    [
        field("date", "date"),
        field("old_municipality_code", "string"),
        field("new_municipality_code", "string"),
    ],
    ["date", "old_municipality_code", "new_municipality_code"],
)
TOTALS = schema(
    "total",
    [field("stream", "string"), field("amount", "integer"), field("closed", "datetime")],
    ["stream"],
)
SAMPLE = schema(
    "sample",
    [
        field("stream", "string", constraints={"required": True, "enum": ["a", "b"]}),
        field("code", "string", constraints={"required": True, "pattern": "^GM[0-9]{4}$"}),
        field("day", "date", constraints={"required": True}),
        field("amount", "integer", constraints={"required": True, "minimum": 0, "maximum": 2**62}),
        field("rate", "number", precision=12, decimals=3, constraints={"minimum": 0}),
        field("done", "boolean"),
        field("note", "string", constraints={"unique": True}),
        field("moment", "datetime", constraints={"minimum": "1900-01-01T00:00:00Z"}),
    ],
    ["stream", "code", "day"],
    ForeignKey(("code",), "municipality", ("municipality_code",)),
    ForeignKey(("stream", "amount"), "total", ("stream", "amount")),
)

REFERENCES: Mapping[str, tuple[TableSchema, str]] = {
    "municipality": (
        REGISTER,
        "municipality_code,municipality_name,valid_from,valid_to\n"
        "GM0001,Een,,\nGM0002,Twee,,2020-12-31\nGM0003,Drie,2021-01-01,\n",
    ),
    "municipality_change": (
        CHANGES,
        "date,old_municipality_code,new_municipality_code\n2021-01-01,GM0002,GM0003\n",
    ),
    "total": (TOTALS, "stream,amount,closed\na,5,2020-01-31T12:00:00Z\nb,9007199254740993,\n"),
}

_SUITE: Sequence[tuple[str, Mapping[str, Any]]] = [
    ("expect_column_values_to_be_unique", {"column": "amount"}),
    ("expect_column_unique_value_count_to_be_between", {"column": "stream", "max_value": 1}),
    ("expect_column_values_to_be_in_set", {"column": "amount", "value_set": [0, 5, 2**53 + 1]}),
    ("expect_column_values_to_be_between", {"column": "amount", "min_value": 2**53 + 1}),
    (
        "expect_column_values_to_be_between",
        {"column": "amount", "max_value": 2**53, "strict_max": True},
    ),
    ("expect_column_value_lengths_to_be_between", {"column": "note", "max_value": 1}),
    (
        "expect_compound_columns_to_be_unique",
        {"column_list": ["note", "rate"], "ignore_row_if": "any_value_is_missing"},
    ),
    # As floats, a tenth is not 0.1 and three tenths are not 0.3.
    ("expect_column_values_to_be_between", {"column": "rate", "min_value": 0.1}),
    ("expect_column_values_to_be_between", {"column": "rate", "max_value": 0.3}),
    ("expect_column_values_to_be_in_set", {"column": "rate", "value_set": [0.1, 0.5]}),
    ("expect_column_values_to_be_in_set", {"column": "day", "value_set": ["2020-01-01"]}),
    ("expect_column_values_to_be_between", {"column": "day", "max_value": "2020-12-31"}),
    (
        "expect_column_pair_values_a_to_be_greater_than_b",
        {"column_A": "amount", "column_B": "rate", "or_equal": True},
    ),
    (
        "expect_column_pair_values_to_be_in_set",
        {"column_A": "stream", "column_B": "code", "value_pairs_set": [["a", "GM0001"]]},
    ),
    (
        "expect_column_pair_values_a_to_be_greater_than_b",
        {
            "column_A": "code",
            "column_B": "note",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
    ),
    (
        "expect_group_totals_to_equal",
        {"group_column": "stream", "amount_column": "amount", "totals": {"a": 2**53 + 1}},
    ),
    (
        "expect_group_totals_to_equal_reference",
        {
            "group_column": "stream",
            "amount_column": "amount",
            "group_table": "total",
            "reference_table": "total",
            "reference_key": "stream",
            "reference_amount": "amount",
        },
    ),
    (
        "expect_municipalities_to_be_complete",
        {"column": "code", "group_columns": ["stream"], "date_column": "day"},
    ),
    ("expect_municipalities_to_be_complete", {"column": "code", "since": "2021-01-01"}),
    ("expect_municipalities_to_exist", {"column": "code", "date_column": "day"}),
    (
        "expect_values_to_equal_reference_sums",
        {
            "columns": ["stream"],
            "value_column": "amount",
            "reference_table": "total",
            "reference_columns": ["stream"],
            "reference_value": "amount",
        },
    ),
    (
        "expect_sums_to_equal_reference_sums",
        {
            "columns": ["stream"],
            "value_column": "amount",
            "reference_table": "total",
            "reference_columns": ["stream"],
            "reference_value": "amount",
        },
    ),
    (
        "expect_amounts_to_reconcile",
        {"id_column": "note", "amount_column": "amount", "total": "x", "parts": ["y", "z"]},
    ),
    (
        "expect_amounts_to_follow_key",
        {
            "group_column": "stream",
            "amount_column": "amount",
            "key_value_column": "amount",
            "key_total_column": "amount",
        },
    ),
    (
        "expect_targets_to_follow_adams",
        {
            "group_column": "stream",
            "amount_column": "amount",
            "key_value_column": "amount",
            "total_column": "amount",
        },
    ),
    (
        "expect_shares_to_be_rounded_up",
        {
            "amount_column": "amount",
            "key_value_column": "amount",
            "key_total_column": "amount",
            "total_column": "amount",
        },
    ),
    (
        "expect_group_sums_to_equal_column",
        {"group_column": "stream", "amount_column": "amount", "total_column": "amount"},
    ),
    (
        "expect_amounts_to_differ_as_stated",
        {"amount_column": "amount", "compared_column": "amount", "value_column": "amount"},
    ),
    (
        "expect_values_to_be_given_where",
        {"column": "amount", "condition_column": "stream", "condition_values": ["a"]},
    ),
    (
        "expect_values_to_be_given_where",
        {
            "column": "rate",
            "condition_column": "stream",
            "condition_values": ["a"],
            "may_be_empty": True,
        },
    ),
    ("expect_values_to_be_given_together", {"columns": ["rate", "done", "note"]}),
    (
        "expect_ranks_to_follow_values",
        {"column": "amount", "group_column": "stream", "value_column": "amount"},
    ),
    (
        "expect_quotients_to_follow_amounts",
        {"column": "rate", "group_column": "stream", "amount_column": "amount", "decimals": 3},
    ),
    (
        "expect_quotients_to_follow_amounts",
        {
            "column": "amount",
            "group_column": "stream",
            "amount_column": "amount",
            "by_column": "amount",
            "factor": 100,
        },
    ),
    ("expect_dates_to_lie_within_term", {"column": "day", "date_column": "day", "months": -1}),
    (
        "expect_term_to_have_passed_where",
        {
            "condition_column": "done",
            "column": "day",
            "date_column": "day",
            "months": 36,
            "days_column": "amount",
        },
    ),
    (
        "expect_at_most_one_open_per_group",
        {"group_column": "stream", "column": "code", "date_column": "done"},
    ),
    ("expect_one_row_per_group_to_be_true", {"group_column": "stream", "column": "done"}),
    (
        "expect_spells_to_follow_each_other",
        {"group_columns": ["stream"], "date_column": "day", "end_column": "day"},
    ),
    (
        "expect_values_to_be_the_same_within",
        {"group_columns": ["stream", "code"], "column_list": ["amount", "rate", "note"]},
    ),
    ("expect_values_to_identify_nobody", {"column": "note"}),
    ("expect_parts_to_add_up", {"columns": ["amount", "amount"], "total_column": "amount"}),
    (
        "expect_distinct_counts_to_equal",
        {"group_column": "stream", "column": "code", "counts": {"a": 1, "b": 2}},
    ),
    ("expect_group_sizes_to_equal", {"group_column": "stream", "sizes": {"a": 1, "b": 2}}),
    (
        "expect_values_to_match_regex_where",
        {
            "column": "amount",
            "regex": "^5$",
            "condition_column": "stream",
            "condition_values": ["a", "b"],
        },
    ),
    (
        "expect_population_to_continue",
        {
            "column": "code",
            "date_column": "day",
            "value_column": "amount",
            "max_change_percent": 3,
        },
    ),
    (
        "expect_column_values_to_be_between",
        {"column": "moment", "max_value": "2020-01-31T12:00:00Z", "strict_max": True},
    ),
    (
        "expect_column_values_to_be_in_set",
        {"column": "moment", "value_set": ["2020-01-31T12:00:00Z"]},
    ),
    ("expect_column_values_to_be_unique", {"column": "moment"}),
    (
        "expect_foreign_key_to_exist",
        {"columns": ["moment"], "reference_table": "total", "reference_columns": ["closed"]},
    ),
    (
        "expect_values_to_be_the_same_within",
        {"group_columns": ["moment"], "column_list": ["stream", "moment"]},
    ),
    (
        "expect_values_to_follow_their_key",
        {
            "columns": ["stream", "amount"],
            "reference_table": "total",
            "reference_columns": ["stream", "amount"],
        },
    ),
    (
        "expect_values_to_follow_their_key",
        {
            "columns": ["stream", "moment"],
            "reference_table": "total",
            "reference_columns": ["stream", "closed"],
        },
    ),
    # What is compared with it is a day, which no moment can be.
    ("expect_dates_to_lie_within_term", {"column": "moment", "date_column": "day", "months": 1}),
    ("expect_column_values_to_be_between", {"column": "moment", "min_value": "2020-01-31"}),
    ("expect_column_values_to_be_betwixt", {"column": "amount"}),
    ("expect_column_values_to_not_be_null", {"column": "nowhere"}),
    ("expect_column_values_to_be_between", {"column": "amount"}),
    (
        "expect_foreign_key_to_exist",
        {"columns": ["code"], "reference_table": "gone", "reference_columns": ["code"]},
    ),
]

_ARGUMENTS: Mapping[str, Any] = {
    **ARGUMENTS,
    **dict.fromkeys(("amount_column", "value_column", "total_column", "by_column"), "amount"),
    **dict.fromkeys(("key_value_column", "key_total_column", "compared_column"), "amount"),
    **dict.fromkeys(("column", "days_column", "reference_value", "reference_amount"), "amount"),
    **dict.fromkeys(("group_column", "condition_column", "reference_key"), "stream"),
    **dict.fromkeys(("columns", "column_list", "group_columns", "reference_columns"), ("stream",)),
    **dict.fromkeys(("date_column", "end_column"), "day"),
    **dict.fromkeys(("reference_table", "group_table"), "total"),
    **dict.fromkeys(("start_column", "size_column"), "amount"),
    **dict.fromkeys(("sign_column", "other_column"), "amount"),
    **dict.fromkeys(("precision_column", "obstacle_column"), "note"),
    "id_column": "code",
    "condition_values": ["a"],
    "reference_condition": "stream",
    "reference_values": ["a"],
}
"""What an argument of that name is on the sample, for a rule that is not in the suite above and can
have it so; any other follows from the signature."""

_SAMPLE = MadeUp(
    columns={
        type: [each.name for each in SAMPLE.fields if each.type == type]
        for type in dict.fromkeys(each.type for each in SAMPLE.fields)
    },
    values={
        "string": ["a", "b"],
        "integer": [5, 2**53 + 1],
        "number": [0.1, 0.5],
        "date": ["2020-01-01", "2020-12-31"],
        "datetime": ["2020-01-31T12:00:00Z", "2020-02-29T23:59:59Z"],
        "boolean": [True, False],
    },
    other="total",
    given=_ARGUMENTS,
)

# These read columns that only their own tables have.
ELSEWHERE = {
    "expect_register_counts_to_equal",
    "expect_changes_to_fit_register",
    "expect_changes_to_be_complete",
    "expect_municipalities_to_go_over",
    "expect_basis_to_follow_targets",
    "expect_fits_to_follow_evidence",
    "expect_targets_to_belong_to_their_period",
}


def _others() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A check for every rule that the suite above does not have."""
    implied = {check.type for check in compile_schema(SAMPLE)}
    for name in VOCABULARY.keys() - implied - {type for type, _ in _SUITE} - ELSEWHERE:
        yield name, required_arguments(VOCABULARY[name], _SAMPLE)


CHECKS: tuple[Check, ...] = (
    *compile_schema(SAMPLE),
    *(
        Check(
            f"suite.{number}",
            type,
            kwargs,
            "critical",
            "A check of the sample.",
            rule=VOCABULARY.get(type),
        )
        for number, (type, kwargs) in enumerate([*_SUITE, *sorted(_others())])
    ),
)

assert {check.type for check in CHECKS} >= set(VOCABULARY) - ELSEWHERE

COLUMNS = SAMPLE.field_names


def to_csv(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode()


def write_references(folder: Path) -> dict[str, TableFile]:
    files = {}
    for name, (described, text) in REFERENCES.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        files[name] = TableFile("sample", described, path)
    return files


Verdict = tuple[str, int, list[tuple[int | None, tuple[tuple[str, str], ...]]]]


def verdicts(
    engine: Engine,
    path: Path,
    references: Mapping[str, TableFile],
    checks: Sequence[Check] = CHECKS,
    described: TableSchema = SAMPLE,
) -> dict[str, Verdict] | str:
    """Outcome, count and failing rows of each check, or that the file cannot be read."""
    file = TableFile("sample", described, path)
    assert file.scan is not None
    if file.scan.problem:
        return "unreadable"
    try:
        engine.open(file)
    except UnreadableTableError:
        return "unreadable"
    return {
        result.check: (
            result.outcome.value,
            result.unexpected_count,
            sorted(
                ((failure.line, tuple(sorted(failure.key.items()))) for failure in result.failures),
                key=str,
            ),
        )
        for result in engine.run(file, checks, references)
    }
