"""What publishers have today is fetched from a loopback copy, compared, and pinned when told so."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground import web
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256, write_whole
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.refresh import accepting, asking
from inburgering_opendata.toolkit.refresh.asking import same_server
from tests.refresh.conftest import COLUMNS, SLICE, declare, in_source, pinned_rows
from tests.refresh.service import V3, V4, Service
from tests.whole import first

Run = Callable[..., Result]

SOURCE = "municipalities/population_2022_2025"
ACCEPTED = ("sources", "fetch", "population_2022_2025", "--accept")


def fetched(opendata: Run, *arguments: str) -> dict[str, Any]:
    run = opendata("sources", "fetch", *arguments, "--format", "json")
    assert run.exit_code == 0, run.output
    [one] = json.loads(run.stdout)
    return dict(one)


def refused(opendata: Run, *arguments: str) -> Result:
    run = opendata("sources", "fetch", *arguments)
    assert run.exit_code == 3, run.output
    return run


def as_the_service_writes(opendata: Run, pinned: Path) -> bytes:
    """Pin what the service has, so that the words of the source differ no more."""
    run = opendata(*ACCEPTED)
    assert run.exit_code == 0, run.output
    return pinned.read_bytes()


def test_what_did_not_change_is_the_same_and_nothing_is_written(
    service: Service, opendata: Run, own_small_project: Project, pinned: Path
) -> None:
    before = as_the_service_writes(opendata, pinned)
    declared = (own_small_project.packages / "municipalities/package.json").read_bytes()
    one = fetched(opendata)
    assert (one["source"], one["outcome"], one["difference"]) == (SOURCE, "same", None)
    assert pinned.read_bytes() == before
    assert (own_small_project.packages / "municipalities/package.json").read_bytes() == declared
    assert all(agent.startswith("opendata/") for agent in service.agents)
    assert all("@" in agent for agent in service.agents)


def test_a_silent_revision_and_a_new_year_are_shown_and_pinned_only_when_told(
    service: Service, opendata: Run, own_small_project: Project, pinned: Path
) -> None:
    before = as_the_service_writes(opendata, pinned)
    [made] = service.datasets
    revised = next(r for r in made.rows if (r["RegioS"], r["Perioden"]) == ("GM0344", "2024JJ00"))
    revised["M000352"] += 7
    newest = [r for r in made.rows if r["Perioden"] == "2025JJ00"]
    made.rows += [{**row, "Perioden": "2026JJ00", "M000352": row["M000352"] + 1} for row in newest]
    made.dimensions["Perioden"].append({"code": "2026JJ00", "status": "Voorlopig"})

    one = fetched(opendata)
    assert one["outcome"] == "changed"
    [table] = one["difference"]["tables"]
    [changed] = [row for row in table["rows"] if row["change"] == "changed"]
    assert changed["key"]["municipality_code"] == "GM0344"
    [cell] = changed["cells"]
    assert (cell["field"], cell["difference"]) == ("inhabitants", 7)
    assert len([row for row in table["rows"] if row["change"] == "added"]) == len(newest)
    assert any(remark.endswith("): inhabitants in 1") for remark in one["remarks"])
    assert any("not final: 2025JJ00, 2026JJ00" in remark for remark in one["remarks"])
    assert pinned.read_bytes() == before
    assert Path(one["kept"]).read_bytes() != before

    listed = opendata("sources", "--format", "json")
    [told] = [each for each in json.loads(listed.stdout) if each["source"] == SOURCE]
    assert told["newer"]["change"] == f"rows: {len(newest)} added, 1 changed"

    markdown = opendata("sources", "fetch", "population", "--format", "markdown")
    assert markdown.exit_code == 0
    assert "inhabitants" in markdown.stdout and "GM0344" in markdown.stdout
    assert opendata("sources", "fetch", "--fail-on", "change").exit_code == 1

    run = opendata(*ACCEPTED)
    assert run.exit_code == 0, run.output
    source = in_source(own_small_project, lambda source: None)
    assert source["sha256"] == sha256(pinned.read_bytes()) == one["sha256"]
    assert source["provisional"] == ["2025JJ00", "2026JJ00"]
    assert source["fetched"]["dataset"] == "03759ned"
    assert source["date"] == "2026-03-31"
    edition = source["editions"][-1]
    kept = own_small_project.packages / "municipalities" / edition["path"]
    assert kept.read_bytes() == before and edition["sha256"] == sha256(before)
    assert edition["change"] == f"rows: {len(newest)} added, 1 changed"
    assert not Path(one["kept"]).exists()
    assert opendata("assemble", "municipalities").exit_code == 0


def test_what_was_provisional_is_told_when_it_is_final(
    service: Service, opendata: Run, pinned: Path
) -> None:
    as_the_service_writes(opendata, pinned)
    for code in service.datasets[0].dimensions["Perioden"]:
        code["status"] = "Definitief"
    assert fetched(opendata)["remarks"][0] == "provisional before, final now: 2025JJ00"


def test_what_is_provisional_may_be_told_in_prose_alone(
    service: Service, opendata: Run, pinned: Path
) -> None:
    """As the regional key figures have it (70072ned)."""
    as_the_service_writes(opendata, pinned)
    for code in service.datasets[0].dimensions["Perioden"]:
        del code["status"]
    code["prose"] = "De cijfers over 2025 zijn voorlopig."
    assert fetched(opendata)["remarks"] == ["not final: 2025JJ00"]


def test_a_dataset_that_ended_says_what_comes_after_it_in_its_own_words(
    service: Service, opendata: Run
) -> None:
    [made] = service.datasets
    made.is_ended = True
    made.description = "Over inwoners.\nDeze tabel wordt opgevolgd door Bevolking; regio. Einde."
    remarks = fetched(opendata)["remarks"]
    assert "03759ned is discontinued: no newer figures will come of it" in remarks
    assert "its description says: Deze tabel wordt opgevolgd door Bevolking; regio" in remarks
    made.description = "Over inwoners."
    assert any("what comes after it: read it" in told for told in fetched(opendata)["remarks"])
    made.description = "Stopgezet.\r\nZie Bevolking en huishoudens (99999NED)\r\nEinde."
    remarks = fetched(opendata)["remarks"]
    assert "its description says: Zie Bevolking en huishoudens (99999NED)" in remarks


def test_missing_is_told_apart_from_zero_and_from_a_row_that_is_not_there(
    service: Service, opendata: Run, pinned: Path, own_small_project: Project
) -> None:
    as_the_service_writes(opendata, pinned)
    rows = [row for row in service.datasets[0].rows if row["Perioden"] == "2025JJ00"]
    of = {row["RegioS"]: row for row in rows}
    of["GM0344"]["M000352"] = 0
    of["GM0363"]["M000352"] = "Confidential"
    service.datasets[0].rows.remove(of["GM0394"])
    one = fetched(opendata)
    [table] = one["difference"]["tables"]
    what = {row["key"]["municipality_code"]: row["change"] for row in table["rows"]}
    assert what == {"GM0344": "changed", "GM0363": "removed", "GM0394": "removed"}
    [zero] = [row for row in table["rows"] if row["change"] == "changed"]
    assert zero["cells"][0]["new"] == 0
    assert "1 rows have no figure (Confidential)" in one["remarks"]
    assert "2 rows that are pinned are not there any more" in one["remarks"]


def test_rows_that_are_gone_are_pinned_only_by_a_second_word(
    service: Service, opendata: Run, pinned: Path, own_small_project: Project
) -> None:
    before = as_the_service_writes(opendata, pinned)
    declared = in_source(own_small_project, lambda source: None)
    rows = service.datasets[0].rows
    gone = next(r for r in rows if (r["RegioS"], r["Perioden"]) == ("GM0394", "2025JJ00"))
    rows.remove(gone)
    rows[-1]["M000352"] += 1
    run = opendata(*ACCEPTED, "--format", "json")
    assert run.exit_code == 3
    [one] = json.loads(run.stdout)
    assert (one["outcome"], one["error"]) == ("held", "rows-lost")
    assert one["change"] == "rows: 1 changed, 1 gone"
    assert [row["change"] for row in one["difference"]["tables"][0]["rows"]] != []
    assert Path(one["kept"]).read_bytes() != before
    assert "1 rows that are pinned" in run.stderr and "GM0394" in run.stderr
    assert "--accept --fewer" in run.stderr
    assert (pinned.read_bytes(), in_source(own_small_project, lambda source: None)) == (
        before,
        declared,
    )
    assert "held: rows: 1 changed, 1 gone" in opendata(*ACCEPTED).stdout
    assert fetched(opendata)["outcome"] == "changed", "to look is never refused"
    assert opendata(*ACCEPTED[:-1], "--fewer").exit_code == 2
    assert opendata(*ACCEPTED, "--fewer").exit_code == 0
    assert b"GM0394,2025" not in pinned.read_bytes()


@pytest.mark.parametrize("dataset", ["03759NED", "03759ne"])
def test_an_identifier_in_other_case_is_an_error_and_the_right_one_is_named(
    dataset: str, service: Service, opendata: Run, own_small_project: Project
) -> None:
    declare(own_small_project, service, dataset=dataset)
    run = refused(opendata)
    assert "[dataset-unknown]" in run.stderr and "03759ned" in run.stderr


@pytest.mark.parametrize(
    ("spoil", "words"),
    first(
        6,
        [
            (
                lambda s: setattr(s.datasets[0], "has_observations", False),
                "its figures are not there",
            ),
            (lambda s: s.datasets[0].rows.clear(), "no figure at all"),
            (lambda s: s.datasets[0].rows.append(s.datasets[0].rows[-1]), "is there twice"),
            (lambda s: setattr(s, "change", lambda p, a: {"values": []}), "list of rows 'value'"),
            (lambda s: setattr(s, "change", lambda p, a: [a]), "list of rows 'value'"),
            (
                lambda s: setattr(s, "change", lambda p, a: {**a, "@odata.nextLink": p}),
                "go round",
            ),
            (
                lambda s: setattr(
                    s, "change", lambda p, a: {**a, "@odata.nextLink": "http://127.0.0.2/more"}
                ),
                "on another server",
            ),
            (lambda s: s.datasets[0].rows[-1].update(M000352=1.5), "'1.5' is not"),
            (lambda s: s.datasets[0].rows[-1].update(Perioden="2025XX00"), "is no period"),
            (lambda s: s.datasets[0].rows[-1].update(M000352=1e30), "is not"),
            (lambda s: s.datasets[0].rows[-1].update(M000352=1e300), "is not"),
            (lambda s: s.statuses.extend([503] * 5), "the server answered 503"),
            (lambda s: s.statuses.extend([410]), "the server answered 410"),
            (lambda s: setattr(s, "raw", b"[" * 500_000), "JSON was expected"),
            (
                lambda s: setattr(s, "change", lambda p, a: _without_values(a)),
                "a figure without 'Value' or 'StringValue'",
            ),
            (
                lambda s: (s.statuses.extend([302] * 40), s.headers.update(Location="/again")),
                "redirects",
            ),
            (
                lambda s: (s.statuses.append(302), s.headers.update(Location="file:///etc/passwd")),
                "unsupported protocol",
            ),
        ],
        "It cannot be trusted for another reason.",
    ),
    ids=[
        "described without figures",
        "nothing",
        "twice",
        "no page",
        "a list",
        "round",
        "elsewhere",
        "half a person",
        "another period",
        "more digits than a number has",
        "far more",
        "down",
        "gone",
        "brackets",
        "no value",
        "a circle",
        "a file",
    ],
)
def test_an_answer_that_cannot_be_trusted_changes_nothing(
    spoil: Callable[[Service], object],
    words: str,
    service: Service,
    opendata: Run,
    own_small_project: Project,
    pinned: Path,
) -> None:
    before = pinned.read_bytes(), in_source(own_small_project, lambda source: None)
    spoil(service)
    run = refused(opendata, "--accept")
    assert words in run.stderr, run.output
    assert (pinned.read_bytes(), in_source(own_small_project, lambda source: None)) == before


def _without_values(answer: dict[str, Any]) -> dict[str, Any]:
    values = ("Value", "StringValue")
    rows = [{n: v for n, v in row.items() if n not in values} for row in answer["value"]]
    return {**answer, "value": rows}


def test_a_server_that_stumbles_is_asked_again_and_no_sooner_than_it_says(
    service: Service, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    service.statuses, service.headers, service.cuts = [429, 503], {"Retry-After": "3"}, 1
    assert fetched(opendata)["outcome"] == "changed"
    assert waited == [3.0, 3.0, 4 * web.PAUSE], "the last one for what was cut off"


def test_a_deadline_holds_whatever_the_server_says(
    service: Service, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.statuses, service.headers = [503] * 9, {"Retry-After": "50"}
    run = refused(opendata, "--deadline", "5")
    assert "the deadline is too near to ask again" in run.stderr


def test_a_moment_to_wait_for_is_waited_for_and_one_that_is_far_off_is_left_alone(
    service: Service, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    service.statuses, service.headers = [429], {"Retry-After": moment}
    assert fetched(opendata)["outcome"] == "changed"
    assert len(waited) == 1 and 30 < waited[0] <= 40
    service.statuses, service.headers = [503] * 5, {"Retry-After": "3600"}
    asked = len(service.asked)
    assert "asks to wait 3600 seconds" in refused(opendata).stderr
    assert len(service.asked) == asked + 1


@pytest.mark.parametrize("part", first(1, ["headers", "body"], "make test drips in headers."))
def test_a_server_that_drips_is_left_at_the_deadline(
    part: str, service: Service, opendata: Run
) -> None:
    service.drips = part
    assert "not there before the deadline" in refused(opendata, "--deadline", "1").stderr


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/x?$skip=1", "https://example.org/x?$skip=1"),
        ("http://example.org/x?$skip=1", "https://example.org/x?$skip=1"),
        ("https://EXAMPLE.org:443/x", "https://EXAMPLE.org:443/x"),
        ("?$skip=1", "https://example.org/a?$skip=1"),
        ("https://example.net/x", None),
        ("https://example.org:8443/x", None),
        ("file:///x", None),
    ],
)
def test_the_next_page_is_asked_of_the_same_server_and_as_safely(
    link: str, expected: str | None
) -> None:
    """A server behind another one says http of itself, as opendata.cbs.nl did."""
    if expected is not None:
        assert same_server("https://example.org/a", link) == expected
        return
    with pytest.raises(OpendataError, match="on another server"):
        same_server("https://example.org/a", link)


@pytest.mark.parametrize("link", ["https://example.org:99999/x", "https://[::1/x"])
def test_a_next_page_at_no_address_is_refused(link: str) -> None:
    with pytest.raises(OpendataError, match="which is no address"):
        same_server("https://example.org/a", link)


def test_nobody_logs_in_at_a_publisher(
    service: Service, opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    fetched(opendata)
    assert (service.logins, len(service.asked) > 1) == ([], True)


def test_version_3_pads_everything_and_gives_the_same_rows(
    service: Service, opendata: Run, own_small_project: Project, pinned: Path
) -> None:
    before = as_the_service_writes(opendata, pinned)
    declare(own_small_project, service, interface="odata-3", address=f"{service.address}{V3}")
    service.page = 7
    assert fetched(opendata)["outcome"] == "same"
    assert pinned.read_bytes() == before
    service.datasets[0].rows[-1]["M000352"] = "."
    one = fetched(opendata)
    assert "1 rows have no figure (nothing)" in one["remarks"]
    declare(
        own_small_project,
        service,
        interface="odata-3",
        address=f"{service.address}{V3}",
        dataset="03759NED",
    )
    assert "03759ned" in refused(opendata).stderr


def test_a_file_is_asked_for_only_when_it_changed(
    service: Service, opendata: Run, own_small_project: Project, pinned: Path
) -> None:
    service.files["/inhabitants.csv"] = pinned.read_bytes()
    fetch = {"interface": "file", "address": f"{service.address}/inhabitants.csv"}
    in_source(own_small_project, lambda source: source.update(fetch=fetch))
    assert [fetched(opendata)["outcome"] for _ in range(2)] == ["same", "same"]
    service.files["/inhabitants.csv"] += b"GM0344,2026-01-01,1,made up,bedacht\n"
    one = fetched(opendata)
    assert (one["outcome"], one["change"]) == ("changed", "rows: 1 added")


@pytest.mark.parametrize(
    "validator", first(1, ["ETag", "Last-Modified"], "It goes as the other one does.")
)
@pytest.mark.parametrize(("interface", "root"), [("odata-3", V3), ("odata-4", V4)])
def test_a_page_of_a_dataset_is_sent_only_when_it_changed(
    interface: str,
    root: str,
    validator: str,
    service: Service,
    opendata: Run,
    own_small_project: Project,
    pinned: Path,
) -> None:
    """Each page tells for itself: what changed on a later one is found though the first did not."""
    declare(own_small_project, service, interface=interface, address=f"{service.address}{root}")
    service.validator = validator
    as_the_service_writes(opendata, pinned)
    whole = [path for _, path in service.given]
    assert (len(whole) > 4, service.conditions) == (True, [])
    service.given.clear()
    assert fetched(opendata)["outcome"] == "same"
    assert service.given == [(304, path) for path in whole]
    assert len(service.conditions) == len(whole)

    service.given.clear()
    service.datasets[0].rows[-1]["M000352"] += 1
    for statuses in ([*[304] * (len(whole) - 1), 200], [304] * len(whole)):
        one = fetched(opendata)
        assert (one["outcome"], one["change"]) == ("changed", "rows: 1 changed")
        assert service.given == list(zip(statuses, whole, strict=True))
        service.given.clear()


def test_what_no_server_vouches_for_and_what_is_not_whole_any_more_is_sent_again(
    service: Service, opendata: Run, pinned: Path, tmp_path: Path
) -> None:
    as_the_service_writes(opendata, pinned)
    number = len(service.given)
    assert fetched(opendata)["outcome"] == "same"
    assert [status for status, _ in service.given] == [200] * 2 * number
    service.validator = "ETag"
    fetched(opendata)
    assert service.conditions == []
    kept = sorted((tmp_path / "cache" / "sources").iterdir())
    assert len(kept) == number
    for path, spoilt in zip(kept, (b"", b"{}\n", kept[2].read_bytes()[:-1]), strict=False):
        path.write_bytes(spoilt)
    service.given.clear()
    assert fetched(opendata)["outcome"] == "same"
    assert sorted(status for status, _ in service.given) == [200] * 3 + [304] * (number - 3)
    service.validator = ""
    fetched(opendata)
    assert list((tmp_path / "cache" / "sources").iterdir()) == []


def test_a_cache_that_cannot_be_written_only_saves_nothing(
    service: Service, opendata: Run, pinned: Path, tmp_path: Path
) -> None:
    service.validator = "ETag"
    (tmp_path / "cache").write_text("no folder", encoding="utf-8")
    as_the_service_writes(opendata, pinned)
    assert fetched(opendata)["outcome"] == "same"
    assert service.conditions == []


def test_what_is_compressed_on_its_way_is_measured_as_it_is(
    service: Service, opendata: Run, pinned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.is_compressed, service.cuts = True, 1
    as_the_service_writes(opendata, pinned)
    assert len(service.given) == len({path for _, path in service.given}) + 1, "one was cut off"
    service.change = lambda path, answer: {**answer, "more": " " * 100_000}
    monkeypatch.setattr(asking, "MOST_BYTES", 90_000)
    before = len(service.asked)
    assert "more than 90,000 bytes" in refused(opendata).stderr
    assert len(service.asked) == before + 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<!DOCTYPE html><title>Storing</title>", "none of the declared columns is there"),
        (b"PK\x03\x04", ""),
        (b"", ""),
        (b"municipality_code,reference_date,inhabitants,source\n", "'source_nl'"),
        (
            b"municipality_code,reference_date,inhabitants,source,source_nl\nGM0344,2026-01-01,x,a,b\n",
            "line 2, field 'inhabitants': 'x'",
        ),
    ],
    ids=["a page of an error", "a zip", "nothing", "a column less", "no number"],
)
def test_a_file_that_its_reader_does_not_read_is_never_pinned(
    data: bytes,
    words: str,
    service: Service,
    opendata: Run,
    own_small_project: Project,
    pinned: Path,
) -> None:
    service.files["/inhabitants.csv"] = data
    fetch = {"interface": "file", "address": f"{service.address}/inhabitants.csv"}
    in_source(own_small_project, lambda source: source.update(fetch=fetch))
    before = pinned.read_bytes()
    run = refused(opendata, "--accept", "--fewer")
    assert "[answer-unfit]" in run.stderr and words in run.stderr, run.output
    assert pinned.read_bytes() == before


def test_a_file_in_a_layout_of_its_own_is_compared_row_by_row_and_pinned_as_it_is(
    service: Service, opendata: Run, own_small_project: Project, pinned: Path
) -> None:
    """Published with semicolons and headings of its own, and never rewritten."""
    head = "gemeente;peildatum;inwoners;bron"
    columns = {
        "municipality_code": "gemeente",
        "reference_date": "peildatum",
        "inhabitants": "inwoners",
        "source": "bron",
    }
    rows = list(csv.DictReader(pinned.read_text(encoding="utf-8").splitlines()))
    lines = [
        ";".join((r["municipality_code"], r["reference_date"], r["inhabitants"], "CBS"))
        for r in rows
    ]
    published = "\n".join([head, *lines, ""]).encode()
    pinned.write_bytes(published)
    in_source(
        own_small_project,
        lambda source: source.update(
            sha256=sha256(published),
            layout={"delimiter": ";", "columns": columns, "values": {"source_nl": "CBS"}},
            fetch={"interface": "file", "address": f"{service.address}/inhabitants.csv"},
        ),
    )
    service.files["/inhabitants.csv"] = published
    assert fetched(opendata)["outcome"] == "same"
    newer = published.replace(lines[-1].encode(), lines[-1].encode().replace(b";CBS", b"0;CBS"))
    service.files["/inhabitants.csv"] = newer
    one = fetched(opendata)
    assert one["change"] == "rows: 1 changed"
    assert opendata(*ACCEPTED).exit_code == 0
    assert pinned.read_bytes() == newer
    assert opendata("assemble", "municipalities").exit_code == 0
    declare(own_small_project, service)
    assert "'layout' cannot be" in refused(opendata).stderr


def test_one_that_fails_does_not_stop_the_others(
    service: Service, opendata: Run, own_small_project: Project
) -> None:
    path = own_small_project.packages / "municipalities/package.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["sources"][0]["fetch"] = {"interface": "file", "address": f"{service.address}/gone.csv"}
    path.write_text(json.dumps(raw), encoding="utf-8")
    run = opendata("sources", "fetch", "--format", "json")
    assert run.exit_code == 3
    outcomes = {each["source"]: each["outcome"] for each in json.loads(run.stdout)}
    assert outcomes == {"municipalities/municipality": "failed", SOURCE: "changed"}


@pytest.mark.parametrize("step", first(1, [1, 2], "It is cut off a step later."))
def test_cut_off_while_it_is_pinned_it_is_done_by_accepting_once_more(
    step: int,
    service: Service,
    opendata: Run,
    own_small_project: Project,
    pinned: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = pinned.read_bytes()

    def die(files: dict[Path, bytes]) -> None:
        for path, data in [*files.items()][:step]:
            write_whole(path, data)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(accepting, "write_all", die)
        assert opendata(*ACCEPTED).exit_code == 3
    run = opendata(*ACCEPTED)
    assert run.exit_code == 0, run.output
    source = in_source(own_small_project, lambda source: None)
    assert source["sha256"] == sha256(pinned.read_bytes())
    [edition] = source["editions"]
    kept = own_small_project.packages / "municipalities" / edition["path"]
    assert kept.read_bytes() == before


def test_an_edition_that_was_pinned_before_is_kept_and_looked_after(
    service: Service, opendata: Run, own_small_project: Project, pinned: Path
) -> None:
    as_the_service_writes(opendata, pinned)
    [edition] = in_source(own_small_project, lambda source: None)["editions"]
    assert "editions" not in opendata("lint").stdout
    kept = own_small_project.packages / "municipalities" / edition["path"]
    kept.write_bytes(kept.read_bytes() + b"\n")
    run = opendata("lint")
    assert (run.exit_code, "is not the file that was pinned" in run.stdout) == (1, True)
    kept.unlink()
    assert f"the edition {edition['path']}, which was pinned before, is not there" in (
        opendata("lint").stdout
    )


def test_a_source_that_is_not_what_is_pinned_is_never_replaced(
    service: Service, opendata: Run, pinned: Path
) -> None:
    pinned.write_bytes(pinned.read_bytes() + b"\n")
    spoilt = pinned.read_bytes()
    assert "[source-changed]" in refused(opendata, "--accept").stderr
    assert pinned.read_bytes() == spoilt


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("populatoin",), "population"), (("municipality_centroid",), "says how it is fetched")],
)
def test_a_source_that_cannot_be_fetched_is_wrong_usage(
    arguments: tuple[str, ...], words: str, service: Service, opendata: Run
) -> None:
    run = opendata("sources", "fetch", *arguments)
    assert (run.exit_code, words in run.stderr) == (2, True), run.output
    assert service.asked == []


@pytest.mark.parametrize(
    "change",
    first(
        1,
        [
            {"dataset": None},
            {"address": "ftp://127.0.0.1/"},
            {"slice": SLICE},
            {"title": "also"},
            {"interface": "odata-5"},
            {"columns": {**COLUMNS, "source": {}}},
            {"only": {"Geslacht": 1}},
        ],
        "Another property says nothing sound.",
    ),
)
def test_a_declaration_that_says_nothing_sound_is_refused(
    change: dict[str, Any], service: Service, opendata: Run, own_small_project: Project
) -> None:
    declare(own_small_project, service, **change)
    run = refused(opendata)
    assert "[project-file-broken]" in run.stderr and "fetch" in run.stderr, run.output


def test_rows_of_the_pinned_source_are_those_of_the_service(own_small_project: Project) -> None:
    assert {row["Perioden"] for row in pinned_rows(own_small_project)} == {
        f"{year}JJ00" for year in range(2022, 2026)
    }
