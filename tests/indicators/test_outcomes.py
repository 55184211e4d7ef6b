"""From the store to a protected table, and from there into a release, by the command line."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from click.testing import Result

from inburgering_opendata.outcomes.counting.caseload import completed_caseload
from inburgering_opendata.outcomes.delivery.store import Store
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.run import validate_path
from tests.indicators.made_up import (
    AS_OF,
    INDICATORS,
    PROJECT,
    PROVINCES,
    as_table,
    country,
    trajectory,
)
from tests.indicators.test_counting import counted
from tests.synthetic.trajectories import trajectories
from tests.whole import first

Run = Callable[..., Result]
FEW = (
    *("obliged", "fulfilled", "fulfilled_rate"),
    *("intake_started", "intake_started_rate", "completed"),
    *("work_known", "with_paid_work", "with_paid_work_rate"),
)
CODES = tuple(
    row["municipality_code"]
    for row in csv.DictReader(
        (PROJECT.packages / "municipalities/sources/municipality.csv").open(encoding="utf-8")
    )
    if not row["valid_to"]
)


@pytest.fixture
def few(own_project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that counts a few indicators only, and for which the command then works."""
    path = own_project.packages / "outcomes" / "indicators.yaml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept = [i for i in declared["indicators"] if i["id"] in FEW or i.get("kind") == "stated"]
    for each in kept:
        each.pop("parts", None)
    declared |= {"indicators": kept, "breakdowns": [["target_group"]]}
    path.write_text(yaml.safe_dump(declared), encoding="utf-8")
    _pin(own_project, "indicators.yaml", path.read_bytes())
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_project.root))
    return own_project


def _pin(project: Project, source: str, data: bytes) -> None:
    path = project.packages / "outcomes" / "package.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    [mine] = [each for each in package["sources"] if each["path"] == source]
    mine["sha256"] = sha256(data)
    path.write_text(json.dumps(package), encoding="utf-8")


def delivered(folder: Path, *, synthetic: bool) -> Path:
    """A store with trajectories of two cohorts in every municipality."""
    store = folder / "store"
    Store(store).add(
        "trajectory",
        trajectories(4_000, cohorts=(2022,)),
        municipalities=CODES,
        as_of=AS_OF,
        origin="made up",
        file_sha256="0" * 64,
        synthetic=synthetic,
    )
    return store


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def declare(project: Project, output: Path) -> None:
    """Put what was written among the sources of the package, as the help of the command says."""
    path = project.packages / "outcomes" / "package.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    template = {**package["sources"][-1], "confidential": True}
    package["tables"].append("disclosure_audit")
    for table in ("observation", "coverage", "disclosure_audit"):
        name = f"sources/{table}_delivered.csv"
        shutil.copy(output / f"{table}.csv", path.parent / name)
        data = (output / f"{table}.csv").read_bytes()
        package["sources"].append(
            {**template, "table": table, "path": name, "sha256": sha256(data)}
        )
    path.write_text(json.dumps(package), encoding="utf-8")


@pytest.mark.whole(
    reason="It publishes what was counted; make test counts, protects and publishes apart."
)
@pytest.mark.parametrize(
    "synthetic", first(1, [False, True], "Made-up ones are counted as the others are.")
)
def test_deliveries_become_a_protected_table_and_only_real_ones_a_release(
    synthetic: bool, few: Project, tmp_path: Path, opendata: Run
) -> None:
    store, output = delivered(tmp_path, synthetic=synthetic), tmp_path / "counted"
    run = opendata(
        *("outcomes", "--as-of", AS_OF.isoformat(), "--store", store),
        *("--output", output, "--format", "json"),
    )
    assert run.exit_code == 0, run.output
    told = json.loads(run.stdout)
    assert (told["synthetic"], told["delivered"]) == (synthetic, 342)
    assert sorted(path.name for path in output.iterdir()) == [
        "coverage.csv",
        "disclosure.md",
        "disclosure_audit.csv",
        "observation.csv",
    ]
    rows = read(output / "observation.csv")
    assert not [r for r in rows if r["unit"] == "persons" and r["value"] in ("1.00", "2.00")]
    assert {row["status"] for row in rows} >= {"observed", "withheld"}
    assert {row["precision"] for row in rows if row["disclosure"] == "protected"} == {"perturbed"}
    of_work = [r for r in rows if r["indicator"] == "work_known" and r["route"] == "total"]
    assert {r["status"] for r in of_work if r["area_type"] == "municipality"} >= {"not_reported"}
    assert not [r for r in of_work if r["target_group"] == "total" and r["value"] == "0.00"]
    assert all(r["note"] for r in of_work if r["status"] == "not_reported")
    audited = read(output / "disclosure_audit.csv")
    assert {row["attacker"] for row in audited} == {"outsider", "municipality", "alone"}
    assert {(row["certain"], row["narrow"]) for row in audited} == {("0", "0")}
    [nation] = [
        row["value"]
        for row in rows
        if (row["indicator"], row["area"], row["period"]) == ("obliged", "NL", "2022")
        and {row["target_group"], row["legal_regime"], row["route"]} == {"total"}
    ]
    assert abs(float(nation) - 4_000) <= 6
    declare(few, output)
    build(few, ("outcomes", "municipalities"), tmp_path / "build")
    for table in ("observation", "coverage"):
        built = read(tmp_path / f"build/outcomes/data/{table}.csv")
        assert told["publication"] in {row["publication"] for row in built}
    result = validate_path(few, tmp_path / "build", engine="duckdb")
    tables = ("observation", "coverage", "disclosure_audit")
    counted_tables = [c for c in result.checks if c.table in tables]
    failed = {(c.table, c.check): c.outcome for c in counted_tables if c.outcome != "passed"}
    assert len(counted_tables) > 50
    found_out = {(table, "nothing_synthetic"): "failed" for table in tables}
    assert failed == (found_out if synthetic else {})


