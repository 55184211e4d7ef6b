"""Where a municipality stands among all, on the boundaries of then and of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from inburgering_opendata.pages.distribution import Distribution
from inburgering_opendata.pages.meanings import field_of, of_allocation
from inburgering_opendata.pages.municipality import PICTURED, Picture
from inburgering_opendata.pages.today import Carried, Today
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import LANGUAGES, Language
from inburgering_opendata.toolkit.publish.site.cells import cell, short
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.meaning import Meaning


@dataclass(frozen=True, kw_only=True)
class _Amounts:
    """Those of every municipality on the boundaries of one day."""

    by_code: Mapping[str, int]
    distribution: Distribution
    meanings: Mapping[str, Meaning]
    """By language."""
    forms: Mapping[str, str]
    """What the boundaries are called, by language."""


class Standings:
    """The amounts of one stream, found once for all municipalities."""

    def __init__(self, contents: Contents, today: Today, carried: Mapping[str, Carried]) -> None:
        rows = [row for row in contents.rows("allocation") if row["stream"] == PICTURED]
        [self._stream] = [row for row in contents.rows("stream") if row["stream"] == PICTURED]
        self._basis = field_of(contents, "allocation", "basis")
        day = rows[0]["reference_date"]
        meanings, forms, now_meanings, now_forms = {}, {}, {}, {}
        for code, language in LANGUAGES.items():
            words, on = words_of_pages(language), language.day(today.day.isoformat())
            unit = words("distribution_allocation.unit")
            meanings[code] = of_allocation(contents, rows, language, unit)
            forms[code] = words("form.then", date=language.day(day))
            now_meanings[code] = replace(
                meanings[code], boundaries=words("meaning.added_up", date=on)
            )
            now_forms[code] = words("form.now", date=on)
        then = {row["municipality_code"]: int(row["amount_eur"]) for row in rows}
        self._on = {"then": _amounts(then, meanings, forms)}
        if today.changed_since(day):
            now = {code: each.value for code, each in carried.items()}
            self._on["now"] = _amounts(now, now_meanings, now_forms)

    def of(self, code: str, name: str, language: Language) -> tuple[Picture, ...]:
        """The pictures of a municipality: none, then, now, or both."""
        return tuple(self._pictures(code, name, language))

    def only(self, code: str, name: str, language: Language) -> str:
        """Why it has no two, in words."""
        words = words_of_pages(language)
        if "now" not in self._on:
            return words("explore.same")
        missing = [on for on, amounts in self._on.items() if code not in amounts.by_code]
        return words(f"municipality.picture_not_{missing[0]}", name=name) if missing else ""

    def form(self, on: str, language: Language) -> str:
        """What the boundaries of a picture are called."""
        return self._on[on].forms[language.code]

    def _pictures(self, code: str, name: str, language: Language) -> Iterator[Picture]:
        words = words_of_pages(language)
        for on, amounts in self._on.items():
            if (amount := amounts.by_code.get(code)) is None:
                continue
            title = words(
                "municipality.picture", name=name, stream=language.of(self._stream, "title")
            )
            if on == "now":
                title = words("picture.in_form", title=title, form=self.form(on, language))
            yield Picture(
                on=on,
                title=title,
                basis=self._stream["basis"],
                basis_label=short(cell(self._basis, self._stream["basis"], language)),
                alternative=words(
                    "municipality.picture_alt",
                    municipalities=len(amounts.by_code),
                    name=name,
                    amount=language.euros(amount),
                    below=amounts.distribution.below(amount),
                    above=amounts.distribution.above(amount),
                ),
                bars=amounts.distribution.bars(amount),
                meaning=amounts.meanings[language.code],
            )


def _amounts(
    by_code: Mapping[str, int], meanings: Mapping[str, Meaning], forms: Mapping[str, str]
) -> _Amounts:
    return _Amounts(
        by_code=by_code,
        distribution=Distribution(by_code.values()),
        meanings=meanings,
        forms=forms,
    )
