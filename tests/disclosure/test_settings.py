"""The file of settings: complete, and refused when a value cannot be."""

from __future__ import annotations

import pytest

from inburgering_opendata.disclosure.settings import load_settings, settings_path
from inburgering_opendata.errors import OpendataError
from inburgering_opendata.project import Project


def test_the_file_of_the_project_is_right(project: Project) -> None:
    settings = load_settings(project)
    assert settings.minimum_count == 5
    assert settings.is_sensitive("obliged", 4)
    assert not settings.is_sensitive("obliged", 0)
    assert not settings.is_sensitive("obliged", 5)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("minimum_count: 5", "minimum_count: 1"),
        ("minimum_count: 5", "minimum_count: true"),
        ("zeros: publish", "zeros: hide"),
        ("protection_width: 5", "protection_width: 0"),
        ("protection_percent: 20", "protection_percent: 101"),
        ("contributor: row", "contributor: everybody"),
        ("leaves_some: [route]", "leaves_some: [sex]"),
        ("attack_seconds: 600", "attack_seconds: a while"),
        ("minimum_counts: {}", "minimum_counts: {dispensed: 0}"),
        ("rounding: none", "rounding: 5"),
        ("rounding: none", "rounding: {base: 4}"),
        ("rounding: none", "rounding: {base: 5, random: true}"),
        ("zeros: publish", ""),
        ("zeros: publish", "zeros: publish\nnonsense: 1"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(own_project: Project, line: str, wrong: str) -> None:
    path = settings_path(own_project)
    text = path.read_text(encoding="utf-8")
    assert line in text
    path.write_text(text.replace(line, wrong), encoding="utf-8")
    with pytest.raises(OpendataError) as error:
        load_settings(own_project)
    assert str(path) in error.value.message


def test_rounding_is_to_a_base_that_hides_every_small_count(own_project: Project) -> None:
    path = settings_path(own_project)
    text = path.read_text(encoding="utf-8")
    assert load_settings(own_project).rounding is None
    path.write_text(text.replace("rounding: none", "rounding: {base: 10}"), encoding="utf-8")
    assert load_settings(own_project).rounding == 10
