"""Every format says what is wrong, whole and harmless, whatever the data holds."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.validate.errors import NOTHING_TO_CHECK
from inburgering_opendata.toolkit.validate.reports.by_table import file_of
from inburgering_opendata.toolkit.validate.reports.formats import FORMATS, parse_report
from inburgering_opendata.toolkit.validate.reports.formats import document as in_pieces
from inburgering_opendata.toolkit.validate.result import (
    CheckedTable,
    CheckResult,
    Failure,
    Outcome,
    ValidationResult,
)

Run = Callable[..., Result]
Answer = Callable[[ValidationResult | OpendataError], list[object]]


def rendered(format_: str, result: ValidationResult, checked: Path) -> str:
    return "".join(in_pieces(format_, result, checked)).removesuffix("\n")


NASTY = (
    "a|b `c` *d* <script>alert('e')</script> ]]> & %0A, \\|"
    "\r\n::error::f\x00\x1b[31m\x85\u202e é€😀"
)
SEEN = (
    "a|b `c` *d* <script>alert('e')</script> ]]> & %0A, \\|"
    r"\r\n::error::f\x00\x1b[31m\x85\u202e é€😀"
)
"""What people are shown for it; only JSON gives the very value."""

FAILED = CheckResult(
    package="funding",
    table="allocation",
    check="totals",
    expectation="expect_totals",
    outcome=Outcome.FAILED,
    reason=f"reason {NASTY}",
    expected=f"expected {NASTY}",
    observed=f"observed {NASTY}",
    difference=f"difference {NASTY}",
    unexpected_count=12,
    failures=tuple(
        Failure(
            key={"stream": f"key-{n} {NASTY}"},
            expected=f"row {NASTY}",
            observed=f"saw {NASTY}",
            difference=f"off {NASTY}",
            line=100 + n,
        )
        for n in range(12)
    ),
    hint=f"hint {NASTY}",
)
ERROR = CheckResult(
    package="funding",
    table="(package)",
    check="known",
    expectation="opendata",
    outcome=Outcome.ERROR,
    reason="why",
    expected="this",
    observed="that",
    hint="do",
)
WARNING = CheckResult(
    package="funding",
    table="allocation",
    check="round",
    expectation="expect_round",
    outcome=Outcome.WARNING,
    reason="why",
    expected="35,200,000",
    observed="35,200,001",
    difference="+1",
    unexpected_count=1,
    failures=(
        Failure(
            key={"stream": "structural"},
            expected="35,200,000",
            observed="35,200,001",
            difference="+1",
        ),
    ),
)
PASSED = CheckResult(
    package="funding",
    table="allocation",
    check="rows",
    expectation="expect_rows",
    outcome=Outcome.PASSED,
    reason="why",
    expected="a row",
    observed="1,775 rows",
)
TABLE = CheckedTable("funding", "allocation", 1775, "0f" * 32)
BROKEN = ValidationResult((TABLE,), (FAILED, ERROR, WARNING, PASSED))
WARNED = ValidationResult((TABLE,), (WARNING, PASSED))
GOOD = ValidationResult((TABLE,), (PASSED,))
NOTHING = ValidationResult((), ())
UNFINISHED = ValidationResult((TABLE,), (ERROR, PASSED))


class Page(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = self.style = ""
        self._open: list[str] = []
        self.feed(document)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["style"]:
            self.style += data
        else:
            self.text += data


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for item in pair for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [str(value)]


def as_read(format_: str, document: str) -> str:
    """The text that reaches the reader, once a program of its kind has read the document."""
    match format_:
        case "json":
            return " ".join(strings(json.loads(document)))
        case "junit":
            elements = ET.fromstring(document).iter()
            return " ".join(t for e in elements for t in (*e.attrib.values(), e.text or ""))
        case "github":
            for code, character in ("%0A", "\n"), ("%0D", "\r"), ("%25", "%"):
                document = document.replace(code, character)
            return document
        case "markdown":
            return html.unescape(re.sub(r"\\([\\`*_\[\]|~$])", r"\1", document))
        case "html":
            return Page(document).text
    return click.unstyle(document)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_says_everything_about_what_is_wrong(format_: str) -> None:
    said = as_read(format_, rendered(format_, BROKEN, Path("build")))
    value = NASTY if format_ == "json" else SEEN
    words = ("reason", "expected", "observed", "difference", "hint", "key-0", "row", "saw", "off")
    for word in words:
        assert f"{word} {value}" in said, word
    assert "failed" in said
    assert [n for n in range(12) if f"key-{n} " in said] == list(
        range(12 if format_ == "json" else 10)
    )
    assert all(str(100 + n) in said for n in range(10))
    assert "35,200,001" in said
    if format_ != "json":
        assert "2 more" in said


@pytest.mark.parametrize("format_", sorted(FORMATS.keys() - {"json"}))
def test_nothing_invisible_gets_out(format_: str) -> None:
    document = rendered(format_, BROKEN, Path("build"))
    if format_ == "text":
        document = click.unstyle(document)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", document)
    # A line that starts like this is an order to the runner of GitHub.
    orders = [line for line in document.splitlines() if line.lstrip().startswith("::")]
    assert bool(orders) == (format_ == "github")


def test_json_is_what_a_release_carries() -> None:
    assert json.loads(rendered("json", BROKEN, Path("build"))) == json.loads(
        json.dumps(BROKEN.to_dict())
    )


def test_a_broken_cell_of_a_million_characters_is_cut_short() -> None:
    failure = Failure(key={}, expected="a number", observed="9" * 1_000_000)
    check = CheckResult(
        package="p",
        table="t",
        check="c",
        expectation="e",
        outcome=Outcome.FAILED,
        reason="r",
        expected="x",
        observed="y",
        failures=(failure,),
    )
    text = rendered("text", ValidationResult((TABLE,), (check,)), Path("build"))
    assert len(text) < 2000
    assert "… (1,000,000 characters)" in text


def test_junit_counts_what_it_holds() -> None:
    root = ET.fromstring(rendered("junit", BROKEN, Path("build")))
    for suite in (root, *root):
        for name, tag in ("tests", "testcase"), ("failures", "failure"), ("errors", "error"):
            assert suite.get(name) == str(len(list(suite.iter(tag))))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "1", "1")
    inside = {case.get("name"): [e.tag for e in case] for case in root.iter("testcase")}
    assert inside == {
        "totals": ["failure"],
        "known": ["error"],
        "round": ["system-out"],
        "rows": [],
    }
    files = {case.get("name"): case.get("file") for case in root.iter("testcase")}
    assert files["totals"] == "build/funding/data/allocation.csv"


def test_github_annotates_every_check_first_and_ten_rows_at_most() -> None:
    document = rendered("github", BROKEN, Path("build"))
    pattern = r"::(error|warning) ((?:[a-z]+=[^:,]*,?)+)::(.+)"
    found = [re.fullmatch(pattern, line) for line in document.split("\n") if "::" in line]
    commands = [
        (m[1], dict(pair.split("=", 1) for pair in m[2].split(","))) for m in found if m is not None
    ]
    assert len(commands) == len(found) == 3 + 9
    assert [name for name, _ in commands[:3]] == ["error", "error", "warning"]
    lines = [int(given["line"]) for _, given in commands if "line" in given]
    assert lines == list(range(100, 110))
    assert commands[1][1]["file"] == "build/funding/data/allocation.csv"
    assert commands[1][1]["title"] == "failed%3A funding/allocation%3A totals"


def test_markdown_has_whole_tables() -> None:
    document = rendered("markdown", BROKEN, Path("build"))
    rows = [line for line in document.split("\n") if line.startswith("|")]
    cells = [len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) - 1 for row in rows]
    assert cells == [4] * 4 + [5] * 12 + [5] * 3
    assert "<script" not in document
    assert not re.search(r"(?<!\\)`", document)


def test_html_is_one_page_that_runs_and_fetches_nothing() -> None:
    document = rendered("html", BROKEN, Path("build"))
    page = Page(document)
    names = {name for name, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "a", "form"}
    given = {attribute for _, attributes in page.tags for attribute in attributes}
    assert not {name for name in given if name in ("src", "href", "style") or name[:2] == "on"}
    assert ("html", {"lang": "en"}) in page.tags
    assert all(attributes.get("scope") for name, attributes in page.tags if name == "th")
    policy = next(a["content"] for _, a in page.tags if "http-equiv" in a) or ""
    digest = b64encode(sha256(page.style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "url(" not in page.style
    assert "@import" not in page.style


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_checked_is_an_error_in_every_format(format_: str) -> None:
    document = rendered(format_, NOTHING, Path("build"))
    assert format_ == "json" or "nothing was checked" in as_read(format_, document)
    assert "error" in document
    if format_ == "junit":
        assert ET.fromstring(document).get("errors") == "1"
    if format_ == "github":
        assert document.startswith("::error ")


def test_the_file_of_a_table_is_found_from_any_path(tmp_path: Path) -> None:
    assert file_of("p", "t", Path("build")) == "build/p/data/t.csv"
    assert file_of("p", "(package)", Path("build")) == "build/p/datapackage.json"
    assert file_of("(all)", "(package)", Path("build")) is None
    assert file_of("p", "t", Path("p.zip")) is None
    assert file_of("(file)", "t", Path("in/t.csv")) == "in/t.csv"
    (tmp_path / "datapackage.json").write_text("{}")
    for path in tmp_path, tmp_path / "datapackage.json":
        assert file_of("p", "t", path) == f"{tmp_path}/data/t.csv"
    # A release has a descriptor of its own beside its packages.
    (tmp_path / "p").mkdir()
    (tmp_path / "p/datapackage.json").write_text("{}")
    assert file_of("p", "t", tmp_path) == f"{tmp_path}/p/data/t.csv"


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Answer:
    """Makes validation answer at once, in an empty folder; returns the list of its calls."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)

    def with_(result: ValidationResult | OpendataError) -> list[object]:
        calls: list[object] = []

        def validate(*arguments: object, **_: object) -> ValidationResult:
            calls.append(arguments)
            if isinstance(result, OpendataError):
                raise result
            return result

        monkeypatch.setattr("inburgering_opendata.toolkit.validate.run.validate_path", validate)
        return calls

    return with_


