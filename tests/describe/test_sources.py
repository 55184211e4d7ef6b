"""Where a source is to be found: its own address, the table that says so, or that none is known."""

from __future__ import annotations

import json

import pytest

from inburgering_opendata.toolkit.describe.addresses import is_front_page
from inburgering_opendata.toolkit.describe.data_package import load_data_package, load_data_packages
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project


@pytest.mark.parametrize("name", ["reasons_in", "addresses_in"])
def test_the_table_that_a_source_leads_to_is_one_of_its_package(
    own_small_project: Project, name: str
) -> None:
    path = own_small_project.packages / "funding/package.json"
    declared = json.loads(path.read_text(encoding="utf-8"))
    declared["sources"][0][name] = "strem"
    path.write_text(json.dumps(declared), encoding="utf-8")
    with pytest.raises(OpendataError) as refused:
        load_data_package(own_small_project, "funding")
    assert refused.value.kind is PROJECT_FILE_BROKEN
    said = f"{name} of a source of national_amount is 'strem', which is no table of the package"
    assert said in str(refused.value) and "did you mean 'stream'?" in str(refused.value)


def test_no_choice_of_this_project_leads_to_a_front_page(project: Project) -> None:
    own = [
        source
        for package in load_data_packages(project)
        for source in package.sources
        if "contributors" in source.publisher
    ]
    assert len(own) >= 4
    for source in own:
        assert "reasons_in" in source.descriptor or not is_front_page(source.address), source.title
