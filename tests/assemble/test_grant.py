"""The grant by the formula in law: worked by hand, refused where something lacks, and checked."""

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
from click.testing import Result

from inburgering_opendata.funding.errors import (
    CASELOAD_INCOMPLETE,
    CASELOAD_TWICE,
    CASELOAD_UNCLEAR,
    INPUT_UNKNOWN,
    INPUT_UNREADABLE,
    INPUTS_MISSING,
    NATIONAL_TARGET_TOO_SMALL,
    NO_NATIONAL_TARGET,
    NO_PARAMETERS,
)
from inburgering_opendata.funding.grant.grant import spuk_grant
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import ErrorKind, OpendataError
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.result import Outcome
from inburgering_opendata.toolkit.validate.run import validate_path
from tests.assemble.made_up import COLUMNS, write_caseload
from tests.whole import first

Run = Callable[..., Result]
CODES = ("GM9001", "GM9002", "GM9003")
INHABITANTS = (60_000, 30_000, 10_000)
Cases = dict[int, dict[str, tuple[int | None, int | None, int | None]]]


def grants(
    project: Project,
    grant: str,
    cases: Cases,
    inputs: dict[str, str],
    merged_on: date | None = None,
) -> list[dict[str, Any]]:
    """The rows of a grant over three made-up municipalities, of which the last may have merged
    into the second.
    """
    assembly = Assembly(project)

    def table(name: str, rows: list[dict[str, object]]) -> pa.Table:
        schema = arrow_schema(load_table_schema(project, name))
        return pa.Table.from_pylist(rows, pa.schema([f.with_nullable(True) for f in schema]))

    register: list[dict[str, object]] = [
        {"municipality_code": code, "municipality_name": code} for code in CODES
    ]
    changes: list[dict[str, object]] = []
    if merged_on:
        register[2]["valid_to"] = date.fromordinal(merged_on.toordinal() - 1)
        changes = [
            {
                "date": merged_on,
                "old_municipality_code": CODES[2],
                "new_municipality_code": CODES[1],
            }
        ]
    caseload: list[dict[str, object]] = [
        {
            "municipality_code": code,
            "year": year,
            "boundaries_on": date(2019, 1, 1),
            **{name: values[n] for name, values in columns.items()},
        }
        for year, columns in cases.items()
        for n, code in enumerate(CODES)
    ]
    population: list[dict[str, object]] = [
        {"municipality_code": code, "reference_date": date(year, 1, 1), "inhabitants": number}
        for year in range(2020, 2026)
        for code, number in zip(CODES, INHABITANTS, strict=True)
        if not (merged_on and code == CODES[2] and date(year, 1, 1) >= merged_on)
    ]
    supplied: list[dict[str, object]] = [
        {"grant": grant, "name": name, "value": value}
        for name, value in {"caseload": "made up", **inputs}.items()
    ]
    made = spuk_grant(
        table("spuk_caseload", caseload),
        table("spuk_supplied", supplied),
        assembly.table("spuk_parameter"),
        assembly.table("housing_balance"),
        table("population", population),
        table("municipality", register),
        table("municipality_change", changes),
        table("official_amount", []),
    )
    return list(made.to_pylist())


OF_2020: Cases = {2020: {"family_and_other": (3, 0, 1), "asylum_provisional": (2, 1, 1)}}
OF_2022: Cases = {
    2022: {"completed": (1, 0, 0)},
    2023: {"completed": (0, 0, 1)},
    2024: {
        "family_and_other": (3, 0, 1),
        "asylum_provisional": (2, 1, 1),
        "completed": (2, 0, 0),
    },
}
BA_2026 = [6_813_123, 3_271_512, 1_254_943]
BA_2026_WITHOUT_D = [6_757_639, 3_378_819, 1_203_120]
IN_2022 = {"LHT": "number:10", "LHT_t1": "number:20"}
IN_2026 = {"LPAS": "10", "LHT_t1": "number:20", "PO": "0.5", "abo_amount": "1000.00"}