@pytest.mark.parametrize(
    ("result", "fail_on", "code"),
    [
        (GOOD, "warning", 0),
        (WARNED, "failed", 0),
        (WARNED, "warning", 1),
        (BROKEN, "failed", 1),
        (BROKEN, "warning", 1),
        (UNFINISHED, "warning", 3),
        (NOTHING, "warning", 3),
    ],
)
def test_fail_on(
    result: ValidationResult, fail_on: str, code: int, answer: Answer, opendata: Run
) -> None:
    answer(result)
    run = opendata("validate", "--fail-on", fail_on, "--report", "report.json")
    assert run.exit_code == code
    assert json.loads(Path("report.json").read_text())["outcome"] == result.outcome


def test_several_reports_at_once(answer: Answer, opendata: Run) -> None:
    answer(BROKEN)
    names = {f"new/report{end}" for end in (".txt", ".json", ".xml", ".md", ".HTML")}
    names.add("github=new/report.log")
    run = opendata("validate", "--format", "junit", *(x for n in names for x in ("--report", n)))
    assert run.exit_code == 1
    ET.fromstring(run.stdout)
    read = {p.suffix.lower(): p.read_bytes().decode() for p in Path("new").iterdir()}
    assert len(read) == 6
    assert json.loads(read[".json"]) == json.loads(json.dumps(BROKEN.to_dict()))
    assert ET.fromstring(read[".xml"]).tag == "testsuites"
    assert "FAILED  funding/allocation: totals" in read[".txt"]
    assert "\x1b" not in read[".txt"]
    assert read[".md"].startswith("# Validation of build: failed\n")
    assert read[".html"].startswith("<!DOCTYPE html>")
    assert read[".log"].startswith("::error ")


