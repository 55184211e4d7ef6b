"""Every page of the real release: complete, closed to the outside, light, and true."""

from __future__ import annotations

import csv
import gzip
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pyarrow.parquet as pq
import pytest
from markupsafe import Markup

from inburgering_opendata.pages.about import MUNICIPALITY, PLACES
from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.file_formats import TABLE_FORMATS
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.describe.organisations import load_organisations
from inburgering_opendata.toolkit.ground.file import OnDisk
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition, edition_of
from inburgering_opendata.toolkit.publish.site.contents import Contents, Table
from inburgering_opendata.toolkit.publish.site.drawers import Drawers
from inburgering_opendata.toolkit.publish.site.rendering import POLICY, Look
from inburgering_opendata.toolkit.publish.site.site import site_files
from inburgering_opendata.toolkit.publish.site.told import Pages
from inburgering_opendata.toolkit.tables.rows import TextRow
from inburgering_opendata.toolkit.tables.text_rows import TextRows

HEAVIEST = 100_000
"""Bytes, compressed, of a page with all that it fetches."""

FIRST = 60_000
"""The same, of the start and of municipalities, where readers come first."""

FETCHED = re.compile(r'<(?:link rel="stylesheet" href|script src|img src)="([^"]+)"')
LINK = re.compile(r'\b(?:href|src|action|data-figures|data-program)="([^"]+)"')


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    found = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in site.rglob("*.html")
    }
    assert found
    return found


def test_there_is_a_page_for_everything_in_both_languages(
    pages: dict[str, str], contents: Contents, site: Path
) -> None:
    expected = {"index.html", "gegevens.html", "velden.html"}
    expected |= {place.nl for place in PLACES if place is not MUNICIPALITY}
    expected |= {
        f"gemeente/{row['municipality_code']}.html" for row in contents.rows("municipality")
    }
    for package in contents.packages:
        expected.add(f"gegevens/{package.name}.html")
        expected |= {f"gegevens/{package.name}/{table.name}.html" for table in package.tables}
    plans = {path.stem for path in site.glob("beeld/*.html")}
    assert len(plans) >= 11
    expected |= {f"beeld/{plan}.html" for plan in plans}
    assert {path for path in pages if not path.startswith("en/")} == expected
    assert len(pages) == 2 * len(expected)


def test_every_link_within_the_release_leads_somewhere(pages: dict[str, str], site: Path) -> None:
    here = {path.relative_to(site.parent).as_posix() for path in site.parent.rglob("*")}
    targets = {
        path: set(re.findall(r'\bid="([^"]+)"', text)) | {"content"} for path, text in pages.items()
    }
    for path, text in pages.items():
        for link in {unescape(link) for link in LINK.findall(text)}:
            if link.startswith(("https://", "http://", "data:", "mailto:")) or "CODE" in link:
                continue
            file, fragment = urldefrag(unquote(link))
            target = (site / path).parent / file if file else site / path
            name = Path(*_normal(target.relative_to(site.parent).parts)).as_posix()
            assert name in here, f"{path} links to {link}"
            inside = name.removeprefix("site/")
            if fragment and "=" not in fragment:
                assert fragment in targets[inside], f"{path} links to {link}"


def _normal(parts: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if part == "..":
            found.pop()
        else:
            found.append(part)
    return found


def test_every_page_has_the_policy_and_nothing_that_it_forbids(pages: dict[str, str]) -> None:
    assert "unsafe" not in POLICY and POLICY.startswith("default-src 'none'")
    for path, text in pages.items():
        assert f'content="{POLICY}"'.replace("'", "&#39;") in text, path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), path
        inline = re.findall(r"<script(?! src=)([^>]*)>", text)
        assert set(inline) <= {' type="application/ld+json"'}, path
        assert not [file for file in FETCHED.findall(text) if "//" in file], path


