"""From a chart to a drawing: SVG now, or a program that draws in the browser.

Everything comes from one library that is pinned to the version (https://github.com/vega/vl-convert),
and the letters from a folder of fonts, so that the same release has the same pictures on every
machine. Left to itself the library prefers fonts of the machine to its own, both to measure words
and to draw them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from html import unescape
from typing import Any

from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.drawers import Drawers
from inburgering_opendata.toolkit.publish.site.letters import FONT, letters_in

Spec = Mapping[str, Any]
"""A chart as Vega-Lite has it."""

_VEGA_LITE = "6.1"

# The parts of Vega that charts as simple as these need, and the interpreter that evaluates their
# expressions without `eval`, which the policy of the pages forbids. The names are those under
# which the library holds them; nothing is fetched.
_PARTS = {
    "{transforms}": "vega-dataflow@6.1.0",
    "* as data": "vega-transforms@5.1.0",
    "* as view": "vega-view-transforms@5.1.0",
    "* as encode": "vega-encode@5.1.0",
    "{parse}": "vega-parser@7.1.0",
    "{View}": "vega-view@6.1.0",
    "{numberFormatDefaultLocale}": "vega-format@2.1.0",
    "{expressionInterpreter}": "vega-interpreter@2.0.0",
}

_NOTICE = (
    "/*! Vega (https://vega.github.io): Copyright 2015 University of Washington Interactive Data "
    "Lab, BSD-3-Clause. D3 (https://d3js.org): Copyright 2010 Mike Bostock, ISC. The licences are "
    "in licences.txt beside this file. */\n"
)


_NO_TEXT = re.compile(r"<text[^>]*/>|<text[^>]*></text>")
_TEXT = re.compile(r"<text([^>]*)>([^<]+)</text>")
_SIZE = re.compile(r'font-size="([\d.]+)(?:px)?"')


def ask_for_svg(spec: Spec, language: Language, drawers: Drawers) -> Callable[[], str]:
    """What gives the chart as SVG, with the letters of every picture where it names no others; it
    is being drawn from now on."""
    config = {"font": FONT, **spec.get("config", {})}
    asked = drawers.chart(
        {**spec, "config": config}, vl_version=_VEGA_LITE, format_locale=number_format(language)
    )
    # A label that is empty is an element all the same: two thirds of the bytes of a map.
    return lambda: _NO_TEXT.sub("", asked.result().decode())


def fitted(svg: str) -> str:
    """The drawing with each text as wide as it is with the letters of pictures. A browser that has
    wider ones would have it run over another text, or out of the drawing. A text without a size of
    its own is left alone."""
    return _TEXT.sub(_as_wide_as_measured, svg)


def _as_wide_as_measured(text: re.Match[str]) -> str:
    told, letters = text[1], unescape(text[2])
    size = _SIZE.search(told)
    if size is None or not letters.strip():
        return text[0]
    style = "Bold" if 'font-weight="bold"' in told else "Regular"
    width = letters_in(style).width(letters, float(size[1]))
    fitted = f'textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs"'
    return f"<text{told} {fitted}>{text[2]}</text>"


def compiled(spec: Spec) -> Any:
    """The chart as Vega, which the drawing program understands: it does without Vega-Lite."""
    import vl_convert

    return vl_convert.vegalite_to_vega(dict(spec), vl_version=_VEGA_LITE)


# As text, so that the process that runs it needs nothing of this program.
_BUNDLE = """
import sys, vl_convert
bundle = vl_convert.javascript_bundle(sys.stdin.read(), vl_version=sys.argv[1])
sys.stdout.buffer.write(bundle.encode())
"""


def drawing_program() -> bytes:
    """A script that puts what Vega needs to draw in `window.vega`.

    Raises:
        subprocess.CalledProcessError: it could not be made; stderr says why.
    """
    return ask_for_program().result()


@cache
def ask_for_program() -> Future[bytes]:
    """Have the drawing program made by a process of its own, as it takes a second: who asks early
    does not wait for it."""
    return ThreadPoolExecutor(1).submit(_program)


def _program() -> bytes:
    imports = "".join(
        f"import {names} from {json.dumps(f'/npm/{part}/+esm')};" for names, part in _PARTS.items()
    )
    body = (
        "Object.assign(transforms,data,view,encode);"
        "window.vega={parse,View,numberFormatDefaultLocale,expressionInterpreter};"
    )
    bundle = subprocess.run(
        [sys.executable, "-P", "-c", _BUNDLE, _VEGA_LITE],
        input=(imports + body).encode(),
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    # A script of its own, not a module: modules cannot be loaded from disk.
    return b"%s(()=>{%s})();\n" % (_NOTICE.encode(), bundle)


def number_format(language: Language) -> dict[str, Any]:
    """How numbers are written in charts, as D3 has it."""
    return {
        "decimal": language.decimal,
        "thousands": language.thousands,
        "grouping": [3],
        "currency": ["€ ", ""],
    }
