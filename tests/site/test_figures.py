"""Groups, distributions and words: arithmetic that pages rest on."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.pages.charts import round_values
from inburgering_opendata.pages.comparison import Comparisons, Group, size_class
from inburgering_opendata.pages.distribution import Distribution
from inburgering_opendata.pages.figures import figures_of
from inburgering_opendata.pages.municipality import class_in_words
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


@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(0, 10**9), st.integers(1, 10**6)), min_size=1
    )
)
def test_a_group_is_the_sum_of_its_municipalities(rows: list[tuple[str, int, int]]) -> None:
    provinces = {str(number): province for number, (province, _, _) in enumerate(rows)}
    table = [
        {
            "stream": "s",
            "municipality_code": str(number),
            "amount_eur": str(amount),
            "inhabitants": str(inhabitants),
        }
        for number, (_, amount, inhabitants) in enumerate(rows)
    ]
    province, class_, nation = Comparisons(table, provinces).of("s", "0", rows[0][2])
    assert nation == Group(len(rows), sum(r[1] for r in rows), sum(r[2] for r in rows))
    mine = [row for row in rows if row[0] == rows[0][0]]
    assert province == Group(len(mine), sum(r[1] for r in mine), sum(r[2] for r in mine))
    alike = [row for row in rows if size_class(row[2]) == size_class(rows[0][2])]
    assert class_.municipalities == len(alike)
    exact = Fraction(100 * nation.amount_eur, nation.inhabitants)
    assert abs(nation.per_inhabitant_eurocent - exact) <= Fraction(1, 2)


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
    assert round_values([1_829_986, 5]) == [50_000, 250_000, 1_000_000]