def outcomes(opendata: Run, store: Path, output: Path, *more: object) -> Result:
    return opendata(
        "outcomes", "--as-of", AS_OF.isoformat(), "--store", store, "--output", output, *more
    )


@pytest.mark.whole(reason="It counts five times; make test tries secrets in their own folder.")
@pytest.mark.whole(
    reason="It counts a country twice; make test counts it once, and tries the secret by itself."
)
def test_counting_again_gives_the_same_figures_and_another_secret_is_refused(
    few: Project, tmp_path: Path, opendata: Run
) -> None:
    store = delivered(tmp_path, synthetic=False)
    assert outcomes(opendata, store, tmp_path / "one").exit_code == 0
    assert outcomes(opendata, store, tmp_path / "two").exit_code == 0
    first = (tmp_path / "one/observation.csv").read_bytes()
    assert first == (tmp_path / "two/observation.csv").read_bytes()
    secret = store / "secret.key"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert secret.read_text().strip() not in first.decode()
    [key] = {row["protection_key"] for row in read(tmp_path / "one/observation.csv")} - {""}
    assert opendata("secret", "show", "--store", store).stdout.strip() == key

    assert opendata("secret", "export", tmp_path / "copy", "--store", store).exit_code == 0
    secret.unlink()
    run = outcomes(
        opendata, store, tmp_path / "three", "--earlier", tmp_path / "one/observation.csv"
    )
    assert (run.exit_code, "another-secret" in run.stderr) == (3, True)
    assert not (tmp_path / "three").exists()
    assert not secret.exists(), "none is made where an earlier one is wanted"

    # What the project has among its sources is an earlier release as well.
    declare(few, tmp_path / "one")
    assert opendata("secret", "import", tmp_path / "copy", "--store", store).exit_code == 0
    assert outcomes(opendata, store, tmp_path / "four").exit_code == 0
    assert (tmp_path / "four/observation.csv").read_bytes() == first
    secret.write_text("0" * 64)
    run = outcomes(opendata, store, tmp_path / "five")
    assert (run.exit_code, "another-secret" in run.stderr) == (3, True)
    run = opendata("secret", "import", tmp_path / "copy", "--store", store)
    assert (run.exit_code, "secret-exists" in run.stderr) == (2, True)
    secret.write_text("no secret")
    assert opendata("secret", "show", "--store", store).exit_code == 3


@pytest.mark.whole(reason="It looks through all that another test of make test wrote.")
def test_what_identifies_people_stays_in_the_store(
    few: Project, tmp_path: Path, opendata: Run
) -> None:
    store, output = delivered(tmp_path, synthetic=True), tmp_path / "counted"
    arguments = ("outcomes", "--as-of", AS_OF.isoformat(), "--store", store, "--output", output)
    run = opendata(*arguments)
    assert run.exit_code == 0, run.output
    assert "none of this can be released" in run.stdout
    caseload = store / "derived" / f"caseload-{AS_OF}.csv"
    assert caseload.stat().st_mode & 0o077 == 0
    rows = read(caseload)
    assert len(rows) == 342 * 4
    assert sum(int(row["completed"]) for row in rows) > 100
    assert {row["asylum"] for row in rows} == {""}


def _declared(project: Project, change: Callable[[list[dict[str, Any]]], object]) -> None:
    path = project.packages / "outcomes" / "indicators.yaml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(declared["indicators"])
    path.write_text(yaml.safe_dump(declared), encoding="utf-8")
    _pin(project, "indicators.yaml", path.read_bytes())