def test_every_page_says_once_that_there_are_placeholders(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        told = "is still to be named" if path.startswith("en/") else "is nog niet ingevuld"
        assert text.partition("<footer>")[2].count(told) == 1, path
        assert text.count(told) == 1, path


def test_no_page_is_heavy(pages: dict[str, str], site: Path) -> None:
    weights = {
        path: len(gzip.compress(path.read_bytes(), mtime=0))
        for path in [*site.glob("assets/*"), *site.glob("pictures/*")]
    }
    for path, text in pages.items():
        files = [((site / path).parent / file).resolve() for file in FETCHED.findall(text)]
        assert 1 + len(files) <= 6, path
        own = len(gzip.compress(text.encode(), mtime=0))
        comes_first = path.removeprefix("en/").startswith(("index.", "gemeente/", "municipality/"))
        most = FIRST if comes_first else HEAVIEST
        assert own + sum(weights[file] for file in files) <= most, path


def test_amounts_stand_on_the_page_of_their_municipality_with_their_basis(
    pages: dict[str, str], release: Path
) -> None:
    allocation = pq.read_table(release / "funding/data/allocation.parquet").to_pylist()
    assert allocation
    for row in allocation:
        text = pages[f"en/municipality/{row['municipality_code']}.html"]
        card = text.partition(f'<h3><a href="#{row["stream"]}">')[2].partition("</article>")[0]
        assert ENGLISH.euros(row["amount_eur"]) in card
        assert f'class="basis {row["basis"]}"' in card


def test_a_result_says_under_which_act_of_which_group_and_who_says_so(
    pages: dict[str, str], contents: Contents
) -> None:
    indicators = {row["id"]: row for row in contents.rows("indicator")}
    found = [
        row
        for row in contents.rows("observation")
        if row["municipality_code"] and row["legal_regime"] == "WI2013"
    ]
    assert found
    for row in found:
        text = unescape(pages[f"gemeente/{row['municipality_code']}.html"])
        [shown] = [
            line
            for line in text.split("</tr>")
            if f">{row['period']}<" in line
            and indicators[row["indicator"]]["definition_nl"] in line
        ]
        for said in ("Wet inburgering 2013-2021", "Asielstatushouder", row["source_address"]):
            assert said in shown
        assert row["quote_nl"] in shown


def test_the_rows_of_all_municipalities_are_the_rows_of_the_tables(
    site: Path, contents: Contents
) -> None:
    for name, column in (
        ("allocation", "municipality_code"),
        ("municipality", "municipality_code"),
    ):
        found = []
        for path in sorted(site.glob(f"rows/{name}-GM*.csv")):
            with path.open(encoding="utf-8", newline="") as stream:
                rows = list(csv.DictReader(stream))
            assert {row[column] for row in rows} == {path.stem.removeprefix(f"{name}-")}
            found += rows
        key = contents.tables[name].resource["schema"]["primaryKey"]
        assert sorted(found, key=lambda r: [r[k] for k in key]) == sorted(
            contents.rows(name), key=lambda r: [r[k] for k in key]
        )


def test_every_file_is_named_with_its_size_and_hash(
    pages: dict[str, str], release: Path, contents: Contents
) -> None:
    for package in contents.packages:
        for table in package.tables:
            text = pages[f"gegevens/{package.name}/{table.name}.html"]
            assert len(table.files) == len(TABLE_FORMATS)
            for file in table.files:
                assert sha256((release / file.path).read_bytes()) in text
    everywhere = "".join(text for path, text in pages.items() if path.startswith("gegevens"))
    for path in (p for p in release.rglob("*") if p.is_file()):
        name = path.relative_to(release).as_posix()
        if not name.startswith("site/") and name != "SHA256SUMS":
            assert name in everywhere, name


def test_no_picture_has_elements_without_anything_to_see(site: Path) -> None:
    for path in site.glob("pictures/*.svg"):
        assert not re.search(r"<text[^>]*(/>|></text>)", path.read_text(encoding="utf-8")), path


def test_the_licences_of_the_drawing_program_go_with_it(site: Path) -> None:
    assert b"licences.txt" in (site / "assets/vega.js").read_bytes()[:400]
    licences = (site / "assets/licences.txt").read_text(encoding="utf-8")
    assert "University of Washington" in licences and "Mike Bostock" in licences


EVIL = "<img src=x onerror=alert(1)>\"'&{{7*7}}"


def test_every_value_is_escaped(
    project: Project, small_contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In dots of colour nothing can be written that a browser would run.
    dots: Future[bytes] = Future()
    dots.set_result(b"PNG")
    monkeypatch.setattr(Drawers, "png", lambda *_, **__: dots)
    names = _changed(
        small_contents,
        "municipality",
        lambda row: {**row, "municipality_name": EVIL + row["municipality_code"]},
    )
    spoilt = _changed(
        names,
        "reported_figure",
        lambda row: {**row, "quote_nl": EVIL, "source_address": "javascript:alert(1)"},
    )
    files = dict(site_files(spoilt, load_catalog(project), project.told(Pages)))
    for path, data in files.items():
        text = data.decode("utf-8", errors="replace")
        if path.endswith(".html"):
            assert "<img src=x" not in text and "49GM" not in text, path
            assert not re.search(r'href="\s*javascript:', text), path
        if path.endswith(".svg"):
            ET.fromstring(text)
    assert "&lt;img src=x" in files["gemeente/GM0344.html"].decode()
    assert b"</script" not in files["assets/search-index.js"]


def _changed(contents: Contents, name: str, change: Callable[[TextRow], TextRow]) -> Contents:
    """The contents with every row of one table changed."""

    def own(table: Table) -> Table:
        if table.name != name:
            return table
        other = replace(table)
        names = [field["name"] for field in table.fields]
        other.__dict__["texts"] = TextRows.of(names, [change(row) for row in table.texts])
        return other

    packages = tuple(
        replace(package, tables=tuple(own(table) for table in package.tables))
        for package in contents.packages
    )
    return replace(contents, packages=packages)


def _edition(project: Project, release: Path) -> Edition:
    files = {
        path.relative_to(release).as_posix(): OnDisk(path)
        for path in release.rglob("*")
        if path.is_file()
    }
    return edition_of(load_catalog(project), load_organisations(project), files)


def test_what_a_macro_remembers_is_of_the_same_words_and_the_same_language() -> None:
    look = Look(
        title={"title": "", "title@nl": "", "description": "", "description@nl": ""},
        languages=(DUTCH, ENGLISH),
    )
    template = (
        "{% macro shown(text, value) %}<p>{{ text }} {{ value | number }}</p>{% endmacro %}"
        "{% set shown = shown | kept %}{{ shown(safe, 1234) }}{{ shown(text, 1234) }}"
    )
    texts = {"safe": Markup("<b>"), "text": "<b>"}
    written = [
        look.environment(each).from_string(template).render(texts) for each in look.languages
    ]
    assert written == [
        "<p><b> 1.234</p><p>&lt;b&gt; 1.234</p>",
        "<p><b> 1,234</p><p>&lt;b&gt; 1,234</p>",
    ]


@pytest.mark.whole(reason="Another machine makes the same pages, as make test tries.")
def test_the_same_release_has_the_same_pages(
    small_project: Project, small_release: Path, small_contents: Contents
) -> None:
    made = dict(
        site_files(
            small_contents,
            load_catalog(small_project),
            small_project.told(Pages),
            edition=_edition(small_project, small_release),
        )
    )
    site = small_release / "site"
    assert made == {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }
