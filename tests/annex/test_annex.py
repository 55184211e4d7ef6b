"""An official table replaces the computed stream; one that is not as declared replaces nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result

from inburgering_opendata.funding.annex.errors import ANNEX_UNREADABLE
from inburgering_opendata.funding.errors import OFFICIAL_FIGURE_TWICE, OFFICIAL_STREAM_UNKNOWN
from inburgering_opendata.municipalities.aliases import declared_aliases
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, ErrorKind, OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from tests.annex.made_up import DAY, HOSTILE, TIDY, TOTAL, VALUES, declare, hostile_xlsx, tidy_csv

Amounts = dict[str, tuple[str, int]]
AMSTERDAM, ROTTERDAM, APPINGEDAM, ASSEN = "GM0363", "GM0599", "GM0003", "GM0106"
CODE_AND_AMOUNT = ("municipality_code", "amount_eur")
BERGEN_NH, BERGEN_L = "GM0373", "GM0893"


@pytest.fixture(scope="session")
def amounts(pristine_build: Path) -> Amounts:
    """Made-up official amounts: those computed, with 1,000 euros moved to the second city."""
    rooms = {"funding": "allocation", "municipalities": "municipality"}
    files = {t: pristine_build / p / "data" / f"{t}.csv" for p, t in rooms.items()}
    tables = {
        name: list(csv.DictReader(path.open(encoding="utf-8"))) for name, path in files.items()
    }
    names = {row["municipality_code"]: row["municipality_name"] for row in tables["municipality"]}
    made = {
        row["municipality_code"]: (names[row["municipality_code"]], int(row["amount_eur"]))
        for row in tables["allocation"]
        if row["stream"] == "introduction"
    }
    made[AMSTERDAM] = (made[AMSTERDAM][0], made[AMSTERDAM][1] - 1000)
    made[ROTTERDAM] = (made[ROTTERDAM][0], made[ROTTERDAM][1] + 1000)
    return made


def refused(project: Project, kind: ErrorKind = ANNEX_UNREADABLE) -> str:
    with pytest.raises(OpendataError) as caught:
        Assembly(project).table("allocation")
    assert caught.value.kind is kind
    return caught.value.message


def test_a_published_table_replaces_the_computed_one(
    own_project: Project,
    amounts: Amounts,
    tmp_path: Path,
    opendata: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    declare(own_project, "annex.csv", tidy_csv(amounts), TIDY)
    monkeypatch.setattr(
        "inburgering_opendata.toolkit.ground.project.installed_project", lambda: own_project
    )
    output = tmp_path / "build"
    build(own_project, (), output)
    rows = list(
        csv.DictReader((output / "funding/data/allocation.csv").open(encoding="utf-8", newline=""))
    )
    of_stream = [row for row in rows if row["stream"] == "introduction"]
    assert {row["municipality_code"]: int(row["amount_eur"]) for row in of_stream} == {
        code: amount for code, (_, amount) in amounts.items()
    }
    labels = ("basis", "distribution_key", "key_value", "key_total", "reference_date")
    assert {tuple(row[name] for name in labels) for row in of_stream} == {
        ("official", "published", "", "", DAY)
    }
    assert all(row["key_value"] for row in rows if row["stream"] != "introduction")
    with (output / "funding/data/evidence.csv").open(encoding="utf-8", newline="") as file:
        evidence = [row for row in csv.DictReader(file) if row["class"] == "official"]
    missed = {
        (row["rule"], row["municipality_code"], row["difference"])
        for row in evidence
        if row["is_met"] == "false"
    }
    assert missed == {
        ("introduction_key", AMSTERDAM, "-1000"),
        ("introduction_key", ROTTERDAM, "1000"),
    }
    assert len(evidence) == len(amounts)
    with (output / "funding/data/rule.csv").open(encoding="utf-8", newline="") as file:
        uses = {(row["stream"], row["use"]) for row in csv.DictReader(file)}
    assert ("introduction", "candidate") in uses and ("introduction", "used") not in uses
    assert ("introduction_transferred", "used") in uses
    checked = opendata("validate", output, "--engine", "duckdb", "--format", "json")
    assert checked.exit_code == 0, checked.output
    shown = opendata("explain", "Rotterdam", "--from", output, "--stream", "introduction")
    assert shown.exit_code == 0, shown.output
    assert "official: the amount itself was published" in shown.output
    assert "annex" in shown.output and "exact share" not in shown.output


@pytest.mark.whole(reason="make test adds computed amounts up by the same views.")
def test_the_views_on_other_boundaries_add_published_amounts_up(
    own_project: Project, amounts: Amounts, tmp_path: Path, opendata: Callable[..., Result]
) -> None:
    declare(own_project, "annex.csv", tidy_csv(amounts), TIDY)
    build(own_project, (), tmp_path / "build", views={"boundaries": "2023-01-01"})
    checked = opendata("validate", tmp_path / "build", "--engine", "duckdb")
    assert checked.exit_code == 0, checked.output


@pytest.mark.whole(reason="make test has an annex take the place of computed amounts.")
def test_a_total_that_the_agreement_does_not_have_is_reported(
    own_project: Project, amounts: Amounts, tmp_path: Path, opendata: Callable[..., Result]
) -> None:
    name, amount = amounts[ASSEN]
    declare(own_project, "annex.csv", tidy_csv({**amounts, ASSEN: (name, amount + 1)}), TIDY)
    build(own_project, (), tmp_path / "build")
    checked = opendata("validate", tmp_path / "build", "--engine", "duckdb")
    assert checked.exit_code == 1
    assert "36,500,001" in checked.output and "introduction" in checked.output


def test_everything_that_stands_in_the_way_is_listed_at_once(
    own_project: Project, amounts: Amounts
) -> None:
    spoil = {
        f"{BERGEN_NH}:name": "Bergen",
        f"{BERGEN_L}:name": "Bergen",
        f"{BERGEN_NH}:code": None,
        f"{BERGEN_L}:code": None,
        f"{ASSEN}:amount": "142.118*",
        f"{ROTTERDAM}:name": "Roterdam",
        "GM0005:code": 5,
        "GM0014:amount": ".",
        "GM0034:amount": "1.23",
        "GM0037:amount": 12.5,
        "GM0047:amount": -1,
        "GM0050:amount": True,
        "GM0059:code": 99,
        "merge": APPINGEDAM,
    }
    annex = hostile_xlsx(amounts, spoil, TOTAL)
    declare(own_project, "annex.xlsx", annex, HOSTILE)
    message = refused(own_project)
    codes = list(amounts)
    row_of = {code: 5 + codes.index(code) for code in codes}
    for code, words in {
        ASSEN: ["'142.118*' is not a number in Dutch notation"],
        ROTTERDAM: ["'Roterdam' is not a name of GM0599, which is Rotterdam"],
        "GM0014": ["'.' is not a number"],
        "GM0034": ["'1.23' is not a number"],
        "GM0037": ["'12.5' is not a whole number of euros"],
        "GM0047": ["'-1' is not a whole number of euros"],
        "GM0050": ["'True' is not a number"],
        "GM0059": ["there is no municipality '99' (on 2020-01-01)"],
        BERGEN_NH: ["'Code': the cell is empty"],
        BERGEN_L: ["'Code': the cell is empty"],
        APPINGEDAM: ["'Bedrag x € 1': the cell is merged"],
        codes[codes.index(APPINGEDAM) + 1]: ["'Bedrag x € 1': the cell is merged"],
    }.items():
        lines = [line for line in message.splitlines() if f"row {row_of[code]}, " in line]
        assert len(lines) == 1, (code, message)
        assert all(word in lines[0] for word in words), lines
    assert len(message.splitlines()) == 1 + 12
    assert "the total says" not in message


def test_a_name_that_two_municipalities_have_is_listed_with_both_and_told_apart_by_row(
    own_project: Project, amounts: Amounts
) -> None:
    called = {code: ("Bergen" if "Bergen (" in n else n, a) for code, (n, a) in amounts.items()}
    rows = [number for number, (name, _) in enumerate(called.values(), start=4) if name == "Bergen"]
    declare(own_project, "annex.csv", tidy_csv(called), TIDY)
    lines = [line for line in refused(own_project).splitlines() if "Bergen" in line]
    assert [line.split(",")[0].strip() for line in lines] == [f"row {row}" for row in rows]
    assert all(code in line for line in lines for code in (BERGEN_L, BERGEN_NH))
    of_row = dict(zip(rows, [c for c in called if called[c][0] == "Bergen"], strict=True))
    told = {**TIDY, "rows": {str(row): code for row, code in of_row.items()}}
    path = own_project.packages / "funding" / "package.json"
    declared = json.loads(path.read_text(encoding="utf-8"))
    declared["sources"][-1]["annex"] = told
    path.write_text(json.dumps(declared), encoding="utf-8")
    assert Assembly(own_project).table("official_amount").num_rows == len(amounts)


def test_a_code_beside_the_name_of_another_is_refused_though_the_total_is_right(
    own_project: Project, amounts: Amounts
) -> None:
    spoil = {
        f"{BERGEN_NH}:name": "Bergen (L)",
        f"{BERGEN_L}:name": "Bergen (NH)",
        "GM0344:name": "Utrecht (PV)",
    }
    declare(own_project, "annex.xlsx", hostile_xlsx(amounts, spoil, TOTAL), HOSTILE)
    _, *lines = refused(own_project).splitlines()
    rows = {code: 5 + list(amounts).index(code) for code in (BERGEN_NH, BERGEN_L, "GM0344")}
    expected = {
        f"  row {rows[BERGEN_NH]}, 'Gemeente': 'Bergen (L)' is not a name of GM0373, which is "
        "Bergen (NH), but of Bergen (L) (GM0893)",
        f"  row {rows[BERGEN_L]}, 'Gemeente': 'Bergen (NH)' is not a name of GM0893, which is "
        "Bergen (L), but of Bergen (NH) (GM0373)",
        f"  row {rows['GM0344']}, 'Gemeente': 'Utrecht (PV)' is not a name of GM0344, which is "
        "Utrecht, but of the province Utrecht",
    }
    assert {line.split(";")[0] for line in lines} == expected


def test_what_is_declared_of_a_name_must_be_what_the_code_beside_it_says(
    own_project: Project, amounts: Amounts
) -> None:
    spoil = {f"{ROTTERDAM}:name": "Rotte"}
    annex = hostile_xlsx(amounts, spoil, TOTAL)
    declare(own_project, "annex.xlsx", annex, {**HOSTILE, "names": {"Rotte": AMSTERDAM}})
    assert "'Rotte' is not a name of GM0599, which is Rotterdam, but of Amsterdam" in refused(
        own_project
    )
    path = own_project.packages / "funding" / "package.json"
    told = path.read_text(encoding="utf-8").replace(f'"Rotte": "{AMSTERDAM}"', '"Rotte": "GM0599"')
    path.write_text(told, encoding="utf-8")
    assert Assembly(own_project).table("official_amount").num_rows == len(amounts)


@pytest.mark.parametrize("with_codes", [False, True])
def test_names_as_cbs_prints_them_are_those_of_the_register(
    own_project: Project, amounts: Amounts, with_codes: bool
) -> None:
    printed = {
        alias.code: (alias.name, amounts[alias.code][1])
        for alias in reversed(declared_aliases().names)
        if alias.source.startswith("CBS")
    }
    called = {code: printed.get(code, amount) for code, amount in amounts.items()}
    assert len(printed) == 11
    if with_codes:
        declare(own_project, "annex.xlsx", hostile_xlsx(called, {}, TOTAL), HOSTILE)
    else:
        declare(own_project, "annex.csv", tidy_csv(called), TIDY)
    table = Assembly(own_project).table("official_amount")
    found = dict(zip(*(table[c].to_pylist() for c in CODE_AND_AMOUNT), strict=True))
    assert found == {code: amount for code, (_, amount) in amounts.items()}


def test_a_total_that_is_off_by_one_is_refused(own_project: Project, amounts: Amounts) -> None:
    declare(own_project, "annex.xlsx", hostile_xlsx(amounts, {}, TOTAL - 1), HOSTILE)
    message = refused(own_project)
    assert "the total says 36,499,999, the rows add up to 36,500,000: -1" in message
    assert f"row {5 + len(amounts)}" in message


def test_the_workbook_is_read_once_nothing_is_wrong_with_it(
    own_project: Project, amounts: Amounts
) -> None:
    declare(own_project, "annex.xlsx", hostile_xlsx(amounts, {}, TOTAL), HOSTILE)
    table = Assembly(own_project).table("official_amount")
    assert table["amount_eur"].to_pylist() == [amounts[code][1] for code in sorted(amounts)]


def test_what_is_hidden_in_the_workbook_is_refused_with_its_place(
    own_project: Project, amounts: Amounts
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(hostile_xlsx(amounts, {}, TOTAL)))
    sheet = book["Bijlage 2.1.1"]
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["C"].hidden = True  # which is not read
    sheet.column_dimensions["D"].hidden = True
    out = io.BytesIO()
    book.save(out)
    declare(own_project, "annex.xlsx", out.getvalue(), HOSTILE)
    message = refused(own_project)
    assert "row 7, it is hidden in the workbook" in message
    assert "column D, 'Bedrag x € 1': it is hidden" in message
    assert len(message.splitlines()) == 1 + 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"total": "Generaal totaal"}, "no row below the header says 'Generaal totaal'"),
        (
            {"columns": {"municipality_name": "Gemeente", "amount_eur": "Euro"}},
            "no rows have the columns",
        ),
        ({"encoding": "ascii"}, "cannot be read as CSV in ascii"),
        ({"values": {"stream": "introduction"}}, "table official_amount has"),
        ({"says": "uitkeringsjaar"}, "'period' is 2020 and 'says' is 'uitkeringsjaar'"),
        ({"says": "2020 en 2021"}, "says '2020 en 2021'; the years it prints there are: 2020"),
        ({"totals": {"euros": 1}}, "'totals' has ['euros']; the fields with numbers are"),
        ({"totals": {"amount_eur": TOTAL - 1}}, "36,499,999 was expected, as declared in"),
        ({"municipalities_on": "2021-01-01"}, "there is no municipality 'Appingedam' (on 2021"),
        ({"names": {"Appingedam": "GM9999"}}, "GM9999, which did not exist on that day"),
        ({"names": {"Appingedam": AMSTERDAM}}, "GM0363 stands in row"),
    ],
)
def test_a_declaration_that_does_not_fit_is_refused(
    own_project: Project, amounts: Amounts, change: dict[str, Any], words: str
) -> None:
    declare(own_project, "annex.csv", tidy_csv(amounts), {**TIDY, **change})
    assert words in refused(own_project)


def test_a_csv_file_needs_its_encoding(own_project: Project, amounts: Amounts) -> None:
    without = {name: value for name, value in TIDY.items() if name != "encoding"}
    declare(own_project, "annex.csv", tidy_csv(amounts), without)
    assert "'annex' needs ['encoding']" in refused(own_project)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"columns": {"amount_eur": "Bedrag"}}, '"Bedrag"}; the printed name of each field'),
        ({"header_row": 3}, "annex.header_row', which is 3; known are sheet, delimiter"),
        ({"totaal": "Totaal"}, "annex.totaal', which is 'Totaal'; did you mean 'total'?"),
        ({"factor": 0.5}, "annex.factor' is 0.5; a whole number from 1 was expected"),
        ({"municipalities_on": "1 mei 2020"}, "is '1 mei 2020'; a day written as YYYY-MM-DD"),
        ({"rows": {"zero": AMSTERDAM}}, "annex.rows' is 'zero'; the number of a row was"),
    ],
)
def test_what_an_annex_cannot_have_is_refused(
    own_project: Project, change: dict[str, Any], words: str
) -> None:
    declare(own_project, "annex.csv", b"", {**TIDY, **change})
    message = refused(own_project, PROJECT_FILE_BROKEN)
    assert "'sources.sources/annex.csv.annex" in message
    assert words in message


def test_an_amount_below_the_total_is_not_passed_over(
    own_project: Project, amounts: Amounts
) -> None:
    data = tidy_csv(amounts) + b"\r\np;Appingedam;5"
    declare(own_project, "annex.csv", data, TIDY)
    assert "an amount stands below the total" in refused(own_project)


def test_amounts_in_thousands_are_whole_euros(own_project: Project, amounts: Amounts) -> None:
    thousands = {code: (name, 1000 * number) for code, (name, number) in amounts.items()}
    data = re.sub(rb"\.000(?=\r|$)", b",000", tidy_csv(thousands), flags=re.MULTILINE)
    declare(own_project, "annex.csv", data, {**TIDY, "factor": 1000})
    table = Assembly(own_project).table("official_amount")
    assert sum(table["amount_eur"].to_pylist()) == 1000 * TOTAL


def test_a_municipality_without_a_row_is_named(own_project: Project, amounts: Amounts) -> None:
    less = {code: amount for code, amount in amounts.items() if code not in (ASSEN, ROTTERDAM)}
    declare(own_project, "annex.csv", tidy_csv(less), TIDY)
    assert (
        "no row is of Assen (GM0106), Rotterdam (GM0599); every municipality of 2020-01-01 was "
        "expected once"
    ) in refused(own_project)


def test_a_document_without_a_total_ends_at_its_last_number(
    own_project: Project, amounts: Amounts
) -> None:
    lines = tidy_csv(amounts).decode("cp1252").splitlines()
    assert "Totaal" in lines[-2]
    data = "\r\n".join([*lines[:-2], lines[-1]]).encode("cp1252")
    without = {name: value for name, value in TIDY.items() if name != "total"}
    declare(own_project, "annex.csv", data, {**without, "totals": {"amount_eur": TOTAL}})
    assert Assembly(own_project).table("official_amount").num_rows == len(amounts)


def test_two_annexes_for_one_stream_are_refused(own_project: Project, amounts: Amounts) -> None:
    declare(own_project, "one.csv", tidy_csv(amounts), TIDY)
    declare(own_project, "two.csv", tidy_csv(amounts), TIDY)
    assert "two sources have an official figure" in refused(own_project, OFFICIAL_FIGURE_TWICE)


def test_official_amounts_for_no_known_stream_are_refused(
    own_project: Project, amounts: Amounts
) -> None:
    values = {**VALUES, "stream": "windfall"}
    declare(own_project, "annex.csv", tidy_csv(amounts), {**TIDY, "values": values})
    assert "'windfall'" in refused(own_project, OFFICIAL_STREAM_UNKNOWN)
