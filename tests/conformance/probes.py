"""Expectations that are made up: every rule with columns of every type, and with any value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from inburgering_opendata.toolkit.describe.constraints import EVERY
from inburgering_opendata.toolkit.describe.short_forms import in_long_form
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, table_schema_of
from inburgering_opendata.toolkit.validate.arguments import problem_with_arguments
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.rules.arguments import (
    Days,
    KeysOf,
    OfType,
    Several,
    There,
    ValuesOf,
)
from inburgering_opendata.toolkit.validate.rules.rule import Rule
from inburgering_opendata.toolkit.validate.vocabulary import names_columns
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.conformance.made_up import WORDS, described

MORE = {"number": {"precision": 12, "decimals": 2}}
WRITTEN: Mapping[str, Sequence[Any]] = {
    "string": ["a", "it's"],
    "integer": [1, 2**53 + 1],
    "number": [0.1, 135.75],
    "date": ["2020-01-01", "2020-02-29"],
    "datetime": ["2020-01-01T00:00:00Z", "2020-02-29T23:59:59Z"],
    "boolean": [True, False],
}
"""Values of each type, as a suite writes them; two columns of each type hold them."""

CELLS: Mapping[str, Sequence[str]] = {
    "string": ["a", "it's", "", "b", "a"],
    "integer": ["1", "9007199254740993", "", "9007199254740992", "1"],
    "number": ["0.10", "135.75", "", "135.76", "0.1"],
    "date": ["2020-01-01", "2020-02-29", "", "2021-01-01", "2020-01-01"],
    "datetime": ["2020-01-01T00:00:00Z", "2020-02-29T23:59:59Z", "", "2020-01-01T00:00:01Z", ""],
    "boolean": ["true", "false", "", "false", "true"],
}

ANY_VALUES: Sequence[Any] = [
    *(value for values in WRITTEN.values() for value in values),
    *(None, "", "1", "1.5", "x", "0.10", "true", "True", "20200101", "2020-1-1", "2020-02-30"),
    *(0, -1, 5, 1.0, 1.5, 0.001, 1e300, 2**63, 10**40, 0.1234567890123456789, float("nan")),
    *(["a"], {"a": 1}, {"$PARAMETER": "limit"}, []),
]
"""Whatever JSON can have as a value, and what it cannot."""


def _table(name: str) -> TableSchema:
    fields = [
        described(f"{type}_{n}", type, **MORE.get(type, {})) for type in EVERY for n in (1, 2)
    ]
    raw = {
        "name": name,
        **dict.fromkeys(WORDS, name),
        "fields": [described("k", "integer"), *fields],
        "primaryKey": ["k"],
        "columnsMayBeEmpty": True,
    }
    return table_schema_of(in_long_form(raw), {})


TABLE, OTHER = _table("table"), _table("other")


def write(folder: Path) -> tuple[TableFile, Mapping[str, TableFile]]:
    """The table, in which the second column of each type is the first one, turned by one row."""
    files = {}
    for schema in (TABLE, OTHER):
        lines = [",".join(schema.field_names)]
        for row in range(len(CELLS["string"])):
            cells = [CELLS[type][row - n] for type in EVERY for n in (0, 1)]
            lines.append(",".join([str(row), *cells]))
        path = folder / f"{schema.name}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        files[schema.name] = TableFile("made up", schema, path)
    return files["table"], files


def arguments(rule: Rule, types: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Arguments that the rule can have, with a column of the types that are asked for."""
    asked = dict(types or {})
    made: dict[str, Any] = {}
    for name in (*rule.required, *rule.optional):
        hint = rule.argument_types[name]
        if names_columns(name) and (name in asked or name in rule.required):
            type = asked.get(name) or _allowed(said(hint))[0]
            several = max(
                (each.least for each in said(hint) if isinstance(each, Several)), default=1
            )
            made[name] = [f"{type}_{n + 1}" for n in range(several)]
            if base(hint) is str:
                made[name] = made[name][0]
    for name in (*rule.required, *rule.optional):
        hint = rule.argument_types[name]
        if name in made:
            continue
        for each in said(hint):
            if isinstance(each, There):
                alike = {"reference_key": "group_column", "reference_condition": "condition_column"}
                named = made.get(alike.get(name, "columns"))
                made[name] = asked.get(name) or named
                if any(isinstance(other, OfType) for other in said(hint)):
                    made[name] = asked.get(name, "integer") + "_1"
            elif isinstance(each, ValuesOf) and each.column in made:
                values = WRITTEN[type_of(made[each.column])]
                of_keys = next((k for k in said(hint) if isinstance(k, KeysOf)), None)
                if of_keys:
                    made[name] = dict.fromkeys(_keys(made[of_keys.column]), values[1])
                elif each.bound:
                    made[name] = values[name == "max_value"]
                    if type_of(made[each.column]) == "boolean":
                        made[name] = True
                else:
                    made[name] = values[0] if base(hint) is str else list(values)
            elif isinstance(each, KeysOf):
                made[name] = dict.fromkeys(_keys(made[each.column]), 2)
            elif isinstance(each, Days):
                made[name] = {"2020-01-01": 1} if base(hint) is not str else "2020-01-01"
    if "value_pairs_set" in rule.required:
        a, b = (WRITTEN[type_of(made[name])] for name in ("column_A", "column_B"))
        made["value_pairs_set"] = [[a[0], b[0]], [a[1], None]]
    usual = {"regex": "^a", "months": 1, "max_change_percent": 3, "field_type": None}
    usual |= dict.fromkeys(("reference_table", "group_table"), "other")
    usual["reference_values"] = ["a"]
    made |= {name: value for name, value in usual.items() if name in rule.required}
    if made.get("field_type", "") is None:
        made["field_type"] = type_of(made["column"])
    if {"min_value", "max_value"} <= {*rule.optional} and "min_value" not in made:
        made["min_value"] = 1
    return made


