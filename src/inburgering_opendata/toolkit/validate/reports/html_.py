"""One HTML page that needs nothing else: no script, no request, readable on paper and telephone."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from inburgering_opendata.toolkit.ground.visible import visible
from inburgering_opendata.toolkit.validate.reports.by_table import by_table
from inburgering_opendata.toolkit.validate.reports.wording import (
    SHOWN,
    counts,
    facts,
    key_of,
    not_shown,
    title,
)
from inburgering_opendata.toolkit.validate.result import ValidationResult

_TEMPLATES = Path(__file__).with_name("templates")


def as_html(result: ValidationResult, checked: Path) -> str:
    """The page about a validation of what stands at `checked`."""
    return page(
        "validation.html",
        result=result,
        checked=checked,
        counts=counts(result),
        tables=by_table(result),
        shown=SHOWN,
    )


def page(template: str, folder: Path | None = None, **values: Any) -> str:
    """A whole page from a template that extends `page.html`.

    Args:
        template: its name, in the folder of this room or in `folder`.
        values: what it is filled with; every text is escaped, and shows what cannot be seen.
    """
    return _environment(folder).get_template(template).render(values)


@cache
def _environment(folder: Path | None) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_TEMPLATES, *([folder] if folder else ())]),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    # The hash allows this style sheet alone, should markup ever slip through the escaping.
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    environment.globals["style"] = Markup(style)  # noqa: S704  (our own file)
    environment.globals["policy"] = Markup(  # noqa: S704  (made of the hash alone)
        f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    )
    environment.filters.update(title=title, facts=facts, key=key_of, not_shown=not_shown)
    return environment


def _shown(value: object) -> object:
    """A value as it may stand in a page: nothing for None, and no letter that nobody sees."""
    if value is None:
        return ""
    return value if isinstance(value, Markup) else visible(value)
