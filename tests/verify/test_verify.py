"""`opendata verify`: the real release holds, and whatever is spoilt in it is found."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from inburgering_opendata.outcomes.disclosure_checks import CHECK
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.describe.file_formats import ALL_FORMATS, CSV
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.file import in_memory
from inburgering_opendata.toolkit.ground.files import sha256, to_json
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.sums import SUMS
from inburgering_opendata.toolkit.publish.contents import zipped
from inburgering_opendata.toolkit.publish.formats.archive import write_zip
from inburgering_opendata.toolkit.releases.publishing.release import publish
from inburgering_opendata.toolkit.releases.verify.checksums import check_checksums
from inburgering_opendata.toolkit.releases.verify.made_anew import check_made_anew
from inburgering_opendata.toolkit.releases.verify.run import recomputed, verify
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.csv_writer import to_csv
from inburgering_opendata.toolkit.validate.result import Outcome
from inburgering_opendata.toolkit.validate.run import validate_path
from inburgering_opendata.toolkit.validate.workspace import open_workspace
from tests.download.server import serving
from tests.examples import examples
from tests.sharing import VERSION
from tests.validate.test_disclosure import another_key, write
from tests.validate.test_tampering import amount_of
from tests.whole import first

Run = Callable[..., Result]


@pytest.fixture
def release(small_release: Path, tmp_path: Path) -> Path:
    """A release of one's own, of the small project, to spoil."""
    return Path(shutil.copytree(small_release, tmp_path / VERSION))


@pytest.fixture
def slim(slim_release: Path, tmp_path: Path) -> Path:
    """The same, of one package."""
    return Path(shutil.copytree(slim_release, tmp_path / VERSION))