def test_2022_worked_by_hand(project: Project) -> None:
    """Targets 6, 3, 1 of 10 and 12, 6, 2 of 20.

    TBA = 10 × 0.7 × 8057.10 + 20 × 0.7 × 4079.67 + 4 × 1019.92 = 117,594.76. The bases are
    70,148.888, 35,074.444 and 12,371.428; as they add up to TBA, they are the exact shares, and
    the two cents that rounding down leaves go to the first and the third. BGO is 3, 0 and 1 times
    610.98.
    """
    rows = grants(project, "2022-provisional", OF_2020, IN_2022)
    assert [row["number_t"] for row in rows] == [6, 3, 1]
    assert [row["number_t1"] for row in rows] == [12, 6, 2]
    assert [row["gg"] for row in rows] == [701_488_880, 350_744_440, 123_714_280]
    assert {row["tba_eurocent"] for row in rows} == {11_759_476}
    assert [row["ba_eurocent"] for row in rows] == [7_014_889, 3_507_444, 1_237_143]
    assert [row["bgo_eurocent"] for row in rows] == [183_294, 0, 61_098]
    assert [row["total_eurocent"] for row in rows] == [7_198_183, 3_507_444, 1_298_241]
    assert {(row["abo_eurocent"], row["effect_of_d_eurocent"]) for row in rows} == {(0, 0)}


def test_2026_worked_by_hand(project: Project) -> None:
    """Forecasts 6, 3, 1 of 10; completed since 2022: 3, 0 and 1, which count with 856.51 each.

    TBA = 10 × 0.7 × 6087.34 + 20 × 0.7 × 4718.96 + 4 × 1179.74 = 113,395.78. The bases are
    64,815.314, 31,122.892 and 11,938.654, together 107,876.86. The exact parts are
    68,131.2293…, 32,715.1218… and 12,549.4289…: the two cents that are left go to the first and
    the third. Without d the bases are 62,245.784, 31,122.892 and 11,082.144, the exact parts
    67,576.3889…, 33,788.1944… and 12,031.1967…, and the same two get a cent. ABO is 6, 3 and 1
    times 0.7 × 0.5 × 1,000.
    """
    rows = grants(project, "2026-provisional", OF_2022, IN_2026)
    assert [row["completed_counted"] for row in rows] == [3, 0, 1]
    assert [row["gg"] for row in rows] == [648_153_140, 311_228_920, 119_386_540]
    assert {row["tba_eurocent"] for row in rows} == {11_339_578}
    assert [row["ba_eurocent"] for row in rows] == BA_2026
    assert [row["ba_without_d_eurocent"] for row in rows] == BA_2026_WITHOUT_D
    assert [row["abo_eurocent"] for row in rows] == [210_000, 105_000, 35_000]
    assert [row["bgo_eurocent"] for row in rows] == [212_016, 0, 70_672]
    effects = [with_d - without for with_d, without in zip(BA_2026, BA_2026_WITHOUT_D, strict=True)]
    assert [row["effect_of_d_eurocent"] for row in rows] == effects
    assert sum(effects) == 0


def test_the_definitive_grant_uses_the_real_numbers(project: Project) -> None:
    """TBA = 3 × 8378.03 + 6 × 4242.17 + 3 × 1060.54 = 53,768.73, all of it by weights that equal
    the amounts; AGO is that of the year itself.
    """
    cases: Cases = {
        2021: {"asylum": (1, 1, 1)},
        2022: {"asylum": (3, 2, 1)},
        2023: {"asylum": (2, 1, 0), "family_and_other": (1, 0, 2)},
    }
    rows = grants(project, "2023-definitive", cases, {})
    assert {row["tba_eurocent"] for row in rows} == {5_376_873}
    assert [row["ba_eurocent"] for row in rows] == [3_054_311, 1_792_291, 530_271]
    assert [row["bgo_eurocent"] for row in rows] == [63_532, 0, 127_064]


