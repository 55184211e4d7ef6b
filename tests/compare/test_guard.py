"""What breaks a table is announced by its version, or refused before anything is published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inburgering_opendata.municipalities.boundary_views import VIEWS
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.describe.data_package import DataPackage
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.releases.compare.guard import refuse_unannounced
from inburgering_opendata.toolkit.releases.compare.published import open_published
from inburgering_opendata.toolkit.releases.download.index import INDEX
from inburgering_opendata.toolkit.releases.publishing.front import FRONT_FILES
from inburgering_opendata.toolkit.releases.publishing.release import publish
from tests.compare.made_up import field, release, schema

RENAMED = {"name": "w", "renamedFrom": "v"}
"""What a field has whose column was called v before."""


def described(version: str | None = None, name: str = "figures", **properties: Any) -> TableSchema:
    fields = [field("id", "string"), field("v", "integer", **properties)]
    return schema(fields, ["id"], name, **({"version": version} if version else {}))


def renamed(version: str) -> TableSchema:
    fields = [field("id", "string"), {**field("v", "integer", unit="EUR"), **RENAMED}]
    return schema(fields, ["id"], "figures", version=version)


def package(**more: Any) -> DataPackage:
    return DataPackage(
        name="made_up", path=Path(), tables=(), inputs=(), sources=(), descriptor=more
    )


@pytest.fixture
def previous(tmp_path: Path) -> Path:
    tables = [described(unit="EUR"), described("2.1.0", "second", unit="EUR")]
    tables.append(described(None, "figures_on_20230101"))
    return release(tmp_path / "old", [(table, []) for table in tables])


KEPT = {"figures": described(unit="EUR"), "second": described("2.1.0", "second", unit="EUR")}


@pytest.mark.parametrize(
    ("changed", "retired"),
    [
        ({}, ()),
        ({"figures": described("2.0.0")}, ()),
        ({"second": described("3.0.0", "second", unit="eurocent")}, ()),
        ({"figures": described(unit="EUR", title="Another")}, ()),
        ({"second": None}, ("second",)),
    ],
)
def test_what_keeps_its_promise_or_announces_passes(
    changed: Mapping[str, TableSchema | None], retired: tuple[str, ...], previous: Path
) -> None:
    schemas = {name: s for name, s in {**KEPT, **changed}.items() if s is not None}
    with open_published(previous, VIEWS) as promised:
        refuse_unannounced(promised, [(package(retired=retired), schemas)], VIEWS)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (
            {"figures": renamed("1.1.0")},
            r"figures\.w: field_renamed \(v → w\) needs version 2\.0\.0 or later, it has 1\.1\.0",
        ),
        (
            {"figures": described("1.9.9")},
            r"figures\.v: unit_changed \(EUR\) needs version 2\.0\.0",
        ),
        ({"second": described("2.9.0", "second")}, "needs version 3.0.0 or later, it has 2.9.0"),
        ({"second": described("1.0.0", "second")}, "needs version 3.0.0"),
        ({"second": None}, "second: the table is gone"),
    ],
)
def test_what_breaks_unannounced_is_refused_with_every_change(
    changed: Mapping[str, TableSchema | None], words: str, previous: Path
) -> None:
    schemas = {name: s for name, s in {**KEPT, **changed}.items() if s is not None}
    with (
        open_published(previous, VIEWS) as promised,
        pytest.raises(OpendataError, match=words) as raised,
    ):
        refuse_unannounced(promised, [(package(), schemas)], VIEWS)
    assert raised.value.kind.exit_code == 1


def test_a_package_that_is_gone_is_refused_unless_its_tables_are_retired(previous: Path) -> None:
    other = replace(package(), name="other")
    with open_published(previous, VIEWS) as promised:
        with pytest.raises(OpendataError, match="figures: the table is gone") as raised:
            refuse_unannounced(promised, [(other, {})], VIEWS)
        assert "second: the table is gone" in raised.value.message
        retiring = replace(other, descriptor={"retired": ["figures", "second"]})
        refuse_unannounced(promised, [(retiring, {})], VIEWS)


def test_a_table_that_moves_to_another_package_announces_that(previous: Path) -> None:
    other = replace(package(), name="other")
    stays, moves = {"second": KEPT["second"]}, {"figures": KEPT["figures"]}
    announced = {"figures": described("2.0.0", unit="EUR")}
    with open_published(previous, VIEWS) as promised:
        with pytest.raises(OpendataError, match=r"figures: table_moved \(made_up → other\)"):
            refuse_unannounced(promised, [(package(), stays), (other, moves)], VIEWS)
        refuse_unannounced(promised, [(package(), stays), (other, announced)], VIEWS)


def change_unit(project: Project, version: str) -> None:
    path = project.schemas / "municipality_centroid.schema.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["fields"][-1]["title"] = "Something else"
    raw["fields"][-1]["unit"] = "something else"
    path.write_text(json.dumps({**raw, "version": version}), encoding="utf-8")


def test_a_release_is_refused_or_has_notes_of_what_changed(
    small_project: Project, slim_build: Path, own_small_project: Project, tmp_path: Path
) -> None:
    dist, packages = tmp_path / "dist", ("municipalities",)
    publish(small_project, slim_build, dist, "2026.09.21")
    assert not (dist / "2026.09.21.md").exists()
    change_unit(own_small_project, "1.1.0")
    build(own_small_project, packages, tmp_path / "build")
    with pytest.raises(OpendataError, match=r"municipality_centroid\.\w+: unit_changed"):
        publish(own_small_project, tmp_path / "build", dist, "2026.09.22")
    assert {path.name for path in dist.iterdir()} == {"2026.09.21", INDEX, *FRONT_FILES}
    change_unit(own_small_project, "2.0.0")
    # Schemas are read once for a project; under another name it is another project.
    (tmp_path / "again").symlink_to(own_small_project.root)
    fresh = replace(own_small_project, root=tmp_path / "again")
    build(fresh, packages, tmp_path / "build")
    publish(fresh, tmp_path / "build", dist, "2026.09.22")
    notes = (dist / "2026.09.22.md").read_text(encoding="utf-8")
    assert notes.startswith("# 2026.09.22: what changed since 2026.09.21")
    assert "Breaking changes in: municipality" in notes
    assert "1.1.0 → 2.0.0" in notes
    index = json.loads((dist / "releases.json").read_text(encoding="utf-8"))
    assert [each["version"] for each in index["releases"]] == ["2026.09.22", "2026.09.21"]
