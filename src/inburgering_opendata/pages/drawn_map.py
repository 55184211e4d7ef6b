"""A map as SVG: a circle a municipality, as large as its inhabitants, coloured by a figure.

Written directly, as the same circles stand in every picture and a script draws them too
(`scripts/map.js`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from markupsafe import escape

from inburgering_opendata.pages.charts import INK
from inburgering_opendata.pages.circles import HEIGHT, WIDTH, Circle
from inburgering_opendata.toolkit.publish.site.letters import FONT

SEQUENCE = ("#d6e6f2", "#a3c9e2", "#5b9fcd", "#1f6fae", "#083a6b")
"""From little to much: one colour, so that the colour-blind see the same order."""

DIVERGING = ("#8a3700", "#d0793a", "#f3c8a4", "#bcd9ec", "#4f97c8", "#0b4f8a")
"""Below nothing, and from nothing on."""

UNKNOWN = "#ffffff"
TINTS = ("#d5dde5", "#cfdfcd", "#ecdcc0", "#e6d3de")
"""Of the ground of provinces: of two that touch they differ."""

_TINT_OF = {
    "PV20": 1,
    "PV21": 0,
    "PV22": 2,
    "PV23": 1,
    "PV24": 2,
    "PV25": 0,
    "PV26": 1,
    "PV27": 3,
    "PV28": 2,
    "PV29": 0,
    "PV30": 1,
    "PV31": 2,
}
GROUND = 3.0
"""Pixels of ground around the circles of a province; circles of two are further apart."""

LABEL = 8
"""Pixels of the letters of a name, which stands inside its circle or nowhere."""

_LETTER = 0.56
"""How wide a letter is beside its size, on average: names of places have few wide ones."""
_NAMED = f'font-family="{FONT}" font-size="{LABEL}"'
_TOLD = f'font-family="{FONT}" font-size="10"'
"""The letters of the names in circles, and those of the legend."""


def steps_of(values: Sequence[int], is_difference: bool) -> tuple[int, ...]:
    """Where one colour ends and the next begins, at round numbers.

    Of a difference nothing is in the middle, and both sides have the same steps.
    """
    if is_difference:
        most = max(map(abs, values))
        near, far = max(most // 10, 1), max(most // 2, 2)
        return (-_round(far), -_round(near), 0, _round(near), _round(far))
    ordered = sorted(values)
    cuts = [ordered[len(ordered) * part // len(SEQUENCE)] for part in range(1, len(SEQUENCE))]
    return tuple(sorted({_round(cut) for cut in cuts} - {0}))


def colours_of(steps: Sequence[int], is_difference: bool) -> tuple[str, ...]:
    """A colour for each class; fewer steps have the darker end of the colours."""
    colours = DIVERGING if is_difference else SEQUENCE
    return colours[len(colours) - len(steps) - 1 :]


def drawn_map(
    circles: Sequence[Circle],
    values: Mapping[str, int],
    *,
    names: Mapping[str, str],
    write: Callable[[int], str],
    is_difference: bool,
    legend: str,
    sized: str,
    unknown: str,
) -> str:
    """The map as SVG.

    Args:
        circles: every municipality of the map.
        values: of those of which the figure is known.
        names: of municipalities.
        write: a value in words.
        is_difference: whether colours part at nothing.
        legend: what the colours mean.
        sized: what the circles are as large as.
        unknown: what stands beside the colour of what is not known.
    """
    steps = steps_of(tuple(values.values()), is_difference)
    colours = colours_of(steps, is_difference)
    ranks = {code: sum(step <= value for step in steps) for code, value in values.items()}
    lines = [_ground(circles)]
    for rank, colour in [*enumerate(colours), (-1, UNKNOWN)]:
        of_class = [c for c in circles if ranks.get(c.code, -1) == rank]
        if of_class:
            lines.append(f'<g fill="{colour}" stroke="#66727d" stroke-width=".5">')
            for c in of_class:
                told = write(values[c.code]) if c.code in values else unknown
                hint = escape(f"{names[c.code]}: {told}")
                lines.append(
                    f'<circle cx="{c.x}" cy="{c.y}" r="{c.radius}"><title>{hint}</title></circle>'
                )
            lines.append("</g>")
    dark = {code for code, rank in ranks.items() if _is_dark(colours[rank])}
    for c in circles:
        name = names[c.code]
        if len(name) * LABEL * _LETTER <= 2 * c.radius - 2:
            ink = "#ffffff" if c.code in dark else INK
            y = f"{c.y + LABEL / 3:.1f}"
            lines.append(f'<text x="{c.x}" y="{y}" fill="{ink}" {_NAMED}>{escape(name)}</text>')
    labels = [*_classes(steps, write), *([unknown] if len(values) < len(circles) else [])]
    lines.append(_legend(legend, sized, labels, [*colours, UNKNOWN]))
    body = "\n".join(lines)
    # What letters look like stands within: who frames the drawing keeps only what is in it.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n'
        f'<g text-anchor="middle">{body}</g></svg>'
    )


def tint_of(province: str) -> str:
    """The ground of a province."""
    return TINTS[_TINT_OF.get(province, 0)]


def _ground(circles: Sequence[Circle]) -> str:
    """Under the circles of each province its ground, as one path of larger circles."""
    paths = []
    for province in sorted({circle.province for circle in circles}):
        parts = []
        for c in circles:
            if c.province == province:
                r = round(c.radius + GROUND, 1)
                parts.append(f"M{c.x - r:.1f} {c.y}a{r} {r} 0 1 0 {2 * r:.1f} 0a{r} {r} 0 1 0")
                parts.append(f"{-2 * r:.1f} 0")
        paths.append(f'<path fill="{tint_of(province)}" d="{" ".join(parts)}"/>')
    return "\n".join(paths)


def _classes(steps: Sequence[int], write: Callable[[int], str]) -> list[str]:
    if not steps:
        return []
    between = [f"{write(low)} – {write(high)}" for low, high in pairwise(steps)]
    return [f"< {write(steps[0])}", *between, f"≥ {write(steps[-1])}"]


def _legend(title: str, sized: str, labels: Sequence[str], colours: Sequence[str]) -> str:
    lines = [f'<g text-anchor="start" fill="{INK}">']
    for number, line in enumerate(_broken(title, 24)):
        lines.append(
            f'<text x="8" y="{16 + 12 * number}" font-weight="bold" {_TOLD}>{escape(line)}</text>'
        )
    top = 22 + 12 * len(_broken(title, 24))
    for number, (label, colour) in enumerate(zip(labels, colours, strict=False)):
        y = top + 15 * number
        lines.append(
            f'<rect x="8" y="{y - 9}" width="11" height="11" fill="{colour}" stroke="#66727d"/>'
            f'<text x="24" y="{y}" {_TOLD}>{escape(label)}</text>'
        )
    below = top + 15 * len(labels) + 3
    for number, line in enumerate(_broken(sized, 24)):
        lines.append(f'<text x="8" y="{below + 12 * number}" {_TOLD}>{escape(line)}</text>')
    return "\n".join([*lines, "</g>"])


def _broken(text: str, length: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= length:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 299 * red + 587 * green + 114 * blue < 130_000


def _round(value: int) -> int:
    """To one or two digits, towards nothing."""
    digits = len(str(abs(value)))
    power = int(10 ** max(digits - (1 if abs(value) < 100 else 2), 0))
    return value // power * power