def test_after_a_merger_the_caseload_and_the_targets_are_added_up(project: Project) -> None:
    rows = grants(project, "2022-provisional", OF_2020, IN_2022, merged_on=date(2022, 1, 1))
    assert [row["municipality_code"] for row in rows] == list(CODES[:2])
    assert [row["family_and_other"] for row in rows] == [3, 1]
    assert [(row["number_t"], row["number_t1"], row["number_t2"]) for row in rows] == [
        (6, 12, 2),
        (4, 8, 2),
    ]
    assert [row["boundaries_on"] for row in rows] == [date(2022, 1, 1)] * 2


@pytest.mark.parametrize(
    ("grant", "cases", "inputs", "kind", "words"),
    [
        ("2024-provisional", OF_2020, {}, NO_PARAMETERS, "2024"),
        ("2022-provisional", OF_2020, {"LHT": "number:10"}, INPUTS_MISSING, "LHT_t1: how"),
        ("2026-provisional", OF_2022, {}, INPUTS_MISSING, "LPAS: .*LHT_t1: .*PO: .*abo_amount: "),
        (
            "2022-provisional",
            OF_2020,
            {**IN_2022, "LHT": "number:1"},
            NATIONAL_TARGET_TOO_SMALL,
            "LHT.* 1 persons",
        ),
        ("2022-provisional", OF_2020, {**IN_2022, "PO": "0.5"}, INPUT_UNKNOWN, "'PO'"),
        ("2022-provisional", OF_2020, {**IN_2022, "LHT": "6500"}, INPUT_UNREADABLE, "'6500'"),
        ("2026-provisional", OF_2022, {**IN_2026, "PO": "0,5"}, INPUT_UNREADABLE, "'0,5'"),
        ("2026-provisional", OF_2022, {**IN_2026, "abo_amount": "1e3"}, INPUT_UNREADABLE, "'1e3'"),
        (
            "2025-provisional",
            {2023: OF_2020[2020]},
            {"LHT": "twice-first-half", "LHT_t1": "both-halves"},
            NO_NATIONAL_TARGET,
            "2024-H2",
        ),
        (
            "2022-provisional",
            {2020: {"family_and_other": (3, None, 1), "asylum_provisional": (2, 1, 1)}},
            IN_2022,
            CASELOAD_INCOMPLETE,
            r"family_and_other.*1 municipalities.*GM9002 \(GM9002\)",
        ),
        ("2023-provisional", OF_2020, IN_2022, CASELOAD_INCOMPLETE, "year 2021.*3 municipalities"),
    ],
)
def test_what_lacks_is_asked_for_by_name(
    project: Project,
    grant: str,
    cases: Cases,
    inputs: dict[str, str],
    kind: ErrorKind,
    words: str,
) -> None:
    with pytest.raises(OpendataError, match=words) as caught:
        grants(project, grant, cases, inputs)
    assert caught.value.kind is kind


def test_how_a_target_is_made_is_told_only_where_one_lacks(project: Project) -> None:
    for grant, cases, told in (
        ("2022-provisional", OF_2020, True),
        ("2026-definitive", OF_2022, False),
    ):
        with pytest.raises(OpendataError) as caught:
            grants(project, grant, cases, {})
        assert caught.value.kind is INPUTS_MISSING
        assert ("twice-first-half" in str(caught.value.hint)) == told