def vouch(release: Path) -> None:
    """Make descriptors and checksums say what the files are now, as a forger would."""
    for descriptor in [*release.glob("*/datapackage.json"), release / "datapackage.json"]:
        raw = json.loads(descriptor.read_text(encoding="utf-8"))
        for resource in raw["resources"]:
            data = (descriptor.parent / resource["path"]).read_bytes()
            resource |= {"hash": f"sha256:{sha256(data)}", "bytes": len(data)}
        descriptor.write_bytes(to_json(raw))
    files = files_of(release)
    lines = [f"{sha256(files[path])}  {path}\n" for path in sorted(files) if path != SUMS]
    (release / SUMS).write_text("".join(lines), encoding="utf-8")


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def wrong(project: Project, path: Path) -> set[tuple[str, str]]:
    """Table and check of everything that failed or could not be checked."""
    bad = (Outcome.FAILED, Outcome.ERROR)
    return {(c.table, c.check) for c in verify(project, path).checks if c.outcome in bad}


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        ("slim_release", "for_small"),
        pytest.param(
            "small_release",
            "for_small",
            marks=pytest.mark.whole(reason="make test makes all of it anew where it is forged."),
        ),
        pytest.param(
            "the_release",
            "project",
            marks=pytest.mark.whole(reason="It is large; a small one has all of its tables."),
        ),
    ],
)
def test_a_release_holds_and_every_table_was_made_anew(
    path: str, environment: str, opendata: Run, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(environment)
    run = opendata("verify", request.getfixturevalue(path), "--format", "json")
    assert run.exit_code == 0, run.output
    result = json.loads(run.stdout)
    assert result["outcome"] == "passed"
    anew = {check["table"] for check in result["checks"] if check["check"] == "recomputed"}
    assert anew == {table["table"] for table in result["tables"]}
    equal = {check["check"] for check in result["checks"] if check["check"].startswith("equal.")}
    others = [each.check.removesuffix(".hash") for each in ALL_FORMATS if each is not CSV]
    assert equal == {f"equal.{name}" for name in others}
    made = [check for check in result["checks"] if check["check"].startswith("recomputed.")]
    assert {check["check"].removeprefix("recomputed.") for check in made} == {
        *("zip", "pages", "words")
    }
    assert len(made) == 2 + len({table["package"] for table in result["tables"]})


@pytest.mark.whole(reason="make test verifies the air project at its address and as a zip.")
def test_a_release_is_verified_at_its_address_and_as_a_zip(
    slim_release: Path, for_small: Project, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with serving(slim_release.parent) as server:
        for address in (VERSION, f"{VERSION}/municipalities.zip"):
            run = opendata("verify", server.address + address)
            assert run.exit_code == 0, run.output
        assert opendata("verify", server.address + "2026.09.22/").exit_code == 3
    run = opendata("verify", slim_release / "municipalities.zip", "--format", "json")
    assert json.loads(run.stdout)["outcome"] == "passed"


def test_a_zip_without_checksums_beside_it_is_said_to_be_vouched_for_by_nobody(
    slim_release: Path, for_small: Project, tmp_path: Path, opendata: Run
) -> None:
    archive = shutil.copy(slim_release / "municipalities.zip", tmp_path)
    result = json.loads(opendata("verify", archive, "--format", "json").stdout)
    assert result["outcome"] == "unproven"
    [said] = [check for check in result["checks"] if check["outcome"] == "unproven"]
    assert said["check"] == "checksums"


def append(name: str) -> Callable[[Path], object]:
    return lambda release: (release / name).write_bytes((release / name).read_bytes() + b"\n")


@pytest.mark.whole(
    reason="make test tries a warning of verify with a table of a confidential delivery."
)
def test_what_a_system_left_behind_is_a_warning_in_a_folder_and_in_a_zip(
    slim_release: Path, small_project: Project, tmp_path: Path
) -> None:
    release = Path(shutil.copytree(slim_release, tmp_path / VERSION))
    left = (".DS_Store", "municipalities/data/.DS_Store", "municipalities/Thumbs.db", "site/._x")
    for name in left:
        (release / name).write_bytes(b"left")
    result = verify(small_project, release)
    assert {c.check for c in result.worst_first()} == {"package.left_behind"}
    assert result.exit_code == 0
    named = {failure.key["file"] for check in result.worst_first() for failure in check.failures}
    assert named == {".DS_Store", "data/.DS_Store", "Thumbs.db", "site/._x"}
    archive = shutil.make_archive(str(tmp_path / "z"), "zip", release, "municipalities")
    zipped = validate_path(small_project, Path(archive), engine="duckdb")
    [warned] = zipped.worst_first()
    assert (warned.outcome, len(warned.failures)) == (Outcome.WARNING, 2)
    (release / "municipalities" / "data" / "stranger.csv").write_bytes(b"x")
    assert verify(small_project, release).exit_code == 1


@pytest.mark.parametrize(
    "spoil",
    [
        append("municipalities/README.md"),
        append("validation.json"),
        append("municipalities.zip"),
        lambda release: (release / "stray.txt").write_text("somebody was here"),
        lambda release: (release / "municipalities" / "README.md").unlink(),
        lambda release: (release / "SHA256SUMS").write_text("nonsense\n"),
        lambda release: (release / "SHA256SUMS").write_text(f"{'0' * 64}  ../secret\n"),
        lambda release: (release / "SHA256SUMS").write_text(""),
    ],
)
def test_a_file_that_is_not_as_vouched_for_is_found(
    spoil: Callable[[Path], object], slim: Path
) -> None:
    assert [check.outcome for check in check_checksums(slim)] == [Outcome.PASSED]
    spoil(slim)
    [check] = check_checksums(slim)
    assert check.outcome in (Outcome.FAILED, Outcome.ERROR)
    assert check.hint


def swap(release: Path) -> Path:
    """Give two municipalities each other's amount, so that every sum stays what it was."""
    path = release / "funding" / "data" / "allocation.csv"
    text = path.read_text(encoding="utf-8")
    ours, theirs = (amount_of(text, "introduction", code) for code in ("GM0344", "GM0363"))
    assert ours != theirs
    text = text.replace(
        f"introduction,GM0363,Amsterdam,{theirs},", f"introduction,GM0363,Amsterdam,{ours},"
    )
    text = text.replace(
        f"introduction,GM0344,Utrecht,{ours},", f"introduction,GM0344,Utrecht,{theirs},"
    )
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.whole(
    reason="make test finds a flipped bit, and what was forged in a release on its own."
)
def test_a_forged_amount_is_found_though_checksums_descriptor_and_sums_are_right(
    release: Path, small_project: Project
) -> None:
    swap(release)
    vouch(release)
    found = wrong(small_project, release)
    assert ("(release)", "checksums") not in found
    assert ("allocation", "recomputed") in found
    assert {check for _, check in found} >= {"equal.parquet", "equal.excel-csv", "equal.sqlite"}


@pytest.mark.whole(
    reason="make test finds a forged amount in the same release; here it stands in one format."
)
def test_one_format_that_differs_is_found(release: Path, small_project: Project) -> None:
    csv = release / "funding" / "data" / "allocation.csv"
    right = csv.read_bytes()
    amounts = pa_csv.read_csv(swap(release)).column("amount_eur")
    csv.write_bytes(right)
    table = pq.read_table(csv.with_suffix(".parquet"))
    at = table.schema.get_field_index("amount_eur")
    forged = table.set_column(at, table.schema.field(at), amounts)
    pq.write_table(forged, csv.with_suffix(".parquet"))
    vouch(release)
    found = wrong(small_project, release)
    assert {check for check in found if check[0] == "allocation"} == {
        ("allocation", "equal.parquet")
    }


def deface(release: Path) -> None:
    """Another amount on the page of Utrecht, and nowhere else."""
    page = release / "site" / "en" / "municipality" / "GM0344.html"
    text = page.read_text(encoding="utf-8")
    csv = (release / "funding" / "data" / "allocation.csv").read_text(encoding="utf-8")
    shown = f"{amount_of(csv, 'introduction', 'GM0344'):,}"
    assert shown in text
    page.write_text(text.replace(shown, "794,805"), encoding="utf-8")


def swap_in_zip(release: Path) -> None:
    """Other amounts for who downloads the zip, and for nobody else."""
    csv = release / "funding" / "data" / "allocation.csv"
    right = csv.read_bytes()
    swap(release)
    with (release / "funding.zip").open("wb") as stream:
        write_zip(zipped("funding", in_memory(files_of(release))), stream)
    csv.write_bytes(right)


@pytest.mark.whole(reason="It makes a package anew, as make test does of the whole release.")
def test_a_zip_that_brings_tables_of_other_packages_is_verified_as_a_package(
    small_release: Path, small_project: Project, tmp_path: Path
) -> None:
    archive = Path(shutil.copy(small_release / "funding.zip", tmp_path))
    shutil.copy(small_release / "SHA256SUMS", tmp_path)
    found = verify(small_project, archive)
    assert [c.check for c in found.checks if c.outcome in (Outcome.FAILED, Outcome.ERROR)] == []
    assert {"municipality", "population", "allocation"} <= {c.table for c in found.checks}
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(tmp_path / "x.zip", "w") as spoilt:
        for name in whole.namelist():
            data = whole.read(name)
            if name == "funding/data/municipality.csv":
                data = data.replace(b"Utrecht", b"Uitrecht")
            spoilt.writestr(name, data)
    outcomes = {
        (c.table, c.check): c.outcome for c in verify(small_project, tmp_path / "x.zip").checks
    }
    assert outcomes["municipality", "file.hash"] is Outcome.FAILED
    assert outcomes["allocation", "schema.municipality_name.filled"] is Outcome.FAILED


@pytest.mark.whole(reason="It makes all pages anew; make test does so of a release that holds.")
def test_zips_and_pages_that_do_not_follow_from_the_data_are_found(
    release: Path, small_project: Project
) -> None:
    deface(release)
    (release / "site" / "stray.html").write_text("<p>Somebody was here")
    (release / "site" / "beeld.html").unlink()
    swap_in_zip(release)
    vouch(release)
    with open_workspace(small_project, release) as workspace:
        checks = [*check_made_anew(small_project, workspace)]
    found = {(c.package, c.check): c for c in checks if c.outcome is not Outcome.PASSED}
    assert {*found} == {("funding", "recomputed.zip"), ("(release)", "recomputed.pages")}
    pages = {f.key["file"] for f in found["(release)", "recomputed.pages"].failures}
    assert pages >= {"site/en/municipality/GM0344.html", "site/stray.html", "site/beeld.html"}


@pytest.mark.parametrize(
    ("packages", "table"),
    [
        (("municipalities",), "municipality_centroid"),
        pytest.param(
            (),
            "housing_balance",
            marks=pytest.mark.whole(
                reason="It publishes all packages, where a table of one is listed in the same way."
            ),
        ),
    ],
)
def test_a_table_of_a_confidential_delivery_is_listed_and_no_more(
    packages: tuple[str, ...], table: str, own_small_project: Project, tmp_path: Path
) -> None:
    package = own_small_project.packages / (packages or ("funding",))[0] / "package.json"
    raw = json.loads(package.read_text(encoding="utf-8"))
    for source in raw["sources"]:
        if source["table"] == table:
            source["confidential"] = True
    package.write_text(json.dumps(raw), encoding="utf-8")
    build(own_small_project, packages, tmp_path / "build")
    folder = publish(own_small_project, tmp_path / "build", tmp_path / "dist", VERSION).path
    result = verify(own_small_project, folder)
    assert result.outcome is Outcome.WARNING
    assert result.exit_code == 0
    assert recomputed(result)["warning"] == [table]
    assert not recomputed(result)["failed"] + recomputed(result)["error"]


@pytest.mark.whole(reason="make test tries a forged table and a flipped bit.")
def test_a_rule_that_fails_on_a_broken_table_is_an_error_of_that_table(
    release: Path, small_project: Project
) -> None:
    path = release / "outcomes" / "data" / "observation.csv"
    schema = load_table_schema(small_project, "observation")
    table = read_csv(path.read_bytes(), schema).table
    assert table is not None
    at = table.schema.get_field_index("boundaries")
    undated = pa.nulls(table.num_rows, pa.date32())
    path.write_bytes(to_csv(table.set_column(at, "boundaries", undated)))
    result = verify(small_project, release / "outcomes")
    [coverage] = [c for c in result.checks if (c.table, c.check) == ("coverage", "recomputed")]
    assert coverage.outcome is Outcome.ERROR
    assert "its rule fails on these tables" in coverage.observed


@pytest.mark.whole(
    reason="The audit is that of validation, whose tests try it with an earlier one."
)
@pytest.mark.whole(
    reason="The audit is that of validate, which make test tries with an earlier release."
)
def test_results_are_audited_together_with_those_of_an_earlier_release(
    the_release: Path, tmp_path: Path, project: Project, opendata: Run
) -> None:
    """Alone they hold; the release before was perturbed with another secret."""
    release = Path(shutil.copytree(the_release / "outcomes", tmp_path / "release" / "outcomes"))
    write(project, release / "data")
    before = tmp_path / "outcomes"
    write(project, before / "data", another_key)
    archive = shutil.make_archive(str(before), "zip", tmp_path, before.name)

    def audited(*options: str) -> str:
        run = opendata("verify", release, "--format", "json", *options)
        checks = json.loads(run.stdout)["checks"]
        [outcome] = [check["outcome"] for check in checks if check["check"] == CHECK]
        return str(outcome)

    assert audited() == "passed"
    assert audited("--earlier", archive) == "failed"


@pytest.mark.whole(reason="make test tries a release on its own, of which less is proven.")
def test_a_source_of_another_edition_is_not_proven(
    slim: Path, small_project: Project, for_small: Project, opendata: Run
) -> None:
    """As a forger would have it: another figure in a source, its new hash, and all made of it."""
    for descriptor in (slim / "municipalities" / "datapackage.json",):
        raw = json.loads(descriptor.read_text(encoding="utf-8"))
        for source in raw["sources"]:
            if source["table"] == "municipality":
                source["hash"] = f"sha256:{'0' * 64}"
        descriptor.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    vouch(slim)
    result = verify(small_project, slim)
    assert recomputed(result)["unproven"] == ["municipality"]
    assert result.exit_code != 0
    run = opendata("verify", slim / "municipalities")
    assert (run.exit_code, "UNPROVEN" in run.stdout) == (4, True), run.output


def test_what_only_the_release_calls_confidential_fails(slim: Path, small_project: Project) -> None:
    descriptor = slim / "municipalities" / "datapackage.json"
    raw = json.loads(descriptor.read_text(encoding="utf-8"))
    for source in raw["sources"]:
        source["confidential"] = source["table"] == "municipality"
    descriptor.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    result = verify(small_project, slim / "municipalities")
    assert recomputed(result)["failed"] == ["municipality"]


def test_a_release_without_checksums_is_not_proven(slim: Path, small_project: Project) -> None:
    (slim / SUMS).unlink()
    result = verify(small_project, slim)
    assert (result.outcome, result.exit_code) == (Outcome.UNPROVEN, 4)


def test_a_link_in_a_release_is_found(slim: Path, tmp_path: Path) -> None:
    """To a folder that may hold something else tomorrow, and to a file."""
    shutil.move(slim / "municipalities" / "data", tmp_path / "data")
    (slim / "municipalities" / "data").symlink_to(tmp_path / "data")
    (slim / "more.csv").symlink_to(tmp_path / "data")
    [check] = check_checksums(slim)
    links = {f.key["file"] for f in check.failures if "a link to" in f.observed}
    assert links == {"municipalities/data", "more.csv"}


@pytest.mark.parametrize(
    "kind",
    first(
        1,
        [".xlsx", ".sqlite", ".parquet", ".zip", ".csv", ".html", ".ttl", ".json"],
        "A file of another format is found in the same way, by its checksum.",
    ),
)
def test_one_flipped_bit_is_told_with_the_name_of_the_file(
    kind: str, slim: Path, small_project: Project
) -> None:
    """Whatever reads the file stumbles over it or not; nothing ends as an unforeseen fault."""
    chance = random.Random(kind)
    files = sorted(path for path in slim.rglob(f"*{kind}") if path.is_file())
    for _ in range(examples(60)):
        file = chance.choice(files)
        name, right = file.relative_to(slim).as_posix(), file.read_bytes()
        # The first and the last bytes of a file say how the others are to be read.
        most = len(right) if chance.random() < 0.5 else min(len(right), 64)
        at = chance.choice([chance.randrange(most), len(right) - 1 - chance.randrange(most)])
        spoilt = bytearray(right)
        spoilt[at] ^= 1 << chance.randrange(8)
        file.write_bytes(spoilt)
        try:
            found = verify(small_project, slim)
        except OpendataError as error:
            assert name in error.message
        else:
            [sums] = [check for check in found.checks if check.check == "checksums"]
            assert [failure.key["file"] for failure in sums.failures] == [name]
            assert found.exit_code == 1
        file.write_bytes(right)


@pytest.mark.whole(reason="make test tries the option with validate.")
def test_a_warning_exits_with_1_where_that_is_asked(
    slim_release: Path, for_small: Project, opendata: Run, tmp_path: Path
) -> None:
    release = Path(shutil.copytree(slim_release, tmp_path / VERSION))
    (release / "Thumbs.db").write_bytes(b"x")
    assert opendata("verify", release).exit_code == 0
    assert opendata("verify", release, "--fail-on", "warning").exit_code == 1
