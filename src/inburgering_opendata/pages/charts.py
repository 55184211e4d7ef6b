"""Charts as Vega-Lite: https://vega.github.io/vega-lite/docs/.

The same charts are drawn while the site is built and, with other rows, in the browser. Colours are
the blue of Okabe and Ito's set and a darker form of its vermillion: the colour-blind can tell them
apart, and both stand out on white.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inburgering_opendata.toolkit.publish.site.letters import FONT

Spec = dict[str, Any]
Values = Sequence[Mapping[str, Any]]

BLUE, ORANGE, INK, GRID = "#0072b2", "#b34700", "#333333", "#d9d9d9"

_KINDS = (BLUE, "#56b4e9", ORANGE, INK)
"""Colours of kinds of bars; the second is the sky blue of the same set."""

_SCATTERED = ["#767676", ORANGE, BLUE]
"""Colours of the dots of a scatter: grey for what cannot be compared."""

WIDTH = 400

DATA = "values"
"""Name of the rows within a chart, by which a script puts others in their place."""

_OWN: Spec = {
    "condition": {"test": {"field": "own", "equal": True}, "value": ORANGE},
    "value": BLUE,
}
"""The municipality of the reader is orange, all others blue."""

_HINT: Spec = {"field": "hint", "type": "nominal"}
"""What a browser shows beside the pointer; a drawing of the build has none."""

_CONFIG: Spec = {
    "aria": False,
    "font": FONT,
    "background": "#ffffff",
    "padding": {"left": 12, "right": 28, "top": 8, "bottom": 8},
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
    },
    "text": {"color": INK, "fontSize": 11},
    "mark": {"aria": False},
}


def bars_of(values: Values) -> Spec:
    """Horizontal bars in the order given, each with its value written behind it.

    Args:
        values: name, value, label and own of each bar.
    """
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "labelLimit": 300},
    }
    x = {"field": "value", "type": "quantitative", "axis": None}
    return _chart(
        width=WIDTH - 120,
        height={"step": 22},
        # Room for names in a font that is wider than the one they are measured in.
        padding={"left": 44, "right": 36, "top": 8, "bottom": 8},
        data={"name": DATA, "values": list(values)},
        transform=[{"calculate": "max(datum.value, 0)", "as": "end"}],
        layer=[
            {
                "mark": {"type": "bar", "height": 14},
                "encoding": {"x": x, "y": y, "color": _OWN, "tooltip": _HINT},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {"x": {**x, "field": "end"}, "y": y, "text": {"field": "label"}},
            },
        ],
    )


def pairs_of(values: Values, kinds: tuple[str, str]) -> Spec:
    """Two horizontal bars for each name, one of each kind, with its value written behind it.

    Args:
        values: name, kind, value and label of each bar, in order.
        kinds: the first is blue, the second orange; the legend says so.
    """
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {"title": None}}
    offset = {"field": "kind", "type": "nominal", "sort": list(kinds)}
    x = {"field": "value", "type": "quantitative", "axis": None}
    color = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(kinds), "range": [BLUE, ORANGE]},
        "legend": {"title": None, "orient": "top", "symbolType": "square"},
    }
    return _chart(
        width=WIDTH - 120,
        height={"step": 17},
        data={"name": DATA, "values": list(values)},
        layer=[
            {"mark": "bar", "encoding": {"x": x, "y": y, "yOffset": offset, "color": color}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {"x": x, "y": y, "yOffset": offset, "text": {"field": "label"}},
            },
        ],
    )


def kinds_of(values: Values, kinds: Sequence[str]) -> Spec:
    """Horizontal bars in the order given, coloured by kind, each with its label written behind it.

    Args:
        values: name, kind, value and label of each bar; names are all different.
        kinds: at most four, in the order of the legend.
    """
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "labelLimit": 300},
    }
    x = {"field": "value", "type": "quantitative", "axis": None}
    color = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(kinds), "range": list(_KINDS[: len(kinds)])},
        "legend": {"title": None, "orient": "top", "symbolType": "square"},
    }
    return _chart(
        width=WIDTH - 160,
        height={"step": 20},
        # Room for names and labels in a font that is wider than the one they are measured in.
        padding={"left": 44, "right": 36, "top": 8, "bottom": 8},
        data={"name": DATA, "values": list(values)},
        layer=[
            {
                "mark": {"type": "bar", "height": 13},
                "encoding": {"x": x, "y": y, "color": color},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    )


def columns_of(values: Values, title: str) -> Spec:
    """Upright bars in the order given, each with its value above it: name, value, label, own."""
    x = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": title, "labelAngle": -45, "labelLimit": 120},
    }
    y = {"field": "value", "type": "quantitative", "axis": None}
    return _chart(
        width={"step": 36},
        height=220,
        data={"name": DATA, "values": list(values)},
        layer=[
            {
                "mark": {"type": "bar"},
                "encoding": {"x": x, "y": y, "color": _OWN, "tooltip": _HINT},
            },
            {
                "mark": {"type": "text", "dy": -7},
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


def scatter_of(values: Values, axes: tuple[str, str], kinds: Sequence[str]) -> Spec:
    """Dots on two axes of powers of ten, and the line on which both are the same.

    Args:
        values: computed, reported and kind of each dot; the last ones lie on top.
        axes: what the axis to the right and the one upwards are called.
        kinds: every kind, in the order of the legend: each has a colour and a shape of its own.
    """
    ends = [value[name] for value in values for name in ("computed", "reported")] or [1]
    low, high = max(min(ends), 1) * 0.8, max(ends) * 1.25
    scale = {"type": "log", "domain": [low, high], "nice": False}
    x, y = (
        {
            "field": name,
            "type": "quantitative",
            "scale": scale,
            "axis": {
                "title": title,
                "format": ",.0f",
                "values": [1, 3, 10, 30, 100, 300, 1000, 3000],
            },
        }
        for name, title in zip(("computed", "reported"), axes, strict=True)
    )
    legend = {"title": None, "orient": "top", "direction": "vertical", "labelLimit": 380}
    drawn = {"field": "kind", "type": "nominal", "sort": list(kinds), "legend": legend}
    line = {"type": "line", "stroke": GRID, "strokeWidth": 1.5}
    same = [{"computed": end, "reported": end} for end in (low, high)]
    dot = {"type": "point", "filled": True, "size": 46, "opacity": 0.75}
    return _chart(
        width=WIDTH,
        height=WIDTH,
        data={"values": list(values)},
        layer=[
            {"data": {"values": same}, "mark": line, "encoding": {"x": x, "y": y}},
            {
                "mark": dot,
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {**drawn, "scale": {"domain": list(kinds), "range": _SCATTERED}},
                    "shape": {
                        **drawn,
                        "scale": {
                            "domain": list(kinds),
                            "range": ["circle", "triangle-up", "square"],
                        },
                    },
                },
            },
        ],
    )


def _chart(**parts: Any) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": _CONFIG,
        **parts,
    }