@pytest.fixture(scope="module")
def caseload(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up caseload of every municipality, each year on its own boundaries."""
    path = tmp_path_factory.mktemp("caseload") / "caseload.csv"
    write_caseload(project, path)
    return path


SET_2023 = ("--set", "LHT=twice-first-half", "--set", "LHT_t1=both-halves")


@pytest.mark.whole(
    reason="make test enters a grant into a build, which is checked by the same suite."
)
def test_the_command_writes_a_grant_that_validates(
    opendata: Run, project: Project, caseload: Path, tmp_path: Path
) -> None:
    arguments = ("grant", "--year", "2023", "--caseload", caseload, *SET_2023)
    run = opendata(*arguments, "--output", tmp_path, "--format", "json")
    assert run.exit_code == 0, run.output
    told = json.loads(run.stdout)
    assert (told["grant"], told["municipalities"]) == ("2023-provisional", 342)
    assert told["inputs"]["LHT"] == "twice-first-half"
    assert sha256(caseload.read_bytes()) in told["inputs"]["caseload"]
    path = tmp_path / "2023-provisional/spuk_grant.csv"
    for engine in ("gx", "duckdb"):
        result = validate_path(project, path, engine=engine, table="spuk_grant")
        assert [c for c in result.checks if c.outcome is not Outcome.PASSED] == []


WITH_GX = pytest.mark.whole(
    reason="That gx and duckdb agree on every check is tried by their own tests, and by mutations."
)


@pytest.mark.parametrize("engine", [pytest.param("gx", marks=WITH_GX), "duckdb"])
@pytest.mark.parametrize(
    ("column", "caught_by"),
    first(
        4,
        [
            ("ba_eurocent", {"ba_adds_up_to_tba", "grant_is_its_parts", "ba_follows_base"}),
            ("effect_of_d_eurocent", {"effect_of_d"}),
            ("official_difference_eurocent", {"difference_from_the_official_amount"}),
            ("basis", {"statutory_formula"}),
            ("ba_without_d_eurocent", {"without_d_adds_up_to_tba", "grant_without_d_is_its_parts"}),
            ("gg", {"bases_add_up"}),
            ("gg_total", {"bases_add_up"}),
            ("total_eurocent", {"grant_is_its_parts", "effect_of_d"}),
            ("total_without_d_eurocent", {"grant_without_d_is_its_parts", "effect_of_d"}),
            ("municipality_code", {"municipalities_complete"}),
        ],
        "Another column is spoilt in the same way.",
    ),
)
def test_a_spoilt_grant_is_found_out(
    opendata: Run,
    project: Project,
    caseload: Path,
    tmp_path: Path,
    engine: str,
    column: str,
    caught_by: set[str],
) -> None:
    arguments = ("grant", "--year", "2023", "--caseload", caseload, *SET_2023)
    assert opendata(*arguments, "--output", tmp_path).exit_code == 0
    path = tmp_path / "2023-provisional/spuk_grant.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        header, first, *others = csv.reader(stream)
    cell = header.index(column)
    other = {"municipality_code": "GM0003", "basis": "official"}
    first[cell] = other.get(column) or str(int(first[cell] or 0) + 200)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, first, *others])
    result = validate_path(project, path, engine=engine, table="spuk_grant")
    failed = {c.check for c in result.checks if c.outcome is Outcome.FAILED}
    assert caught_by <= failed


@pytest.mark.whole(reason="make test computes grants beside the build.")
def test_a_grant_enters_a_build_only_when_its_caseload_is_a_declared_source(
    own_project: Project, pristine_build: Path, caseload: Path, tmp_path: Path
) -> None:
    assert not (pristine_build / "funding/data/spuk_grant.csv").exists()

    declaration = own_project.packages / "funding/package.json"
    package = json.loads(declaration.read_text(encoding="utf-8"))
    sources = own_project.packages / "funding/sources"
    shutil.copy(caseload, sources / "spuk_caseload.csv")
    (sources / "spuk_supplied.csv").write_text(
        "grant,name,value\n"
        "2023-provisional,LHT,twice-first-half\n"
        "2023-provisional,LHT_t1,both-halves\n"
        "2023-provisional,caseload,Published by DUO\n"
    )
    for table in ("spuk_caseload", "spuk_supplied"):
        path = f"sources/{table}.csv"
        hashed = sha256((sources / f"{table}.csv").read_bytes())
        package["sources"].append(
            {**package["sources"][0], "table": table, "path": path, "sha256": hashed}
        )
    package["tables"].append("spuk_grant")
    declaration.write_text(json.dumps(package), encoding="utf-8")
    build(own_project, (), tmp_path / "with")
    result = validate_path(own_project, tmp_path / "with", engine="duckdb")
    assert [c for c in result.checks if c.outcome is not Outcome.PASSED] == []
    assert (tmp_path / "with/funding/data/spuk_grant.csv").read_bytes().count(b"\n") == 343


def _split(caseload: Path, folder: Path, *, other: int | None = None) -> tuple[Path, Path]:
    """The caseload in two files: all but what was completed, and what was completed alone."""
    with caseload.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    numbers = folder / "duo.csv", folder / "completed.csv"
    kept: tuple[set[str], set[str]] = ({*COLUMNS} - {"completed"}, {"completed"})
    for path, columns in zip(numbers, kept, strict=True):
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            for row in rows:
                emptied = dict.fromkeys({*COLUMNS} - columns, "")
                if other is not None and row is rows[0] and columns == kept[0]:
                    emptied["completed"] = str(other)
                writer.writerow({**row, **emptied})
    return numbers


SET_2026 = [
    text
    for name, value in {**IN_2026, "LPAS": "25000", "LHT_t1": "number:20000"}.items()
    for text in ("--set", f"{name}={value}")
]


def test_completed_trajectories_come_from_a_file_of_their_own(
    opendata: Run, caseload: Path, tmp_path: Path
) -> None:
    duo, completed = _split(caseload, tmp_path)
    made = []
    for n, files in enumerate([(caseload,), (duo, completed), (completed, duo)]):
        given = [text for path in files for text in ("--caseload", path)]
        run = opendata("grant", "--year", "2026", *given, *SET_2026, "--output", tmp_path / str(n))
        assert run.exit_code == 0, run.output
        made.append((tmp_path / str(n) / "2026-provisional/spuk_grant.csv").read_bytes())
    assert made[0] == made[1] == made[2]
    alone = opendata("grant", "--year", "2026", "--caseload", duo, *SET_2026)
    assert (alone.exit_code, "completed" in alone.stderr) == (1, True)


def test_a_caseload_names_municipalities_by_code_or_name_and_tells_each_that_is_not_clear(
    opendata: Run, caseload: Path, tmp_path: Path
) -> None:
    written = caseload.read_text(encoding="utf-8")
    named = tmp_path / "named.csv"

    def grant(folder: str, path: Path, **names: str) -> Result:
        text = written
        for code, name in names.items():
            text = text.replace(f"\n{code},", f"\n{name},")
        named.write_text(text, encoding="utf-8")
        output = ("--output", tmp_path / folder)
        return opendata("grant", "--year", "2023", "--caseload", path, *SET_2023, *output)

    assert grant("codes", caseload).exit_code == 0
    clear = grant("names", named, GM0344="344", GM0518="The Hague", GM0893="Bergen (L.)")
    assert clear.exit_code == 0, clear.output
    made = [tmp_path / f / "2023-provisional/spuk_grant.csv" for f in ("codes", "names")]
    assert made[0].read_bytes() == made[1].read_bytes()
    unclear = grant("unclear", named, GM0344="Utrecht (PV)", GM0893="Bergen", GM0599="Roterdam")
    assert (unclear.exit_code, CASELOAD_UNCLEAR.code in unclear.stderr) == (1, True)
    assert "that is the province Utrecht" in unclear.stderr
    assert "Bergen (NH) (GM0373), Bergen (L) (GM0893)" in unclear.stderr
    assert unclear.stderr.count("Close to it: Rotterdam (GM0599)") == 5
    assert not (tmp_path / "unclear").exists()


def test_two_files_that_contradict_each_other_are_refused(
    opendata: Run, caseload: Path, tmp_path: Path
) -> None:
    duo, completed = _split(caseload, tmp_path, other=99)
    given = ("--caseload", duo, "--caseload", completed)
    run = opendata("grant", "--year", "2026", *given, *SET_2026, "--output", tmp_path / "grant")
    assert (run.exit_code, CASELOAD_TWICE.code in run.stderr) == (1, True)
    assert not (tmp_path / "grant").exists()
