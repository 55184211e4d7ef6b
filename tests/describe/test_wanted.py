"""Files that exist and are not at hand are listed with what they would make official."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.describe.wanted import wanted_files
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project


def test_the_list_names_each_file_with_its_figures_and_address(
    for_small: Project, opendata: Callable[..., Result]
) -> None:
    path = for_small.packages / "funding" / "package.json"
    declared = json.loads(path.read_text(encoding="utf-8"))["wanted"]
    text = opendata("list", "--wanted")
    assert text.exit_code == 0, text.output
    assert text.stdout.startswith(f"Files that exist and are not at hand: {len(declared)}\n")
    listed = json.loads(opendata("list", "--wanted", "--format", "json").stdout)
    assert [file["title"] for file in listed] == [file["title"] for file in declared]
    for file in declared:
        assert file["title"] in text.stdout and file["title@nl"] in text.stdout
        assert file["address"] in text.stdout and f"“{file['quote@nl']}”" in text.stdout
        for made in file["makes"]:
            figures = f"{made['table']}: {', '.join(made['fields'])} ({', '.join(made['periods'])})"
            assert figures in text.stdout
    assert text.stdout.count("datapackages/funding/package.json") == len(declared)
    ways = {file["table"]: file["add"] for file in listed}
    assert "move its entry in datapackages/funding/package.json" in ways["official_housed"]
    assert ways["housing_balance"].startswith("add its figures to the source of housing_balance")
    # What is known of the source it becomes can be moved as it is.
    assert {*listed[0]["source"]} == {*declared[0]} - {"makes", "quote@nl"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"table": "official_amounts"}, "the table 'official_amounts' is none of it; did you mean"),
        (
            {"makes": [{"table": "allocations", "fields": ["a"]}]},
            "no table 'allocations' is published; did you mean 'allocation'?",
        ),
        (
            {"makes": [{"table": "allocation", "fields": ["amount"]}]},
            "table 'allocation' has no field 'amount'",
        ),
    ],
)
def test_figures_that_are_not_published_are_refused(
    own_small_project: Project, change: dict[str, Any], words: str
) -> None:
    path = own_small_project.packages / "funding" / "package.json"
    declared = json.loads(path.read_text(encoding="utf-8"))
    wanted = declared["wanted"][0]
    for made in change.get("makes", ()):
        made.update(periods=["2020"], how="replaces")
    declared["wanted"] = [{**wanted, **change}]
    path.write_text(json.dumps(declared), encoding="utf-8")
    with pytest.raises(OpendataError) as caught:
        wanted_files(own_small_project, load_data_packages(own_small_project))
    assert caught.value.kind is PROJECT_FILE_BROKEN
    assert f"'wanted', '{wanted['title']}': {words}" in caught.value.message