def test_without_completed_trajectories_it_is_said_before_anything_is_counted(
    few: Project, tmp_path: Path, opendata: Run
) -> None:
    def without(indicators: list[dict[str, Any]]) -> None:
        indicators[:] = [each for each in indicators if each["id"] != "completed"]

    _declared(few, without)
    store = delivered(tmp_path, synthetic=True)
    run = outcomes(opendata, store, tmp_path / "counted")
    assert (run.exit_code, "indicators-broken" in run.stderr) == (3, True), run.output
    assert "'completed'" in run.stderr and "not declared" in run.stderr
    assert not (tmp_path / "counted").exists()
    assert not (store / "derived").exists()


@pytest.mark.whole(reason="make test counts indicators of every kind together.")
def test_indicators_of_which_none_is_a_rate_are_counted(
    few: Project, tmp_path: Path, opendata: Run
) -> None:
    def without(indicators: list[dict[str, Any]]) -> None:
        indicators[:] = [each for each in indicators if each.get("kind") not in ("rate", "mean")]

    _declared(few, without)
    run = outcomes(opendata, delivered(tmp_path, synthetic=True), tmp_path / "counted")
    assert run.exit_code == 0, run.output
    rows = read(tmp_path / "counted" / "observation.csv")
    assert {row["indicator"] for row in rows} > {"obliged", "fulfilled", "completed"}
    assert {row["unit"] for row in rows} == {"persons"}


def test_what_was_not_finished_is_no_earlier_release(
    few: Project, tmp_path: Path, opendata: Run
) -> None:
    before = tmp_path / "before"
    before.mkdir()
    path = few.packages / "outcomes" / "sources" / "observation_swi.csv"
    file = Path(shutil.copy(path, before / "observation.csv"))
    (before / ".unfinished").write_text("observation.csv\n", encoding="utf-8")
    store = delivered(tmp_path, synthetic=True)
    for earlier in (file, before):
        run = outcomes(opendata, store, tmp_path / "counted", "--earlier", earlier)
        assert (run.exit_code, "earlier-unfinished" in run.stderr) == (3, True), run.output
        assert "was not finished" in run.stderr
        assert "publisher" not in run.stderr, "it is one's own, and only needs to be finished"
    assert not (tmp_path / "counted").exists()


def test_without_a_delivery_or_into_the_store_nothing_is_written(
    tmp_path: Path, opendata: Run
) -> None:
    run = opendata(
        "outcomes", "--as-of", "2025-12-31", "--store", tmp_path / "s", "--output", tmp_path / "o"
    )
    assert (run.exit_code, "nothing-delivered" in run.stderr) == (3, True)
    run = opendata(
        *("outcomes", "--as-of", "2025-12-31", "--store", tmp_path / "s"),
        *("--output", tmp_path / "s" / "o"),
    )
    assert (run.exit_code, "output-in-store" in run.stderr) == (2, True)
    assert not (tmp_path / "o").exists()


def completed(person: str, year: int, **more: Any) -> Any:
    ended = date(year, 5, 1)
    return trajectory(person, ended_on=ended, completed_with="diploma", **more)


def test_completed_trajectories_of_asylum_status_holders_are_the_caseload() -> None:
    rows = [
        completed("A", 2024),
        completed("B", 2024, target_group="gezin_overig"),
        completed("C", 2025, municipality_code="GM0002"),
        trajectory("D"),
    ]
    schema = pa.schema(
        [
            ("municipality_code", pa.string()),
            ("year", pa.int64()),
            ("boundaries_on", pa.date32()),
            ("asylum", pa.int64()),
            ("completed", pa.int64()),
        ]
    )
    observations = counted(as_table(rows), delivered={"GM0001", "GM0002"})
    made = completed_caseload(
        observations, INDICATORS, country(), {"GM0001", "GM0002"}, AS_OF, schema
    )
    numbers = {(r["municipality_code"], r["year"]): r["completed"] for r in made.to_pylist()}
    assert len(numbers) == len(PROVINCES) * 4
    assert {key: number for key, number in numbers.items() if number} == {
        ("GM0001", 2024): 1,
        ("GM0002", 2025): 1,
    }
    assert numbers["GM0002", 2022] == 0
    assert numbers["GM0003", 2024] is None


def test_a_year_that_is_not_over_has_no_number() -> None:
    schema = pa.schema([("municipality_code", pa.string()), ("year", pa.int64())])
    schema = schema.append(pa.field("boundaries_on", pa.date32()))
    schema = schema.append(pa.field("completed", pa.int64()))
    observations = counted(as_table([completed("A", 2024)]))
    early = completed_caseload(
        observations, INDICATORS, country(), {"GM0001"}, date(2025, 6, 30), schema
    )
    assert {row["year"] for row in early.to_pylist()} == {2022, 2023, 2024}
