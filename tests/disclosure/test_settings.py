"""The settings of disclosure control: read as written, and refused by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest
import yaml

from inburgering_opendata.outcomes.disclosure.settings import Settings, load_settings, settings_path
from inburgering_opendata.toolkit.ground.declared.faults import shown
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from tests.whole import first


def test_the_file_says_what_the_code_takes_without_it(project: Project) -> None:
    assert load_settings(project) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    first(
        4,
        [
            ("maximum", "six"),
            ("maximum", "true"),
            ("maximum", "1"),
            ("variance", "0"),
            ("variance", "many"),
            ("largest_unpublished", "-1"),
            ("small", "0"),
            ("protection_width", "1.5"),
            ("inside_percent", "101"),
            ("least_denominator", "0"),
        ],
        "Another value cannot be.",
    ),
)
def test_a_value_that_cannot_be_is_named(own_project: Project, name: str, value: str) -> None:
    path = settings_path(own_project)
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = [f"{name}: {value}" if line.startswith(f"{name}:") else line for line in lines]
    path.write_text("\n".join(changed), encoding="utf-8")
    with pytest.raises(OpendataError) as caught:
        load_settings(own_project)
    assert caught.value.kind is PROJECT_FILE_BROKEN
    assert f"'{name}' is {shown(yaml.safe_load(value))}; " in caught.value.message


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("maximum: 6", ""),
        lambda text: text + "minimum_count: 5\n",
        lambda text: "- a list\n",
        lambda text: "a: [",
    ],
)
def test_a_file_with_other_settings_is_broken(
    own_project: Project, change: Callable[[str], str]
) -> None:
    path = settings_path(own_project)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(OpendataError) as caught:
        load_settings(own_project)
    assert caught.value.kind is PROJECT_FILE_BROKEN


def test_every_setting_is_explained_in_the_file(project: Project) -> None:
    text = settings_path(project).read_text(encoding="utf-8")
    for each in fields(Settings):
        before, _, _ = text.partition(f"\n{each.name}:")
        assert before.splitlines()[-1].startswith("# "), each.name