def column_arguments(rule: Rule) -> Iterator[str]:
    for name in (*rule.required, *rule.optional):
        hint = rule.argument_types[name]
        if names_columns(name) or any(isinstance(each, There) for each in said(hint)):
            yield name


def probes(rule: Rule) -> Iterator[Check]:
    """The rule with a column of every type in each of its arguments; and with any value at all."""
    if rule.about_table:
        return
    for name in column_arguments(rule):
        for type in EVERY:
            kwargs = arguments(rule, {name: type} if names_columns(name) else {})
            if not names_columns(name):
                kwargs[name] = [f"{type}_1"] if isinstance(kwargs.get(name), list) else f"{type}_1"
            yield probe(rule, f"{name} {type}", kwargs)
    for type in EVERY:
        columns = {each: type for each in column_arguments(rule) if names_columns(each)}
        kwargs = arguments(rule, columns)
        yield probe(rule, f"all {type}", kwargs)
        for name, value in kwargs.items():
            if name in columns or isinstance(value, str):
                continue
            for number, other in enumerate(ANY_VALUES):
                changed = (
                    [other, *value[1:]]
                    if isinstance(value, list)
                    else {**value, next(iter(value)): other}
                    if isinstance(value, dict)
                    else other
                )
                if name == "value_pairs_set":
                    changed = [[other, value[0][1]], [value[0][0], other]]
                yield probe(rule, f"{type} {name} {number}", {**kwargs, name: changed})


def probe(rule: Rule, id: str, kwargs: Mapping[str, Any]) -> Check:
    return Check(f"{rule.name} {id}", rule.name, kwargs, "critical", "A probe.", rule=rule)


def refused(check: Check) -> str | None:
    assert check.rule is not None
    return problem_with_arguments(
        check.rule, check.kwargs, TABLE, {"table": TABLE, "other": OTHER}.get
    )


def said(hint: Any) -> tuple[Any, ...]:
    """What a hint says beside a type of Python."""
    return tuple(
        each
        for part in (hint, *get_args(hint))
        if get_origin(part) is Annotated
        for each in get_args(part)[1:]
    )


def base(hint: Any) -> Any:
    """The type of Python, without what is said beside it, and without None."""
    parts = get_args(hint)
    is_plain = get_origin(hint) is not Annotated and NoneType not in parts
    return hint if is_plain else base(parts[0])


def type_of(columns: str | Sequence[str]) -> str:
    first = columns if isinstance(columns, str) else columns[0]
    return first.rpartition("_")[0]


def _allowed(of: Sequence[Any]) -> Sequence[str]:
    return next((each.types for each in of if isinstance(each, OfType)), EVERY)


def _keys(column: str) -> list[str]:
    written = {"number": ["0.10", "135.75"], "boolean": ["True", "False"]}
    return written.get(type_of(column)) or [str(value) for value in WRITTEN[type_of(column)]]