@pytest.mark.parametrize(
    "report", ["report.pdf", "report", "", "jnuit=report.xml", "json=", "a=b.json", "folder/.json/"]
)
def test_a_report_without_a_format_is_refused_before_anything_is_checked(
    report: str, answer: Answer, opendata: Run
) -> None:
    calls = answer(GOOD)
    run = opendata("validate", "--report", "good.json", "--report", report)
    assert run.exit_code == 2
    assert "--report" in run.stderr
    assert calls == []
    assert list(Path().iterdir()) == []


def test_the_format_may_be_named() -> None:
    report = parse_report("markdown=out/a=b.txt")
    assert (report.format, report.path) == ("markdown", Path("out/a=b.txt"))


def test_a_report_that_cannot_be_written_exits_3_and_stops_no_other(
    answer: Answer, opendata: Run
) -> None:
    answer(GOOD)
    Path("file").write_text("in the way")
    reports = ("--report", "file/report.md", "--report", "report.html")
    run = opendata("validate", "--format", "json", *reports)
    assert run.exit_code == 3
    assert "report-not-written" in run.stderr
    assert "file/report.md" in run.stderr
    assert json.loads(run.stdout)["outcome"] == "passed"
    assert sorted(path.name for path in Path().iterdir()) == ["file", "report.html"]
    assert Path("file").read_text() == "in the way"


def test_when_nothing_can_be_checked_no_report_is_written(answer: Answer, opendata: Run) -> None:
    answer(OpendataError(NOTHING_TO_CHECK, path="build"))
    run = opendata("validate", "--format", "github", "--report", "report.json")
    assert (run.exit_code, run.stdout) == (3, "")
    assert list(Path().iterdir()) == []


def test_github_adds_the_markdown_to_the_summary_of_the_job(
    answer: Answer, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(BROKEN)
    Path("summary.md").write_text("earlier\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    opendata("validate", "--format", "text")
    assert Path("summary.md").read_text() == "earlier\n"
    run = opendata("validate", "--format", "github")
    assert run.exit_code == 1
    assert Path("summary.md").read_text().startswith("earlier\n# Validation of build: failed\n")
