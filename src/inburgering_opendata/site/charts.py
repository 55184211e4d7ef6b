"""Charts as Vega-Lite, drawn while the site is built: https://vega.github.io/vega-lite/docs/.

The font is one that the library brings along, so that a picture is the same on every machine.
Colours are of the set of Okabe and Ito, which the colour-blind can tell apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inburgering_opendata.describe.language import Language

Spec = dict[str, Any]
Values = Sequence[Mapping[str, Any]]

BLUE, ORANGE, INK, GRID = "#0072b2", "#b34700", "#333333", "#d9d9d9"

WIDTH, MAP_HEIGHT = 400, 472

# A degree of longitude is this part of one of latitude in the middle of the country (cos 52.2°).
LONGITUDE_PER_LATITUDE = 0.613

_CONFIG: Spec = {
    "aria": False,
    "font": "Liberation Sans",
    "background": "#ffffff",
    "padding": 8,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domain": False,
        "ticks": False,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "symbolFillColor": BLUE,
    },
    "text": {"color": INK, "fontSize": 11},
}


def map_of(values: Values, title: str, labelled: int = 4) -> Spec:
    """Circles at the centroids, their area proportional to the value; the largest get a name.

    Args:
        values: longitude, latitude, value and name of each municipality.
        title: what the size of a circle means.
        labelled: how many of the largest get their name.
    """
    east = [value["longitude"] * LONGITUDE_PER_LATITUDE for value in values]
    north = [value["latitude"] for value in values]
    largest = sorted(values, key=lambda v: (-v["value"], v["name"]))
    points = [
        {**value, "x": round(x, 4), "y": y} for value, x, y in zip(values, east, north, strict=True)
    ]
    # Large circles first, so that small ones lie on top of them.
    points.sort(key=lambda point: (-point["value"], point["name"]))
    named = [point for point in points if point["name"] in {v["name"] for v in largest[:labelled]}]
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"zero": False}}
    y = {**x, "field": "y"}
    size = {
        "field": "value",
        "type": "quantitative",
        "scale": {"range": [0, 1500]},
        "legend": {"title": title, "orient": "top-left", "values": _round_values(values)},
    }
    return _chart(
        width=WIDTH,
        height=MAP_HEIGHT,
        layer=[
            {
                "data": {"values": points},
                "mark": {
                    "type": "circle",
                    "color": BLUE,
                    "opacity": 0.6,
                    "stroke": "#ffffff",
                    "strokeWidth": 0.5,
                },
                "encoding": {"x": x, "y": y, "size": size},
            },
            {
                "data": {"values": named},
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {"x": x, "y": y, "text": {"field": "name"}},
            },
        ],
    )


def bars_of(values: Values, longest: str = "") -> Spec:
    """Horizontal bars from largest to smallest, each with its value written behind it.

    Args:
        values: name, value and label of each bar, in order.
        longest: the name of a bar to be marked.
    """
    order = [value["name"] for value in values]
    y = {
        "field": "name",
        "type": "nominal",
        "sort": order,
        "axis": {"title": None, "labelLimit": 260},
    }
    x = {"field": "value", "type": "quantitative", "axis": None}
    return _chart(
        width=WIDTH - 120,
        height={"step": 22},
        data={"values": list(values)},
        layer=[
            {
                "mark": {"type": "bar", "height": 14},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "condition": {"test": {"field": "name", "equal": longest}, "value": ORANGE},
                        "value": BLUE,
                    },
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    )


def columns_of(values: Values, title: str) -> Spec:
    """Upright bars in the order given, each with its value above it: name, value and label."""
    x = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": title, "labelAngle": -45, "labelLimit": 120},
    }
    y = {"field": "value", "type": "quantitative", "axis": None}
    return _chart(
        width={"step": 34},
        height=220,
        data={"values": list(values)},
        layer=[
            {"mark": {"type": "bar", "color": BLUE}, "encoding": {"x": x, "y": y}},
            {
                "mark": {"type": "text", "dy": -7, "fontSize": 10},
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    )


def waterfall_of(values: Values) -> Spec:
    """From a first amount, step by step, to a last: name, low, high, label and kind of each."""
    x = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "labelAngle": -35, "labelLimit": 180},
    }
    y = {"field": "high", "type": "quantitative", "axis": None}
    return _chart(
        width={"step": 72},
        height=240,
        data={"values": list(values)},
        layer=[
            {
                "mark": {"type": "bar", "size": 46},
                "encoding": {
                    "x": x,
                    "y": y,
                    "y2": {"field": "low"},
                    "color": {
                        "condition": {
                            "test": {"field": "kind", "equal": "adjustment"},
                            "value": ORANGE,
                        },
                        "value": BLUE,
                    },
                },
            },
            {
                "mark": {"type": "text", "dy": -7, "fontSize": 10},
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    )


def draw(spec: Spec, language: Language) -> tuple[str, bytes]:
    """The chart as SVG, and as PNG at twice its size."""
    import vl_convert

    locale = {
        "decimal": language.decimal,
        "thousands": language.thousands,
        "grouping": [3],
        "currency": ["€ ", ""],
    }
    svg = vl_convert.vegalite_to_svg(spec, vl_version="6.1", format_locale=locale)
    return svg, vl_convert.svg_to_png(svg, scale=2)


def _round_values(values: Values) -> list[int]:
    """Three values for a legend, of one digit each, spread over what there is."""
    most = max(value["value"] for value in values)
    power = 10 ** (len(str(most)) - 1)
    top = most // power * power
    return sorted({max(top // 20, 1), max(top // 4, 1), top})


def _chart(**parts: Any) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": _CONFIG,
        **parts,
    }
