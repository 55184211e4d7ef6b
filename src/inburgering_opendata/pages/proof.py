"""Every reported figure beside what each rule gives, and how many each rule meets.

Nothing is computed here: the tables evidence, evidence_count, rule and reported_figure say it all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from inburgering_opendata.explain.targets import HOUSING_TARGET, METHODS
from inburgering_opendata.explain.wording import written
from inburgering_opendata.pages.meanings import field_of
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cell
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.tables.rows import TextRow

_FIGURE = ("place", "period", "subject", "source_address")
"""What tells one reported figure from another."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one rule gives for a reported figure."""

    rule: str
    title: str
    """The rule in words."""
    value: str
    """Empty where the rule gives nothing."""
    number: str
    is_met: bool | None
    """None where there is nothing to meet."""
    is_used: bool
    """Whether the published figure of that period rests on this rule."""
    use: str
    """Whether it does, or it is that of an illustration, or a candidate; in words."""
    was_found_with_it: bool
    """Whether the rule was inferred from this figure, so that it is no test of the rule."""


@dataclass(frozen=True, kw_only=True)
class Tested:
    """A reported figure beside every rule that could explain it."""

    stream: str
    place: str
    code: str
    """Of the municipality; empty for a region or a province."""
    period: str
    subject: str
    value: str
    number: str
    precision: str
    """Empty for an exact figure."""
    class_: str
    not_comparable: str
    """Why it is not comparable; empty where it is."""
    given: tuple[Given, ...]
    derivation: str
    address: str
    quote: str

    @property
    def used(self) -> Given | None:
        """What the rule gives that is used for its period."""
        return next((each for each in self.given if each.is_used), None)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Figures of one period or class, and how many of them each way of rounding meets."""

    title: str
    figures: int
    met: tuple[tuple[int, int], ...]
    """By way of rounding: how many it meets, and of how many."""
    unused: tuple[tuple[int, int], ...]
    """The same without the figures from which it was inferred."""
    used: tuple[bool, ...]
    """Of a period: which way of rounding is used."""


@dataclass(frozen=True, kw_only=True)
class Contested:
    """A figure that its own source contradicts."""

    place: str
    code: str
    period: str
    subject: str
    value: str
    other: str
    because: str
    address: str
    quote: str


class Proof:
    """The evidence of a release, in the words of one language."""

    def __init__(self, contents: Contents, language: Language) -> None:
        self._contents = contents
        self._language = language

    @cached_property
    def figures(self) -> tuple[Tested, ...]:
        """Every reported figure for which there is a rule, in the order of the table."""
        rows = self._contents.rows("evidence")
        places = {row["rule"]: at for at, row in enumerate(self._contents.rows("rule"))}
        found = sorted(rows, key=lambda row: [row[name] for name in _FIGURE])
        return tuple(
            self._tested(sorted(same, key=lambda row: (_order(row), places.get(row["rule"], 0))))
            for _, same in groupby(found, key=lambda row: [row[name] for name in _FIGURE])
        )

    @cached_property
    def by_municipality(self) -> Mapping[str, tuple[Tested, ...]]:
        """The figures of each municipality that has any, by its code."""
        found: dict[str, list[Tested]] = {}
        for figure in self.figures:
            if figure.code:
                found.setdefault(figure.code, []).append(figure)
        return {code: tuple(figures) for code, figures in found.items()}

    @property
    def targets(self) -> list[Tested]:
        """Those of housing targets."""
        return [each for each in self.figures if each.stream == HOUSING_TARGET]

    @property
    def money(self) -> list[Tested]:
        """All others, which are of money."""
        return [each for each in self.figures if each.stream != HOUSING_TARGET]

    def by_period(self) -> list[Counted]:
        """Comparable housing targets by half-year or year, as the table `rule` counts them."""
        rows = [row for row in self._contents.rows("rule") if row["rule"] in METHODS]
        periods = sorted({row["period"] for row in rows if row["period"] != "all"})
        return [self._of_period(period, rows) for period in periods]

    def by_class(self) -> list[Counted]:
        """Every housing target with a computed counterpart by class, comparable or not."""
        rows = [r for r in self._contents.rows("evidence_count") if r["rule"] in METHODS]
        field = field_of(self._contents, "evidence_count", "class")
        known = [each["value"] for each in field["categories"]]
        classes = sorted({row["class"] for row in rows}, key=known.index)
        return [
            self._counted(
                cell(field, name, self._language), [row for row in rows if row["class"] == name]
            )
            for name in classes
        ]

    def by_period_and_class(self) -> list[tuple[str, Counted]]:
        """The rows of `evidence_count` on housing targets, one for each period and class."""
        rows = [r for r in self._contents.rows("evidence_count") if r["rule"] in METHODS]
        field = field_of(self._contents, "evidence_count", "class")
        pairs = sorted({(row["period"], row["class"]) for row in rows})
        return [
            (
                period,
                self._counted(
                    cell(field, name, self._language),
                    [row for row in rows if (row["period"], row["class"]) == (period, name)],
                ),
            )
            for period, name in pairs
        ]

    def contested(self) -> Iterator[Contested]:
        """The contradictions: figures beside the other one of the same source."""
        for row in self._contents.rows("reported_figure"):
            if row["status"] != "contested":
                continue
            write = written(row["unit"], self._language)
            yield Contested(
                place=self._language.of(row, "place"),
                code=row["municipality_code"],
                period=row["period"],
                subject=self._subject(row["subject"]),
                value=write(int(row["value"])),
                other=write(int(row["contested_value"])),
                because=self._language.of(row, "contested_because"),
                address=row["source_address"],
                quote=row["quote_nl"],
            )

    def numbers(self) -> dict[str, int]:
        """How many figures there are, what is comparable, and what is not compared and why."""
        figures = self.targets
        return {
            "figures": len(self.figures),
            "places": len({each.place for each in self.figures}),
            "municipalities": len(self.by_municipality),
            "targets": len(figures),
            "comparable": sum(not each.not_comparable for each in figures),
            "counterparts": sum(any(g.value for g in each.given) for each in figures),
            "money": len(self.money),
            "pairs": len(self._contents.rows("evidence")),
        }

    def reasons(self) -> list[tuple[str, int]]:
        """Why figures are not comparable, with how many there are of each; the most first."""
        found: dict[str, int] = {}
        for each in self.figures:
            if each.not_comparable:
                found[each.not_comparable] = found.get(each.not_comparable, 0) + 1
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    def _of_period(self, period: str, rows: Sequence[TextRow]) -> Counted:
        of_method = {row["rule"]: row for row in rows if row["period"] == period}
        own = [of_method.get(method) for method in METHODS]
        return Counted(
            title=period,
            figures=max(int(row["counterparts"]) for row in own if row),
            met=_pairs(own, "met", "compared"),
            unused=_pairs(own, "met_unused", "compared_unused"),
            used=tuple(row is not None and row["use"] == "used" for row in own),
        )

    def _counted(self, title: str, rows: Sequence[TextRow]) -> Counted:
        sums = [
            {
                name: str(sum(int(row[name]) for row in rows if row["rule"] == method))
                for name in ("figures", "met", "figures_unused", "met_unused")
            }
            for method in METHODS
        ]
        return Counted(
            title=title,
            figures=max(int(each["figures"]) for each in sums),
            met=_pairs(sums, "met", "figures"),
            unused=_pairs(sums, "met_unused", "figures_unused"),
            used=(),
        )

    def _tested(self, rows: Sequence[TextRow]) -> Tested:
        first, label = rows[0], self._label
        write = written(first["unit"], self._language)
        reported = self._reported.get(tuple(first[name] for name in _FIGURE))
        return Tested(
            stream=first["stream"],
            place=first["municipality_name"] or self._language.of(first, "place"),
            code=first["municipality_code"],
            period=first["period"],
            subject=self._subject(first["subject"]),
            value=write(int(first["value"])),
            number=first["value"],
            precision="" if first["precision"] == "exact" else label(first, "precision"),
            class_=label(first, "class"),
            not_comparable=label(first, "not_comparable_because"),
            given=tuple(self._given(row, write) for row in rows),
            derivation=first["derivation"],
            address=first["source_address"],
            quote=reported["quote_nl"] if reported else "",
        )

    def _given(self, row: TextRow, write: Callable[[int], str]) -> Given:
        rule = self._rules.get((row["rule"], row["period"])) or self._rules.get((row["rule"], ""))
        assert rule is not None, row["rule"]
        return Given(
            rule=row["rule"],
            title=self._language.of(rule, "statement"),
            value=write(int(row["computed_value"])) if row["computed_value"] else "",
            number=row["computed_value"],
            is_met={"true": True, "false": False}.get(row["is_met"]),
            is_used=rule["use"] == "used",
            use=cell(field_of(self._contents, "rule", "use"), rule["use"], self._language),
            was_found_with_it=row["is_used_to_find"] == "true",
        )

    @cached_property
    def _rules(self) -> Mapping[tuple[str, str], TextRow]:
        """Each rule by its period, and without one as of any period, where it is not used."""
        rows = self._contents.rows("rule")
        anywhere = {(row["rule"], ""): {**row, "use": "candidate"} for row in rows}
        return {**anywhere, **{(row["rule"], row["period"]): row for row in rows}}

    @cached_property
    def _reported(self) -> Mapping[tuple[str, ...], TextRow]:
        rows = self._contents.rows("reported_figure")
        return {tuple(row[name] for name in _FIGURE): row for row in rows}

    @cached_property
    def _subjects(self) -> Mapping[str, TextRow]:
        return {row["subject"]: row for row in self._contents.rows("reported_subject")}

    def _subject(self, name: str) -> str:
        row = self._subjects.get(name)
        return self._language.of(row, "title") if row else name

    def _label(self, row: TextRow, name: str) -> str:
        return cell(field_of(self._contents, "evidence", name), row[name], self._language)


def _order(row: TextRow) -> int:
    """The ways of rounding in the order of their columns."""
    methods = list(METHODS)
    return methods.index(row["rule"]) if row["rule"] in methods else len(methods)


def _pairs(rows: Sequence[TextRow | None], met: str, whole: str) -> tuple[tuple[int, int], ...]:
    return tuple((int(row[met]), int(row[whole])) if row else (0, 0) for row in rows)
