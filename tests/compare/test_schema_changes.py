"""Each rule of what breaks: there is a change that falls under it, and under nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from inburgering_opendata.toolkit.releases.compare import rules
from inburgering_opendata.toolkit.releases.compare.rules import RULES, Rule
from inburgering_opendata.toolkit.releases.compare.schema_changes import schema_changes
from tests.compare.made_up import field, schema

CATEGORIES = [{"value": 1, "label": "A", "label@nl": "A"}]
MORE = [*CATEGORIES, {"value": 2, "label": "B", "label@nl": "B"}]
RENAMED = {"name": "w", "renamedFrom": "v"}
REFERENCE = {"fields": ["v"], "reference": {"resource": "other", "fields": ["id"]}}


def plain(**properties: Any) -> list[dict[str, Any]]:
    return [field("id", "string"), field("v", "integer", **properties)]


def limited(**constraints: Any) -> list[dict[str, Any]]:
    return plain(constraints=constraints)


def text(**constraints: Any) -> list[dict[str, Any]]:
    return [field("id", "string"), field("v", "string", constraints=constraints)]


Change = tuple[Rule, dict[str, Any], dict[str, Any]]

CHANGES: list[Change] = [
    (
        rules.KEY_CHANGED,
        {"key": ["id"], "fields": limited(required=True)},
        {"key": ["id", "v"], "fields": limited(required=True)},
    ),
    (rules.FIELD_REMOVED, {}, {"fields": plain()[:1]}),
    (rules.FIELD_RENAMED, {}, {"fields": [plain()[0], {**plain()[1], **RENAMED}]}),
    (
        rules.FIELD_RENAMED,
        {"foreignKeys": [REFERENCE]},
        {
            "fields": [plain()[0], {**plain()[1], **RENAMED}],
            "foreignKeys": [{**REFERENCE, "fields": ["w"]}],
        },
    ),
    (
        rules.FIELD_RENAMED,
        {"key": ["v"], "fields": limited(required=True)},
        {"key": ["w"], "fields": [plain()[0], {**limited(required=True)[1], **RENAMED}]},
    ),
    (rules.FIELD_ADDED, {"fields": plain()[:1]}, {}),
    (rules.FIELD_MOVED, {}, {"fields": plain()[::-1]}),
    (rules.TYPE_CHANGED, {}, {"fields": [plain()[0], field("v", "string")]}),
    (
        rules.TYPE_CHANGED,
        {"fields": [plain()[0], field("v", "number", precision=5, decimals=1)]},
        {"fields": [plain()[0], field("v", "number", precision=5, decimals=2)]},
    ),
    (rules.UNIT_CHANGED, {"fields": plain(unit="EUR")}, {"fields": plain(unit="eurocent")}),
    (rules.MISSING_CHANGED, {}, {"missingValues": ["", "x"]}),
    (rules.BECAME_OPTIONAL, {"fields": limited(required=True)}, {}),
    (rules.BECAME_REQUIRED, {}, {"fields": limited(required=True)}),
    (
        rules.CATEGORY_REMOVED,
        {"fields": plain(categories=MORE)},
        {"fields": plain(categories=MORE[:1])},
    ),
    (
        rules.CATEGORY_ADDED,
        {"fields": plain(categories=MORE[:1])},
        {"fields": plain(categories=MORE)},
    ),
    (
        rules.CATEGORY_RELABELLED,
        {"fields": plain(categories=CATEGORIES)},
        {"fields": plain(categories=[{**CATEGORIES[0], "label@nl": "Anders"}])},
    ),
    (rules.CONSTRAINT_LOOSENED, {"fields": limited(minimum=1)}, {"fields": limited(minimum=0)}),
    (rules.CONSTRAINT_LOOSENED, {"fields": limited(maximum=9)}, {"fields": limited(maximum=10)}),
    (rules.CONSTRAINT_LOOSENED, {"fields": limited(maximum=9)}, {}),
    (rules.CONSTRAINT_LOOSENED, {"fields": text(pattern="a")}, {"fields": text(pattern="b")}),
    (rules.CONSTRAINT_LOOSENED, {"fields": limited(enum=[1])}, {}),
    (rules.CONSTRAINT_TIGHTENED, {"fields": limited(minimum=9)}, {"fields": limited(minimum=10)}),
    (rules.CONSTRAINT_TIGHTENED, {"fields": limited(maximum=10)}, {"fields": limited(maximum=9)}),
    (rules.CONSTRAINT_TIGHTENED, {}, {"fields": limited(enum=[1])}),
    (rules.CONSTRAINT_TIGHTENED, {}, {"fields": limited(unique=True)}),
    (rules.FOREIGN_KEY_REMOVED, {"foreignKeys": [REFERENCE]}, {}),
    (rules.FOREIGN_KEY_ADDED, {}, {"foreignKeys": [REFERENCE]}),
    (rules.DEFINITION_CHANGED, {}, {"fields": plain(description="of another thing")}),
    (rules.DEFINITION_CHANGED, {}, {"description@nl": "iets anders"}),
    (rules.TITLE_CHANGED, {}, {"fields": plain(title="V")}),
]


def made(fields: list[dict[str, Any]] | None = None, key: Any = ("id",), **more: Any) -> Any:
    return schema(fields or plain(), key, **more)


@pytest.mark.parametrize(("rule", "old", "new"), CHANGES)
def test_a_change_falls_under_its_rule_alone(
    rule: Rule, old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert [change.rule for change in schema_changes(made(**old), made(**new))] == [rule]


def test_every_rule_about_a_table_that_stays_has_a_change() -> None:
    tested = {rule.name for rule, _, _ in CHANGES}
    tested |= {"table_added", "table_removed", "table_moved"}
    assert {rule.name for rule in RULES} == tested


def test_where_a_foreign_key_stands_in_the_descriptor_is_no_change() -> None:
    inside, outside = made(foreignKeys=[REFERENCE]), made(externalForeignKeys=[REFERENCE])
    assert schema_changes(inside, outside) == ()


def test_what_breaks_comes_first() -> None:
    new = made(fields=[field("id", "string", title="Id"), field("v", "string")])
    assert [change.rule for change in schema_changes(made(), new)] == [
        rules.TYPE_CHANGED,
        rules.TITLE_CHANGED,
    ]
