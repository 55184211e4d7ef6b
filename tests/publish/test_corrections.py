"""Who reads a release sees which value of a source was corrected, into what, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.data_package import load_data_package
from inburgering_opendata.toolkit.describe.errors import CORRECTIONS_UNREADABLE
from inburgering_opendata.toolkit.describe.package_corrections import FILE, published_corrections
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.codebook import codebook
from inburgering_opendata.toolkit.releases.verify.run import verify
from inburgering_opendata.toolkit.validate.result import Outcome
from tests.small import CORRECTION


def correct(project: Project, *corrections: Mapping[str, object], package: str = "funding") -> None:
    path = project.packages / package / FILE
    path.write_text(json.dumps(corrections), encoding="utf-8")


def test_a_release_lists_its_corrections(
    own_small_project: Project, small_build: Path, small_release: Path
) -> None:
    release = small_release
    for folder in (small_build / "funding", release / "funding"):
        assert "plus 5,283 <arrears>" in (folder / "data/housing_balance.csv").read_text()
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        assert CORRECTION in descriptor["corrections"]
    read_me = (release / "funding" / "README.md").read_text(encoding="utf-8")
    assert (
        "- housing_balance.note (half_year = 2016-H2): `plus 5283 arrears` → "
        "`plus 5,283 <arrears>`. Duizendtallen staan apart. · Thousands are told apart. "
        "(bron · source: a letter of 2 March 2026)"
    ) in read_me
    pages = {
        path.relative_to(release / "site").as_posix(): path.read_text(encoding="utf-8")
        for path in (release / "site").rglob("*.html")
    }
    shown = {path for path, text in pages.items() if "a letter of 2 March 2026" in text}
    dutch = {"gegevens/funding.html", "gegevens/funding/housing_balance.html"}
    # What is computed has no source of its own, and rests on all of the package.
    assert dutch <= shown
    assert "gegevens/funding/allocation.html" in shown
    assert "gegevens/funding/national_amount.html" not in shown
    page = unescape(pages["gegevens/funding/housing_balance.html"])
    for text in ("Correcties", "plus 5283 arrears", "<arrears>", "Duizendtallen staan apart."):
        assert text in page
    assert "<arrears>" not in pages["gegevens/funding/housing_balance.html"]
    # Whoever has other corrections cannot make it anew, and is told so.
    path = own_small_project.packages / "funding" / FILE
    corrections = json.loads(path.read_text(encoding="utf-8"))
    correct(own_small_project, *(each for each in corrections if each != CORRECTION))
    [anew] = [
        check
        for check in verify(own_small_project, release / "funding").checks
        if (check.table, check.check) == ("housing_balance", "recomputed")
    ]
    assert (anew.outcome, "other corrections" in anew.observed) == (Outcome.UNPROVEN, True)


def test_corrections_are_shown_where_there_are_any_and_nowhere_else(
    project: Project, pristine_build: Path
) -> None:
    catalog = load_catalog(project)
    with_corrections = set()
    for name in project.package_names():
        package = load_data_package(project, name)
        listed = published_corrections(package)
        path = pristine_build / name / "datapackage.json"
        assert json.loads(path.read_text(encoding="utf-8")).get("corrections", []) == listed
        shown = b"Corrections" in codebook(package, [], "2026.09.21", catalog)
        assert shown is bool(listed)
        with_corrections |= {name} if listed else set()
    assert with_corrections == {"funding", "outcomes"}, "and no other package has any"


def test_a_value_of_a_confidential_source_is_not_shown(own_project: Project) -> None:
    path = own_project.packages / "funding" / "package.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    for source in raw["sources"]:
        source["confidential"] = source["table"] == "housing_balance"
    path.write_text(json.dumps(raw), encoding="utf-8")
    correct(own_project, CORRECTION)
    [said] = published_corrections(load_data_package(own_project, "funding"))
    assert {*said} == {"table", "field", "why", "why@nl", "source"}


@pytest.mark.parametrize("table", ["allocation", "milestone", "no_such_table"])
def test_a_correction_that_would_never_be_made_is_refused(own_project: Project, table: str) -> None:
    """Of a table that is computed, or of another package, or of none."""
    correct(own_project, {**CORRECTION, "table": table})
    with pytest.raises(OpendataError) as caught:
        Assembly(own_project).table("housing_balance")
    assert caught.value.kind is CORRECTIONS_UNREADABLE
    assert f"funding has no source of '{table}'" in caught.value.message
