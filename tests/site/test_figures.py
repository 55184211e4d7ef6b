"""Groups, distributions and words: arithmetic that pages rest on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.pages.comparison import _results, class_in_words, size_class
from inburgering_opendata.pages.distribution import Distribution
from inburgering_opendata.pages.figures import figures_of
from inburgering_opendata.pages.municipalities import Municipalities
from inburgering_opendata.toolkit.describe.addresses import is_front_page, is_web_address
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.publish.site.cells import cell, short
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.rendering import linked, prose, size

amounts = st.lists(st.integers(1, 10**8), min_size=1, max_size=60)


@given(amounts, st.data())
def test_every_amount_is_in_one_bin_and_ones_own_is_marked(
    values: list[int], data: st.DataObject
) -> None:
    own = data.draw(st.sampled_from(values))
    distribution = Distribution(values)
    assert sum(bin_.count for bin_ in distribution.bins) == len(values)
    [marked] = [bar.bin for bar in distribution.bars(own) if bar.own]
    assert marked.low <= own < marked.high
    others = len(values) - values.count(own)
    assert distribution.below(own) + distribution.above(own) == others
    assert all(bar.height > 0 for bar in distribution.bars(own) if bar.bin.count)


def test_a_group_is_the_sum_of_its_municipalities_of_today(contents: Contents) -> None:
    municipalities = Municipalities(contents)
    living = [row for row in municipalities.register if not row["valid_to"]]
    groups = {
        row["municipality_code"]: municipalities.facts(row, ENGLISH).compared for row in living
    }
    own = {code: of[0] for code, of in groups.items()}
    nation = groups["GM0344"][-1]
    assert (nation.kind, nation.municipalities) == ("nation", len(living))
    for name in ("inhabitants", "amount_eur", "target", "realised", "realised_of", "known"):
        assert getattr(nation, name) == sum(getattr(each, name) for each in own.values()), name
    amounts = [r for r in contents.rows("allocation") if r["stream"] == "introduction"]
    assert nation.amount_eur == sum(int(row["amount_eur"]) for row in amounts)
    assert nation.target == sum(int(row["persons"]) for row in contents.rows("housing_target"))
    assert 0 < nation.known < nation.municipalities and nation.realised_of > 0
    for row in living:
        [province] = [g for g in groups[row["municipality_code"]] if g.kind == "province"]
        mine = [r for r in living if r["province"] == row["province"]]
        assert (province.name, province.municipalities) == (row["province"], len(mine))
        sizes = [g.name for g in groups[row["municipality_code"]] if g.kind == "class"]
        assert sizes == [str(size_class(own[row["municipality_code"]].inhabitants))]
    [gone] = [r for r in municipalities.register if r["municipality_code"] == "GM0003"]
    assert municipalities.facts(gone, ENGLISH).compared == ()


def test_a_year_does_not_count_beside_its_half_years() -> None:
    row = {"area_type": "municipality", "municipality_code": "GM0001", "target": "10"}
    rows = [
        {**row, "period": "2022", "realised": "9"},
        {**row, "period": "2022-H1", "realised": "3"},
        {**row, "period": "2023", "realised": "5"},
        {**row, "period": "2024-H1", "realised": ""},
        {**row, "period": "2023", "realised": "7", "area_type": "province"},
    ]
    assert _results(rows) == {"GM0001": (8, 20)}


@pytest.mark.parametrize(
    ("inhabitants", "low", "words"),
    [
        (936, 0, "minder dan 5.000 inwoners"),
        (5_000, 5_000, "5.000 tot 10.000 inwoners"),
        (99_999, 50_000, "50.000 tot 100.000 inwoners"),
        (900_000, 250_000, "250.000 inwoners of meer"),
    ],
)
def test_size_classes_are_those_of_cbs(inhabitants: int, low: int, words: str) -> None:
    assert size_class(inhabitants) == low
    assert class_in_words(inhabitants, DUTCH) == words


def test_a_reader_can_choose_every_stream_with_its_basis(contents: Contents) -> None:
    figures = {figure.id: figure for figure in figures_of(contents, ENGLISH)}
    allocation = contents.rows("allocation")
    for stream in {row["stream"] for row in allocation}:
        figure = figures[f"{stream}.amount_eur"]
        rows = [row for row in allocation if row["stream"] == stream]
        assert figure.values == {r["municipality_code"]: int(r["amount_eur"]) for r in rows}
        assert figure.meaning.basis.startswith(rows[0]["basis"].replace("_", " ").capitalize())
    assert next(iter(figures)) == "introduction.amount_eur"
    assert figures["population.inhabitants"].values["GM0344"] > 300_000
    assert min(figures["housing_target.persons"].values.values()) > 0


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        ({"type": "integer", "unit": "EUR"}, "1829986", "€ 1.829.986"),
        ({"type": "integer", "unit": "eurocent"}, "210", "€ 2,10"),
        ({"type": "integer", "unit": "eurocent"}, "-5", "-5"),
        ({"type": "integer", "unit": "persons"}, "17407585", "17.407.585"),
        ({"type": "integer"}, "2020", "2020"),
        ({"type": "number"}, "1234.50", "1.234,50"),
        ({"type": "boolean"}, "true", "ja"),
        ({"type": "string"}, "", ""),
        (
            {"type": "string", "categories": [{"value": "a", "label": "A", "label@nl": "De a"}]},
            "a",
            "De a",
        ),
    ],
)
def test_a_value_is_written_as_its_field_says(
    field: dict[str, object], value: str, written: str
) -> None:
    assert cell(field, value, DUTCH).replace("\u00a0", " ") == written


def test_small_words() -> None:
    assert short("Agreed key: total and key were agreed") == "Agreed key"
    assert str(prose("`a<b` & c")) == "<code>a&lt;b</code> &amp; c"
    assert is_web_address("https://example.org") and not is_web_address("javascript:alert(1)")
    said = linked("See <b> (https://a.nl/b?c=1&d=2): “https://a.nl/e”, https://vng.nl/.")
    assert said.count("<a href") == 2 and "&lt;b&gt;" in said
    assert '<a href="https://a.nl/b?c=1&amp;d=2" rel="noreferrer">' in said
    assert is_front_page("https://vng.nl/") and is_front_page("http://example.org")
    for address in ("https://vng.nl/brief", "https://example.org/?p=30727", "ftp://vng.nl/", ""):
        assert not is_front_page(address)
    assert [size(n, DUTCH) for n in (999, 1500, 4_149_000)] == ["999 B", "2 kB", "4,1 MB"]


def test_what_is_the_same_for_everybody_is_not_offered_unless_it_was_divided_otherwise(
    contents: Contents,
) -> None:
    ids = [figure.id for figure in figures_of(contents, ENGLISH)]
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if "per_inhabitant" in name]
    table = contents.tables["allocation"]
    other = replace(table)
    other.__dict__["rows"] = tuple(
        {**row, "distribution_key": "published"} if row["stream"] == "structural" else row
        for row in table.rows
    )
    packages = tuple(
        replace(each, tables=tuple(other if one is table else one for one in each.tables))
        for each in contents.packages
    )
    official = [f.id for f in figures_of(replace(contents, packages=packages), ENGLISH)]
    assert set(official) - set(ids) == {"structural.amount_per_inhabitant_eurocent"}


def test_a_figure_of_then_has_one_of_now_which_is_it_added_up(contents: Contents) -> None:
    figures = {figure.id: figure for figure in figures_of(contents, DUTCH)}
    now = [figure for figure in figures.values() if figure.id.endswith(".now")]
    assert len(now) > 10
    for figure in now:
        then = figures[figure.id.removesuffix(".now")]
        assert sum(figure.values.values()) == sum(then.values.values())
        assert "opgeteld" in figure.meaning.boundaries
        assert figure.meaning.boundaries != then.meaning.boundaries
    assert "GM1979" in figures["introduction.amount_eur.now"].values
    assert "GM1979" not in figures["introduction.amount_eur"].values
    # What stands on the boundaries of now already has no second form.
    assert "population.inhabitants.now" not in figures
    assert "housing_target.persons.now" not in figures
