"""One HTML page that needs nothing else: no script, no request, readable on paper and telephone."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

from inburgering_opendata.toolkit.validate.reports.by_table import TableChecks, by_table
from inburgering_opendata.toolkit.validate.reports.wording import (
    SHOWN,
    counts,
    facts,
    key_of,
    not_shown,
    title,
    visible,
)
from inburgering_opendata.toolkit.validate.result import (
    CheckResult,
    Failure,
    Outcome,
    ValidationResult,
)

# Every pair of colours has a contrast of at least 7 to 1; the outcome is always a word as well.
_STYLE = """
:root { color-scheme: light; }
body { background: #fff; color: #1a1a1a; font: 1rem/1.5 system-ui, sans-serif;
  margin: 0 auto; max-width: 60rem; padding: 1rem; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; }
section { border-top: 1px solid #767676; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
caption { font-weight: bold; padding: .5rem 0; text-align: left; }
th, td { border: 1px solid #767676; overflow-wrap: normal; padding: .3rem .5rem; text-align: left;
  vertical-align: top; }
thead th { background: #f2f2f2; }
.number { text-align: right; white-space: nowrap; }
.hash { font: .8rem/1.8 monospace; white-space: nowrap; }
.scroll { overflow-x: auto; }
.scroll:focus { outline: 3px solid #1a1a1a; }
dt { font-weight: bold; }
dd { margin: 0 0 .5rem; }
.outcome { border-radius: .2rem; color: #fff; padding: .1rem .4rem; white-space: nowrap; }
.passed { background: #14532d; }
.warning { background: #5c4400; }
.failed { background: #8b0000; }
.error { background: #581c87; }
@media print {
  body { max-width: none; padding: 0; }
  .outcome { background: none; border: 1px solid; color: inherit; }
  .scroll { overflow: visible; }
  .hash { min-width: 10rem; overflow-wrap: anywhere; white-space: normal; }
  section, tr { break-inside: avoid; }
}
"""

# The hash allows this style sheet alone, should markup ever slip through the escaping.
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"


def as_html(result: ValidationResult, checked: Path) -> str:
    heading = f"Validation of {text(checked)}"
    body = (
        f"<h1>{heading}</h1>\n<p>{_outcome(result.outcome)} {text(counts(result))}</p>\n"
        f"{_tables(by_table(result))}\n{''.join(map(_problem, result.worst_first()))}"
    )
    return page(f"{heading}: {result.outcome.value}", body)


def page(title: str, body: str) -> str:
    """A whole page around `body`; both are HTML already."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
{body}</main>
</body>
</html>"""


def _tables(tables: list[TableChecks]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{text(table.name)}</th><td>{_outcome(table.outcome)}</td>'
        f'<td class="number">{table.rows}</td><td class="number">{table.passed}</td>'
        f'<td class="hash">{text(table.read.sha256 if table.read else "")}</td></tr>\n'
        for table in tables
    )
    columns = ("table", "outcome", "rows", "checks passed", "sha256 of the file")
    return scrolling("Tables", columns, rows)


def _problem(check: CheckResult) -> str:
    known = "".join(f"<dt>{label}</dt><dd>{text(value)}</dd>\n" for label, value in facts(check))
    hint = f"<p><strong>What to do:</strong> {text(check.hint)}</p>\n" if check.hint else ""
    return (
        f"<section>\n<h2>{_outcome(check.outcome)} {text(title(check))}</h2>\n"
        f"<p>{text(check.expectation)}</p>\n<dl>\n{known}</dl>\n"
        f"{_failures(check)}{hint}</section>\n"
    )


def _failures(check: CheckResult) -> str:
    if not check.failures:
        return ""
    rows = "".join(map(_failure, check.failures[:SHOWN]))
    columns = ("line", "key", "expected", "observed", "difference")
    more = not_shown(check)
    return scrolling("What fails", columns, rows) + (f"<p>{text(more)}</p>\n" if more else "")


def _failure(failure: Failure) -> str:
    line = "" if failure.line is None else failure.line
    key = f'<th scope="row">{text(key_of(failure))}</th>' if failure.key else "<td></td>"
    return (
        f'<tr><td class="number">{line}</td>{key}'
        f"<td>{text(failure.expected)}</td><td>{text(failure.observed)}</td>"
        f"<td>{text(failure.difference or '')}</td></tr>\n"
    )


def scrolling(caption: str, columns: Sequence[str], rows: str, place: str = "") -> str:
    """A table that scrolls sideways on a narrow screen, with the keyboard too.

    Where a page has several tables of one caption, `place` tells them apart.
    """
    label = f"{place}: {caption}" if place else caption
    headings = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0">\n<table>\n'
        f"<caption>{caption}</caption>\n<thead><tr>{headings}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def _outcome(outcome: Outcome) -> str:
    return f'<span class="outcome {outcome.value}">{outcome.value}</span>'


def text(value: object) -> str:
    return escape(visible(value))
