"""Expectations that are made up: every rule with columns of every type, and with any value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.constraints import EVERY
from inburgering_opendata.toolkit.describe.short_forms import in_long_form
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, table_schema_of
from inburgering_opendata.toolkit.validate.arguments import problem_with_arguments
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.rules.arguments import There
from inburgering_opendata.toolkit.validate.rules.rule import Rule
from inburgering_opendata.toolkit.validate.vocabulary import names_columns
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.conformance.made_up import WORDS, described
from tests.validate.usual import MadeUp, said, usual_arguments

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


MADE_UP = MadeUp(
    columns={type: [f"{type}_{n}" for n in (1, 2)] for type in EVERY}, values=WRITTEN, other="other"
)


def arguments(rule: Rule, types: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Arguments that the rule can have, with a column of the types that are asked for."""
    return usual_arguments(rule, MADE_UP, types)


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
